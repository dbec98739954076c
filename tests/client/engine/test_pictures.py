"""Three engines do anything at random while connections break: in the end each knows what the server knows."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from parlour.core.model import Channel
from parlour.core.modes import describe
from parlour.core.names import fold
from parlour.core.ranks import signs
from tests.support.attached import Attached, Home
from tests.support.examples import examples as quarter

NAMES = ("ann", "bob", "cid")
NICKS = ("ann", "bob", "cid", "Ann", "жук")
ROOMS = ("#attic", "#Cellar")

WHO = st.integers(0, len(NAMES) - 1)
ROOM = st.sampled_from(ROOMS)
CHANGES = st.sampled_from(
    ["+m", "-m", "+i", "-i", "+k sesame", "-k sesame", "+l 5", "-l", "+s", "-nt", "+nt", "+b *!*@nowhere", "-b x!*@*",
     "+ov ann bob", "-o+v ann cid", "-oo bob cid", "+h жук", "+lk 7 other", "+q ann", "b", "+beI", ""]
)  # fmt: skip


class Doing(RuleBasedStateMachine):
    """People who do whatever can be done."""

    without: tuple[str, ...] = ()

    @initialize()
    def begin(self) -> None:
        self.home = Home()
        for name in NAMES:
            self.home.engine(name, "#attic", without=self.without).connect()

    def of(self, who: int) -> Attached:
        return self.home.engines[who]

    def do(self, who: int, command: str, *parameters: object) -> None:
        getattr(self.of(who).engine.doing, command)(*parameters)
        self.home.settle()

    def in_room(self, who: int, command: str, room: str, *parameters: object) -> None:
        buffer = self.of(who).engine.network.buffer(room)
        if buffer is not None:
            self.do(who, command, buffer, *parameters)

    @rule(who=WHO, room=ROOM, key=st.sampled_from(["", "sesame"]))
    def join(self, who: int, room: str, key: str) -> None:
        self.do(who, "join", room, key)

    @rule(who=WHO, room=ROOM, how=st.sampled_from(["part", "close"]))
    def leave(self, who: int, room: str, how: str) -> None:
        self.in_room(who, how, room)

    @rule(who=WHO, room=ROOM, text=st.sampled_from(["", "tea", "cake :)"]))
    def set_topic(self, who: int, room: str, text: str) -> None:
        self.in_room(who, "set_topic", room, text)

    @rule(who=WHO, room=ROOM, changes=CHANGES)
    def mode(self, who: int, room: str, changes: str) -> None:
        self.do(who, "mode", room, changes)

    @rule(who=WHO, room=ROOM)
    def kick(self, who: int, room: str) -> None:
        for nick in NICKS[1:]:
            self.in_room(who, "kick", room, nick, "out")

    @rule(who=WHO, room=ROOM, nick=st.sampled_from(NICKS))
    def invite(self, who: int, room: str, nick: str) -> None:
        self.in_room(who, "invite", room, nick)

    @rule(who=WHO, nick=st.sampled_from(NICKS))
    def set_nick(self, who: int, nick: str) -> None:
        self.do(who, "set_nick", nick)

    @rule(who=WHO, reason=st.sampled_from([None, "lunch", "gone fishing"]))
    def set_away(self, who: int, reason: str | None) -> None:
        self.do(who, "set_away", reason)

    @rule(who=WHO, nick=st.sampled_from(NICKS))
    def query(self, who: int, nick: str) -> None:
        self.do(who, "query", nick)

    @rule(who=WHO, nick=st.sampled_from(NICKS))
    def ask(self, who: int, nick: str) -> None:
        buffer = self.of(who).engine.network.buffers[""]
        for command, parameters in (("whois", (nick, buffer)), ("who", ("*", buffer)), ("list_channels", ())):
            self.do(who, command, *parameters)

    @rule(who=WHO, room=ROOM)
    def names(self, who: int, room: str) -> None:
        self.in_room(who, "names", room)

    @precondition(lambda self: all(each.client is not None for each in self.home.engines))
    @rule(who=WHO, up=st.integers(0, 200), down=st.integers(0, 500))
    def cut(self, who: int, up: int, down: int) -> None:
        self.of(who).cut(up, down)
        self.home.settle()

    @rule(whole=st.integers(0, 5))
    def connect(self, whole: int) -> None:
        if not whole:
            self.home.crash()
        for engine in self.home.engines:
            if engine.client is None:
                engine.connect()

    @rule(seconds=st.integers(1, 40))
    def wait(self, seconds: int) -> None:
        self.home.pass_time(seconds)

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.settle()
            self.home.pass_time(2)
            for engine in self.home.engines:
                if engine.client is not None:
                    self.check(engine)

    def check(self, engine: Attached) -> None:
        """Compare what an engine knows with what there is."""
        network, model = self.home.node.network, engine.engine.network
        me = network.nicks[fold(model.nick)]
        assert me.nick == model.nick
        assert model.away == (me.away is not None)
        joined = {each.name: each for each in model.buffers.values() if each.kind == "channel" and each.joined}
        assert set(joined) == {each.name for each in me.channels.values()}
        for channel in me.channels.values():
            self.check_channel(engine, joined[channel.name], channel)
        met = {member.user.nick for channel in me.channels.values() for member in channel.members.values()}
        talks = {each.name for each in model.buffers.values() if each.kind == "conversation"}
        known = {each.nick for each in model.people.values()}
        assert met <= known | {me.nick}
        assert {fold(nick) for nick in known} <= {fold(nick) for nick in met | talks | {me.nick}}
        assert all(folded == fold(each.nick) for folded, each in model.people.items())
        assert all(folded == fold(each.name) for folded, each in model.buffers.items())

    def check_channel(self, engine: Attached, known: Any, channel: Channel) -> None:
        model = engine.engine.network
        assert known.names_known
        assert {each.person.nick: each.ranks for each in known.members.values()} == {
            each.user.nick: signs(each.modes) for each in channel.members.values()
        }
        assert (known.topic, known.modes) == (channel.topic, " ".join(describe(channel, secrets=True)))
        for member in channel.members.values():
            person = model.person(member.user.nick)
            assert person is known.members[member.user.folded].person
            assert (person.user, person.host) == (member.user.name, member.user.host)
            assert (person.away is None) == (member.user.away is None), person.nick
            assert person.online
            assert person.realname == member.user.realname


class DoingWithoutLabels(Doing):
    """The same with a server that puts no labels on its answers."""

    without = ("labeled-response",)


def machine(kind: type[RuleBasedStateMachine], examples: int) -> Any:
    case = kind.TestCase
    case.settings = settings(max_examples=quarter(examples), stateful_step_count=40, deadline=None)
    return case


TestDoing = machine(Doing, 80)
TestDoingWithoutLabels = machine(DoingWithoutLabels, 25)
