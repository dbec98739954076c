"""AWAY, and who is told of it, as conversations."""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

AWAY = {
    # https://modern.ircdocs.horse/#away-message
    "who is away is told so, and who is here again as well": """
        ann> AWAY :At tea
        ann< :parlour.local 306 ann :You have been marked as being away
        ann> AWAY
        ann< :parlour.local 305 ann :You are no longer marked as being away
        ann.
    """,
    "an empty reason is none": """
        ann> AWAY tea
        ann~
        ann> AWAY :
        ann< :parlour.local 305 ann :You are no longer marked as being away
        bob> PRIVMSG ann :hi
        bob.
    """,
    "the same once more is answered once more": """
        ann> AWAY tea
        ann> AWAY tea
        ann> AWAY
        ann> AWAY
        ann< :parlour.local 306 ann :…
        ann< :parlour.local 306 ann :…
        ann< :parlour.local 305 ann :…
        ann< :parlour.local 305 ann :…
        ann.
    """,
    # https://modern.ircdocs.horse/#rplaway-301
    "whoever writes to somebody away hears why": """
        ann> AWAY :At tea
        ann~
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
        bob< :parlour.local 301 bob ann :At tea
        bob> PRIVMSG ANN :hi
        bob< :parlour.local 301 bob ann :At tea
        bob> PRIVMSG ann,#nowhere,bob :hi
        bob< :parlour.local 301 bob ann :At tea
        bob< :parlour.local 403 bob #nowhere :No such channel
        bob< :bob!bob@127.0.0.1 PRIVMSG bob :hi
        bob.
        ann> AWAY
        ann~
        bob> PRIVMSG ann :hi
        bob.
    """,
    # https://modern.ircdocs.horse/#notice-message "automatic replies must never be sent in response to a NOTICE"
    "a notice is not answered, nor what is said in a channel": """
        ann> AWAY :At tea
        ann> JOIN #attic
        ann~
        bob> JOIN #attic
        bob~
        bob> NOTICE ann :hi
        bob> PRIVMSG #attic :hi
        bob.
    """,
    "tags without text are not answered either": """
        ann> AWAY :At tea
        bob> CAP REQ :message-tags
        bob~
        bob> @+typing=active TAGMSG ann
        bob.
    """,
    "the echo comes before the reason, and a label ties the two": """
        ann> AWAY :At tea
        bob> CAP REQ :echo-message labeled-response batch
        bob~
        bob> PRIVMSG ann :hi
        bob< :bob!bob@127.0.0.1 PRIVMSG ann :hi
        bob< :parlour.local 301 bob ann :At tea
        bob> @label=1 PRIVMSG ann :hi
        bob< @label=1 :parlour.local BATCH +p1 labeled-response
        bob< @batch=p1 :bob!bob@127.0.0.1 PRIVMSG ann :hi
        bob< @batch=p1 :parlour.local 301 bob ann :At tea
        bob< :parlour.local BATCH -p1
        bob> @label=2 AWAY gone
        bob< @label=2 :parlour.local 306 bob :You have been marked as being away
        bob.
    """,
    "it ends with the connection": """
        ann> AWAY :At tea
        ann> QUIT
        ann~
        bob> PRIVMSG ann :hi
        bob< :parlour.local 401 bob ann :No such nick/channel
    """,
}


@pytest.mark.parametrize("script", AWAY.values(), ids=AWAY.keys())
def test_who_is_away_says_so(script: str) -> None:
    World().play(script)


