"""The pages of the history that were asked for and have not come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parlour.client.model import Buffer, Message
from parlour.wire.times import format_ms

if TYPE_CHECKING:
    from parlour.client.engine import Engine

PAGE = 500
"""So many messages are asked for at once, if the server gives as many."""
FIRST_PAGE = 100
"""So many are asked for of a buffer that is opened, or after a lost connection."""
ANSWER_MS = 30_000
"""So long an answer may take."""


@dataclass(slots=True)
class Request:
    """A page that was asked for. `filling` counts those that were to fill a gap, 0 when it is older ones."""

    buffer: Buffer
    at_ms: int
    before: Message | None
    """None when it is the latest of all."""
    filling: int


class Pages:
    """What is asked for, the oldest first."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._asked: dict[str, Request] = {}
        """By label, which is the client's own where the server has none."""
        self._count = 0

    @property
    def is_offered(self) -> bool:
        """Whether there is a history to ask for, now."""
        network = self._engine.network
        return network.state == "online" and all(map(network.can, ("draft/chathistory", "batch", "server-time")))

    def asks(self, buffer: Buffer) -> bool:
        """Whether a page of a buffer is under way."""
        return any(each.buffer is buffer for each in self._asked.values())

    def ask(self, buffer: Buffer, before: Message | None, limit: int, *, filling: int) -> None:
        """Ask for what was said before a message, or for the latest."""
        engine = self._engine
        self._count += 1
        label = f"h{self._count}"
        self._asked[label] = Request(buffer, engine.clock(), before, filling)
        buffer.timeline.loading = True
        has_labels = engine.network.can("labeled-response") and engine.network.can("batch")
        how, place = ("LATEST", "*") if before is None else ("BEFORE", self._reference(before))
        tags = {"label": label} if has_labels else None
        engine.send("CHATHISTORY", how, buffer.name, place, str(self.limit(limit)), tags=tags)

    def limit(self, wanted: int) -> int:
        """So many as are wanted, or as the server gives (005 CHATHISTORY)."""
        offered = self._engine.network.supported.get("CHATHISTORY", "")
        most = int(offered) if offered.isascii() and offered.isdigit() and len(offered) < 10 else FIRST_PAGE
        return min(wanted, most) if most else wanted

    def _reference(self, message: Message) -> str:
        kinds = self._engine.network.supported.get("MSGREFTYPES", "msgid,timestamp").split(",")
        if message.msgid and "msgid" in kinds:
            return f"msgid={message.msgid}"
        # Others of the same millisecond come again, and are known again.
        return f"timestamp={format_ms(message.at_ms + 1)}"

    def take(self, label: str, *names: str) -> Request | None:
        """What an answer is to, by its label or else by what it names."""
        if label:
            return self._asked.pop(label, None)
        fold = self._engine.network.fold
        folded = {fold(name) for name in names}
        found = next((own for own, each in self._asked.items() if fold(each.buffer.name) in folded), None)
        return None if found is None else self._asked.pop(found)

    def overdue(self, now_ms: int) -> list[Request]:
        """What has not been answered for too long, and is not waited for any more."""
        late = [label for label, each in self._asked.items() if now_ms - each.at_ms >= ANSWER_MS]
        return [self._asked.pop(label) for label in late]

    def lost(self) -> list[Request]:
        """The connection is gone; returns what does not come."""
        asked = list(self._asked.values())
        self._asked.clear()
        return asked
