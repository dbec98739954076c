"""People with several connections who open sessions, hand the floor over, block one another, leave and come again, at
random and with a disk that fails: what holds of sessions after every step, and what each of them was told."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from parlour.core.blocks import blocks
from parlour.core.model import User
from parlour.core.numbers import REST_MS
from parlour.core.sessions import DUPLEXES
from tests.conversations.test_sessions_devices import another
from tests.support.examples import examples as quarter
from tests.support.irc import parse
from tests.support.pairing import Pairing
from tests.support.play import Client, World
from tests.support.soundness import check

PEOPLE = {"ann": ("parlour.chat/session", "message-tags", "echo-message"), "bob": (), "cleo": ("parlour.chat/session",),
          "dan": ("echo-message",)}  # fmt: skip
people = st.sampled_from(sorted(PEOPLE))


class Eye:
    """What one connection has been told of its user's session."""

    def __init__(self, client: Client, nick: str, *, knows: bool) -> None:
        self.client = client
        self.nick = nick
        self.knows = knows
        """Whether its client knows sessions."""
        self.pairing = Pairing()
        self.client.read = len(client.wire.sent)
        self.known = client.read

    def look(self) -> list[str]:
        """Take what came since; returns it."""
        text = self.client.wire.sent[self.known :].decode()
        self.known = len(self.client.wire.sent)
        lines = text.split("\r\n")[:-1]
        for shown in lines:
            line = parse(shown)
            self.pairing.take(self.nick, line)
            if line.command == "NICK" and line.nick == self.nick:
                self.nick = line.params[0]
        return lines


