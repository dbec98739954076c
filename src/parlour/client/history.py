"""The past: what is asked of it, where it belongs in a timeline, and how far the user has read.

A page of the history is always asked for by its end: the latest of all, then what was before that, until it meets what
is known from before a lost connection. So the newest is there first, and nothing depends on what the server remembers.

Source: https://ircv3.net/specs/extensions/chathistory
"""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.merging import MOST, Merged, adopt, insert, key, knows, merge, place_of, trim
from parlour.client.model import Buffer, Message
from parlour.client.pages import FIRST_PAGE, PAGE, Pages, Request
from parlour.client.past import Past
from parlour.client.reading import Reading
from parlour.client.told import HistoryAnswered, MessagesInserted, MessagesRemoved
from parlour.wire.times import format_ms, parse_ms

if TYPE_CHECKING:
    from parlour.client.engine import Engine

PAGES = 20
"""So many pages are asked for by themselves to fill a gap; what is missing then comes when the user reads it."""
SLACK_MS = 60_000
"""So much may two clocks differ."""
CONVERSATIONS = 50
"""So many conversations with news are opened after a lost connection."""


class History:
    """What is known and asked of the past."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._past = Past(engine)
        self.reading = Reading(engine)
        self._pages = Pages(engine)
        self._oldest: dict[Buffer, Message] = {}
        """The first message of the last page that was to fill the gap of a buffer."""
        self._behind: set[Buffer] = set()
        """The buffers of which nobody knows yet what was said during a lost connection."""
        self._heard_ms = 0
        """The time of the last message that came, by the server's clock."""
        self._joined_ms: dict[Buffer, int] = {}
        """When the user came into each channel in this connection, by the server's clock."""
        self._targets_after_ms: int | None = None

    # What faces ask for

    def older(self, buffer: Buffer) -> None:
        """Ask for what was said before the first message of a timeline, if there may be more and it is not under way.

        What is missing in a gap that was too large to be filled by itself comes first.
        """
        timeline = buffer.timeline
        if not self._may_ask(buffer) or timeline.loading or len(timeline.messages) > MOST - PAGE:
            return
        if timeline.gap is not None:
            self._pages.ask(buffer, self._oldest.get(buffer), PAGE, filling=PAGES)
        elif not timeline.has_begun:
            first = next((each for each in timeline.messages if each.msgid and each.is_speech), None)
            first = first or next((each for each in timeline.messages if each.msgid or each.is_speech), None)
            self._pages.ask(buffer, first, PAGE, filling=0)

    def seen(self, buffer: Buffer, message: Message) -> None:
        """The user has read a buffer up to a message."""
        self.reading.seen(buffer, message)

    def first_unread(self, buffer: Buffer) -> int | None:
        """The index of the first message that is unread; None if none is."""
        return self.reading.first_unread(buffer)

    def positions(self) -> dict[str, tuple[int, str]]:
        """How far each buffer has been read, as plain data, to be kept until the client runs again."""
        return self.reading.positions()

    def restore(self, positions: dict[str, tuple[int, str]]) -> None:
        """Take up how far everything had been read in an earlier run."""
        self.reading.restore(positions)
        self._heard_ms = max([self._heard_ms, *(at_ms for at_ms, _ in positions.values())])

    # What the engine tells

    def online(self) -> None:
        """The server has let the user in: ask where there is news, and catch up with conversations."""
        network = self._engine.network
        if self._pages.is_offered and self._heard_ms:
            self._targets_after_ms = self._heard_ms - SLACK_MS
            after, before = format_ms(self._targets_after_ms), format_ms(self._engine.clock() + 24 * 60 * 60 * 1000)
            limit = self._pages.limit(FIRST_PAGE)
            self._engine.send("CHATHISTORY", "TARGETS", f"timestamp={after}", f"timestamp={before}", str(limit))
        for buffer in list(network.buffers.values()):
            if buffer.kind == "conversation" and buffer.unsent:
                self._catch_up(buffer, len(buffer.timeline.messages))
            self._engine.sending.push(buffer)

    def joined(self, buffer: Buffer) -> None:
        """The user has come into a channel, and that stands in its timeline: ask what was said meanwhile."""
        messages = buffer.timeline.messages
        at = len(messages)
        if messages and messages[-1].kind == "joined" and messages[-1].own:
            at -= 1
            self._joined_ms[buffer] = messages[at].at_ms
        self.reading.begin(buffer, messages[at].at_ms if at < len(messages) else self._engine.clock())
        self._catch_up(buffer, at)
        self._engine.sending.push(buffer)

    def opened(self, buffer: Buffer) -> None:
        """A conversation has been opened: ask what was said in it."""
        if buffer.kind == "conversation":
            self.reading.begin(buffer, 0)
            self.reading.ask(buffer)
            self._catch_up(buffer, 0)
            self._engine.sessions.watch(buffer.name)

    def lost(self) -> None:
        """What was asked for does not come."""
        for request in self._pages.lost():
            self._ended(request)
        self._joined_ms.clear()
        self._oldest.clear()
        self._targets_after_ms = None
        for buffer in self._engine.network.buffers.values():
            buffer.joined = buffer.kind == "server"
        self._behind = {
            buffer
            for buffer in self._engine.network.buffers.values()
            if buffer.kind != "server" and (buffer.timeline.messages or buffer.unsent)
        }

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        self.reading.tick()
        for request in self._pages.overdue(now_ms):
            self._ended(request)

    def is_catching_up(self, buffer: Buffer) -> bool:
        """Whether it will be known soon what has come of a buffer's last words before the connection was lost."""
        return buffer in self._behind and self._pages.asks(buffer)

    # Asking

    def _may_ask(self, buffer: Buffer) -> bool:
        is_there = buffer.kind == "conversation" or (buffer.kind == "channel" and buffer.joined)
        return self._pages.is_offered and is_there and not self._pages.asks(buffer)

    def _catch_up(self, buffer: Buffer, at: int) -> None:
        """Ask for the latest; what is missing lies before the message at an index."""
        if not self._may_ask(buffer):
            if not self._pages.is_offered:
                self._behind.discard(buffer)
            return
        if buffer.timeline.gap is None:
            buffer.timeline.gap = at
        self._pages.ask(buffer, None, FIRST_PAGE, filling=1)

    # Answers

    def batch(self, opening: Line, lines: list[Line]) -> None:
        """A whole batch of the type chathistory has come, which `opening` began: asked for, or told when one joins."""
        name = opening.parameters[2] if len(opening.parameters) > 2 else ""
        request = self._pages.take(opening.tags.get("label", ""), name)
        if request is not None:
            self._paged(request, lines, is_end="draft/chathistory-end" in opening.tags)
            return
        buffer = self._engine.network.buffer(name)
        if buffer is not None and buffer.kind != "server":
            for message in self._past.read(buffer, lines):
                self.place(buffer, message, live=False)
            self._past.gestures(buffer, lines)

    def targets(self, lines: list[Line]) -> None:
        """A whole batch of CHATHISTORY TARGETS has come: where something was said."""
        engine = self._engine
        after_ms, self._targets_after_ms = self._targets_after_ms, None
        if after_ms is None:
            return
        for line in lines[-CONVERSATIONS:]:
            name, at_ms = line.parameter(1), parse_ms(line.parameter(2).removeprefix("timestamp="))
            is_target = line.command == "CHATHISTORY" and line.parameter(0).upper() == "TARGETS" and at_ms is not None
            if not is_target or not name or engine.network.is_channel(name) or " " in name:
                continue
            buffer = engine.network.buffer(name)
            if buffer is None:
                buffer = engine.open(name, "conversation", wanted=False)
                buffer.read_ms = buffer.read_ms or after_ms + SLACK_MS
            self._catch_up(buffer, len(buffer.timeline.messages))

    def failed(self, line: Line) -> bool:
        """The server refuses a page (FAIL CHATHISTORY); whether it was asked for here."""
        names = {self._engine.network.fold(each) for each in line.parameters[2:-1]}
        request = self._pages.take(line.tags.get("label", ""), *names)
        if request is None:
            return self._pages.is_offered and "TARGETS" in line.parameters
        if line.parameter(1) == "INVALID_TARGET":
            request.buffer.timeline.has_begun = True
            request.buffer.timeline.gap = None
        self._ended(request)
        return True

    def _paged(self, request: Request, lines: list[Line], *, is_end: bool) -> None:
        buffer, timeline = request.buffer, request.buffer.timeline
        if self._engine.network.buffer(buffer.name) is not buffer:
            return
        page = self._past.read(buffer, lines)
        if not self._engine.network.can("echo-message"):
            adopt(timeline, page, SLACK_MS)
        merged = merge(timeline, page, self._end(request))
        for index, count in merged.runs:
            self._engine.tell(MessagesInserted(buffer, index, count))
        for message in page:
            self._heard(message)
        self._past.gestures(buffer, lines)
        if not buffer.read_ms and page:
            buffer.read_ms = page[-1].at_ms
        if request.filling:
            self._filled(request, page, merged, is_end=is_end)
        else:
            timeline.has_begun = is_end or not merged.new
        self._trim(buffer)
        self.reading.recount(buffer)
        self._ended(request)

    @staticmethod
    def _end(request: Request) -> int:
        """Where a page ends in a timeline: before what it was asked for to be before."""
        messages, before = request.buffer.timeline.messages, request.before
        if before is None:
            return len(messages)
        return next((at for at, each in enumerate(messages) if key(each) == key(before)), 0)

    def _filled(self, request: Request, page: list[Message], merged: Merged, *, is_end: bool) -> None:
        """A page has come that was to fill a gap: see whether it has, and ask on if not."""
        buffer, timeline = request.buffer, request.buffer.timeline
        self._engine.sending.found(buffer, [each for each in merged.new if each.own])
        gap = timeline.gap
        if gap is None:
            return
        before = next((each for each in reversed(timeline.messages[:gap]) if each.msgid), None)
        has_met = merged.met is not None and merged.met < gap
        if before is None or has_met or is_end or not page or page[0].at_ms <= before.at_ms:
            timeline.gap = None
            if before is None:
                timeline.has_begun = is_end or not page
            self._oldest.pop(buffer, None)
        elif not merged.new and request.before is not None:
            # A page of nothing but what is known leads no further.
            timeline.gap = None
        else:
            self._oldest[buffer] = page[0]
            if request.filling < PAGES:
                self._pages.ask(buffer, page[0], PAGE, filling=request.filling + 1)

    def _ended(self, request: Request) -> None:
        """An answer is complete, or will not come."""
        buffer = request.buffer
        if not self._pages.asks(buffer):
            buffer.timeline.loading = False
            self._behind.discard(buffer)
            self._engine.sending.push(buffer)
        self._engine.tell(HistoryAnswered(buffer))

    # What is said now

    def is_past(self, buffer: Buffer, message: Message, line: Line) -> bool:
        """Whether a message that came by itself was said before the user was there, as a bouncer plays it."""
        if parse_ms(line.tags.get("time", "")) is None:
            return False
        joined_ms = self._joined_ms.get(buffer)
        if joined_ms is not None:
            return message.at_ms < joined_ms
        return message.at_ms < self._engine.clock() - 5 * SLACK_MS

    def place(self, buffer: Buffer, message: Message, *, live: bool = True, late: bool = False) -> bool:
        """Put a message where it belongs in a timeline, which is the end unless it comes late; False if it is known."""
        timeline = buffer.timeline
        if knows(timeline, message):
            return False
        at = place_of(timeline, message) if late or not live else len(timeline.messages)
        if at == len(timeline.messages):
            self._engine.add(buffer, message, live=live)
            self.reading.count(buffer, message)
        else:
            insert(timeline, at, [message])
            self._engine.tell(MessagesInserted(buffer, at, 1))
            self.reading.recount(buffer)
        self._heard(message)
        self._trim(buffer)
        return True

    def _heard(self, message: Message) -> None:
        if self._heard_ms < message.at_ms <= self._engine.clock() + SLACK_MS:
            self._heard_ms = message.at_ms

    def _trim(self, buffer: Buffer) -> None:
        count = trim(buffer.timeline)
        if count:
            self._engine.tell(MessagesRemoved(buffer, 0, count))
