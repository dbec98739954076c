"""The clauses of https://ircv3.net/specs/extensions/userhost-in-names"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/userhost-in-names"

CLAUSES = [
    Clause("#description", "every name is nick!user@host, behind its rank", """
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> CAP REQ :userhost-in-names
        ann~
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 353 ann = #attic :@bob!bob@127.0.0.1 cleo!cleo@127.0.0.1 ann!ann@127.0.0.1
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@bob!bob@127.0.0.1 cleo!cleo@127.0.0.1 ann!ann@127.0.0.1
        ann~
        ann> NAMES
        ann< :parlour.local 353 ann = #attic :@bob!bob@127.0.0.1 cleo!cleo@127.0.0.1 ann!ann@127.0.0.1
    """),
    Clause("#description", "without it they are nicks", """
        bob> JOIN #attic
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@bob
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
