"""Who is where: what the model knows of people and their memberships, and who is forgotten."""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.model import Buffer, Member, Person
from parlour.client.told import BufferChanged, MembersChanged, PersonChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine

MOST_MEMBERS = 200_000
"""So many members of one channel are known; a server that tells of more is not believed."""

DEFAULT_PREFIX = "(qaohv)~&@%+"


class People:
    """The people of one network."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._names: dict[str, dict[str, Member]] = {}
        """The members of a list that is still coming, by the folded name of its channel."""

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
        if len(buffer.members) < MOST_MEMBERS:
            buffer.members.setdefault(self._engine.network.fold(person.nick), Member(person))
            self._engine.tell(MembersChanged(buffer))

    def leaves(self, buffer: Buffer, nick: str) -> None:
        """Somebody is in a channel no more; the user themselves leave all of it."""
        network = self._engine.network
        if network.is_me(nick):
            buffer.joined = False
            gone, buffer.members = list(buffer.members.values()), {}
            buffer.names_known = False
            for member in gone:
                self._forget(member.person)
            self._engine.tell(BufferChanged(buffer))
        else:
            left = buffer.members.pop(network.fold(nick), None)
            if left is not None:
                self._forget(left.person)
        self._engine.tell(MembersChanged(buffer))

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
            self._forget(person)
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
        talk = network.buffers.get(old_folded)
        if talk is not None and talk.kind == "conversation" and (folded == old_folded or folded not in network.buffers):
            talk.name = new
            # In the place where it stood.
            network.buffers = {folded if each is talk else key: each for key, each in network.buffers.items()}
            self._engine.tell(BufferChanged(talk))
        self._engine.tell(PersonChanged(person, nick))

    def is_there(self, person: Person, *, there: bool) -> None:
        """Somebody is on the network, or is not."""
        if person.online is not there:
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

    def _forget(self, person: Person) -> None:
        """Know nothing more of somebody whom the user shares nothing with."""
        network = self._engine.network
        if not (network.is_me(person.nick) or self.channels_of(person.nick) or network.buffer(person.nick)):
            network.people.pop(network.fold(person.nick), None)

    # Lists of names

    def named(self, line: Line) -> None:
        """A piece of the list of a channel's members (353)."""
        network = self._engine.network
        channel = network.fold(line.parameter(2))
        if channel not in network.buffers:
            return
        coming = self._names.setdefault(channel, {})
        for word in line.parameters[-1].split():
            nick = word.lstrip(self.signs)
            source = Line({}, nick, "")
            if source.nick and len(coming) < MOST_MEMBERS:
                person = self.learn(source)
                coming[network.fold(source.nick)] = Member(person, word[: len(word) - len(nick)])

    def named_all(self, line: Line) -> None:
        """The list of a channel's members is complete (366)."""
        network = self._engine.network
        buffer = network.buffer(line.parameter(1))
        coming = self._names.pop(network.fold(line.parameter(1)), {})
        if buffer is None or not buffer.joined:
            return
        gone = [member for folded, member in buffer.members.items() if folded not in coming]
        # A list that has not even the user in it shows less than is known.
        if network.fold(network.nick) in coming:
            buffer.members, buffer.names_known = coming, True
            for member in gone:
                self._forget(member.person)
            self._engine.tell(MembersChanged(buffer))

    def lost(self) -> None:
        """The connection is gone: who is where is not known any more, only whom one talked with."""
        network = self._engine.network
        self._names.clear()
        for buffer in network.buffers.values():
            if buffer.kind == "channel":
                buffer.members, buffer.names_known, buffer.joined = {}, False, False
                self._engine.tell(MembersChanged(buffer))
        talked = {key for key, each in network.buffers.items() if each.kind == "conversation"}
        network.people = {key: person for key, person in network.people.items() if key in talked}
        for person in network.people.values():
            person.online = person.away = person.busy = None

    # Ranks

    @property
    def signs(self) -> str:
        """The signs of ranks before a nick, the highest first (005 PREFIX)."""
        return self._prefix()[1]

    def _prefix(self) -> tuple[str, str]:
        value = self._engine.network.supported.get("PREFIX", DEFAULT_PREFIX)
        letters, bracket, signs = value.removeprefix("(").partition(")")
        return (letters, signs) if bracket and len(letters) == len(signs) else ("", "")

    def ranked(self, buffer: Buffer, letter: str, nick: str, *, given: bool) -> bool:
        """A member was given a rank, or lost it; whether the letter is one."""
        letters, signs = self._prefix()
        at = letters.find(letter)
        if at < 0:
            return False
        member = buffer.members.get(self._engine.network.fold(nick))
        if member is not None:
            held = set(member.ranks) | {signs[at]} if given else set(member.ranks) - {signs[at]}
            member.ranks = "".join(sign for sign in signs if sign in held)
        return True

    def takes_value(self, letter: str, *, given: bool) -> bool:
        """Whether a mode of a channel has a value behind it (005 CHANMODES)."""
        if letter in self._prefix()[0]:
            return True
        kinds = (self._engine.network.supported.get("CHANMODES", "beI,k,l,imnpst") + ",,,").split(",")
        return letter in kinds[0] or letter in kinds[1] or (given and letter in kinds[2])

    def crowd(self, kind: str, lines: list[Line]) -> dict[str, tuple[Buffer, int]]:
        """Many have come or gone at once, as servers lose and find one another; how many in each channel."""
        network = self._engine.network
        counts: dict[str, tuple[Buffer, int]] = {}
        for line in lines:
            if kind == "netsplit" and line.command == "QUIT":
                buffers = self.goes(line.nick)
            elif kind == "netjoin" and line.command == "JOIN":
                found = network.buffer(line.parameter(0))
                buffers = [found] if found is not None else []
                for buffer in buffers:
                    self.enters(buffer, self.learn(line))
            else:
                continue
            for buffer in buffers:
                counts[buffer.name] = (buffer, counts.get(buffer.name, (buffer, 0))[1] + 1)
        return counts
