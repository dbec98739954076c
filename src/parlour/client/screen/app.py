"""The client on the whole screen: what stands where, and what changes of it when something happens."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from parlour.client.actions import ACTIONS
from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.memory import Memory
from parlour.client.model import Buffer, Person
from parlour.client.screen.bars import Bar
from parlour.client.screen.completing import Completing
from parlour.client.screen.composer import Composer
from parlour.client.screen.deeds import Deeds
from parlour.client.screen.dialogs import Dialog
from parlour.client.screen.news import News
from parlour.client.screen.people import People
from parlour.client.screen.sidebar import Sidebar, places
from parlour.client.screen.state import ringing_pieces, state_pieces, topic_pieces
from parlour.client.screen.style import CSS
from parlour.client.screen.themes import THEMES, filters_without_colour, look_of, theme_of
from parlour.client.screen.timeline import TimelineView
from parlour.client.settings import ChatSettings
from parlour.client.told import Told

PEOPLE_COLUMNS, SIDEBAR_COLUMNS = 90, 66
"""A terminal with fewer columns shows no people, or no places, unless they are asked for."""

SHORT_S = 0.002


class ChatApp(App[None]):
    """The screen. `where` is the place that is looked at; everything that can be done is in `deeds`."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    TITLE = "parlour"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", show=False),
        *(
            Binding(key, f"do({action.name!r})", action.title, show=False, priority=True)
            for action in ACTIONS
            for key in action.keys
        ),
    ]

    def __init__(
        self, client: Client, memory: Memory, settings: ChatSettings, *, to: str = "", color: bool = True,
        links: bool = True, driver: type[Driver] | None = None,
    ) -> None:  # fmt: skip
        self._has_colours = color
        super().__init__(driver_class=driver, ansi_color=None)
        self.client = client
        self.memory = memory
        self.settings = settings
        self.to = to
        self.no_color = not color
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_of(memory.worn(settings.theme) if color else "terminal")
        self.look = look_of(self.theme)
        self.when_ready: Callable[[], Any] = lambda: None
        self.where: tuple[Engine, Buffer] | None = None
        self.deeds = Deeds(self)
        self.news = News(self)
        self.sidebar = Sidebar(self.look)
        self.people = People(self.look)
        self.timeline = TimelineView(self.look, settings.times, links=links)
        self.topic_bar = Bar("topic")
        self.status_bar = Bar("status")
        self.ringing_bar = Bar("ringing")
        self.composer = Composer(lambda: memory.typed)
        self.completing = Completing(self)
        self._wants: dict[str, bool | None] = {"sidebar": None, "people": None}
        """What of the two the user wants to see; None where the room decides."""
        self._people_s = 0.0
        """How long it took to put the people in order."""
        self._people_due = False
        self._pending: list[tuple[Engine, list[Told]]] = []

    def compose(self) -> ComposeResult:
        """What stands where."""
        yield self.sidebar
        with Vertical(id="middle"):
            yield self.topic_bar
            yield self.timeline
            yield self.ringing_bar
            yield self.status_bar
            yield self.completing.bar
            with Horizontal(id="writing"):
                yield self.composer
        yield self.people

    def on_mount(self) -> None:
        """Everything is there: begin to listen."""
        self.client.listener = self._listen
        self.timeline.moved = self.moved
        self.timeline.opens_link = self.deeds.open_address
        self.sidebar.picked = self._go_and_write
        self.people.picked = self._picked
        self.people.called = lambda person: self.deeds.begin(f"/call {person.nick}")
        self.composer.sends = self.deeds.typed
        self.completing.forget()
        self.composer.begins = self._begins
        self.composer.steps = self.deeds.step_chosen
        self.set_interval(1, self._tick)
        self.theme_changed_signal.subscribe(self, lambda _: self._restyle())
        self._fit(self.size.width)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        where = self.news.first_place()
        if where is not None:
            self.go(*where)
        self.composer.focus()
        self.when_ready()

    def get_line_filters(self) -> "list[LineFilter] | Any":
        """What is done to every row before it is written: without colours, all of them are taken away."""
        return super().get_line_filters() if self._has_colours else filters_without_colour()

    # What happens

    def _listen(self, engine: Engine, told: list[Told]) -> None:
        """Something happened: it is shown in the next round of the loop, together with what else came till then."""
        if not self._pending:
            self.call_later(self._show_pending)
        self._pending.append((engine, told))

    def _show_pending(self) -> None:
        pending, self._pending = self._pending, []
        if not self.is_running:
            return
        for engine, told in pending:
            engine.sending.gestures.tells_typing = self.settings.typing
            for each in told:
                self.news.happened(engine, each)
        self.news.show()

    def _tick(self) -> None:
        """A second has passed."""
        if self.where is not None:
            self.where[0].people.look(self.where[1])
            self.client.flush()
        self.show_state()

    # Where one is

    def go(self, engine: Engine, buffer: Buffer) -> None:
        """Go to a place: it is shown, and what is typed next is for it."""
        if self.where == (engine, buffer):
            return
        self.deeds.came_from = self.where
        self.where = engine, buffer
        self.memory.last = engine.profile.name, buffer.name
        self.timeline.show(engine, buffer)
        self.composer.fill(buffer.draft)
        self.show_people()
        self.show_places()
        self.sidebar.follow(buffer)
        self.show_state()
        self.moved()
        self._fit(self.size.width)

    def moved(self) -> None:
        """Other messages are seen than before: they are read, and more are asked for above them."""
        if self.where is None:
            return
        engine, buffer = self.where
        if self.app_focus and len(self.screen_stack) == 1 and (last := self.timeline.last_seen()) is not None:
            engine.history.seen(buffer, last)
        if self.timeline.is_near_top and buffer.timeline.messages and not buffer.timeline.has_begun:
            engine.history.older(buffer)
        self.client.flush()
        self.show_state()

    def on_app_focus(self) -> None:
        """The user looks at the terminal again."""
        self.moved()

    def on_app_blur(self) -> None:
        """The user looks elsewhere: what comes from now on is unread."""
        if (reel := self.timeline.reel) is not None:
            reel.unread = 0
            reel.touched()

    # What is shown

    def show_places(self) -> None:
        """The places, with what is unread in them."""
        self.sidebar.show(self.client.engines.values(), self.where[1] if self.where else None)

    def show_people(self) -> None:
        """Who is here."""
        self._people_due = False
        if self.where is not None:
            began = time.perf_counter()
            self.people.show(*self.where)
            self._people_s = time.perf_counter() - began

    def show_people_soon(self) -> None:
        """Who is here has changed: where that are very many, it is not worth a long wait at every one who comes."""
        if self._people_s < SHORT_S:
            self.show_people()
        elif not self._people_due:
            self._people_due = True
            self.set_timer(min(5.0, 20 * self._people_s), self.show_people)

    def show_state(self) -> None:
        """The two bars."""
        if self.where is None:
            return
        engine, buffer = self.where
        below = self.timeline.reel.below if self.timeline.reel is not None else 0
        next_ms = self.client.next_attempt_ms(engine.profile.name) if engine.network.state != "online" else None
        self.topic_bar.fill(*topic_pieces(self.look, engine, buffer, counts=self.people.has_class("hidden")))
        self.status_bar.fill(*state_pieces(self.look, engine, buffer, below, next_ms))
        ringing = ringing_pieces(self.look, self.client.engines.values())
        self.ringing_bar.fill(ringing, [])
        self.ringing_bar.set_class(not ringing, "hidden")
        session = buffer.session
        talks = session is not None and not session.ringing
        root = self.screen_stack[0]
        root.set_class(talks and session is not None and session.has_floor, "-session")
        root.set_class(talks and session is not None and not session.has_floor, "-listening")
        self.composer.placeholder = self.deeds.hint()

    def places(self) -> list[tuple[Engine, Buffer]]:
        """All places in the order in which they stand at the left."""
        return places(self.client.engines.values())

    def _restyle(self) -> None:
        self.look = look_of(self.theme)
        self.timeline.restyle(self.look, self.settings.times)
        self.sidebar.restyle(self.look)
        self.people.restyle(self.look)
        self.show_places()
        self.show_state()

    def toggle(self, which: str) -> None:
        """Show or hide the places or the people, whatever room there is."""
        widget = self.sidebar if which == "sidebar" else self.people
        self._wants[which] = widget.has_class("hidden")
        self._fit(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """The terminal has another size."""
        self._fit(event.size.width)

    def _fit(self, columns: int) -> None:
        has_people = self.where is None or self.where[1].kind != "server"
        for widget, name, least, may in (
            (self.sidebar, "sidebar", SIDEBAR_COLUMNS, True),
            (self.people, "people", PEOPLE_COLUMNS, has_people),
        ):
            wanted = self._wants[name]
            widget.set_class(not may or not (columns >= least if wanted is None else wanted), "hidden")
        self.show_state()

    # What the user does

    def action_do(self, name: str) -> None:
        """A key was pressed that stands in the table of actions.

        What was typed before it may still wait for its turn: who sends a line and goes elsewhere at once has it sent
        where they wrote it.
        """
        if isinstance(self.screen, Dialog):
            self.screen.do(name)
        else:
            (self.focused or self).call_later(self.deeds.do, name)

    def action_escape(self) -> None:
        """Back to writing: nothing is chosen, selected or completed any more."""
        self.completing.forget()
        self.timeline.unchoose()
        self.screen.clear_selection()
        self.composer.focus()
        self.show_state()

    def _go_and_write(self, where: tuple[Engine, Buffer]) -> None:
        self.go(*where)
        self.composer.focus()

    def _picked(self, person: Person | None) -> None:
        if person is not None:
            self.deeds.pick(person)

    def _begins(self, text: str) -> None:
        """Something was written in the composer."""
        self.completing.typed()
        if self.where is None:
            return
        engine, buffer = self.where
        engine.sending.draft(buffer, text)
        engine.sending.typing(buffer, bool(text) and (not text.startswith("/") or text.startswith("/me ")))
        self.client.flush()

    def ask(self, dialog: Screen[Any], answered: Callable[[Any], None]) -> None:
        """Ask something in a dialog; `answered` is given what it gives back."""
        self.push_screen(dialog, answered)

    # The terminal

    def notify_user(self, text: str) -> None:
        """Ring the bell, and ask the terminal to show a notification; the text is fit to be shown."""
        if self.settings.bell:
            self.bell()
        if self.settings.notify and self._driver is not None and not self.is_headless:
            words = text.replace(";", ",")[:200]
            self._driver.write(f"\x1b]9;{words}\x07\x1b]777;notify;parlour;{words}\x07")

    def _fatal_error(self) -> None:
        """A mistake of the program itself: it is noted where such are noted, and told in a sentence."""
        context = {"message": "the screen has failed", "exception": self._exception}
        asyncio.get_running_loop().call_exception_handler(context)
        self._exit_renderables.append(Text("The screen has failed, which is a mistake in Parlour; see chat.log."))
        self._close_messages_no_wait()
