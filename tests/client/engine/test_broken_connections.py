"""Three people talk while connections break at any byte and the server is killed: in the end everything typed stands
once, in one order, in everybody's timeline."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.attached import Attached, Home
from tests.support.examples import examples as quarter

NAMES = ("ann", "bob", "cid")
ATTIC = "#attic"

WHO = st.sampled_from(NAMES)
BYTES = st.one_of(st.integers(0, 120), st.integers(0, 3000), st.just(100_000))


class Talking(RuleBasedStateMachine):
    """People who talk whatever happens."""

    without: tuple[str, ...] = ()

    @initialize()
    def begin(self) -> None:
        self.home = Home()
        self.typed: dict[str, list[str]] = {name: [] for name in NAMES}
        self.count = 0
        for name in NAMES:
            self.home.engine(name, ATTIC, without=self.without).connect()
        for engine in self.home.engines:
            for other in NAMES:
                if other != engine.name:
                    engine.engine.open(other, "conversation", wanted=True)
        self.home.settle()

    def of(self, name: str) -> Attached:
        return next(each for each in self.home.engines if each.name == name)

    @rule(who=WHO, lines=st.integers(1, 4), settle=st.booleans())
    def say(self, who: str, lines: int, settle: bool) -> None:
        texts = []
        for _ in range(lines):
            self.count += 1
            texts.append(f"{who} {self.count}")
        self.typed[who] += texts
        self.of(who).say(ATTIC, "\n".join(texts), settle=settle)

    @rule(who=WHO, whom=WHO, settle=st.booleans())
    def tell(self, who: str, whom: str, settle: bool) -> None:
        if who != whom:
            self.count += 1
            self.of(who).say(whom, f"to {whom} {self.count}", settle=settle)

    @rule(who=WHO, up=BYTES, down=BYTES)
    def carry(self, who: str, up: int, down: int) -> None:
        self.of(who).carry(up, down)

    @rule(who=WHO, up=BYTES, down=BYTES)
    def cut(self, who: str, up: int, down: int) -> None:
        self.of(who).cut(up, down)

    @rule(who=WHO, settle=st.booleans())
    def connect(self, who: str, settle: bool) -> None:
        if self.of(who).client is None:
            self.of(who).connect(settle=settle)

    @rule(landed=st.booleans())
    def crash(self, landed: bool) -> None:
        self.home.crash(landed=landed)

    @rule(seconds=st.integers(1, 8))
    def wait(self, seconds: int) -> None:
        self.home.pass_time(seconds)

    @rule()
    def settle(self) -> None:
        self.home.settle()

    @invariant()
    def nothing_stands_twice(self) -> None:
        for engine in getattr(self, "home", Home()).engines:
            for where in (ATTIC, *NAMES):
                if where != engine.name:
                    texts = said(engine, where)
                    assert len(set(texts)) == len(texts), (engine.name, where, texts)

    def teardown(self) -> None:
        if not hasattr(self, "home"):
            return
        self.home.settle()
        for engine in self.home.engines:
            if engine.client is None:
                engine.connect()
        self.home.pass_time(40 + self.count)
        self.nothing_stands_twice()
        self.check()

    def check(self) -> None:
        first = said(self.of("ann"), ATTIC)
        for engine in self.home.engines:
            assert said(engine, ATTIC) == first, engine.name
            assert engine[ATTIC].unsent == []
            assert engine[ATTIC].timeline.gap is None
            own = [text for text in first if text.startswith(engine.name)]
            assert own == self.typed[engine.name]
            for other in NAMES:
                if other != engine.name:
                    assert {each.fate for each in engine[other].unsent} <= {"failed"}


class TalkingWithoutKeys(Talking):
    """The same with a server that does not know a message again."""

    without: tuple[str, ...] = ("parlour.chat/once",)
    ordered = True

    def check(self) -> None:
        first = said(self.of("ann"), ATTIC)
        for engine in self.home.engines:
            order = list if self.ordered else sorted
            assert order(said(engine, ATTIC)) == order(first), engine.name
            own = [text for text in first if text.startswith(engine.name)]
            unsure = [each.text for each in engine[ATTIC].unsent]
            assert {each.fate for each in engine[ATTIC].unsent} <= {"perhaps"}
            assert sorted([*own, *unsure]) == sorted(self.typed[engine.name])


class TalkingWithoutLabels(Talking):
    """The same with a server whose echoes have no label: they are known by their text."""

    without = ("labeled-response",)


class TalkingWithoutEchoes(TalkingWithoutKeys):
    """The same with a server that answers to nothing but PING: what one says stands where one knew that it arrived."""

    without = ("parlour.chat/once", "labeled-response", "echo-message")
    ordered = False


def said(engine: Attached, where: str) -> list[str]:
    return [each.text for each in engine[where].timeline.messages if each.is_speech]


def run(machine: Any, examples: int) -> Any:
    case = machine.TestCase
    case.settings = settings(max_examples=quarter(examples), stateful_step_count=30, deadline=None)
    return case


TestTalking = run(Talking, 40)
TestTalkingWithoutKeys = run(TalkingWithoutKeys, 25)
TestTalkingWithoutLabels = run(TalkingWithoutLabels, 15)
TestTalkingWithoutEchoes = run(TalkingWithoutEchoes, 25)
