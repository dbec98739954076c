"""One connection to a server, without the connection: bytes in, bytes out, and what happened.

The engine has neither sockets nor a clock nor a screen. A link calls `opened`, `receive`, `closed` and `tick`, and
takes `output`; a face calls what people do (`say`, `join`, …) and takes `told`. Everything else is found in `network`.
"""

from collections.abc import Callable

from parlour.client import answers, direct
from parlour.client.asking import Asking
from parlour.client.batches import Batches
from parlour.client.doing import Doing
from parlour.client.handlers import HANDLERS
from parlour.client.history import History
from parlour.client.lines import Gatherer, Line, write
from parlour.client.merging import MESSAGE_BYTES, lighten, trim
from parlour.client.model import Buffer, BufferKind, Message, MessageKind, Network, Person
from parlour.client.people import People
from parlour.client.profile import Profile
from parlour.client.registration import Registration
from parlour.client.sending import Sending
from parlour.client.sessions import Sessions
from parlour.client.told import (
    Answered,
    BufferAdded,
    BufferRemoved,
    MessageAdded,
    MessagesRemoved,
    StateChanged,
    Told,
)
from parlour.wire.times import parse_ms

SILENCE_MS = 60_000
"""After so long without a word from the server it is asked whether it is there."""

LIGHTEN_BYTES = 16_000_000
"""When messages have taken so much more memory it is looked whether that is too much."""

PATIENCE_MS = 30_000
"""So long it may take to answer that, or to let one in."""


