"""What is said to those of a channel who have a rank: STATUSMSG, and what the history shows of it."""

import pytest

from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#statusmsg-parameter
    "a message to the operators, and to all who have a voice or more": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> JOIN #attic
        ann> MODE #attic +ov bob cleo
        ann~
        bob~
        cleo~
        dan~
        ann> PRIVMSG @#attic :among us
        bob< :ann!ann@127.0.0.1 PRIVMSG @#attic :among us
        cleo.
        dan.
        ann> NOTICE +#Attic :to all who speak
        bob< :ann!ann@127.0.0.1 NOTICE +#attic :to all who speak
        cleo< :ann!ann@127.0.0.1 NOTICE +#attic :to all who speak
        dan.
        dan> PRIVMSG @#attic :help
        ann< :dan!dan@127.0.0.1 PRIVMSG @#attic :help
        bob< :dan!dan@127.0.0.1 PRIVMSG @#attic :help
        cleo.
        dan.
        ann> PRIVMSG @#attic,#attic :both
        bob< :ann!ann@127.0.0.1 PRIVMSG @#attic :both
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :both
    """,
    # https://modern.ircdocs.horse/#privmsg-message
    "of several signs the lowest counts": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        ann> MODE #attic +hv bob cleo
        bob~
        cleo~
        ann> PRIVMSG @%#attic :you two
        bob< :ann!ann@127.0.0.1 PRIVMSG %#attic :you two
        cleo.
        ann> PRIVMSG ~+@#attic :you three
        bob< :ann!ann@127.0.0.1 PRIVMSG +#attic :you three
        cleo< :ann!ann@127.0.0.1 PRIVMSG +#attic :you three
    """,
    "it is refused where a message is": """
        ann> JOIN #attic
        ann> MODE #attic +m
        bob> JOIN #attic
        bob~
        bob> PRIVMSG @#attic :help
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+m)
        cleo> PRIVMSG @#attic :help
        cleo< :parlour.local 404 cleo #attic :Cannot send to channel
        cleo> PRIVMSG @#nowhere :help
        cleo< :parlour.local 403 cleo @#nowhere :No such channel
        cleo> PRIVMSG @ann :help
        cleo< :parlour.local 401 cleo @ann :No such nick/channel
        cleo> PRIVMSG @ :help
        cleo< :parlour.local 401 cleo @ :No such nick/channel
        ann> MODE #attic +s
        cleo> PRIVMSG @#attic :help
        cleo< :parlour.local 403 cleo @#attic :No such channel
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_the_author_has_an_echo_and_tags_go_the_same_way() -> None:
    world = World()
    world.client("ann", "echo-message", "message-tags")
    world.client("bob", "message-tags")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> PRIVMSG @#attic :note
        ann< @msgid=… :ann!ann@127.0.0.1 PRIVMSG @#attic :note
        bob.
        bob> @+draft/react=x TAGMSG @#attic
        ann< @msgid=…;+draft/react=x :bob!bob@127.0.0.1 TAGMSG @#attic
        bob.
    """)


def test_the_history_shows_it_to_those_whom_it_was_for() -> None:
    world = World()
    for name in ("ann", "bob"):
        world.client(name, "batch", "draft/chathistory", "server-time")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann> PRIVMSG #attic :one
        ann> PRIVMSG @#attic :two
        ann> PRIVMSG +#attic :three
        ann> PRIVMSG #attic :four
        ann~
        bob~
        ann> CHATHISTORY LATEST #attic * 3
        ann< …BATCH +…
        ann< … PRIVMSG @#attic :two
        ann< … PRIVMSG +#attic :three
        ann< … PRIVMSG #attic :four
        ann< …BATCH -…
        bob> CHATHISTORY LATEST #attic * 3
        bob< …BATCH +…
        bob< … PRIVMSG #attic :one
        bob< … PRIVMSG #attic :four
        bob< …BATCH -…
        ann> MODE #attic +v bob
        bob~
        bob> CHATHISTORY LATEST #attic * 3
        bob< …BATCH +…
        bob< … PRIVMSG #attic :one
        bob< … PRIVMSG +#attic :three
        bob< … PRIVMSG #attic :four
        bob< …BATCH -…
        cleo> JOIN #attic
        cleo<< … PRIVMSG #attic :…one
        cleo< … PRIVMSG #attic :…four
        cleo.
    """)


def test_it_does_not_tell_others_that_something_was_said() -> None:
    world = World()
    for name in ("ann", "bob"):
        world.client(name, "batch", "draft/chathistory", "server-time")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann> PRIVMSG @#attic :two
        bob~
        bob> CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z timestamp=2030-01-01T00:00:00.000Z 10
        bob< …BATCH +… draft/chathistory-targets
        bob< …BATCH -…
    """)
