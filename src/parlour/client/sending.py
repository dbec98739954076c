"""Own messages on their way: none is lost, none goes out twice, and each has a fate.

What is said stands in `Buffer.unsent` until its receipt comes, and only then in the timeline: its echo, found by its
label, else by its text; or, of a server that has no echoes, the answer to a PING behind it.
"""

from typing import TYPE_CHECKING, Any

from parlour.client import keeping
from parlour.client.ctcp import Ctcp
from parlour.client.flights import ONCE, Flights
from parlour.client.gestures import Gestures, reply_tags
from parlour.client.keeping import OVER, Way
from parlour.client.lines import Line
from parlour.client.model import Buffer, Message, MessageKind
from parlour.client.splitting import room, split
from parlour.client.told import Answered, NotDelivered, UnsentChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine

KEY_MS = 6 * 24 * 60 * 60 * 1000
"""So long a server surely knows the key of a message again: it keeps it for 7 days."""

_VERBS = {"said": "PRIVMSG", "action": "PRIVMSG", "notice": "NOTICE"}
_ACTION = "\x01ACTION "

_TOO_LONG = "417"


class Sending:
    """What the user has said and has not arrived yet."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self.ctcp = Ctcp(engine)
        self.gestures = Gestures(engine)
        self._flights = Flights(engine)
        self._unsure: dict[int, Way] = {}
        """What has gone out before, by serial."""

    # What people do

    def say(self, buffer: Buffer, text: str, kind: MessageKind = "said", reply_to: str = "") -> list[Message]:
        """Say something in a buffer: one message, or several where it is long or has several lines.

        What was begun in a session is for that session; without it, it fails and goes nowhere.
        """
        engine = self._engine
        if buffer.kind == "server":
            self._answer(buffer, "Nobody reads what is written here; say it in a channel or to somebody.")
            return []
        session = self._meant(buffer, text)
        why = engine.sessions.refusal(buffer, session)
        said: list[Message] = []
        for line in text.replace("\r\n", "\n").replace("\r", "\n").translate(_NEVER).split("\n"):
            if not line.strip():
                continue
            for piece in split(line, room(engine.network, _VERBS[kind], buffer.name, wrapped=kind == "action")):
                message = engine.message(kind, engine.network.nick, piece)
                message.own, message.quiet, message.session = True, False, session
                message.once, message.fate = engine.chance(), "waiting"
                message.reply_to = "" if said else reply_to
                said.append(message)
        buffer.unsent += said
        self.gestures.said(buffer)
        if said:
            engine.tell(UnsentChanged(buffer))
        for message in said if why else ():
            self._fail(buffer, message, why)
        self.push(buffer)
        return said

    def draft(self, buffer: Buffer, text: str) -> None:
        """What stands in the composer of a buffer. It belongs to the session in which it was begun."""
        if not text:
            buffer.draft_session = ""
        elif not buffer.draft:
            buffer.draft_session = self._session_of(buffer)
        buffer.draft = text

    def retry(self, message: Message) -> None:
        """Send something again that was refused, or may not have arrived."""
        buffer = self._buffer_of(message)
        if buffer is None or message.fate not in ("failed", "perhaps"):
            return
        why = self._engine.sessions.refusal(buffer, message.session)
        if why:
            self._fail(buffer, message, why)
            return
        # A key may have been taken for another message's, or be forgotten.
        message.once, message.why, message.fate = self._engine.chance(), "", "waiting"
        self._unsure.pop(message.serial, None)
        self._engine.tell(UnsentChanged(buffer))
        self.push(buffer)

    def discard(self, message: Message) -> None:
        """Give up something that is not on its way."""
        buffer = self._buffer_of(message)
        if buffer is not None and message.fate != "sent":
            buffer.unsent.remove(message)
            self._unsure.pop(message.serial, None)
            self._engine.tell(UnsentChanged(buffer))

    def react(self, buffer: Buffer, message: Message, emoji: str) -> None:
        """React to a message, or take that back."""
        self.gestures.react(buffer, message, emoji)

    def typing(self, buffer: Buffer, active: bool) -> None:  # noqa: FBT001, nothing else is asked
        """The user is typing in a buffer, or has stopped without sending it."""
        self.gestures.typing(buffer, active=active)

    # Going out

    def push(self, buffer: Buffer) -> None:
        """Send what waits in a buffer, as far as that may be now."""
        engine = self._engine
        if engine.network.state != "online" or (buffer.kind == "channel" and not buffer.joined):
            return
        if engine.history.is_catching_up(buffer):
            return
        count = len(self._flights)
        for message in [each for each in buffer.unsent if each.fate == "waiting"]:
            if message.session and message.session != self._session_of(buffer):
                self._fail(buffer, message, engine.sessions.refusal(buffer, message.session))
            elif self._is_unclear(message):
                message.fate = "perhaps"
                engine.tell(UnsentChanged(buffer))
            elif not self._flights.take_room():
                break
            else:
                self._transmit(buffer, message)
        if len(self._flights) > count:
            if not self._flights.is_receipted:
                self._flights.probe()
            engine.tell(UnsentChanged(buffer))

    def _transmit(self, buffer: Buffer, message: Message) -> None:
        engine = self._engine
        message.label, message.fate = self._flights.new_label(), "sent"
        tags = {"label": message.label} if self._flights.has_labels else {}
        keyed = engine.network.can(ONCE)
        if keyed:
            tags[ONCE] = message.once
        if message.reply_to:
            tags |= reply_tags(engine.network, message.reply_to)
        text = f"{_ACTION}{message.text}\x01" if message.kind == "action" else message.text
        now_ms = engine.clock()
        before = self._unsure.get(message.serial)
        first_ms = before.first_ms if before is not None else now_ms
        way = Way(buffer, message, keyed, first_ms, now_ms, again=before is not None)
        self._unsure[message.serial] = way
        self._flights.begin(way)
        engine.send(_VERBS[message.kind], buffer.name, text, tags=tags)

    def _is_unclear(self, message: Message) -> bool:
        """Whether a message has gone out, and would come twice if it had arrived and went out again."""
        way = self._unsure.get(message.serial)
        if way is None:
            return False
        is_known = way.keyed and self._engine.network.can(ONCE)
        return not is_known or self._engine.clock() - way.first_ms > KEY_MS

    # What comes back

    def echoed(self, buffer: Buffer | None, echo: Message, label: str) -> bool:
        """An own message came from the server; whether it is the receipt of one that was on its way."""
        way = self._flights.echoed(buffer, echo, label)
        if way is None:
            return False
        self._arrived(way, echo)
        return True

    def acknowledged(self, label: str) -> None:
        """The server has done what was sent with a label, and has no more to say of it."""
        way = self._flights.labeled(label)
        if way is not None:
            self._arrived(way, None)

    def ponged(self, token: str) -> bool:
        """The server has come as far as a PING; whether it was one from here. What went before it has arrived."""
        ways = self._flights.ponged(token)
        for way in ways or ():
            self._arrived(way, None)
        return ways is not None

    def refused(self, line: Line) -> bool:
        """The server refuses something; whether that is something that was said. Its text is not lost."""
        way = self._flights.refused(line)
        if way is None:
            return False
        self._flights.end(way)
        self._unsure.pop(way.message.serial, None)
        if line.command == _TOO_LONG and self._shorten(way):
            return True
        self._fail(way.buffer, way.message, line.last or "It was refused.")
        self.push(way.buffer)
        return True

    def _shorten(self, way: Way) -> bool:
        """Put two shorter messages in the place of one that was too long."""
        buffer, message = way.buffer, way.message
        pieces = split(message.text, max(1, len(message.text.encode()) * 3 // 5))
        if len(pieces) < 2 or len(message.text) < 20:
            return False
        at = buffer.unsent.index(message)
        made: list[Message] = []
        for piece in pieces:
            part = self._engine.message(message.kind, message.nick, piece)
            part.own, part.quiet, part.session, part.fate = True, False, message.session, "waiting"
            part.once, part.reply_to = self._engine.chance(), "" if made else message.reply_to
            made.append(part)
        buffer.unsent[at : at + 1] = made
        self._engine.tell(UnsentChanged(buffer))
        self.push(buffer)
        return True

    def _arrived(self, way: Way, echo: Message | None) -> None:
        """A message has reached the server: it stands in the timeline from now on, where the server has put it."""
        buffer, message = way.buffer, way.message
        self._flights.end(way)
        self._unsure.pop(message.serial, None)
        buffer.unsent.remove(message)
        message.fate = message.label = ""
        if echo is not None:
            message.msgid, message.at_ms, message.text, message.kind = echo.msgid, echo.at_ms, echo.text, echo.kind
            message.nick, message.account, message.bot = echo.nick, echo.account, echo.bot
            message.session, message.to, message.reply_to = echo.session, echo.to, echo.reply_to
            message.receipt = echo.receipt
        else:
            message.at_ms, message.nick = self._engine.clock(), self._engine.network.nick
        self._engine.tell(UnsentChanged(buffer))
        # The echo of what was kept at the first time comes behind what was said since.
        self._engine.history.place(buffer, message, late=echo is not None and way.again)
        self.push(buffer)

    def found(self, buffer: Buffer, messages: list[Message]) -> None:
        """The history has messages that were not known here: some may be those of which nobody knew."""
        unclear = (each for each in buffer.unsent if each.fate in ("waiting", "perhaps"))
        for message in [each for each in unclear if each.fate == "perhaps" or self._is_unclear(each)]:
            for each in messages:
                is_mine = (
                    each.nick == message.nick
                    and each.kind == message.kind
                    and each.text.rstrip() == message.text.rstrip()
                )
                if is_mine and each.at_ms >= message.at_ms - 60_000:
                    messages = [other for other in messages if other is not each]
                    buffer.unsent.remove(message)
                    self._unsure.pop(message.serial, None)
                    self._engine.tell(UnsentChanged(buffer))
                    break

    # The connection

    def lost(self) -> None:
        """The connection is gone: what had no receipt may or may not have arrived."""
        ways = self._flights.lost()
        self.gestures.lost()
        for way in ways:
            way.message.label, way.message.fate = "", keeping.fate(way)
        for buffer in self._engine.network.buffers.values():
            for message in buffer.unsent:
                if message.session and message.fate == "waiting":
                    self._fail(buffer, message, OVER)
        for buffer in {id(way.buffer): way.buffer for way in ways}.values():
            self._engine.tell(UnsentChanged(buffer))

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        self.gestures.tick(now_ms)
        if self._engine.network.state != "online":
            return
        for buffer in list(self._engine.network.buffers.values()):
            if buffer.unsent:
                self.push(buffer)
        self._flights.tick(now_ms)

    def session_over(self, buffer: Buffer, session: str) -> None:
        """A session has ended: what waited to be said in it is not."""
        for message in [each for each in buffer.unsent if each.session == session and each.fate == "waiting"]:
            self._fail(buffer, message, OVER)

    # What survives the client

    def snapshot(self) -> list[dict[str, Any]]:
        """What has not arrived, as plain data, to be kept until the client runs again."""
        return [
            keeping.kept(buffer, message, self._unsure.get(message.serial))
            for buffer in self._engine.network.buffers.values()
            for message in buffer.unsent
        ]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        """Take up what an earlier run had not sent."""
        for each in kept:
            way = keeping.restored(self._engine, each)
            if way.sent_ms:
                self._unsure[way.message.serial] = way
            way.buffer.unsent.append(way.message)
            self._engine.tell(UnsentChanged(way.buffer))

    # The rest

    def _session_of(self, buffer: Buffer) -> str:
        """The session that one talks in now in a buffer, or ""."""
        return buffer.session.id if buffer.session is not None and not buffer.session.ringing else ""

    def _meant(self, buffer: Buffer, text: str) -> str:
        """The session for which something was written. If it is what stood in the composer, that is empty now."""
        session = ""
        # A command may stand before the text. What is said from elsewhere leaves the composer as it is.
        if text.strip() and buffer.draft.rstrip().endswith(text.rstrip()):
            session = buffer.draft_session
            buffer.draft = buffer.draft_session = ""
        return session or self._session_of(buffer)

    def _buffer_of(self, message: Message) -> Buffer | None:
        return next((each for each in self._engine.network.buffers.values() if message in each.unsent), None)

    def _fail(self, buffer: Buffer, message: Message, why: str) -> None:
        message.fate, message.why, message.label = "failed", why, ""
        self._engine.tell(UnsentChanged(buffer))
        self._engine.tell(NotDelivered(buffer, why, message.text))

    def _answer(self, buffer: Buffer, words: str) -> None:
        self._engine.add(buffer, self._engine.message("error", "", words))
        self._engine.tell(Answered(buffer, [words], error=True))


_NEVER = {0: None, 1: None}
"""What no text may have in it: it would end it, or make it something else."""
