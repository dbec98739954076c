"""A connection: one attached transport, its outbox, and the protocol that speaks on it."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from parlour.core.events import Event
from parlour.core.model import User
from parlour.core.ports import Bundle, Form, Link, Piece


class Front(Protocol):
    """A protocol's side of one connection."""

    def receive(self, data: bytes) -> None:
        """Bytes came in."""

    def end_of_input(self) -> None:
        """The peer sends nothing more."""

    def advance(self) -> None:
        """Go on with what waits to be done, as far as that is possible now."""

    def drained(self) -> None:
        """All that was sent has been taken."""

    def not_kept(self, event: Event, bundle: Bundle | None) -> None:
        """Tell whoever asked for a durable event, in the answer it was part of, that it could not be kept."""

    def tick(self, active_s: float) -> None:
        """A second has passed; `active_s` is a clock that stands still while output is held."""

    def lost(self, reason: str) -> None:
        """The transport is gone."""

    def goodbye(self, reason: str) -> None:
        """Close the connection from here, telling the peer why, after all that it is owed."""


class Hangup:
    """Stands in an outbox for the end of the connection: all before it is sent, then the transport is closed."""

    def add(self, piece: bytes) -> None:
        """Nothing follows a hang-up."""

    def render(self) -> bytes:
        """No bytes."""
        return b""

    def drop(self, pieces: set[int]) -> None:
        """Nothing to forget."""


HANGUP = Hangup()


class Connection:
    """One attached transport, whatever protocol speaks on it.

    `out` takes what the turn produces; while a handler waits for its answer, what others say piles up in it behind
    that answer. `bundle` is the answer under way, when it is to be sent as one.
    """

    __slots__ = (
        "__weakref__",
        "address",
        "bundle",
        "closed",
        "dirty",
        "draining",
        "echoes",
        "ended",
        "exempt",
        "form",
        "front",
        "id",
        "link",
        "out",
        "secure",
        "send_queue_bytes",
        "short",
        "user",
        "waiting",
    )  # fmt: skip

    front: Front

    def __init__(
        self,
        id: int,
        link: Link,
        address: str,
        dirty: list["Connection"],
        send_queue_bytes: int,
        form: Form,
        *,
        exempt: bool,
        secure: bool,
    ) -> None:
        self.id = id
        self.link = link
        self.address = address
        """The peer's IP address in text, or "unix"."""
        self.exempt = exempt
        """Whether limits of flood and count do not hold for it."""
        self.secure = secure
        self.dirty = dirty
        self.send_queue_bytes = send_queue_bytes
        self.form = form
        self.user: User | None = None
        self.echoes = False
        self.short: Callable[[bytes], int] | None = None
        """The socket's own send, while nothing waits to be sent; None when only the link knows how."""
        self.out: list[Piece] = []
        self.bundle: Bundle | None = None
        self.waiting = False
        self.draining = False
        """Whether a long answer waits until all that was sent has been taken."""
        self.ended = False
        """Whether nothing more is done for it; what it was owed may still be on its way."""
        self.closed = False

    def put(self, piece: Piece) -> None:
        """Append to the turn's outbox."""
        out = self.out
        if not out:
            self.dirty.append(self)
        out.append(piece)

    def reply(self, piece: bytes) -> None:
        """Append to the answer under way, or to the outbox when there is none that is sent as one."""
        if self.bundle is None:
            self.put(piece)
        else:
            self.bundle.add(piece)

    def release(self, out: list[Piece]) -> None:
        """Send what was held or produced, in one write."""
        if self.closed:
            return
        hang_up = False
        try:
            data = b"".join(out)  # type: ignore[arg-type]
        except TypeError:
            data = b"".join([piece if isinstance(piece, bytes) else piece.render() for piece in out])
            hang_up = HANGUP in out
        self.take(data, hang_up=hang_up)

    def take(self, data: bytes, *, hang_up: bool = False) -> None:
        """Hand bytes to the link, and see what comes of it."""
        if self.closed:
            return
        left = self.link.write(data) if data else 0
        if hang_up:
            self.closed = True
            self.link.close()
        elif left > self.send_queue_bytes:
            self._overflow()
        elif self.draining and not left:
            self.front.drained()

    def mind_pile(self) -> None:
        """See that what piles up behind a long answer which the peer does not take stays within the send queue."""
        if (
            not self.closed
            and sum(len(piece) for piece in self.out if isinstance(piece, bytes)) > self.send_queue_bytes
        ):
            self._overflow()

    def _overflow(self) -> None:
        self.closed = True
        self.link.abort()
        self.front.lost("SendQ exceeded")

    @staticmethod
    def send(outs: Iterable[tuple["Connection", list[Piece]]]) -> None:
        """Release to many connections what each is owed, each in one write.

        Most of the time of a busy server goes here. All is made ready first and then sent in one go: a receiver that
        finds the next line there already does not fall asleep, and waking it is what costs the sender most.
        """
        join = b"".join
        ready: list[tuple[Callable[[bytes], int] | None, Any, Connection]] = []
        for connection, out in outs:
            short = connection.short
            if short is not None:
                try:
                    ready.append((short, join(out), connection))  # type: ignore[arg-type]
                    continue
                except TypeError:
                    pass
            ready.append((None, out, connection))
        for short, data, connection in ready:
            if short is None:
                connection.release(data)
                continue
            if connection.short is not short:
                # Something for it waits since a moment ago, and this goes behind that.
                connection.take(data)
                continue
            try:
                sent = short(data)
            except OSError:
                # Full or gone: the link knows what to do about either.
                sent = 0
            if sent != len(data):
                connection.take(data[sent:])
            elif connection.draining:
                connection.front.drained()

    def hang_up(self) -> None:
        """Close once all that it is owed until now has been sent. Nothing more is done for it."""
        self.ended = True
        if self.waiting:
            self.waiting = False
            self.bundle = None
            if self.out:
                self.dirty.append(self)
        self.put(HANGUP)
