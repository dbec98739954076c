"""The front for the faces of `parlour chat`: a server of IRC in memory, for the one user of this program.

Friends are nicks, what is said is PRIVMSG, and its echo is the receipt that it is on disk: here, or on the friend's
side, too. What IRC has no word for is the command DIRECT, with the capability `parlour.chat/direct`.
"""

import re
import secrets
from collections.abc import Callable

from parlour.client.lines import Gatherer, Line, write
from parlour.direct.desk import (
    Began,
    Delivered,
    Desk,
    Ended,
    Entry,
    Friend,
    Heard,
    Note,
    Refused,
    Told,
    Unfit,
    Way,
    Written,
)
from parlour.direct.pages import RECEIPT, SERVER, Pages, said
from parlour.wire.plain import action

CAPABILITIES = (
    "batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time",
    "standard-replies", "parlour.chat/direct", "parlour.chat/once", "parlour.chat/receipts",
)  # fmt: skip

SUPPORTED = ("CASEMAPPING=ascii", "CHANTYPES=", "CHATHISTORY=500", "CLIENTTAGDENY=*", "MONITOR=100",
             "MSGREFTYPES=msgid,timestamp", "NETWORK=direct", "NICKLEN=20", "UTF8ONLY")  # fmt: skip

_IS_ID = re.compile("[0-9a-fA-F]{32}")

RECEIPT_S = 0.4
"""So long the echo of what a friend may have at once waits for that."""

LATE_S, LATE_AT_ONCE = 0.1, 200
"""Receipts that come late are gathered for so long, and so many are told in one line."""

RECEIVED, ONCE = "parlour.chat/received", "parlour.chat/once"


