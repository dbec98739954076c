"""What people say."""

from typing import ClassVar

from parlour.core.events.record import Source, event

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
    session: str | None = None
    """The session in which it was said, if it was in one."""
