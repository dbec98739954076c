"""The clauses of https://ircv3.net/specs/extensions/multi-prefix"""

from tests.support.operators import PASSWORD, logins
from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/multi-prefix"

RANKED = f"""
        eve> OPER root {PASSWORD}
        ann> CAP REQ :multi-prefix
        ann> JOIN #attic
        bob> JOIN #attic
        eve> MODE #attic {{}}
        ann~
        bob~
"""
ORDERS = ["+qahv ann ann ann ann", "+vhaq ann ann ann ann", "-o+vqhao ann ann ann ann ann ann"]

CLAUSES = [
    Clause("#description", f"NAMES and WHO show all ranks, from the highest to the lowest, {number}", f"""
        {RANKED.format(order)}
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :~&@%+ann bob
        ann~
        ann> WHO #attic
        ann< :parlour.local 352 ann #attic ann 127.0.0.1 parlour.local ann H~&@%+ :0 Ann
        ann~
        ann> WHO #attic %nf
        ann< :parlour.local 354 ann ann H~&@%+
    """, logins=logins()) for number, order in enumerate(ORDERS)
] + [
    Clause("#description", "without it the highest is shown", """
        ann> JOIN #attic
        ann> MODE #attic +v ann
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann
        ann~
        ann> WHO #attic
        ann< :parlour.local 352 ann #attic ann 127.0.0.1 parlour.local ann H@ :0 Ann
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
