"""Bans of the network: who sets them, whom they keep out, and what everybody is told."""

import logging

import pytest
from argon2 import PasswordHasher

from parlour.core.host import Gateway
from tests.support.bans import BOB, CAT, comes, gone, world
from tests.support.operators import make_operator


def test_an_operator_bans_a_network_and_whoever_is_there_is_gone_at_once() -> None:
    made = world("bob", "cat")
    made.play("""
        bob> JOIN #attic
        cat> JOIN #attic
        bob~
        cat~
        ann> UBAN ADD 192.0.2.77/24 1d12h too many leaflets
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.0/24: too many leaflets (until 2023-11-16 10:13 UTC)
        ann< :parlour.local NOTICE ann :1 connection was closed
        ann.
        bob< :parlour.local 465 bob :You are banned from this server: too many leaflets (until 2023-11-16 10:13 UTC)
        bob< ERROR :Closing Link: 192.0.2.7 (Banned: too many leaflets (until 2023-11-16 10:13 UTC))
        bob.
        cat< :bob!bob@… QUIT :Banned: too many leaflets
        cat.
    """)
    assert made.clients["bob"].wire.closed
    assert "bob" not in made.node.network.nicks


def test_a_ban_without_an_end_and_a_reason_tells_neither() -> None:
    made = world("bob", "cat")
    made.play("""
        cat> JOIN #attic
        bob> JOIN #attic
        bob~
        cat~
        ann> UBAN ADD 192.0.2.7
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.7 (for ever)
        ann< :parlour.local NOTICE ann :1 connection was closed
        bob< :parlour.local 465 bob :You are banned from this server
        bob< ERROR :Closing Link: 192.0.2.7 (Banned)
        cat< :bob!bob@… QUIT :Banned
    """)


# https://modern.ircdocs.horse/#erryourebannedcreep-465


def test_a_banned_address_is_turned_away_before_it_says_anything() -> None:
    made = world()
    made.play("ann> UBAN ADD 192.0.2.0/24 1h spam")
    eve = made.connect("eve", "192.0.2.99")
    made.run()
    assert eve.lines == [
        ":parlour.local 465 * :You are banned from this server: spam (until 2023-11-14 23:13 UTC)",
        "ERROR :Closing Link: 192.0.2.99 (Banned: spam (until 2023-11-14 23:13 UTC))",
    ]
    assert eve.wire.closed
    assert made.node.unknown == 0
    assert gone(comes(made, "fay", "192.0.3.99")) == ""


def test_an_address_is_the_same_as_version_6_writes_it() -> None:
    made = world()
    made.play("ann> UBAN ADD ::ffff:192.0.2.7")
    assert gone(comes(made, "eve", "192.0.2.7"))
    made.play("ann> UBAN ADD 2001:DB8:0::/48")
    assert gone(comes(made, "fay", "2001:db8::7"))
    assert not gone(comes(made, "gus", "2001:db8:1::7"))


def test_an_address_that_begins_with_a_colon_may_be_written_as_it_is() -> None:
    made = world()
    made.play("""
        ann> UBAN ADD ::2 1h spam
        ann< :parlour.local NOTICE * :*** ann banned ::2: spam (until 2023-11-14 23:13 UTC)
        ann< :parlour.local NOTICE ann :No connections were closed
        ann> UBAN INFO ::2
        ann< :parlour.local NOTICE ann :::2 until 2023-11-14 23:13 UTC, by root on 2023-11-14 22:13 UTC: spam
        ann< :parlour.local NOTICE ann :::2 means 0 of the 1 users who are here, operators aside
    """)
    assert gone(comes(made, "eve", "::2"))
    made.play("""
        ann> UNDLINE ::2
        ann< :parlour.local NOTICE * :*** ann lifted the ban of ::2
        ann> DLINE -force ::/64 1h
        ann< :parlour.local NOTICE * :*** ann banned ::/64 (until 2023-11-14 23:13 UTC)
    """)


