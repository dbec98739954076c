"""The clauses of https://ircv3.net/specs/extensions/extended-monitor"""

from dataclasses import replace

import pytest

from tests.support.operators import PASSWORD, logins
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/extended-monitor"

TOLD = {
    "away-notify": ("AWAY :at tea", "AWAY :at tea"),
    "setname": ("SETNAME :Another", "SETNAME :Another"),
    "chghost": (f"OPER root {PASSWORD}", "CHGHOST bob staff.example"),
}


@pytest.mark.parametrize("name", ["extended-monitor", "draft/extended-monitor"])
@pytest.mark.parametrize("capability", TOLD)
def test_with_both_capabilities_more_is_told_of_a_monitored_nick(capability: str, name: str) -> None:
    """#description: each notification "for monitored nicks" when both capabilities are enabled, and not else."""
    does, shown = TOLD[capability]
    for capabilities in ([capability, name], [capability], [name], []):
        world = World(logins={"root": replace(logins()["root"], host="staff.example")})
        ann = world.client("ann", *capabilities)
        world.play("bob> PING x\nann> MONITOR + bob\nann~")
        world.clients["bob"].send(does)
        assert ann.lines == ([f":bob!bob@127.0.0.1 {shown}"] if len(capabilities) == 2 else [])


CLAUSES = [
    Clause("#description", "who shares a channel, too, is told once", """
        ann> CAP REQ :extended-monitor away-notify
        ann> MONITOR + bob
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob> AWAY :at tea
        ann< :bob!bob@127.0.0.1 AWAY :at tea
        ann.
    """),
    Clause("#description", "of who is monitored no more nothing is told", """
        bob> PING x
        ann> CAP REQ :extended-monitor away-notify
        ann> MONITOR + bob
        ann> MONITOR - bob
        ann~
        bob> AWAY :at tea
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
