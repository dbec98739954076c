"""What is on its way in one connection, how it is known again in what the server says, and how much may be on its way.

Where the server has labels (https://ircv3.net/specs/extensions/labeled-response) an answer has that of its message.
Without them an echo is known by its text, a refusal by whom it names, and a PONG tells that all before it has arrived.
"""

from typing import TYPE_CHECKING

from parlour.client.keeping import Way
from parlour.client.lines import Line
from parlour.client.model import Buffer, Message

if TYPE_CHECKING:
    from parlour.client.engine import Engine

ONCE = "parlour.chat/once"

BURST = 8
"""So many messages may go out at once to a server that may take more for a flood, and one more each second."""

WINDOW = 64
"""So many messages may be on their way at once."""

DOUBT_MS = 5_000
"""After so long without a receipt the server is asked whether it has come so far."""

_OF_A_TARGET = frozenset({"401", "403", "404", "406", "408", "477", "486", "489", "531", "716", "717"})
"""Numerics that refuse what was said, and name to whom."""
_OF_A_LINE = frozenset({"407", "411", "412", "413", "414", "415", "416", "417", "439"})
"""Numerics that refuse what was said, and do not."""


class Flights:
    """The messages on their way in a connection, the oldest first."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._count = 0
        self._ways: dict[str, Way] = {}
        """By label; where the server has none, the client's own."""
        self._probes: dict[str, list[str]] = {}
        """The PINGs that are not answered, each with the labels of what went before it."""
        self._room = float(BURST)
        self._filled_ms = 0

    def __len__(self) -> int:
        return len(self._ways)

    @property
    def has_labels(self) -> bool:
        """Whether what the server answers has the label of what it answers."""
        network = self._engine.network
        return network.can("labeled-response") and network.can("batch")

    @property
    def is_receipted(self) -> bool:
        """Whether the server tells by itself of each message that it has arrived."""
        return self._engine.network.can("echo-message") and self.has_labels

    def new_label(self) -> str:
        """A label that nothing else has."""
        self._count += 1
        return f"s{self._count}"

    def begin(self, way: Way) -> None:
        """A message goes out."""
        self._ways[way.message.label] = way

    def end(self, way: Way) -> None:
        """It is known what has become of a message."""
        self._ways.pop(way.message.label, None)

    def lost(self) -> list[Way]:
        """The connection is gone; returns what was on its way."""
        ways = list(self._ways.values())
        self._ways.clear()
        self._probes.clear()
        self._room = float(BURST)
        return ways

    def take_room(self) -> bool:
        """Whether one more may go out now; then it is to go out."""
        if len(self._ways) >= WINDOW:
            return False
        if self._engine.network.can(ONCE):
            # A server of ours lets what comes too fast wait.
            return True
        now_ms = self._engine.clock()
        self._room = min(BURST, self._room + max(0, now_ms - self._filled_ms) / 1000)
        self._filled_ms = now_ms
        if self._room < 1:
            return False
        self._room -= 1
        return True

    # Known again

    def labeled(self, label: str) -> Way | None:
        """What has that label."""
        return self._ways.get(label)

    def echoed(self, buffer: Buffer | None, echo: Message, label: str) -> Way | None:
        """Whose echo an own message is that came from the server."""
        if label or self.has_labels:
            return self._ways.get(label)
        said = (echo.kind, echo.text.rstrip())
        for way in self._ways.values():
            if way.buffer is buffer and (way.message.kind, way.message.text.rstrip()) == said:
                return way
        return None

    def refused(self, line: Line) -> Way | None:
        """What a line refuses."""
        if line.command == "WARN":
            return None
        label = line.tags.get("label", "")
        if label or self.has_labels:
            return self._ways.get(label)
        is_fail = line.command == "FAIL" and line.parameter(0) in ("PRIVMSG", "NOTICE")
        if line.command in _OF_A_TARGET or is_fail:
            fold = self._engine.network.fold
            named = {fold(each) for each in line.parameters[1:-1]}
            for way in self._ways.values():
                if fold(way.buffer.name) in named:
                    return way
        return next(iter(self._ways.values()), None) if line.command in _OF_A_LINE or is_fail else None

    # PING and PONG

    def probe(self) -> None:
        """Ask whether the server has come as far as this."""
        self._count += 1
        token = f"parlour-{self._count}"
        self._probes[token] = list(self._ways)
        self._engine.send("PING", token)

    def ponged(self, token: str) -> list[Way] | None:
        """What had gone out before the PING that the server answers; None if it is not one from here."""
        labels = self._probes.pop(token, None)
        return None if labels is None else [self._ways[label] for label in labels if label in self._ways]

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        oldest = next(iter(self._ways.values()), None)
        if oldest is not None and not self._probes and now_ms - oldest.sent_ms >= DOUBT_MS:
            self.probe()
