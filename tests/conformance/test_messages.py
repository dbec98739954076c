"""What is said: PRIVMSG, NOTICE, and what is told of it. Source: https://modern.ircdocs.horse/#sending-messages"""

from parlour.core.limits import Limits
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"
IRCV3 = "https://ircv3.net/specs/extensions/"

CLAUSES: list[Kept] = [
    Clause("#privmsg-message", "a message to a channel is sent to all who are in it, but for its author", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan~
        ann~
        bob~
        cleo~
        ann> PRIVMSG #attic :hello there
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello there
        cleo< :ann!ann@127.0.0.1 PRIVMSG #attic :hello there
        ann.
        dan.
    """),
    Clause("#one-to-one-communication", "a message to a user is sent to that user alone", """
        bob~
        cleo~
        ann> PRIVMSG bob :hey there!
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hey there!
        bob.
        cleo.
        ann.
    """),
    Clause("#privmsg-message", "the target is shown by its own name", """
        ann> JOIN #Attic
        bob> NICK Bob
        bob> JOIN #attic
        ann~
        bob~
        ann> PRIVMSG BOB :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG Bob :hi
        ann> PRIVMSG #ATTIC :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #Attic :hi
    """),
    Clause("#to-a-list", "a list with commas is sent to each, and what cannot be is told", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo~
        ann~
        bob~
        ann> PRIVMSG cleo,nobody,#attic,#nowhere :hi
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann.
    """),
    Clause("#privmsg-message", "who is not there, and a channel that is not there, are told", """
        ann> PRIVMSG nobody :hey there!
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> PRIVMSG #nowhere :hello there
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann.
    """),
    Clause("#errnorecipient-411", "without a recipient nothing is sent", """
        ann> PRIVMSG
        ann< :parlour.local 411 ann :No recipient given (PRIVMSG)
        ann> PRIVMSG :
        ann< :parlour.local 411 ann :No recipient given (PRIVMSG)
        ann.
    """),
    Clause("#errnotexttosend-412", "without text nothing is sent", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> PRIVMSG #attic
        ann< :parlour.local 412 ann :No text to send
        ann> PRIVMSG #attic :
        ann< :parlour.local 412 ann :No text to send
        ann.
        bob.
    """),
    Clause("#targmax-parameter", "a list has as many targets as are announced at most", """
        bob~
        cleo~
        ann> PRIVMSG bob,cleo,ann :hi
        ann< :parlour.local 407 ann ann :Too many targets
        ann.
        bob.
        cleo.
        ann> PRIVMSG bob,cleo :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
    """, limits=Limits(targets=2)),
    Clause("#privmsg-message", "a message that a channel's modes keep out is told with 404", """
        ann> JOIN #attic
        ann~
        bob> PRIVMSG #attic :from outside
        bob< :parlour.local 404 bob #attic :Cannot send to channel
        bob> JOIN #attic
        bob~
        ann> MODE #attic +M
        ann~
        bob~
        bob> PRIVMSG #attic :without an account
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+M)
        ann> MODE #attic +b-M bob
        ann~
        bob~
        bob> PRIVMSG #attic :banned
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
        ann.
    """),
    Clause("#statusmsg-parameter", "with a sign before the channel it is for those of that rank or a higher one", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> JOIN #attic
        ann> MODE #attic +hv bob cleo
        ann~
        bob~
        cleo~
        dan~
        dan> PRIVMSG @#attic :for operators
        ann< :dan!dan@127.0.0.1 PRIVMSG @#attic :for operators
        dan> PRIVMSG %#attic :for half-operators
        ann< :dan!dan@127.0.0.1 PRIVMSG %#attic :for half-operators
        bob< :dan!dan@127.0.0.1 PRIVMSG %#attic :for half-operators
        dan> NOTICE +#attic :for voices
        ann< :dan!dan@127.0.0.1 NOTICE +#attic :for voices
        bob< :dan!dan@127.0.0.1 NOTICE +#attic :for voices
        cleo< :dan!dan@127.0.0.1 NOTICE +#attic :for voices
        dan.
    """),
    Clause("#privmsg-message", "several signs are as good as the lowest of them", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +h bob
        bob~
        ann> PRIVMSG @%#attic :Hi! I have a problem!
        bob< :ann!ann@127.0.0.1 PRIVMSG %#attic :Hi! I have a problem!
    """),
    Clause("#privmsg-message", "who writes to somebody who is away is told so, and it arrives", """
        bob> AWAY :I'm not here right now
        bob~
        ann> PRIVMSG bob :what's up
        ann< :parlour.local 301 ann bob :I'm not here right now
        ann.
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :what's up
        bob> AWAY
        bob~
        ann> PRIVMSG bob :what's up
        ann.
    """),
    Clause("#notice-message", "a notice goes where a message does", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo~
        bob~
        ann> NOTICE #attic :hello there
        bob< :ann!ann@127.0.0.1 NOTICE #attic :hello there
        ann> NOTICE cleo,bob :hey
        cleo< :ann!ann@127.0.0.1 NOTICE cleo :hey
        bob< :ann!ann@127.0.0.1 NOTICE bob :hey
    """),
    Clause("#notice-message", "a notice is never answered, not even with an error", """
        bob> JOIN #attic
        bob> AWAY :tea
        bob~
        ann> NOTICE nobody :hi
        ann> NOTICE #nowhere :hi
        ann> NOTICE #attic :hi
        ann> NOTICE bob :hi
        ann> NOTICE nobody,#nowhere :hi
        ann> NOTICE
        ann> NOTICE bob
        ann> NOTICE bob :
        ann.
        bob< :ann!ann@127.0.0.1 NOTICE bob :hi
        bob.
    """),
    Clause(f"{RFC2812}3.3.1", "a mask of servers or hosts is no target for who is no operator", """
        bob~
        ann> PRIVMSG $*.local :hi
        ann< :parlour.local 401 ann $*.local :No such nick/channel
        ann> PRIVMSG bob@parlour.local :hi
        ann< :parlour.local 401 ann bob@parlour.local :No such nick/channel
        bob.
    """),
    Clause(f"{IRCV3}echo-message", "an echo is the same as what others are shown", """
        ann> CAP REQ :echo-message
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> PRIVMSG #attic :hello everyone
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :hello everyone
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello everyone
        ann> NOTICE bob :hi
        ann< :ann!ann@127.0.0.1 NOTICE bob :hi
        bob< :ann!ann@127.0.0.1 NOTICE bob :hi
        ann.
    """),
    Clause(f"{IRCV3}labeled-response", "one line of an answer has the label, none is an ACK, several are a batch", """
        ann> CAP REQ :labeled-response batch echo-message
        bob~
        ann~
        ann> @label=1 PING x
        ann< @label=1 :parlour.local PONG parlour.local :x
        ann> @label=2 PONG x
        ann< @label=2 :parlour.local ACK
        ann> @label=3 NOSUCH
        ann< @label=3 :parlour.local 421 ann NOSUCH :Unknown command
        ann> @label=4 JOIN #a,b@d
        ann< @label=4 :parlour.local BATCH +p4 labeled-response
        ann< @batch=p4 :ann!ann@127.0.0.1 JOIN #a
        ann< @batch=p4 :parlour.local 353 ann = #a :@ann
        ann< @batch=p4 :parlour.local 366 ann #a :End of NAMES list
        ann< @batch=p4 :parlour.local 476 ann b@d :Bad channel name
        ann< :parlour.local BATCH -p4
        ann> @label=5 PRIVMSG bob :hi
        ann< @label=5 :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann.
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_a_relayed_line_is_never_cut() -> None:
    # https://modern.ircdocs.horse/#errinputtoolong-417
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    room = 510 - len(":ann!ann@127.0.0.1 PRIVMSG bob :")
    ann.send(f"PRIVMSG bob :{'x' * room}", f"PRIVMSG bob :{'x' * room}y")
    assert ann.lines == [":parlour.local 417 ann :Input line was too long"]
    assert bob.lines == [f":ann!ann@127.0.0.1 PRIVMSG bob :{'x' * room}"]