# https://ircv3.net/specs/extensions/away-notify
NOTIFIED = {
    "who shares a channel is told of going, of another reason and of coming": """
        bob> AWAY :At tea
        bob> AWAY :At dinner
        bob> AWAY
        ann< :bob!bob@127.0.0.1 AWAY :At tea
        ann< :bob!bob@127.0.0.1 AWAY :At dinner
        ann< :bob!bob@127.0.0.1 AWAY
        ann.
    """,
    "the same reason again is nothing new, nor is being here again": """
        bob> AWAY
        bob> AWAY tea
        bob> AWAY tea
        ann< :bob!bob@127.0.0.1 AWAY :tea
        ann.
    """,
    "who shares several channels is told once": """
        ann> JOIN #cellar
        bob> JOIN #cellar
        ann~
        bob> AWAY tea
        ann< :bob!bob@127.0.0.1 AWAY :tea
        ann.
    """,
    "who shares none is not told": """
        ann> PART #attic
        ann~
        bob> AWAY tea
        ann.
    """,
    "who did not ask for it is not told": """
        cat> JOIN #attic
        cat~
        bob> AWAY tea
        cat.
        ann> CAP REQ :-away-notify
        ann~
        bob> AWAY
        ann.
    """,
    # "Clients SHOULD NOT be sent AWAY messages to notify them of their own away status"
    "nobody is told of themselves": """
        ann> AWAY tea
        ann< :parlour.local 306 ann :You have been marked as being away
        ann.
    """,
    # "as well as when a user joins and has an away message set"
    "who joins away is told to be so": """
        cat> AWAY :At tea
        cat> JOIN #attic
        ann< :cat!cat@127.0.0.1 JOIN #attic
        ann< :cat!cat@127.0.0.1 AWAY :At tea
        ann.
        cat> JOIN #cellar
        ann.
    """,
    # "AWAY will not be sent for joining users with no away message set"
    "who joins and is here is not": """
        cat> AWAY tea
        cat> AWAY
        cat> JOIN #attic
        ann< :cat!cat@127.0.0.1 JOIN #attic
        ann.
    """,
    "a nick change does not end it": """
        cat> AWAY tea
        cat> NICK kitty
        cat> JOIN #attic
        ann< :kitty!cat@127.0.0.1 JOIN #attic
        ann< :kitty!cat@127.0.0.1 AWAY :tea
        bob~
        bob> PRIVMSG kitty :hi
        bob< :parlour.local 301 bob kitty :tea
    """,
    "who is away joins quietly: only others hear of it": """
        ann> AWAY tea
        ann> JOIN #cellar
        ann< :parlour.local 306 …
        ann< :ann!ann@127.0.0.1 JOIN #cellar
        ann< :parlour.local 353 …
        ann< :parlour.local 366 …
        ann.
    """,
}


@pytest.mark.parametrize("script", NOTIFIED.values(), ids=NOTIFIED.keys())
def test_who_asks_for_it_is_told_who_is_away(script: str) -> None:
    world = World()
    world.client("ann", "away-notify")
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    world.play(script)


def test_a_reason_is_cut_to_the_longest_there_may_be() -> None:
    world = World(limits=Limits(away=10))
    world.client("ann", "away-notify")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob> AWAY :0123456789abc
        ann< :bob!bob@127.0.0.1 AWAY :0123456789
        bob> AWAY :12345678äö
        ann< :bob!bob@127.0.0.1 AWAY :12345678ä
        ann> ISUPPORT
        ann< :parlour.local 005 ann AWAYLEN=10 …
    """)


def test_the_longest_reason_fits_a_line_with_the_longest_names() -> None:
    world = World(limits=Limits(nick=64), server_name="s" * 59 + ".net")
    ann, bob = world.connect("a" * 64), world.connect("b" * 64)
    ann.register()
    bob.register()
    ann.send(f"AWAY :{'r' * 400}")
    bob.send(f"PRIVMSG {'a' * 64} :hi")
    [line] = bob.lines
    assert line.endswith(f" 301 {'b' * 64} {'a' * 64} :{'r' * Limits().away}")


def test_being_away_is_no_part_of_the_past() -> None:
    world = World()
    world.client("bob", "draft/chathistory", "draft/event-playback", "batch", "away-notify")
    world.play("""
        bob> JOIN #attic
        ann> JOIN #attic
        ann> AWAY tea
        ann> PRIVMSG #attic :hi
        bob~
        bob> CHATHISTORY LATEST #attic * 10
        bob< :parlour.local BATCH +p1 chathistory #attic
        bob< @batch=p1 :bob!bob@127.0.0.1 JOIN #attic
        bob< @batch=p1 :ann!ann@127.0.0.1 JOIN #attic
        bob< @batch=p1 :ann!ann@127.0.0.1 PRIVMSG #attic :[…] hi
        bob< :parlour.local BATCH -p1
    """)
