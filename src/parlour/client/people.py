"""Who is where: what the model knows of people and their memberships, and who is forgotten."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from parlour.client import modes
from parlour.client.answers import SESSIONS
from parlour.client.lines import Line
from parlour.client.model import Buffer, Member, Person
from parlour.client.told import BufferChanged, MembersChanged, PersonChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine

MOST_PEOPLE = 100_000
"""So many people are known, and so many members of a channel; a server that tells of more is not followed."""

ASKED_ABOUT = 200
"""In a channel of at most so many members it is asked who of them is away, or in a session."""

WHOX_TOKEN = "417"
WHOX = f"%tuhnfar,{WHOX_TOKEN}"
"""What is asked of people who are met in a channel. Source: https://ircv3.net/specs/extensions/whox"""

LOOK_MS = 20_000
"""So often it is asked who of those in a channel is away or in a session, while the user looks at it."""

NEWCOMER_MS = 1_000
"""So soon it is asked about somebody who has just come."""

MOST_NAMED = 5
"""So many are named of those who come or go together."""


class People:
    """The people of one network."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._names: dict[str, dict[str, Member]] = {}
        """The members of a list that is still coming, by the folded name of its channel."""
        self._is_full: set[str] = set()
        """The channels of which it was said that they have too many members."""
        self._look_ms: dict[int, int] = {}
        """When it is to be asked again about those in a channel, by the identity of its buffer."""

    def learn(self, line: Line) -> Person:
        """Whoever a line comes from, with what it says of their user name, host and account."""
        person = self._engine.person(line.nick)
        user, host = line.user_and_host
        person.user, person.host = user or person.user, host or person.host
        if "account" in line.tags:
            person.account = line.tags["account"]
        if "bot" in line.tags:
            person.bot = True
        return person

    def channels_of(self, nick: str) -> list[Buffer]:
        """The channels in which somebody is seen."""
        folded = self._engine.network.fold(nick)
        return [each for each in self._engine.network.buffers.values() if folded in each.members]

    def enters(self, buffer: Buffer, person: Person) -> None:
        """Somebody is in a channel now."""
        if self._has_room(buffer, len(buffer.members)):
            buffer.members.setdefault(self._engine.network.fold(person.nick), Member(person))
            self._newcomer(buffer)
            self._engine.tell(MembersChanged(buffer))

    def _has_room(self, buffer: Buffer, count: int) -> bool:
        """Whether one more may be known to be in a channel; that it is not so is said once."""
        engine, folded = self._engine, self._engine.network.fold(buffer.name)
        if count < MOST_PEOPLE and len(engine.network.people) <= 2 * MOST_PEOPLE:
            return True
        if folded not in self._is_full:
            self._is_full.add(folded)
            engine.add(buffer, engine.message("info", "", "There are more people here than can be shown."))
        return False

    def leaves(self, buffer: Buffer, nick: str) -> None:
        """Somebody is in a channel no more; the user themselves leave all of it."""
        network = self._engine.network
        if network.is_me(nick):
            buffer.joined = False
            self.empties(buffer)
            self._engine.tell(BufferChanged(buffer))
        else:
            left = buffer.members.pop(network.fold(nick), None)
            if left is not None:
                self._forget(left.person)
        self._engine.tell(MembersChanged(buffer))

    def empties(self, buffer: Buffer) -> None:
        """Who is in a channel is not known any more."""
        gone, buffer.members = list(buffer.members.values()), {}
        buffer.names_known = False
        self._forget_all(gone)

    def goes(self, nick: str) -> list[Buffer]:
        """Somebody has left the network; returns the channels and the conversation in which that is to be told."""
        network = self._engine.network
        places = self.channels_of(nick)
        talk = network.buffer(nick)
        person = network.person(nick)
        for buffer in places:
            buffer.members.pop(network.fold(nick), None)
            self._engine.tell(MembersChanged(buffer))
        if person is not None:
            self.is_there(person, there=False)
            if talk is None and not network.is_me(nick):
                del network.people[network.fold(nick)]
        return [*places, *([talk] if talk is not None and talk.kind == "conversation" else [])]

    def renamed(self, nick: str, new: str) -> None:
        """Somebody has another nick: their memberships, and a conversation with them, are under that now."""
        network = self._engine.network
        old_folded, folded = network.fold(nick), network.fold(new)
        own = network.is_me(nick)
        person = network.people.pop(old_folded, None) or Person(nick)
        person.nick = new
        network.people[folded] = person
        if own:
            network.nick = new
        for buffer in network.buffers.values():
            member = buffer.members.pop(old_folded, None)
            if member is not None:
                buffer.members[folded] = member
                self._engine.tell(MembersChanged(buffer))
            if nick in buffer.typing:
                del buffer.typing[nick]
            if buffer.session is not None and network.fold(buffer.session.partner) == old_folded:
                buffer.session.partner = new
        # A conversation that is called as the user was is with whoever is called so next.
        talk = None if own else network.buffers.get(old_folded)
        is_room = folded == old_folded or folded not in network.buffers
        if talk is not None and talk.kind == "conversation" and is_room:
            talk.name = new
            self._engine.sessions.unwatch(nick)
            self._engine.sessions.watch(new)
            # In the place where it stood.
            network.buffers = {folded if each is talk else key: each for key, each in network.buffers.items()}
            self._engine.tell(BufferChanged(talk))
        self._engine.tell(PersonChanged(person, nick))

    def is_there(self, person: Person, *, there: bool) -> None:
        """Somebody is on the network, or is not."""
        if person.online is not there and (there or not self._engine.network.is_me(person.nick)):
            person.online = there
            if not there:
                person.away, person.busy = None, None
            talk = self._engine.network.buffer(person.nick)
            if talk is not None and talk.kind == "conversation":
                talk.joined = there
                self._engine.tell(BufferChanged(talk))
            self._engine.tell(PersonChanged(person, person.nick))

    def is_away(self, nick: str, reason: str | None) -> None:
        """Somebody is away, and says why, or is not away (None)."""
        person = self._engine.network.person(nick)
        if person is not None and person.away != reason:
            person.away = reason
            self._engine.tell(PersonChanged(person, person.nick))

    def closed(self, buffer: Buffer) -> None:
        """A buffer is open no more."""
        self._forget_all(buffer.members.values())
        person = self._engine.network.person(buffer.name)
        if person is not None:
            self._forget(person)

    def _forget(self, person: Person) -> None:
        """Know nothing more of somebody whom the user shares nothing with."""
        network = self._engine.network
        if not (network.is_me(person.nick) or self.channels_of(person.nick) or network.buffer(person.nick)):
            network.people.pop(network.fold(person.nick), None)

    def _forget_all(self, gone: Iterable[Member]) -> None:
        """The same of many, whom it would take long to look for one by one in all channels."""
        network = self._engine.network
        seen = set(network.buffers).union(*(each.members for each in network.buffers.values()))
        seen.add(network.fold(network.nick))
        for member in gone:
            folded = network.fold(member.person.nick)
            if folded not in seen:
                network.people.pop(folded, None)

    # Lists of names

    def named(self, line: Line) -> None:
        """A piece of the list of a channel's members (353)."""
        network = self._engine.network
        channel = network.fold(line.parameter(2))
        buffer = network.buffers.get(channel)
        if buffer is None or not buffer.joined:
            return
        coming = self._names.setdefault(channel, {})
        for word in line.last.split():
            nick = word.lstrip(self.signs)
            source = Line({}, nick, "")
            if source.nick and (network.is_me(source.nick) or self._has_room(buffer, len(coming))):
                person = self.learn(source)
                coming[network.fold(source.nick)] = Member(person, word[: len(word) - len(nick)])

    def named_all(self, line: Line) -> None:
        """The list of a channel's members is complete (366)."""
        network = self._engine.network
        buffer = network.buffer(line.parameter(1))
        coming = self._names.pop(network.fold(line.parameter(1)), {})
        if buffer is None or not buffer.joined:
            return
        # A list that has not even the user in it shows less than is known.
        if network.fold(network.nick) not in coming:
            coming, gone = {}, list(coming.values())
        else:
            gone = [member for folded, member in buffer.members.items() if folded not in coming]
            is_first, buffer.members, buffer.names_known = not buffer.names_known, coming, True
            self._engine.tell(MembersChanged(buffer))
            if is_first:
                self._learn_of(buffer)
        self._forget_all(gone)

    def _learn_of(self, buffer: Buffer) -> None:
        """Ask for what a list of names does not tell: who is away, or in a session, and the modes of a channel."""
        self._ask_about(buffer)
        self._engine.asking.ask("learn", buffer, "MODE", buffer.name)

    def _ask_about(self, buffer: Buffer) -> None:
        engine = self._engine
        self._look_ms[id(buffer)] = engine.clock() + LOOK_MS
        if len(buffer.members) <= ASKED_ABOUT:
            fields = [WHOX] if "WHOX" in engine.network.supported else []
            engine.asking.ask("learn", buffer, "WHO", buffer.name, *fields)

    def look(self, buffer: Buffer) -> None:
        """The user looks at a channel: what is known of those in it, and not told when it changes, is kept fresh."""
        engine = self._engine
        may_change = engine.network.can("parlour.chat/session") or not engine.network.can("away-notify")
        is_due = engine.clock() >= self._look_ms.get(id(buffer), 0)
        if engine.network.state == "online" and buffer.names_known and may_change and is_due:
            self._ask_about(buffer)

    def _newcomer(self, buffer: Buffer) -> None:
        soon = self._engine.clock() + NEWCOMER_MS
        self._look_ms[id(buffer)] = min(soon, self._look_ms.get(id(buffer), soon))

    def told_of(self, nick: str, words: list[str], flags: str, account: str | None = None) -> None:
        """WHO tells of somebody: their user name, host and real name, whether they are here, and more by signs."""
        network = self._engine.network
        person = network.person(nick)
        if person is None:
            return
        before = (person.away is None, person.busy, person.bot, person.account)
        person.user, person.host, person.realname = words
        person.away = (person.away or "") if "G" in flags else None
        person.bot = person.bot or network.supported.get("BOT", "") in (flags if network.supported.get("BOT") else ())
        if network.can(SESSIONS):
            person.busy = "S" in flags
        if account is not None:
            person.account = account
        person.online = True
        if before != (person.away is None, person.busy, person.bot, person.account):
            self._engine.tell(PersonChanged(person, person.nick))

    def lost(self) -> None:
        """The connection is gone: who is where is not known any more, only whom one talked with."""
        network = self._engine.network
        self._names.clear()
        self._is_full.clear()
        self._look_ms.clear()
        for buffer in network.buffers.values():
            if buffer.kind == "channel":
                buffer.members, buffer.names_known, buffer.joined = {}, False, False
                self._engine.tell(MembersChanged(buffer))
        talked = {key for key, each in network.buffers.items() if each.kind == "conversation"}
        network.people = {key: person for key, person in network.people.items() if key in talked}
        for person in network.people.values():
            person.online = person.away = person.busy = None

    # Many at once

    @property
    def signs(self) -> str:
        """The signs of ranks before a nick, the highest first."""
        return modes.ranks(self._engine.network)[1]

    def crowd(self, kind: str, lines: list[Line]) -> None:
        """Many have come or gone at once, as servers lose and find one another: it is told in one line a channel.

        Source: https://ircv3.net/specs/batches/netsplit
        """
        engine, network = self._engine, self._engine.network
        found: dict[int, tuple[Buffer, list[str]]] = {}
        for line in lines:
            buffers: list[Buffer] = []
            if kind == "netsplit" and line.command == "QUIT" and not network.is_me(line.nick):
                buffers = self.goes(line.nick)
            elif kind == "netjoin" and line.command == "JOIN":
                buffer = network.buffer(line.parameter(0))
                if buffer is not None and buffer.kind == "channel":
                    person = self.learn(line)
                    self.enters(buffer, person)
                    self.is_there(person, there=True)
                    buffers = [buffer]
            for buffer in buffers:
                found.setdefault(id(buffer), (buffer, []))[1].append(line.nick)
        for buffer, nicks in found.values():
            how = "lost by this part of the network" if kind == "netsplit" else "back"
            engine.add(buffer, engine.message("info", "", f"{named(nicks)} {how}"))


def named(nicks: list[str]) -> str:
    """Some people as the beginning of a sentence: `ann is`, `ann and bob are`, `ann, bob and 20 more are`."""
    if len(nicks) == 1:
        return f"{nicks[0]} is"
    if len(nicks) > MOST_NAMED:
        return f"{', '.join(nicks[:MOST_NAMED])} and {len(nicks) - MOST_NAMED} more are"
    return f"{', '.join(nicks[:-1])} and {nicks[-1]} are"
