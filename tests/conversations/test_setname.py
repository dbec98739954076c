"""SETNAME as conversations. Source of all that must be: https://ircv3.net/specs/extensions/setname"""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

SETNAME = {
    # #description: "MUST send the server-to-client version of the SETNAME message to all clients in common channels,
    # as well as to the client from which it originated"
    "all who share a channel are told, and whoever does it": """
        ann> SETNAME :Ann Example
        ann< :ann!ann@127.0.0.1 SETNAME :Ann Example
        bob< :ann!ann@127.0.0.1 SETNAME :Ann Example
        ann.
        bob.
        bob> WHO ann
        bob< :parlour.local 352 bob … :0 Ann Example
    """,
    "one word needs no colon": """
        ann> SETNAME Batman
        ann< :ann!ann@127.0.0.1 SETNAME :Batman
    """,
    "the same name again is confirmed again": """
        ann> SETNAME :Ann
        ann< :ann!ann@127.0.0.1 SETNAME :Ann
    """,
    # "MUST NOT be sent to clients which do not have the setname capability negotiated"
    "who did not ask for it is not told": """
        cat> JOIN #attic
        cat~
        ann> SETNAME :Ann Example
        cat.
    """,
    "who shares no channel is not told": """
        bob> PART #attic
        bob~
        ann> SETNAME :Ann Example
        bob.
    """,
    "who shares several is told once": """
        ann> JOIN #cellar
        bob> JOIN #cellar
        bob~
        ann> SETNAME :Ann Example
        bob< :ann!ann@127.0.0.1 SETNAME :Ann Example
        bob.
    """,
    # "MUST support usage of the command even while the capability is not negotiated", "SHOULD handle it silently"
    "without the capability it works, silently": """
        cat> SETNAME :Tom
        cat.
        cat> WHO cat
        cat< :parlour.local 352 cat … :0 Tom
        cat~
        cat> JOIN #attic
        cat~
        ann~
        cat> SETNAME :Tom Cat
        cat.
        ann< :cat!cat@127.0.0.1 SETNAME :Tom Cat
    """,
    # #errors: "MUST use the standard replies extension", "MUST send a FAIL message with the INVALID_REALNAME code"
    "a name that is none is refused, and nothing has changed": """
        ann> SETNAME
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> SETNAME :
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        bob.
        bob> WHO ann
        bob< :parlour.local 352 bob … :0 Ann
    """,
    "the next who joins is shown with the new name": """
        bob> CAP REQ :extended-join
        ann> SETNAME :Ann Example
        bob~
        ann> PART #attic
        ann> JOIN #attic
        bob< :ann!ann@127.0.0.1 PART #attic
        bob< :ann!ann@127.0.0.1 JOIN #attic * :Ann Example
    """,
    "with a label the confirmation has it": """
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label=1 SETNAME :Ann Example
        ann< @label=1 :ann!ann@127.0.0.1 SETNAME :Ann Example
        ann> @label=2 SETNAME :
        ann< @label=2 :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> CAP REQ :-setname
        ann~
        ann> @label=3 SETNAME :Ann
        ann< @label=3 :parlour.local ACK
    """,
}


@pytest.mark.parametrize("script", SETNAME.values(), ids=SETNAME.keys())
def test_a_real_name_can_be_changed(script: str) -> None:
    world = World()
    world.client("ann", "setname")
    world.client("bob", "setname")
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    world.play(script)


def test_the_longest_name_is_announced_and_a_longer_one_is_refused() -> None:
    # #description: "MUST provide a NAMELEN token", "MUST check the realname for validity (taking length limits into
    # consideration)"
    world = World(limits=Limits(realname=10))
    world.client("ann", "setname")
    world.play("""
        ann> ISUPPORT
        ann< :parlour.local 005 ann …
        ann< … NAMELEN=10 …
        ann~
        ann> SETNAME :0123456789
        ann< :ann!ann@127.0.0.1 SETNAME :0123456789
        ann> SETNAME :01234567äö
        ann< :parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid
        ann> WHO ann
        ann< … :0 0123456789
    """)


def test_a_name_of_nothing_but_spaces_is_none() -> None:
    ann = World().client("ann", "setname")
    ann.send("SETNAME :   ")
    assert ann.lines == [":parlour.local FAIL SETNAME INVALID_REALNAME :Realname is not valid"]
