"""The clauses of https://ircv3.net/specs/extensions/chghost"""

from dataclasses import replace

from parlour.core.powers import Login
from tests.support.operators import PASSWORD, logins
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/chghost"

HOSTED: dict[str, Login] = {"root": replace(logins()["root"], host="staff.example")}
BECOMES = f"""
        ann> OPER root {PASSWORD}
"""

CLAUSES = [
    Clause("#the-chghost-capability", "who shares a channel is told, and whose host it is", """
        ann> CAP REQ :chghost
        bob> CAP REQ :chghost
        cleo> CAP REQ :chghost
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        cleo~
        """ + BECOMES + """
        ann<< :ann!ann@127.0.0.1 CHGHOST ann staff.example
        bob< :ann!ann@127.0.0.1 CHGHOST ann staff.example
        bob.
        cleo.
    """, logins=HOSTED),
    Clause("#fallback-when-the-chghost-capability-has-not-been-negotiated", "others see them come again", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +v ann
        bob~
        """ + BECOMES + """
        bob< :ann!ann@127.0.0.1 QUIT :Changing host
        bob< :ann!ann@staff.example JOIN #attic
        bob< :parlour.local MODE #attic +ov ann ann
        bob.
    """, logins=HOSTED),
    Elsewhere("#the-chghost-message", "a user name may change, too",
              "tests/conversations/test_hosts.py::test_another_user_name_is_told_and_the_very_same_is_not"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
