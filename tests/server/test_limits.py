"""How long, how much and how many: what one connection and one address may take."""

import logging

import pytest

from tests.support.play import Client, World

FAR = "203.0.113.5"
"""An address that is exempt from nothing."""


def paused(client: Client) -> bool:
    return client.wire.paused


def closed(client: Client) -> bool:
    return client.wire.closed


# Time

UNREGISTERED = {
    "says nothing": [],
    "says half of it": ["NICK ann"],
    "negotiates for ever": ["CAP LS 302", "NICK ann", "USER ann 0 * :Ann"],
}


@pytest.mark.parametrize("lines", UNREGISTERED.values(), ids=UNREGISTERED.keys())
def test_who_does_not_register_is_closed_after_60_seconds_though_it_talks(lines: list[str]) -> None:
    world = World()
    ann = world.connect("ann", FAR)
    ann.send(*lines)
    for _ in range(59):
        ann.send("PING x")
        world.pass_time(1)
    assert not closed(ann)
    world.pass_time(1)
    assert closed(ann)
    assert ann.lines[-1] == f"ERROR :Closing Link: {FAR} (Registration timed out after 60 seconds)"
    assert world.node.unknown == 0
    assert not world.node.connections


def test_who_registers_in_time_stays() -> None:
    world = World()
    ann = world.connect("ann", FAR)
    world.pass_time(59)
    ann.register()
    world.pass_time(60)
    assert not closed(ann)


def test_who_is_silent_is_asked_after_120_seconds_and_closed_after_60_more() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    for _ in range(18):
        world.play("bob> PONG x")
        world.pass_time(10)
        world.play("bob~")
        if world.clock.seconds == 110:
            world.play("ann.")
        if world.clock.seconds == 120:
            world.play("ann< :parlour.local PING parlour.local\nann.")
        if world.clock.seconds == 170:
            assert not closed(world.clients["ann"])
            world.play("bob.")
    world.play("ann< ERROR :Closing Link: 127.0.0.1 (Ping timeout: 180 seconds)\nann.")
    assert b"QUIT :Ping timeout: 180 seconds\r\n" in world.clients["bob"].wire.sent


@pytest.mark.parametrize("answer", ["PONG parlour.local", "PING x", "PRIVMSG", "PRI"])
def test_whatever_comes_is_a_sign_of_life(answer: str) -> None:
    world = World()
    ann = world.client("ann")
    world.pass_time(179)
    ann.feed(answer.encode())
    world.pass_time(119)
    assert not closed(ann)
    assert sum(" PING " in line for line in ann.lines) == 1


def test_who_is_asked_has_time_to_answer_though_the_server_stood_still_meanwhile() -> None:
    world = World()
    ann = world.client("ann")
    world.clock.seconds += 500
    world.pass_time(59)
    assert not closed(ann)
    assert ann.lines == [":parlour.local PING parlour.local"]
    world.pass_time(2)
    assert closed(ann)


# Pace


def far(world: World, name: str = "ann") -> Client:
    """Somebody from far away, who may send a whole burst."""
    client = world.connect(name, FAR).register()
    client.send("JOIN #attic")
    world.pass_time(5)
    client.read = len(client.wire.sent)
    return client


def said(world: World) -> list[str]:
    return [row[9] for rows in world.store.rows.values() for row in rows if row[4] == "message"]


def test_20_lines_at_once_are_done_and_then_5_a_second_in_order_and_without_loss() -> None:
    world = World()
    ann = far(world)
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(60)))
    assert len(said(world)) == 20
    for second in range(1, 9):
        world.pass_time(1)
        assert 20 + 5 * second - 1 <= len(said(world)) <= 20 + 5 * second
    world.pass_time(1)
    assert said(world) == [str(number) for number in range(60)]


def test_a_pause_earns_no_more_than_a_burst() -> None:
    world = World()
    ann = far(world)
    world.pass_time(100)
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(60)))
    assert len(said(world)) == 20


