"""What stands between whoever runs the talks and the face that shows them: what may be asked, and what is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Kind = Literal["said", "action"]


class Way(StrEnum):
    """Who speaks in a talk, from one's own side."""

    BOTH = "both"
    SEND = "send"
    """Only oneself: the other displays."""
    RECEIVE = "receive"
    """Only the other."""


class Unfit(Exception):
    """What was asked cannot be done; the sentence says why, and what to do. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was said between oneself and a friend, as it is kept on this side."""

    place: int
    """Its number in the history of this friend: it rises, and is never used again."""
    id: bytes
    """16 random bytes, by which both sides know it."""
    at_ms: int
    """When it was kept here (Unix ms); it rises strictly within a friend's history."""
    said_ms: int
    """When it was typed, by the clock of whoever typed it."""
    own: bool
    kind: Kind
    text: str
    delivered: bool
    """Of an own one: whether the friend has it on disk. True for those of the friend."""


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody whose key is pinned."""

    nick: str
    """What they are called here: unique, and fit to be a nick."""
    name: str
    """What they call themselves. It is not clean."""
    words: str
    """Those of their key."""
    talking: bool
    waiting: int
    """How many own messages wait for them."""


# What is told


@dataclass(frozen=True, slots=True)
class Began:
    """A talk with a friend has begun: what is typed reaches them now."""

    nick: str
    way: Way


@dataclass(frozen=True, slots=True)
class Ended:
    """It has ended: said by either side, or the connection is lost and will be tried again."""

    nick: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A friend has said something, and it is on disk."""

    nick: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Written:
    """What was said here is on this side's disk, and goes out when it can."""

    nick: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Refused:
    """What was said here could not be kept, and goes nowhere."""

    nick: str
    id: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """The friend has these on disk."""

    nick: str
    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the user, about a friend or ("") about the line itself. It may hold what others wrote."""

    nick: str
    sentence: str
    error: bool = False


Told = Began | Ended | Heard | Written | Refused | Delivered | Note


class Desk(Protocol):
    """What a face may ask. Whatever cannot be done raises Unfit; everything else is told."""

    @property
    def name(self) -> str:
        """What one is called."""

    has_receipts: bool
    """Whether it is told what the other side has: `Delivered`."""

    listener: Callable[[Told], None]
    """Told what happens, in its order."""

    def dial(self, where: str) -> None:
        """Dial `HOST[:PORT]`, the name of somebody on the same network, or the nick of a friend."""

    def code(self, words: str) -> None:
        """Say the code of whom one wants to meet for the first time."""

    def trust(self, who: str) -> None:
        """Pin whom one has met and not verified by a code: the words of their key were compared."""

    def forget(self, nick: str) -> None:
        """Pin a friend's key no more; what was said stays."""

    def bye(self, nick: str) -> None:
        """End the talk with a friend, and go on listening."""

    def say(self, nick: str, id: bytes, kind: Kind, text: str) -> None:
        """Say something to a friend; told as Written or Refused, later as Delivered. A repeated id is told again, and
        kept once."""

    def send(self, nick: str, path: str) -> None:
        """Offer a file."""

    def accept(self, nick: str) -> None:
        """Take the file that a friend offers; "" for whoever offers one."""

    def decline(self, nick: str) -> None:
        """Do not take it; of one that is under way, end it."""

    def find(self) -> None:
        """Look who can be found on the same network; told as notes."""

    def friends(self) -> Sequence[Friend]:
        """Whom one knows."""

    def page(self, nick: str, *, before: int | None, limit: int) -> tuple[Sequence[Entry], bool]:
        """The last entries before a place, oldest first, and whether there are none before them."""

    def place_of(self, nick: str, id: bytes) -> int | None:
        """The place of an entry."""
