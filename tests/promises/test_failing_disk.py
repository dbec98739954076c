"""Promise 5: what cannot be kept was never said. What everybody was shown is what is so, whatever the disk does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parlour.core import handling
from parlour.core.handling import PORTION_BYTES
from tests.support.operators import PASSWORD
from tests.support.party import CHANNELS, LOGIN, OPERATOR, PEOPLE, Party

now = st.sampled_from([False, True])
people = st.sampled_from(["ann", "ann", *PEOPLE])
nicks = st.sampled_from([*PEOPLE, "eve", "Ann", "fay"])
some = st.lists(nicks, max_size=3).map(",".join)
channels = st.sampled_from(CHANNELS)
targets = st.lists(st.sampled_from([*CHANNELS, *PEOPLE]), min_size=1, max_size=3, unique=True).map(",".join)
flags = st.sampled_from(
    ["+i", "-i", "+s", "-s", "+m", "-m", "+n", "-n", "-t", "+k a", "+k b", "-k x", "+l 1", "+l 9", "-l", "+ik-l+m c"]
)


def given_to(person: str) -> st.SearchStrategy[str]:
    """Changes of the modes of a member, and of what is on a list about one."""
    return st.sampled_from(
        [
            f"+b {person}",
            f"-b {person}!*@*",
            f"+eI {person} {person}",
            f"+o {person}",
            f"-o {person}",
            f"+v {person}",
            f"-v {person}",
            f"+ov-m {person} {person}",
        ]
    )


def step(*parts: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """What somebody does: a verb, and values or where to draw them from."""
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts))


WEIGHTS: dict[st.SearchStrategy[tuple[Any, ...]], int] = {
    step("rest"): 1,
    step("say", people, "PRIVMSG", channels, now): 4,
    step("say", people, st.sampled_from(["PRIVMSG", "NOTICE"]), targets, now): 2,
    step("react", people, targets, now): 1,
    step("mode", people, channels, people.flatmap(given_to) | flags, now): 6,
    step("topic", people, channels, st.booleans(), now): 3,
    step("ask", people, st.sampled_from(["NAMES", "WHO", "TOPIC", "MODE"]), channels, now): 2,
    step("past", st.sampled_from(["ann", "cid"]), channels, now): 2,
    step("reads", st.sampled_from(["slow", "answer", "fast"])): 2,
    step("wire", people, st.sampled_from(["stuck", "take", "take", "free"])): 2,
    step("join", people, st.sampled_from(["#one", "#two", "#one,#two", "#one a"]), now): 3,
    step("kick", people, people, channels, now): 1,
    step("invite", people, people, channels, now): 1,
    step("part", people, st.sampled_from(["#one", "#two", "#two,#one"]), now): 1,
    step("nick", people, nicks, now): 1,
    step("session", people, people, st.sampled_from(["full", "half", "half", "simplex"]), now): 4,
    step(
        "in session", people, st.sampled_from(["ACCEPT", "DECLINE", "OVER", "OVER", "CLOSE", "ASK on", "ASK off"]), now
    ): 4,
    step("talk", people, st.sampled_from(["PRIVMSG", "PRIVMSG", "NOTICE"]), now): 4,
    step("away", people, st.sampled_from(["", ":tea", ":lunch"]), now): 2,
    step("realname", people, st.sampled_from(["One", "Another"]), now): 1,
    step("monitor", people, st.sampled_from(["+", "+", "-", "C", "S"]), some, now): 2,
    step("oper", now): 1,
    step("kill", nicks, now): 1,
    step("ban", st.sampled_from(["fay!*@*", "203.0.113.0/24", "spam!*@*"]), st.booleans(), now): 2,
    step("leave", people, st.booleans()): 1,
    step("disk", st.sampled_from(["slow", "slow", "finish", "fail", "fail", "fast", "broken", "well"])): 6,
    step("wait", st.sampled_from([0.3, 1, 3])): 1,
    step("clock", st.sampled_from([-3_600_000, -5, 5, 3_600_000])): 1,
}
STEPS: st.SearchStrategy[tuple[Any, ...]] = st.sampled_from(
    [kind for kind, weight in WEIGHTS.items() for _ in range(weight)]
).flatmap(lambda kind: kind)


def ask(party: Party, person: str, command: str, channel: str, run: bool) -> None:
    if command == "TOPIC":
        party.ask_topic(person, channel, run=run)
    else:
        party.command(person, f"{command} {channel}", run=run)


def treat_disk(party: Party, how: str) -> None:
    """Make the disk slow or broken or well; or let what is under way be `finish`ed, or `fail` this once."""
    world, disk = party.world, party.world.disk
    if how == "fail":
        broken, disk.broken = disk.broken, True
        disk.finish()
        disk.broken = broken
        # Whether it can be used again is found out at the next tick.
        world.pass_time(1)
    elif how in {"broken", "well"}:
        disk.broken = how == "broken"
    elif how == "slow":
        disk.slow = True
    else:
        disk.slow = disk.slow and how == "finish"
        disk.finish()


def treat_reads(party: Party, how: str) -> None:
    """Let questions to the past wait, or be answered: those that wait, or all."""
    clock = party.world.clock
    clock.slow_reads = how == "slow" or (how == "answer" and clock.slow_reads)
    if how != "slow":
        clock.answer_reads()
        party.world.run()


def treat_wire(party: Party, person: str, how: str) -> None:
    """Let somebody take nothing, or something of what waits, or all."""
    client = party.session(person).client
    client.wire.stuck = how == "stuck" or (how == "take" and client.wire.stuck)
    client.take(100 if how == "take" else None if how == "free" else 0)


def open_session(party: Party, person: str, whom: str, duplex: str, run: bool) -> None:
    """Somebody opens a session, by the command or in words."""
    known = party.session(whom).picture.nick or whom
    in_words = person == "cid"
    party.command(person, f"PRIVMSG *sessions :open {known} {duplex}" if in_words else f"SESSION OPEN {known} {duplex}",
                  run=run)  # fmt: skip


def in_session(party: Party, person: str, what: str, run: bool) -> None:
    party.command(person, f"PRIVMSG *sessions :{what}" if person == "bob" else f"SESSION {what}", run=run)


def talk(party: Party, person: str, command: str, run: bool) -> None:
    """Somebody says something to the other of their session."""
    partner = party.session(person).picture.pairing.partner
    if partner is not None:
        party.say(person, command, partner, run=run)


def ban(party: Party, target: str, lifted: bool, run: bool) -> None:
    """Let the operator set a ban, or lift it."""
    party.command(OPERATOR, f"UBAN DEL {target}" if lifted else f"UBAN ADD {target}", run=run)


def jump(party: Party, by_ms: int) -> None:
    party.world.clock.wall_ms += by_ms


WAYS: dict[str, Callable[..., object]] = {
    "rest": lambda party: None,
    "say": lambda party, person, command, names, run: party.say(person, command, names, run=run),
    "react": lambda party, person, names, run: party.command(person, f"TAGMSG {names}", "+draft/react=x", run=run),
    "past": lambda party, person, name, run: party.command(person, f"CHATHISTORY LATEST {name} * 5", run=run),
    "reads": treat_reads,
    "wire": treat_wire,
    "join": lambda party, person, names, run: party.command(person, f"JOIN {names}", run=run),
    "part": lambda party, person, names, run: party.command(person, f"PART {names}", run=run),
    "kick": lambda party, person, whom, name, run: party.command(person, f"KICK {name} {whom} :out", run=run),
    "invite": lambda party, person, whom, name, run: party.command(person, f"INVITE {whom} {name}", run=run),
    "nick": lambda party, person, nick, run: party.command(person, f"NICK {nick}", run=run),
    "topic": lambda party, person, channel, empty, run: party.set_topic(person, channel, empty=empty, run=run),
    "mode": lambda party, person, channel, what, run: party.command(person, f"MODE {channel} {what}", run=run),
    "ask": ask,
    "session": open_session,
    "in session": in_session,
    "talk": talk,
    "away": lambda party, person, why, run: party.command(person, f"AWAY {why}", run=run),
    "realname": lambda party, person, name, run: party.command(person, f"SETNAME :{name}", run=run),
    "monitor": lambda party, person, how, whom, run: party.command(person, f"MONITOR {how} {whom}", run=run),
    "oper": lambda party, run: party.command(OPERATOR, f"OPER {LOGIN.name} {PASSWORD}", run=run),
    "kill": lambda party, whom, run: party.command(OPERATOR, f"KILL {whom} :out", run=run),
    "ban": ban,
    "leave": lambda party, person, politely: party.leave(person, politely=politely),
    "disk": treat_disk,
    "wait": lambda party, seconds: party.world.pass_time(seconds),
    "clock": jump,
}


def play(steps: list[tuple[Any, ...]], *, portion_bytes: int = PORTION_BYTES) -> None:
    """People come to both channels, and then do these steps; in the end all must fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handling, "PORTION_BYTES", portion_bytes)
        party = after(steps)
        party.settle()
        party.check()


