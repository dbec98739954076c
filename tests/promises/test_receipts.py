"""Promise 2: what anybody was shown survives, and a sender who got no receipt may send again."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.irc import Line, parse
from tests.support.play import Client, World

KEY = "0123456789abcdef0123456789abcdef"

HELD = {
    "a message, and its echo": ("ann> PRIVMSG #attic :hi", "bob< …PRIVMSG #attic :hi", "ann< …PRIVMSG #attic :hi"),
    "a direct message": ("ann> PRIVMSG bob :hi", "bob< …PRIVMSG bob :hi", "ann< …PRIVMSG bob :hi"),
    "a topic": ("ann> TOPIC #attic :tea", "bob< …TOPIC #attic :tea", "ann< …TOPIC #attic :tea"),
    "a mode": ("ann> MODE #attic +o bob", "bob< …MODE #attic +o bob", "ann< …MODE #attic +o bob"),
}


def world() -> World:
    made = World()
    made.client("ann", "echo-message", "labeled-response", "batch")
    made.play("ann> JOIN #attic\nbob> JOIN #attic\ncid> LUSERS\nann~\nbob~\ncid~")
    return made


@pytest.mark.parametrize("lines", HELD.values(), ids=HELD.keys())
def test_nobody_is_shown_what_is_not_on_disk_yet(lines: tuple[str, str, str]) -> None:
    made = world()
    made.disk.slow = True
    said, to_bob, to_ann = lines
    made.play(f"{said}\nbob.\nann.")
    made.disk.finish()
    made.play(f"{to_bob}\nbob.\n{to_ann}\nann.")


ASKED = {
    "who has which mode": ("MODE #attic +v bob", "NAMES #attic", "cid< …353 cid = #attic :@ann +bob\ncid< …366…"),
    "the topic": ("TOPIC #attic :tea", "TOPIC #attic", "cid< …332 cid #attic :tea\ncid< …333…"),
    "the modes": ("MODE #attic +m", "MODE #attic", "cid< …324 cid #attic +mnt\ncid< …329…"),
    "whether one may speak": ("MODE #attic +m", "PRIVMSG #attic :hi", "cid< …404 cid #attic :…"),
    "that it cannot be found": ("MODE #attic +s", "TOPIC #attic", "cid< …403 cid #attic :…"),
}


@pytest.mark.parametrize("lines", ASKED.values(), ids=ASKED.keys())
def test_no_answer_shows_what_is_not_on_disk_yet(lines: tuple[str, str, str]) -> None:
    made = world()
    made.disk.slow = True
    changed, asked, answer = lines
    made.play(f"ann> {changed}\ncid> {asked}\ncid.")
    made.disk.finish()
    made.play(f"{answer}\ncid.")


def test_whoever_joins_is_told_nothing_that_is_not_on_disk_yet() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> TOPIC #attic :tea\nann> MODE #attic +v bob\ncid> JOIN #attic\ncid.")
    made.disk.finish()
    made.disk.finish()
    made.play(
        "cid< …JOIN #attic\ncid< …332 cid #attic :tea\ncid< …333…\ncid< …353 cid = #attic :@ann +bob cid\ncid< …366…"
    )


def test_the_acknowledgement_of_a_label_is_a_receipt_too() -> None:
    made = World()
    made.client("ann", "labeled-response", "batch")
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~")
    made.disk.slow = True
    made.play("ann> @label=7 PRIVMSG #attic :hi\nann.")
    made.disk.finish()
    made.play("ann< @label=7 :parlour.local ACK\nann.")


def test_what_is_said_later_does_not_overtake_what_waits_for_the_disk() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi\nann> PING 1\nbob> PING 2\ncid> NICK dan\nann.\nbob.\ncid.")
    made.disk.finish()
    made.play("ann< …PRIVMSG #attic :hi\nann< …PONG…\nbob< …PRIVMSG #attic :hi\nbob< …PONG…\ncid< …NICK :dan")


# Saying it once


def once(key: str, label: str, text: str) -> str:
    return f"@label={label};parlour.chat/once={key} PRIVMSG #attic :{text}"


def once_world() -> World:
    made = World()
    for name in ("ann", "bob"):
        made.client(name, "message-tags", "echo-message", "labeled-response", "batch", "parlour.chat/once")
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    return made


def test_a_key_holds_while_what_was_said_under_it_is_on_its_way() -> None:
    made = once_world()
    made.disk.slow = True
    made.play(f"ann> {once(KEY, '1', 'hi')}\nann> {once(KEY, '2', 'hi')}\nann.")
    made.disk.finish()
    made.play("ann< @label=1;…PRIVMSG #attic :hi\nann< @label=2;…PRIVMSG #attic :hi\nann.\nbob< …:hi\nbob.")


def test_when_what_was_said_twice_under_a_key_cannot_be_kept_both_times_it_is_told() -> None:
    made = once_world()
    made.disk.slow = made.disk.broken = True
    made.play(f"ann> {once(KEY, '1', 'hi')}\nann> {once(KEY, '2', 'hi')}\nann.")
    made.disk.finish()
    made.play("ann< @label=1 …it could not be kept: hi\nann< @label=2 …it could not be kept: hi\nann.\nbob.")


REPEATS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(["ann", "bob"]), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("say"), st.sampled_from(["ann", "bob"]), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("disk"), st.sampled_from(["slow", "slow", "finish", "fail", "fast"])),
        st.tuples(st.just("reads"), st.sampled_from(["slow", "answer", "fast"])),
    ),
    min_size=15,
    max_size=60,
)


class Repeating:
    """Two who say the same few things again and again, each thing under a key of its own, and one who listens."""

    def __init__(self) -> None:
        self.world = once_world()
        self.world.client("cid").send("JOIN #attic")
        self.labels: dict[str, list[str]] = {"ann": [], "bob": []}
        self.answers: dict[str, list[Line]] = {"ann": [], "bob": []}
        for name in self.answers:
            self.world.clients[name].wire.watch = self._watch(name)

    def _watch(self, name: str) -> Callable[[bytes], None]:
        def see(data: bytes) -> None:
            for line in map(parse, data.decode().split("\r\n")[:-1]):
                if line.command == "PRIVMSG":
                    assert line.tags["msgid"] in {row[3] for row in self.rows()}, "it is not on disk"
                if "label" in line.tags:
                    self.answers[name].append(line)

        return see

    def rows(self) -> list[Any]:
        return [row for rows in self.world.store.rows.values() for row in rows if row[4] == "message"]

    def act(self, step: tuple[Any, ...]) -> None:
        disk, clock = self.world.disk, self.world.clock
        match step:
            case ("say", name, key, run):
                label = f"{len(self.labels[name])}"
                self.labels[name].append(label)
                line = once(f"{key:032}", label, f"k{key}")
                self.world.clients[name].feed(f"{line}\r\n".encode(), run=run)
            case ("disk", "fail"):
                disk.broken = True
                disk.finish()
                disk.broken = False
                self.world.pass_time(1)
            case ("disk", how):
                disk.slow = how == "slow" or (how == "finish" and disk.slow)
                if how != "slow":
                    disk.finish()
            case ("reads", how):
                clock.slow_reads = how == "slow" or (how == "answer" and clock.slow_reads)
                clock.answer_reads()
                self.world.run()

    def check(self) -> None:
        kept = Counter(row[9] for row in self.rows())
        assert all(count == 1 for count in kept.values())
        for name, answers in self.answers.items():
            assert [line.tags["label"] for line in answers] == self.labels[name]
            for line in answers:
                assert line.command == "PRIVMSG" or "it could not be kept: k" in line.text
        heard = Counter(parse(line).text for line in self.world.clients["cid"].lines if " PRIVMSG " in line)
        assert heard == kept


@settings(max_examples=60)
@given(REPEATS)
def test_what_is_said_under_a_key_is_kept_once_and_every_repeat_answered(steps: list[tuple[Any, ...]]) -> None:
    repeating = Repeating()
    for step in steps:
        repeating.act(step)
    repeating.act(("reads", "fast"))
    repeating.act(("disk", "fast"))
    while repeating.world.disk.finish():
        pass
    repeating.world.pass_time(2)
    repeating.check()


# Crashes at any moment

CAPABILITIES = ("message-tags", "server-time", "echo-message", "batch", "draft/chathistory", "parlour.chat/once")


class Talker:
    """One person over all their connections: what they said, and what they saw on each."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.sights: list[list[Line]] = []
        self.landed: list[set[str]] = []
        """On each connection, what had been kept already when it was said again: its echo shows the past."""
        self.waiting: dict[str, str] = {}
        """By text, the lines that got no echo yet."""
        self.come()

    def come(self) -> None:
        """Connect, join, and say again what got no echo."""
        self.client: Client = self.world.client(self.name, *CAPABILITIES)
        self.client.send("JOIN #attic")
        self.sights.append([])
        kept = {row[9] for rows in self.world.store.rows.values() for row in rows}
        self.landed.append(self.waiting.keys() & kept)
        self.client.send(*self.waiting.values())

    def say(self, text: str, *, run: bool) -> None:
        self.waiting[text] = f"@parlour.chat/once={text:0>32} PRIVMSG #attic :{text}"
        self.client.feed(f"{self.waiting[text]}\r\n".encode(), run=run)

    def look(self) -> None:
        """Take in what came."""
        for line in map(parse, self.client.lines):
            if line.command == "PRIVMSG":
                self.sights[-1].append(line)
                if line.nick == self.name:
                    self.waiting.pop(line.text, None)