def test_what_comes_while_lines_wait_waits_behind_them() -> None:
    world = World()
    ann = far(world)
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(22)))
    ann.send("PING late")
    assert not ann.lines
    world.pass_time(1)
    assert ann.lines == [":parlour.local PONG parlour.local :late"]
    assert len(said(world)) == 22


def test_what_only_begins_like_a_sign_of_life_is_held_back_like_anything_else() -> None:
    world = World()
    ann = world.client("ann", address=FAR)
    world.pass_time(60)
    ann.send(*["PINGPONG"] * 100)
    assert sum(" 421 " in line for line in ann.lines) == 20


@pytest.mark.parametrize("line", ["PING x", "PONG x", "CAP LIST", "ping x", "Cap LS 302"])
def test_signs_of_life_and_negotiation_cost_nothing(line: str) -> None:
    world = World()
    ann = far(world)
    ann.send(*(["PRIVMSG #attic :x"] * 19), *([line] * 100), "PRIVMSG #attic :last")
    assert said(world)[-1] == "last"
    ann.send("PING even-now")
    assert ann.lines[-1].endswith("PONG parlour.local :even-now")


@pytest.mark.parametrize("line", ["NAMES #attic", "WHO #attic", "LUSERS", "CHATHISTORY LATEST #attic * 1", "MOTD"])
def test_reading_costs_a_fifth(line: str) -> None:
    world = World()
    ann = far(world)
    ann.send(*([line] * 90), *(f"PRIVMSG #attic :{number}" for number in range(3)))
    assert said(world) == ["0", "1"]
    world.pass_time(1)
    assert said(world) == ["0", "1", "2"]


@pytest.mark.parametrize("line", ["XYZZY", "PRIVMSG", "\xff", "NICK 1", "x" * 600])
def test_what_is_refused_costs_as_much_as_what_is_done(line: str) -> None:
    world = World()
    ann = far(world)
    ann.send(*([line.encode("latin-1")] * 30))
    assert len(ann.lines) == 20


def test_who_is_slowed_down_slows_down_nobody_else() -> None:
    world = World()
    ann, bob = far(world), far(world, "bob")
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(1000)))
    bob.send("PRIVMSG #attic :quick")
    assert said(world)[-1] == "quick"


def test_past_64_kib_of_lines_that_wait_nothing_more_is_read_and_nothing_is_lost() -> None:
    world = World()
    ann = far(world)
    lines = [f"PRIVMSG #attic :{number} {'x' * 400}" for number in range(700)]
    for line in lines:
        ann.send(line)
    assert paused(ann)
    assert len(ann.unread) > sum(map(len, lines)) - 65536 - 20 * 430 - 430
    resumed = 0
    for _ in range(140):
        world.pass_time(1)
        resumed += not paused(ann)
    assert resumed > 10
    assert [text.split()[0] for text in said(world)] == [str(number) for number in range(700)]
    assert not closed(ann)


def test_who_is_not_read_is_not_taken_for_silent() -> None:
    world = World()
    ann = far(world)
    ann.send(*(f"PRIVMSG #attic :{number} {'x' * 30}" for number in range(1500)))
    assert paused(ann)
    ann.send("PONG x")
    world.pass_time(300)
    assert not closed(ann)
    assert len(said(world)) == 1500


def test_what_was_sent_before_the_end_of_input_is_done_at_its_pace() -> None:
    world = World()
    ann = far(world)
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(1100)))
    assert ann.connection is not None
    ann.connection.front.end_of_input()
    world.pass_time(215)
    assert not closed(ann)
    world.pass_time(5)
    assert closed(ann)
    assert len(said(world)) == 1100


EXEMPT = ["127.0.0.1", "127.1.2.3", "::1", "unix"]


@pytest.mark.parametrize("address", EXEMPT)
def test_by_default_nobody_on_this_machine_is_slowed_down(address: str) -> None:
    world = World()
    ann = world.connect("ann", address).register()
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number}" for number in range(500)))
    assert len(said(world)) == 500