def test_an_address_that_limits_do_not_hold_for_can_be_banned() -> None:
    made = world(exempt=("192.0.2.0/24",))
    made.play("ann> UBAN ADD 192.0.2.7")
    assert gone(comes(made, "eve", "192.0.2.7"))


MASKS = {
    "a nick": ("eve", "Eve", True),
    "a nick with a star": ("eve*!*@*", "Evelyn", True),
    "a user name": ("eve@*", "eve", True),
    "an address with a star": ("*@198.51.100.*", "eve", True),
    "a user of a network": ("eve@198.51.100.0/24", "eve", True),
    "a user of another network": ("eve@192.0.2.0/24", "eve", False),
    "another nick": ("eva", "eve", False),
    "a real name": ("~r:*leaflet*", "eve", True),
    "another real name": ("~r:leaflet*", "eve", False),
}


@pytest.mark.parametrize(("mask", "nick", "banned"), MASKS.values(), ids=MASKS.keys())
def test_a_mask_is_asked_of_who_registers(mask: str, nick: str, banned: bool) -> None:
    made = world()
    made.play(f"ann> UBAN ADD {mask} 1h spam")
    eve = made.connect("eve", CAT)
    made.run()
    assert not eve.peek()
    eve.send(f"NICK {nick}", "USER eve 0 * :The leaflet machine")
    told = gone(eve.lines)
    assert told == (f"{nick} :You are banned from this server: spam (until 2023-11-14 23:13 UTC)" if banned else "")
    assert eve.wire.closed is banned
    assert (nick.lower() in made.node.network.nicks) is not banned


def test_a_mask_is_asked_at_the_end_of_the_negotiation() -> None:
    made = world()
    made.play("ann> UBAN ADD eve!*@* 1h")
    eve = made.connect("eve", CAT)
    eve.send("CAP REQ :labeled-response batch", "NICK eve", "USER eve 0 * :Eve")
    assert len(eve.lines) == 1
    eve.send("@label=a CAP END")
    assert eve.lines == [
        "@label=a :parlour.local 465 eve :You are banned from this server (until 2023-11-14 23:13 UTC)",
        "ERROR :Closing Link: 198.51.100.9 (Banned (until 2023-11-14 23:13 UTC))",
    ]


def test_who_is_here_and_meant_by_a_mask_is_gone_at_once() -> None:
    made = world("bob", "cat")
    made.play("""
        ann> UBAN ADD ~r:Cat*
        ann~
        cat< :parlour.local 465 cat :You are banned from this server
        cat< ERROR :Closing Link: 198.51.100.9 (Banned)
        bob.
    """)


def test_who_has_said_nothing_yet_is_gone_too_by_an_address() -> None:
    made = world()
    eve = made.connect("eve", "192.0.2.99")
    made.play("""
        ann> UBAN ADD 192.0.2.0/24
        ann<< :parlour.local NOTICE ann :1 connection was closed
    """)
    assert eve.wire.closed
    assert made.node.unknown == 0


def test_who_waits_for_the_past_hears_it_too() -> None:
    made = world("bob")
    made.play("bob> JOIN #attic")
    bob = made.clients["bob"]
    assert bob.lines
    made.clock.slow_reads = True
    bob.send("CHATHISTORY LATEST #attic * 10")
    made.play("ann> UBAN ADD 192.0.2.0/24")
    made.clock.answer_reads()
    made.run()
    assert [line.split()[:2] for line in bob.lines] == [[":parlour.local", "465"], ["ERROR", ":Closing"]]
    assert bob.wire.closed


def test_operators_of_the_network_stay() -> None:
    made = world("bob")
    bob = make_operator(made, "bob")
    made.play("""
        ann> UBAN ADD 192.0.2.0/24
        ann<< :parlour.local NOTICE ann :No connections were closed
    """)
    assert not bob.peek()
    assert not bob.wire.closed


