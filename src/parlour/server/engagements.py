"""Engagements: sessions as they are told, to the two of each and to those who monitor them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from parlour.core.events.people import NickChanged
from parlour.core.events.sessions import LEFT, FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from parlour.core.ports import Form
from parlour.server.connection import Connection
from parlour.server.monitors import Monitors

OfSession = SessionOpened | SessionAccepted | FloorHanded | SessionEnded


class Engagements:
    """Who is in a session, by user id. `connections` are those of the users, by the same."""

    __slots__ = ("_connections", "_monitors", "partners", "ways")

    def __init__(self, connections: Mapping[str, list[Connection]], monitors: Monitors) -> None:
        self._connections = connections
        self._monitors = monitors
        self.partners: dict[str, str] = {}
        """Of each user who is BUSY, the other of their session."""
        self.ways: dict[type[Any], Callable[[Any, Connection | None, list[bytes]], None]] = {
            SessionOpened: self._opened,
            SessionAccepted: self._to_both,
            FloorHanded: self._to_both,
            SessionEnded: self._ended,
        }

    def partner_of(self, user: str) -> Sequence[Connection]:
        """The connections of the other of a user's session, if there is one."""
        return self._connections.get(self.partners.get(user, ""), ())

    def renamed(self, event: NickChanged) -> None:
        """Those who monitor a nick that somebody takes who is BUSY are told so: they know them from now on."""
        if event.source.user in self.partners:
            _show(self._monitors.of(event.nick), event.nick, event.at_ms, busy=True)

    def _opened(self, event: SessionOpened, origin: Connection | None, pieces: list[bytes]) -> None:
        self.partners |= {event.source.user: event.to, event.to: event.source.user}
        self._to_both(event, origin, pieces)
        self._tell_monitors(event, event.source.nick, busy=True)
        self._tell_monitors(event, event.nick, busy=True)

    def _ended(self, event: SessionEnded, origin: Connection | None, pieces: list[bytes]) -> None:
        for user in (event.source.user, event.to):
            self.partners.pop(user, None)
        if event.why == LEFT:
            # Of who left, nobody hears that they are FREE.
            self._to_one(event.to, event, origin)
        else:
            self._to_both(event, origin, pieces)
            self._tell_monitors(event, event.source.nick, busy=False)
        self._tell_monitors(event, event.nick, busy=False)

    def _to_both(self, event: OfSession, origin: Connection | None, _pieces: list[bytes]) -> None:
        """To the two of a session, each of whom is told it from their side."""
        self._to_one(event.source.user, event, origin)
        self._to_one(event.to, event, origin)

    def _to_one(self, user: str, event: OfSession, origin: Connection | None) -> None:
        for connection in self._connections.get(user, ()):
            piece = connection.front.told(event)
            if piece is not None:
                (connection.reply if connection is origin else connection.put)(piece)

    def _tell_monitors(self, event: OfSession, nick: str, *, busy: bool) -> None:
        """A user is BUSY now, or FREE: to those who monitor them."""
        left = event.source.user if isinstance(event, SessionEnded) and event.why == LEFT else None
        watching = self._monitors.of(nick)
        if left is not None:
            watching = [each for each in watching if each.user is None or each.user.id != left]
        _show(watching, nick, event.at_ms, busy=busy)


def _show(watching: Iterable[Connection], nick: str, at_ms: int, *, busy: bool) -> None:
    """A user is BUSY now, or FREE: to these connections, encoded once a form."""
    encoded: dict[Form, bytes | None] = {}
    for connection in watching:
        form = connection.form
        if form not in encoded:
            encoded[form] = form.engaged(nick, at_ms, busy=busy)
        piece = encoded[form]
        if piece is not None:
            connection.put(piece)
