"""JOIN and PART. Source: https://modern.ircdocs.horse/#channel-operations"""

from parlour.core.limits import Limits
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

JOIN: list[Kept] = [
    Clause("#channels", "who joins first is an operator, of a channel that is +nt", """
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 353 ann = #attic :@ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann.
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +nt
    """),
    Clause("#channels", "a channel is gone when the last has left it", """
        ann> JOIN #attic
        ann> PART #attic
        ann~
        ann> MODE #attic
        ann< :parlour.local 403 ann #attic :No such channel
        bob> JOIN #attic
        bob<< :parlour.local 353 bob = #attic :@bob
    """),
    Clause("#channels", "no name of a channel has a space, a comma or a BELL, or begins otherwise", """
        ann> JOIN attic
        ann< :parlour.local 476 ann attic :Bad channel name
        ann> JOIN :#two words
        ann< :parlour.local 476 ann #two :Bad channel name
        ann> JOIN #a\x07b
        ann< :parlour.local 476 ann #a?b :Bad channel name
        ann> JOIN #one,two
        ann< :ann!ann@127.0.0.1 JOIN #one
        ann<< :parlour.local 366 ann #one :End of NAMES list
        ann< :parlour.local 476 ann two :Bad channel name
        ann.
    """),
    Clause("#join-message", "whoever joins is sent JOIN, the topic, who set it, and the names with one's own", """
        ann> JOIN #attic
        ann> TOPIC #attic :Tea at five
        ann~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 332 bob #attic :Tea at five
        bob< :parlour.local 333 bob #attic ann!ann@127.0.0.1 1700000000
        bob< :parlour.local 353 bob = #attic :@ann bob
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """),
    Clause("#join-message", "nothing is said of a topic that there is not", """
        ann> JOIN #attic
        ann> TOPIC #attic :Tea
        ann> TOPIC #attic :
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :@ann bob
    """),
    Clause("#join-message", "the first key is for the first channel, the second for the second", """
        ann> JOIN #a,#b,#c
        ann> MODE #a +k one
        ann> MODE #b +k two
        bob> JOIN #a,#b,#c one,two
        bob< :bob!bob@127.0.0.1 JOIN #a
        bob<< :bob!bob@127.0.0.1 JOIN #b
        bob<< :bob!bob@127.0.0.1 JOIN #c
        cleo> JOIN #a,#b,#c two,one
        cleo< :parlour.local 475 cleo #a :Cannot join channel (+k)
        cleo< :parlour.local 475 cleo #b :Cannot join channel (+k)
        cleo< :cleo!cleo@127.0.0.1 JOIN #c
    """),
    Clause("#join-message", "a key may be left empty for a channel that has none", """
        ann> JOIN #a,#b
        ann> MODE #b +k two
        bob> JOIN #a,#b ,two
        bob< :bob!bob@127.0.0.1 JOIN #a
        bob<< :bob!bob@127.0.0.1 JOIN #b
    """),
    Clause("#join-message", "several channels are joined with a message each", """
        bob> JOIN #a
        ann> JOIN #a,#b
        ann< :ann!ann@127.0.0.1 JOIN #a
        ann< :parlour.local 353 ann = #a :@bob ann
        ann< :parlour.local 366 ann #a :End of NAMES list
        ann< :ann!ann@127.0.0.1 JOIN #b
        ann< :parlour.local 353 ann = #b :@ann
        ann< :parlour.local 366 ann #b :End of NAMES list
        ann.
        bob<< :ann!ann@127.0.0.1 JOIN #a
        bob.
    """),
    Clause("#join-message", "members are told of JOIN, PART, KICK, MODE, QUIT and messages, and others are not", """
        ann> JOIN #attic
        bob> JOIN #attic
        dan~
        ann~
        bob~
        cleo> JOIN #attic
        bob< :cleo!cleo@127.0.0.1 JOIN #attic
        ann> MODE #attic +v cleo
        bob< :ann!ann@127.0.0.1 MODE #attic +v cleo
        cleo> PRIVMSG #attic :hi
        bob< :cleo!cleo@127.0.0.1 PRIVMSG #attic :hi
        cleo> NOTICE #attic :hi
        bob< :cleo!cleo@127.0.0.1 NOTICE #attic :hi
        cleo> PART #attic
        bob< :cleo!cleo@127.0.0.1 PART #attic
        cleo> JOIN #attic
        bob< :cleo!cleo@127.0.0.1 JOIN #attic
        ann> KICK #attic cleo :out
        bob< :ann!ann@127.0.0.1 KICK #attic cleo :out
        ann> QUIT
        bob< :ann!ann@127.0.0.1 QUIT :…
        bob.
        dan.
    """),
    Clause("#join-message", "who is in a channel joins it again in silence", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        bob> JOIN #ATTIC
        bob.
        ann.
    """),
    Clause("#join-message", "JOIN 0 leaves every channel with a PART", """
        ann> JOIN #a,#b
        bob> JOIN #b
        ann~
        bob~
        ann> JOIN 0
        ann< :ann!ann@127.0.0.1 PART #a
        ann< :ann!ann@127.0.0.1 PART #b
        ann.
        bob< :ann!ann@127.0.0.1 PART #b
    """),
    Clause("#join-message", "a channel needs to be named", """
        ann> JOIN
        ann< :parlour.local 461 ann JOIN :Not enough parameters
        ann.
    """),
    Clause("#errtoomanychannels-405", "nobody is in more channels than are announced", """
        ann> JOIN #a,#b
        ann~
        ann> JOIN #c
        ann< :parlour.local 405 ann #c :You have joined too many channels
        ann> PART #a
        ann~
        ann> JOIN #c
        ann< :ann!ann@127.0.0.1 JOIN #c
    """, limits=Limits(channels_per_user=2)),
]  # fmt: skip

PART: list[Kept] = [
    Clause("#part-message", "whoever leaves is told, as are the others", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        bob> PART #attic
        bob< :bob!bob@127.0.0.1 PART #attic
        bob.
        ann< :bob!bob@127.0.0.1 PART #attic
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel
        ann> PRIVMSG #attic :hi
        bob.
    """),
    Clause("#part-message", "several channels are left with a message each, and the reason on each", """
        ann> JOIN #a,#b
        bob> JOIN #a,#b
        ann~
        bob~
        ann> PART #a,#b :bye everyone
        ann< :ann!ann@127.0.0.1 PART #a :bye everyone
        ann< :ann!ann@127.0.0.1 PART #b :bye everyone
        ann.
        bob< :ann!ann@127.0.0.1 PART #a :bye everyone
        bob< :ann!ann@127.0.0.1 PART #b :bye everyone
        bob.
    """),
    Clause("#part-message", "a channel that one is not in, and one that there is not, are told and passed over", """
        bob> JOIN #b
        ann> JOIN #a
        ann~
        ann> PART #b,#nowhere,#a
        ann< :parlour.local 442 ann #b :You're not on that channel
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann< :ann!ann@127.0.0.1 PART #a
        ann> PART
        ann< :parlour.local 461 ann PART :Not enough parameters
        ann.
    """),
]  # fmt: skip

CLAUSES = JOIN + PART


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_a_name_as_long_as_is_announced_is_good_and_a_longer_one_is_none() -> None:
    # https://modern.ircdocs.horse/#channellen-parameter
    world = World()
    ann = world.client("ann")
    longest = "#" + "a" * 63
    ann.send(f"JOIN {longest}", f"JOIN {longest}a")
    first, *_, last = ann.lines
    assert first == f":ann!ann@127.0.0.1 JOIN {longest}"
    assert last == f":parlour.local 403 ann {longest}a :Channel name is too long"
