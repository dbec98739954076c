"""Sessions as each of the two is told of them, and what they are shown meanwhile: nothing but what is for them."""

from typing import TYPE_CHECKING

from parlour.core.events import Event
from parlour.core.events.people import NickChanged
from parlour.core.events.sessions import (
    DECLINED,
    LEFT,
    TIMED_OUT,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.model import User
from parlour.core.network import Network
from parlour.protocols.text import words
from parlour.protocols.text.past import PAGE

if TYPE_CHECKING:
    from parlour.protocols.text.connection import TextConnection


class Engagement:
    """What one connection knows of its user's session: whether they talk in it, and how much had been said in each room
    when it began."""

    __slots__ = ("_connection", "_network", "_said", "_talking")

    def __init__(self, connection: "TextConnection", network: Network) -> None:
        self._connection = connection
        self._network = network
        self._talking = False
        self._said: dict[int, int] = {}

    def told(self, user: User, event: Event) -> list[str]:
        """The lines that tell a user of an event of their session."""
        if isinstance(event, NickChanged):
            return [words.RENAMED.format(name=event.source.nick, nick=event.nick)]
        assert isinstance(event, SessionOpened | SessionAccepted | FloorHanded | SessionEnded)
        own = event.source.user == user.id
        name = event.nick if own else event.source.nick
        match event:
            case SessionOpened(ringing=ringing, duplex=duplex):
                self._talking = not ringing
                self._said = {scope: room.scope.said for scope, room in user.channels.items()}
                self._connection.show_rooms(shown=False)
                self._connection.arrivals.began(own=own)
                if ringing:
                    return [(words.RINGING if own else words.RUNG).format(name=name, duplex=duplex)]
                return [_began(name, duplex, opener=own)]
            case SessionAccepted(session=id):
                self._talking = True
                return [_began(name, self._network.sessions[id].duplex, opener=not own)]
            case FloorHanded():
                return [(words.HANDED_OVER if own else words.HANDED_TO_YOU).format(name=name)]
            case SessionEnded(why=why):
                self._connection.show_rooms(shown=True)
                if not own or why == TIMED_OUT:
                    self._connection.peer.put(self._connection.arrivals.ended())
                return [self._ending(why, own=own).format(name=name), *self._missed(user)]

    def entered(self, scope: int, said: int) -> None:
        """The user has entered a room in which so much had been said."""
        self._said[scope] = said

    def spoke(self, scope: int) -> None:
        """The user has said something in a room: that they do not miss."""
        if scope in self._said:
            self._said[scope] += 1

    def _ending(self, why: str, *, own: bool) -> str:
        if why == LEFT:
            return words.OTHER_LEFT
        if why == DECLINED:
            return words.DECLINED if own else words.DECLINED_BY_OTHER
        if why == TIMED_OUT:
            return words.NOT_ANSWERED if own else words.GIVEN_UP
        if self._talking:
            return words.ENDED if own else words.ENDED_BY_OTHER
        return words.GAVE_UP if own else words.GIVEN_UP

    def _missed(self, user: User) -> list[str]:
        """How much was said meanwhile in each room, and how it is shown."""
        chosen = next(reversed(self._connection.chosen), None)
        lines = []
        for scope, room in user.channels.items():
            count = room.scope.said - self._said.get(scope, room.scope.said)
            if count > 0:
                which = "" if scope == chosen else f" {room.name}"
                number = f" {count}" if count > PAGE or which else ""
                missed, them = ("1 line", "it") if count == 1 else (f"{count} lines", "them")
                command = f"/history{number}{which}"
                lines.append(words.MISSED.format(lines=missed, room=room.name, command=command, them=them))
        return lines


def _began(name: str, duplex: str, *, opener: bool) -> str:
    who = words.DUPLEX[duplex][not opener].format(name=name)
    return (words.OPENED if opener else words.OPENED_BY_OTHER).format(name=name, duplex=duplex, who=who)
