"""What a client knows of one network. Faces read it, only the engine writes it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from parlour.core.names import fold as fold_ascii

State = Literal["offline", "connecting", "registering", "online"]

BufferKind = Literal["server", "channel", "conversation"]

MessageKind = Literal[
    "said", "action", "notice",
    "joined", "parted", "quit", "kicked", "nick", "topic", "mode", "invited", "session",
    "info", "error",
]  # fmt: skip

Fate = Literal["", "waiting", "sent", "perhaps", "failed"]
"""Of an own message: "" is known to have arrived; `waiting` goes out when it can; `sent` is on its way; `perhaps` may
have arrived before the connection broke; `failed` was refused, and `why` says how."""


Receipt = Literal["", "waiting", "delivered"]
"""Of an own message that is kept, where that is told (`parlour.chat/receipts`): whether the other one has it, too."""


@dataclass(slots=True, eq=False)
class Person:
    """A user as the client knows them. `nick` is as the server writes it: `text.shown` makes it fit to be shown."""

    nick: str
    user: str = ""
    host: str = ""
    account: str = ""
    realname: str = ""
    away: str | None = None
    """Why they are away, perhaps ""; None when they are here, or nobody knows."""
    bot: bool = False
    busy: bool | None = None
    """Whether they are in a session; None where nobody has said."""
    online: bool | None = None
    """Whether they are there; None where nobody has said."""


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in a channel. `ranks` are the signs before the nick, the highest first, as in "@+"."""

    person: Person
    ranks: str = ""


@dataclass(slots=True, eq=False)
class Message:
    """One thing in a timeline: what somebody said, or what happened. Texts are as they came, formatting included."""

    serial: int
    """The client's own number: it rises in the order in which messages became known, and is never used again."""
    kind: MessageKind
    at_ms: int
    """Unix time in milliseconds: the server's, where it says one."""
    nick: str
    """Who; "" for the server or the client itself."""
    text: str
    msgid: str = ""
    account: str = ""
    own: bool = False
    mentions: bool = False
    """Whether it is meant for the user: it names them, or is in a conversation."""
    bot: bool = False
    session: str = ""
    """The id of the session that it belongs to."""
    to: str = ""
    """Whom it was for when that is not the whole buffer, as with "@#attic"."""
    reply_to: str = ""
    """The msgid of what it answers."""
    reactions: dict[str, list[str]] | None = None
    """By what they react with, the nicks of those who do."""
    fate: Fate = ""
    why: str = ""
    receipt: Receipt = ""
    once: str = ""
    """The key by which the server knows it again; see `parlour.chat/once`."""
    label: str = ""
    quiet: bool = False
    """Whether it makes nothing unread: what happened, and what was read before."""

    @property
    def is_speech(self) -> bool:
        """Whether somebody said it."""
        return self.kind in ("said", "action", "notice")


@dataclass(slots=True, eq=False)
class Session:
    """An exclusive talk of the user with one other."""

    id: str
    partner: str
    duplex: str
    opener_is_own: bool
    ringing: bool
    has_floor: bool
    """Whether the user may speak, once it talks."""
    since_ms: int


@dataclass(slots=True, eq=False)
class Timeline:
    """What was said in a buffer, oldest first, as far as it is known here.

    Own messages that have not arrived are not in it: they stand in `Buffer.unsent`, and are shown behind everything.
    """

    messages: list[Message] = field(default_factory=list)
    by_msgid: dict[str, Message] = field(default_factory=dict)
    has_begun: bool = False
    """Whether the first message is the very first, or all that the server keeps."""
    loading: bool = False
    """Whether older messages have been asked for."""
    gap: int | None = None
    """The index of the first message behind what is missing after a lost connection, until that has come."""


@dataclass(slots=True, eq=False)
class Buffer:
    """A place where one reads and writes: the server, a channel, or a conversation with somebody."""

    name: str
    kind: BufferKind
    timeline: Timeline = field(default_factory=Timeline)
    joined: bool = False
    """Of a channel: whether the user is in it. Of a conversation: whether the other is there, as far as is known."""
    topic: str = ""
    topic_by: str = ""
    modes: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    """By folded nick."""
    names_known: bool = False
    unsent: list[Message] = field(default_factory=list)
    draft: str = ""
    """What stands in the composer and was not sent."""
    draft_session: str = ""
    """The session for which the draft was written; it is for nothing else."""
    session: Session | None = None
    typing: dict[str, int] = field(default_factory=dict)
    """Who is typing, by nick, and until when at the latest (Unix ms)."""
    unread: int = 0
    mentions: int = 0
    read_ms: int = 0
    """The time of the last message that was read."""
    read_msgid: str = ""
    muted: bool = False
    talking: str = ""
    """On the direct line: who speaks while there is a connection (both, send or receive); "" while there is none."""


@dataclass(slots=True, eq=False)
class Network:
    """All that is known of one network through one connection. `name` is what the user calls it."""

    name: str
    nick: str
    state: State = "offline"
    title: str = ""
    """What the network calls itself (005 NETWORK)."""
    server: str = ""
    away: bool = False
    asks: bool = False
    """Whether the user is asked before a session with them begins."""
    operator: bool = False
    capabilities: set[str] = field(default_factory=set)
    """Those that were agreed on."""
    offered: dict[str, str] = field(default_factory=dict)
    """Those that the server offers, with their values."""
    supported: dict[str, str] = field(default_factory=dict)
    """The tokens of 005."""
    buffers: dict[str, Buffer] = field(default_factory=dict)
    """By folded name, in the order in which they were opened; "" is the server's."""
    people: dict[str, Person] = field(default_factory=dict)
    """By folded nick: those whom the client shares a channel or talks with."""
    fold: Callable[[str], str] = fold_ascii
    """How names are compared here (005 CASEMAPPING)."""

    @property
    def session(self) -> Session | None:
        """The session that the user is in, if any: there is never more than one."""
        return next((each.session for each in self.buffers.values() if each.session is not None), None)

    def can(self, capability: str) -> bool:
        """Whether a capability was agreed on; faces show nothing that needs one which was not."""
        return capability in self.capabilities

    def refold(self, fold: Callable[[str], str]) -> None:
        """Compare names in another way from now on."""
        if fold is self.fold:
            return
        self.fold = fold
        self.buffers = {fold(each.name): each for each in self.buffers.values()}
        self.people = {fold(each.nick): each for each in self.people.values()}
        for buffer in self.buffers.values():
            buffer.members = {fold(each.person.nick): each for each in buffer.members.values()}

    def is_me(self, nick: str) -> bool:
        """Whether a nick is the user's."""
        return self.fold(nick) == self.fold(self.nick)

    def buffer(self, name: str) -> Buffer | None:
        """The buffer of that name."""
        return self.buffers.get(self.fold(name))

    def person(self, nick: str) -> Person | None:
        """The person of that nick, if known."""
        return self.people.get(self.fold(nick))

    def is_channel(self, name: str) -> bool:
        """Whether a name is a channel's (005 CHANTYPES)."""
        return name[:1] != "" and name[0] in self.supported.get("CHANTYPES", "#")
