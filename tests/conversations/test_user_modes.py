"""Modes of one's own, as conversations. Source: https://modern.ircdocs.horse/#user-modes"""

import pytest

from parlour.core.operators import Operator
from tests.support.play import World

MODES = {
    "there are none at first": """
        ann> MODE ann
        ann< :parlour.local 221 ann +
    """,
    "they are set and taken away, each change told once": """
        ann> MODE ann +iw
        ann< :ann MODE ann :+iw
        ann> MODE ANN +i-w+B
        ann< :ann MODE ann :+B-w
        ann> MODE ann
        ann< :parlour.local 221 ann +Bi
        ann> MODE ann -iB
        ann< :ann MODE ann :-iB
        ann> MODE ann
        ann< :parlour.local 221 ann +
        ann.
    """,
    "the last word on a letter counts": """
        ann> MODE ann +i-i
        ann.
        ann> MODE ann -i+i
        ann< :ann MODE ann :+i
    """,
    # https://modern.ircdocs.horse/#user-mode "If the <mode string> contains a mode that is not recognised ... the
    # server must send ERR_UMODEUNKNOWNFLAG"
    "what is none is told once, and the rest is done": """
        ann> MODE ann +xiXö
        ann< :ann MODE ann :+i
        ann< :parlour.local 501 ann :Unknown MODE flag
        ann.
    """,
    "those of others are their own": """
        bob> PING x
        bob~
        ann> MODE bob
        ann< :parlour.local 502 ann :Cannot change mode for other users
        ann> MODE bob +i
        ann< :parlour.local 502 ann :Cannot change mode for other users
        ann> MODE nobody +i
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> MODE nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann.
        bob.
    """,
    # RFC 2812, 3.1.5: "If a user attempts to make themselves an operator using the "+o" or "+O" flag, the attempt
    # SHOULD be ignored"
    "nobody makes themselves an operator, and who is none cannot cease to be one": """
        ann> MODE ann +o
        ann.
        ann> MODE ann -o
        ann.
        ann> MODE ann +oi
        ann< :ann MODE ann :+i
        ann.
    """,
    "others do not see them": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> MODE ann +iwB
        bob.
    """,
    "who is invisible is counted as that": """
        ann> MODE ann +i
        bob> LUSERS
        bob< :parlour.local 251 bob :There are 1 users and 1 invisible on 1 servers
        bob< :parlour.local 252 bob 0 :operator(s) online
        bob~
        ann> MODE ann -i
        bob> LUSERS
        bob< :parlour.local 251 bob :There are 2 users and 0 invisible on 1 servers
        bob~
        ann> MODE ann +i
        ann> QUIT
        bob> LUSERS
        bob< :parlour.local 251 bob :There are 1 users and 0 invisible on 1 servers
    """,
}


@pytest.mark.parametrize("script", MODES.values(), ids=MODES.keys())
def test_modes_of_ones_own(script: str) -> None:
    World().play(script)


def test_the_mode_that_user_gives_is_passed_over() -> None:
    # https://modern.ircdocs.horse/#user-message: the second parameter is "0" and means nothing
    world = World()
    world.connect("cat").send("NICK cat", "USER cat 12 * :Cat", "MODE cat")
    world.play("cat<< :parlour.local 221 cat +")


def test_an_operator_ceases_to_be_one() -> None:
    world = World()
    world.client("ann")
    user = world.node.network.nicks["ann"]
    user.operator, user.modes = Operator("ann", "an operator", frozenset({"see"})), "o"
    world.node.network.operators += 1
    world.play("""
        ann> MODE ann
        ann< :parlour.local 221 ann +o
        bob> LUSERS
        bob<< :parlour.local 252 bob 1 :operator(s) online
        ann> MODE ann -o
        ann< :ann MODE ann :-o
        bob~
        bob> LUSERS
        bob<< :parlour.local 252 bob 0 :operator(s) online
    """)
    assert user.operator is None
