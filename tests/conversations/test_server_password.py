"""PASS: a server that asks everybody for a password."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.support.play import Client, World
from tests.support.surroundings import Clock

PASSWORD = "correct-horse"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Cheap, as these tests are not about what a guess costs."""

INCORRECT = ":parlour.local 464 {} :Password incorrect"
CLOSED = "ERROR :Closing Link: 127.0.0.1 (Bad password)"


@pytest.fixture
def world() -> World:
    return World(password=HASH)


def lines(client: Client, *sent: str) -> list[str]:
    """What a client is answered to these lines, sent one after another."""
    for line in sent:
        if client.connection is not None:
            client.send(line)
    return client.lines


def test_whoever_gives_the_password_first_is_let_in(world: World) -> None:
    # https://modern.ircdocs.horse/#pass-message
    said = lines(world.connect("ann"), f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")
    assert said[0].startswith(":parlour.local 001 ann ")
    assert said[-1].startswith(":parlour.local 422 ")


REFUSED = {
    "a wrong one": ["PASS garbage", "NICK ann", "USER ann 0 * :Ann"],
    "none": ["NICK ann", "USER ann 0 * :Ann"],
    "none, with NICK last": ["USER ann 0 * :Ann", "NICK ann"],
    "an empty one": ["PASS :", "NICK ann", "USER ann 0 * :Ann"],
    "one that only begins like it": [f"PASS {PASSWORD}x", "NICK ann", "USER ann 0 * :Ann"],
    "in another case": [f"PASS {PASSWORD.upper()}", "NICK ann", "USER ann 0 * :Ann"],
    "only after NICK and USER": ["NICK ann", "USER ann 0 * :Ann", f"PASS {PASSWORD}"],
    "first the right one, then a wrong one": [f"PASS {PASSWORD}", "PASS garbage", "NICK ann", "USER ann 0 * :Ann"],
    "a wrong one within the negotiation of capabilities": [
        "CAP LS 302", "PASS garbage", "NICK ann", "USER ann 0 * :Ann", "CAP END",
    ],
    "the hash itself": [f"PASS {HASH}", "NICK ann", "USER ann 0 * :Ann"],
}  # fmt: skip


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
def test_whoever_does_not_give_it_is_told_and_closed(world: World, sent: list[str]) -> None:
    # https://modern.ircdocs.horse/#errpasswdmismatch-464
    client = world.connect("ann")
    said = [line for line in lines(client, *sent) if " CAP " not in line]
    assert said == [INCORRECT.format("ann"), CLOSED]
    assert client.connection is None
    assert not world.node.network.users
    assert world.node.unknown == 0


LET_IN = {
    # https://modern.ircdocs.horse/#pass-message, "only the last one sent is used for verification"
    "the last one counts": ["PASS garbage", f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann"],
    "behind a colon": [f"PASS :{PASSWORD}", "NICK ann", "USER ann 0 * :Ann"],
    "between NICK and USER": ["NICK ann", f"PASS {PASSWORD}", "USER ann 0 * :Ann"],
    "before the negotiation of capabilities": [
        f"PASS {PASSWORD}", "CAP LS 302", "NICK ann", "USER ann 0 * :Ann", "CAP END",
    ],
    "within the negotiation of capabilities": [
        "CAP LS 302", "NICK ann", f"PASS {PASSWORD}", "USER ann 0 * :Ann", "CAP END",
    ],
}  # fmt: skip


@pytest.mark.parametrize("sent", LET_IN.values(), ids=LET_IN)
def test_the_password_may_come_at_any_time_before_the_registration(world: World, sent: list[str]) -> None:
    said = lines(world.connect("ann"), *sent)
    assert any(line.startswith(":parlour.local 001 ann ") for line in said)


def test_all_that_is_sent_in_one_piece_is_done_in_order(world: World) -> None:
    client = world.connect("ann")
    client.send(f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann", "JOIN #attic", "PING after")
    said = client.lines
    assert said[0].startswith(":parlour.local 001 ")
    assert said[-1] == ":parlour.local PONG parlour.local :after"
    assert any(" JOIN #attic" in line for line in said)


def test_a_labeled_answer_stays_one_though_it_had_to_wait(world: World) -> None:
    client = world.connect("ann")
    client.send("CAP REQ :labeled-response batch", "CAP END", f"PASS {PASSWORD}", "NICK ann")
    assert len(client.lines) == 1
    client.send("@label=x USER ann 0 * :Ann")
    first, *_, last = client.lines
    assert first.startswith("@label=x :parlour.local BATCH +")
    assert " BATCH -" in last


def test_a_password_is_no_parameter_that_may_be_missing(world: World) -> None:
    assert lines(world.connect("ann"), "PASS") == [":parlour.local 461 * PASS :Not enough parameters"]


def test_it_cannot_be_given_once_one_is_registered(world: World) -> None:
    client = world.connect("ann")
    lines(client, f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")
    assert lines(client, f"PASS {PASSWORD}") == [":parlour.local 462 ann :You may not reregister"]


def test_a_server_without_a_password_takes_any() -> None:
    said = lines(World().connect("ann"), "PASS whatever", "NICK ann", "USER ann 0 * :Ann")
    assert said[0].startswith(":parlour.local 001 ann ")


def test_who_finds_the_nick_taken_when_the_password_was_checked_need_not_give_it_again(world: World) -> None:
    world.clock.slow_reads = True
    ann, eve = world.connect("ann"), world.connect("eve")
    for client in (ann, eve):
        client.send(f"PASS {PASSWORD}", "NICK same", "USER same 0 * :Same")
    assert (ann.lines, eve.lines) == ([], [])
    world.clock.answer_reads()
    world.run()
    assert ann.lines[0].startswith(":parlour.local 001 same ")
    assert eve.lines == [":parlour.local 433 * same :Nickname is already in use"]
    world.clock.slow_reads = False
    assert lines(eve, "NICK other")[0].startswith(":parlour.local 001 other ")


def test_while_a_password_is_checked_nobody_else_waits(world: World) -> None:
    ann = world.connect("ann")
    lines(ann, f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")
    world.clock.slow_reads = True
    eve = world.connect("eve")
    assert lines(eve, "PASS garbage", "NICK eve", "USER eve 0 * :Eve", "PING now") == []
    assert lines(ann, "PING now") == [":parlour.local PONG parlour.local :now"]
    world.clock.answer_reads()
    world.run()
    assert eve.lines == [INCORRECT.format("eve"), CLOSED]


def test_one_who_goes_away_while_the_password_is_checked_is_gone(world: World) -> None:
    world.clock.slow_reads = True
    eve = world.connect("eve")
    eve.send(f"PASS {PASSWORD}", "NICK eve", "USER eve 0 * :Eve")
    eve.drop()
    world.clock.answer_reads()
    world.run()
    assert not world.node.network.users
    assert world.node.unknown == 0


def test_when_too_many_passwords_wait_who_comes_is_asked_to_try_again(world: World) -> None:
    # https://modern.ircdocs.horse/#rpltryagain-263
    world.clock.busy = True
    said = lines(world.connect("ann"), f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")
    assert said == [
        ":parlour.local 263 ann USER :Please wait a while and try again.",
        "ERROR :Closing Link: 127.0.0.1 (Too many are coming at the moment; try again later)",
    ]
    assert not world.node.network.users


def test_those_who_give_the_same_password_wait_for_one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []
    compute = Clock.compute

    def counted(clock: Clock, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]) -> bool:
        checked.append(work)
        return compute(clock, work, done)

    monkeypatch.setattr(Clock, "compute", counted)
    world = World(password=HASH)
    world.clock.slow_reads = True
    clients = [world.connect(f"u{number}") for number in range(20)]
    for client in clients:
        client.send(f"PASS {PASSWORD}", f"NICK {client.name}", "USER u 0 * :U")
    assert len(checked) == 1
    world.clock.answer_reads()
    world.run()
    assert all(client.lines[0].startswith(":parlour.local 001 ") for client in clients)
    # From then on it is known.
    assert lines(world.connect("ann"), f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")[0].split()[1] == "001"
    assert len(checked) == 1


def test_one_who_guesses_keeps_only_those_out_whose_password_is_not_known(world: World) -> None:
    def comes(password: str) -> list[str]:
        return lines(world.connect("ann", "192.0.2.7"), f"PASS {password}", "NICK ann", "USER ann 0 * :Ann", "QUIT")

    for _ in range(10):
        assert comes("garbage")[0] == INCORRECT.format("ann")
    assert comes("garbage")[0].split()[1] == comes(PASSWORD)[0].split()[1] == "263"
    # Without any, nothing is checked.
    said = lines(world.connect("ann", "192.0.2.7"), "NICK ann", "USER ann 0 * :Ann")
    assert said[0] == INCORRECT.format("ann")
    lines(world.connect("bob"), f"PASS {PASSWORD}", "NICK bob", "USER bob 0 * :Bob")
    assert comes(PASSWORD)[0].split()[1] == "001"
    assert comes("garbage")[0].split()[1] == "263"


def test_that_a_password_is_known_lets_nobody_in_with_another(world: World) -> None:
    lines(world.connect("ann"), f"PASS {PASSWORD}", "NICK ann", "USER ann 0 * :Ann")
    for wrong in (f"{PASSWORD}x", PASSWORD[:-1], ""):
        said = lines(world.connect("eve"), f"PASS :{wrong}", "NICK eve", "USER eve 0 * :Eve")
        assert said == [INCORRECT.format("eve"), CLOSED]
    # Nor when the password becomes another one.
    other = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("battery-staple")
    world.node.adopt(replace(world.node.options, password=other))
    said = lines(world.connect("eve"), f"PASS {PASSWORD}", "NICK eve", "USER eve 0 * :Eve")
    assert said == [INCORRECT.format("eve"), CLOSED]
    assert lines(world.connect("eve"), "PASS battery-staple", "NICK eve", "USER e 0 * :E")[0].split()[1] == "001"


def test_one_whose_password_is_never_checked_is_closed_in_time(world: World) -> None:
    world.clock.slow_reads = True
    eve = world.connect("eve")
    eve.send(f"PASS {PASSWORD}", "NICK eve", "USER eve 0 * :Eve")
    world.pass_time(61)
    assert eve.lines == ["ERROR :Closing Link: 127.0.0.1 (Registration timed out after 60 seconds)"]
    world.clock.answer_reads()
    world.run()
    assert not world.node.network.users
