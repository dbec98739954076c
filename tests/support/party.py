"""People who chat at random on a server whose disk fails at random, and what must be true of what they were shown.

What was decided is looked up inside the server; what was shown is taken from the lines alone.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from parlour.core.events import Event
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import ModesSet, TopicSet
from parlour.core.events.messages import TAGS, Said
from parlour.core.powers import Login
from parlour.core.refusals import Refusal, Why
from parlour.journal.local import Keeping
from parlour.protocols.irc.forms import words_of
from tests.support.irc import Line, parse
from tests.support.operators import HASH
from tests.support.picture import Picture, Told
from tests.support.play import Client, World

PEOPLE = {
    "ann": "message-tags server-time echo-message batch labeled-response standard-replies multi-prefix "
    "draft/chathistory draft/event-playback parlour.chat/session",
    "bob": "",
    "cid": "multi-prefix server-time batch labeled-response draft/chathistory",
    "dan": "message-tags server-time echo-message extended-join userhost-in-names away-notify invite-notify setname "
    "parlour.chat/session",
    "gus": "labeled-response batch standard-replies away-notify setname chghost extended-join extended-monitor",
}
"""Who is there, and which capabilities they have."""

OPERATOR = "gus"
"""Who is an operator of the network."""

LOGIN = Login("guard", HASH, "guard", frozenset({"kill", "ban"}), host="staff.example")

CHANNELS = ("#one", "#two")

SAID = {"message", "notice"}


class Session:
    """One connection of somebody, from coming to leaving."""

    def __init__(self, party: "Party", person: str) -> None:
        self.person = person
        self.capabilities = PEOPLE[person].split()
        self.picture = Picture(self.capabilities)
        self.client: Client = party.world.connect(person)
        self.sent_labels: list[str] = []
        self.labels: dict[str, str] = {}
        """By what was said, the label that it was said with."""
        self.leaving = False
        """Whether it has said QUIT."""
        self.gone = False
        """Whether it broke off, so that not all that it was owed may have come."""
        watch = self.client.wire
        watch.watch = lambda data: party.see(self, data)

    @property
    def cut(self) -> bool:
        """Whether the server closed it, so that not all that was sent may have been done."""
        return any("(Quit: " not in error for error in self.picture.errors)

    def has(self, capability: str) -> bool:
        return capability in self.capabilities


class Accepted:
    """A durable event that was decided, who asked for it, and how often who is to be shown it."""

    def __init__(self, event: Event, author: Session, audience: "Counter[Session]") -> None:
        self.event = event
        self.author = author
        self.audience = audience


class Party:
    """A world, the people in it, and what they have seen. `options` are the node's."""

    def __init__(self, **options: Any) -> None:
        self.world = World(on_join=0, logins={LOGIN.name: LOGIN}, **options)
        self.now: dict[str, Session] = {}
        self.sessions: list[Session] = []
        self.accepted: list[Accepted] = []
        self.refused: list[tuple[Session, str, str]] = []
        """Who asked for something durable that was not even tried: with which command, with which text."""
        self.given_back: list[tuple[Session, str]] = []
        """What was said out of turn in a session, and by whom."""
        self.topics_asked: list[tuple[Session, str, Any]] = []
        """Who asked from outside for the topic of a channel, and the channel that it then was."""
        self.count = 0
        self.failures = 0
        """How often something could not be kept."""
        self.lost: set[str] = set()
        """The ids of what could not be kept."""
        self._failed: Callable[[list[Keeping], Exception], None] = self.world.node.failed
        self.world.node.failed = self._fail  # type: ignore[method-assign]
        self._happen: Callable[..., Event | None] = self.world.node.happen
        self.world.node.happen = self._decide  # type: ignore[method-assign]

    # What is decided and what is shown

    def _decide(self, peer: Any, decide: Callable[..., Event | None], *args: Any) -> Event | None:
        author = next(session for session in self.sessions if session.client.connection is peer)
        try:
            event = self._happen(peer, decide, *args)
        except Refusal as refusal:
            if refusal.why is Why.CANNOT_KEEP:
                command = peer.front._context.command
                self.refused.append((author, command, refusal.subject[1]))
            elif refusal.why in {Why.NOT_YOUR_FLOOR, Why.ONLY_LISTENING} and len(refusal.subject) > 1:
                self.given_back.append((author, refusal.subject[1]))
            raise
        if event is not None and event.durable:
            self.accepted.append(Accepted(event, author, self._audience(event, author)))
        return event

    def _fail(self, keepings: list[Keeping], error: Exception) -> None:
        self.failures += 1
        self.lost |= {keeping.event.msgid for keeping in keepings}
        self._failed(keepings, error)

    def _audience(self, event: Event, author: Session) -> "Counter[Session]":
        if not isinstance(event, Said):
            return Counter()
        network = self.world.node.network
        users = [event.to] if event.to is not None else list(network.rooms[event.scope].members)
        audience = Counter(
            session
            for session in self.sessions
            if session.client.connection is not None and (user := session.client.connection.user) is not None
            if user.id in users and (session is not author or event.to is not None)
        )
        audience[author] += author.has("echo-message")
        return audience

    def see(self, session: Session, data: bytes) -> None:
        """Something is written to somebody: it must be kept by now."""
        assert data.endswith(b"\r\n")
        for text in data.decode().split("\r\n")[:-1]:
            self._check_kept(parse(text))
            session.picture.take(text)

    def _check_kept(self, line: Line) -> None:
        by_people = "!" in line.source and not line.source.startswith("*")
        if line.command in {"PRIVMSG", "NOTICE"} and by_people:
            assert any(row[9] == line.text for row in self.rows(*SAID)), f"not kept: {line}"
        elif line.command == "332" and not self.failures:
            # A reply may show what then could not be kept; it is put right by the announcement that it was undone.
            assert line.text in {row[9] for row in self.rows("topic")}, f"not kept: {line}"
        elif line.command == "TOPIC" and not by_people:
            assert line.text in {"", *(row[9] for row in self.rows("topic"))}, f"not kept: {line}"
        elif line.command == "TOPIC":
            found = [row for row in self.rows("topic") if (row[6], row[9]) == (line.source, line.text)]
            assert found, f"not kept: {line}"
        elif line.command == "MODE" and by_people:
            words = " ".join(line.params[1:])
            assert [row for row in self.rows("modes") if (row[6], row[9]) == (line.source, words)], f"not kept: {line}"

    def rows(self, *kinds: str) -> list[Any]:
        """What is kept, of these kinds."""
        return [row for rows in self.world.store.rows.values() for row in rows if row[4] in kinds]

    # What people do

    def session(self, person: str) -> Session:
        """Somebody's connection, made if there is none."""
        session = self.now.get(person)
        if session is None or session.leaving or session.client.connection is None:
            session = self.now[person] = Session(self, person)
            self.sessions.append(session)
            lines = [f"NICK {person}", f"USER {person} 0 * :{person}"]
            if session.capabilities:
                lines = [f"CAP REQ :{' '.join(session.capabilities)}", *lines, "CAP END"]
            self.send(session, *lines)
        picture = session.picture
        if picture.nick is None and picture.refused_nick:
            picture.refused_nick = False
            self.count += 1
            self.send(session, f"NICK {person}{self.count}")
        return session

    def send(self, session: Session, *lines: str, run: bool = True) -> None:
        """Send lines as they are."""
        if session.client.connection is None:
            return
        session.client.feed("".join(f"{line}\r\n" for line in lines).encode(), run=run)

    def command(self, person: str, line: str, *tags: str, run: bool = True) -> Session:
        """Send a command, with a label if that person sends labels."""
        session = self.session(person)
        if session.has("labeled-response"):
            self.count += 1
            label = f"l{self.count}"
            session.sent_labels.append(label)
            tags = (f"label={label}", *tags)
        self.send(session, f"@{';'.join(tags)} {line}" if tags else line, run=run)
        return session

    def say(self, person: str, command: str, targets: str, *, run: bool = True) -> None:
        """Say something that nobody else says."""
        self.count += 1
        text = f"m{self.count}"
        session = self.command(person, f"{command} {targets} :{text}", run=False)
        if session.sent_labels:
            session.labels[text] = session.sent_labels[-1]
        if run:
            self.world.run()

    def set_topic(self, person: str, channel: str, *, empty: bool, run: bool = True) -> None:
        """Set a topic that was not there before, or none."""
        self.count += 1
        self.command(person, f"TOPIC {channel} :{'' if empty else f't{self.count}'}", run=run)

    def ask_topic(self, person: str, channel: str, *, run: bool = True) -> None:
        """Ask for a topic, maybe from outside."""
        session = self.command(person, f"TOPIC {channel}", run=run)
        room = self.world.node.network.channels.get(channel)
        self.topics_asked.append((session, channel, room))

    def leave(self, person: str, *, politely: bool) -> None:
        """Go, with or without a word."""
        session = self.now.get(person)
        if session is None or session.client.connection is None:
            return
        if politely:
            session.leaving = True
            self.send(session, "QUIT :bye")
        else:
            session.gone = True
            session.client.drop()

    # What must be true in the end

    def settle(self) -> None:
        """Let the disk recover, and everything come to rest."""
        world = self.world
        world.disk.broken = world.disk.slow = world.clock.slow_reads = False
        world.clock.answer_reads()
        for session in self.sessions:
            session.client.wire.stuck = False
        for _ in range(60):
            for session in self.sessions:
                session.client.take()
            world.disk.finish()
            world.pass_time(1)
            journal = world.node.journal
            calm = journal.ready and not journal.holding and not world.disk.jobs and not world.node.stalled
            if calm and not any(s.client.unread for s in self.sessions if s.client.connection is not None):
                return
        raise AssertionError("it does not come to rest")

    def stop(self) -> None:
        """Let the server say goodbye, and the disk do what it can meanwhile; then all are closed."""
        idle: list[bool] = []
        self.world.node.say_goodbye("The server is shutting down", lambda: idle.append(True))
        self.world.run()
        for _ in range(5):
            for session in self.sessions:
                session.client.wire.stuck = False
                session.client.take()
            self.world.disk.finish()
        assert idle == [True]
        assert not any(session.client.connection for session in self.sessions)

    def check_stopped(self) -> None:
        """Everybody was shown, or told, all that was accepted before the end."""
        self._check_fates()
        for session in self.sessions:
            assert session.gone or session.picture.errors

    def check(self) -> None:
        """Hold what everybody was shown against what is so."""
        for session in self.now.values():
            if session.client.connection is not None:
                self._check_picture(session)
                self._check_people(session)
                self._check_pairing(session)
        self._check_sessions_kept()
        assert not [session for session in self.sessions if session.picture.doubts and not session.cut]
        self._check_bans()
        self._check_fates()
        self._check_labels()
        self._check_topics_asked()
        for session in self.now.values():
            self._check_order(session)
        self._check_history()

    def _check_picture(self, session: Session) -> None:
        connection, picture = session.client.connection, session.picture
        assert connection is not None
        user = connection.user
        assert (user.nick if user else None) == picture.nick
        if user is None:
            return
        assert {channel.folded for channel in user.channels.values()} == picture.rooms.keys()
        for channel in user.channels.values():
            room = picture.rooms[channel.folded]
            members = {member.user.nick: member.modes for member in channel.members.values()}
            assert room.members.keys() == members.keys()
            for nick, known in room.members.items():
                held = {mode for mode, on in known.items() if on}
                assert held == {mode for mode in members[nick] if mode in known}, f"{session.person} on {nick}"
            assert room.topic == channel.topic
            modes = dict.fromkeys(channel.modes, "") | {"k": channel.key, "l": channel.limit and str(channel.limit)}
            modes["f"] = channel.forward
            for letter, listed in room.lists.items():
                for mask, on_it in listed.items():
                    assert on_it == (mask in channel.lists.get(letter, {})), f"{session.person} on +{letter} {mask}"
            for letter, value in room.modes.items():
                assert value == modes.get(letter), f"{session.person} on +{letter} of {channel.name}"

    def _check_people(self, session: Session) -> None:
        """Who is seen is away, called and here as they were said to be."""
        connection, picture, nicks = session.client.connection, session.picture, self.world.node.network.nicks
        assert connection is not None
        if session.has("away-notify"):
            for nick, why in picture.away.items():
                away = nicks[nick.lower()].away
                assert away is not None if why is None else why == (away or ""), f"{session.person} on {nick}"
        if session.has("setname"):
            for nick, name in picture.realnames.items():
                assert nicks[nick.lower()].realname == name, f"{session.person} on {nick}"
        for nick in self.world.node.monitored(connection):
            assert picture.online[nick.lower()] == (nick.lower() in nicks), f"{session.person} on {nick}"

    def _check_pairing(self, session: Session) -> None:
        """Each is in a session with whom they were told, and speaks or not; what they said out of turn came back."""
        connection, pairing, network = session.client.connection, session.picture.pairing, self.world.node.network
        assert connection is not None
        user = connection.user
        held = user.session if user is not None else None
        if user is None or held is None:
            assert pairing.partner is None, f"{session.person} with {pairing.partner}"
        else:
            partner = network.users[held.partner(user.id)].nick
            assert (pairing.partner, pairing.ringing) == (partner, held.ringing), session.person
            if not held.ringing:
                speaker = None if held.duplex == "full" else network.users[held.floor].nick
                assert pairing.speaker == speaker, session.person
        if session.has("parlour.chat/session"):
            for nick in self.world.node.monitored(connection):
                other = network.nicks.get(nick.lower())
                busy = other is not None and other.session is not None
                assert pairing.busy.get(nick.lower(), False) == busy, f"{session.person} on {nick}"
        given_back = Counter(text for author, text in self.given_back if author is session)
        assert Counter(pairing.given_back) == given_back, f"{session.person} lost what they said"

    def _check_sessions_kept(self) -> None:
        """In the history sessions begin and end by turns, and those that have not ended are known to be open."""
        network, store = self.world.node.network, self.world.store
        open_ones: dict[str, int] = {}
        for scope, rows in store.rows.items():
            for row in rows:
                if row[4] == "opened":
                    assert scope not in open_ones.values(), "two sessions in one conversation"
                    open_ones[row[3]] = scope
                elif row[4] == "ended":
                    del open_ones[row[10].removeprefix("session=")]
        assert open_ones == store.sessions == {id: session.scope for id, session in network.sessions.items()}

    def _check_bans(self) -> None:
        """The bans that stand are those that are kept."""
        now_ms = self.world.clock.now_ms()
        kept = {ban.target for ban in self.world.store.bans() if ban.end_ms > now_ms}
        assert {ban.target for ban in self.world.node.network.bans.standing(now_ms)} == kept

    def _check_fates(self) -> None:
        """Everything that was accepted is kept, and was shown to its audience; or its author was told, and nobody saw
        it."""
        kept = {row[3] for rows in self.world.store.rows.values() for row in rows}
        lost: dict[Session, Counter[Told]] = {session: Counter() for session in self.sessions}
        for session, command, text in self.refused:
            lost[session][due(command, text, session)] += 1
        for accepted in self.accepted:
            event = accepted.event
            if event.msgid in self.lost if isinstance(event, Banned | Unbanned) else event.msgid not in kept:
                command, _, text = words_of(event)
                lost[accepted.author][due(command, text, accepted.author)] += 1
            if isinstance(event, Said):
                self._check_seen(event, accepted.audience if event.msgid in kept else Counter())
            else:
                assert isinstance(event, TopicSet | ModesSet | Banned | Unbanned)
        for session in self.sessions:
            told = Counter(heard(what, session) for what in session.picture.told)
            if session.gone:
                assert told <= lost[session]
            else:
                assert told == lost[session], f"{session.person} was told something else than was lost"

    def _check_seen(self, event: Said, audience: "Counter[Session]") -> None:
        for session in self.sessions:
            if event.kind == TAGS:
                if not session.has("message-tags"):
                    continue
                shown = sum(line.tags["msgid"] == event.msgid for line in session.picture.events)
            else:
                shown = sum((line.text, line.params[0]) == (event.text, event.target) for line in session.picture.shown)
            if session.gone:
                assert shown <= audience[session]
            else:
                assert shown == audience[session], f"{session.person} saw {event.text} {shown} times"

    def _check_labels(self) -> None:
        for session in self.sessions:
            for label in session.sent_labels:
                count = session.picture.labels[label]
                lost = session.gone or session.cut
                assert count == 1 or (lost and count == 0), f"{count} answers under {label}"
            if not session.gone:
                assert not session.picture.batches, "a batch was not closed"

    def _check_order(self, session: Session) -> None:
        """What somebody saw of a channel since joining it is what is kept, all of it, in the same order."""
        connection = session.client.connection
        if connection is None or connection.user is None or not session.has("message-tags"):
            return
        for channel in connection.user.channels.values():
            rows = self.world.store.rows[channel.scope.id]
            joined = max(at for at, row in enumerate(rows) if row[4] == "joined" and row[5] == connection.user.id)
            kept = [row[3] for row in rows[joined:]]
            events = [line for line in session.picture.events if line.tags["msgid"] in kept]
            assert [line.tags["msgid"] for line in events] == kept
            times = [line.tags["time"] for line in events]
            assert times == sorted(times)

    def _check_topics_asked(self) -> None:
        topics = {"", *(row[9] for row in self.rows("topic"))}
        for session, name, room in self.topics_asked:
            known = session.picture.outside.get(name)
            if known is not None and room is not None and self.world.node.network.channels.get(name) is room:
                assert known.topic is None or known.topic in topics or session.gone

    def _check_history(self) -> None:
        for channel in list(self.world.node.network.channels.values()):
            inside = [
                session
                for session in self.now.values()
                if session.client.connection is not None
                and channel.folded in session.picture.rooms
                and session.has("draft/chathistory")
            ]
            for session in inside[:1]:
                session.picture.history.clear()
                self.send(session, f"CHATHISTORY LATEST {channel.name} * 500")
                rows = self.world.store.rows.get(channel.scope.id, [])
                texts = [line.text for line in session.picture.history if line.command in {"PRIVMSG", "NOTICE"}]
                assert texts == [row[9] for row in rows if row[4] in SAID]


def due(command: str, text: str, author: Session) -> Told:
    """How somebody is to be told: under the label of what was said, if it was labeled."""
    return Told("PRIVMSG" if command == "NOTICE" else command, text, author.labels.get(text))


def heard(what: Told, author: Session) -> Told:
    """How somebody was told, without the label of what is not text: the same may be asked for twice."""
    label = what.label if what.text in author.labels else None
    return Told("PRIVMSG" if what.command == "NOTICE" else what.command, what.text, label)
