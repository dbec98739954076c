"""What is chosen from a list: places, actions, themes, messages, people to call, channels to join, emoji."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from parlour.client import emoji, wording
from parlour.client.actions import ACTIONS, Action
from parlour.client.commands.registry import Command, offered
from parlour.client.completion import nicks
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.screen.chooser import Chooser, Option, among
from parlour.client.screen.listing import Entry
from parlour.client.screen.themes import LOOKS, theme_of
from parlour.client.text import plain, shown

if TYPE_CHECKING:
    from parlour.client.screen.app import ChatApp

MOST_MESSAGES = 200
"""So many of what was found are listed, the newest first."""

OLDER = "older"
"""Stands for looking further back."""


class Choosing:
    """What opens a list; `Deeds` has it."""

    _app: "ChatApp"

    def _choose(self, heading: str, options: list[Option], then: Callable[[Any], None], **more: Any) -> None:
        """Ask which of these, and do something with it."""

        def take(found: Any) -> None:
            if found is not None:
                then(found)

        self._app.ask(Chooser(self._app.look, heading, among(options), **more), take)

    # Places

    def do_switcher(self, _: str) -> None:
        """Go somewhere by a part of its name."""
        app = self._app
        places = app.places()
        # Where something is unread first, where one is last.
        places.sort(key=lambda place: (place == app.where, not place[1].mentions, not place[1].unread))
        several = len(app.client.engines) > 1
        options = [self._place(engine, buffer, several=several) for engine, buffer in places]
        if app.where is not None:
            engine, buffer = app.where
            style = app.look.style("dim")
            options += [
                Option(Entry([(f" {shown(nick)}", style)], [("write to them", style)]), shown(nick), (engine, nick))
                for nick in nicks(engine.network, buffer)
                if engine.network.buffer(nick) is None
            ]
        self._choose("Go to", options, self._go, hint="a part of a name", none="Nothing is called so.")

    def _place(self, engine: Engine, buffer: Buffer, *, several: bool) -> Option:
        look = self._app.look
        name = shown(buffer.name or engine.network.title or engine.network.name)
        right = []
        if buffer.unread and not buffer.muted:
            right.append((str(buffer.unread), look.style("count" if buffer.mentions else "dim")))
        network = f"  {shown(engine.network.title or engine.network.name)}" if several and buffer.name else ""
        entry = Entry([(f" {name}", look.style("text")), (network, look.style("dim"))], right)
        return Option(entry, f"{name}{network}", (engine, buffer))

    def _go(self, found: tuple[Engine, Buffer | str]) -> None:
        engine, target = found
        buffer = engine.doing.query(target) if isinstance(target, str) else target
        self._app.go(engine, buffer)
        self._app.client.flush()

    def listed(self, engine: Engine, rows: list[tuple[str, int, str]]) -> None:
        """The channels that there are have come: one may be joined."""
        look = self._app.look
        options = [
            Option(
                Entry(
                    [(f" {shown(name)}  ", look.style("text")), (plain(topic), look.style("dim"))],
                    [(f"{count} {'person' if count == 1 else 'people'}", look.style("dim"))],
                ),
                f"{shown(name)}  {plain(topic)}",
                name,
            )
            for name, count, topic in sorted(rows, key=lambda row: (-row[1], row[0]))
        ]

        def join(name: str) -> None:
            engine.doing.join(name)
            self._app.client.flush()

        none = "There are no channels yet; /join #name makes one." if not options else "No channel is called so."
        keys = "Enter: join     Esc: close"
        self._choose("Channels", options, join, hint="a part of a name or a topic", keys=keys, none=none)

    def free(self, engine: Engine, rows: list[tuple[int, str, bool]]) -> None:
        """Who is FREE and who is BUSY: one may be called."""
        look = self._app.look
        options = []
        for number, nick, busy in rows:
            own = engine.network.is_me(nick)
            state = ("BUSY", look.style("busy")) if busy else ("FREE", look.style("free"))
            right = [("you  ", look.style("dim")), state] if own else [state]
            left = [(f" {number:>3}  ", look.style("dim")), (shown(nick), look.style("text"))]
            options.append(Option(Entry(left, right), f"{shown(nick)}  {number}", nick))

        def call(nick: str) -> None:
            self.begin(f"/call {nick} ")

        self._choose("Who is here", options, call, hint="a name or a number", keys="Enter: call them     Esc: close")

    # Actions

    def _actions(self) -> list[Action]:
        network = self._app.where[0].network if self._app.where is not None else None
        known = {f"/{name}" for each in self._commands() for name in each.names}
        return [
            each
            for each in ACTIONS
            if (not each.needs or (network is not None and network.can(each.needs)))
            and (not each.command or network is None or each.command in known)
        ]

    def _commands(self) -> list[Command]:
        return offered(self._app.where[0].network) if self._app.where is not None else []

    def do_palette(self, _: str) -> None:
        """Do anything that can be done, by a part of its name."""
        options = [self._action(action) for action in self._actions() if action.name != "palette"]
        done = {action.command[1:] for action in ACTIONS if action.command}
        commands = [each for each in self._commands() if each.names[0] not in done]
        options += [self._command(command) for command in commands]
        self._choose("Do", options, self._do_chosen, hint="what you want to do", keys="Enter: do it     Esc: close")

    def do_help(self, _: str) -> None:
        """Show what keys and commands there are."""
        look = self._app.look
        options = []
        for action in self._actions():
            key = action.keys_shown or action.command
            left = [(f" {key:<18} ", look.style("title")), (action.help, look.style("text"))]
            options.append(Option(Entry(left), f"{action.title}  {key} {action.help}", action.name))
        for command in self._commands():
            left = [(f" {command.grammar}  ", look.style("title")), (command.help, look.style("dim"))]
            options.append(Option(Entry(left), f"{command.grammar}  {command.help}", command))
        self._choose(
            "Keys and commands", options, self._do_chosen, hint="what you look for", keys="Enter: do it     Esc: close"
        )

    def _action(self, action: Action) -> Option:
        look = self._app.look
        entry = Entry(
            [(f" {action.title}  ", look.style("text")), (action.help, look.style("dim"))],
            [(action.keys_shown or action.command, look.style("dim"))],
        )
        return Option(entry, f"{action.title}  {action.help}", action.name)

    def _command(self, command: Command) -> Option:
        look = self._app.look
        entry = Entry([(f" {command.grammar}  ", look.style("text")), (command.help, look.style("dim"))])
        return Option(entry, f"{command.grammar}  {command.help}", command)

    def _do_chosen(self, found: str | Command) -> None:
        if isinstance(found, str):
            self.do(found)
        elif any(parameter.needed for parameter in found.parameters):
            self.begin(f"/{found.names[0]} ")
        else:
            self.typed(f"/{found.names[0]}", remembered=False)

    # Reading

    def do_find(self, text: str) -> None:
        """Find a text in what was said here; what is not loaded yet is asked for."""
        app = self._app
        if app.where is None:
            return
        engine, buffer = app.where

        def found(typed: str) -> list[Option]:
            sought = typed.strip().casefold()
            app.timeline.seek(typed.strip())
            if not sought:
                return []
            options: list[Option] = []
            for message in reversed(buffer.timeline.messages):
                if message.is_speech and sought in plain(message.text).casefold():
                    options.append(self._message(engine, message))
                    if len(options) >= MOST_MESSAGES:
                        break
            if not buffer.timeline.has_begun and engine.network.can("draft/chathistory"):
                options.append(Option(Entry([(" Look further back …", app.look.style("dim"))]), "", OLDER))
            return options

        def take(chosen: Message | str | None) -> None:
            if isinstance(chosen, Message):
                app.timeline.show_message(chosen)
            elif chosen == OLDER:
                engine.history.older(buffer)
                app.client.flush()
                app.set_timer(0.5, lambda: self.do_find(dialog.typed))
                return
            app.timeline.seek("")
            app.show_state()

        dialog = Chooser(
            app.look, f"Find in {shown(buffer.name or engine.network.name)}", found, hint="a text", typed=text,
            keys="Enter: go there     Esc: close", none="Nobody has said that, as far as it was loaded.",
        )  # fmt: skip
        app.ask(dialog, take)

    def do_mentions(self, _: str) -> None:
        """Show where the user was named, in all networks."""
        app = self._app
        found = [
            (message.at_ms, message.serial, engine, buffer, message)
            for engine in app.client.engines.values()
            for buffer in engine.network.buffers.values()
            if buffer.kind == "channel"
            for message in buffer.timeline.messages
            if message.mentions and not message.own
        ]
        found.sort(key=lambda each: each[:2], reverse=True)
        options = []
        for _at, _serial, engine, buffer, message in found[:MOST_MESSAGES]:
            option = self._message(engine, message, f"{shown(buffer.name)} ")
            options.append(option._replace(value=(engine, buffer, message)))

        def go(chosen: tuple[Engine, Buffer, Message]) -> None:
            app.go(chosen[0], chosen[1])
            app.call_after_refresh(app.timeline.show_message, chosen[2])

        self._choose("Where you were named", options, go, keys="Enter: go there     Esc: close",
                     none="Nobody has named you, as far as is known.")  # fmt: skip

    def _message(self, engine: Engine, message: Message, place: str = "") -> Option:
        look = self._app.look
        text = plain(message.text.replace("\n", " "))
        left = [
            (f" {wording.day_and_time(message.at_ms)} ", look.style("time")),
            (place, look.style("dim")),
            (f"{shown(message.nick)}  ", look.nick(engine.network.fold(message.nick))),
            (text, look.style("text")),
        ]
        return Option(Entry(left), f"{shown(message.nick)}  {text}", message)

    # Messages

    def do_react(self, _: str) -> None:
        """React to the chosen message, or the last one, with an emoji."""
        app = self._app
        if app.where is None:
            return
        engine, buffer = app.where
        message = app.timeline.chosen
        if message is None:
            message = next((each for each in reversed(buffer.timeline.messages) if each.is_speech and each.msgid), None)
        if message is None:
            app.bell()
            return
        look = app.look

        def found(typed: str) -> list[Option]:
            return [
                Option(Entry([(f" {sign}  ", look.style("text")), (name, look.style("dim"))]), name, sign)
                for name, sign in emoji.beginning(typed.strip(": ") or "+1") or ()
            ] + ([] if typed.strip() else self._usual())

        def take(sign: str | None) -> None:
            if sign is not None:
                engine.sending.react(buffer, message, sign)
                app.client.flush()

        heading = f"React to {shown(message.nick)}: {plain(message.text)[:40]}"
        app.ask(Chooser(look, heading, found, hint="the name of an emoji, as in heart"), take)

    def _usual(self) -> list[Option]:
        look = self._app.look
        names = ("heart", "joy", "tada", "eyes", "thinking", "cry", "rocket", "ok_hand", "clap", "wave")
        known = [(name, sign) for name in names if (sign := emoji.named(name)) is not None]
        return [
            Option(Entry([(f" {sign}  ", look.style("text")), (name, look.style("dim"))]), name, sign)
            for name, sign in known
        ]

    # The client

    def do_theme(self, name: str) -> None:
        """Have other colours: those of a name, or chosen while they are seen."""
        app = self._app
        if name and name.lower() in LOOKS:
            self._wear(name.lower())
            return
        before = app.theme

        def try_on(theme: str) -> None:
            app.theme = theme_of(theme)

        def take(theme: str | None) -> None:
            if theme is None:
                app.theme = before
            else:
                self._wear(theme)

        style = app.look.style("text")
        options = [Option(Entry([(f" {each}", style)]), each, each) for each in LOOKS]
        app.ask(Chooser(app.look, "Colours", among(options), hint="a name", moved=try_on), take)

    def _wear(self, theme: str) -> None:
        app = self._app
        app.theme = theme_of(theme)
        app.memory.wear(theme, app.settings.theme)

    # What Deeds has

    def do(self, name: str) -> None:
        """Do what an action's key does."""
        raise NotImplementedError

    def begin(self, text: str) -> None:
        """Have a text in the composer to go on with."""
        raise NotImplementedError

    def typed(self, text: str, *, remembered: bool = True) -> bool:
        """Something was typed."""
        raise NotImplementedError