class Engine:
    """What the client is to one server. Parts of it look after registration, history, sending and sessions."""

    def __init__(self, profile: Profile, clock: Callable[[], int], chance: Callable[[], str]) -> None:
        """`clock` gives the Unix time in milliseconds, `chance` 128 random bits as 32 hexadecimal digits."""
        self.profile = profile
        self.clock = clock
        self.chance = chance
        self.network = Network(profile.name, profile.nick)
        self.network.buffers[""] = Buffer("", "server", joined=True)
        self.people = People(self)
        self.registration = Registration(self)
        self.asking = Asking(self)
        self.batches = Batches(self)
        self.history = History(self)
        self.sending = Sending(self)
        self.sessions = Sessions(self)
        self.direct = direct.Direct(self)
        self.doing = Doing(self)
        self.parting = ""
        """Why the server says that it closes the connection."""
        self.leaving = False
        """Whether the user has taken leave of the server."""
        self._gatherer = Gatherer()
        self._output = bytearray()
        self._told: list[Told] = []
        self._serial = 0
        self._grown = 0
        """How much memory messages have taken since it was last looked at (bytes)."""
        self._heard_ms = 0
        self._asked_ms: int | None = None

    # The link's side

    def connecting(self) -> None:
        """The link tries to connect."""
        self._change("connecting")

    def opened(self) -> None:
        """The connection is there, TLS included."""
        self._gatherer = Gatherer()
        self._output.clear()
        self._heard_ms, self._asked_ms = self.clock(), None
        self.parting, self.leaving = "", False
        self._change("registering")
        self.registration.begin()

    def receive(self, data: bytes) -> None:
        """Bytes came in."""
        self._heard_ms, self._asked_ms = self.clock(), None
        for line in self._gatherer.feed(data):
            self.take(line)
        if self._gatherer.thrown_away:
            self._gatherer.thrown_away = 0
            self.answer(self.network.buffers[""], ["The server sent a line that is too long to be one."], error=True)
        if self._grown >= LIGHTEN_BYTES:
            self._lighten()

    def _lighten(self) -> None:
        """Let the oldest messages go if all of them take too much memory; those of a server can be asked for again."""
        self._grown = 0
        gone = lighten(each.timeline for each in self.network.buffers.values())
        for buffer in self.network.buffers.values() if gone else ():
            if count := gone.get(id(buffer.timeline)):
                self.tell(MessagesRemoved(buffer, 0, count))

    def take(self, line: Line) -> None:
        """One line came in."""
        if not self.batches.holds(line):
            self.handle(line)
            self.asking.settled(line)

    def handle(self, line: Line) -> None:
        """Do what is to be done about a line, on its own or out of a batch that is whole."""
        handler, is_error = HANDLERS.get(line.command), answers.is_error(line)
        taken = not is_error and self.asking.takes(line)
        if handler is not None:
            # That of an error has it told itself, where there is nothing else to do about it.
            handler(self, line)
        elif is_error:
            self.refused(line)
        elif not taken:
            self._unasked(line)

    def refused(self, line: Line) -> None:
        """The server refuses something: it is said where that was asked."""
        if self.sending.refused(line):
            return
        if line.command == "FAIL" and line.parameter(0) == "CHATHISTORY" and self.history.failed(line):
            return
        if line.command == "FAIL" and line.parameter(0) == "SESSION":
            self.sessions.failed(line)
        elif line.command == "FAIL" and line.parameter(0) == "DIRECT":
            self.direct.failed(line)
        elif not self.asking.takes(line):
            self._unasked(line)

    def closed(self, why: str) -> None:
        """The connection is gone; `why` is a sentence."""
        if self.parting:
            why = f"{why}: {self.parting}" if why else ""
            self.parting = ""  # it says nothing of the next attempt
        self._output.clear()
        self.registration.lost()
        self.asking.lost()
        self.batches.lost()
        self.history.lost()
        self.sending.lost()
        self.sessions.lost()
        self.direct.lost()
        self.people.lost()
        self._change("offline", why)

    def tick(self) -> None:
        """About a second has passed."""
        now_ms = self.clock()
        self.sending.tick(now_ms)
        self.history.tick(now_ms)
        self.asking.tick(now_ms)
        self.registration.tick(now_ms)
        if self.network.state == "online" and self._asked_ms is None and now_ms - self._heard_ms >= SILENCE_MS:
            self._asked_ms = now_ms
            self.send("PING", "silence")

    @property
    def is_stalled(self) -> bool:
        """Whether the server has not answered for so long that the link should be given up."""
        waiting = self._heard_ms if self.network.state == "registering" else self._asked_ms
        return waiting is not None and self.clock() - waiting >= PATIENCE_MS

    def take_output(self) -> bytes:
        """What is to be sent now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def take_told(self) -> list[Told]:
        """What has happened since this was last asked."""
        told, self._told = self._told, []
        return told

    def quit(self, reason: str = "") -> None:
        """Take leave of the server, which closes the connection then."""
        self.leaving = True
        self.send("QUIT", *([reason] if reason else []))

    # What the parts use

    def send(self, command: str, *parameters: str, tags: dict[str, str] | None = None) -> None:
        """Send a line."""
        self._output += write(command, *parameters, tags=tags)

    def tell(self, told: Told) -> None:
        """Something happened."""
        self._told.append(told)

    def _change(self, state: str, why: str = "") -> None:
        if self.network.state != state or why:
            self.network.state = state  # type: ignore[assignment]
            self.tell(StateChanged(self.network.state, why))

    def online(self) -> None:
        """The server has let the user in."""
        self._change("online")

    def answer(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        """Tell the user something where they asked for it; it stands in the timeline, too."""
        for each in lines:
            self.add(buffer, self.message("error" if error else "info", "", each))
        self.tell(Answered(buffer, lines, error))

    def _unasked(self, line: Line) -> None:
        """A line that nobody waited for: it is shown where it belongs, else where the server speaks."""
        text = answers.text(line, self.clock())
        if not text or (line.command in answers.GREETING and not self.registration.is_ready):
            return
        if not answers.is_error(line):
            self.add(self.network.buffers[""], self.message("info", "", text, line))
            return
        named = (self.network.buffer(each) for each in line.parameters[1:-1] if each)
        where = next((each for each in named if each is not None), self.network.buffers[""])
        self.answer(where, [text], error=True)

    def at_ms(self, line: Line) -> int:
        """When a line's event happened."""
        at_ms = parse_ms(line.tags.get("time", ""))
        return self.clock() if at_ms is None else at_ms

    def message(self, kind: MessageKind, nick: str, text: str, line: Line | None = None) -> Message:
        """A new message, with what the tags of a line say of it."""
        self._serial += 1
        self._grown += MESSAGE_BYTES + len(text)
        if line is None:
            return Message(self._serial, kind, self.clock(), nick, text, quiet=True)
        tags = line.tags
        return Message(
            self._serial, kind, self.at_ms(line), nick, text,
            msgid=tags.get("msgid", ""), account=tags.get("account", ""), bot="bot" in tags,
            session=tags.get("parlour.chat/session", ""), receipt=direct.receipt(tags),
            reply_to=tags.get("+reply", tags.get("+draft/reply", "")),
            own=self.network.is_me(nick), quiet=kind not in ("said", "action", "notice"),
        )  # fmt: skip

    def open(self, name: str, kind: BufferKind, *, wanted: bool) -> Buffer:
        """The buffer of that name, which is made if there is none."""
        buffer = self.network.buffer(name)
        if buffer is None:
            buffer = self.network.buffers[self.network.fold(name)] = Buffer(name, kind)
            self.tell(BufferAdded(buffer, wanted))
            self.history.opened(buffer)
        return buffer

    def close(self, buffer: Buffer) -> None:
        """Take a buffer away; the one of the server stays."""
        if buffer.kind != "server":
            self.network.buffers.pop(self.network.fold(buffer.name), None)
            self.people.closed(buffer)
            self.sessions.unwatch(buffer.name)
            self.tell(BufferRemoved(buffer))

    def add(self, buffer: Buffer, message: Message, *, live: bool = True) -> None:
        """Put a message at the end of a timeline."""
        timeline = buffer.timeline
        timeline.messages.append(message)
        if message.msgid:
            timeline.by_msgid[message.msgid] = message
        self.tell(MessageAdded(buffer, message, live))
        if gone := trim(timeline):
            self.tell(MessagesRemoved(buffer, 0, gone))

    def person(self, nick: str) -> Person:
        """The person of that nick, who becomes known if they were not."""
        folded = self.network.fold(nick)
        found = self.network.people.get(folded)
        if found is None:
            found = self.network.people[folded] = Person(nick)
        found.nick = nick  # perhaps in other capitals than before
        return found
