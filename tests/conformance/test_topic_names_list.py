"""TOPIC, NAMES and LIST. Source: https://modern.ircdocs.horse/#channel-operations"""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

TOPIC: list[Kept] = [
    Clause("#topic-message", "without a topic as parameter it is shown, with who set it, or that there is none", """
        ann> JOIN #attic
        ann~
        ann> TOPIC #attic
        ann< :parlour.local 331 ann #attic :No topic is set
        ann> TOPIC #attic :Tea
        ann~
        bob> TOPIC #ATTIC
        bob< :parlour.local 332 bob #attic :Tea
        bob< :parlour.local 333 bob #attic ann!ann@127.0.0.1 1700000000
        bob.
    """),
    Clause("#topic-message", "an empty topic clears it, and everybody in the channel is told", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> TOPIC #attic :Tea at five
        ann< :ann!ann@127.0.0.1 TOPIC #attic :Tea at five
        bob< :ann!ann@127.0.0.1 TOPIC #attic :Tea at five
        ann> TOPIC #attic :
        ann< :ann!ann@127.0.0.1 TOPIC #attic :
        bob< :ann!ann@127.0.0.1 TOPIC #attic :
        ann> TOPIC #attic
        ann< :parlour.local 331 ann #attic :No topic is set
    """),
    Clause("#topic-message", "with +t one needs a rank that may, and a voice is none", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> TOPIC #attic :mine
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> MODE #attic +v bob
        bob~
        bob> TOPIC #attic :mine
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> MODE #attic +h bob
        bob~
        bob> TOPIC #attic :mine
        bob< :bob!bob@127.0.0.1 TOPIC #attic :mine
    """),
    Clause("#protected-topic-mode", "without +t anybody in the channel sets it", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic -t
        bob~
        bob> TOPIC #attic :mine
        bob< :bob!bob@127.0.0.1 TOPIC #attic :mine
        cleo> TOPIC #attic :mine
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
    """),
    Clause("#topic-message", "a channel that there is not is told", """
        ann> TOPIC #nowhere
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann> TOPIC #nowhere :tea
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann> TOPIC
        ann< :parlour.local 461 ann TOPIC :Not enough parameters
        ann.
    """),
    Clause("#topiclen-parameter", "a topic is as long as is announced at most", """
        ann> JOIN #attic
        ann~
        ann> TOPIC #attic :1234567890
        ann< :ann!ann@127.0.0.1 TOPIC #attic :123456789
    """, limits=Limits(topic=9)),
]  # fmt: skip

NAMES: list[Kept] = [
    Clause("#names-message", "names have the sign of the highest rank before them, and no space behind the last", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> MODE #attic +vhv ann bob cleo
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann %bob +cleo
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann.
    """),
    Clause("#names-message", "channels are shown one by one, each with its end", """
        bob> JOIN #a,#b
        ann> NAMES #a,#b
        ann< :parlour.local 353 ann = #a :@bob
        ann< :parlour.local 366 ann #a :End of NAMES list
        ann< :parlour.local 353 ann = #b :@bob
        ann< :parlour.local 366 ann #b :End of NAMES list
        ann.
    """),
    Clause("#names-message", "what is no channel is answered with its end alone, and its name as it was sent", """
        ann> NAMES #NoWhere
        ann< :parlour.local 366 ann #NoWhere :End of NAMES list
        ann> NAMES invalid
        ann< :parlour.local 366 ann invalid :End of NAMES list
        ann.
    """),
    Clause("#names-message", "a secret channel shows nobody to who is not in it", """
        ann> JOIN #attic
        ann> MODE #attic +s
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann @ #attic :@ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        bob> NAMES #attic
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """),
    Clause("#names-message", "who is invisible is shown only to those who are in the channel", """
        ann> JOIN #attic
        bob> MODE bob +i
        bob> JOIN #attic
        bob~
        ann~
        cleo> NAMES #attic
        cleo< :parlour.local 353 cleo = #attic :@ann
        cleo< :parlour.local 366 cleo #attic :End of NAMES list
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann bob
    """),
    Clause("#rplnamreply-353", "a private channel has another sign", """
        ann> JOIN #attic
        ann> MODE #attic +p
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann * #attic :@ann
    """),
    Clause("#names-message", "without a parameter the answer ends with *", """
        ann> NAMES
        ann< :parlour.local 366 ann * :End of NAMES list
        ann.
    """),
    Clause(f"{RFC2812}3.2.5", "without a parameter all channels are shown that one may see", """
        bob> JOIN #a
        bob> JOIN #b
        bob> JOIN #c
        bob> MODE #b +s
        bob> MODE #c +p
        ann> NAMES
        ann< :parlour.local 353 ann = #a :@bob
        ann< :parlour.local 366 ann * :End of NAMES list
        ann.
    """),
]  # fmt: skip

