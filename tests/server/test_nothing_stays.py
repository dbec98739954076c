"""Of a connection that is gone nothing stays in memory, whatever it was doing."""

import gc
import weakref

import pytest

from parlour.server.connection import Connection
from tests.support.play import Client, World


def gone(client: Client) -> "weakref.ref[Connection]":
    """Break a connection off; it is to be forgotten."""
    assert client.connection is not None
    found = weakref.ref(client.connection)
    client.drop()
    return found


def world() -> World:
    made = World()
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann> PRIVMSG #attic :hi\nann~\nbob~")
    return made


def check(made: World, found: "weakref.ref[Connection]") -> None:
    made.pass_time(2)
    gc.collect()
    assert found() is None


def test_of_one_that_idled() -> None:
    made = world()
    check(made, gone(made.clients["bob"]))


def test_of_one_that_never_registered() -> None:
    made = world()
    check(made, gone(made.connect("cid")))


@pytest.mark.parametrize("asked", ["CHATHISTORY LATEST #attic * 5", "PART #attic\r\nJOIN #attic"])
def test_of_one_that_waited_for_an_answer(asked: str) -> None:
    made = world()
    made.clock.slow_reads = True
    made.clients["bob"].send(asked)
    found = gone(made.clients["bob"])
    assert not made.node.delivery.turn.waiting
    made.clock.answer_reads()
    made.run()
    check(made, found)


def test_of_one_that_did_not_take_a_long_answer() -> None:
    made = world()
    for number in range(200):
        made.play(f"ann> PRIVMSG #attic :{number} {'x' * 400}\nbob~")
    bob = made.clients["bob"]
    bob.wire.stuck = True
    bob.send("CHATHISTORY LATEST #attic * 200")
    made.play("ann> PRIVMSG #attic :meanwhile")
    found = gone(bob)
    assert not made.node.delivery.turn.waiting
    check(made, found)


def test_of_one_whose_lines_wait_for_their_pace() -> None:
    made = world()
    cid = made.connect("cid", "203.0.113.5").register()
    cid.send(*["PRIVMSG ann :hi"] * 100)
    found = gone(cid)
    made.pass_time(60)
    check(made, found)


def test_of_one_whose_output_waited_for_the_disk() -> None:
    made = world()
    made.disk.slow = True
    made.play("bob> PRIVMSG #attic :hi")
    found = gone(made.clients["bob"])
    made.disk.slow = False
    while made.disk.finish():
        pass
    check(made, found)


def test_of_one_that_could_not_be_read_because_the_disk_hung() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi")
    made.pass_time(3)
    made.play("bob> PING x")
    found = gone(made.clients["bob"])
    made.disk.slow = False
    while made.disk.finish():
        pass
    check(made, found)


def test_of_those_who_were_shown_something_while_the_disk_never_rests() -> None:
    made = world()
    clients = [made.client(f"cid{number}") for number in range(20)]
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :first")
    found = []
    for client in clients:
        client.send("TOPIC #attic", "JOIN #attic", "NAMES #attic")
        found.append(gone(client))
        made.play("ann> PRIVMSG #attic :next")
        made.disk.finish()
        assert made.node.journal.holding
    gc.collect()
    assert sum(ref() is not None for ref in found) <= 2


@pytest.mark.parametrize("disk", ["good", "slow", "broken"])
def test_of_people_who_talked_with_one_another_and_of_channels_in_which_nothing_was_said(disk: str) -> None:
    made = World()
    made.disk.slow, made.disk.broken = disk == "slow", disk == "broken"
    for number in range(30):
        name, other = f"ann{number}", f"bob{number}"
        for nick in (name, other):
            client = made.connect(nick)
            client.send(f"NICK {nick}", f"USER {nick} 0 * :x", f"JOIN #room{number}")
        made.clients[name].send(f"PRIVMSG {other} :hi", f"NICK ada{number}", f"MODE {nick} +i")
        made.clients[other].send(f"PRIVMSG ada{number} :hi", f"PART #room{number}", f"JOIN #own{number}")
        for nick in (name, other):
            made.clients[nick].drop()
    made.disk.slow = made.disk.broken = False
    while made.disk.finish():
        pass
    made.pass_time(3)
    network, delivery, journal = made.node.network, made.node.delivery, made.node.journal
    assert not network.users | network.nicks | network.channels | network.rooms | network.conversations
    assert not network.pasts
    assert not delivery.connections
    assert not delivery.rooms
    assert not journal._positions
    assert not journal._kept
    assert not made.node.connections
