"""The clauses of https://ircv3.net/specs/extensions/extended-isupport"""

from dataclasses import replace

import pytest

from tests.support.irc import parse
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/extended-isupport"

BATCHED = ("batch", "draft/extended-isupport")

CLAUSES = [
    Clause("#isupport-command", "it is answered with 005, in no batch for who did not ask for both capabilities", """
        ann> ISUPPORT
        ann< :parlour.local 005 ann … :are supported by this server
        ann~
        ann> CAP REQ :draft/extended-isupport
        ann~
        ann> ISUPPORT
        ann< :parlour.local 005 ann … :are supported by this server
        bob> CAP REQ :batch
        bob~
        bob> ISUPPORT
        bob< :parlour.local 005 bob … :are supported by this server
    """),
    Clause("#draftextended-isupport-capability", "it is answered before the registration", """
        ann> CAP REQ :draft/extended-isupport
        ann~
        ann> ISUPPORT
        ann< :parlour.local 005 * … :are supported by this server
        ann~
        ann> NICK ann
        ann> ISUPPORT
        ann< :parlour.local 005 ann … :are supported by this server
    """, new=["ann"]),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


@pytest.mark.parametrize("capabilities", [BATCHED, BATCHED[::-1]], ids=["batch first", "batch last"])
def test_with_both_capabilities_every_005_is_in_a_batch_that_has_nothing_else(capabilities: tuple[str, ...]) -> None:
    """#draftisupport-batch: "MUST group all RPL_ISUPPORT messages inside a draft/isupport batch", "MUST NOT send any
    unbatched RPL_ISUPPORT message while both of these capabilities are enabled", "The order in which the capabilities
    are enabled is not significant", "MUST only contain one or more RPL_ISUPPORT messages"."""
    world = World()
    ann = world.connect("ann")
    ann.send(*(f"CAP REQ :{capability}" for capability in capabilities))
    ann.send("ISUPPORT", "NICK ann", "USER ann 0 * :Ann", "CAP END", "ISUPPORT", "VERSION")
    world.node.adopt(replace(world.node.options, network_name="Attic", icon="https://example.org/icon.png"))
    world.run()
    world.node.adopt(replace(world.node.options, icon=""))
    world.run()
    lines = [parse(line) for line in ann.lines]
    batches: dict[str, int] = {}
    for line in lines:
        if line.command == "BATCH" and line.params[0].startswith("+"):
            assert line.params[1] == "draft/isupport"
            batches[line.params[0][1:]] = 0
        batch = line.tags.get("batch")
        assert (batch is not None) == (line.command == "005")
        if batch is not None:
            batches[batch] += 1
    assert len(batches) == 6
    assert all(batches.values())
    assert lines[-2].params == ["ann", "-draft/ICON", "are supported by this server"]
