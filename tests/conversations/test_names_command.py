"""NAMES. Source: https://modern.ircdocs.horse/#names-message"""

import pytest

from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # "For each channel that exists and they are able to see the users in, the server returns one of more RPL_NAMREPLY
    # numerics containing the users joined to the channel and a single RPL_ENDOFNAMES numeric. If the channel name is
    # invalid or the channel does not exist, one RPL_ENDOFNAMES numeric containing the given channel name"
    "who is in each channel, with the sign of the highest rank": """
        ann> JOIN #a,#b
        bob> JOIN #a
        ann> MODE #a +v ann
        ann> MODE #a +v bob
        cleo> NAMES #A,#nowhere,#b,#a,#A
        cleo< :parlour.local 353 cleo = #a :@ann +bob
        cleo< :parlour.local 366 cleo #a :End of NAMES list
        cleo< :parlour.local 366 cleo #nowhere :End of NAMES list
        cleo< :parlour.local 353 cleo = #b :@ann
        cleo< :parlour.local 366 cleo #b :End of NAMES list
        cleo> NAMES :no channel
        cleo< :parlour.local 366 cleo no :End of NAMES list
        cleo.
    """,
    # "Servers MAY also choose to return information about every single channel", and one RPL_ENDOFNAMES with *
    "without a channel, who is in all that may be seen": """
        bob> JOIN #a,#secret,#private
        bob> MODE #secret +s
        bob> MODE #private +p
        cid> JOIN #a,#b
        ann> NAMES
        ann< :parlour.local 353 ann = #a :@bob cid
        ann< :parlour.local 353 ann = #b :@cid
        ann< :parlour.local 366 ann * :End of NAMES list
        ann.
        bob~
        bob> NAMES
        bob< :parlour.local 353 bob = #a :@bob cid
        bob< :parlour.local 353 bob @ #secret :@bob
        bob< :parlour.local 353 bob * #private :@bob
        bob< :parlour.local 353 bob = #b :@cid
        bob< :parlour.local 366 bob * :End of NAMES list
    """,
    "without a channel where there is none": """
        ann> NAMES
        ann< :parlour.local 366 ann * :End of NAMES list
        ann.
    """,
    # "If the given channel has the secret channel mode set and the user is not joined to that channel, one
    # RPL_ENDOFNAMES numeric is returned."
    "a secret channel only from inside": """
        bob> JOIN #secret
        bob> MODE #secret +s
        bob~
        ann> NAMES #secret
        ann< :parlour.local 366 ann #secret :End of NAMES list
        ann.
        bob> NAMES #secret
        bob< :parlour.local 353 bob @ #secret :@bob
        bob< :parlour.local 366 bob #secret :End of NAMES list
    """,
    # https://modern.ircdocs.horse/#rplnamreply-353: * for a private channel
    "a private channel for who knows its name": """
        bob> JOIN #private
        bob> MODE #private +p
        ann> NAMES #private
        ann< :parlour.local 353 ann * #private :@bob
        ann< :parlour.local 366 ann #private :End of NAMES list
    """,
    # "Users with the invisible user mode set are not shown in channel responses unless the requesting client is also
    # joined to that channel."
    "invisible users only from inside": """
        bob> JOIN #attic
        bob> MODE bob +i
        cid> JOIN #attic
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :cid
        ann< :parlour.local 366 ann #attic :End of NAMES list
        cid~
        cid> NAMES #attic
        cid< :parlour.local 353 cid = #attic :@bob cid
        cid~
        cid> PART #attic
        ann> NAMES #attic
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann.
    """,
    # https://ircv3.net/specs/extensions/userhost-in-names
    "with userhost-in-names user names and hosts too": """
        ann> JOIN #attic
        bob> JOIN #attic
        cid> CAP REQ :userhost-in-names
        cid~
        cid> NAMES #attic
        cid< :parlour.local 353 cid = #attic :@ann!ann@127.0.0.1 bob!bob@127.0.0.1
    """,
    # https://ircv3.net/specs/extensions/multi-prefix: "in order of 'rank', from highest to lowest"
    "with multi-prefix all signs": """
        ann> JOIN #attic
        ann> MODE #attic +v ann
        cid> CAP REQ :multi-prefix userhost-in-names
        cid~
        cid> NAMES #attic
        cid< :parlour.local 353 cid = #attic :@+ann!ann@127.0.0.1
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_an_operator_who_may_see_sees_all() -> None:
    world = World()
    world.play("bob> JOIN #secret\nbob> MODE #secret +s\nbob> MODE bob +i")
    make_operator(world, "ann", "see")
    world.play("""
        ann> NAMES #secret
        ann< :parlour.local 353 ann @ #secret :@bob
        ann< :parlour.local 366 ann #secret :End of NAMES list
        ann> NAMES
        ann< :parlour.local 353 ann @ #secret :@bob
        ann< :parlour.local 366 ann * :End of NAMES list
    """)


def test_as_many_as_fit_stand_in_a_line() -> None:
    world = World()
    nicks = [f"ä{number:02}{'x' * 20}" for number in range(40)]
    for nick in nicks:
        client = world.connect("some")
        client.send(f"NICK {nick}", "USER u 0 * :U", "JOIN #attic")
    ann = world.client("ann")
    ann.send("NAMES #attic")
    lines = ann.lines
    assert [word.lstrip("@") for line in lines[:-1] for word in parse(line).text.split()] == nicks
    assert all(len(line.encode()) <= 510 for line in lines)
    assert len(lines[0].encode()) > 480
