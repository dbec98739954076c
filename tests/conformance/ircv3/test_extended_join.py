"""The clauses of https://ircv3.net/specs/extensions/extended-join"""

from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/extended-join"

CLAUSES = [
    Clause("", "who has no account is shown with an asterisk and a real name", """
        ann> CAP REQ :extended-join
        ann~
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic * :Ann
        ann~
        bob> SETNAME :Bob: of the attic
        bob> JOIN #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic * :Bob: of the attic
    """),
    Clause("", "who did not ask for it sees nothing more than the channel", """
        ann> JOIN #attic
        ann~
        bob> CAP REQ :extended-join
        bob> JOIN #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic
    """),
    Elsewhere("", "who has an account is shown with it", "tests/protocols/irc/test_forms.py::"
              "test_an_account_is_shown_where_somebody_joins_and_tags_what_they_do"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
