"""What one says with one friend, over however many connections: everything arrives once and in order.

One sends on one connection at a time, its *route*: the one that was dialled from here, else another. What has no
receipt goes out again, from the first on, whenever the route is another one. So each connection carries, in order,
whatever the friend may not have; and as the friend keeps what it knows only once, it makes no difference what of it
arrives on which.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from parlour.direct.desk import Began, Delivered, Ended, Entry, Heard, Note, Told, Way
from parlour.direct.messages import Again, Kept, Say, Talk, Unkept, Welcome

WINDOW = 256
"""So many messages may be without a receipt on one connection."""

MOST_HEARD = 4 * WINDOW
"""So much of what a friend says may wait to be kept: more than comes as long as they wait for receipts."""

UNKEPT_MS = 5_000
"""After so long it is tried again to have something kept that the friend could not keep."""


class Line(Protocol):
    """A connection on which one talks."""

    is_own: bool
    """Whether it was dialled from here."""

    @property
    def is_open(self) -> bool:
        """Whether one can send on it."""

    @property
    def is_full(self) -> bool:
        """Whether more is on its way than should be."""

    def send(self, message: Talk) -> None:
        """Send something."""


class Book(Protocol):
    """Where what is said is kept; see `history`."""

    def hear(self, key: bytes, says: Sequence[Say], done: Callable[[Sequence[Entry | None] | Exception], None]) -> None:
        """Keep what a friend said, all of it or nothing; None for what was known."""

    def delivered(self, key: bytes, ids: Sequence[bytes], done: Callable[[], None]) -> None:
        """Keep that a friend has something."""


class Conversation:
    """What goes on with one friend."""

    def __init__(
        self,
        key: bytes,
        nick: str,
        way: Way,
        book: Book,
        tell: Callable[[Told], None],
        clock: Callable[[], int],
        waiting: Sequence[Entry],
    ) -> None:
        """`waiting` are own entries that have no receipt, in their order."""
        self.key = key
        self.nick = nick
        self.way = way
        """What was asked for on this side."""
        self.lines: list[Line] = []
        self.route: Line | None = None
        self._other_way = Way.BOTH
        self._book = book
        self._tell = tell
        self._clock = clock
        self._unsent: deque[Entry] = deque(waiting)
        self._flying: dict[bytes, Entry] = {}
        """What has gone out on the route and has no receipt, in order."""
        self._paused_ms = 0
        """Until when the friend can keep nothing."""
        self._heard: list[tuple[Line, Say]] = []
        self._hearing = False
        self._refusing: set[Line] = set()
        """The connections on which nothing is taken until the friend begins again."""
        self._complained = False

    # Who speaks

    @property
    def speaks(self) -> bool:
        """Whether one may speak oneself."""
        return self.way is not Way.RECEIVE and self._other_way is not Way.SEND

    @property
    def hears(self) -> bool:
        """Whether the friend may speak."""
        return self.way is not Way.SEND and self._other_way is not Way.RECEIVE

    @property
    def whose(self) -> Way:
        """Who speaks, after both have said what they want."""
        return Way.BOTH if self.speaks and self.hears else Way.SEND if self.speaks else Way.RECEIVE

    def one_way(self) -> str:
        """Who speaks, where not both do."""
        if self.speaks and self.hears:
            return ""
        if self.speaks:
            return f"Only you speak in this talk, and {self.nick} reads."
        if self.hears:
            return f"Only {self.nick} speaks in this talk, and you read."
        want = "speaks" if self.way is Way.SEND else "reads"
        return f"Nobody can say anything: you and {self.nick} both want to be the one who {want}."

    @property
    def waiting(self) -> int:
        """How many own messages have no receipt."""
        return len(self._unsent) + len(self._flying)

    # Connections

    def joined(self, line: Line, welcome: Welcome) -> None:
        """A connection with the friend, who is verified."""
        self._other_way = Way(welcome.way)
        is_first = not self.lines
        self.lines.append(line)
        if is_first:
            self._tell(Began(self.nick, self.whose))
            if sentence := self.one_way():
                self._tell(Note(self.nick, sentence))
        self._choose()

    def left(self, line: Line) -> None:
        """A connection is gone, or ending."""
        if line not in self.lines:
            return
        self.lines.remove(line)
        self._refusing.discard(line)
        self._choose()
        if not self.lines:
            self._tell(Ended(self.nick))

    def _choose(self) -> None:
        usable = [each for each in self.lines if each.is_open]
        route = next((each for each in usable if each.is_own), None) or next(iter(usable), None)
        if route is self.route:
            return
        self.route = route
        self._unsent.extendleft(reversed(self._flying.values()))
        self._flying.clear()
        self._paused_ms = 0
        if route is not None:
            route.send(Again())
            self.pump()

    # Own words

    def written(self, entry: Entry) -> None:
        """Something was said here, and is on disk."""
        self._unsent.append(entry)
        self.pump()

    def pump(self) -> None:
        """Send what can be sent now."""
        route = self.route
        if route is None or not self.speaks or self._clock() < self._paused_ms:
            return
        while self._unsent and len(self._flying) < WINDOW and not route.is_full:
            entry = self._unsent.popleft()
            self._flying[entry.id] = entry
            route.send(Say(entry.id, entry.said_ms, entry.kind, entry.text))

    def tick(self) -> None:
        """About a second has passed."""
        if self._paused_ms and self._clock() >= self._paused_ms and self.route is not None:
            self._paused_ms = 0
            self.route.send(Again())
            self.pump()

    # What comes

    def received(self, line: Line, message: Say | Kept | Unkept | Again) -> None:
        """The friend has said something, or what became of what was said here."""
        match message:
            case Say():
                if not self.hears:
                    line.send(Unkept("nobody listens here"))
                elif line in self._refusing:
                    pass  # it comes again
                elif len(self._heard) >= MOST_HEARD:
                    self._refusing.add(line)
                    line.send(Unkept("too much comes at once"))
                else:
                    self._heard.append((line, message))
                    self._hear()
            case Kept():
                self._receipt(message.id)
            case Unkept():
                self._unkept(message.why)
            case Again():
                self._refusing.discard(line)

    def _receipt(self, id: bytes) -> None:
        entry = self._flying.pop(id, None)
        if entry is None:  # of an earlier connection
            entry = next((each for each in self._unsent if each.id == id), None)
            if entry is None:
                return
            self._unsent.remove(entry)
        self._tell(Delivered(self.nick, (id,)))
        # Whether that is kept makes no difference: it would go out again, and be known there.
        self._book.delivered(self.key, [id], _nothing)
        self.pump()

    def _unkept(self, why: str) -> None:
        if not self._paused_ms:
            sentence = f"{self.nick} cannot keep what you say at the moment ({why}); it waits here."
            self._tell(Note(self.nick, sentence, error=True))
        self._paused_ms = self._clock() + UNKEPT_MS
        self._unsent.extendleft(reversed(self._flying.values()))
        self._flying.clear()

    def _hear(self) -> None:
        """Hand over what was said, one group after the other: what cannot be kept takes what follows with it."""
        if self._hearing or not self._heard:
            return
        self._hearing = True
        group, self._heard = self._heard, []

        def done(kept: Sequence[Entry | None] | Exception) -> None:
            self._hearing = False
            if isinstance(kept, Exception):
                self._not_kept({line for line, _ in [*group, *self._heard]}, str(kept))
            else:
                self._complained = False
                for (line, say), entry in zip(group, kept, strict=True):
                    if entry is not None:
                        self._tell(Heard(self.nick, entry))
                    if line.is_open:
                        line.send(Kept(say.id))
            self._hear()

        self._book.hear(self.key, [say for _, say in group], done)

    def _not_kept(self, lines: set[Line], why: str) -> None:
        self._heard.clear()
        self._refusing |= lines
        for line in lines:
            if line.is_open:
                line.send(Unkept(why[:400]))
        if not self._complained:
            self._complained = True
            sentence = f"What {self.nick} says cannot be kept, and waits with them: {why}"
            self._tell(Note(self.nick, sentence, error=True))


def _nothing() -> None:
    """There is nothing to do."""
