"""Bans of the network: who sets them, whom they keep out, and what everybody is told."""

import logging
from typing import Any

import pytest
from argon2 import PasswordHasher

from parlour.core.host import Gateway
from tests.support.operators import make_operator
from tests.support.play import Client, World
from tests.support.surroundings import START_MS

HOUR_S = 3600
BOB, CAT = "192.0.2.7", "198.51.100.9"


def world(*people: str, **options: Any) -> World:
    """A server with ann, who may ban, and with bob and cat, who come from elsewhere."""
    made = World(**options)
    make_operator(made, "ann", "ban")
    for name, address in (("bob", BOB), ("cat", CAT)):
        if name in people:
            made.client(name, address=address)
    return made


def comes(made: World, name: str, address: str = "127.0.0.1", *, real: str = "Somebody") -> list[str]:
    """What one is told who comes from an address and says who they are."""
    client: Client = made.connect(name, address)
    made.run()
    if not client.wire.closed:
        client.send(f"NICK {name}", f"USER {name} 0 * :{real}")
    return client.lines


def gone(lines: list[str]) -> str:
    """What one is told who is kept out; nothing for one who is not."""
    if not any(" 465 " in line for line in lines):
        assert any(" 001 " in line for line in lines)
        return ""
    assert lines[-1].startswith("ERROR :Closing Link: ")
    assert not any(" 001 " in line for line in lines[-2:-1])
    return lines[-2].partition(" 465 ")[2]


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


