"""What happens to users: they come, go, and change what they are known by."""

from typing import ClassVar

from parlour.core.events.channels import Joined
from parlour.core.events.record import Source, event


@event
class Came:
    """A user came to the network.

    `address` is where it really comes from: an IP address or "unix". `number` is a small one under which it is found
    while it is here.
    """

    recorded: ClassVar[bool] = False
    durable: ClassVar[bool] = False

    scope: int
    msgid: str
    at_ms: int
    source: Source
    realname: str
    address: str
    number: int


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
