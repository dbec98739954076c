"""The client's engine at the front of a direct line in memory, whose other end a test plays.

desk = Line("bob")
ann = Fronted(desk).connect()
desk.begins("bob")
ann.say("bob", "hi")
desk.keeps(); desk.delivers()
ann.settle()
"""

import hashlib
from collections.abc import Callable, Sequence

from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.profile import Profile
from parlour.client.told import Answered, Told
from parlour.direct.desk import (
    Began,
    Delivered,
    Ended,
    Entry,
    Friend,
    Heard,
    Kind,
    Note,
    Refused,
    Unfit,
    Way,
    Written,
)
from parlour.direct.desk import Told as DeskTold
from parlour.direct.front import Front

AT_MS = 1_772_366_400_000
"""Sunday, 1 March 2026, 12:00 UTC."""


class Line:
    """A direct line that does what a test says: `Desk`, with nothing behind it but lists."""

    def __init__(self, *friends: str, name: str = "ann") -> None:
        self.name = name
        self.has_receipts = True
        self.listener: Callable[[DeskTold], None] = lambda _: None
        self.kept: dict[str, list[Entry]] = {each: [] for each in friends}
        """The history of each friend."""
        self.asked: list[tuple[str, ...]] = []
        """What was asked for, but words said."""
        self.unfit = ""
        """Why nothing can be done."""
        self.talking: set[str] = set()
        self.waiting: list[tuple[str, bytes, Kind, str]] = []
        """What was said, and is not on disk."""
        self._now_ms = AT_MS

    # What happens

    def begins(self, nick: str, way: Way = Way.BOTH) -> None:
        """A talk begins."""
        self.talking.add(nick)
        self.listener(Began(nick, way))

    def ends(self, nick: str) -> None:
        """A talk ends."""
        self.talking.discard(nick)
        self.listener(Ended(nick))

    def hears(self, nick: str, *texts: str, kind: Kind = "said") -> None:
        """A friend says something."""
        for text in texts:
            self.listener(Heard(nick, self.entry(nick, text, kind=kind)))

    def keeps(self) -> None:
        """What was said is on disk here."""
        waiting, self.waiting = self.waiting, []
        for nick, id, kind, text in waiting:
            known = next((each for each in self.kept[nick] if each.id == id), None)
            entry = known or self.entry(nick, text, own=True, id=id, kind=kind)
            self.listener(Written(nick, entry))

    def refuses(self, why: str) -> None:
        """What was said cannot be kept."""
        waiting, self.waiting = self.waiting, []
        for nick, id, _, _ in waiting:
            self.listener(Refused(nick, id, why))

    def delivers(self, nick: str = "bob", *, at_once: int = 1) -> None:
        """A friend has got all that was said."""
        kept = self.kept[nick]
        late = [at for at, each in enumerate(kept) if not each.delivered]
        for at in late:
            each = kept[at]
            kept[at] = Entry(each.place, each.id, each.at_ms, each.said_ms, each.own, each.kind, each.text, True)
        ids = [kept[at].id for at in late]
        for first in range(0, len(ids), at_once):
            self.listener(Delivered(nick, tuple(ids[first : first + at_once])))

    def notes(self, sentence: str, nick: str = "", *, error: bool = False) -> None:
        """The line has something to tell."""
        self.listener(Note(nick, sentence, error))

    def entry(self, nick: str, text: str, *, own: bool = False, id: bytes = b"", kind: Kind = "said") -> Entry:
        """Put something into the history."""
        self._now_ms += 1
        place = 1 + sum(map(len, self.kept.values()))
        id = id or hashlib.sha256(f"{nick}{place}".encode()).digest()[:16]
        made = Entry(place, id, self._now_ms, self._now_ms, own, kind, text, not own)
        self.kept[nick].append(made)
        return made

    # What a face asks

    def say(self, nick: str, id: bytes, kind: Kind, text: str) -> None:
        """Something is said."""
        self._fit(nick)
        self.waiting.append((self._nick(nick), id, kind, text))

    def dial(self, where: str) -> None:
        """Somebody is dialled."""
        self._ask("dial", where)

    def code(self, words: str) -> None:
        """A code is said."""
        self._ask("code", words)

    def trust(self, who: str) -> None:
        """Somebody is trusted."""
        self._ask("trust", who)

    def forget(self, nick: str) -> None:
        """Somebody is forgotten."""
        self._ask("forget", nick)

    def bye(self, nick: str) -> None:
        """A talk is to end."""
        self._ask("bye", nick)

    def send(self, nick: str, path: str) -> None:
        """A file is offered."""
        self._ask("send", nick, path)

    def accept(self, nick: str) -> None:
        """A file is taken."""
        self._ask("accept", nick)

    def decline(self, nick: str) -> None:
        """A file is not taken."""
        self._ask("decline", nick)

    def find(self) -> None:
        """Who is near."""
        self._ask("find")

    def friends(self) -> Sequence[Friend]:
        """Who is known."""
        return [
            Friend(nick, nick.title(), f"lusab-babad of {nick}", nick in self.talking, self._waits(nick))
            for nick in self.kept
        ]

    def page(self, nick: str, *, before: int | None, limit: int) -> tuple[Sequence[Entry], bool]:
        """A page of the history."""
        self._fit(nick)
        found = [each for each in self.kept[self._nick(nick)] if before is None or each.place < before]
        return found[-limit:], len(found) <= limit

    def place_of(self, nick: str, id: bytes) -> int | None:
        """Where something stands in the history."""
        self._fit(nick)
        return next((each.place for each in self.kept[self._nick(nick)] if each.id == id), None)

    def _ask(self, *words: str) -> None:
        self.asked.append(words)
        if self.unfit:
            raise Unfit(self.unfit)

    def _fit(self, nick: str) -> None:
        if self.unfit or nick.lower() not in self.kept:
            raise Unfit(self.unfit or f"Nobody is known as {nick}: /dial HOST meets somebody.")

    @staticmethod
    def _nick(nick: str) -> str:
        return nick.lower()

    def _waits(self, nick: str) -> int:
        return sum(not each.delivered for each in self.kept[nick])


