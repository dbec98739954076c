"""A node whose options change while people are connected."""

from dataclasses import replace
from typing import Any

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

ISUPPORT = ("batch", "draft/extended-isupport")


def renew(world: World, **changes: Any) -> None:
    """Other options from now on."""
    world.options = replace(world.options, **changes)
    world.node.adopt(world.options)
    world.run()


@pytest.fixture
def world() -> World:
    return World(limits=Limits(nick=20, topic=100), denied_tags=("typing",))


# https://modern.ircdocs.horse/#rplisupport-005: "If the value of a parameter changes, the server SHOULD re-advertise
# the parameter with the new value"; "Tokens of the form -PARAMETER are used to negate a previously specified
# parameter", and "A single RPL_ISUPPORT reply MUST NOT contain the same parameter multiple times nor advertise and
# negate the same".


def test_what_005_says_otherwise_is_told_to_those_who_are_here_and_nothing_else(world: World) -> None:
    world.play("ann> PING here\nann~")
    renew(world, limits=Limits(nick=30, topic=100), denied_tags=())
    world.play("""
        ann< :parlour.local 005 ann NICKLEN=30 -CLIENTTAGDENY :are supported by this server
        ann.
    """)


def test_a_change_that_005_does_not_speak_of_is_told_to_nobody(world: World) -> None:
    world.play("ann> PING here\nann~")
    renew(world, motd=["hello"], ping_wait_s=7)
    world.play("""
        ann.
        ann> MOTD
        ann<< :parlour.local 372 ann …hello
    """)


# https://ircv3.net/specs/extensions/extended-isupport#draftisupport-batch
def test_those_who_want_it_in_a_batch_are_told_in_a_batch(world: World) -> None:
    world.client("ann", *ISUPPORT)
    world.play("ann~")
    renew(world, limits=Limits(nick=30, topic=100))
    world.play("""
        ann< :parlour.local BATCH +… draft/isupport
        ann< @batch=… :parlour.local 005 ann NICKLEN=30 :are supported by this server
        ann< :parlour.local BATCH -…
        ann.
    """)


def test_who_has_not_registered_is_told_with_the_welcome(world: World) -> None:
    ann = world.connect("ann")
    renew(world, limits=Limits(nick=30, topic=100))
    assert ann.lines == []
    ann.send("NICK ann", "USER ann 0 * :Ann")
    assert any("NICKLEN=30" in line for line in ann.lines)


def test_what_005_says_otherwise_is_no_part_of_an_answer_that_waits(world: World) -> None:
    ann = world.client("ann", "batch", "labeled-response", "draft/chathistory", "server-time")
    world.play("ann> JOIN #attic\nann~")
    world.clock.slow_reads = True
    ann.send("@label=l1 CHATHISTORY LATEST #attic * 5")
    renew(world, limits=Limits(nick=30, topic=100))
    assert ann.lines == []
    world.clock.answer_reads()
    world.run()
    lines = ann.lines
    assert lines[-1].endswith("005 ann NICKLEN=30 :are supported by this server")
    assert lines[0].startswith("@label=l1 ")
    assert not any("005" in line for line in lines[:-1])


def test_limits_hold_for_the_next_command_of_those_who_are_here(world: World) -> None:
    world.play(f"""
        ann> NICK {"a" * 25}
        ann< :parlour.local 432 …
    """)
    renew(world, limits=Limits(nick=30, topic=100))
    world.play(f"""
        ann~
        ann> NICK {"a" * 25}
        ann< :ann!… NICK :{"a" * 25}
    """)


def test_a_name_that_would_be_too_long_now_stays(world: World) -> None:
    world.play(f"ann> NICK {'a' * 20}\nann~")
    renew(world, limits=Limits(nick=10, topic=100))
    world.play(f"""
        bob> PRIVMSG {"a" * 20} :hi
        ann<< :bob!… PRIVMSG {"a" * 20} :hi
    """)


def test_the_limit_of_connections_holds_for_who_comes_next_and_closes_nobody() -> None:
    world = World(exempt=(), connections_per_address=3)
    people = [world.connect(name, "192.0.2.1") for name in ("ann", "bob", "cat")]
    renew(world, connections_per_address=1)
    assert all(not each.wire.closed for each in people)
    assert world.connect("dan", "192.0.2.1").connection is None
    renew(world, connections_per_address=4)
    assert world.connect("eve", "192.0.2.1").connection is not None


def test_who_is_exempt_no_more_is_not_slowed_down_for_what_it_did_before() -> None:
    world = World(exempt=("192.0.2.1",), flood_burst=5, flood_lines_per_s=1)
    ann = world.client("ann", address="192.0.2.1")
    ann.send(*[f"PRIVMSG ann :{number}" for number in range(1000)])
    assert len(ann.lines) == 1000
    renew(world, exempt=())
    world.pass_time(5)
    ann.send(*[f"PRIVMSG ann :{number}" for number in range(20)])
    assert 0 < len(ann.lines) < 20
    world.pass_time(30)
    assert ann.lines[-1].endswith(":19")


def test_who_becomes_exempt_is_slowed_down_no_more() -> None:
    world = World(exempt=(), flood_burst=5, flood_lines_per_s=1)
    ann = world.client("ann", address="192.0.2.1")
    renew(world, exempt=("192.0.2.0/24",))
    ann.send(*[f"PRIVMSG ann :{number}" for number in range(100)])
    world.pass_time(2)
    assert ann.lines[-1].endswith(":99")


def test_the_send_queue_of_those_who_are_here_is_the_new_one() -> None:
    world = World(send_queue_bytes=1 << 20)
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    renew(world, send_queue_bytes=16384)
    world.clients["ann"].wire.stuck = True
    world.clients["bob"].send(*[f"PRIVMSG #attic :{'x' * 400}"] * 50)
    world.clients["bob"].send("PRIVMSG #attic :one more")
    assert world.clients["ann"].wire.closed
