"""The clauses of https://ircv3.net/specs/extensions/account-tag"""

from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/account-tag"

CLAUSES = [
    Clause("#description", "who is not logged in has no tag", """
        ann> CAP REQ :account-tag message-tags
        ann> JOIN #attic
        ann~
        bob> JOIN #attic
        ann< @msgid=… :bob!bob@127.0.0.1 JOIN #attic
        bob> PRIVMSG #attic :hi
        ann< @msgid=01HF7YAT…01 :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob> NICK bobby
        ann< @msgid=01HF7YAT…01 :bob!bob@127.0.0.1 NICK :bobby
        bob> @account=root PRIVMSG ann :hi
        ann< @msgid=01HF7YAT…01 :bobby!bob@127.0.0.1 PRIVMSG ann :hi
    """),
    Elsewhere("#description", "all that a user does has it, and nobody else's",
              "tests/protocols/irc/test_forms.py::test_a_line_has_the_tags_that_were_asked_for"),
    Elsewhere("#description", "joining has it, too", "tests/protocols/irc/test_forms.py::"
              "test_an_account_is_shown_where_somebody_joins_and_tags_what_they_do"),
    Elsewhere("#description", "who has no account has none",
              "tests/protocols/irc/test_forms.py::test_who_has_no_account_has_no_tag_of_it"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
