"""What happens to the bans of the network."""

from typing import ClassVar

from parlour.core.events.record import Source, event


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
