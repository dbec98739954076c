"""The lobby, in which those who type meet one another and everybody else."""

import re

import pytest

from parlour.core.ports import StoreUnavailable
from tests.support.typed import TypedWorld, Typist

HOUR_MS = 3_600_000

NO_ROOM = "You are in no room: /join <room> enters one, CONNECT <name> opens a session, /msg <name> <text> tells one."
NOWHERE = "What you type goes nowhere for now: /join enters a room, CONNECT opens a session."


def shown_past(typist: Typist) -> list[str]:
    """What was shown of the past in the lines that have come."""
    return [line for line in typist.lines if re.match(r"--- |\d\d:\d\d ", line)]


def test_what_is_typed_goes_to_all_others_in_the_lobby() -> None:
    TypedWorld().play("""
        $ann> hello?
        bob> JOIN #lobby
        $cem> hello ann and bob
        $ann< * bob joined
        $ann< * cem joined
        $ann< <cem> hello ann and bob
        $ann.
        bob<< :cem!cem@127.0.0.1 PRIVMSG #lobby :hello ann and bob
        bob> PRIVMSG #lobby :hello cem
        $ann< <bob> hello cem
        $cem< <bob> hello cem
        $cem.
    """)


def test_who_joins_and_leaves_is_announced() -> None:
    TypedWorld().play("""
        $ann> hello
        $bob> hello
        $ann< * bob joined
        $ann< <bob> hello
        bea> JOIN #lobby
        $ann< * bea joined
        $bob> #CLOSE#
        $ann< * bob left
        bea> QUIT :so long
        $ann< * bea left (so long)
        $ann.
    """)


def test_whoever_enters_is_told_who_is_there_and_what_it_is_about() -> None:
    world = TypedWorld()
    world.play("""
        $ann> hello
        bob> JOIN #lobby
    """)
    world.node.network.channels["#lobby"].topic = "\x02Tea\x02 and cake"
    cem = world.typist("cem")
    cem.send("cem")
    assert cem.lines[3:5] == [
        "You are in #lobby with ann and bob: what you type goes there.",
        "It is about: Tea and cake",
    ]


def test_of_many_in_the_lobby_some_are_named() -> None:
    world = TypedWorld()
    for name in "abcdefgh":
        world.client(f"${name}")
    ann, bob = world.typist("ann"), world.typist("bob")
    ann.send("ann")
    assert ann.lines[-1] == "You are in #lobby with a, b, c, d, e, f, g and h: what you type goes there."
    bob.send("bob")
    assert bob.lines[-1] == (
        "You are in #lobby with a, b, c, d, e, f, g and 2 more (/who shows them): what you type goes there."
    )


def test_nobody_becomes_operator_of_the_lobby_by_being_first() -> None:
    TypedWorld().play("""
        bob> JOIN #lobby
        bob< :bob!bob@127.0.0.1 JOIN #lobby
        bob< :parlour.local 353 bob = #lobby :bob
        bob~
        bob> MODE #lobby +i
        bob< :parlour.local 482 bob #lobby :You're not channel operator
        bob> PART #lobby
        bob~
        bob> JOIN #LOBBY
        bob< :bob!bob@127.0.0.1 JOIN #LOBBY
        bob< :parlour.local 353 bob = #LOBBY :bob
        bob~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :@bob
    """)


def test_nobody_takes_the_lobbys_place_by_a_name_that_looks_like_it() -> None:
    TypedWorld().play("""
        bob> JOIN #1obby
        bob< :parlour.local 476 bob #1obby :Channel name looks too much like the one of another channel
        $ann> hello
        $ann.
        bob> JOIN #lobby
        bob<< :bob!bob@127.0.0.1 JOIN #lobby
    """)


