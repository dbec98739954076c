"""Channels, as conversations."""

import pytest

from tests.support.play import World

CASES = {
    "a message reaches the others in the form each asked for, and not its author": """
        ann> JOIN #attic
        bob> CAP REQ server-time
        bob> JOIN #attic
        bob~
        ann~
        ann> PRIVMSG #attic :hi
        bob< @time=2023-11-14T22:13:20.…Z :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann.
    """,
    "whoever joins is told who is there, and those who are there that somebody joined": """
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 353 ann = #attic :@ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        bob> JOIN #Attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :@ann bob
        bob< :parlour.local 366 bob #attic :End of NAMES list
        ann< :bob!bob@127.0.0.1 JOIN #attic
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)