def test_operators_who_may_ban_hear_of_it() -> None:
    made = world("bob")
    make_operator(made, "dan", "ban")
    make_operator(made, "eve", "kill", "see")
    made.play("""
        ann> UBAN ADD 10.0.0.0/16 1h spam
        dan< :parlour.local NOTICE * :*** ann banned 10.0.0.0/16: spam (until 2023-11-14 23:13 UTC)
        dan> UBAN DEL 10.0.0.0/16
        ann<< :parlour.local NOTICE * :*** dan lifted the ban of 10.0.0.0/16
        dan< :parlour.local NOTICE * :*** dan lifted the ban of 10.0.0.0/16
        dan.
        eve.
        bob.
    """)


def test_bans_are_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    made = world("bob")
    with caplog.at_level(logging.INFO):
        made.play("""
            ann> UBAN ADD 192.0.2.0/24 1h spam
            ann> UBAN DEL 192.0.2.0/24
        """)
    banned = "banned 192.0.2.0/24: spam (until 2023-11-14 23:13 UTC); 1 connection was closed"
    assert f"operator root (ann) {banned}" in caplog.messages
    assert "operator root (ann) lifted the ban of 192.0.2.0/24" in caplog.messages


def test_a_ban_ends_by_itself() -> None:
    made = world(ping_after_s=1 << 20)
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1h
        ann> UBAN ADD eve!*@* 30m
        ann~
    """)
    made.pass_time(30 * 60 - 1)
    assert gone(comes(made, "eve", CAT))
    made.pass_time(1)
    assert not gone(comes(made, "eve", CAT))
    assert gone(comes(made, "fay", BOB))
    made.pass_time(30 * 60)
    assert not gone(comes(made, "fay", BOB))
    assert len(made.node.network.bans) == 0
    made.play("""
        ann> UBAN LIST
        ann<< :parlour.local NOTICE ann :End of the list of bans: 0
    """)


def test_a_ban_that_is_lifted_lets_people_come_again() -> None:
    made = world()
    made.play("""
        ann> UBAN ADD 192.0.2.0/24
        ann> UBAN ADD eve
        ann~
        ann> UBAN DEL 192.0.2.5/24
        ann< :parlour.local NOTICE * :*** ann lifted the ban of 192.0.2.0/24
        ann> UBAN DEL Eve!*@*
        ann< :parlour.local NOTICE * :*** ann lifted the ban of Eve!*@*
        ann.
    """)
    assert not gone(comes(made, "eve", BOB))


def test_a_second_ban_of_a_target_takes_the_place_of_the_first() -> None:
    made = world()
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1w first
        ann> UBAN ADD 192.0.2.0/24 1h second
        ann~
        ann> UBAN LIST
        ann< :parlour.local NOTICE ann :192.0.2.0/24 until 2023-11-14 23:13 UTC, by root on 2023-11-14 22:13 UTC: second
        ann< :parlour.local NOTICE ann :End of the list of bans: 1
    """)


# Where the address is another's


def test_whom_a_gateway_speaks_for_is_kept_out() -> None:
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("hunter2")
    made = world(gateways=((Gateway("kiwi", hashed), ("203.0.113.9",)),))
    made.play("ann> UBAN ADD 192.0.2.0/24 1h spam")
    eve, fay = made.connect("eve", "203.0.113.9"), made.connect("fay", "203.0.113.9")
    eve.send(f"WEBIRC hunter2 kiwi x {BOB}", "NICK eve", "USER eve 0 * :Eve")
    fay.send(f"WEBIRC hunter2 kiwi x {CAT}", "NICK fay", "USER fay 0 * :Fay")
    assert gone(eve.lines) == "* :You are banned from this server: spam (until 2023-11-14 23:13 UTC)"
    assert eve.wire.closed
    assert not gone(fay.lines)
    made.play("ann> UBAN ADD 203.0.113.0/24")
    assert not fay.wire.closed
    assert gone(comes(made, "gus", "203.0.113.9"))