class Ahead:
    """A front whose bytes and time a test carries."""

    def __init__(self, desk: Line, clock: Callable[[], int]) -> None:
        self.front = Front(desk, clock, self._call_later)
        self._clock = clock
        self._later: list[tuple[float, Callable[[], None]]] = []

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        self._later.append((self._clock() + seconds * 1000, call))

    def begin(self) -> None:
        """A face connects."""
        self.front.begin(lambda: None)

    def carry(self, engine: Engine) -> bytes | None:
        """Carry what there is both ways; returns what the front said, and None when nothing moves."""
        rising = engine.take_output()
        if rising:
            self.front.receive(rising)
        falling = self.front.take_output()
        if falling:
            engine.receive(falling)
        return falling if rising or falling else None

    def due(self, now_ms: int) -> None:
        """Do what was to be done by then."""
        due = [each for each in self._later if each[0] <= now_ms]
        for each in due:
            self._later.remove(each)
            each[1]()


class Fronted:
    """An engine at a front. Nothing moves by itself: `settle` carries bytes, `pass_time` lets time pass."""

    def __init__(self, desk: Line) -> None:
        self.desk = desk
        self.now_ms = AT_MS + 60_000
        self.told: list[Told] = []
        self._chances = 0
        self._ahead = Ahead(desk, self._clock)
        self.front = self._ahead.front
        self.engine = Engine(Profile("direct", "direct", 1, tls=False, nick=desk.name), self._clock, self._chance)

    def __getitem__(self, name: str) -> Buffer:
        """The buffer of that name, which is there."""
        found = self.engine.network.buffer(name)
        assert found is not None, f"there is no buffer {name}"
        return found

    def _clock(self) -> int:
        return self.now_ms

    def _chance(self) -> str:
        self._chances += 1
        return hashlib.sha256(str(self._chances).encode()).hexdigest()[:32]

    def connect(self) -> "Fronted":
        """Connect, and be let in."""
        self.engine.connecting()
        self._ahead.begin()
        self.engine.opened()
        self.settle()
        return self

    def cut(self) -> None:
        """Lose the connection."""
        self.engine.closed("The connection was lost.")
        self.told += self.engine.take_told()

    def settle(self) -> list[bytes]:
        """Carry everything until nothing moves; returns what the front said."""
        said: list[bytes] = []
        while (falling := self._ahead.carry(self.engine)) is not None:
            said.append(falling)
            self.told += self.engine.take_told()
        return said

    def pass_time(self, seconds: float) -> list[bytes]:
        """Let time pass, and carry everything."""
        self.now_ms += round(seconds * 1000)
        self._ahead.due(self.now_ms)
        self.engine.tick()
        return self.settle()

    def say(self, nick: str, *texts: str) -> list[Message]:
        """Say something to a friend, whose conversation is opened by it."""
        buffer = self.engine.doing.query(nick)
        self.settle()
        said = [each for text in texts for each in self.engine.sending.say(buffer, text)]
        self.settle()
        return said

    def send(self, line: str) -> bytes:
        """Send a line as it is; returns what the front says to it."""
        self.front.receive(line.encode() + b"\r\n")
        return self.front.take_output()

    def timeline(self, nick: str) -> list[str]:
        """What stands in a conversation, with the receipt of what waits or is delivered."""
        return [f"{each.nick}: {each.text}{_RECEIPTS[each.receipt]}" for each in self[nick].timeline.messages]

    def answered(self) -> list[tuple[str, str]]:
        """What was answered, and in which buffer, since this was last asked; errors have an exclamation mark."""
        told, self.told = self.told, []
        return [
            (each.buffer.name, ("! " if each.error else "") + line)
            for each in told
            if isinstance(each, Answered)
            for line in each.lines
        ]


_RECEIPTS = {"": "", "waiting": " …", "delivered": " ✓"}
