"""The clauses of https://ircv3.net/specs/extensions/away-notify"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/away-notify"

CLAUSES = [
    Clause("", "who shares a channel is told of being away, another reason, and being here again", """
        ann> CAP REQ :away-notify
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        ann~
        bob> AWAY :at tea
        ann< :bob!bob@127.0.0.1 AWAY :at tea
        bob> AWAY :at lunch
        ann< :bob!bob@127.0.0.1 AWAY :at lunch
        bob> AWAY
        ann< :bob!bob@127.0.0.1 AWAY
        ann.
    """),
    Clause("", "who joins while away is told of, who is here is not", """
        bob> AWAY :at tea
        ann> CAP REQ :away-notify
        ann> JOIN #attic
        ann~
        bob> JOIN #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic
        ann< :bob!bob@127.0.0.1 AWAY :at tea
        cleo> JOIN #attic
        ann< :cleo!cleo@127.0.0.1 JOIN #attic
        ann.
    """),
    Clause("", "nobody else is told", """
        ann> JOIN #attic
        cleo> CAP REQ :away-notify
        bob> JOIN #attic
        ann~
        cleo~
        bob> AWAY :at tea
        ann.
        cleo.
        bob> PART #attic
        bob> JOIN #attic
        ann< :bob!bob@127.0.0.1 PART #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic
        ann.
        cleo.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
