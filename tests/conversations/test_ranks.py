"""Who may do what in a channel: the ranks q, a, o, h and v."""

import pytest

from parlour.core.operators import PRIVILEGES, Operator
from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#channel-membership-prefixes
    "a half-operator kicks, voices and sets modes, and cannot touch operators": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> MODE #attic +h bob
        ann~
        bob~
        bob> MODE #attic +v cleo
        bob< :bob!bob@127.0.0.1 MODE #attic +v cleo
        bob> MODE #attic +mb eve
        bob< :bob!bob@127.0.0.1 MODE #attic +mb eve!*@*
        bob> MODE #attic +o cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +h cleo
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic -o ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> KICK #attic ann :no
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> TOPIC #attic :tea
        bob< :bob!bob@127.0.0.1 TOPIC #attic :tea
        bob> KICK #attic cleo :bye
        bob< :bob!bob@127.0.0.1 KICK #attic cleo :bye
        bob> MODE #attic -h bob
        bob< :bob!bob@127.0.0.1 MODE #attic -h bob
        bob> MODE #attic -m
        bob< :parlour.local 482 bob #attic :You're not channel operator
    """,
    "whoever has a rank may give it up, and nothing else": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +v bob
        ann~
        bob~
        bob> MODE #attic +h bob
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +m
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic -v ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic -v bob
        bob< :bob!bob@127.0.0.1 MODE #attic -v bob
        bob.
    """,
    "operators make one another, and none of them a founder": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann~
        ann> MODE #attic +q ann
        ann< :parlour.local 482 ann #attic :You're not channel operator
        ann> MODE #attic +a bob
        ann< :parlour.local 482 ann #attic :You're not channel operator
        ann> MODE #attic +o bob
        ann< :ann!ann@127.0.0.1 MODE #attic +o bob
        bob<< :ann!ann@127.0.0.1 MODE #attic +o bob
        bob> MODE #attic -o ann
        bob< :bob!bob@127.0.0.1 MODE #attic -o ann
    """,
    # https://modern.ircdocs.horse/#kick-message
    "a kick puts a member out": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann~
        bob~
        cleo~
        ann> KICK #attic bob :go
        ann< :ann!ann@127.0.0.1 KICK #attic bob :go
        bob< :ann!ann@127.0.0.1 KICK #attic bob :go
        cleo< :ann!ann@127.0.0.1 KICK #attic bob :go
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel
        ann> KICK #attic CLEO
        ann< :ann!ann@127.0.0.1 KICK #attic cleo :ann
        cleo< :ann!ann@127.0.0.1 KICK #attic cleo :ann
        cleo> JOIN #attic
        cleo<< :parlour.local 366 cleo #attic :End of NAMES list
        ann~
        ann> KICK #attic ann :myself
        ann< :ann!ann@127.0.0.1 KICK #attic ann :myself
        cleo< :ann!ann@127.0.0.1 KICK #attic ann :myself
        ann.
    """,
    "several are kicked at once, and who cannot be is told": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> PING x
        ann~
        ann> KICK #attic bob,dan,nobody,cleo :all
        ann< :ann!ann@127.0.0.1 KICK #attic bob :all
        ann< :parlour.local 441 ann dan #attic :They aren't on that channel
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann< :ann!ann@127.0.0.1 KICK #attic cleo :all
        ann.
        ann> JOIN #cellar
        ann~
        bob> JOIN #attic
        cleo> JOIN #cellar
        ann~
        ann> KICK #attic,#cellar bob,cleo
        ann< :ann!ann@127.0.0.1 KICK #attic bob :ann
        ann< :ann!ann@127.0.0.1 KICK #cellar cleo :ann
        ann> KICK #attic,#cellar bob
        ann< :parlour.local 461 ann KICK :Not enough parameters
        ann.
    """,
    "who may not kick is told why": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> KICK #attic ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        cleo> KICK #attic ann
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo> KICK #nowhere ann
        cleo< :parlour.local 403 cleo #nowhere :No such channel
        cleo> KICK #attic
        cleo< :parlour.local 461 cleo KICK :Not enough parameters
        cleo> KICK
        cleo< :parlour.local 461 cleo KICK :Not enough parameters
        ann> MODE #attic +s
        cleo> KICK #attic ann
        cleo< :parlour.local 403 cleo #attic :No such channel
        cleo.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_an_operator_of_the_network_who_acts_in_channels_stands_above_all() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann> MODE #attic +kis secret\nann~\nbob~\neve> PING x\neve~")
    eve = world.node.network.nicks["eve"]
    eve.operator = Operator("eve", "an operator", frozenset(PRIVILEGES))
    world.play("""
        eve> JOIN #attic
        eve< :eve!eve@127.0.0.1 JOIN #attic
        eve~
        ann~
        bob~
        eve> MODE #attic +q bob
        eve< :eve!eve@127.0.0.1 MODE #attic +q bob
        bob~
        bob> NAMES #attic
        bob< :parlour.local 353 bob @ #attic :@ann ~bob eve
        bob~
        ann~
        ann> KICK #attic bob
        ann< :parlour.local 482 ann #attic :You're not channel operator
        ann> MODE #attic -q bob
        ann< :parlour.local 482 ann #attic :You're not channel operator
        bob> MODE #attic +aa ann eve
        bob< :bob!bob@127.0.0.1 MODE #attic +aa ann eve
        ann~
        ann> KICK #attic eve :protected from one another
        ann< :parlour.local 482 ann #attic :You're not channel operator
        ann> MODE #attic -a eve
        ann< :parlour.local 482 ann #attic :You're not channel operator
        eve~
        eve> KICK #attic ann :amok
        eve< :eve!eve@127.0.0.1 KICK #attic ann :amok
        eve> PART #attic
        eve~
        eve> PRIVMSG #attic :from outside
        eve.
        bob<< :eve!eve@127.0.0.1 PRIVMSG #attic :from outside
    """)


def test_all_ranks_of_a_member_are_shown_to_who_asked_for_that() -> None:
    # https://ircv3.net/specs/extensions/multi-prefix
    world = World()
    world.client("bob", "multi-prefix")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +hv ann ann
        bob~
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :@%+ann bob
        bob~
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann bob
    """)


def test_a_kick_is_in_the_history() -> None:
    world = World()
    world.client("ann", "batch", "draft/chathistory", "draft/event-playback", "server-time", "message-tags")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann> KICK #attic bob :go
        ann~
        ann> CHATHISTORY LATEST #attic * 1
        ann< …BATCH +…
        ann< @batch=…;time=…;msgid=… :ann!ann@127.0.0.1 KICK #attic bob :go
    """)
