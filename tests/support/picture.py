"""What a client can know: a picture of the network, made of nothing but the lines that it was sent."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from tests.support.irc import Line, parse
from tests.support.pairing import Pairing

SIGNS = {"~": "q", "&": "a", "@": "o", "%": "h", "+": "v"}
LISTS = "beI"

_NOT_DELIVERED = re.compile(r"Not delivered(?: to \S+)?, it could not be kept(?:: (.*))?", re.DOTALL)


@dataclass
class Room:
    """What is known of a channel: of what is missing in `modes` or in a member's, nothing is known."""

    members: dict[str, dict[str, bool]] = field(default_factory=dict)
    complete: bool = False
    """Whether all members have been listed."""
    topic: str | None = None
    modes: dict[str, str | None] = field(default_factory=dict)
    """By letter the value ("" for one that has none), None for one that is not set."""
    lists: dict[str, dict[str, bool]] = field(default_factory=dict)
    """By letter, whether a mask is on that list, as far as that was told."""
    listed: dict[str, dict[str, bool]] = field(default_factory=dict)
    """A list of members that is not complete yet."""


@dataclass(frozen=True)
class Told:
    """That something was not delivered."""

    command: str
    text: str
    label: str | None


class Picture:
    """Fed with lines, it is what a careful client would show. It asserts that what it is told makes sense."""

    def __init__(self, capabilities: Collection[str]) -> None:
        self.multi_prefix = "multi-prefix" in capabilities
        self.extended_join = "extended-join" in capabilities
        self.nick: str | None = None
        self.refused_nick = False
        self.rooms: dict[str, Room] = {}
        self.outside: dict[str, Room] = {}
        """Of channels that it asked about without being in them."""
        self.shown: list[Line] = []
        self.events: list[Line] = []
        """All that happened and has an id, as it came."""
        self.told: list[Told] = []
        self.labels: Counter[str] = Counter()
        self.batches: dict[str, Line] = {}
        self.history: list[Line] = []
        """Lines of chathistory batches."""
        self.errors: list[str] = []
        self.doubts: list[Line] = []
        self.away: dict[str, str | None] = {}
        """Of others who are seen, why they are away: "" for who is here, None for who is away for a reason not told."""
        self.realnames: dict[str, str] = {}
        """Of those who are seen, what they are called."""
        self.online: dict[str, bool] = {}
        """Of nicks that are or were monitored, whether somebody has them."""
        self.pairing = Pairing()
        self._ways: dict[str, Callable[[Line], None]] = {
            "001": self._welcome, "433": self._nick_refused, "730": self._online, "731": self._offline,
            "AWAY": self._away, "SETNAME": self._setname, "JOIN": self._join, "PART": self._part,
            "KICK": self._kick, "QUIT": self._quit, "NICK": self._nick, "TOPIC": self._topic, "MODE": self._mode,
            "PRIVMSG": self._said, "NOTICE": self._said, "TAGMSG": self._said, "FAIL": self._fail,
            "331": self._no_topic, "332": self._topic_is, "353": self._names, "366": self._names_end, "352": self._who,
            "315": self._who_end, "324": self._modes_are, "ERROR": self._error,
        }  # fmt: skip

    def take(self, text: str) -> None:
        """A line came."""
        assert len(text.partition(" ")[2] if text.startswith("@") else text) <= 510, f"too long: {text}"
        line = parse(text)
        if "label" in line.tags:
            self.labels[line.tags["label"]] += 1
        if line.command == "BATCH":
            self._batch(line)
            return
        batch = line.tags.get("batch")
        if batch is not None:
            assert batch in self.batches, f"no such batch: {text}"
            if self.batches[batch].params[1] == "chathistory":
                self.history.append(line)
                return
        if "msgid" in line.tags:
            self.events.append(line)
        self.pairing.take(self.nick, line)
        way = self._ways.get(line.command)
        if way is not None:
            way(line)

    def _batch(self, line: Line) -> None:
        ref = line.params[0][1:]
        if line.params[0].startswith("+"):
            assert ref not in self.batches, f"opened twice: {ref}"
            self.batches[ref] = line
        else:
            del self.batches[ref]

    def _label_of(self, line: Line) -> str | None:
        batch = self.batches.get(line.tags.get("batch", ""))
        return line.tags.get("label") or (batch.tags.get("label") if batch else None)

    # People

    def _welcome(self, line: Line) -> None:
        self.nick = line.params[0]

    def _nick_refused(self, line: Line) -> None:
        self.refused_nick = True

    def _join(self, line: Line) -> None:
        name = line.params[0].lower()
        if line.nick == self.nick:
            assert name not in self.rooms, f"joined twice: {name}"
            self.outside.pop(name, None)
            self.rooms[name] = Room(topic="")
        else:
            assert line.nick not in self.rooms[name].members, f"came twice: {line}"
        self.rooms[name].members[line.nick] = dict.fromkeys(SIGNS.values(), False)
        if line.nick != self.nick:
            # Who is away says so behind it.
            self.away[line.nick] = ""
        if self.extended_join:
            self.realnames[line.nick] = line.text

    def _part(self, line: Line) -> None:
        name = line.params[0].lower()
        self._take_out(name, line.nick, line)
        if line.nick == self.nick:
            del self.rooms[name]
        self._forget_unseen()

    def _kick(self, line: Line) -> None:
        name, nick = line.params[0].lower(), line.params[1]
        self._take_out(name, nick, line)
        if nick == self.nick:
            del self.rooms[name]
        self._forget_unseen()

    def _take_out(self, name: str, nick: str, line: Line) -> None:
        if self.rooms[name].members.pop(nick, None) is None:
            self._doubt(line)

    def _doubt(self, line: Line) -> None:
        """It is about somebody unknown, which may be only where a list of members was broken off."""
        assert not all(room.complete for room in self.rooms.values()), f"who was that? {line}"
        self.doubts.append(line)

    def _quit(self, line: Line) -> None:
        found = [room.members.pop(line.nick) for room in self.rooms.values() if line.nick in room.members]
        # Who is disconnected by an operator is told of it.
        if not found and line.nick != self.nick:
            self._doubt(line)
        self._forget_unseen()

    def _nick(self, line: Line) -> None:
        new = line.params[0]
        found = line.nick == self.nick
        if found:
            self.nick = new
        for room in self.rooms.values():
            if line.nick in room.members:
                found = True
                room.members[new] = room.members.pop(line.nick)
        if not found and new != self.pairing.partner:
            self._doubt(line)
        for known in (self.away, self.realnames):
            if line.nick in known:
                known[new] = known.pop(line.nick)  # type: ignore[assignment]

    def _forget_unseen(self) -> None:
        """Of who shares no channel any more nothing is known."""
        seen = {nick for room in self.rooms.values() for nick in room.members}
        self.away = {nick: why for nick, why in self.away.items() if nick in seen}
        self.realnames = {nick: name for nick, name in self.realnames.items() if nick in seen}

    def _is_seen(self, nick: str) -> bool:
        return any(nick in room.members for room in self.rooms.values())

    def _away(self, line: Line) -> None:
        self._check_known(line)
        if self._is_seen(line.nick):
            self.away[line.nick] = line.text

    def _setname(self, line: Line) -> None:
        self._check_known(line)
        if self._is_seen(line.nick):
            self.realnames[line.nick] = line.text

    def _check_known(self, line: Line) -> None:
        """It is told of who is seen, of oneself, and of who is monitored."""
        known = self._is_seen(line.nick) or line.nick == self.nick or line.nick.lower() in self.online
        assert known, f"who is that? {line}"

    def _online(self, line: Line) -> None:
        for target in line.text.split(","):
            self.online[target.partition("!")[0].lower()] = True

    def _offline(self, line: Line) -> None:
        for target in line.text.split(","):
            self.online[target.lower()] = False

    # Channels

    def _room(self, name: str) -> Room:
        folded = name.lower()
        return self.rooms.get(folded) or self.outside.setdefault(folded, Room())

    def _topic(self, line: Line) -> None:
        self._room(line.params[0]).topic = line.text

    def _no_topic(self, line: Line) -> None:
        self._room(line.params[1]).topic = ""

    def _topic_is(self, line: Line) -> None:
        self._room(line.params[1]).topic = line.text

    def _mode(self, line: Line) -> None:
        name, letters, *values = line.params
        if not name.startswith("#"):
            return
        room = self._room(name)
        adding = True
        for letter in letters:
            if letter in "+-":
                adding = letter == "+"
            elif letter in SIGNS.values():
                nick = values.pop(0)
                if name.lower() in self.rooms and nick not in room.members:
                    self._doubt(line)
                room.members.setdefault(nick, {})[letter] = adding
            elif letter == "k":
                value = values.pop(0)
                room.modes["k"] = value if adding else None
            elif letter in "lf":
                room.modes[letter] = values.pop(0) if adding else None
            elif letter in LISTS:
                room.lists.setdefault(letter, {})[values.pop(0)] = adding
            else:
                room.modes[letter] = "" if adding else None
        assert not values, f"values that belong to no letter: {line}"

    def _modes_are(self, line: Line) -> None:
        _, name, letters, *values = line.params
        room = self._room(name)
        room.modes = dict.fromkeys("CMRTfiklmnpst")
        for letter in letters[1:]:
            room.modes[letter] = values.pop(0) if letter in "fkl" else ""
        assert not values, f"values that belong to no letter: {line}"

    def _names(self, line: Line) -> None:
        room = self._room(line.params[2])
        for word in line.text.split():
            nick = word.lstrip("~&@%+")
            room.listed[nick.partition("!")[0]] = self._signs(word[: len(word) - len(nick)])

    def _names_end(self, line: Line) -> None:
        self._list_end(line.params[1])

    def _who(self, line: Line) -> None:
        nick, flags = line.params[5], line.params[6]
        self._room(line.params[1]).listed[nick] = self._signs(flags.lstrip("HG*").rstrip("BS"))
        if self._is_seen(nick):
            self.realnames[nick] = line.text.partition(" ")[2]
            if nick == self.nick:
                return
            if flags.startswith("H"):
                self.away[nick] = ""
            elif not self.away.get(nick):
                self.away[nick] = None

    def _who_end(self, line: Line) -> None:
        if line.params[1].startswith("#"):
            self._list_end(line.params[1])

    def _signs(self, signs: str) -> dict[str, bool]:
        modes = {mode: sign in signs for sign, mode in SIGNS.items()}
        if signs and not self.multi_prefix:
            # The highest hides those below it.
            for lower in list(modes)[list(modes).index(SIGNS[signs[0]]) + 1 :]:
                del modes[lower]
        return modes

    def _list_end(self, name: str) -> None:
        room = self._room(name)
        listed, room.listed = room.listed, {}
        if name.lower() not in self.rooms:
            room.members = listed
            return
        if not room.complete:
            room.complete = True
            assert listed.keys() >= room.members.keys()
            room.members = listed
            return
        assert listed.keys() == room.members.keys(), f"{name}: {sorted(listed)} are not {sorted(room.members)}"
        for nick, modes in listed.items():
            room.members[nick].update(modes)

    # Words

    def _said(self, line: Line) -> None:
        if "!" in line.source:
            if line.nick != "*sessions":
                self.shown.append(line)
        elif found := _NOT_DELIVERED.fullmatch(line.text):
            self.told.append(Told("PRIVMSG", found[1] or "", self._label_of(line)))

    def _fail(self, line: Line) -> None:
        if line.params[1] == "NOT_DELIVERED":
            found = _NOT_DELIVERED.fullmatch(line.text)
            assert found is not None
            self.told.append(Told(line.params[0], found[1] or "", self._label_of(line)))

    def _error(self, line: Line) -> None:
        self.errors.append(line.text)
