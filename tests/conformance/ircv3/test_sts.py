"""The clauses of https://ircv3.net/specs/extensions/sts"""

from parlour.core.host import StrictTransport
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/sts"

STS = "tests/conversations/test_sts.py::"

CLAUSES = [
    Clause("#description", "it is off unless it is configured", """
        ann> CAP LS 302
        ann< :parlour.local CAP * LS :… standard-replies userhost-in-names
    """, new=["ann"]),
    Clause("#details", "it has a value, which those are told who understand values", """
        ann> CAP LS 302
        ann< :parlour.local CAP * LS :… sts=port=6697 userhost-in-names
        ann> CAP LS
        ann< :parlour.local CAP * LS :… standard-replies userhost-in-names
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Clause("#mechanism", "asking for it is rejected", """
        ann> CAP REQ :sts
        ann< :parlour.local CAP * NAK :sts
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Elsewhere("#the-duration-key", "the duration is told over TLS, in seconds",
              f"{STS}test_who_asks_for_values_is_told"),
    Elsewhere("#the-port-key", "the port is told without TLS", f"{STS}test_who_asks_for_values_is_told"),
    Elsewhere("#mechanism", "it is never taken back with DEL",
              f"{STS}test_a_policy_that_changes_is_told_to_who_wants_to_know"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
