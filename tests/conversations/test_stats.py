"""STATS. Source: https://modern.ircdocs.horse/#stats-message"""

import pytest

from parlour.core.powers import Login
from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#rplendofstats-219
    "a letter that means nothing": """
        ann> STATS z
        ann< :parlour.local 219 ann z :End of /STATS report
        ann> STATS *
        ann< :parlour.local 219 ann * :End of /STATS report
        ann> STATS :
        ann< :parlour.local 219 ann * :End of /STATS report
        ann.
    """,
    "no letter": """
        ann> STATS
        ann< :parlour.local 461 ann STATS :Not enough parameters
        ann.
    """,
    # https://modern.ircdocs.horse/#rplstatscommands-212: "the usage count for each if the usage count is non zero"
    "how often commands came": """
        bob> JOIN #attic
        bob> JOIN #cellar
        ann> STATS m
        ann< :parlour.local 212 ann JOIN 2
        ann< :parlour.local 212 ann NICK 2
        ann< :parlour.local 212 ann STATS 1
        ann< :parlour.local 212 ann USER 2
        ann< :parlour.local 219 ann m :End of /STATS report
        ann.
    """,
    # https://modern.ircdocs.horse/#errnoprivileges-481
    "operators are private": """
        ann> STATS o
        ann< :parlour.local 481 ann :Permission …
        ann< :parlour.local 219 ann o :End of /STATS report
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_how_long_it_is_up() -> None:
    # https://modern.ircdocs.horse/#rplstatsuptime-242
    world = World()
    world.play("ann> STATS u\nann< :parlour.local 242 ann :Server Up 0 days 0:00:00\nann< …219…")
    world.clock.seconds += 2 * 86400 + 3 * 3600 + 4 * 60 + 5.9
    world.play("ann> STATS u\nann< :parlour.local 242 ann :Server Up 2 days 3:04:05\nann< …219…\nann.")


def test_ones_own_connections_are_shown_and_nobody_elses() -> None:
    world = World()
    world.client("bob", address="192.0.2.7")
    ann = world.client("ann")
    ann.send("PING 1", "PING 2")
    world.pass_time(7)
    sent = len(ann.wire.sent) // 1024
    ann.read = len(ann.wire.sent)
    ann.send("STATS l")
    assert ann.lines == [
        f":parlour.local 211 ann ann[ann@127.0.0.1] 0 0 {sent} 5 0 7",
        ":parlour.local 219 ann l :End of /STATS report",
    ]


def test_all_connections_are_shown_to_operators_who_may_see() -> None:
    world = World()
    bob = world.client("bob", address="192.0.2.7")
    world.connect("nobody")
    bob.wire.stuck = True
    bob.send("PING x")
    ann = make_operator(world, "ann", "see")
    ann.send("STATS L")
    *links, end = map(parse, ann.lines)
    assert [line.params[1:4] for line in links] == [
        ["bob[bob@192.0.2.7]", str(len(bob.wire.waiting)), "0"],
        ["ann[ann@127.0.0.1]", "0", "0"],
    ]
    assert {len(line.params) for line in links} == {8}
    assert end.params[1] == "L"


def test_logins_of_operators_are_shown_to_operators_who_may_see() -> None:
    # https://www.rfc-editor.org/rfc/rfc2812#section-5.1: "O <hostmask> * <name>"
    logins = {
        "root": Login("root", "", "admin", frozenset({"see"})),
        "night": Login("night", "", "admin", frozenset(), places=("192.0.2.0/24", "::1")),
    }
    world = World(logins=logins)
    make_operator(world, "ann", "see")
    make_operator(world, "bob", "kill")
    world.play("""
        ann> STATS o
        ann< :parlour.local 243 ann O *@192.0.2.0/24 * night
        ann< :parlour.local 243 ann O *@::1 * night
        ann< :parlour.local 243 ann O *@* * root
        ann< :parlour.local 219 ann o :End of /STATS report
        ann.
        bob> STATS o
        bob< :parlour.local 481 bob :…
        bob< :parlour.local 219 bob o :End of /STATS report
        bob.
    """)
