"""Whatever anybody sends, cut anywhere: the server has no error of its own, and sends only what is a line."""

import re
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from parlour.core import handling
from parlour.core.handling import PORTION_BYTES
from parlour.core.host import Gateway, StrictTransport
from parlour.core.limits import SERVER_NAME_BYTES, Limits
from tests.support.audience import check_node
from tests.support.examples import examples
from tests.support.operators import PASSWORD, logins
from tests.support.play import Client, World
from tests.support.sent import check_batches, check_numerics, check_sent
from tests.support.vocabulary import EVERY_CAPABILITY, KEY, line, rubble, whole

LOGINS = logins(replace(logins()["root"], host="staff.example"))
GATEWAY = Gateway("kiwi", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("hunter2"))

SERVER = "a-server.with-a-name-as-long-as-there-can-be.attic".ljust(SERVER_NAME_BYTES, "x")


class Step:
    """What happens: the name of what a crowd does, and its parameters."""

    def __init__(self, verb: str, *args: Any) -> None:
        self.verb = verb
        self.args = args

    def __repr__(self) -> str:
        # The whole may be too long to be read.
        return f"{self.verb}({', '.join(repr(arg)[:150] for arg in self.args)})"


PEOPLE = {
    "ann": " ".join(EVERY_CAPABILITY),
    "bob": "",
    "cleo": "server-time batch",
    "eve": "multi-prefix message-tags labeled-response batch away-notify",
}
"""Who is there, and which capabilities they have."""


class Crowd:
    """A world with five who are connected, of whom one is an operator of the network, one has not registered, and one
    comes from outside."""

    def __init__(self) -> None:
        self.world = World(
            server_name=SERVER,
            motd=["Be kind."],
            logins=LOGINS,
            gateways=((GATEWAY, ("127.0.0.0/8",)),),
            limits=Limits(page=20, channels_per_user=3, monitor=5, list_entries=4),
        )
        self.everyone: list[Client] = []
        for name in PEOPLE:
            client = self.world.connect(name, "192.0.2.1" if name == "cleo" else "127.0.0.1")
            self.everyone.append(client)
            self._come(client)
        self.everyone.append(self.world.connect("new"))
        self.now = list(self.everyone)

    def _come(self, client: Client) -> None:
        name = client.name
        lines = [f"CAP REQ :{PEOPLE.get(name, '')}", f"NICK {name}", f"USER {name} 0 * :{name}", "CAP END", "JOIN #a"]
        if name == "eve":
            lines.append(f"OPER root {PASSWORD}")
        client.feed("".join(f"{line}\r\n" for line in lines).encode())

    def feed(self, who: int, data: bytes, run: bool) -> None:
        client = self.now[who]
        if client.connection is None:
            self.now[who] = client = self.world.connect(client.name)
            self.everyone.append(client)
            self._come(client)
        if client.connection is not None:  # it may be banned
            client.feed(data, run=run)

    def drop(self, who: int) -> None:
        if self.now[who].connection is not None:
            self.now[who].drop("broken")

    TROUBLES = ("slow disk", "broken disk", *["whole disk", "disk", "reads"] * 3, "slow reads")

    def trouble(self, what: str) -> None:
        disk, clock = self.world.disk, self.world.clock
        match what:
            case "slow disk":
                disk.slow = True
            case "broken disk" | "whole disk":
                disk.broken = what == "broken disk"
            case "disk":
                disk.slow = False
                disk.finish()
            case "slow reads":
                clock.slow_reads = True
            case "reads":
                clock.slow_reads = False
                clock.answer_reads()
        self.world.run()

    def settle(self) -> None:
        """All that was in the way is over, and all that waits is done."""
        self.world.disk.broken = False
        for what in ("disk", "reads"):
            self.trouble(what)
        for _ in range(20):
            self.world.pass_time(5)
            self.world.disk.finish()

    def adopt(self, options: dict[str, Any]) -> None:
        self.world.node.adopt(replace(self.world.node.options, **options))
        self.world.run()

    def cut(self, who: int, data: bytes, at: int) -> None:
        self.feed(who, data[:at], False)
        self.feed(who, data[at:], True)

    def wait(self, seconds: float) -> None:
        self.world.pass_time(seconds)


KINDS = {"feed": 120, "cut": 8, "rubble": 5, "trouble": 8, "wait": 8, "drop": 1, "adopt": 2}
"""What happens, and how often."""

SETTINGS: list[dict[str, Any]] = [
    {"icon": "https://example.org/icon.png"}, {"icon": ""}, {"denied_tags": ("*", "-a")}, {"denied_tags": ()},
    {"sts": StrictTransport(3600, 6697)}, {"sts": None}, {"logins": {}}, {"logins": LOGINS}, {"motd": []},
    {"limits": Limits(page=2, channels_per_user=1, monitor=1, list_entries=1, nick=9)}, {"limits": Limits()},
]  # fmt: skip


