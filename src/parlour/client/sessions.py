"""Sessions from the client's side: `parlour.chat/session`, see docs/session-extension.md."""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.model import Buffer, Network, Session
from parlour.client.told import Answered, BufferChanged, FreeListed, PersonChanged, SessionChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine

CAPABILITY = "parlour.chat/session"

MOST_LISTED = 10_000
"""So many rows of a list are kept."""

NONE_HERE = "This server has no sessions."
OVER = "The session has ended; this was written for it and was not sent."

_ENDS = {
    "closed": "{nick} ended the session",
    "declined": "{nick} declined the session",
    "timeout": "The session rang for too long",
    "left": "{nick} left, and the session ended",
    "restart": "The server ended, and the session with it",
    "lost": "The connection was lost, and the session with it",
}


class Sessions:
    """The session that the user is in, and what they do about it."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._rows: list[tuple[int, str, bool]] = []
        self._asked: list[tuple[str, Buffer]] = []
        """What was asked and has not been answered, oldest first, and where."""
        self._watched: set[str] = set()
        """Those of whom the server tells whether they are there and FREE, by folded nick."""
        self._told = {
            "OPENED": self._opened, "RINGING": self._opened, "ACCEPTED": self._accepted, "FLOOR": self._floor,
            "CLOSED": self._closed, "STATUS": self._status, "LIST": self._list, "LISTEND": self._listed,
            "BUSY": self._busy, "FREE": self._busy, "ASK": self._asks, "BLOCK": self._blocks,
            "UNBLOCK": self._blocks,
        }  # fmt: skip

    # What people do

    def call(self, nick: str, duplex: str = "full", where: Buffer | None = None) -> None:
        """Open a session with somebody. `where` is the buffer in which this was asked, and will be answered."""
        self._say(where or self._engine.network.buffer(nick), "OPEN", nick, duplex)

    def accept(self, where: Buffer | None = None) -> None:
        """Begin the session that rings."""
        self._about_own("ACCEPT", where)

    def decline(self, where: Buffer | None = None) -> None:
        """Turn down the session that rings."""
        self._about_own("DECLINE", where)

    def over(self, where: Buffer | None = None) -> None:
        """Hand the floor to the partner."""
        self._about_own("OVER", where)

    def bye(self, where: Buffer | None = None) -> None:
        """End the session, or give up calling."""
        self._about_own("CLOSE", where)

    def ask(self, on: bool, where: Buffer | None = None) -> None:  # noqa: FBT001, there is nothing else to say
        """Be asked before a session begins, or not."""
        self._say(where, "ASK", "on" if on else "off")

    def block(self, nick: str, where: Buffer | None = None) -> None:
        """Keep away all that somebody addresses to the user."""
        self._say(where or self._engine.network.buffer(nick), "BLOCK", nick)

    def unblock(self, nick: str, where: Buffer | None = None) -> None:
        """Let through again what somebody addresses to the user."""
        self._say(where or self._engine.network.buffer(nick), "UNBLOCK", nick)

    def free(self, where: Buffer | None = None) -> None:
        """Ask who is FREE and who is BUSY."""
        self._rows = []
        self._say(where, "LIST")

    def may_speak(self, buffer: Buffer) -> bool:
        """Whether what is said in a buffer now would be delivered, as far as sessions go."""
        return not self.refusal(buffer, buffer.session.id if buffer.session is not None else "")

    def refusal(self, buffer: Buffer, session: str) -> str:
        """Why something cannot be said that is for a session, or for none (""); "" if it can."""
        own = buffer.session
        if not session:
            return ""
        if own is None or own.id != session:
            return OVER
        if own.ringing or own.has_floor:
            return ""
        if own.duplex == "simplex":
            return f"Only {own.partner} speaks in this session."
        return f"{own.partner} has the floor."

    def watch(self, nick: str) -> None:
        """Have the server tell whether somebody is there, and FREE or BUSY. https://ircv3.net/specs/extensions/monitor"""
        network = self._engine.network
        limit = network.supported.get("MONITOR")
        folded = network.fold(nick)
        if network.state != "online" or limit is None or folded in self._watched or network.is_channel(nick):
            return
        if (
            not nick
            or network.is_me(nick)
            or set(nick) & set(" ,*?!@")
            or (limit.isdigit() and len(self._watched) >= int(limit))
        ):
            return
        self._watched.add(folded)
        self._engine.send("MONITOR", "+", nick)

    def unwatch(self, nick: str) -> None:
        """Nobody talks with somebody any more."""
        folded = self._engine.network.fold(nick)
        if folded in self._watched:
            self._watched.discard(folded)
            self._engine.send("MONITOR", "-", nick)

    def online(self) -> None:
        """The server has let the user in: those one talks with are watched."""
        for buffer in self._engine.network.buffers.values():
            if buffer.kind == "conversation":
                self.watch(buffer.name)

    def lost(self) -> None:
        """The connection is gone, and with it the session."""
        self._watched.clear()
        self._asked.clear()
        self._rows = []
        self._engine.network.asks = False
        for person in self._engine.network.people.values():
            person.busy = None
        for buffer in list(self._engine.network.buffers.values()):
            if buffer.session is not None:
                self._end(buffer, "lost", _ENDS["lost"], None)

    def _about_own(self, verb: str, where: Buffer | None) -> None:
        session = self._engine.network.session
        self._say(where or (self._engine.network.buffer(session.partner) if session is not None else None), verb)

    def _say(self, where: Buffer | None, *words: str) -> None:
        network = self._engine.network
        where = where or network.buffers[""]
        if network.state != "online":
            self._answer(where, "There is no connection to the server at the moment.", error=True)
        elif not network.can(CAPABILITY):
            self._answer(where, NONE_HERE, error=True)
        else:
            self._asked = [*self._asked[-20:], (words[0], where)]
            self._engine.send("SESSION", *words)

    def _answer(self, buffer: Buffer, words: str, *, error: bool) -> None:
        engine = self._engine
        engine.add(buffer, engine.message("error" if error else "info", "", words))
        engine.tell(Answered(buffer, [words], error=error))

    # What the server tells

    def told(self, line: Line) -> None:
        """A SESSION line came."""
        tell = self._told.get(line.parameter(0).upper())
        if tell is not None:
            tell(line)

    def failed(self, line: Line) -> None:
        """The server refuses what was asked (FAIL SESSION): it says so where it was asked."""
        buffer = self._answered(self._asked[0][0] if self._asked else "")
        context = line.parameters[2:-1]
        words = line.last
        self._answer(buffer, f"{context[0]}: {words}" if context else words, error=True)

    def _opened(self, line: Line) -> None:
        """It has begun, or rings."""
        network, ringing = self._engine.network, line.parameter(0).upper() == "RINGING"
        nick, session, duplex = line.parameter(1), line.parameter(2), line.parameter(3)
        own = network.is_me(line.nick)
        partner = nick if own else line.nick
        if not session or not partner or not (own or network.is_me(nick)) or network.is_channel(partner):
            return
        if own:
            self._answered("OPEN")
        self._begin(partner, session, duplex, line, own=own, ringing=ringing)

    def _begin(self, partner: str, id: str, duplex: str, line: Line, *, own: bool, ringing: bool) -> None:
        engine = self._engine
        for buffer in list(engine.network.buffers.values()):
            if buffer.session is not None and buffer.session.id != id:
                # One is in one session at most; the end of the other was not told.
                self._end(buffer, "closed", "The session ended", None)
        buffer = engine.open(partner, "conversation", wanted=own)
        floor = duplex not in ("half", "simplex") or own
        session = Session(id, partner, duplex, own, ringing, floor, engine.at_ms(line))
        buffer.session = session
        self._note(buffer, words(engine.network, line), line)
        self._changed(buffer, session, "ringing" if ringing else "opened")
        self.watch(partner)

    def _accepted(self, line: Line) -> None:
        found = self._own(line.parameter(2))
        if found is not None:
            buffer, session = found
            session.ringing, session.since_ms = False, self._engine.at_ms(line)
            self._note(buffer, words(self._engine.network, line), line)
            self._answered("ACCEPT")
            self._changed(buffer, session, "accepted")

    def _floor(self, line: Line) -> None:
        found = self._own(line.parameter(2))
        if found is not None:
            buffer, session = found
            session.has_floor = self._engine.network.is_me(line.parameter(1))
            self._note(buffer, words(self._engine.network, line), line)
            self._answered("OVER")
            self._changed(buffer, session, "floor")

    def _closed(self, line: Line) -> None:
        found = self._own(line.parameter(2))
        if found is not None:
            self._answered("CLOSE", "DECLINE")
            self._end(found[0], line.parameter(3), words(self._engine.network, line), line)

    def _own(self, id: str) -> tuple[Buffer, Session] | None:
        for buffer in self._engine.network.buffers.values():
            if buffer.session is not None and buffer.session.id == id:
                return buffer, buffer.session
        return None

    def _end(self, buffer: Buffer, why: str, text: str, line: Line | None) -> None:
        session, buffer.session = buffer.session, None
        if session is not None:
            self._note(buffer, text, line)
            self._engine.sending.session_over(buffer, session.id)
            self._changed(buffer, session, "closed", why)

    def _note(self, buffer: Buffer, text: str, line: Line | None) -> None:
        message = self._engine.message("session", line.nick if line is not None else "", text, line)
        self._engine.history.place(buffer, message)

    def _changed(self, buffer: Buffer, session: Session, what: str, why: str = "") -> None:
        self._engine.tell(SessionChanged(buffer, session, what, why))
        self._engine.tell(BufferChanged(buffer))

    def _status(self, line: Line) -> None:
        """The session one is in, asked for by LIST: it is as the server says, whatever was known."""
        network = self._engine.network
        partner, id, duplex, state, speaker = (line.parameter(at) for at in range(1, 6))
        if not partner or not id or network.is_channel(partner):
            return
        if self._own(id) is None:
            self._begin(partner, id, duplex, line, own=state == "calling", ringing=state in ("calling", "called"))
        found = self._own(id)
        if found is not None:
            found[1].ringing = state in ("calling", "called")
            found[1].has_floor = speaker == "*" or network.is_me(speaker)

    def _list(self, line: Line) -> None:
        number, nick, busy = line.parameter(1), line.parameter(2), line.parameter(3).upper() == "BUSY"
        if number.isascii() and number.isdigit() and len(number) < 10 and len(self._rows) < MOST_LISTED:
            self._rows.append((int(number), nick, busy))
            self._engages(nick, busy=busy)

    def _listed(self, _line: Line) -> None:
        rows, self._rows = self._rows, []
        self._answered("LIST")
        self._engine.tell(FreeListed(rows))

    def _busy(self, line: Line) -> None:
        self._engages(line.parameter(1), busy=line.parameter(0).upper() == "BUSY")

    def _engages(self, nick: str, *, busy: bool) -> None:
        person = self._engine.network.person(nick)
        if person is None and self._engine.network.fold(nick) in self._watched:
            person = self._engine.person(nick)
        if person is not None and person.busy is not busy:
            person.busy = busy
            self._engine.tell(PersonChanged(person, person.nick))

    def _asks(self, line: Line) -> None:
        self._engine.network.asks = asks = line.parameter(1).lower() == "on"
        if self._asked and self._asked[0][0] == "ASK":
            text = "You are asked before a session begins." if asks else "Sessions with you begin at once."
            self._answer(self._answered("ASK"), text, error=False)

    def _blocks(self, line: Line) -> None:
        verb = line.parameter(0).upper()
        how = "blocked" if verb == "BLOCK" else "not blocked any more"
        self._answer(self._answered(verb), f"{line.parameter(1)} is {how}.", error=False)

    def _answered(self, *verbs: str) -> Buffer:
        """One of these was answered; returns where it was asked, or where the server speaks."""
        network = self._engine.network
        for at, (verb, buffer) in enumerate(self._asked):
            if verb in verbs:
                del self._asked[at]
                return buffer if network.buffer(buffer.name) is buffer else network.buffers[""]
        return network.buffers[""]


def words(network: Network, line: Line) -> str:
    """What a SESSION line tells, as a sentence; "" for one that tells nothing that happened."""
    who = "You" if network.is_me(line.nick) else line.nick
    whom = "you" if network.is_me(line.parameter(1)) else line.parameter(1)
    match line.parameter(0).upper():
        case "OPENED":
            return f"{who} opened a session with {whom}, {line.parameter(3)} duplex".replace(
                "simplex duplex", "simplex"
            )
        case "RINGING":
            ask = "ask" if who == "You" else "asks"
            return f"{who} {ask} {whom} for a session, {line.parameter(3)} duplex".replace("simplex duplex", "simplex")
        case "ACCEPTED":
            return f"{who} accepted the session"
        case "FLOOR":
            return "You have the floor" if whom == "you" else f"{whom} has the floor"
        case "CLOSED":
            return _ENDS.get(line.parameter(3), "The session ended").format(nick=who)
    return ""