def test_the_list_tells_who_when_until_when_and_why() -> None:
    made = world()
    make_operator(made, "dan", "ban")
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1w too many leaflets
        dan> UBAN ADD *!*@*.example.org
        ann~
        dan~
    """)
    made.pass_time(60)
    made.play("""
        dan> UBAN LIST
        dan< :parlour.local NOTICE dan :192.0.2.0/24 until 2023-11-21 22:13 UTC, by root on … UTC: too many leaflets
        dan< :parlour.local NOTICE dan :*!*@*.example.org for ever, by root on 2023-11-14 22:13 UTC
        dan< :parlour.local NOTICE dan :End of the list of bans: 2
        dan> UBAN LIST *.EXAMPLE.*
        dan< :parlour.local NOTICE dan :*!*@*.example.org for ever, by root on 2023-11-14 22:13 UTC
        dan< :parlour.local NOTICE dan :End of the list of bans: 1
        dan.
    """)


def test_a_long_list_comes_as_it_is_taken() -> None:
    made = world()
    ann = made.clients["ann"]
    for number in range(1000):
        ann.send(f"UBAN ADD 192.{number // 250}.2.{number % 250} 1d {'spam ' * 20}")
    assert len(ann.lines) == 2000
    ann.wire.stuck = True
    ann.send("UBAN LIST")
    assert len(ann.wire.waiting) < 100_000
    ann.send("UBAN DEL 192.3.2.249")
    ann.wire.stuck = False
    while ann.wire.waiting:
        ann.take()
    lines = ann.lines
    assert len(lines) == 1002
    assert lines[1000].endswith(":End of the list of bans: 1000")


def test_a_label_ties_the_answer_to_a_ban() -> None:
    made = World()
    made.client("ann", "batch", "labeled-response")
    make_operator(made, "ann", "ban")
    made.play("""
        ann> @label=a UBAN ADD 192.0.2.0/24
        ann< @label=a :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1 :parlour.local NOTICE * :*** ann banned 192.0.2.0/24 (for ever)
        ann< @batch=p1 :parlour.local NOTICE ann :No connections were closed
        ann< :parlour.local BATCH -p1
        ann> @label=b UBAN DEL 192.0.2.0/24
        ann< @label=b :parlour.local NOTICE * :*** ann lifted the ban of 192.0.2.0/24
        ann> @label=c UBAN LIST
        ann< @label=c :parlour.local NOTICE ann :End of the list of bans: 0
        ann.
    """)


def test_info_tells_what_keeps_a_target_out_and_whom_it_would_mean() -> None:
    made = world("bob", "cat")
    made.play("""
        ann> UBAN ADD 203.0.113.0/24 1h near
        ann> UBAN ADD 203.0.0.0/16 1h far
        ann~
        ann> UBAN INFO 203.0.113.9
        ann< :parlour.local NOTICE ann :203.0.113.0/24 until …: near
        ann< :parlour.local NOTICE ann :203.0.0.0/16 until …: far
        ann< :parlour.local NOTICE ann :203.0.113.9 means 0 of the 3 users who are here, operators aside
        ann> UBAN INFO 192.0.0.0/14
        ann< :parlour.local NOTICE ann :192.0.0.0/14 means 1 of the 3 users who are here, operators aside
        ann> UBAN INFO *@*.*
        ann< :parlour.local NOTICE ann :*!*@*.* means 2 of the 3 users who are here, operators aside
        ann> UBAN ADD *!*@203.0.113.* 1h
        ann~
        ann> UBAN INFO *@203.0.113.*
        ann< :parlour.local NOTICE ann :*!*@203.0.113.* until …
        ann< :parlour.local NOTICE ann :*!*@203.0.113.* means 0 of the 3 users who are here, operators aside
        bob.
        cat.
    """)


ALIASES = {
    "a mask for minutes": ("KLINE 30 eve@* spam", "*!eve@*: spam (until 2023-11-14 22:43 UTC)"),
    "a mask for ever": ("KLINE *@*.example.org :spam and eggs", "*!*@*.example.org: spam and eggs (for ever)"),
    "an address for a time with a unit": ("DLINE 2h 192.0.2.7 spam", "192.0.2.7: spam (until 2023-11-15 00:13 UTC)"),
    "a time behind the target": ("DLINE 192.0.2.0/24 1d", "192.0.2.0/24 (until 2023-11-15 22:13 UTC)"),
    "an address by the one for masks": ("KLINE 192.0.2.7", "192.0.2.7 (for ever)"),
    "what would else be refused": ("KLINE -force * 1m", "*!*@* (until 2023-11-14 22:14 UTC)"),
}


@pytest.mark.parametrize(("line", "told"), ALIASES.values(), ids=ALIASES.keys())
def test_other_servers_names_set_the_same_bans(line: str, told: str) -> None:
    made = world()
    made.play(f"""
        ann> {line}
        ann< :parlour.local NOTICE * :*** ann banned {told}
        ann< :parlour.local NOTICE ann :No connections were closed
        ann.
    """)


@pytest.mark.parametrize("command", ["UNKLINE", "UNDLINE", "UBAN DEL"])
def test_other_servers_names_lift_the_same_bans(command: str) -> None:
    made = world()
    made.play(f"""
        ann> UBAN ADD 192.0.2.0/24
        ann> UBAN ADD eve
        ann~
        ann> {command} 192.0.2.0/24
        ann< :parlour.local NOTICE * :*** ann lifted the ban of 192.0.2.0/24
        ann> {command} eve
        ann< :parlour.local NOTICE * :*** ann lifted the ban of eve!*@*
        ann.
    """)


FAR_BACK = "That is no address, network, mask (nick!user@host) or ~r:REALNAME"
WIDE = "That means you or nearly everybody; UBAN ADD -force bans it all the same"

REFUSED = {
    "nothing to do": ("UBAN", "461 ann UBAN :Not enough parameters"),
    "another word": ("UBAN MAKE x", "FAIL UBAN INVALID_PARAMS MAKE :UBAN is followed by ADD, DEL, LIST or INFO"),
    "nobody to ban": ("UBAN ADD", "461 ann UBAN :Not enough parameters"),
    "nobody to ban by force": ("UBAN ADD -force", "461 ann UBAN :Not enough parameters"),
    "nobody to lift": ("UBAN DEL", "461 ann UBAN :Not enough parameters"),
    "nobody to know of": ("UBAN INFO", "461 ann UBAN :Not enough parameters"),
    "nobody to ban by another name": ("KLINE", "461 ann KLINE :Not enough parameters"),
    "nobody to lift by another name": ("UNDLINE", "461 ann UNDLINE :Not enough parameters"),
    "a prefix too long": ("UBAN ADD 10.0.0.0/33", f"FAIL UBAN INVALID_PARAMS 10.0.0.0/33 :{FAR_BACK}"),
    "an extended ban": ("DLINE ~c:#attic", f"FAIL DLINE INVALID_PARAMS ~c:#attic :{FAR_BACK}"),
    "an empty target": ("UBAN ADD :", f"FAIL UBAN INVALID_PARAMS * :{FAR_BACK}"),
    "to lift what is none": ("UBAN DEL ~z:x", f"FAIL UBAN INVALID_PARAMS ~z:x :{FAR_BACK}"),
    "to know of what is none": ("UBAN INFO ~z:x", f"FAIL UBAN INVALID_PARAMS ~z:x :{FAR_BACK}"),
    "a duration that is none": (
        "UBAN ADD eve 30x",
        "FAIL UBAN INVALID_PARAMS 30x :A duration is like 30m, 12h, 7d, 1w or 1d12h, and at most 100 years",
    ),
    "a reason that is too long": (f"UBAN ADD eve 1h {'x' * 301}", "417 ann :Input line was too long"),
    "a reason too long with the target": (
        f"UBAN ADD eve@{'a' * 180}.example 1h {'x' * 220}",
        "417 ann :Input line was too long",
    ),
    "all of version 4": ("UBAN ADD 0.0.0.0/0", f"FAIL UBAN TOO_WIDE 0.0.0.0/0 2 :{WIDE}"),
    "a network of a provider": ("UBAN ADD 198.51.0.0/15", f"FAIL UBAN TOO_WIDE 198.50.0.0/15 1 :{WIDE}"),
    "half of version 6": ("UBAN ADD 2001::/16", f"FAIL UBAN TOO_WIDE 2001::/16 0 :{WIDE}"),
    "everybody": ("UBAN ADD *", f"FAIL UBAN TOO_WIDE *!*@* 2 :{WIDE}"),
    "everybody in other words": ("KLINE ?*!*@*.*", f"FAIL KLINE TOO_WIDE ?*!*@*.* 2 :{WIDE}"),
    "everybody with a name": ("UBAN ADD ~r:?*", f"FAIL UBAN TOO_WIDE ~r:?* 2 :{WIDE}"),
    "oneself": ("UBAN ADD 127.0.0.1", f"FAIL UBAN TOO_WIDE 127.0.0.1 0 :{WIDE}"),
    "oneself by name": ("UBAN ADD ann@*", f"FAIL UBAN TOO_WIDE *!ann@* 0 :{WIDE}"),
    "to lift what is not banned": (
        "UNKLINE eve",
        "FAIL UNKLINE NO_SUCH_BAN eve!*@* :There is no such ban; UBAN LIST shows those there are",
    ),
}


@pytest.mark.parametrize(("line", "answer"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_changes_nothing(line: str, answer: str) -> None:
    made = world("bob", "cat")
    made.play(f"""
        ann> {line}
        ann< :parlour.local {answer}
        ann.
        bob.
        cat.
    """)
    assert len(made.node.network.bans) == 0
    assert made.store.bans() == []


def test_force_bans_whoever_it_means_but_operators() -> None:
    made = world("bob", "cat")
    made.play("""
        ann> UBAN ADD -FORCE * 1m maintenance
        ann< :parlour.local NOTICE * :*** ann banned *!*@*: maintenance (until 2023-11-14 22:14 UTC)
        ann< :parlour.local NOTICE ann :2 connections were closed
        ann.
    """)
    assert gone(comes(made, "ann2"))
    made.pass_time(60)
    assert not gone(comes(made, "ann2"))


PRIVATE = ["UBAN ADD 10.0.0.0/16", "UBAN DEL 10.0.0.0/16", "UBAN LIST", "UBAN INFO 10.0.0.0/16", "KLINE eve"]
PRIVATE += ["DLINE 10.0.0.1", "UNKLINE eve", "UNDLINE 10.0.0.1"]


@pytest.mark.parametrize("line", PRIVATE)
def test_only_operators_who_may_ban_do(line: str) -> None:
    made = world("bob")
    make_operator(made, "dan", "kill")
    made.play(f"""
        bob> {line}
        bob< :parlour.local 481 bob :…
        bob.
        dan> {line}
        dan< :parlour.local … dan …
        dan.
        ann.
    """)
    assert len(made.node.network.bans) == 0


# What survives


def test_bans_survive_a_crash_once_the_operator_has_seen_them() -> None:
    made = world()
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1d spam
        ann> UBAN ADD ~r:*leaflet*
        ann> UBAN ADD eve
        ann> UBAN DEL eve
        ann<< :parlour.local NOTICE * :*** ann lifted the ban of eve!*@*
    """)
    made.crash()
    assert gone(comes(made, "bob", BOB)) == ("* :You are banned from this server: spam (until 2023-11-15 22:13 UTC)")
    assert gone(comes(made, "cat", CAT, real="leaflets"))
    assert not gone(comes(made, "eve", CAT))


