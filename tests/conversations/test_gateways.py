"""WEBIRC: gateways speak for others. The clauses are those of https://ircv3.net/specs/extensions/webirc"""

import logging
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.banlist import Ban
from parlour.core.host import Gateway
from tests.support.play import Client, World

NEAR, GATE, FAR, CLIENT = "127.0.0.1", "192.0.2.9", "198.51.100.66", "203.0.113.5"
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
KIWI = Gateway("kiwi", _HASHER.hash("hunter2"))
LOUNGE = Gateway("lounge", _HASHER.hash("correct-horse"))
GATEWAYS = ((KIWI, ("192.0.2.0/24", "2001:db8::/32", "unix")), (LOUNGE, ("127.0.0.0/8", "192.0.2.9/32")))


def world(**options: Any) -> World:
    """A server that knows two gateways."""
    return World(**{"gateways": GATEWAYS} | options)


def gate(world: World, address: str = GATE, *, secure: bool = False) -> Client:
    """A gateway that has said nothing yet."""
    client = world.clients["ann"] = Client(world, "ann", address, secure=secure)
    world.attached.append(client)
    return client


def speaks_for(client: Client, address: str) -> bool:
    """Whether a connection is somebody's at an address, and lets them register."""
    assert not client.wire.closed, client.lines
    assert not client.peek()
    assert client.connection is not None
    client.register()
    return client.connection.address == address


def closed(client: Client, reason: str) -> bool:
    """Whether the last that a client heard is why it was closed."""
    *_, last = client.lines
    assert last.endswith(f" ({reason})"), last
    return last.startswith("ERROR :Closing Link: ") and client.wire.closed


# Who speaks for whom

RIGHT = {
    "an address of IPv4": ("WEBIRC hunter2 kiwi 203.0.113.5 203.0.113.5", CLIENT),
    "a resolved name, which is not looked at": ("WEBIRC hunter2 kiwi pool-5.example.net 203.0.113.5", CLIENT),
    "another name of the gateway": ("WEBIRC hunter2 cgiirc 203.0.113.5 203.0.113.5", CLIENT),
    "another's password, from where both may come": ("WEBIRC correct-horse kiwi 203.0.113.5 203.0.113.5", CLIENT),
    "an address of IPv6": ("WEBIRC hunter2 kiwi 2001:DB8:0::5 2001:DB8:0::5", "2001:db8::5"),
    # #format: "an IPv6 address beginning with a colon [...] MUST be sent with a canonically-acceptable preceding zero"
    "an address that would begin with a colon": ("WEBIRC hunter2 kiwi 0::1 0::1", "::1"),
    "an address of IPv4 in IPv6's clothes": ("WEBIRC hunter2 kiwi x 0::ffff:203.0.113.5", CLIENT),
    "options of any kind": (
        r"WEBIRC hunter2 kiwi x 203.0.113.5 :local-port=6697 what\sever example.org/x=1 remote-port=21726",
        CLIENT,
    ),
    "lower case": ("webirc hunter2 kiwi x 203.0.113.5", CLIENT),
}


@pytest.mark.parametrize(("line", "address"), RIGHT.values(), ids=RIGHT)
def test_a_known_gateway_speaks_for_an_address(line: str, address: str) -> None:
    ann = gate(world())
    ann.send(line)
    assert speaks_for(ann, address)


@pytest.mark.parametrize("address", [GATE, "192.0.2.255", "2001:db8::9", "unix"])
def test_it_may_come_from_all_of_its_networks(address: str) -> None:
    ann = gate(world(), address)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5")
    assert speaks_for(ann, CLIENT)


def test_what_follows_waits_until_the_password_is_checked() -> None:
    made = world()
    made.clock.slow_reads = True
    ann = gate(made)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5", "NICK ann", "USER ann 0 * :Ann", "PRIVMSG ann :hi")
    assert not ann.peek()
    assert made.node.network.users == {}
    made.clock.answer_reads()
    made.run()
    assert any(" 001 ann " in line for line in ann.lines)
    assert ann.connection is not None
    assert ann.connection.address == CLIENT


def test_from_then_on_the_clients_address_is_the_one_that_counts() -> None:
    made = world(connections_per_address=2)
    clients = [gate(made) for _ in range(3)]
    for client in clients[:2]:
        client.send("WEBIRC hunter2 kiwi x 203.0.113.5")
    direct = made.connect("bob", CLIENT)
    assert closed(direct, "Too many connections from your address")
    clients[2].send("WEBIRC hunter2 kiwi x 203.0.113.5")
    assert closed(clients[2], "Too many connections from your address")
    clients[0].drop()
    assert speaks_for(made.connect("bob", CLIENT), CLIENT)


def test_a_gateway_itself_is_never_one_connection_too_many() -> None:
    made = world(connections_per_address=1)
    for number in range(3):
        ann = gate(made)
        ann.send(f"WEBIRC hunter2 kiwi x 203.0.113.{number}")
        assert not ann.wire.closed
    waiting = [gate(made) for _ in range(3)]
    assert not any(ann.wire.closed for ann in waiting)
    for ann in waiting:
        ann.drop()
    assert len(made.node.connections) == 3


