"""A connection: one attached transport, its outbox, and the protocol that speaks on it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from parlour.core.banlist import Ban
from parlour.core.events import Event
from parlour.core.host import Host, Peer, StrictTransport, Traffic
from parlour.core.model import User
from parlour.core.ports import Bundle, Form, Link, Piece


class Front(Protocol):
    """A protocol's side of one connection."""

    lines: int
    """How many lines came in."""

    def greet(self) -> None:
        """The connection is made: whoever has the first word says it."""

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

    def told(self, event: Event) -> bytes | None:
        """The bytes that tell the user of an event between them and another, whose doing it may be or not; None for
        none."""

    def told_in_irc(self, line: str) -> None:
        """Something that has no event, as a line of IRC without its end."""

    def turn_away(self, ban: Ban) -> None:
        """Close the connection, as a ban of the network keeps its peer out."""

    def renewed(self, changes: list[str], policy: StrictTransport | None) -> None:
        """The server's settings are others from now on; `changes` are lines with what is announced otherwise, `policy`
        is what clients were told about TLS before."""

    def goodbye(self, reason: str) -> None:
        """Close the connection from here, telling the peer why, after all that it is owed."""


class Language(Protocol):
    """What connections speak: a protocol, with what is the same for all who speak it."""

    pings: bool
    """Whether it asks a silent peer if it is there; where it cannot, TCP has to find that out."""

    def form(self) -> Form:
        """The form that a connection begins with."""

    def front(self, host: Host, peer: Peer) -> Front:
        """The protocol's side of a new connection."""

    def refusal(self, address: str, reason: str) -> bytes:
        """What a connection is told that is not even begun."""


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

Owed = Piece | list[Piece]
"""What a connection is owed: one piece, or several in order."""


class Connection:
    """One attached transport, whatever protocol speaks on it.

    `turn` takes what the turn produces; while a handler waits for its answer, what others say piles up in `pile`.
    `bundle` is the answer under way, when it is to be sent as one.
    """

    __slots__ = (
        "__weakref__",
        "address",
        "bundle",
        "closed",
        "counted_as",
        "draining",
        "echoes",
        "ended",
        "exempt",
        "follows",
        "form",
        "front",
        "gateway",
        "id",
        "link",
        "pile",
        "secure",
        "send_queue_bytes",
        "short",
        "since_s",
        "turn",
        "user",
        "waiting",
    )  # fmt: skip

    front: Front

    def __init__(
        self,
        id: int,
        link: Link,
        address: str,
        turn: "Turn",
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
        self.gateway = ""
        """The name of the gateway by which it comes, if it does."""
        self.counted_as: str | None = address
        """The address among whose connections it counts; None for none."""
        self.exempt = exempt
        """Whether limits of flood and count do not hold for it."""
        self.secure = secure
        self.since_s = 0.0
        """When it was made, on the node's clock."""
        self.turn = turn
        self.send_queue_bytes = send_queue_bytes
        self.form = form
        self.user: User | None = None
        self.echoes = False
        self.follows = False
        """Whether it is told more of those it monitors than that they come and go."""
        self.short: Callable[[bytes], int] | None = None
        """The socket's own send, while nothing waits to be sent; None when only the link knows how."""
        self.pile: list[Piece] | None = None
        """What came for it since its handler waits; it goes behind the handler's answer."""
        self.bundle: Bundle | None = None
        self.waiting = False
        self.draining = False
        """Whether a long answer waits until all that was sent has been taken."""
        self.ended = False
        """Whether nothing more is done for it; what it was owed may still be on its way."""
        self.closed = False

    def put(self, piece: Piece) -> None:
        """Send with the turn; behind the answer if a handler waits for one."""
        if self.pile is None:
            self.turn.pieces.append((piece, (self,)))
        else:
            self.pile.append(piece)

    def answer(self, piece: Piece) -> None:
        """Send with the turn, though a handler waits: it is part of its answer."""
        self.turn.pieces.append((piece, (self,)))

    def reply(self, piece: bytes) -> None:
        """Append to the answer under way, or send with the turn when there is none that is sent as one."""
        if self.bundle is None:
            self.put(piece)
        else:
            self.bundle.add(piece)

    def wait(self) -> None:
        """A handler waits: what comes from here on goes behind its answer."""
        self.waiting = True
        self.pile = []
        self.turn.waiting.add(self)

    def catch_up(self) -> None:
        """What piled up goes with the turn now."""
        pile, self.pile = self.pile or [], []
        self.turn.pieces += [(piece, (self,)) for piece in pile]

    def go_on(self) -> None:
        """No handler waits any more."""
        self.catch_up()
        self.pile = None
        self.waiting = False
        self.turn.waiting.discard(self)

    def release(self, owed: Owed) -> None:
        """Send what it is owed, in one write."""
        if self.closed:
            return
        if isinstance(owed, bytes):
            self.take(owed)
            return
        pieces = owed if isinstance(owed, list) else [owed]
        data = b"".join([piece if isinstance(piece, bytes) else piece.render() for piece in pieces])
        self.take(data, hang_up=HANGUP in pieces)

    def take(self, data: bytes, *, hang_up: bool = False) -> None:
        """Hand bytes to the link, and see what comes of it."""
        if self.closed:
            return
        left = self.link.write(data) if data else 0
        if hang_up:
            self.closed = True
            self.link.close()
        elif left - len(data) > self.send_queue_bytes:
            # It had not taken what was sent before. What is sent at once may be more: the disk may have held it up.
            self._overflow()
        elif self.draining and not left:
            self.front.drained()

    def mind_pile(self) -> None:
        """See that what piles up behind a long answer which the peer does not take stays within the send queue."""
        size = sum(len(piece) for piece in self.pile or () if isinstance(piece, bytes))
        if size > self.send_queue_bytes and not self.closed:
            self._overflow()

    def _overflow(self) -> None:
        self.closed = True
        self.link.abort()
        self.front.lost("SendQ exceeded")

    @staticmethod
    def send(ready: Iterable[tuple[Callable[[bytes], int] | None, Any, "Connection"]]) -> None:
        """Release to many connections what each is owed, each in one write.

        `ready` has for each, once, its `short` way and the bytes, or None and what it is owed. Most of the time of a
        busy server goes here, so nothing is done here that could be done before: a receiver that finds the next line
        there already does not fall asleep, and waking it is what costs the sender most.
        """
        for short, data, connection in ready:
            if short is None:
                connection.release(data)
                continue
            try:
                sent = short(data)
            except OSError:
                # Full or gone: the link knows what to do about either.
                sent = 0
            if sent != len(data):
                connection.take(data[sent:])

    def hang_up(self) -> None:
        """Close once all that it is owed until now has been sent. Nothing more is done for it."""
        self.ended = True
        self.bundle = None
        if self.waiting:
            self.go_on()
        self.put(HANGUP)


def traffic_of(connections: Iterable[Connection], now_s: float) -> Iterator[Traffic]:
    """What went over those connections that are a user's."""
    for connection in connections:
        user = connection.user
        if user is not None and not connection.closed:
            waiting, sent, received = connection.link.traffic()
            yield Traffic(user, waiting, sent, connection.front.lines, received, now_s - connection.since_s)


class Turn:
    """What a turn of the loop produced: pieces in order, each with those it goes to, and who waits for an answer."""

    __slots__ = ("pieces", "waiting")

    def __init__(self) -> None:
        self.pieces: list[tuple[Piece, Sequence[Connection]]] = []
        self.waiting: set[Connection] = set()
