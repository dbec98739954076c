"""UBAN and its other names: what they answer, and what they refuse."""

import pytest

from tests.support.bans import comes, gone, world
from tests.support.operators import make_operator
from tests.support.play import World


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
