"""Every specification of IRCv3 that is announced has its clauses here."""

import re
from pathlib import Path

from parlour.protocols.irc.registry import COMMANDS
from parlour.wire.capabilities import CAPABILITIES
from parlour.wire.isupport import TOKENS
from parlour.wire.numerics import NUMERICS

IRCV3 = "https://ircv3.net/specs/"

BESIDES = {
    "https://ircv3.net/specs/client-tags/",
    # Of these nothing says where they are announced: they come with message-tags.
    "https://ircv3.net/specs/extensions/message-ids",
}


def test_every_specification_that_is_announced_has_its_clauses_here() -> None:
    announced = {capability.spec for capability in CAPABILITIES} | {token.spec for token in TOKENS}
    announced |= {command.spec for command in COMMANDS.values()} | {numeric.spec for numeric in NUMERICS.values()}
    wanted = {spec.partition("#")[0] for spec in announced if spec.startswith(IRCV3)}
    assert "https://ircv3.net/specs/extensions/webirc" in wanted
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        found |= set(re.findall(r'^SPEC = "([^"]+)"$', path.read_text(encoding="utf-8"), re.MULTILINE))
    assert found == wanted | BESIDES
