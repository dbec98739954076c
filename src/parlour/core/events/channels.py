"""What happens in channels and to them, and what is announced when it was undone."""

from typing import ClassVar

from parlour.core.events.record import Source, event


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


def mode_words(changes: tuple[ModeChange, ...]) -> str:
    """Mode changes as letters and values, "+o-v ann bob"."""
    letters, values, sign = "", [], ""
    for change in changes:
        wanted = "+" if change.adding else "-"
        if wanted != sign:
            letters += wanted
            sign = wanted
        letters += change.mode
        if change.value is not None:
            values.append(change.value)
    return " ".join([letters, *values])


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
