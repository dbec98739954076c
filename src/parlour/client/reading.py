"""How far the user has read: positions, what is unread, and the server's read markers.

Source: https://ircv3.net/specs/extensions/read-marker
"""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.model import Buffer, Message
from parlour.client.told import BufferChanged
from parlour.wire.times import format_ms, parse_ms

if TYPE_CHECKING:
    from parlour.client.engine import Engine

AHEAD_MS = 60 * 60 * 1000
"""So far a server's clock may be ahead; nothing is read that is said to be of later."""


class Reading:
    """What has been read, buffer by buffer."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._restored: dict[str, tuple[int, str]] = {}
        """Of buffers that are not open, by the name as it was written."""
        self._unmarked: dict[int, Buffer] = {}
        """Of which the server is to be told, by identity."""

    def seen(self, buffer: Buffer, message: Message) -> None:
        """The user has read a buffer up to a message."""
        at_ms = min(message.at_ms, self._engine.clock() + AHEAD_MS)
        if at_ms > buffer.read_ms or (at_ms == buffer.read_ms and message.msgid != buffer.read_msgid):
            buffer.read_ms, buffer.read_msgid = at_ms, message.msgid
            self._unmarked[id(buffer)] = buffer
            self.recount(buffer)

    def begin(self, buffer: Buffer, at_ms: int) -> None:
        """A buffer has been opened: it is read as far as it was, or up to a time if nobody knows."""
        known = next(
            (self._restored.pop(name) for name in list(self._restored)
             if self._engine.network.fold(name) == self._engine.network.fold(buffer.name)), None,
        )  # fmt: skip
        if known is not None and known[0] > buffer.read_ms:
            buffer.read_ms, buffer.read_msgid = known
        elif not buffer.read_ms:
            buffer.read_ms = at_ms

    def count(self, buffer: Buffer, message: Message) -> None:
        """A message stands at the end of a timeline: it may be unread."""
        if self._is_news(message) and message.at_ms >= buffer.read_ms:
            buffer.unread += 1
            buffer.mentions += message.mentions
            self._engine.tell(BufferChanged(buffer))

    def recount(self, buffer: Buffer) -> None:
        """Count again what is unread."""
        unread = mentions = 0
        for message in reversed(buffer.timeline.messages):
            if message.is_speech and self._is_read(buffer, message):
                break
            if self._is_news(message):
                unread += 1
                mentions += message.mentions
        if (unread, mentions) != (buffer.unread, buffer.mentions):
            buffer.unread, buffer.mentions = unread, mentions
            self._engine.tell(BufferChanged(buffer))

    def first_unread(self, buffer: Buffer) -> int | None:
        """The index of the first message that is unread; None if none is."""
        first = None
        for at in range(len(buffer.timeline.messages) - 1, -1, -1):
            message = buffer.timeline.messages[at]
            if message.is_speech and self._is_read(buffer, message):
                break
            if self._is_news(message):
                first = at
        return first

    @staticmethod
    def _is_read(buffer: Buffer, message: Message) -> bool:
        """Whether a message is the last that was read, or before it."""
        if buffer.read_msgid and message.msgid:
            return message.msgid == buffer.read_msgid or message.at_ms < buffer.read_ms
        return message.at_ms <= buffer.read_ms

    @staticmethod
    def _is_news(message: Message) -> bool:
        return message.is_speech and not message.own and not message.quiet

    def marked(self, line: Line) -> None:
        """The server tells how far the user has read, perhaps on another device (MARKREAD)."""
        buffer = self._engine.network.buffer(line.parameter(0))
        at_ms = parse_ms(line.parameter(1).removeprefix("timestamp="))
        if buffer is None or at_ms is None:
            return
        at_ms = min(at_ms, self._engine.clock() + AHEAD_MS)
        if at_ms > buffer.read_ms:
            buffer.read_ms, buffer.read_msgid = at_ms, ""
            self.recount(buffer)

    def ask(self, buffer: Buffer) -> None:
        """Ask how far a conversation has been read; of channels the server tells by itself."""
        if self._engine.network.state == "online" and self._engine.network.can("draft/read-marker"):
            self._engine.send("MARKREAD", buffer.name)

    def tick(self) -> None:
        """About a second has passed: tell the server what has been read since."""
        network = self._engine.network
        if network.state != "online":
            return
        for buffer in self._unmarked.values():
            is_open = network.buffer(buffer.name) is buffer and buffer.kind != "server"
            if is_open and network.can("draft/read-marker"):
                self._engine.send("MARKREAD", buffer.name, f"timestamp={format_ms(buffer.read_ms)}")
        self._unmarked.clear()

    def positions(self) -> dict[str, tuple[int, str]]:
        """How far each buffer has been read: by name, a Unix time in milliseconds and a msgid."""
        open_now = {
            each.name: (each.read_ms, each.read_msgid)
            for each in self._engine.network.buffers.values()
            if each.kind != "server" and each.read_ms
        }
        return self._restored | open_now

    def restore(self, positions: dict[str, tuple[int, str]]) -> None:
        """Take up how far everything had been read in an earlier run."""
        self._restored = {name: (at_ms, msgid) for name, (at_ms, msgid) in positions.items()}
        for buffer in self._engine.network.buffers.values():
            self.begin(buffer, 0)