def test_the_lobby_may_have_another_name() -> None:
    TypedWorld(lobby="#Salon").play("""
        bob> JOIN #salon
        bob<< :parlour.local 353 bob = #salon :bob
        $ann> hello
        bob<< :ann!ann@127.0.0.1 PRIVMSG #salon :hello
        bob> PRIVMSG #salon :hello ann
        $ann< <bob> hello ann
        $ann.
    """)


def test_without_a_lobby_text_comes_back_with_what_works() -> None:
    world = TypedWorld(lobby="")
    ann = world.typist("ann")
    ann.send("ann", "hello?")
    assert ann.lines[1:] == [
        "Hello ann, your id is 1. Type /help for help, #CLOSE# to leave.",
        "What you type goes nowhere now: /join enters a room, CONNECT opens a session.",
        f"{NO_ROOM} Not sent: hello?",
    ]


def test_whoever_may_not_enter_the_lobby_is_told_why() -> None:
    world = TypedWorld()
    world.play("bob> JOIN #lobby")
    world.node.network.channels["#lobby"].modes.add("i")
    ann = world.typist("ann")
    ann.send("ann", "hello?")
    assert ann.lines[2:] == [
        f"Only those who are invited may enter #lobby. {NOWHERE}",
        f"{NO_ROOM} Not sent: hello?",
    ]


def test_whoever_is_put_out_of_the_lobby_speaks_in_it_no_more() -> None:
    world = TypedWorld()
    world.play("""
        $ann> hello
        bob> JOIN #lobby
    """)
    channel, bob = world.node.network.channels["#lobby"], world.node.network.nicks["bob"]
    channel.members[bob.id].modes = "o"
    world.play("""
        $ann~
        bob> KICK #lobby ann :no spam
        $ann< * ann was put out by bob (no spam)
        $ann> why?
        $ann< You are not in #lobby any more. What you type goes nowhere now: … Not sent: why?
        $ann> why?
        $ann< You are in no room: … Not sent: why?
        $ann> /join lobby
        $ann< * ann joined
    """)


# What was said before


def test_at_the_start_the_last_twenty_messages_are_shown_with_their_times() -> None:
    world = TypedWorld()
    for number in range(1, 31):
        world.play(f"bob> {'JOIN #lobby' if number == 1 else 'PING x'}")
        world.play(f"bob> PRIVMSG #lobby :{number}")
        world.clock.wall_ms += 60_000
    ann = world.typist("ann")
    ann.send("ann")
    assert shown_past(ann) == [
        "--- What was said in #lobby (times in UTC)",
        "--- 2023-11-14",
        *(f"22:{13 + number - 1:02} <bob> {number}" for number in range(11, 31)),
        "--- Now",
    ]


def test_each_day_stands_under_its_date() -> None:
    world = TypedWorld()
    world.play("""
        bob> JOIN #lobby
        bob> PRIVMSG #lobby :good night
    """)
    world.clock.wall_ms += 12 * HOUR_MS
    world.play("bob> PRIVMSG #lobby :\x01ACTION yawns\x01")
    ann = world.typist("ann")
    ann.send("ann")
    assert shown_past(ann)[1:-1] == ["--- 2023-11-14", "22:13 <bob> good night", "--- 2023-11-15", "10:13 * bob yawns"]


def test_whoever_comes_again_is_shown_all_since_they_left_at_most_a_hundred() -> None:
    world = TypedWorld()
    world.play("""
        bob> JOIN #lobby
        $ann> hello
        bob> PRIVMSG #lobby :before
        $ann> #CLOSE#
    """)
    del world.clients["$ann"]
    for number in range(1, 51):
        world.clock.wall_ms += 1000
        world.play(f"bob> PRIVMSG #lobby :{number}")
    ann = world.typist("ann")
    ann.send("ann")
    assert [line.split("> ")[1] for line in shown_past(ann)[2:-1]] == [str(number) for number in range(1, 51)]
    ann.send("#CLOSE#")
    for number in range(1, 151):
        world.clock.wall_ms += 1000
        world.play(f"bob> PRIVMSG #lobby :{number}")
    ann = world.typist("ann")
    ann.send("ann")
    assert [line.split("> ")[1] for line in shown_past(ann)[2:-1]] == [str(number) for number in range(51, 151)]


