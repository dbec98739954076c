"""WHO. Source: https://modern.ircdocs.horse/#who-message"""

import pytest

from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # "A channel name, in which case the channel members are listed"; "the same channel MUST be returned in <channel>"
    # (https://modern.ircdocs.horse/#rplwhoreply-352)
    "a channel's members are shown with that channel, their ranks, and the mask as it was sent": """
        ann> JOIN #cellar,#attic
        bob> JOIN #cellar,#attic
        ann> MODE #attic +v bob
        ann~
        ann> WHO #Attic
        ann< :parlour.local 352 ann #attic ann 127.0.0.1 parlour.local ann H@ :0 Ann
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H+ :0 Bob
        ann< :parlour.local 315 ann #Attic :End of WHO list
        ann.
    """,
    # "An exact nickname, in which case a single user is returned."
    "a nick shows one user, with a channel that they are in and their rank there": """
        bob> JOIN #attic
        ann> WHO BOB
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H@ :0 Bob
        ann< :parlour.local 315 ann BOB :End of WHO list
        ann.
    """,
    "who is in no channel is shown in none": """
        bob> PING x
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann bob :End of WHO list
    """,
    "who or what is not there is shown as the end alone": """
        ann> WHO nobody
        ann< :parlour.local 315 ann nobody :End of WHO list
        ann> WHO #nowhere
        ann< :parlour.local 315 ann #nowhere :End of WHO list
        ann.
    """,
    "no mask, * and 0 stand for everybody": """
        bob> PING x
        ann> WHO
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 352 ann * ann 127.0.0.1 parlour.local ann H :0 Ann
        ann< :parlour.local 315 ann * :End of WHO list
        ann> WHO 0
        ann<< :parlour.local 352 ann * ann 127.0.0.1 parlour.local ann H :0 Ann
        ann< :parlour.local 315 ann 0 :End of WHO list
        ann> WHO *
        ann<< :parlour.local 352 ann * ann 127.0.0.1 parlour.local ann H :0 Ann
        ann< :parlour.local 315 ann * :End of WHO list
        ann.
    """,
    # "A mask pattern, in which case all visible users whose nickname matches are listed. Servers MAY match other ..."
    "a mask is looked for in nicks": """
        bob> PING x
        bobby> PING x
        ann> WHO B?b
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 315 ann B?b :End of WHO list
        ann> WHO bob*
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 352 ann * bobby …
        ann< :parlour.local 315 ann bob* :End of WHO list
        ann.
    """,
    "a mask is looked for in real names, where it may have spaces": """
        bob> SETNAME :Robert Lee
        ann> WHO :*rt l*
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Robert Lee
        ann< :parlour.local 315 ann *rt :End of WHO list
        ann.
    """,
    "flags say where a mask is looked for": """
        bob> SETNAME :ann
        ann> WHO ann* r
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann ann* :End of WHO list
        ann> WHO ann* n
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann ann* :End of WHO list
        ann> WHO *.local n
        ann< :parlour.local 315 ann *.local :End of WHO list
        ann> WHO *.local s
        ann<< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann *.local :End of WHO list
        ann.
    """,
    "a host and a server's name need no star": """
        ann> WHO 127.0.0.1
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann 127.0.0.1 :End of WHO list
        ann> WHO parlour.local
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann parlour.local :End of WHO list
        ann.
    """,
    "a mask of nick, user name and host is looked for in the whole": """
        bob> PING x
        ann> WHO *!b*@127.*
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 315 ann *!b*@127.* :End of WHO list
        ann.
    """,
    # https://modern.ircdocs.horse/#rplwhoreply-352: H or G first
    "who is away is gone": """
        bob> AWAY :tea
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob G :0 Bob
    """,
    # https://ircv3.net/specs/extensions/bot-mode#the-who-bot-flag
    "a bot has the flag of one behind the others": """
        bob> JOIN #attic
        bob> MODE bob +B
        ann> WHO #attic
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H@B :0 Bob
    """,
    # https://modern.ircdocs.horse/#invisible-user-mode: "they will not show up in commands such as WHO or NAMES unless
    # they share a channel with the user that submitted the command"
    "an invisible user is shown to who shares a channel or knows the nick": """
        bob> MODE bob +i
        ann> WHO b*
        ann< :parlour.local 315 ann b* :End of WHO list
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann bob :End of WHO list
        bob> JOIN #attic
        cid> JOIN #attic
        ann> WHO #attic
        ann< :parlour.local 352 ann #attic cid …
        ann< :parlour.local 315 ann #attic :End of WHO list
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann bob :End of WHO list
        cid~
        cid> WHO b*
        cid< :parlour.local 352 cid #attic bob …
        cid< :parlour.local 315 cid b* :End of WHO list
        cid> WHO #attic
        cid< :parlour.local 352 cid #attic bob …
        cid< :parlour.local 352 cid #attic cid …
        cid< :parlour.local 315 cid #attic :End of WHO list
        cid.
    """,
    "an invisible user is shown to themselves": """
        ann> MODE ann +i
        ann~
        ann> WHO a*
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann a* :End of WHO list
    """,
    # https://modern.ircdocs.horse/#secret-channel-mode
    "a secret channel is not there for whoever is not in it, nor shown as where somebody is": """
        bob> JOIN #secret
        bob> MODE #secret +s
        ann> WHO #secret
        ann< :parlour.local 315 ann #secret :End of WHO list
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann bob :End of WHO list
        bob~
        bob> WHO bob
        bob< :parlour.local 352 bob #secret bob 127.0.0.1 parlour.local bob H@ :0 Bob
        ann> WHO bob
        ann< :parlour.local 352 ann * bob …
    """,
    # RFC 2811, 4.2.6: "these channels MUST be omitted from replies to queries like the WHOIS command"
    "a private channel is not shown as where somebody is": """
        bob> JOIN #private
        bob> MODE #private +p
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
    """,
    # https://ircv3.net/specs/extensions/multi-prefix
    "with multi-prefix the signs of all ranks are shown, highest first": """
        ann> JOIN #attic
        ann> MODE #attic +v ann
        bob> CAP REQ :multi-prefix
        bob~
        bob> WHO ann
        bob< :parlour.local 352 bob #attic ann 127.0.0.1 parlour.local ann H@+ :0 Ann
    """,
    "a label ties the answer together": """
        ann> CAP REQ :batch labeled-response
        ann~
        ann> @label=x WHO a*
        ann< @label=x :parlour.local BATCH +… labeled-response
        ann< @batch=… :parlour.local 352 ann * ann …
        ann< @batch=… :parlour.local 315 ann a* :End of WHO list
        ann< :parlour.local BATCH -…
        ann.
    """,
    "a mask of nothing but stars is a mask like any other": f"""
        ann> WHO {"*" * 400}
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann {"*" * 200} :End of WHO list
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_an_operator_has_a_star_before_the_rank() -> None:
    # https://modern.ircdocs.horse/#rplwhoreply-352: away, operator, prefix, others, "in this order"
    world = World()
    world.play("ann> JOIN #attic\nann> MODE ann +B\nann> AWAY :tea")
    make_operator(world, "ann", "see")
    world.play("bob> WHO #attic\nbob< :parlour.local 352 bob #attic ann 127.0.0.1 parlour.local ann G*@B :0 Ann")


def test_the_flag_o_shows_operators_only() -> None:
    # RFC 1459, 4.5.1
    world = World()
    make_operator(world, "ann")
    world.play("""
        bob> WHO * o
        bob< :parlour.local 352 bob * ann 127.0.0.1 parlour.local ann H* :0 Ann
        bob< :parlour.local 315 bob * :End of WHO list
        bob> WHO bob o
        bob< :parlour.local 315 bob bob :End of WHO list
        bob> JOIN #attic
        ann> JOIN #attic
        bob~
        bob> WHO #attic o
        bob< :parlour.local 352 bob #attic ann …
        bob< :parlour.local 315 bob #attic :End of WHO list
        bob.
    """)


def test_an_operator_who_may_see_sees_invisible_users_and_secret_channels() -> None:
    world = World()
    world.play("bob> MODE bob +i\nbob> JOIN #secret\nbob> MODE #secret +s")
    make_operator(world, "ann", "see")
    world.play("""
        ann> WHO b*
        ann< :parlour.local 352 ann #secret bob 127.0.0.1 parlour.local bob H@ :0 Bob
        ann< :parlour.local 315 ann b* :End of WHO list
        ann> WHO #secret
        ann< :parlour.local 352 ann #secret bob 127.0.0.1 parlour.local bob H@ :0 Bob
        ann< :parlour.local 315 ann #secret :End of WHO list
    """)


def test_an_operator_who_may_not_see_does_not() -> None:
    world = World()
    world.play("bob> MODE bob +i\nbob> JOIN #secret\nbob> MODE #secret +s")
    make_operator(world, "ann", "kill")
    world.play("""
        ann> WHO b*
        ann< :parlour.local 315 ann b* :End of WHO list
        ann> WHO #secret
        ann< :parlour.local 315 ann #secret :End of WHO list
    """)


def test_addresses_are_searched_only_by_who_may_see_them() -> None:
    world = World()
    world.client("bob", address="192.0.2.7")
    world.node.network.nicks["bob"].host = "hidden"
    world.play("ann> WHO 192.0.2.* i\nann< :parlour.local 315 ann 192.0.2.* :End of WHO list")
    make_operator(world, "ann", "see")
    world.play("ann> WHO 192.0.2.* i\nann< :parlour.local 352 ann * bob …")
