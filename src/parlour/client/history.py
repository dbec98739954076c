"""The past: what is asked of it, where it belongs in a timeline, and how far the user has read."""

from typing import TYPE_CHECKING

from parlour.client.model import Buffer, Message

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class History:
    """What is known and asked of the past."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def older(self, buffer: Buffer) -> None:
        """Ask for what was said before the first message of a timeline, if there may be more and it is not under way."""

    def seen(self, buffer: Buffer, message: Message) -> None:
        """The user has read a buffer up to a message."""

    def lost(self) -> None:
        """What was asked for does not come."""
