"""The clauses of https://ircv3.net/specs/extensions/chathistory"""

from parlour.core.limits import Limits
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/chathistory"

HISTORY = "tests/conversations/test_history.py::"
FAR = "timestamp=2020-01-01T00:00:00.000Z timestamp=2040-01-01T00:00:00.000Z"

CLAUSES = [
    Clause("#implementation", "who asks for the capability is sent no history unasked", """
        bob> JOIN #attic
        bob> PRIVMSG #attic :hi
        ann> CAP REQ :draft/chathistory
        ann~
        ann> JOIN #attic
        ann<< :parlour.local 366 ann #attic :End of NAMES list
        ann.
    """),
    Clause("#isupport-tokens", "005 says how many there are at most, and by what they are found", """
        ann> VERSION
        ann<< :parlour.local 005 ann … CHATHISTORY=7 …
        ann< :parlour.local 005 ann … MSGREFTYPES=msgid,timestamp …
    """, limits=Limits(page=7)),
    Clause("#chathistory-command", "a batch has the name of the target as it is written", """
        bob> PING x
        ann> CAP REQ :batch draft/chathistory message-tags server-time
        ann> JOIN #Attic
        ann> PRIVMSG #attic,bob :hi
        ann~
        ann> CHATHISTORY LATEST #ATTIC * 5
        ann< @draft/chathistory-end :parlour.local BATCH +p1 chathistory #Attic
        ann< @batch=p1;time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #Attic :hi
        ann< :parlour.local BATCH -p1
        ann> CHATHISTORY LATEST BOB * 5
        ann< @draft/chathistory-end :parlour.local BATCH +p2 chathistory bob
    """),
    Clause("#chathistory-command", "where there is nothing there is an empty batch", """
        ann> CAP REQ :batch
        ann> JOIN #attic
        ann~
        ann> CHATHISTORY LATEST #attic * 5
        ann< :parlour.local BATCH +p1 chathistory #attic
        ann< :parlour.local BATCH -p1
        ann> CHATHISTORY BEFORE nobody msgid=01HF7YAT 5
        ann< :parlour.local BATCH +p2 chathistory nobody
        ann< :parlour.local BATCH -p2
        ann.
    """),
    Clause("#chathistory-command", "without event-playback there is nothing but PRIVMSG and NOTICE", """
        ann> CAP REQ :batch message-tags
        ann> JOIN #attic
        bob> JOIN #attic
        ann> TOPIC #attic :Tea
        ann> MODE #attic +m-t
        ann> PRIVMSG #attic :hi
        ann> @+draft/react=x TAGMSG #attic
        bob> NICK bobby
        ann> KICK #attic bobby :out
        ann> NOTICE #attic :ho
        ann~
        ann> CHATHISTORY LATEST #attic * 9
        ann< @draft/chathistory-end :parlour.local BATCH +p1 chathistory #attic
        ann< @batch=p1;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :[…] hi
        ann< @batch=p1;msgid=… :ann!ann@127.0.0.1 NOTICE #attic :[…] ho
        ann< :parlour.local BATCH -p1
    """),
    Clause("#chathistory-command", "with event-playback there is all that happened", """
        ann> CAP REQ :message-tags server-time draft/event-playback draft/chathistory
        ann> JOIN #attic
        bob> JOIN #attic
        ann> TOPIC #attic :Tea
        ann> MODE #attic +v bob
        ann> @+draft/react=x TAGMSG #attic
        bob> NICK bobby
        ann> KICK #attic bobby :out
        bob> JOIN #attic
        bob> PART #attic
        bob> JOIN #attic
        bob> QUIT :bye
        ann~
        ann> CHATHISTORY LATEST #attic * 99
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 TOPIC #attic :Tea
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 MODE #attic +v bob
        ann< @time=…;msgid=…;+draft/react=x :ann!ann@127.0.0.1 TAGMSG #attic
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 NICK :bobby
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 KICK #attic bobby :out
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 PART #attic
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 QUIT :Quit: bye
        ann.
    """),
    Clause("#chathistory-command", "a time has its form", """
        ann> JOIN #attic
        ann~
        ann> CHATHISTORY AFTER #attic timestamp=1700000000 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS AFTER timestamp=1700000000 :…
        ann> CHATHISTORY AFTER #attic 2023-11-14T22:13:20.000Z 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER #attic 2023-11-14T22:13:20.000Z :…
    """),
    Clause("#before", "one place is given, not two", """
        ann> JOIN #attic
        ann~
        ann> CHATHISTORY BEFORE #attic msgid=1 timestamp=2023-11-14T22:13:20.000Z 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS BEFORE :Too many parameters
        ann> CHATHISTORY AFTER #attic msgid=1 timestamp=2023-11-14T22:13:20.000Z 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS AFTER :Too many parameters
        ann> CHATHISTORY AROUND #attic msgid=1 timestamp=2023-11-14T22:13:20.000Z 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS AROUND :Too many parameters
        ann> CHATHISTORY LATEST #attic msgid=1 timestamp=2023-11-14T22:13:20.000Z 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS LATEST :Too many parameters
    """),
    Elsewhere("#between", "what is between is counted from the first place, forwards or backwards, both excluded",
              f"{HISTORY}test_a_piece_of_the_past"),
    Clause("#targets", "it has a batch of its own, and the time of the last message", f"""
        bob> PRIVMSG ann :hi
        ann> CAP REQ :batch
        ann> PRIVMSG bob :ho
        ann~
        ann> CHATHISTORY TARGETS {FAR} 5
        ann< :parlour.local BATCH +p1 draft/chathistory-targets
        ann< @batch=p1 :parlour.local CHATHISTORY TARGETS bob 2023-11-14T22:13:20.00…Z
        ann< :parlour.local BATCH -p1
        ann> CHATHISTORY TARGETS msgid=1 msgid=2 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_PARAMS TARGETS :…
    """.replace("bob> PRIVMSG ann :hi", "bob> PING x")),
    Elsewhere("#targets", "both ends are excluded, and the newest come in their order",
              f"{HISTORY}test_where_something_was_said"),
    Elsewhere("#returned-message-notes", "a message has the id that it was sent with",
              f"{HISTORY}test_a_piece_of_the_past"),
    Elsewhere("#returned-message-notes", "the order stays, and has no two at one time",
              "tests/conversations/test_history.py::test_what_was_said_is_there_after_a_crash_in_its_order"),
    Elsewhere("#errors-and-warnings", "every code is provoked",
              "tests/conformance/ircv3/test_standard_replies.py::test_every_code_is_provoked"),
    Clause("#security-considerations", "who may not read it learns nothing of what is there", """
        bob> JOIN #attic
        bob> MODE #attic +s
        bob> PRIVMSG #attic :hi
        ann> CHATHISTORY LATEST #attic * 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_TARGET LATEST #attic :Messages could not be retrieved
        ann> CHATHISTORY LATEST #nowhere * 5
        ann< :parlour.local FAIL CHATHISTORY INVALID_TARGET LATEST #nowhere :Messages could not be retrieved
        cleo> PRIVMSG bob :psst
        ann> CHATHISTORY LATEST bob * 5
        ann> CHATHISTORY LATEST cleo * 5
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()
