"""What happens, as lines for people: `12:03 #attic <bob> hello`."""

from parlour.client import wording
from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message, State
from parlour.client.plain.manner import Line, Manner, Output
from parlour.client.text import plain, shown
from parlour.client.told import (
    BufferChanged,
    ChannelsListed,
    FreeListed,
    HistoryAnswered,
    MembersChanged,
    MessageAdded,
    MessagesInserted,
    NickTaken,
    NotDelivered,
    PersonChanged,
    Received,
    SessionChanged,
    StateChanged,
    Told,
    UnsentChanged,
)

NAMED = 30
"""So many of those in a channel are named when it is entered."""

MISSED = 200
"""So many lines that were missed are shown at once."""


class Printer:
    """Puts lines out. It remembers which of what stands in the timelines has been shown."""

    def __init__(self, client: Client, output: Output, manner: Manner, *, marks_read: bool) -> None:
        """`marks_read` tells that somebody looks at the lines."""
        self._client = client
        self._output = output
        self._manner = manner
        self._marks_read = marks_read
        self._day = ""
        self._greeted: set[int] = set()
        """Buffers whose people have been named, by identity."""
        self._entered: set[int] = set()
        """Buffers of which something has been shown."""
        self._asked: dict[int, int] = {}
        """Of how many lines somebody waits for the history, by buffer."""
        self._fates: dict[int, str] = {}
        """What was said of an own message that has not arrived, by serial."""
        self._states: dict[str, State] = {}
        """What was last said of the connection to a network, by its name."""

    def happened(self, engine: Engine, told: list[Told]) -> None:
        """Put out what has happened."""
        for each in told:
            self._happened(engine, each)

    def note(self, engine: Engine, buffer: Buffer, lines: list[str], *, error: bool) -> None:
        """Lines for the user only."""
        style = "error" if error else "quiet"
        place = self._place(engine, buffer)
        self._output.narrate([[*self._head(engine.clock(), place), (style, plain(line))] for line in lines])

    def recall(self, engine: Engine, buffer: Buffer, count: int) -> None:
        """Show so many of the last lines of a buffer, asking the history for them where they are not known."""
        timeline = buffer.timeline
        if len(timeline.messages) >= count or timeline.has_begun or engine.network.state != "online":
            self._page(engine, buffer, count)
            return
        self._asked[id(buffer)] = count
        if not timeline.loading:
            engine.history.older(buffer)
        if not timeline.loading:
            # Nothing was asked, as there is nobody to ask.
            self._page(engine, buffer, self._asked.pop(id(buffer), count))

    def _happened(self, engine: Engine, told: Told) -> None:  # noqa: C901, PLR0912, one case for each event
        match told:
            case MessageAdded():
                self._added(engine, told)
            case MessagesInserted():
                self._inserted(engine, told)
            case HistoryAnswered() if id(told.buffer) in self._asked:
                self.recall(engine, told.buffer, self._asked.pop(id(told.buffer)))
            case MembersChanged():
                self._people(engine, told.buffer)
            case BufferChanged() if not told.buffer.joined:
                self._greeted.discard(id(told.buffer))
            case Received():
                self._narrate(engine, told.buffer, wording.received(told))
            case UnsentChanged():
                self._unsent(engine, told.buffer)
            case NotDelivered():
                self._narrate(engine, told.buffer, f"Not delivered: {told.why.rstrip('.')}: {told.text}", error=True)
            case SessionChanged():
                self._narrate(engine, told.buffer, wording.session(told))
                if told.what in ("ringing", "opened") and not told.session.opener_is_own:
                    self._output.ring()
            case PersonChanged() if engine.network.buffer(told.person.nick) is not None and not told.was:
                if sentence := wording.presence(told.person):
                    self._narrate(engine, engine.network.buffers[""], f"{told.person.nick} {sentence}")
            case StateChanged() if self._is_news(engine, told):
                if sentence := wording.state(engine.network.name, told):
                    self._narrate(engine, engine.network.buffers[""], sentence, error=told.state == "offline")
            case NickTaken():
                self._narrate(engine, engine.network.buffers[""], wording.nick_taken(told), error=True)
            case ChannelsListed():
                self._table(engine, wording.channels(told.rows))
            case FreeListed():
                self._table(engine, wording.free(engine.network, told.rows))

    def _is_news(self, engine: Engine, told: StateChanged) -> bool:
        """Whether it is to be told what the connection is now: that it is tried again and again is not."""
        if self._client.is_inside:
            return False
        before = self._states.get(engine.profile.name)
        if not told.why and (told.state == before or (before == "offline" and told.state != "online")):
            return False
        self._states[engine.profile.name] = told.state
        return True

    # Messages

    def _added(self, engine: Engine, told: MessageAdded) -> None:
        buffer, message = told.buffer, told.message
        self._fates.pop(message.serial, None)
        if message.kind == "session" and told.live:
            return  # SessionChanged says it better
        self._entered.add(id(buffer))
        self._put(engine, buffer, [message])
        if message.mentions and told.live and not buffer.muted and not message.own:
            self._output.ring()

    def _inserted(self, engine: Engine, told: MessagesInserted) -> None:
        """What the history had: of what somebody asked for, nothing is shown before all of it is there."""
        buffer = told.buffer
        messages = buffer.timeline.messages[told.index : told.index + told.count]
        if id(buffer) in self._asked or not messages:
            return
        is_first = id(buffer) not in self._entered
        self._entered.add(id(buffer))
        most = self._manner.history if is_first else MISSED
        unread = [each for each in messages if each.at_ms > buffer.read_ms and not each.own] if buffer.read_ms else []
        most = max(most, min(MISSED, len(unread)))
        left = len(messages) - most
        if left > 0 and not is_first:
            self._narrate(engine, buffer, f"{left} more lines were missed; /history {left + most} shows them.")
        self._put(engine, buffer, messages[-most:] if most else [], unread=unread[0] if unread else None)

    def _page(self, engine: Engine, buffer: Buffer, count: int) -> None:
        messages = buffer.timeline.messages[-count:]
        if not messages:
            self._narrate(engine, buffer, "Nothing is known of what was said here before.")
            return
        self._narrate(engine, buffer, f"The last {len(messages)} lines:")
        self._put(engine, buffer, messages)
        begun = " There is nothing before them." if len(messages) < count and buffer.timeline.has_begun else ""
        self._narrate(engine, buffer, f"These were the last {len(messages)} lines.{begun}")

    def _put(self, engine: Engine, buffer: Buffer, messages: list[Message], unread: Message | None = None) -> None:
        lines: list[Line] = []
        place = self._place(engine, buffer)
        for message in messages:
            if message is unread:
                lines.append([("place", place), ("quiet", " --- unread from here ---")])
            day = wording.day(message.at_ms)
            if day != self._day:
                # The first line of today needs no day above it.
                if self._day or day != wording.day(engine.clock()):
                    lines.append([("quiet", f"--- {wording.day_in_words(message.at_ms)} ---")])
                self._day = day
            lines += self._lines(engine, place, message)
        if lines:
            self._output.put(lines)
        if messages and self._marks_read:
            engine.history.seen(buffer, messages[-1])

    def _lines(self, engine: Engine, place: str, message: Message) -> list[Line]:
        head = self._head(message.at_ms, place)
        if not message.is_speech:
            style = "error" if message.kind == "error" else "quiet"
            return [[*head, (style, wording.happened(engine.network, message))]]
        style = "own" if message.own else "mention" if message.mentions else "nick"
        who = wording.speaker(message)
        fate = wording.fate(message)
        receipt = wording.receipt(message, place.rpartition("/")[2])
        texts = [plain(text) for text in message.text.split("\n")]
        last = [("quiet", f" ({fate})" if fate else f" {receipt}")] if fate or receipt else []
        return [
            [*head, (style, who), ("", f" {text}"), *(last if at == len(texts) - 1 else [])]
            for at, text in enumerate(texts)
        ]

    def _unsent(self, engine: Engine, buffer: Buffer) -> None:
        """Say of what has not arrived what one has to know; what is on its way most often arrives at once."""
        for message in buffer.unsent:
            if message.fate in ("waiting", "perhaps") and self._fates.get(message.serial) != message.fate:
                self._fates[message.serial] = message.fate
                self._output.put(self._lines(engine, self._place(engine, buffer), message))

    # The rest

    def _people(self, engine: Engine, buffer: Buffer) -> None:
        if not buffer.names_known or id(buffer) in self._greeted:
            return
        self._greeted.add(id(buffer))
        if buffer.topic:
            self._narrate(engine, buffer, f"Topic: {buffer.topic}")
        others = [each.ranks[:1] + each.person.nick for each in buffer.members.values()]
        others = sorted(each for each in others if not engine.network.is_me(each.lstrip("~&@%+")))
        if not others:
            self._narrate(engine, buffer, "Nobody else is here.")
            return
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        self._narrate(engine, buffer, f"Here: {', '.join(others[:NAMED])}{more}")

    def _narrate(self, engine: Engine, buffer: Buffer, sentence: str, *, error: bool = False) -> None:
        self.note(engine, buffer, [sentence], error=error)

    def _table(self, engine: Engine, lines: list[str]) -> None:
        del engine
        self._output.put([[("", line)] for line in lines])

    def _head(self, at_ms: int, place: str) -> Line:
        times = self._client.settings.times
        if times == "none":
            return [("place", f"{place} ")]
        return [("time", wording.clock(at_ms, seconds=times == "seconds")), ("place", f" {place} ")]

    def _place(self, engine: Engine, buffer: Buffer) -> str:
        if buffer.kind == "server":
            return shown(engine.network.name)
        name = shown(buffer.name)
        return f"{shown(engine.network.name)}/{name}" if len(self._client.engines) > 1 else name