def drawn(seed: int, number: int) -> Step:
    """What somebody does, or what befalls them, drawn by two numbers."""
    chance = Random(f"{seed} {number}")
    who = chance.choice([0, 0, 0, 1, 1, 2, 3, 3, 4])
    [kind] = chance.choices(list(KINDS), list(KINDS.values()))
    if kind == "feed":
        return Step("feed", who, whole(chance), chance.random() < 0.6)
    if kind == "cut":
        return Step("cut", who, chance.choice([whole, rubble])(chance), chance.randrange(30))
    if kind == "rubble":
        return Step("feed", who, rubble(chance), chance.random() < 0.5)
    if kind == "trouble":
        return Step("trouble", chance.choice(Crowd.TROUBLES))
    if kind == "adopt":
        return Step("adopt", chance.choice(SETTINGS))
    if kind == "wait":
        return Step("wait", chance.choice([0.5, 3, 20]))
    return Step("drop", who)


def steps_of(count: int) -> st.SearchStrategy[list[Step]]:
    """So many steps, or half of it. Hypothesis repeats itself in numbers, but these are never the same."""
    numbers = st.lists(st.integers(0, 2**24), min_size=count // 2, max_size=count, unique=True)
    return st.builds(lambda seed, numbers: [drawn(seed, number) for number in numbers], st.integers(0, 2**64), numbers)


PORTIONS = st.sampled_from([PORTION_BYTES, PORTION_BYTES, 700, 1])
"""Of an answer so much is made at a time."""


def play(steps: list[Step], portion_bytes: int) -> None:
    """Let all of it happen, and look at what it came to."""
    note("\n".join(map(repr, steps)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handling, "PORTION_BYTES", portion_bytes)
        crowd = Crowd()
        for step in steps:
            getattr(crowd, step.verb)(*step.args)
        crowd.world.run()
        crowd.settle()
    check_node(crowd.world.node)
    for client in crowd.everyone:
        lines = check_sent(client.wire.sent)
        check_numerics(lines, SERVER)
        check_batches(lines, ended=client.connection is not None)
    for client in crowd.now:
        if client.connection is not None and client.connection.user is not None:
            client.feed(b"\r\n")
            client.read = len(client.wire.sent)
            client.feed(b"PING the-end\r\n")
            assert client.lines == [f":{SERVER} PONG {SERVER} :the-end"], "answers no more"


PLAYED = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
)


@settings(PLAYED, max_examples=examples(150))
@given(steps_of(160), PORTIONS)
def test_nobody_can_make_the_server_fail_or_send_what_is_no_line(steps: list[Step], portion_bytes: int) -> None:
    play(steps, portion_bytes)


@pytest.mark.slow
@settings(PLAYED, max_examples=examples(2000))
@given(steps_of(240), PORTIONS)
def test_nobody_can_make_the_server_fail_or_send_what_is_no_line_many_times(
    steps: list[Step], portion_bytes: int
) -> None:
    play(steps, portion_bytes)


@settings(PLAYED, max_examples=examples(150))
@given(st.integers(0, 2**64), st.lists(st.integers(0, 2**24), min_size=20, max_size=60, unique=True))
def test_every_command_with_a_label_gets_one_answer_with_it(seed: int, numbers: list[int]) -> None:
    crowd = Crowd()
    ann = crowd.now[0]
    for number in numbers:
        chance = Random(f"{seed} {number}")
        tags, words = chance.choice(["", "+a=b;", f"parlour.chat/once={KEY};"]), line(chance).split()
        if not [*words, ""][1 if words[:1] and words[0].startswith(":") else 0]:
            continue
        ann.read = len(ann.wire.sent)
        ann.send(f"@{tags}label=L{number} {' '.join(words)}")
        answers = [answer for answer in ann.lines if re.match(rf"@([^ ]*;)?label=L{number}[; ]", answer)]
        assert len(answers) == 1, (words, answers)
        if ann.connection is None:
            return
        ann.send(f"CAP REQ :{PEOPLE['ann']}")


NO_LINES = {
    "no end": b"PING x",
    "an end of another kind": b":s PING a\nb\r\n",
    "two spaces": b":s  PING\r\n",
    "a NUL": b":s 001 :a\0\r\n",
    "nothing": b"\r\n",
    "no UTF-8": b":s PING :\xff\r\n",
    "too long": b":s PRIVMSG #a :" + b"x" * 500 + b"\r\n",
    "tags that are too long": b"@" + b"x" * 4700 + b" PING\r\n",
}


@pytest.mark.parametrize("data", NO_LINES.values(), ids=NO_LINES.keys())
def test_what_is_no_line_is_seen(data: bytes) -> None:
    check_sent(b"@a=b;+c :x!y@z PRIVMSG #a :hi there\r\n:s 005 ann A=b :are\r\nERROR :x\r\n")
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        check_sent(data)
