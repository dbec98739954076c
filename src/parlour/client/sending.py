"""Own messages on their way: none is lost, none goes out twice, and each has a fate."""

from typing import TYPE_CHECKING

from parlour.client.model import Buffer, Message, MessageKind

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Sending:
    """What the user has said and has not arrived yet."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def say(self, buffer: Buffer, text: str, kind: MessageKind = "said", reply_to: str = "") -> list[Message]:
        """Say something in a buffer: one message, or several where it is long or has several lines."""
        engine = self._engine
        engine.send("PRIVMSG", buffer.name, text)
        return []

    def lost(self) -> None:
        """The connection is gone: what had no receipt may or may not have arrived."""

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