LIST: list[Kept] = [
    Clause("#list-message", "where there are no channels there is an end all the same", """
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """),
    Clause("#list-message", "channels are listed with their members and topics, secret ones to who is in them", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> TOPIC #attic :Tea at five
        ann> JOIN #hidden
        ann> MODE #hidden +s
        ann~
        bob~
        ann> LIST
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #attic 2 :Tea at five
        ann< :parlour.local 322 ann #hidden 1 :
        ann< :parlour.local 323 ann :End of /LIST
        ann.
        bob> LIST
        bob< :parlour.local 321 bob Channel :Users  Name
        bob< :parlour.local 322 bob #attic 2 :Tea at five
        bob< :parlour.local 323 bob :End of /LIST
        bob.
        bob> LIST #hidden
        bob< :parlour.local 321 bob Channel :Users  Name
        bob< :parlour.local 323 bob :End of /LIST
        bob.
    """),
    Clause("#list-message", "only the channels that are named are listed", """
        ann> JOIN #a,#b,#c
        ann~
        ann> LIST #A,#c,#nowhere
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #a 1 :
        ann< :parlour.local 322 ann #c 1 :
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """),
    Clause("#elist-parameter", "M: a mask", """
        ann> JOIN #one,#two
        ann~
        ann> LIST *o
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #two 1 :
        ann< :parlour.local 323 …
        ann> LIST #t*
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #two 1 :
        ann< :parlour.local 323 …
        ann> LIST *three*
        ann< :parlour.local 321 …
        ann< :parlour.local 323 …
    """),
    Clause("#elist-parameter", "N: all that a mask does not fit", """
        ann> JOIN #one,#two
        ann~
        ann> LIST !*o
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #one 1 :
        ann< :parlour.local 323 …
    """),
    Clause("#elist-parameter", "U: fewer or more members", """
        ann> JOIN #one,#two
        bob> JOIN #two
        ann~
        ann> LIST >1
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #two 2 :
        ann< :parlour.local 323 …
        ann> LIST <2
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #one 1 :
        ann< :parlour.local 323 …
        ann> LIST >0,<100
        ann< :parlour.local 321 …
        ann< :parlour.local 322 ann #one 1 :
        ann< :parlour.local 322 ann #two 2 :
        ann< :parlour.local 323 …
        ann> LIST <1
        ann< :parlour.local 321 …
        ann< :parlour.local 323 …
    """),
]  # fmt: skip

CLAUSES = TOPIC + NAMES + LIST


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def channels(world: World, line: str) -> list[str]:
    """The channels that are in an answer to LIST."""
    ann = world.client("ann") if "ann" not in world.clients else world.clients["ann"]
    ann.send(line)
    return [shown.split(" ")[3] for shown in ann.lines if " 322 " in shown]


@pytest.mark.parametrize("letter", "CcTt")
def test_channels_are_listed_by_when_they_were_made_or_their_topics_set(letter: str) -> None:
    # https://modern.ircdocs.horse/#elist-parameter: C and T, in minutes, in capitals and small letters
    world = World()
    bob = world.client("bob")
    bob.send("JOIN #old", "TOPIC #old :old")
    world.pass_time(120)
    bob.send("PONG x", "JOIN #new", "TOPIC #new :new")
    world.pass_time(60)
    bob.send("PONG x")
    assert channels(world, f"LIST {letter}>2") == ["#old"]
    assert channels(world, f"LIST {letter}<2") == ["#new"]
    assert channels(world, f"LIST {letter}>0") == ["#old", "#new"]
    assert channels(world, f"LIST {letter}<10") == ["#old", "#new"]
    assert channels(world, f"LIST {letter}<0") == []
