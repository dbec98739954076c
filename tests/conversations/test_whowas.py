"""WHOWAS. Source: https://modern.ircdocs.horse/#whowas-message"""

import pytest

from parlour.core.gone import GONE_IN_MEMORY, Memory
from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import World

TIME = "Tue Nov 14 2023 22:13:20 UTC"

CASES = {
    "who has left, when and from where": f"""
        ann> PING x
        bob> QUIT
        ann~
        ann> WHOWAS Bob
        ann< :parlour.local 314 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 312 ann bob parlour.local :{TIME}
        ann< :parlour.local 369 ann Bob :End of WHOWAS
        ann.
    """,
    "who goes by another nick": f"""
        bob> NICK robert
        ann> WHOWAS bob
        ann< :parlour.local 314 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 312 ann bob parlour.local :{TIME}
        ann< :parlour.local 369 ann bob :End of WHOWAS
        ann> WHOWAS robert
        ann< :parlour.local 406 ann robert :There was no such nickname
        ann< :parlour.local 369 ann robert :End of WHOWAS
        ann.
    """,
    "another way to write a nick is the same nick": """
        bob> NICK Bob
        ann> WHOWAS bob
        ann< :parlour.local 406 ann bob :There was no such nickname
        ann< :parlour.local 369 ann bob :End of WHOWAS
        ann.
    """,
    # "Servers MUST reply with either ERR_WASNOSUCHNICK or a non-empty list of WHOWAS entries, both followed with
    # RPL_ENDOFWHOWAS"
    "nobody of that name": """
        ann> WHOWAS nobody
        ann< :parlour.local 406 ann nobody :There was no such nickname
        ann< :parlour.local 369 ann nobody :End of WHOWAS
        ann.
    """,
    # "If the <nick> argument is missing, they SHOULD send a single reply"
    "no name at all": """
        ann> WHOWAS
        ann< :parlour.local 431 ann :No nickname given
        ann> WHOWAS ,
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """,
    "this server may be asked, and no other": """
        ann> WHOWAS nobody 1 *.local
        ann< :parlour.local 406 ann nobody …
        ann< :parlour.local 369 ann nobody …
        ann> WHOWAS nobody 1 other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def world_of_the_gone() -> World:
    """Ann, after bob came and went three times, cid twice, and bob once more."""
    world = World()
    world.client("ann")
    for number, name in enumerate(["bob", "bob", "bob", "cid", "cid", "bob"], 1):
        client = world.connect(name)
        client.send(f"NICK {name}", f"USER user{number} 0 * :{name}", "QUIT")
        world.pass_time(1)
    world.play("ann~")
    return world


COUNTS = {
    # "returning the most recent entry first. If there are multiple entries, up to <count> replies will be returned (or
    # all of them if no <count> parameter is given). If given, <count> SHOULD be a positive number. Otherwise, a full
    # search is done."
    "bob": "6321",
    "bob 1": "6",
    "bob 2": "63",
    "bob 100": "6321",
    "bob 0": "6321",
    "bob -1": "6321",
    "bob many": "6321",
    # RFC 2812, 3.6.3
    "cid,bob": "654321",
    "bob,cid 1": "65",
}


@pytest.mark.parametrize(("asked", "users"), COUNTS.items(), ids=COUNTS.keys())
def test_the_newest_come_first_and_no_more_than_were_asked_for(asked: str, users: str) -> None:
    ann = world_of_the_gone().clients["ann"]
    ann.send(f"WHOWAS {asked}")
    *lines, last = map(parse, ann.lines)
    assert [line.params[2] for line in lines if line.command == "314"] == [f"user{number}" for number in users]
    assert (last.command, last.params[1]) == ("369", asked.partition(" ")[0])


def test_of_several_those_who_never_were_are_told() -> None:
    ann = world_of_the_gone().clients["ann"]
    ann.send("WHOWAS cid,nobody 1")
    assert [parse(line).command for line in ann.lines] == ["314", "312", "406", "369"]


def test_where_they_really_came_from_is_told_to_operators_who_may_see() -> None:
    world = World()
    ann = make_operator(world, "ann", "see")
    world.client("bob", address="2001:db8::7").send("QUIT")
    world.client("cid", address="unix").send("QUIT")
    ann.send("WHOWAS bob")
    assert ":parlour.local 338 ann bob 2001:db8::7 :Is actually using host" in ann.lines
    ann.send("WHOWAS cid")
    assert not any(" 338 " in line for line in ann.lines)
    dan = world.client("dan")
    dan.send("WHOWAS bob")
    assert not any(" 338 " in line for line in dan.lines)


def test_so_many_are_remembered_and_then_the_oldest_forgotten() -> None:
    world = World()
    world.play("ann> PING x")
    user = world.node.network.nicks["ann"]
    memory = Memory()
    for number in range(GONE_IN_MEMORY + 5):
        user.nick = user.folded = f"nick{number // 2}"
        memory.remember(user, number)
    assert len(memory) == GONE_IN_MEMORY
    assert memory.of(["nick0", "nick1"]) == []
    assert [gone.at_ms for gone in memory.of(["nick2"])] == [5]
    assert [gone.at_ms for gone in memory.of(["nick3"])] == [7, 6]
