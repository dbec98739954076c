"""Promise 6: answers come in the order of commands, and between the past and the present nothing is lost or doubled."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.irc import Line, parse
from tests.support.play import Client, World

CAPABILITIES = (
    "message-tags", "server-time", "echo-message", "batch", "labeled-response", "draft/chathistory"
)  # fmt: skip

ASKED = [
    "JOIN #attic", "JOIN #attic", "PART #attic", "CHATHISTORY LATEST #attic * 500", "CHATHISTORY LATEST #attic * 500",
    "CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z 9", "NAMES #attic",
    "TOPIC #attic", "PING x", "NICK eve", "NICK ann", "XYZZY", "WHO #attic", "PRIVMSG #attic :own", "JOIN #attic,#own",
]  # fmt: skip

WEIGHTS: dict[st.SearchStrategy[tuple[Any, ...]], int] = {
    st.tuples(st.just("say"), st.sampled_from(["bob", "cid"])): 6,
    st.tuples(st.just("ask"), st.sampled_from(ASKED)): 8,
    st.tuples(st.just("join"), st.booleans()): 2,
    st.tuples(st.just("disk"), st.sampled_from(["slow", "finish", "finish", "fail", "fast"])): 4,
    st.tuples(st.just("reads"), st.sampled_from(["slow", "answer", "answer", "fast"])): 4,
}
STEPS = st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)]).flatmap(lambda kind: kind)


class Reading:
    """Somebody who asks much, somebody plain who comes and goes, and two who talk all the time."""

    def __init__(self) -> None:
        self.world = World(on_join=1000)
        self.count = 0
        for name in ("bob", "cid"):
            self.world.client(name).send("JOIN #attic")
        self.asker = self.world.client("ann", *CAPABILITIES)
        self.plain = self.world.client("dan", "server-time")
        self.labels: list[str] = []

    def act(self, step: tuple[Any, ...]) -> None:
        disk, clock = self.world.disk, self.world.clock
        match step:
            case ("say", name):
                self.count += 1
                self.world.clients[name].send(f"PRIVMSG #attic :{self.count}")
            case ("ask", line):
                self.labels.append(f"l{len(self.labels)}")
                self.asker.send(f"@label={self.labels[-1]} {line}")
            case ("join", coming):
                self.plain.send(f"{'JOIN' if coming else 'PART'} #attic")
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
                if how != "slow":
                    clock.answer_reads()
                    self.world.run()

    def settle(self) -> None:
        self.act(("disk", "fast"))
        self.act(("reads", "fast"))
        while self.world.disk.finish():
            pass
        self.world.pass_time(2)

    def kept(self) -> list[Any]:
        """The rows of what was said."""
        room = self.world.node.network.channels["#attic"]
        return [row for row in self.world.store.rows.get(room.scope.id, []) if row[4] == "message"]


def check_order_of_answers(lines: list[Line], labels: list[str]) -> None:
    assert [line.tags["label"] for line in lines if "label" in line.tags] == labels


def check_asker(lines: list[Line], kept: list[str]) -> None:
    """What was shown since a join, or since an answer from the past, is what is kept, up to now, without a gap."""
    at: int | None = None
    past: list[str] = []
    batches: dict[str, str] = {}
    inside = False
    for line in lines:
        if line.command == "BATCH":
            ref = line.params[0][1:]
            if line.params[0][0] == "+":
                batches[ref] = line.params[1]
                past = []
            elif batches[ref] == "chathistory":
                assert past == kept[: len(past)]
                assert at is None or len(past) >= at, "what was shown before is not in the past"
                at = len(past)
        elif batches.get(line.tags.get("batch", "")) == "chathistory":
            past.append(line.tags["msgid"])
        elif line.command == "PRIVMSG":
            found = kept.index(line.tags["msgid"])
            assert at is None or at == found
            at = found + 1
        elif line.command in {"JOIN", "PART"} and line.params[0] == "#attic" and line.nick in {"ann", "eve"}:
            inside, at = line.command == "JOIN", None
    if inside and at is not None:
        assert at == len(kept)


def check_plain(lines: list[Line], kept: list[str]) -> None:
    """Since a join all was shown that had been said before, and then all that was said."""
    at = 0
    for line in lines:
        if line.command == "JOIN" and line.nick == "dan":
            at = 0
        elif line.command == "PRIVMSG":
            assert line.text == kept[at]
            at += 1


def play(steps: list[tuple[Any, ...]]) -> None:
    reading = Reading()
    for step in steps:
        reading.act(step)
    reading.settle()
    kept = reading.kept()
    asked = [parse(line) for line in reading.asker.lines]
    check_order_of_answers(asked, reading.labels)
    check_asker(asked, [row[3] for row in kept])
    check_plain([parse(line) for line in reading.plain.lines], [row[9] for row in kept])


@settings(max_examples=60)
@given(st.lists(STEPS, min_size=15, max_size=40))
def test_between_the_past_and_the_present_nothing_is_lost_or_doubled(steps: list[tuple[Any, ...]]) -> None:
    play(steps)


@pytest.mark.slow
@settings(max_examples=2000)
@given(st.lists(STEPS, min_size=20, max_size=100))
def test_between_the_past_and_the_present_nothing_is_lost_or_doubled_in_long_talks(
    steps: list[tuple[Any, ...]],
) -> None:
    play(steps)


# One that waits


def waiting() -> tuple[World, Client]:
    """Somebody whose question to the past is not answered yet."""
    world = World()
    world.play("bob> JOIN #attic\nbob> PRIVMSG #attic :before\nbob~")
    ann = world.client("ann", *CAPABILITIES)
    ann.send("JOIN #attic")
    world.play("ann~\nbob~")
    world.clock.slow_reads = True
    ann.send("@label=1 CHATHISTORY LATEST #attic * 5")
    return world, ann


def test_what_somebody_asks_next_waits_for_the_answer_before() -> None:
    world, ann = waiting()
    ann.send("@label=2 PING x", "@label=3 PRIVMSG #attic :after", "@label=4 NICK eve")
    world.play("ann.\nbob.")
    world.clock.answer_reads()
    world.run()
    world.play(
        """
        ann< …@label=1…BATCH +… chathistory #attic
        ann< @batch=…:before
        ann< :parlour.local BATCH -…
        ann< @label=2 …PONG…
        ann< @label=3;…PRIVMSG #attic :after
        ann< @label=4;…NICK :eve
        ann.
        """
    )


def test_nobody_else_waits_for_one_that_waits() -> None:
    world, _ = waiting()
    world.play(
        "bob> PING x\nbob< …PONG…\nbob> PRIVMSG #attic :meanwhile\nbob> NICK rob\nbob< …NICK :rob\ncid> JOIN #attic"
    )
    world.play("bob< …JOIN #attic\nann.")
    world.clock.answer_reads()
    world.run()
    world.play(
        "ann< …BATCH +…\nann< …:before\nann< …BATCH -…\nann< …:meanwhile\nann< …NICK :rob\nann< …JOIN #attic\nann."
    )


def test_the_past_ends_where_it_was_asked_for() -> None:
    world, ann = waiting()
    world.play("bob> PRIVMSG #attic :meanwhile")
    world.clock.answer_reads()
    world.run()
    lines = ann.lines
    assert ["batch" in parse(line).tags for line in lines if "PRIVMSG" in line] == [True, False]


def test_what_is_asked_of_the_past_while_the_disk_is_slow_waits_for_it() -> None:
    world = World()
    world.play("bob> JOIN #attic")
    ann = world.client("ann", *CAPABILITIES)
    ann.send("JOIN #attic")
    world.play("ann~\nbob~")
    world.disk.slow = True
    world.play("bob> PRIVMSG #attic :one\nann> CHATHISTORY LATEST #attic * 5\nbob> PRIVMSG #attic :two\nann.")
    world.disk.finish()
    world.play("ann< …:one\nann.")
    world.disk.finish()
    world.play("ann< …BATCH +…\nann< @batch=…:one\nann< …BATCH -…\nann< …:two\nann.")


def test_what_is_asked_of_the_past_while_the_disk_fails_is_answered_without_what_was_undone() -> None:
    world = World()
    world.play("bob> JOIN #attic\nbob> PRIVMSG #attic :before")
    ann = world.client("ann", *CAPABILITIES)
    ann.send("JOIN #attic")
    world.play("ann~\nbob~")
    world.disk.slow = world.disk.broken = True
    world.play("bob> PRIVMSG #attic :lost\nann> CHATHISTORY LATEST #attic * 5\nann.")
    world.disk.finish()
    world.play("ann< …BATCH +…\nann< …:before\nann< …BATCH -…\nann.")
