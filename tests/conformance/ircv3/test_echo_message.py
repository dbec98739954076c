"""The clauses of https://ircv3.net/specs/extensions/echo-message"""

from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/echo-message"

CLAUSES = [
    Clause("#description", "PRIVMSG and NOTICE come back to who sent them, with the capability", """
        bob> JOIN #attic
        ann> JOIN #attic
        ann~
        ann> PRIVMSG #attic :hi
        ann> NOTICE bob :hi
        ann.
        ann> CAP REQ :echo-message
        ann~
        ann> PRIVMSG #attic :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> NOTICE #attic :hi
        ann< :ann!ann@127.0.0.1 NOTICE #attic :hi
        ann> PRIVMSG bob :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> NOTICE bob :hi
        ann< :ann!ann@127.0.0.1 NOTICE bob :hi
        ann> PRIVMSG #attic,bob :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann.
    """),
    Clause("#description", "what comes back is what others get", """
        bob> CAP REQ :message-tags
        bob> JOIN #Attic
        bob~
        ann> CAP REQ :echo-message message-tags
        ann> JOIN #attic
        ann~
        bob~
        ann> @x=1;+a=2 PRIVMSG #ATTIC :hi  there
        ann< @msgid=…;+a=2 :ann!ann@127.0.0.1 PRIVMSG #Attic :hi  there
        bob< @msgid=…;+a=2 :ann!ann@127.0.0.1 PRIVMSG #Attic :hi  there
    """),
    Clause("#description", "what was refused does not come back", """
        bob> JOIN #attic
        ann> CAP REQ :echo-message
        ann~
        ann> PRIVMSG #attic :hi
        ann< :parlour.local 404 ann #attic :Cannot send to channel
        ann> NOTICE #attic :hi
        ann.
    """),
    Clause("#description", "TAGMSG comes back to who has message-tags, too", """
        bob> PING x
        ann> CAP REQ :echo-message message-tags
        ann~
        ann> @+a=1 TAGMSG bob
        ann< @msgid=…;+a=1 :ann!ann@127.0.0.1 TAGMSG bob
    """),
    Clause("#description", "what is said to oneself comes twice", """
        ann> CAP REQ :echo-message
        ann~
        ann> PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
