"""What the engines tell, and which part of the screen changes with it."""

from typing import TYPE_CHECKING

from parlour.client import direct, wording
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.screen.sidebar import Where
from parlour.client.text import plain, shown
from parlour.client.told import (
    Answered,
    BufferAdded,
    BufferChanged,
    BufferRemoved,
    ChannelsListed,
    FreeListed,
    HistoryAnswered,
    MembersChanged,
    MessageAdded,
    MessageChanged,
    MessagesInserted,
    MessagesRemoved,
    PersonChanged,
    SessionChanged,
    StateChanged,
    TalkBegan,
    Told,
    TypingChanged,
    UnsentChanged,
)

if TYPE_CHECKING:
    from parlour.client.screen.app import ChatApp


class News:
    """Takes what is told one by one, and shows it together."""

    def __init__(self, app: "ChatApp") -> None:
        self._app = app
        self._places = self._people = self._state = self._read = self._drawn = False

    def show(self) -> None:
        """Show what has changed since this was last called."""
        app = self._app
        if self._read:
            app.moved()
        if self._people:
            app.show_people_soon()
        elif self._drawn:
            app.people.refresh()
        if self._places:
            app.show_places()
        if self._state or self._read:
            app.show_state()
        self._places = self._people = self._state = self._read = self._drawn = False

    def happened(self, engine: Engine, told: Told) -> None:  # noqa: C901, PLR0912, PLR0915, a case for each kind
        """Something has happened."""
        app = self._app
        match told:
            case MessageAdded():
                app.timeline.added(told)
                self._read = self._read or self._is_here(told.buffer)
                if told.live:
                    self._mention(told)
            case MessagesInserted():
                app.timeline.inserted(told)
                self._read = self._read or self._is_here(told.buffer)
            case MessagesRemoved():
                app.timeline.removed(told)
            case MessageChanged():
                app.timeline.changed(told)
            case UnsentChanged():
                app.timeline.touched(told.buffer)
                self._places = self._state = True
            case HistoryAnswered():
                app.timeline.touched(told.buffer)
                self._read = self._read or self._is_here(told.buffer)
            case BufferAdded():
                self._places = True
                if told.wanted and self._is_to_be_shown(engine, told.buffer):
                    app.go(engine, told.buffer)
            case TalkBegan() if app.where is None or not (app.where[1].talking or app.composer.text):
                app.go(engine, told.buffer)
            case Answered() if engine.network.can(direct.CAPABILITY):
                self._noted(engine, told)
            case BufferRemoved():
                self._removed(engine, told.buffer)
            case BufferChanged():
                self._places = True
                self._state = self._state or self._is_here(told.buffer)
            case MembersChanged():
                self._people = self._people or self._is_here(told.buffer)
                self._state = True
            case PersonChanged():
                self._person(engine, told)
            case TypingChanged():
                self._state = self._state or self._is_here(told.buffer)
            case SessionChanged():
                self._session(engine, told)
            case FreeListed():
                app.deeds.free(engine, told.rows)
            case ChannelsListed():
                app.deeds.listed(engine, told.rows)
            case StateChanged():
                self._places = self._state = True
                if told.state == "offline" and told.why:
                    self._parted(engine, wording.state(engine.profile.name, told))
                if told.state == "online":
                    self._first_there(engine)

    def _parted(self, engine: Engine, why: str) -> None:
        """There is no connection any more: why stands where the server speaks, and when it is not tried again, also
        where the user is."""
        app, server = self._app, engine.network.buffers[""]
        app.deeds.show(server, [why])
        is_over = engine.profile.name in app.client.engines and not app.client.is_tried(engine.profile.name)
        if is_over and app.where is not None and app.where[0] is engine and app.where[1] is not server:
            app.deeds.show(app.where[1], [why], error=True)

    def _noted(self, engine: Engine, told: Answered) -> None:
        """The direct line has told something: what is about nobody the user talks with, and each trouble, also stands
        where the user is."""
        where, buffer = self._app.where, told.buffer
        if where is None or where[0] is not engine or where[1].kind == "server" or where[1] is buffer:
            return
        if buffer.kind == "server":
            self._app.deeds.show(where[1], told.lines, error=told.error)
        elif told.error:
            self._app.deeds.show(where[1], [f"{buffer.name}: {line}" for line in told.lines], error=True)

    def _is_here(self, buffer: Buffer) -> bool:
        return self._app.where is not None and self._app.where[1] is buffer

    def _person(self, engine: Engine, told: PersonChanged) -> None:
        where = self._app.where
        if where is None or where[0] is not engine:
            return
        fold = engine.network.fold
        renamed = fold(told.was) != fold(told.person.nick)
        self._people = self._people or renamed or where[1].kind == "conversation"
        self._drawn = True

    def _mention(self, told: MessageAdded) -> None:
        message, buffer = told.message, told.buffer
        if not message.mentions or message.own or buffer.muted or message.quiet:
            return
        if self._is_here(buffer) and self._app.app_focus:
            return
        where = f" in {shown(buffer.name)}" if buffer.kind == "channel" else ""
        self._app.notify_user(f"{shown(message.nick)}{where}: {plain(message.text)}")

    # Where to be

    def first_place(self) -> Where | None:
        """Where the user begins: where they were last, else in the first network's own place."""
        engines = self._app.client.engines
        if not engines:
            return None
        last = self._app.memory.last
        engine = engines.get(last[0]) if not self._app.to else None
        found = engine.network.buffer(last[1]) if engine is not None else None
        if engine is not None and found is not None:
            return engine, found
        engine = next(iter(engines.values()))
        found = engine.network.buffer(self._app.to)
        return engine, found or engine.network.buffers[""]

    def _first_there(self, engine: Engine) -> None:
        """A network is there: of whom the user wants to speak to, a channel is joined anyway."""
        to, network = self._app.to, engine.network
        if to and not network.is_channel(to) and engine is next(iter(self._app.client.engines.values())):
            self._app.to = ""
            self._app.go(engine, engine.doing.query(to))

    def _is_to_be_shown(self, engine: Engine, buffer: Buffer) -> bool:
        """Whether the user asked for it just now; what is joined at the start is not gone to one after another."""
        where, network = self._app.where, engine.network
        if self._app.to and network.fold(buffer.name) == network.fold(self._app.to):
            self._app.to = ""
            return True
        if where is None or where[1].kind == "server":
            return not self._app.to
        at_first = {network.fold(each.split(" ")[0]) for each in engine.profile.channels}
        return network.fold(buffer.name) not in at_first or buffer.kind != "channel"

    def _removed(self, engine: Engine, buffer: Buffer) -> None:
        app = self._app
        app.timeline.forget(buffer)
        self._places = True
        if app.deeds.came_from is not None and app.deeds.came_from[1] is buffer:
            app.deeds.came_from = None
        if self._is_here(buffer):
            if app.deeds.came_from is not None:
                app.go(*app.deeds.came_from)
            else:
                others = [each for each in engine.network.buffers.values() if each.kind != "server"]
                app.go(engine, others[0] if others else engine.network.buffers[""])

    # Sessions

    def _session(self, engine: Engine, told: SessionChanged) -> None:
        app, session = self._app, told.session
        self._places = self._state = self._drawn = True
        app.timeline.touched(told.buffer)
        own = session.opener_is_own
        if told.what == "ringing" and not own:
            app.notify_user(wording.session(told))
        elif told.what in ("ringing", "accepted") or (told.what == "opened" and own):
            app.go(engine, told.buffer)  # the user has called, or accepted
        elif told.what == "opened":
            app.notify_user(wording.session(told))
            if not app.composer.text:  # what is half written stays where it was begun
                app.go(engine, told.buffer)
        if told.what in ("opened", "closed") and not self._is_here(told.buffer):
            app.notify(wording.session(told), markup=False)