def test_whoever_missed_less_than_twenty_is_shown_twenty_all_the_same() -> None:
    world = TypedWorld()
    world.play("bob> JOIN #lobby")
    for number in range(30):
        world.play(f"bob> PRIVMSG #lobby :{number}")
    world.play("""
        $ann> #CLOSE#
        bob> PRIVMSG #lobby :30
    """)
    ann = world.typist("ann")
    ann.send("ann")
    assert [line.split("> ")[1] for line in shown_past(ann)[2:-1]] == [str(number) for number in range(11, 31)]


@pytest.mark.parametrize("closes", [False, True], ids=["and comes back to it", "and goes and comes again"])
def test_whoever_leaves_the_lobby_is_shown_all_since_then(closes: bool) -> None:
    world = TypedWorld()
    world.play("""
        bob> JOIN #lobby
        $ann> #CLOSE#
        bob> PRIVMSG #lobby :before
    """)
    del world.clients["$ann"]
    world.clock.wall_ms += 1000
    world.play("""
        $ann> hello
        $ann> /part
    """)
    for number in range(1, 31):
        world.clock.wall_ms += 1000
        world.play(f"bob> PRIVMSG #lobby :{number}")
    ann = world.clients["$ann"]
    assert isinstance(ann, Typist)
    if closes:
        ann.send("#CLOSE#")
        ann = world.typist("ann")
        ann.send("ann")
    else:
        ann.lines  # noqa: B018, they are read by it
        ann.send("/join lobby")
    assert [line.split("> ")[1] for line in shown_past(ann)[2:-1]] == [str(number) for number in range(1, 31)]


def test_when_the_server_has_started_again_it_knows_when_they_left() -> None:
    world = TypedWorld()
    world.play("""
        bob> JOIN #lobby
        $ann> hello
        $ann> #CLOSE#
    """)
    for number in range(1, 41):
        world.clock.wall_ms += 1000
        world.play(f"bob> PRIVMSG #lobby :{number}")
    world.crash()
    ann = world.typist("ann")
    ann.send("ann")
    assert [line.split("> ")[1] for line in shown_past(ann)[2:-1]] == [str(number) for number in range(1, 41)]


def test_what_was_said_in_the_lobby_survives_a_crash() -> None:
    world = TypedWorld()
    world.play("$ann> remember this")
    world.crash()
    bob = world.typist("bob")
    bob.send("bob")
    assert shown_past(bob)[2:-1] == ["22:13 <ann> remember this"]


def test_where_the_last_messages_are_not_wanted_none_are_shown() -> None:
    world = TypedWorld(on_join=0)
    world.play("$ann> hello")
    bob = world.typist("bob")
    bob.send("bob")
    assert shown_past(bob) == []


def test_what_is_said_while_the_past_is_looked_up_comes_behind_it() -> None:
    world = TypedWorld()
    world.play("$ann> one")
    world.clock.slow_reads = True
    bob = world.typist("bob")
    bob.send("bob", "three")
    world.play("$ann> two")
    assert shown_past(bob) == []
    world.clock.answer_reads()
    world.run()
    assert [line.split("> ")[1] for line in bob.lines if "> " in line] == ["one", "two"]
    world.play("""
        $ann<< * bob joined
        $ann< <bob> three
    """)


def test_when_the_past_cannot_be_had_it_is_told_and_everything_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise StoreUnavailable("disk gone")

    world = TypedWorld()
    world.play("$ann> one")
    monkeypatch.setattr(world.store, "latest", fail)
    bob = world.typist("bob")
    bob.send("bob", "two", "/history")
    assert bob.lines[-2:] == ["What was said before cannot be shown at the moment."] * 2
    world.play("""
        $ann<< * bob joined
        $ann< <bob> two
    """)
