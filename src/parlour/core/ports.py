"""What the core needs from around it, and offers to the protocols: interfaces without implementations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from parlour.core.banlist import Ban
from parlour.core.events import Event, Restored
from parlour.core.events.messages import Said


class StoreUnavailable(Exception):
    """The store could not be reached or could not keep what it was given; nothing of it was kept. Safe to retry."""


class StoreTooNew(Exception):
    """The store was written by a newer Parlour; it was not touched."""


Row = tuple[int, int, int, str, str, str, str, str | None, str, str, str]
"""One event in one scope: scope, seq, at_ms, msgid, kind, user, source, account, target, text, tags."""


@dataclass(slots=True)
class Batch:
    """What is committed together: all of it or nothing."""

    rows: list[Row] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    """Channels that got a new scope: its id, and the folded name it is found under."""
    kept: set[int] = field(default_factory=set)
    """Channel scopes in which something durable happened: their past is found again after a restart."""
    restricted: set[int] = field(default_factory=set)
    """Channel scopes whose past ends when the channel empties."""
    closed: set[int] = field(default_factory=set)
    """Channel scopes whose past has ended."""
    once: list[tuple[str, str, int]] = field(default_factory=list)
    """Keys against saying it twice: key, msgid, at_ms."""
    bans: dict[str, Ban | None] = field(default_factory=dict)
    """Bans of the network by their keys, None for one that is lifted."""
    sessions: dict[str, int | None] = field(default_factory=dict)
    """Sessions that began, with the scope that they lie in, and None for those that ended."""

    @property
    def happened(self) -> bool:
        """Whether anything is in it that somebody did."""
        return bool(self.rows or self.bans)


@dataclass(frozen=True, slots=True)
class Past:
    """A channel whose past is open to whoever comes next, as found at the start. Times in Unix milliseconds."""

    scope: int
    name: str
    last_seq: int
    last_ms: int
    last_said_ms: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a scope's past: a message id or a time (Unix, milliseconds); exactly one is given."""

    msgid: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of history, oldest first; `end` when there is nothing further in the direction of reading."""

    events: list[Any]
    end: bool


class Store(Protocol):
    """Keeps events and answers questions about the past.

    What was said to those of a channel who have a rank is part of an answer for those `signs` alone. Called from
    threads of its caller's choosing: `commit` and `open` from one, the readers from others. Every method may raise
    StoreUnavailable.
    """

    def open(self) -> list[Past]:
        """Get ready: create or migrate, close the pasts and end the sessions that a restart ends, and return the open
        pasts."""

    def commit(self, batch: Batch) -> None:
        """Keep all of a batch, durably (as far as the store's durability says), or raise and keep nothing of it."""

    def probe(self) -> None:
        """Write something small durably; raises while the store cannot keep anything."""

    def latest(
        self, scope: int, upto: int, after: Reference | None, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        """The newest `limit` events of a scope with seq at most `upto`, and after `after`, if given."""

    def before(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """The newest `limit` events before `at`, excluded."""

    def after(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """The oldest `limit` events after `at`, excluded."""

    def around(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """`limit` events around `at`, included."""

    def between(
        self, scope: int, upto: int, one: Reference, other: Reference, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        """`limit` events between two places, both excluded, counted from `one`, which may be the later of the two."""

    def said_once(self, key: str) -> Said | None:
        """What was said under a `once` key in the last 7 days."""

    def bans(self) -> list[Ban]:
        """The bans of the network that have not ended, in no order."""

    def close(self) -> None:
        """Let go of everything."""


class Committer(Protocol):
    """Brings batches to a store without holding up whoever asks. One commit or probe at a time is under way."""

    def commit(self, batch: Batch, done: Callable[[Exception | None], None]) -> None:
        """Keep a batch; `done` is called later, in the loop's turn, with None or why nothing of it was kept."""

    def probe(self, done: Callable[[Exception | None], None]) -> None:
        """Find out whether anything can be kept."""


class Bundle(Protocol):
    """Output that takes its final form only when it is released."""

    def add(self, piece: bytes) -> None:
        """Append a line."""

    def render(self) -> bytes:
        """The bytes, now final."""

    def drop(self, pieces: set[int]) -> None:
        """Forget the pieces with these ids: what they told did not happen."""


Piece = bytes | Bundle
"""A piece of output. Bytes are made once for each event and form; by their id it is known which event made them."""


class Form(Protocol):
    """How a group of connections is shown events: those in one group get the same bytes.

    `shows_invitations` is whether they are told of invitations to others. `said_by_guest` and `said_by_account` are the
    forms that show what is said by users without and with an account in the same bytes as this one does: one for all
    that do.
    """

    shows_invitations: bool

    @property
    def said_by_guest(self) -> "Form":
        """One for all forms that show in the same bytes what users without account say."""

    @property
    def said_by_account(self) -> "Form":
        """One for all forms that show in the same bytes what users with an account say."""

    def encode(self, event: Event | Restored) -> bytes | None:
        """The bytes that show an event; None for one that this form does not show."""

    def tell(self, who: str, at_ms: int, *, here: bool) -> bytes:
        """The bytes that tell whoever monitors a nick that its user came (then `who` is nick!name@host) or went."""

    def engaged(self, nick: str, at_ms: int, *, busy: bool) -> bytes | None:
        """The bytes that tell whoever monitors a nick that its user is in a session now, or free again; None for a form
        that does not show it."""


class Link(Protocol):
    """A transport, from the side of what is sent through it."""

    def write(self, data: bytes) -> int:
        """Send; returns how many bytes still wait to be taken."""

    def traffic(self) -> tuple[int, int, int]:
        """Bytes that wait to be taken, that were sent and that were received; 0 where nobody has counted."""

    def pause(self) -> None:
        """Read nothing more until `resume`."""

    def resume(self) -> None:
        """Read again."""

    def close(self) -> None:
        """Close once all that was written is sent."""

    def abort(self) -> None:
        """Close now."""
