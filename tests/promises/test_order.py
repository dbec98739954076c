"""Promise 1: events of one scope are applied and shown in one order, the same for everybody and in the history."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.irc import Line, parse
from tests.support.party import CHANNELS, PEOPLE, SAID, Party, Session
from tests.support.play import World

now = st.booleans()
people = st.sampled_from(sorted(PEOPLE))

WEIGHTS: dict[st.SearchStrategy[tuple[Any, ...]], int] = {
    st.tuples(st.just("say"), people, st.sampled_from([*CHANNELS, "ann", "#one,dan,#two"]), now): 12,
    st.tuples(st.just("do"), people, st.sampled_from(["TOPIC #one :tea", "MODE #two -t", "NICK eve", "NICK ann"])): 2,
    st.tuples(st.just("do"), people, st.sampled_from(["PART #two", "JOIN #two", "JOIN #one"])): 2,
    st.tuples(st.just("do"), people, st.sampled_from(["AWAY :tea", "AWAY", "SETNAME Somebody", "MONITOR + eve"])): 1,
    st.tuples(st.just("leave"), people): 1,
    st.tuples(st.just("disk"), st.sampled_from(["slow", "finish", "finish", "fast"])): 4,
    st.tuples(st.just("clock"), st.sampled_from([-86_400_000, -1500, -1, 1, 700, 86_400_000])): 3,
}
STEPS = st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)]).flatmap(lambda kind: kind)

Pages = Callable[[str], list[Line]]


def act(party: Party, step: tuple[Any, ...]) -> None:
    match step:
        case ("say", person, targets, run):
            party.say(person, "PRIVMSG", targets, run=run)
        case ("do", person, line):
            party.command(person, line)
        case ("leave", person):
            party.leave(person, politely=True)
        case ("disk", how):
            party.world.disk.slow = how == "slow" or (how == "finish" and party.world.disk.slow)
            if how != "slow":
                party.world.disk.finish()
        case ("clock", jump_ms):
            party.world.clock.wall_ms += jump_ms


def play(steps: list[tuple[Any, ...]], page: int) -> None:
    party = Party()
    for person in PEOPLE:
        party.command(person, "JOIN #one,#two")
    for step in steps:
        act(party, step)
    party.settle()
    party.check()
    for session in party.now.values():
        check_paging(party, session, page)


def check_paging(party: Party, session: Session, page: int) -> None:
    """Going through the past by times, forwards and backwards, finds all that is kept, once and in order."""
    connection = session.client.connection
    if connection is None or connection.user is None or not session.has("draft/chathistory"):
        return
    scopes = {channel.name: channel.scope.id for channel in connection.user.channels.values()}
    for partner, conversation in (connection.user.conversations or {}).items():
        user = party.world.node.network.users.get(partner)
        if user is not None:
            scopes[user.nick] = conversation.scope.id
    for target, scope in scopes.items():
        rows = party.world.store.rows.get(scope, [])
        everything = session.has("draft/event-playback")
        kept = [row[3] for row in rows] if everything else [row[9] for row in rows if row[4] in SAID]

        def ask(what: str, target: str = target) -> list[Line]:
            session.picture.history.clear()
            party.send(session, f"CHATHISTORY {what.replace('TARGET', target)} {page}")
            return list(session.picture.history)

        for found in (forwards(ask), backwards(ask)):
            assert [line.tags["msgid"] if everything else line.text for line in found] == kept


def forwards(ask: Pages) -> list[Line]:
    found: list[Line] = []
    at = "1970-01-01T00:00:00.000Z"
    while lines := ask(f"AFTER TARGET timestamp={at}"):
        found += lines
        at = lines[-1].tags["time"]
    return found


def backwards(ask: Pages) -> list[Line]:
    found: list[Line] = []
    lines = ask("LATEST TARGET *")
    while lines:
        found = lines + found
        lines = ask(f"BEFORE TARGET timestamp={lines[0].tags['time']}")
    return found


@settings(max_examples=30)
@given(st.lists(STEPS, min_size=15, max_size=60), st.integers(1, 4))
def test_everybody_sees_one_order_and_pages_of_the_past_lack_and_repeat_nothing(
    steps: list[tuple[Any, ...]], page: int
) -> None:
    play(steps, page)


@pytest.mark.slow
@settings(max_examples=800)
@given(st.lists(STEPS, min_size=40, max_size=120), st.integers(1, 4))
def test_everybody_sees_one_order_and_pages_of_the_past_lack_and_repeat_nothing_in_long_talks(
    steps: list[tuple[Any, ...]], page: int
) -> None:
    play(steps, page)


@pytest.mark.parametrize("back_ms", [1, 500, 1001, 86_400_000])
def test_times_go_on_after_a_restart_with_a_clock_that_went_back(back_ms: int) -> None:
    world = World()
    world.play("ann> JOIN #attic")
    for number in range(5):
        world.play(f"ann> PRIVMSG #attic :{number}")
    world.crash()
    world.clock.wall_ms -= back_ms
    world.client("ann", "server-time", "echo-message").send("JOIN #attic")
    for number in range(5, 10):
        world.play(f"ann> PRIVMSG #attic :{number}")
    times = [parse(line).tags["time"] for line in world.clients["ann"].lines if "PRIVMSG" in line]
    assert len(times) == 10
    assert times == sorted(set(times))


def test_a_new_nick_is_shown_at_a_time_that_no_channel_has_passed() -> None:
    world = World()
    ann = world.client("ann", "server-time", "echo-message")
    ann.send("JOIN #attic,#cellar")
    world.clock.wall_ms += 60_000
    ann.send("PRIVMSG #attic :late")
    world.clock.wall_ms -= 120_000
    ann.send("NICK ada", "PRIVMSG #cellar :hi", "PRIVMSG #attic :hi")
    times = [parse(line).tags["time"] for line in ann.lines if "time=" in line][-4:]
    assert times[0] < times[1]
    assert times[1] < min(times[2:])
