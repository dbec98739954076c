"""The clauses of https://ircv3.net/specs/extensions/bot-mode"""

from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/bot-mode"

BOT = """
        bob> JOIN #attic
        bob> MODE bob +B
"""

CLAUSES = [
    Clause("#the-bot-isupport-token", "005 says which mode it is, and it can be set", """
        ann> VERSION
        ann<< :parlour.local 005 ann … BOT=B …
        ann~
        ann> MODE ann +B
        ann< :ann MODE ann :+B
        ann> MODE ann
        ann< :parlour.local 221 ann +B
    """),
    Clause("#the-rpl_whoisbot-335-numeric", "WHOIS of a bot says that it is one", BOT + """
        ann> WHOIS bob
        ann<< :parlour.local 335 ann bob :…
        ann> WHOIS ann
        ann< :parlour.local 317 ann bob …
    """),
    Clause("#the-who-bot-flag", "WHO of a bot has the letter among its flags", BOT + """
        ann> WHO bob
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H@B :0 Bob
        ann~
        ann> WHO #attic %nf
        ann< :parlour.local 354 ann bob H@B
        ann~
        bob> AWAY :x
        ann> WHO bob
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob G@B :0 Bob
    """),
    Clause("#the-bot-tag", "what a bot does has the tag, without a value, for who asked for message-tags", BOT + """
        ann> CAP REQ :message-tags
        ann> JOIN #attic
        cleo> CAP REQ :server-time account-tag
        cleo> JOIN #attic
        ann~
        cleo~
        bob> PRIVMSG #attic :hi
        ann< @msgid=…;bot :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        cleo< @time=2023-11-14T22:13:20.…Z :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob> NOTICE ann :hi
        ann< @msgid=…;bot :bob!bob@127.0.0.1 NOTICE ann :hi
        bob> MODE #attic +m
        ann< @msgid=…;bot :bob!bob@127.0.0.1 MODE #attic +m
        bob> MODE bob -B
        bob> TOPIC #attic :Tea
        ann< @msgid=01HF7YAT…01 :bob!bob@127.0.0.1 TOPIC #attic :Tea
    """),
    Elsewhere("#the-bot-tag", "who is no bot has no tag",
              "tests/conversations/test_bot.py::test_who_is_no_bot_or_none_any_more_has_no_tag"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
