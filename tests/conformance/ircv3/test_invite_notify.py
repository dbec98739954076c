"""The clauses of https://ircv3.net/specs/extensions/invite-notify"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/invite-notify"

CLAUSES = [
    Clause("#format", "members who asked for it are told who invites whom, to where", """
        ann> JOIN #attic
        bob> CAP REQ :invite-notify
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> CAP REQ :invite-notify
        eve> PING x
        ann~
        bob~
        cleo~
        dan~
        eve~
        ann> INVITE eve #attic
        ann< :parlour.local 341 ann eve #attic
        bob< :ann!ann@127.0.0.1 INVITE eve #attic
        eve< :ann!ann@127.0.0.1 INVITE eve #attic
        ann.
        bob.
        cleo.
        dan.
        eve.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
