"""Events: facts that happened, small immutable records.

An event carries all that applying, keeping and showing it needs, and never a pointer to something that may have
changed since. `recorded` events are written to the history of their scope; `durable` ones are not shown to anybody
before they are.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

T = TypeVar("T")

NO_SCOPE = 0
"""The scope id of events decided in `names`, in `bans` or in one user; channels that saw them record them."""


@dataclass_transform(frozen_default=True)
def event(cls: type[T]) -> type[T]:
    """Declare an event: frozen for the type checker, cheap at run time."""
    return dataclass(slots=True)(cls)


@event
class Source:
    """Who did it, as others saw them at that time. `text` is nick!name@host; `bot` when they say that they are one."""

    user: str
    nick: str
    name: str
    host: str
    account: str | None
    text: str
    bot: bool = False


MESSAGE, NOTICE, TAGS = "message", "notice", "tags"
"""The kinds of `Said`: to be read by people, not to be answered by programs, and tags without text."""


@event
class Said:
    """Something said in a channel (`to` is None) or to the user with the id `to`.

    `target` is the name as it is shown: of a channel, perhaps with the sign of a rank before it, or a nick.
    `tags` are the author's client-only tags, escaped as they came. `durable` is False for what nobody keeps (typing).
    `once` is the author's key against saying it twice.
    """

    recorded: ClassVar[bool] = True

    scope: int
    msgid: str
    at_ms: int
    source: Source
    kind: str
    target: str
    text: str
    tags: str
    to: str | None
    once: str | None
    durable: bool
    only: tuple[str, ...] | None = None
    """The ids of the members whom it is for, when it is not for all of a channel."""


@event
class Came:
    """A user came to the network. `address` is where it really comes from: an IP address or "unix"."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    realname: str
    address: str


@event
class NickChanged:
    """A user goes by another nick; `scopes` are the channels that showed it."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    nick: str
    scopes: tuple[int, ...]


@event
class Quit:
    """A user left the network; `scopes` are the channels that showed it."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    reason: str
    scopes: tuple[int, ...]


@event
class UserModesSet:
    """A user changed modes of their own: the letters added and removed."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    added: str
    removed: str


@event
class BecameOperator:
    """A user is an operator of the network from now on: by which login, of which class, and what they may do."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    login: str
    title: str
    privileges: tuple[str, ...]


@event
class Wallops:
    """An operator told something to all users who want to hear such things; `to` has their ids."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    text: str
    to: tuple[str, ...]


@event
class AwaySet:
    """A user is away for the reason `message`, or, when it is None, here again; `scopes` are their channels."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    message: str | None
    scopes: tuple[int, ...]


@event
class RealnameSet:
    """A user has another real name; `scopes` are their channels."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    realname: str
    scopes: tuple[int, ...]


@event
class Joined:
    """A user joined a channel with the member modes `modes`; `created` when the channel was empty before."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    realname: str
    modes: str
    created: bool
    away: str | None = None
    """Why the user is away, if they are."""


@event
class HostSet:
    """A user is seen under another user name or host. `again` has each of their channels as they would join it now:
    it is how those are told who do not know that these may change."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    name: str
    host: str
    again: tuple[Joined, ...]


@event
class Parted:
    """A user left a channel."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    reason: str


@event
class Kicked:
    """A user was put out of a channel; `user` is the id and `nick` the nick of the one who was."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    user: str
    nick: str
    reason: str


@event
class Invited:
    """A user was invited to a channel; `user` is the id and `nick` the nick of the one who was.

    `opens` tells whether the channel lets them in from now on, whatever its modes keep out.
    """

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    user: str
    nick: str
    opens: bool


@event
class TopicSet:
    """The topic of a channel is another; an empty one is none."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = True

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    topic: str


@event
class ModeChange:
    """One letter of a mode change. `value` is its parameter as shown; `user` the id when it is a member's mode."""

    adding: bool
    mode: str
    value: str | None
    user: str | None


@event
class ModesSet:
    """Modes of a channel or of its members changed."""

    recorded: ClassVar[bool] = True
    durable: ClassVar[bool] = True

    scope: int
    msgid: str
    at_ms: int
    source: Source
    channel: str
    changes: tuple[ModeChange, ...]


@event
class Banned:
    """Whoever `target` means (an address, a network or a mask) may not connect until `until_ms`; None is for ever.

    `by` is the login of the operator who says so, `to` are the ids of the operators who hear of it.
    """

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = True

    scope: int
    msgid: str
    at_ms: int
    source: Source
    target: str
    by: str
    until_ms: int | None
    reason: str
    to: tuple[str, ...]


@event
class Unbanned:
    """The ban of `target` is lifted; `to` are the ids of the operators who hear of it."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = True

    scope: int
    msgid: str
    at_ms: int
    source: Source
    target: str
    to: tuple[str, ...]


@event
class TopicRestored:
    """A topic that could not be kept was undone; `topic` holds again."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    at_ms: int
    channel: str
    topic: str


@event
class ModesRestored:
    """Mode changes that could not be kept were undone by `changes`."""

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    at_ms: int
    channel: str
    changes: tuple[ModeChange, ...]


Event = (
    Said
    | Came
    | NickChanged
    | Quit
    | UserModesSet
    | BecameOperator
    | Wallops
    | AwaySet
    | RealnameSet
    | HostSet
    | Joined
    | Parted
    | Kicked
    | Invited
    | TopicSet
    | ModesSet
    | Banned
    | Unbanned
)
"""What a decision may return."""

Restored = TopicRestored | ModesRestored
"""What undoing an event announces."""
