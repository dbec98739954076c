"""All that can be done on the screen: one method for each action of `client.actions` that is no slash command."""

from typing import TYPE_CHECKING

from parlour.client import direct
from parlour.client.actions import BY_NAME
from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import COMMANDS, bare
from parlour.client.commands.typed import run
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message, Person
from parlour.client.screen.choosing import Choosing
from parlour.client.screen.layout import is_safe_link
from parlour.client.screen.sidebar import Where
from parlour.client.text import links, plain, shown

if TYPE_CHECKING:
    from parlour.client.screen.app import ChatApp


class Deeds(Choosing):
    """What keys, the palette and slash commands do; it implements the commands' Face."""

    def __init__(self, app: "ChatApp") -> None:
        self._app = app
        self.came_from: Where | None = None
        """Where the user was before."""

    # What is done by name

    def do(self, name: str) -> None:
        """Do what an action's key does."""
        action = BY_NAME[name]
        if self.act(name) or not action.command:
            return
        command = COMMANDS[bare(action.command)]
        if any(parameter.needed for parameter in command.parameters):
            self.begin(f"{action.command} ")
        else:
            self.typed(action.command, remembered=False)

    def act(self, action: str, argument: str = "") -> bool:
        """Do what only a screen can; False for what it cannot."""
        deed = getattr(self, f"do_{action}", None)
        if deed is None:
            return False
        deed(argument)
        return True

    # Typing

    def typed(self, text: str, *, remembered: bool = True) -> bool:
        """Something was typed; False when it goes nowhere, and stays in the composer."""
        app = self._app
        if app.where is None:
            return False
        if remembered:
            app.memory.add_typed(text)
        replied = app.timeline.chosen if remembered else None
        app.timeline.unchoose()
        engine, buffer = app.where
        ctx = Ctx(app.client, engine, buffer, self)
        if replied is not None and replied.msgid and not text.startswith("/"):
            done = self._answer(ctx, text, replied)
        else:
            done = run(ctx, text)
        if done and remembered:
            app.timeline.to_end()
            engine.sending.draft(buffer, "")
        app.client.flush()
        return done

    def _answer(self, ctx: Ctx, text: str, answered: Message) -> bool:
        from parlour.client.commands.context import Unfit
        from parlour.client.commands.typed import say

        try:
            say(ctx, ctx.buffer, text, reply_to=answered.msgid)
        except Unfit as unfit:
            self.show(ctx.buffer, [str(unfit)], error=True)
            return False
        return True

    def begin(self, text: str) -> None:
        """Have a text in the composer to go on with; what stands there is not lost."""
        app = self._app
        if app.composer.text.strip():
            app.bell()
            return
        app.composer.focus()
        app.composer.fill(text)

    def hint(self) -> str:
        """What can be typed here, shown while nothing is."""
        where = self._app.where
        if where is None:
            return ""
        engine, buffer = where
        if self._app.timeline.chosen is not None:
            return f"Answer {shown(self._app.timeline.chosen.nick)}; Esc for no answer"
        if buffer.kind == "server" and engine.network.can(direct.CAPABILITY):
            return "/dial host, /to friend; F1 for help"
        if buffer.kind == "server":
            return "/join #channel, /query nick; F1 for help"
        if refusal := engine.sessions.refusal(buffer, buffer.session.id if buffer.session is not None else ""):
            return plain(refusal)
        return f"Write to {shown(buffer.name)}"

    # What commands ask for

    def show(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        """Show lines in a buffer, to nobody but the user."""
        for engine in self._app.client.engines.values():
            if engine.network.buffers.get(engine.network.fold(buffer.name)) is buffer:
                for line in lines:
                    engine.add(buffer, engine.message("error" if error else "info", "", line))
        self._app.client.flush()

    def switch(self, engine: Engine, buffer: Buffer) -> None:
        """Go to a place."""
        self._app.go(engine, buffer)

    def leave(self) -> None:
        """End the client."""
        self._app.exit()

    # Places

    def do_next_buffer(self, _: str) -> None:
        """Go to the place below."""
        self._step(1)

    def do_previous_buffer(self, _: str) -> None:
        """Go to the place above."""
        self._step(-1)

    def _step(self, step: int) -> None:
        places = self._app.places()
        if places:
            at = places.index(self._app.where) if self._app.where in places else -1
            self._app.go(*places[(at + step) % len(places)])

    def do_next_unread(self, _: str) -> None:
        """Go to where something is unread: mentions first."""
        places = [where for where in self._app.places() if where[1].unread and where != self._app.where]
        wanted = next((where for where in places if where[1].mentions and not where[1].muted), None)
        wanted = wanted or next((where for where in places if not where[1].muted), None)
        if wanted is not None:
            self._app.go(*wanted)
        else:
            self._app.bell()

    def do_last_buffer(self, _: str) -> None:
        """Go to where the user was before."""
        if self.came_from is not None and self.came_from in self._app.places():
            self._app.go(*self.came_from)

    def do_toggle_sidebar(self, _: str) -> None:
        """Show or hide the places."""
        self._app.toggle("sidebar")

    def do_toggle_people(self, _: str) -> None:
        """Show or hide the people."""
        self._app.toggle("people")

    def do_people(self, _: str) -> None:
        """Go to the list of people."""
        if self._app.people.has_class("hidden"):
            self._app.toggle("people")
        self._app.people.focus()

    def pick(self, person: Person) -> None:
        """Somebody was picked from the list of people: go to the conversation with them."""
        if self._app.where is not None:
            engine, _ = self._app.where
            buffer = engine.doing.query(person.nick)
            self._app.go(engine, buffer)
            self._app.composer.focus()
            self._app.client.flush()

    # Reading

    def do_page_up(self, _: str) -> None:
        """See what was said before."""
        self._app.timeline.page(-1)

    def do_page_down(self, _: str) -> None:
        """See what was said after."""
        self._app.timeline.page(1)

    def do_to_end(self, _: str) -> None:
        """See what is said now."""
        self._app.timeline.to_end()

    def do_to_unread(self, _: str) -> None:
        """Go to where the unread begin."""
        self._app.timeline.to_unread()

    def do_history(self, _: str) -> None:
        """Show what was said before: it is there already, a page up."""
        self._app.timeline.page(-1)

    # Messages

    def do_select(self, _: str) -> None:
        """Choose the message above."""
        self._app.composer.focus()
        self._app.timeline.choose(-1)
        self._app.show_state()

    def step_chosen(self, step: int) -> bool:
        """Choose another message, if one is chosen; False where the arrow keys are for something else."""
        timeline = self._app.timeline
        if timeline.chosen is None:
            return False
        timeline.choose(step)
        self._app.show_state()
        return True

    def do_reply(self, _: str) -> None:
        """Answer the chosen message, or the last one."""
        if self._app.timeline.chosen is None:
            self._app.timeline.choose(-1)
        self._app.composer.focus()
        self._app.show_state()

    def do_copy(self, _: str) -> None:
        """Copy what is selected: in the composer, on the screen, or the chosen message."""
        app = self._app
        text = app.composer.selected_text or app.screen.get_selected_text()
        if not text and app.timeline.chosen is not None:
            text = "\n".join(plain(line) for line in app.timeline.chosen.text.split("\n"))
        if text:
            app.copy_to_clipboard(text)
            app.screen.clear_selection()
        else:
            app.bell()

    def do_open_link(self, _: str) -> None:
        """Open the link in the chosen message, or the last one there is."""
        app = self._app
        reel = app.timeline.reel
        if reel is None:
            return
        messages = [app.timeline.chosen] if app.timeline.chosen else [reel.message(each.at) for each in reel.window()]
        for message in reversed(messages):
            text = " ".join(plain(line) for line in message.text.split("\n"))
            if found := links(text):
                start, end = found[-1]
                self.open_address(text[start:end])
                return
        app.bell()

    def open_address(self, address: str) -> None:
        """Open an address in the browser, if nothing in it is strange."""
        if is_safe_link(address):
            self._app.open_url(address)

    def do_complete(self, _: str) -> None:
        """Complete what was begun in the composer."""
        self._app.completing.next()

    def do_new_line(self, _: str) -> None:
        """Begin a new line in the composer."""
        self._app.composer.new_line()

    # The client

    def do_redraw(self, _: str) -> None:
        """Draw the whole screen again."""
        self._app.screen.refresh(layout=True)

    def do_quit(self, _: str) -> None:
        """End the client."""
        self.leave()