def test_who_is_banned_is_not_let_in_by_a_gateway_that_is_not() -> None:
    made = world()
    made.node.network.bans.put(Ban("203.0.113.0/24", "root", 0, None, "noise"))
    ann, bob = gate(made), gate(made)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5", "NICK ann", "USER ann 0 * :Ann")
    numeric, error = ann.lines
    assert numeric.startswith(":parlour.local 465 * ")
    assert "noise" in numeric
    assert error.startswith("ERROR :Closing Link: 203.0.113.5 (")
    assert ann.wire.closed
    bob.send(f"WEBIRC hunter2 kiwi x {FAR}")
    assert speaks_for(bob, FAR)


def test_a_client_is_exempt_where_its_own_address_is_and_not_where_the_gateways_is() -> None:
    made = world(exempt=(f"{GATE}/32", "203.0.113.0/24"))
    for address, exempt in ((CLIENT, True), (FAR, False)):
        ann = gate(made)
        ann.send(f"WEBIRC hunter2 kiwi x {address}")
        assert ann.connection is not None
        assert ann.connection.exempt is exempt


# #options: "Servers MUST ONLY treat the connection as secure if this flag is sent and the connection from the gateway
# to the server is also secure with TLS"; what stays on this machine is as good.
SECURE = {
    "over TLS, with the flag": (GATE, True, ":secure", True),
    "over TLS, without the flag": (GATE, True, ":local-port=6697", False),
    "over TLS, without options": (GATE, True, "", False),
    "from elsewhere without TLS, with the flag": (GATE, False, ":secure", False),
    "from this machine, with the flag": (NEAR, False, ":secure", True),
    "over a Unix socket, with the flag": ("unix", False, ":secure", True),
    "from this machine, without the flag": (NEAR, False, ":remote-port=1", False),
    # "they MUST treat the options `secure` and `secure=examplevalue123` in exactly the same way"
    "with a value": (GATE, True, ":secure=examplevalue123 local-port=6697", True),
    "behind another": (GATE, True, ":local-port=6697 secure", True),
    "as a single word": (GATE, True, "secure", True),
    "a longer word": (GATE, True, ":secured insecure", False),
    "as a value": (GATE, True, ":local-port=secure", False),
}


@pytest.mark.parametrize(("address", "tls", "options", "secure"), SECURE.values(), ids=SECURE)
def test_it_is_secure_when_both_ways_are(address: str, tls: bool, options: str, secure: bool) -> None:
    ann = gate(world(), address, secure=tls)
    password = "correct-horse" if address == NEAR else "hunter2"
    ann.send(f"WEBIRC {password} kiwi x {CLIENT} {options}")
    assert ann.connection is not None
    assert ann.connection.secure is secure
    assert speaks_for(ann, CLIENT)


def test_whois_shows_the_gateway_to_those_who_may_see_where_somebody_comes_from() -> None:
    # #security-considerations: "IRC servers SHOULD show when a WebIRC connection is in use"
    made = world()
    ann = gate(made, secure=True)
    ann.send(f"WEBIRC hunter2 kiwi x {CLIENT} :secure")
    ann.register()
    made.play("""
        ann> WHOIS ann
        ann< :parlour.local 311 ann ann ann … * :Ann
        ann< :parlour.local 378 ann ann :is connecting from *@203.0.113.5 203.0.113.5
        ann< :parlour.local 338 ann ann 203.0.113.5 :Is actually using host
        ann< :parlour.local 350 ann ann * * :is connected via the gateway kiwi (WEBIRC)
        ann< :parlour.local 379 ann ann …
        ann< :parlour.local 312 ann ann …
        ann< :parlour.local 671 ann ann :is using a secure connection
        ann~
        bob> WHOIS ann
        bob< :parlour.local 311 bob ann …
        bob< :parlour.local 312 bob ann …
        bob< :parlour.local 671 bob ann :is using a secure connection
        bob~
        bob> WHOIS bob
        bob<< :parlour.local 338 bob bob 127.0.0.1 …
        bob< :parlour.local 379 bob bob …
    """)


# Who does not

PASSWORD = "Invalid WebIRC password"
NUMBER = "WEBIRC has four parameters: password, gateway, hostname and IP address"
FIRST = "WEBIRC comes before everything else, and once"
ADDRESS = "Invalid WebIRC IP address"