class Sessions(RuleBasedStateMachine):
    """Four people, and one who watches them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(ping_after_s=1e9, flood_burst=1e9, flood_lines_per_s=1e9)
        self.watcher = self.world.client("watcher")
        self.eyes: dict[str, list[Eye]] = {}
        self.count = 0
        self.numbers: dict[str, int] = {}
        """The numbers of those who are here, by user id."""
        self.resting: dict[int, int] = {}
        """Until when numbers rest."""
        for name in PEOPLE:
            self.come(name)

    # Who is here

    def user(self, name: str) -> User | None:
        connection = self.eyes[name][0].client.connection if self.eyes.get(name) else None
        return connection.user if connection is not None else None

    def here(self, name: str) -> User:
        self.come(name)
        user = self.user(name)
        assert user is not None
        return user

    @rule(name=people)
    def come(self, name: str) -> None:
        if self.eyes.get(name):
            return
        self.treat_disk("well")
        self.count += 1
        client = self.world.connect(f"{name}{self.count}").register(*PEOPLE[name])
        self.eyes[name] = [Eye(client, client.name, knows="parlour.chat/session" in PEOPLE[name])]

    @rule(name=people, knows=st.booleans())
    def come_with_another(self, name: str, knows: bool) -> None:
        """One more connection, of somebody who is FREE: it has been told nothing yet."""
        self.treat_disk("well")
        user = self.here(name)
        if user.session is not None or len(self.eyes[name]) > 2:
            return
        self.count += 1
        of = self.eyes[name][0].client.name
        made = another(self.world, of, f"more{self.count}", "parlour.chat/session" if knows else "message-tags")
        self.eyes[name].append(Eye(made, user.nick, knows=knows))

    @rule(name=people, politely=st.booleans())
    def lose_one(self, name: str, politely: bool) -> None:
        if not self.eyes.get(name):
            return
        eye = self.eyes[name].pop()
        if politely:
            eye.client.send("QUIT :bye")
        elif eye.client.connection is not None:
            eye.client.drop()
        self.world.run()
        if eye.client.connection is not None:
            # Held by the disk: it is closed when that is done.
            eye.client.drop()

    @rule(name=people)
    def take_another_name(self, name: str) -> None:
        self.here(name)
        self.count += 1
        self.send(name, f"NICK {name}{self.count}")

    # What they do

    def send(self, name: str, line: str, run: bool = True) -> None:
        self.here(name)
        self.eyes[name][-1].client.feed(f"{line}\r\n".encode(), run=run)

    def ask(self, name: str, what: str, run: bool) -> None:
        self.send(name, f"PRIVMSG *sessions :{what}" if name in ("bob", "dan") else f"SESSION {what}", run)

    @rule(name=people, whom=people, duplex=st.sampled_from(DUPLEXES), run=st.booleans())
    def open(self, name: str, whom: str, duplex: str, run: bool) -> None:
        self.ask(name, f"OPEN {self.here(whom).nick} {duplex}", run)

    @rule(name=people, whom=people, pause=st.sampled_from([0, 1, 30, 45, 59, 61]))
    def lose_all_and_come_again(self, name: str, whom: str, pause: int) -> None:
        """Two leave, one after the other, and come again after a while."""
        for each in (name, whom):
            while self.eyes.get(each):
                self.lose_one(each, politely=True)
        self.numbers_are_nobody_elses_for_a_minute()
        self.world.pass_time(pause)
        self.come(name)
        self.come(whom)

    @rule(name=people, whom=people)
    def hand_over_in_half_duplex(self, name: str, whom: str) -> None:
        """Somebody has the floor, and hands it over."""
        self.treat_disk("well")
        self.ask(name, f"OPEN {self.here(whom).nick} half", run=True)
        self.say_to_partner(whom, "PRIVMSG")
        self.ask(name, "OVER", run=True)
        self.say_to_partner(name, "PRIVMSG")

    @rule(first=people, second=people, whom=people)
    def open_at_once(self, first: str, second: str, whom: str) -> None:
        nick = self.here(whom).nick
        self.ask(first, f"OPEN {nick}", run=False)
        self.ask(second, f"OPEN {nick}", run=False)
        self.world.run()

    @rule(
        name=people,
        what=st.sampled_from(["ACCEPT", "ACCEPT", "DECLINE", "OVER", "OVER", "CLOSE", "ASK on", "ASK off", "LIST"]),
        run=st.booleans(),
    )
    def do(self, name: str, what: str, run: bool) -> None:
        self.ask(name, what, run)

    @rule(name=people, whom=people, how=st.sampled_from(["BLOCK", "UNBLOCK", "SILENCE +", "SILENCE -", "mask"]))
    def block(self, name: str, whom: str, how: str) -> None:
        nick = self.here(whom).nick
        if how == "mask":
            self.send(name, f"SILENCE +{whom}*!*@*")
        elif "SILENCE" in how:
            self.send(name, f"{how}{nick}")
        else:
            self.ask(name, f"{how} {nick}", run=True)

    @rule(name=people, kind=st.sampled_from(["PRIVMSG", "NOTICE"]))
    def say_to_partner(self, name: str, kind: str) -> None:
        user = self.here(name)
        if user.session is not None:
            partner = user.session.partner(user.id)
            self.say(name, next(name for name in PEOPLE if (other := self.user(name)) and other.id == partner), kind)

    @rule(name=people, whom=people, kind=st.sampled_from(["PRIVMSG", "NOTICE", "TAGMSG"]))
    def say(self, name: str, whom: str, kind: str) -> None:
        """Something is said; with a well disk it arrives, or is refused in the words that are right."""
        author, other = self.here(name), self.here(whom)
        self.world.run()
        self.count += 1
        text = f"text {self.count}"
        if kind == "TAGMSG":
            if "message-tags" in PEOPLE[name] and len(self.eyes[name]) == 1:
                self.send(name, f"@+typing=active TAGMSG {other.nick}")
            return
        well = self.settled and not self.world.disk.slow and not self.world.disk.broken and author is not other
        session = author.session
        inside = session is not None and session is other.session and not session.ringing
        refused = not session.lets_speak(author.id) if session is not None and inside else blocks(other, author)
        self.world.node.tick()
        self.world.run()
        for eye in (*self.eyes[name], *self.eyes[whom]):
            eye.look()
        self.send(name, f"{kind} {other.nick} :{text}")
        if not well:
            return
        answers = self.eyes[name][-1].look()
        for eye in self.eyes[whom]:
            shown = eye.look()
            assert len(shown) == (not refused)
            assert all(text in line and ("parlour.chat/session=" in line) == (inside and eye.knows) for line in shown)
        if inside:
            assert any(line.endswith(f": {text}") and "Not delivered" in line for line in answers) == refused
        elif refused:
            assert kind == "NOTICE" or any(" 531 " in line for line in answers)

    @rule(seconds=st.sampled_from([1, 20, 59, 61]))
    def wait(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    @rule(how=st.sampled_from(["slow", "finish", "fail", "broken", *["well"] * 6]))
    def treat_disk(self, how: str) -> None:
        disk = self.world.disk
        if how in ("slow", "broken"):
            setattr(disk, how, True)
            return
        if how == "fail":
            disk.broken = True
            disk.finish()
        disk.broken = False
        disk.slow = disk.slow and how == "finish"
        disk.finish()
        # Whether it can be used again is found out at the next tick.
        self.world.pass_time(1)

    # What must hold

    @property
    def settled(self) -> bool:
        """Whether everything that was decided has been shown."""
        node = self.world.node
        return not self.world.clock.queue and not node.delivery._held and node.journal.ready

    @invariant()
    def the_network_is_sound(self) -> None:
        check(self.world.node.network)

    @invariant()
    def who_is_busy_is_shown_so(self) -> None:
        if not self.settled:
            return
        network = self.world.node.network
        self.watcher.read = len(self.watcher.wire.sent)
        self.watcher.send("WHO * %nf")
        self.watcher.send("SESSION LIST")
        lines = [parse(line) for line in self.watcher.lines]
        flags = {line.params[1]: line.params[2] for line in lines if line.command == "354"}
        listed = {line.params[2]: line.params[3] for line in lines if line.params[:1] == ["LIST"]}
        for user in network.users.values():
            busy = user.session is not None
            assert ("S" in flags[user.nick]) == busy
            assert listed[user.nick] == ("BUSY" if busy else "FREE")
        assert flags.keys() == listed.keys() == {user.nick for user in network.users.values()}

    @invariant()
    def each_was_told_of_their_session(self) -> None:
        if not self.settled:
            return
        network = self.world.node.network
        for name, eyes in self.eyes.items():
            user = self.user(name)
            for eye in eyes:
                eye.look()
                assert user is not None
                session, pairing = user.session, eye.pairing
                if session is None:
                    assert pairing.partner is None, name
                    continue
                partner = network.users[session.partner(user.id)].nick
                assert (pairing.partner, pairing.ringing) == (partner, session.ringing), name
                if not session.ringing:
                    speaker = None if session.duplex == "full" else network.users[session.floor].nick
                    assert pairing.speaker == speaker, name

    @invariant()
    def numbers_are_nobody_elses_for_a_minute(self) -> None:
        now_ms, users = self.world.clock.now_ms(), self.world.node.network.users
        for id in self.numbers.keys() - users.keys():
            # It may have been given back at any time since the last look, but not later than now.
            self.resting[self.numbers.pop(id)] = now_ms
        for id, user in users.items():
            if id in self.numbers:
                assert self.numbers[id] == user.number
                continue
            assert user.number not in self.numbers.values()
            since_ms = self.resting.pop(user.number, None)
            assert since_ms is None or now_ms - since_ms >= REST_MS
            self.numbers[id] = user.number

    def teardown(self) -> None:
        self.treat_disk("well")
        # What nobody waits for is written with a tick.
        self.world.node.tick()
        self.world.run()
        self.the_network_is_sound()
        self.each_was_told_of_their_session()
        open_ones = self.kept()
        sessions = self.world.node.network.sessions
        assert open_ones == self.world.store.sessions == {id: session.scope for id, session in sessions.items()}
        self.world.crash()
        assert self.kept() == {}, "a session was left open by a crash"
        for scope in open_ones.values():
            assert self.world.store.rows[scope][-1][9] == "restart"
        assert not self.world.node.network.sessions

    def kept(self) -> dict[str, int]:
        """The sessions that have not ended, as the history has them; in each conversation one after the other."""
        found: dict[str, int] = {}
        for scope, rows in self.world.store.rows.items():
            # What could not be kept leaves a gap.
            assert [row[1] for row in rows] == sorted({row[1] for row in rows})
            assert [row[2] for row in rows] == sorted({row[2] for row in rows})
            for row in rows:
                if row[4] == "opened":
                    assert scope not in found.values()
                    found[row[3]] = scope
                elif row[4] == "ended":
                    assert found.pop(row[10].removeprefix("session=")) == scope
                elif "session=" in row[10]:
                    assert row[10].removeprefix("session=").partition(";")[0] in found, "said in no session"
        return found


class ManySessions(Sessions):
    """The same, for longer."""


def run(machine: Any, examples: int, steps: int) -> Any:
    case = machine.TestCase
    case.settings = settings(max_examples=quarter(examples), stateful_step_count=steps, deadline=None)
    return case


TestSessions = run(Sessions, 120, 30)
TestManySessions = pytest.mark.slow(run(ManySessions, 1000, 60))