def test_a_ban_is_told_only_when_it_is_kept() -> None:
    made = world("bob")
    made.disk.slow = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1d spam
        ann.
        bob.
    """)
    assert made.disk.finish()
    made.play("""
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.0/24: spam (until 2023-11-15 22:13 UTC)
        ann< :parlour.local NOTICE ann :1 connection was closed
        bob< :parlour.local 465 bob :…
    """)


def test_a_ban_that_cannot_be_kept_is_undone_and_its_author_told() -> None:
    made = world()
    make_operator(made, "dan", "ban")
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1h before
        ann~
        dan~
    """)
    made.disk.slow = made.disk.broken = True
    made.play("""
        ann> UBAN ADD 198.51.100.0/24 1h spam
        ann> UBAN ADD 192.0.2.0/24 1d after
        ann> UBAN ADD eve
        ann> UBAN DEL 192.0.2.0/24
    """)
    assert made.disk.finish()
    lost = "FAIL UBAN NOT_DELIVERED"
    made.play(f"""
        ann<< :parlour.local {lost} 198.51.100.0/24 :Not delivered, it could not be kept: spam
        ann<< :parlour.local {lost} 192.0.2.0/24 :Not delivered, it could not be kept: after
        ann<< :parlour.local {lost} eve!*@* :Not delivered, it could not be kept
        ann<< :parlour.local {lost} 192.0.2.0/24 :Not delivered, it could not be kept
        dan.
    """)
    assert not any("banned" in line or "lifted" in line for line in made.clients["ann"].lines)
    # While nothing can be kept, it is refused at once.
    made.play(f"""
        ann> UBAN ADD fay!*@* 1h spam
        ann<< :parlour.local {lost} fay!*@* :Not delivered, it could not be kept: spam
    """)
    made.disk.slow = made.disk.broken = False
    made.pass_time(1)
    assert gone(comes(made, "bob", BOB)) == "* :You are banned from this server: before (until 2023-11-14 23:13 UTC)"
    assert not gone(comes(made, "eve", CAT))
    made.crash()
    assert gone(comes(made, "bob", BOB)).endswith("before (until 2023-11-14 23:13 UTC)")
    assert not gone(comes(made, "eve", CAT))


def test_a_list_shows_no_ban_that_was_not_kept() -> None:
    made = world()
    make_operator(made, "dan", "ban")
    made.disk.slow = made.disk.broken = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24
        dan> UBAN LIST
        dan.
    """)
    assert made.disk.finish()
    made.play("""
        dan< :parlour.local NOTICE dan :End of the list of bans: 0
        dan.
    """)


def test_with_a_store_that_nobody_waits_for_a_ban_is_kept_when_it_can_be() -> None:
    made = world(wait=False)
    made.disk.broken = True
    made.play("""
        ann> UBAN ADD 192.0.2.0/24 1h spam
        ann< :parlour.local NOTICE * :*** ann banned 192.0.2.0/24: spam (until 2023-11-14 23:13 UTC)
    """)
    made.disk.broken = False
    made.pass_time(2)
    assert [ban.target for ban in made.store.bans()] == ["192.0.2.0/24"]
    assert made.store.bans()[0].at_ms == START_MS


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
