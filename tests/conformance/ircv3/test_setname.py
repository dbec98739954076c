"""The clauses of https://ircv3.net/specs/extensions/setname"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/setname"

CLAUSES = [
    Clause("#description", "who shares a channel and knows SETNAME is told once, and whose name it is", """
        ann> CAP REQ :setname
        bob> CAP REQ :setname
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        ann~
        bob~
        ann> SETNAME :Ann: of the attic
        ann< :ann!ann@127.0.0.1 SETNAME :Ann: of the attic
        bob< :ann!ann@127.0.0.1 SETNAME :Ann: of the attic
        ann.
        bob.
        bob> WHOIS ann
        bob< :parlour.local 311 bob ann ann 127.0.0.1 * :Ann: of the attic
    """),
    Clause("#description", "who has not asked for it is sent none, and may change it all the same", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> SETNAME :Another
        ann.
        bob.
        ann> WHOIS ann
        ann< :parlour.local 311 ann ann ann 127.0.0.1 * :Another
    """),
    Clause("#errors", "a name that is none is refused with INVALID_REALNAME", f"""
        ann> CAP REQ :setname
        ann~
        ann> SETNAME :{"x" * 151}
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> SETNAME :
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> SETNAME
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> WHO ann %nr
        ann< :parlour.local 354 ann ann :Ann
        ann< :parlour.local 315 ann ann …
        ann> SETNAME :{"x" * 150}
        ann< :ann!ann@127.0.0.1 SETNAME :{"x" * 150}
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