def after(steps: list[tuple[Any, ...]]) -> Party:
    party = Party(hold_events=12)
    for person in PEOPLE:
        party.command(person, "JOIN #one,#two")
        party.command(person, "MODE #one")
    WAYS["oper"](party, True)
    for step in steps:
        WAYS[step[0]](party, *step[1:])
    party.world.run()
    return party


def steps_of(count: int) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(STEPS, min_size=count // 2, max_size=count)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=40, suppress_health_check=QUIET)
@given(steps_of(40))
def test_what_everybody_was_shown_is_what_is_so_whatever_the_disk_does(steps: list[tuple[Any, ...]]) -> None:
    play(steps)


@settings(max_examples=40, suppress_health_check=QUIET)
@given(steps_of(40))
def test_it_is_so_when_every_answer_is_a_long_one(steps: list[tuple[Any, ...]]) -> None:
    play(steps, portion_bytes=1)


@settings(max_examples=40, suppress_health_check=QUIET)
@given(steps_of(30), st.booleans())
def test_whenever_the_server_stops_everybody_is_shown_or_told_what_was_accepted(
    steps: list[tuple[Any, ...]], broken: bool
) -> None:
    party = after(steps)
    party.world.disk.broken = broken
    party.stop()
    party.check_stopped()


@pytest.mark.slow
@settings(max_examples=1500, suppress_health_check=QUIET)
@given(steps_of(80), st.sampled_from([1, 100, PORTION_BYTES]))
def test_what_everybody_was_shown_is_what_is_so_whatever_the_disk_does_in_long_plays(
    steps: list[tuple[Any, ...]], portion_bytes: int
) -> None:
    play(steps, portion_bytes=portion_bytes)
