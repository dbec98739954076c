"""The clauses of https://ircv3.net/specs/extensions/account-notify"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/account-notify"

CLAUSES = [
    Clause("#description", "it can be asked for by its name", """
        ann> CAP REQ :account-notify
        ann< :parlour.local CAP ann ACK :account-notify
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :account-notify
    """),
    Clause("#description", "no account is told of who has none, and WHOX says so", """
        ann> CAP REQ :account-notify
        ann> JOIN #attic
        ann~
        bob> JOIN #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic
        ann> WHO #attic %na
        ann< :parlour.local 354 ann ann 0
        ann< :parlour.local 354 ann bob 0
        ann< :parlour.local 315 ann #attic :End of WHO list
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