STEPS = st.sampled_from(
    [("say", name, run) for name in ("ann", "bob", "cid") for run in (True, False)] * 4
    + [("disk", how) for how in ("slow", "slow", "finish", "finish", "finish", "fast")] * 2
    + [("crash", True), ("crash", False)]
)


def play(steps: list[tuple[Any, ...]]) -> None:
    made = World()
    talkers = {name: Talker(made, name) for name in ("ann", "bob", "cid")}
    count = 0
    for step in steps:
        match step:
            case ("say", name, run):
                count += 1
                talkers[name].say(f"m{count}", run=run)
            case ("disk", how):
                made.disk.slow = how == "slow" or (how == "finish" and made.disk.slow)
                if how != "slow":
                    made.disk.finish()
            case ("crash", landed):
                made.run()
                for talker in talkers.values():
                    talker.look()
                made.crash(landed=landed)
                for talker in talkers.values():
                    talker.come()
    made.disk.slow = False
    made.run()
    while made.disk.finish():
        pass
    for talker in talkers.values():
        talker.look()
    check(made, talkers)


def check(made: World, talkers: dict[str, Talker]) -> None:
    reader = made.client("reader", *CAPABILITIES)
    reader.send("JOIN #attic", "CHATHISTORY LATEST #attic * 500")
    past = [line for line in map(parse, reader.lines) if line.command == "PRIVMSG"]
    kept = [line.tags["msgid"] for line in past]
    assert set(Counter(line.text for line in past).values()) <= {1}
    for talker in talkers.values():
        assert not talker.waiting, "what was said got no echo"
        for sight, landed in zip(talker.sights, talker.landed, strict=True):
            assert {line.tags["msgid"] for line in sight} <= set(kept)
            seen = [kept.index(line.tags["msgid"]) for line in sight if line.text not in landed]
            assert not seen or seen == list(range(seen[0], seen[-1] + 1)), "something in between was not shown"


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=15, max_size=50))
def test_what_anybody_was_shown_is_in_the_past_once_and_in_order_after_any_crash(steps: list[tuple[Any, ...]]) -> None:
    play(steps)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.lists(STEPS, min_size=40, max_size=120))
def test_what_anybody_was_shown_is_in_the_past_once_and_in_order_after_many_crashes(
    steps: list[tuple[Any, ...]],
) -> None:
    play(steps)
