"""Decisions about sessions: who is with whom, alone with them, and which of the two may speak.

A user is FREE or, with exactly one partner, BUSY: calling somebody who is asked first, being called, or talking. What
may be done in which of these is one table, `CELLS`; docs/session-extension.md shows it to people.
"""

from enum import Enum

from parlour.core.blocks import blocks, entry
from parlour.core.events.messages import TAGS
from parlour.core.events.record import NO_SCOPE
from parlour.core.events.sessions import (
    CLOSED,
    DECLINED,
    FULL,
    HALF,
    LEFT,
    SIMPLEX,
    TIMED_OUT,
    AskSet,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.model import Session, User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.refusals import Refusal, Why

DUPLEXES = (FULL, HALF, SIMPLEX)

RING_S = 60
"""So long it rings for somebody who is asked before a session begins."""


class State(Enum):
    """What a user is doing, as far as sessions go."""

    FREE = "free"
    CALLING = "calling"
    CALLED = "called"
    TALKING = "talking"


def state(user: User) -> State:
    """What a user is doing."""
    session = user.session
    if session is None:
        return State.FREE
    if not session.ringing:
        return State.TALKING
    return State.CALLING if session.opener == user.id else State.CALLED


Cell = type[SessionOpened | SessionAccepted | FloorHanded | SessionEnded] | Why | None
"""What a command leads to: an event, a refusal, or nothing."""

CELLS: dict[str, dict[State, Cell]] = {
    "open": {
        State.FREE: SessionOpened,
        State.CALLING: Why.BUSY_YOURSELF,
        State.CALLED: Why.BUSY_YOURSELF,
        State.TALKING: Why.BUSY_YOURSELF,
    },
    "open, with the partner": {
        State.FREE: None,
        State.CALLING: Why.SAME_SESSION,
        State.CALLED: Why.SAME_SESSION,
        State.TALKING: Why.SAME_SESSION,
    },
    "accept": {
        State.FREE: Why.NO_SESSION,
        State.CALLING: Why.NOT_RINGING,
        State.CALLED: SessionAccepted,
        State.TALKING: Why.NOT_RINGING,
    },
    "decline": {
        State.FREE: Why.NO_SESSION,
        State.CALLING: Why.NOT_RINGING,
        State.CALLED: SessionEnded,
        State.TALKING: Why.NOT_RINGING,
    },
    "over": {
        State.FREE: Why.NO_SESSION,
        State.CALLING: Why.NOT_ANSWERED,
        State.CALLED: Why.NOT_ANSWERED,
        State.TALKING: FloorHanded,
    },
    "close": {
        State.FREE: Why.NO_SESSION,
        State.CALLING: SessionEnded,
        State.CALLED: SessionEnded,
        State.TALKING: SessionEnded,
    },
    "time out": {State.FREE: None, State.CALLING: SessionEnded, State.CALLED: SessionEnded, State.TALKING: None},
    "leave": {
        State.FREE: None,
        State.CALLING: SessionEnded,
        State.CALLED: SessionEnded,
        State.TALKING: SessionEnded,
    },
}
"""What each command, or the passing of time, does to a user in each state. In FREE nobody has a partner."""


def _check(user: User, command: str, *subject: str) -> None:
    """Refuse what a user may not do in the state that they are in."""
    cell = CELLS[command][state(user)]
    if isinstance(cell, Why):
        raise Refusal(cell, *subject)


def _session(user: User, command: str) -> Session:
    """The session of a user who wants to do something to it.

    Raises:
        Refusal: as the table says.
    """
    _check(user, command)
    assert user.session is not None
    return user.session


def open_session(at: Moment, nick: str, duplex: str = FULL) -> SessionOpened:
    """Open a session with somebody; it rings if they want to be asked.

    Raises:
        Refusal: BAD_DUPLEX, OFFLINE, YOURSELF, SAME_SESSION, BUSY_YOURSELF, BLOCKED_BY_YOU, TAKES_NO_SESSIONS,
            BUSY_OTHER.
    """
    user = at.user
    if duplex not in DUPLEXES:
        raise Refusal(Why.BAD_DUPLEX, duplex)
    other = at.network.nicks.get(fold(nick))
    if other is None:
        raise Refusal(Why.OFFLINE, nick)
    if other is user:
        raise Refusal(Why.YOURSELF)
    with_partner = user.session is not None and user.session is other.session
    _check(user, "open, with the partner" if with_partner else "open", other.nick)
    if blocks(user, other):
        raise Refusal(Why.BLOCKED_BY_YOU, other.nick, entry(user, other))
    if blocks(other, user):
        raise Refusal(Why.TAKES_NO_SESSIONS, other.nick)
    if other.session is not None:
        raise Refusal(Why.BUSY_OTHER, other.nick)
    conversation = (user.conversations or {}).get(other.id)
    scope = conversation.scope.id if conversation else at.new_scope()
    time = conversation.scope.time(at.now_ms) if conversation else at.now_ms
    return SessionOpened(scope, at.msgid, time, user.source, at.msgid, other.id, other.nick, duplex, other.asks)


def accept(at: Moment) -> SessionAccepted:
    """Take the session that rings.

    Raises:
        Refusal: NO_SESSION, NOT_RINGING.
    """
    session = _session(at.user, "accept")
    partner = at.network.users[session.opener]
    return SessionAccepted(
        session.scope, at.msgid, _time(at, session), at.user.source, session.id, partner.id, partner.nick
    )


def decline(at: Moment) -> SessionEnded:
    """Not take the session that rings.

    Raises:
        Refusal: NO_SESSION, NOT_RINGING.
    """
    return _end(at, _session(at.user, "decline"), DECLINED)


def hand_over(at: Moment) -> FloorHanded:
    """Give the floor to the partner.

    Raises:
        Refusal: NO_SESSION, NOT_ANSWERED, NO_FLOOR (in this duplex it never changes hands), NOT_YOUR_FLOOR.
    """
    user = at.user
    session = _session(user, "over")
    partner = at.network.users[session.partner(user.id)]
    if session.duplex != HALF:
        raise Refusal(Why.NO_FLOOR, partner.nick)
    if session.floor != user.id:
        raise Refusal(Why.NOT_YOUR_FLOOR, partner.nick)
    return FloorHanded(session.scope, at.msgid, _time(at, session), user.source, session.id, partner.id, partner.nick)


def close(at: Moment) -> SessionEnded:
    """End the session, whether it rings or one talks in it; for who is called that is to decline it.

    Raises:
        Refusal: NO_SESSION.
    """
    session = _session(at.user, "close")
    return _end(at, session, DECLINED if state(at.user) is State.CALLED else CLOSED)


def close_blocked(at: Moment) -> SessionEnded | None:
    """End the session with whoever is blocked by now; None when that is nobody."""
    session = at.user.session
    if session is None or not blocks(at.user, at.network.users[session.partner(at.user.id)]):
        return None
    return close(at)


def time_out(at: Moment, id: str) -> SessionEnded | None:
    """End a session of this user that has rung for long enough; None for one that rings no more."""
    session = at.user.session
    if session is None or session.id != id or CELLS["time out"][state(at.user)] is None:
        return None
    return _end(at, session, TIMED_OUT)


def leave(at: Moment) -> SessionEnded | None:
    """End the session of who leaves the network, if there is one."""
    session = at.user.session
    return _end(at, session, LEFT) if session is not None else None


def _end(at: Moment, session: Session, why: str) -> SessionEnded:
    partner = at.network.users[session.partner(at.user.id)]
    time = _time(at, session)
    return SessionEnded(session.scope, at.msgid, time, at.user.source, session.id, partner.id, partner.nick, why)


def _time(at: Moment, session: Session) -> int:
    return at.network.conversations[session.scope].scope.time(at.now_ms)


def set_asks(at: Moment, *, asks: bool) -> AskSet | None:
    """Be asked before a session begins, or be connected at once; None when that is so already."""
    if asks == at.user.asks:
        return None
    return AskSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, asks)


def said_in(user: User, other: User, kind: str, text: str) -> str | None:
    """The session in which it would be if a user said something to another; None when it is in none.

    Raises:
        Refusal: NOT_YOUR_FLOOR, ONLY_LISTENING; both have the text as their second subject.
    """
    session = user.session
    if session is None or session.ringing or session.partner(user.id) != other.id:
        return None
    if kind != TAGS and not session.lets_speak(user.id):
        why = Why.NOT_YOUR_FLOOR if session.duplex == HALF else Why.ONLY_LISTENING
        raise Refusal(why, other.nick, text)
    return session.id