class Front:
    """One user's conversation with their own side of the direct line: bytes in, bytes out."""

    def __init__(
        self, desk: Desk, clock: Callable[[], int], later: Callable[[float, Callable[[], None]], object]
    ) -> None:
        self.wake: Callable[[], None] = lambda: None
        """Called when there is something to take by `take_output`, except while something is taken in."""
        self._desk = desk
        self._clock = clock
        self._later = later
        self._gatherer = Gatherer()
        self._output = bytearray()
        self._held: list[Told] | None = []
        """What was told before the user was let in; None after that."""
        self.is_over = False
        """Whether the face has taken leave."""
        self._talking: dict[str, Way] = {}
        """With whom one talks, by nick in small letters."""
        self._echoes: dict[bytes, tuple[str, str]] = {}
        """What was said and has no echo yet: to whom, and with which label."""
        self._written: dict[bytes, Entry] = {}
        """What of that is on disk here."""
        self._late: dict[str, list[bytes]] = {}
        """By nick, what a friend has got after its echo, as long as the face is not told."""
        self._pages = Pages(desk, self._put, self._answer)
        self._batches = 0
        self._is_taking = False
        desk.listener = self.told

    # Bytes

    def begin(self, wake: Callable[[], None]) -> None:
        """The face has connected: what was told before is told again when it is let in."""
        self.wake, self.is_over = wake, False
        self._gatherer = Gatherer()
        self._output.clear()
        if self._held is None:
            self._held = [Began(nick, way) for nick, way in self._talking.items()]
        self._talking.clear()

    def receive(self, data: bytes) -> None:
        """Bytes came from the face."""
        self._is_taking = True
        try:
            for line in self._gatherer.feed(data):
                self._take(line)
        finally:
            self._is_taking = False
        self.wake()

    def take_output(self) -> bytes:
        """What is to be handed to the face now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def _put(self, source: str, command: str, *words: str, tags: dict[str, str] | None = None) -> None:
        line = write(command, *words, tags=tags)
        head, at, rest = line.partition(b" ") if tags else (b"", b"", line)
        self._output += head + at + b":" + source.encode() + b" " + rest
        if not self._is_taking:
            self.wake()

    def _answer(self, command: str, *words: str, label: str = "") -> None:
        """A numeric, or something else that the server says."""
        own = (self._desk.name,) if command.isdigit() else ()
        self._put(SERVER, command, *own, *words, tags={"label": label} if label else None)

    # Commands

    def _take(self, line: Line) -> None:
        label = line.tags.get("label", "")
        handler = getattr(self, f"_{line.command.lower()}", None) if line.command.isalpha() else None
        if handler is None or line.command not in _COMMANDS:
            self._answer("421", line.command, "There is no such command here", label=label)
        else:
            handler(line, label)

    def _cap(self, line: Line, label: str) -> None:
        match line.parameter(0).upper():
            case "LS":
                self._answer("CAP", "*", "LS", " ".join(CAPABILITIES), label=label)
            case "REQ":
                names = line.last.split()
                verdict = "ACK" if all(each.lstrip("-") in CAPABILITIES for each in names) else "NAK"
                self._answer("CAP", "*", verdict, line.last, label=label)
            case "END":
                self._let_in()

    def _nick(self, line: Line, label: str) -> None:
        if self._held is None:
            self._answer("FAIL", "NICK", "NICKNAME_RESERVED", line.parameter(0),
                         "Your name is given by --name when this begins", label=label)  # fmt: skip

    def _user(self, line: Line, label: str) -> None:
        """Who one is is known."""

    def _ping(self, line: Line, label: str) -> None:
        self._answer("PONG", SERVER, line.parameter(0), label=label)

    def _pong(self, line: Line, label: str) -> None:
        """It is there."""

    def _quit(self, line: Line, label: str) -> None:
        del line, label
        self._answer("ERROR", "Bye")
        self.is_over = True

    def _let_in(self) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        self._answer("001", f"Nobody stands between you and your friends, {self._desk.name}")
        self._answer("005", *SUPPORTED, "are supported here")
        self._answer("422", "There is no message of the day")
        for each in held:
            self.told(each)

    def _privmsg(self, line: Line, label: str) -> None:
        nick, text = line.parameter(0), line.parameter(1)
        once = line.tags.get(ONCE, "")
        id = bytes.fromhex(once) if _IS_ID.fullmatch(once) else secrets.token_bytes(16)
        done = action(text)
        self._echoes[id] = nick, label
        try:
            self._desk.say(nick, id, "said" if done is None else "action", text if done is None else done)
        except Unfit as unfit:
            del self._echoes[id]
            self._answer("FAIL", "PRIVMSG", "CANNOT_SEND", nick, str(unfit), label=label)

    def _notice(self, line: Line, label: str) -> None:
        self._answer("FAIL", "NOTICE", "CANNOT_SEND", line.parameter(0), "There are no notices here", label=label)

    def _monitor(self, line: Line, label: str) -> None:
        del label
        if line.parameter(0) == "+":
            for nick in line.parameter(1).split(","):
                self._is_there(nick)

    def _is_there(self, nick: str) -> None:
        there = nick.lower() in self._talking
        self._answer("730" if there else "731", f"{nick}!{nick}@direct" if there else nick)

    def _whois(self, line: Line, label: str) -> None:
        friend = self._friend(line.last)
        if friend is None:
            self._answer("401", line.last, "Nobody is known by that name", label=label)
            return
        self._batches += 1
        batch = f"w{self._batches}"
        self._put(SERVER, "BATCH", f"+{batch}", "labeled-response", tags={"label": label} if label else None)
        there = "you talk with them now" if friend.talking else "they are not connected"
        waits = f"; {_counted(friend.waiting)} for them" if friend.waiting else ""
        for command, *words in (
            ("311", friend.nick, friend.nick, "direct", "*", friend.name),
            ("320", friend.nick, f"the words of their key are {friend.words}; {there}{waits}"),
            ("318", friend.nick, "That is all"),
        ):
            self._put(SERVER, command, self._desk.name, *words, tags={"batch": batch})
        self._put(SERVER, "BATCH", f"-{batch}")

    def _friend(self, nick: str) -> Friend | None:
        return next((each for each in self._desk.friends() if each.nick.lower() == nick.lower()), None)

    def _direct(self, line: Line, label: str) -> None:
        desk, verb, rest = self._desk, line.parameter(0).upper(), line.parameters[1:]
        first, last = line.parameter(1), rest[-1] if rest else ""
        try:
            match verb:
                case "DIAL":
                    desk.dial(" ".join(rest))
                case "CODE":
                    desk.code(last)
                case "TRUST":
                    desk.trust(first)
                case "FORGET":
                    desk.forget(first)
                case "BYE":
                    desk.bye(first)
                case "SEND":
                    desk.send(first, last)
                case "ACCEPT":
                    desk.accept(first)
                case "DECLINE":
                    desk.decline(first)
                case "FIND":
                    desk.find()
                case "FRIENDS":
                    self._friends()
                case _:
                    self._answer("FAIL", "DIRECT", "UNKNOWN", verb, "There is nothing of that kind", label=label)
        except Unfit as unfit:
            self._answer("FAIL", "DIRECT", "CANNOT", str(unfit), label=label)

    def _chathistory(self, line: Line, label: str) -> None:
        self._pages.asked(line, label)

    def _friends(self) -> None:
        friends = self._desk.friends()
        if not friends:
            self._note(Note("", "You know nobody yet: /dial HOST meets somebody."))
        for each in friends:
            there = "talking" if each.talking else "away"
            waits = f", {_counted(each.waiting)}" if each.waiting else ""
            self._note(Note("", f"{each.nick}: {there}{waits}; words {each.words}"))

    # What is told

    def told(self, told: Told) -> None:
        """Something has happened."""
        if self._held is not None:
            self._held.append(told)
            return
        match told:
            case Began():
                self._talking[told.nick.lower()] = told.way
                self._put(SERVER, "DIRECT", "TALKING", told.nick, told.way.value)
                self._is_there(told.nick)
            case Ended():
                self._talking.pop(told.nick.lower(), None)
                self._echo_waiting(told.nick)
                self._put(SERVER, "DIRECT", "ENDED", told.nick)
                self._is_there(told.nick)
            case Heard():
                self._put_entry(told.nick, told.entry)
            case Written():
                self._kept(told)
            case Refused():
                _, label = self._echoes.pop(told.id, ("", ""))
                self._answer("FAIL", "PRIVMSG", "CANNOT_SEND", told.nick, told.why, label=label)
            case Delivered():
                self._delivered(told)
            case Note():
                self._note(told)

    def _note(self, note: Note) -> None:
        self._put(SERVER, "DIRECT", "WARN" if note.error else "NOTE", note.nick or "*", note.sentence)

    def _put_entry(self, nick: str, entry: Entry, label: str = "") -> None:
        source, words, tags = said(self._desk, nick, entry)
        self._put(source, *words, tags=tags | ({"label": label} if label else {}))

    def _kept(self, told: Written) -> None:
        id, nick = told.entry.id, told.nick
        if id not in self._echoes:
            return
        self._written[id] = told.entry
        if told.entry.delivered or nick.lower() not in self._talking or not self._desk.has_receipts:
            self._echo(id)
        else:
            self._later(RECEIPT_S, lambda: self._echo(id))

    def _delivered(self, told: Delivered) -> None:
        late = []
        for id in told.ids:
            entry = self._written.get(id)
            if entry is None:
                late.append(id)
            else:
                self._written[id] = _delivered(entry)
                self._echo(id)
        if late and told.nick not in self._late:
            self._later(LATE_S, lambda: self._tell_late(told.nick))
        if late:
            self._late.setdefault(told.nick, []).extend(late)

    def _tell_late(self, nick: str) -> None:
        late = self._late.pop(nick, [])
        if self._held is not None:
            self._held.append(Delivered(nick, tuple(late)))
            return
        for at in range(0, len(late), LATE_AT_ONCE):
            ids = ",".join(id.hex() for id in late[at : at + LATE_AT_ONCE])
            tags = {RECEIPT: "delivered", RECEIVED: ids}
            self._put(f"{nick}!{nick}@direct", "TAGMSG", self._desk.name, tags=tags)

    def _echo(self, id: bytes) -> None:
        """Show what was said where it stands now, behind all that was said to the same friend before."""
        if id not in self._written:
            return
        nick = self._echoes[id][0].lower()
        for each in [each for each in self._written if self._echoes[each][0].lower() == nick]:
            to, label = self._echoes.pop(each)
            self._put_entry(to, self._written.pop(each), label)
            if each == id:
                return

    def _echo_waiting(self, nick: str) -> None:
        for id in [each for each in self._written if self._echoes[each][0].lower() == nick.lower()]:
            self._echo(id)


_COMMANDS = frozenset(
    ("CAP", "NICK", "USER", "PING", "PONG", "QUIT", "PRIVMSG", "NOTICE", "MONITOR", "WHOIS", "DIRECT", "CHATHISTORY")
)


def _counted(waiting: int) -> str:
    return "1 message waits" if waiting == 1 else f"{waiting} messages wait"


def _delivered(entry: Entry) -> Entry:
    return Entry(entry.place, entry.id, entry.at_ms, entry.said_ms, entry.own, entry.kind, entry.text, True)
