"""The state of a network: users, channels, memberships, conversations, sessions. Changed by `Network.apply` alone."""

from typing import TYPE_CHECKING

from parlour.core.events.record import Source
from parlour.core.events.sessions import FULL

if TYPE_CHECKING:
    from parlour.core.operators import Operator


class Scope:
    """What a unit of order remembers of its own past. Times are Unix time in milliseconds, 0 for never."""

    __slots__ = ("id", "kept", "last_ms", "last_said_ms", "said")

    def __init__(self, id: int, last_ms: int = 0, last_said_ms: int = 0, *, kept: bool = False) -> None:
        self.id = id
        self.last_ms = last_ms
        self.last_said_ms = last_said_ms
        self.kept = kept
        """Whether anything durable happened in it, so that its past is worth finding again."""
        self.said = 0
        """How often something was said to all in it since the server started: what was missed can be counted."""

    def time(self, now_ms: int) -> int:
        """The time of its next event: always later than what was given before, however the clock moves.

        It runs ahead of the clock when more happens than a millisecond holds, or when the clock went back: a page of
        history asked for by time then neither lacks nor repeats anything.
        """
        last = self.last_ms
        return now_ms if now_ms > last else last + 1


class User:
    """A person as others see them, known everywhere by `id`."""

    __slots__ = ("account", "address", "asks", "away", "blocks", "channels", "conversations", "folded", "host", "id",
                 "invites", "modes", "name", "nick", "number", "operator", "realname", "said_ms", "session", "since_ms",
                 "source")  # fmt: skip

    def __init__(self, source: Source, folded: str, realname: str, since_ms: int) -> None:
        self.id = source.user
        self.nick = source.nick
        self.folded = folded
        self.name = source.name
        self.host = source.host
        self.address = ""
        """Where it really comes from: an IP address or "unix". `host` may hide it."""
        self.account = source.account
        self.source = source
        self.away: str | None = None
        """Why it is away, while it is."""
        self.operator: Operator | None = None
        self.realname = realname
        self.since_ms = since_ms
        self.said_ms = since_ms
        """When it last said something to anybody, or came."""
        self.modes = ""
        self.channels: dict[int, Channel] = {}
        self.invites: dict[Channel, bool] | None = None
        """The channels that it was invited to and has not entered since, and whether that opens them."""
        self.conversations: dict[str, Conversation] | None = None
        """By the other's user id; None until the first, as most who idle have none."""
        self.number = 0
        """The small number under which it is found, too; see `Numbers`."""
        self.session: Session | None = None
        """The one that it is in, ringing or talking: it is BUSY then, else FREE."""
        self.asks = False
        """Whether it is asked before a session begins."""
        self.blocks: dict[str, str] | None = None
        """From whom it wants to hear nothing, by their user ids or as masks; see `blocks`."""


class Member:
    """A membership: a user in a channel, with the letters of its modes, highest first."""

    __slots__ = ("judged", "modes", "user")

    def __init__(self, user: User, modes: str) -> None:
        self.user = user
        self.modes = modes
        self.judged: tuple[object, Source, str, bool] | None = None
        """Whether bans keep it from speaking, and for which lists, source and real name that was found."""


class Listed:
    """An entry of a list of a channel: who set it, and when (Unix, milliseconds)."""

    __slots__ = ("at_ms", "by", "mask")

    def __init__(self, mask: str, by: str, at_ms: int) -> None:
        self.mask = mask
        self.by = by
        self.at_ms = at_ms


class Channel:
    """A room. It is there while it has members; its scope, and the past in it, may outlive it."""

    __slots__ = ("created_ms", "folded", "forward", "key", "limit", "lists", "lists_token", "lists_turn", "members",
                 "modes", "name", "restricted", "scope", "topic", "topic_by", "topic_ms")  # fmt: skip

    def __init__(self, scope: Scope, name: str, folded: str, created_ms: int) -> None:
        self.scope = scope
        self.name = name
        self.folded = folded
        self.created_ms = created_ms
        self.members: dict[str, Member] = {}
        self.modes = set("nt")
        self.key: str | None = None
        self.limit: int | None = None
        self.forward: str | None = None
        """The channel to which those are sent who may not enter this one."""
        self.lists: dict[str, dict[str, Listed]] = {}
        """By the letter of the list, the entries by their masks; see `lists`."""
        self.lists_token = object()
        """Another one each time the lists change."""
        self.lists_turn = False
        """Whether what the lists say of a user may change though neither changes."""
        self.topic = ""
        self.topic_by = ""
        self.topic_ms = 0
        self.restricted = False
        """Whether it was ever closed to some (+i, +k, +s): its past then ends when it empties."""


class Conversation:
    """The direct messages between two users (or of one with themselves)."""

    __slots__ = ("nicks", "scope")

    def __init__(self, scope: Scope, nicks: dict[str, str]) -> None:
        self.scope = scope
        self.nicks = nicks
        """By user id, the last nick under which each was known."""


class Session:
    """An exclusive talk between two users, known by their ids. Until the other has accepted it, it rings."""

    __slots__ = ("duplex", "floor", "id", "opener", "other", "ringing", "scope", "since_ms")

    def __init__(
        self, id: str, scope: int, opener: str, other: str, duplex: str, since_ms: int, *, ringing: bool
    ) -> None:
        self.id = id
        self.scope = scope
        """That of the conversation of the two, in which all of it lies."""
        self.opener = opener
        self.other = other
        self.duplex = duplex
        self.floor = opener
        """Who may speak, unless both may: in half duplex this changes hands."""
        self.ringing = ringing
        self.since_ms = since_ms

    def partner(self, user: str) -> str:
        """The other of the two."""
        return self.other if user == self.opener else self.opener

    def lets_speak(self, user: str) -> bool:
        """Whether one of the two may speak now."""
        return self.duplex == FULL or self.floor == user