WRONG = {
    "a wrong password": ("WEBIRC hunter3 kiwi x 203.0.113.5", PASSWORD),
    "an empty password": ("WEBIRC : kiwi x 203.0.113.5", NUMBER),
    "the hash in place of the password": (f"WEBIRC {KIWI.password} kiwi x 203.0.113.5", PASSWORD),
    "a name in place of an address": ("WEBIRC hunter2 kiwi x pool-5.example.net", ADDRESS),
    "an address past 255": ("WEBIRC hunter2 kiwi x 203.0.113.256", ADDRESS),
    "an address with leading zeros": ("WEBIRC hunter2 kiwi x 203.0.113.005", ADDRESS),
    "a network": ("WEBIRC hunter2 kiwi x 203.0.113.0/24", ADDRESS),
    "an address that lost its first colon": ("WEBIRC hunter2 kiwi x ::1", ADDRESS),
    "an address with a zone": ("WEBIRC hunter2 kiwi x fe80::1%eth0", ADDRESS),
    "an address in brackets": ("WEBIRC hunter2 kiwi x [2001:db8::5]", ADDRESS),
    "an empty address": ("WEBIRC hunter2 kiwi x :", NUMBER),
    "three parameters": ("WEBIRC hunter2 kiwi 203.0.113.5", NUMBER),
    "none": ("WEBIRC", NUMBER),
}


@pytest.mark.parametrize(("line", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_and_the_connection_closed(line: str, reason: str) -> None:
    # #format: "If the connection fails to the IRC server, the WebIRC gateway MUST return an ERROR"
    # #security-considerations: "uses an incorrect password, the gateway SHOULD close any connections with an ERROR"
    made = world()
    ann = gate(made)
    ann.send(line, "NICK ann", "USER ann 0 * :Ann")
    assert closed(ann, reason)
    assert made.node.network.users == {}
    assert not made.node.connections


STRANGERS = {
    "with the right password": "WEBIRC hunter2 kiwi x 203.0.113.5",
    "with a wrong one": "WEBIRC hunter3 kiwi x 203.0.113.5",
    "with half of it": "WEBIRC hunter2",
    "with a lie": "WEBIRC hunter2 kiwi x nowhere",
}


@pytest.mark.parametrize("line", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize("options", [{}, {"gateways": ()}], ids=["gateways elsewhere", "no gateways"])
def test_a_stranger_learns_nothing_and_no_password_is_checked(line: str, options: dict[str, Any]) -> None:
    made = world(**options)
    made.clock.busy = True
    ann = gate(made, FAR)
    ann.send(line)
    assert ann.lines == [f"ERROR :Closing Link: {FAR} (No WebIRC gateway comes from this address)"]
    assert ann.wire.closed


def test_a_gateways_password_is_good_only_from_its_own_networks() -> None:
    ann = gate(world(), NEAR)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5")
    assert closed(ann, PASSWORD)


def test_too_many_checks_at_a_time_are_told() -> None:
    made = world()
    made.clock.busy = True
    ann = gate(made)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5")
    assert closed(ann, "Too many passwords are being checked at the moment; try again")


BEFORE = ["NICK ann", "USER ann 0 * :Ann", "CAP LS 302", "CAP END", "CAP LIST", "PASS secret", "PING x", "NICK", "FOO",
          "JOIN #attic", "WEBIRC hunter2 kiwi x 203.0.113.5"]  # fmt: skip


@pytest.mark.parametrize("line", BEFORE)
def test_it_comes_before_everything_else_and_once(line: str) -> None:
    # #format: "The WEBIRC command MUST be the first command sent from the WebIRC gateway to the IRC server and MUST be
    # sent before capability negotiation."
    ann = gate(world())
    ann.send(line)
    assert not ann.wire.closed
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.77")
    assert closed(ann, FIRST)


def test_nobody_becomes_another_after_the_registration() -> None:
    made = world()
    made.play("bob> JOIN #attic")
    ann = gate(made).register()
    ann.send("JOIN #attic", "WEBIRC hunter2 kiwi x 203.0.113.5")
    assert closed(ann, FIRST)
    made.play(f"bob<< :ann!ann@… QUIT :{FIRST}")


def test_a_gateway_that_goes_while_its_password_is_checked_leaves_nothing() -> None:
    made = world()
    made.clock.slow_reads = True
    ann = gate(made)
    ann.send("WEBIRC hunter2 kiwi x 203.0.113.5")
    ann.drop()
    made.clock.answer_reads()
    made.run()
    assert not made.node.connections
    assert made.node.unknown == 0


def test_the_log_says_who_speaks_for_whom_and_never_a_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = world()
    gate(made).send("WEBIRC hunter2 kiwi x 203.0.113.5")
    gate(made).send("WEBIRC hunter3 kiwi x 203.0.113.5")
    said = [record.getMessage() for record in caplog.records]
    assert "WEBIRC gateway kiwi speaks for 203.0.113.5" in said
    assert "turned away: invalid webirc password" in said
    assert not any("hunter" in line for line in said)


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0 ", codec="utf-8"), min_size=1), max_size=7))
def test_any_parameters_make_somebody_or_are_told(params: list[str]) -> None:
    made = world()
    ann = gate(made)
    ann.send(f"WEBIRC {' '.join(params)}")
    if ann.wire.closed:
        assert ann.lines[-1].startswith("ERROR :Closing Link: ")