def test_many_lines_of_one_are_done_in_turns_with_those_of_others() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nbob~")
    world.clients["ann"].feed(b"PRIVMSG #attic :a\r\n" * 1000, run=False)
    world.clients["bob"].feed(b"PRIVMSG #attic :b\r\n", run=False)
    world.run()
    assert said(world).index("b") <= 128


# Number


def test_64_connections_are_taken_from_an_address_and_the_next_when_one_has_gone() -> None:
    world = World()
    clients = [world.connect(f"c{number}", FAR) for number in range(64)]
    late = world.connect("late", FAR)
    assert closed(late)
    assert late.lines == [f"ERROR :Closing Link: {FAR} (Too many connections from your address)"]
    assert not closed(world.connect("other", "203.0.113.6"))
    clients[0].drop()
    assert not closed(world.connect("next", FAR))
    assert closed(world.connect("last", FAR))


@pytest.mark.parametrize("address", EXEMPT)
def test_by_default_any_number_of_connections_is_taken_from_this_machine(address: str) -> None:
    world = World()
    assert not any(closed(world.connect(f"c{number}", address)) for number in range(200))


@pytest.mark.parametrize(
    ("exempt", "address", "free"),
    [
        ((), "127.0.0.1", False),
        ((), "unix", False),
        (("203.0.113.0/24",), FAR, True),
        (("203.0.113.0/24",), "203.0.114.1", False),
        (("2001:db8::/32",), "2001:db8::7", True),
        (("2001:db8::/32",), "2001:db9::7", False),
        (("unix",), "unix", True),
    ],
)  # fmt: skip
def test_who_is_exempt_can_be_set(exempt: tuple[str, ...], address: str, free: bool) -> None:
    world = World(exempt=exempt, connections_per_address=2)
    ann = world.connect("ann", address).register()
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number}" for number in range(50)))
    assert (len(said(world)) == 50) is free
    world.connect("bob", address)
    assert closed(world.connect("cid", address)) is not free


def test_what_limits_there_are_can_be_set() -> None:
    world = World(registration_s=5, ping_after_s=10, ping_wait_s=3, flood_burst=4, flood_lines_per_s=1)
    late = world.connect("late", FAR)
    ann = world.connect("ann", FAR).register()
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number}" for number in range(9)))
    assert len(said(world)) == 1
    world.pass_time(3)
    assert len(said(world)) in {3, 4}
    world.pass_time(2)
    assert closed(late)
    world.pass_time(7.5)
    assert not closed(ann)
    world.pass_time(1)
    assert closed(ann)


# A handler that waits, and whose client does not


def test_who_waits_for_an_answer_is_not_taken_for_silent() -> None:
    world = World()
    world.play("ann> JOIN #attic\nann> PRIVMSG #attic :hi\nann~")
    world.clock.slow_reads = True
    world.play("ann> CHATHISTORY LATEST #attic * 5")
    world.pass_time(600)
    world.clock.answer_reads()
    world.run()
    world.play("ann< …PRIVMSG #attic :[22:13] hi\nann.")
    world.pass_time(119)
    world.play("ann.")
    world.pass_time(1)
    world.play("ann< …PING…")


@pytest.mark.parametrize("how", ["breaks off", "ends its input", "is closed"])
def test_nothing_becomes_of_a_command_that_waits_when_its_client_leaves(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann> PRIVMSG #attic :hi\nbob~")
    world.clock.slow_reads = True
    ann = world.clients["ann"]
    ann.send("CHATHISTORY LATEST #attic * 5", "PRIVMSG #attic :after")
    assert ann.connection is not None
    if how == "breaks off":
        ann.drop()
    elif how == "is closed":
        ann.connection.front.goodbye("Enough")
        world.node.wake()
        world.run()
        assert closed(ann)
    else:
        ann.connection.front.end_of_input()
    world.clock.answer_reads()
    with caplog.at_level(logging.ERROR):
        world.run()
        world.pass_time(1)
    assert not caplog.records
    assert closed(ann)
    assert "ann" not in world.node.network.nicks
    assert ("after" in said(world)) is (how == "ends its input")
