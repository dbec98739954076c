"""The clauses of https://ircv3.net/specs/extensions/server-time"""

import re

import pytest

from tests.support.play import World
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/server-time"

CLAUSES = [
    Clause("", "there are no times before the capability is acknowledged, and none when it was given back", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann> CAP REQ :server-time
        ann< :parlour.local CAP ann ACK :server-time
        bob> PRIVMSG #attic :hi
        ann< @time=2023-11-14T22:13:20.00… :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann> CAP REQ :-server-time
        ann< …:parlour.local CAP ann ACK :-server-time
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
    """),
    Clause("", "there are none when it is rejected", """
        ann> CAP REQ :server-time nonsense
        ann< :parlour.local CAP ann NAK :server-time nonsense
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
    """),
    Elsewhere("", "what is read later has the time at which it was said",
              "tests/conversations/test_history.py::test_a_piece_of_the_past"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


@pytest.mark.parametrize("ms", [0, 1, 999, 1_000, 86_399_999, 1_700_000_000_123, 253_402_300_799_999])
def test_a_time_has_its_form(ms: int) -> None:
    """ "The value of the tag MUST have the following syntax: YYYY-MM-DDThh:mm:ss.sssZ"."""
    world = World()
    ann = world.client("ann", "server-time")
    world.clock.wall_ms = ms
    ann.send("PRIVMSG ann :hi")
    [line] = ann.lines
    assert re.match(r"@time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z :ann!", line)
