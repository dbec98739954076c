"""Changing one's nick and leaving, as conversations."""

import pytest

from tests.support.play import World

GOING = {
    "QUIT is acknowledged, and whoever shares a channel is told once": """
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        cleo> PING x
        ann~
        bob~
        cleo~
        ann> QUIT :good night
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: good night)
        ann.
        bob< :ann!ann@127.0.0.1 QUIT :Quit: good night
        bob.
        cleo.
    """,
    "QUIT needs no reason": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> QUIT
        bob< :ann!ann@127.0.0.1 QUIT :Quit:…
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :bob
    """,
    "a nick is free once its user has gone": """
        ann> QUIT
        bob> NICK ann
        bob< :bob!bob@127.0.0.1 NICK :ann
    """,
    "a change of nick is seen by oneself and by those who share a channel, each once": """
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        cleo> PING x
        ann~
        bob~
        cleo~
        ann> NICK Anna
        ann< :ann!ann@127.0.0.1 NICK :Anna
        ann.
        bob< :ann!ann@127.0.0.1 NICK :Anna
        bob.
        cleo.
        ann> NICK anna
        ann< :Anna!ann@127.0.0.1 NICK :anna
        ann> NICK anna
        ann.
        bob~
        bob> PRIVMSG anna :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG anna :hi
        bob> PRIVMSG ann :hi
        bob< :parlour.local 401 bob ann :No such nick/channel
    """,
    "a nick that cannot be had leaves one's own": """
        bob> PING x
        ann> NICK bob
        ann< :parlour.local 433 ann bob :Nickname is already in use
        ann> NICK -x
        ann< :parlour.local 432 ann -x :Erroneous nickname
        ann> NICK
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """,
}


@pytest.mark.parametrize("script", GOING.values(), ids=GOING.keys())
def test_changing_names_and_going(script: str) -> None:
    World().play(script)


def test_a_connection_that_breaks_is_told_to_the_others_with_the_reason() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nbob~")
    world.clients["ann"].drop("Connection reset by peer")
    world.play("bob< :ann!ann@127.0.0.1 QUIT :Connection reset by peer\nbob.")


def test_the_connection_is_closed_after_quit() -> None:
    world = World()
    ann = world.client("ann")
    ann.send("QUIT", "JOIN #attic", "PING x")
    assert ann.lines == ["ERROR :Closing Link: 127.0.0.1 (Quit: )"]
    assert ann.wire.closed
    assert ann.connection is None
