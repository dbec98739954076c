"""What docs/session-extension.md and the users of SILENCE expect."""

from parlour.core.limits import Limits
from tests.support.specification import Clause, Kept, each

PAGE = "../docs/session-extension.md"
DEFS = "https://defs.ircdocs.horse/defs/numerics.html#"

CLAUSES = [
    Clause(f"{PAGE}#the-command", "a session is opened, and ended by either of the two", """
        bob> CAP REQ :parlour.chat/session
        bob~
        ann> CAP REQ :parlour.chat/session
        ann~
        ann> SESSION OPEN bob
        ann< :ann!ann@127.0.0.1 SESSION OPENED bob … full
        bob< :ann!ann@127.0.0.1 SESSION OPENED bob … full
        bob> SESSION CLOSE
        ann< :bob!bob@127.0.0.1 SESSION CLOSED ann … closed
        bob< :bob!bob@127.0.0.1 SESSION CLOSED ann … closed
        ann.
        bob.
    """),
    Clause(f"{PAGE}#being-free-and-busy", "nobody is in two sessions", """
        bob> CAP REQ :parlour.chat/session
        cleo> SESSION OPEN bob
        bob~
        ann> SESSION OPEN bob
        ann< :parlour.local FAIL SESSION BUSY_OTHER bob :bob is BUSY, in a session with somebody else
        bob> SESSION OPEN ann
        bob< :parlour.local FAIL SESSION BUSY_YOURSELF ann :You are BUSY already, which SESSION CLOSE ends
        ann.
        bob.
    """),
    Clause("#rplwhoisspecial-320", "who is in a session is shown to be", """
        bob> PING x
        ann> SESSION OPEN bob
        ann~
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 312 ann bob parlour.local :A Parlour chat server
        ann< :parlour.local 320 ann bob :is BUSY, in a session
        ann<< :parlour.local 318 ann bob :End of /WHOIS list
        ann.
    """),
    Clause("#silence-parameter", "005 tells how many can be silenced, and then 511 does", """
        ann> VERSION
        ann<< :parlour.local 005 ann … SILENCE=1 …
        ann~
        ann> SILENCE +bob!*@*
        ann< :ann!ann@127.0.0.1 SILENCE +bob!*@*
        ann> SILENCE +cleo!*@*
        ann< :parlour.local 511 ann cleo!*@* :Your silence list is full
        ann.
    """, limits=Limits(silence=1)),
    Clause(f"{DEFS}rpl-silelist-271", "the list, and its end", """
        ann> SILENCE +bob!*@*
        ann~
        ann> SILENCE
        ann< :parlour.local 271 ann ann bob!*@*
        ann< :parlour.local 272 ann :End of silence list
        ann> SILENCE -bob!*@*
        ann< :ann!ann@127.0.0.1 SILENCE -bob!*@*
        ann> SILENCE
        ann< :parlour.local 272 ann :End of silence list
        ann.
    """),
    Clause(f"{DEFS}err-cantsendtouser-531", "a message to who silences its author", """
        ann> SILENCE +bob!*@*
        ann~
        bob> PRIVMSG ann :hi
        bob< :parlour.local 531 bob ann :They take no messages
        bob> NOTICE ann :hi
        bob.
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_sessions_and_silence_are_as_they_are_written_down(clause: Kept) -> None:
    clause.hold()
