"""What happens between the two of a session, and to whom somebody lends an ear."""

from typing import ClassVar

from parlour.core.events.record import Source, event

FULL, HALF, SIMPLEX = "full", "half", "simplex"
"""The kinds of duplex: both may speak, only who has the floor, only who opened the session."""

CLOSED, DECLINED, TIMED_OUT, LEFT, RESTART = "closed", "declined", "timeout", "left", "restart"
"""Why a session ends: one of the two said so, did not want it, did not answer, left, or the server ended."""


@event
class SessionOpened:
    """A user opened a session with the user `to`, whose nick is `nick`; `ringing` when that one is asked first.

    It is known by `session`, which is the msgid of this event. Like all that happens in it, it lies in the scope of
    the conversation of the two.
    """

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    session: str
    to: str
    nick: str
    duplex: str
    ringing: bool


@event
class SessionAccepted:
    """A user who was asked wants the session that `to` opened."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    session: str
    to: str
    nick: str


@event
class FloorHanded:
    """In half duplex: who had the floor gave it to `to`."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    session: str
    to: str
    nick: str


@event
class SessionEnded:
    """A session ended by the doing of one of the two, whose partner is `to`; `why` tells by what."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    session: str
    to: str
    nick: str
    why: str


@event
class AskSet:
    """A user wants to be asked before a session begins, or does so no more."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    asks: bool


@event
class BlockSet:
    """A user wants to hear nothing from `whom`, or does so again; that is the id of a user or a mask, in lower case.

    `shown` is the nick of that user, or the mask as it was written.
    """

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    adding: bool
    whom: str
    shown: str
