"""Channels, as conversations."""

import pytest

from parlour.core.limits import Limits
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
    "several channels are joined in order, each with its own answers": """
        ann> JOIN #attic,,#cellar
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 353 ann = #attic :@ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann< :ann!ann@127.0.0.1 JOIN #cellar
        ann< :parlour.local 353 ann = #cellar :@ann
        ann< :parlour.local 366 ann #cellar :End of NAMES list
        ann.
    """,
    "keys belong to the channels in their order": """
        ann> JOIN #a,#b,#c
        ann> MODE #a +k one
        ann> MODE #c +k three
        ann~
        bob> JOIN #a,#b,#c one,,three
        bob< :bob!bob@127.0.0.1 JOIN #a
        bob<< :bob!bob@127.0.0.1 JOIN #b
        bob<< :bob!bob@127.0.0.1 JOIN #c
        cleo> JOIN #c,#a one
        cleo< :parlour.local 475 cleo #c :Cannot join channel (+k)
        cleo< :parlour.local 475 cleo #a :Cannot join channel (+k)
        cleo.
    """,
    "whoever is in a channel joins it again in silence": """
        ann> JOIN #attic
        ann~
        ann> JOIN #Attic
        ann.
    """,
    "the topic is shown on joining, with who set it and when": """
        ann> JOIN #attic
        ann> TOPIC #attic :Tea at five
        ann~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 332 bob #attic :Tea at five
        bob< :parlour.local 333 bob #attic ann!ann@127.0.0.1 1700000000
        bob< :parlour.local 353 bob = #attic :@ann bob
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """,
    "a channel is closed to some by its modes": """
        ann> JOIN #full,#invited,#locked
        ann> MODE #full +l 1
        ann> MODE #invited +i
        ann> MODE #locked +k tea
        bob> JOIN #full
        bob< :parlour.local 471 bob #full :Cannot join channel (+l)
        bob> JOIN #invited
        bob< :parlour.local 473 bob #invited :Cannot join channel (+i)
        bob> JOIN #locked
        bob< :parlour.local 475 bob #locked :Cannot join channel (+k)
        bob> JOIN #locked coffee
        bob< :parlour.local 475 bob #locked :Cannot join channel (+k)
        bob> JOIN #locked tea
        bob< :bob!bob@127.0.0.1 JOIN #locked
    """,
    "a name that is none is refused": """
        ann> JOIN attic
        ann< :parlour.local 476 ann attic :Bad channel name
        ann> JOIN #
        ann< :parlour.local 476 ann # :Bad channel name
        ann> JOIN :#a b
        ann< :parlour.local 476 ann #a :Bad channel name
        ann> JOIN #aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        ann< :parlour.local 403 ann #aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaa :Channel name is too long
        ann> JOIN
        ann< :parlour.local 461 ann JOIN :Not enough parameters
        ann.
    """,
    "JOIN 0 leaves all channels": """
        ann> JOIN #a,#b
        bob> JOIN #a
        ann~
        bob~
        ann> JOIN 0
        ann< :ann!ann@127.0.0.1 PART #a
        ann< :ann!ann@127.0.0.1 PART #b
        ann.
        bob< :ann!ann@127.0.0.1 PART #a
        bob.
    """,
    "whoever leaves is told, as are the others, with the reason": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        bob> PART #ATTIC :good night
        bob< :bob!bob@127.0.0.1 PART #attic :good night
        bob.
        ann< :bob!bob@127.0.0.1 PART #attic :good night
        ann> PART #attic bye
        ann< :ann!ann@127.0.0.1 PART #attic bye
        ann.
    """,
    "several channels are left at once, and what cannot be is told": """
        ann> JOIN #a,#b
        bob> JOIN #c
        ann~
        ann> PART #a,#nowhere,,#c,#b
        ann< :ann!ann@127.0.0.1 PART #a
        ann< :parlour.local 403 ann #nowhere :No such channel
        ann< :parlour.local 442 ann #c :You're not on that channel
        ann< :ann!ann@127.0.0.1 PART #b
        ann> PART ann
        ann< :parlour.local 403 ann ann :No such channel
        ann> PART
        ann< :parlour.local 461 ann PART :Not enough parameters
        ann.
    """,
    "a channel that empties is gone, and whoever comes next makes it anew": """
        ann> JOIN #attic
        ann> MODE #attic +m
        ann> TOPIC #attic :Tea
        ann> PART #attic
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :@bob
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob> MODE #attic
        bob< :parlour.local 324 bob #attic +nt
    """,
    "a topic is set, shown, and removed by an empty one": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> TOPIC #attic
        ann< :parlour.local 331 ann #attic :No topic is set
        ann> TOPIC #Attic :Tea at five
        ann< :ann!ann@127.0.0.1 TOPIC #attic :Tea at five
        bob< :ann!ann@127.0.0.1 TOPIC #attic :Tea at five
        bob> TOPIC #attic
        bob< :parlour.local 332 bob #attic :Tea at five
        bob< :parlour.local 333 bob #attic ann!ann@127.0.0.1 1700000000
        ann> TOPIC #attic :
        ann< :ann!ann@127.0.0.1 TOPIC #attic :
        bob< :ann!ann@127.0.0.1 TOPIC #attic :
        bob> TOPIC #attic
        bob< :parlour.local 331 bob #attic :No topic is set
        bob.
    """,
    "with +t only an operator sets the topic, and without it anyone who is in": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> TOPIC #attic :mine
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> MODE #attic -t
        bob~
        bob> TOPIC #attic :mine
        bob< :bob!bob@127.0.0.1 TOPIC #attic :mine
        cleo> TOPIC #attic :mine
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo> TOPIC #attic
        cleo< :parlour.local 332 cleo #attic :mine
        cleo< :parlour.local 333 cleo #attic bob!bob@127.0.0.1 1700000000
        cleo> TOPIC #nowhere
        cleo< :parlour.local 403 cleo #nowhere :No such channel
        cleo> TOPIC
        cleo< :parlour.local 461 cleo TOPIC :Not enough parameters
        cleo.
    """,
    "with multi-prefix NAMES and WHO show the signs of all modes, highest first": """
        ann> JOIN #attic
        ann> MODE #attic +v ann
        bob> CAP REQ :multi-prefix
        bob> JOIN #attic
        bob<< :parlour.local 353 bob = #attic :@+ann bob
        bob~
        bob> WHO #attic
        bob< :parlour.local 352 bob #attic ann 127.0.0.1 parlour.local ann H@+ :0 Ann
        bob< :parlour.local 352 bob #attic bob 127.0.0.1 parlour.local bob H :0 Bob
        bob< :parlour.local 315 bob #attic :End of WHO list
        bob.
    """,
    "a secret channel is not there for whoever is not in it": """
        ann> JOIN #attic
        ann> MODE #attic +s
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann @ #attic :@ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        bob> NAMES #attic
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob> TOPIC #attic
        bob< :parlour.local 403 bob #attic :No such channel
        bob> TOPIC #attic :hello
        bob< :parlour.local 403 bob #attic :No such channel
        bob> MODE #attic
        bob< :parlour.local 403 bob #attic :No such channel
        bob> MODE #attic +o bob
        bob< :parlour.local 403 bob #attic :No such channel
        bob> PRIVMSG #attic :hello
        bob< :parlour.local 403 bob #attic :No such channel
        bob> PART #attic
        bob< :parlour.local 403 bob #attic :No such channel
        bob> WHO #attic
        bob< :parlour.local 315 bob #attic :End of WHO list
        bob.
    """,
    "who is invisible is seen only by those who share the channel": """
        ann> JOIN #attic
        bob> MODE bob +i
        bob> JOIN #attic
        cleo> NAMES #attic
        cleo< :parlour.local 353 cleo = #attic :@ann
        cleo< :parlour.local 366 cleo #attic :End of NAMES list
        cleo> WHO #attic
        cleo< :parlour.local 352 cleo #attic ann 127.0.0.1 parlour.local ann H@ :0 Ann
        cleo< :parlour.local 315 cleo #attic :End of WHO list
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann bob
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_nobody_is_in_more_channels_than_allowed() -> None:
    World(limits=Limits(channels_per_user=2)).play("""
        ann> JOIN #a,#b,#c
        ann~
        ann> JOIN #c
        ann< :parlour.local 405 ann #c :You have joined too many channels
        ann> JOIN #a
        ann.
        ann> PART #a
        ann~
        ann> JOIN #c
        ann< :ann!ann@127.0.0.1 JOIN #c
    """)


@pytest.mark.parametrize("capability", ["multi-prefix", "batch"])
def test_a_long_list_of_names_comes_in_lines_that_are_short_enough(capability: str) -> None:
    world = World(limits=Limits(channel=200))
    name = "#" + "ä" * 80
    nicks = [f"somebody{number:02}with1a1long2nick" for number in range(60)]
    for nick in nicks:
        world.client(nick).send(f"JOIN {name}")
    ann = world.client("ann", capability)
    ann.send(f"NAMES {name}")
    *replies, end = ann.lines
    assert end == f":parlour.local 366 ann {name} :End of NAMES list"
    assert all(len(line.encode()) <= 510 for line in replies)
    assert all(line.startswith(f":parlour.local 353 ann = {name} :") for line in replies)
    assert [nick for line in replies for nick in line.rpartition(":")[2].split()] == [f"@{nicks[0]}", *nicks[1:]]
    # Nothing more would fit: the lines are as few as they can be.
    assert all(len(line.encode()) + len(f" {nicks[0]}") > 510 for line in replies[:-1])


def test_a_topic_is_cut_to_the_longest_allowed_between_letters() -> None:
    world = World(limits=Limits(topic=9))
    world.play("""
        ann> JOIN #attic
        ann~
        ann> TOPIC #attic :Teeäääää
        ann< :ann!ann@127.0.0.1 TOPIC #attic :Teeäää
    """)


def test_a_topic_that_fits_no_line_because_of_long_names_is_refused() -> None:
    world = World(limits=Limits(channel=200))
    name, topic = "#" + "a" * 150, "x" * 330
    ann = world.client("ann")
    ann.send(f"JOIN {name}")
    ann.send(f"TOPIC {name} :{topic}")
    assert ann.lines[-1] == ":parlour.local 417 ann :Input line was too long"
    ann.send(f"TOPIC {name} :{topic[:280]}", f"TOPIC {name}")
    shown, told, _ = ann.lines
    assert shown == f":ann!ann@127.0.0.1 TOPIC {name} :{topic[:280]}"
    assert told == f":parlour.local 332 ann {name} :{topic[:280]}"


def test_of_a_topic_that_a_reply_has_no_room_for_as_much_is_shown_as_fits() -> None:
    world = World(server_name="s" * 63, limits=Limits(nick=64))
    ann, viewer = world.client("ann"), world.client("v" * 64)
    topic = "Tea " + "ä" * 190
    ann.send("JOIN #attic", f"TOPIC #attic :{topic}")
    assert ann.lines[-1] == f":ann!ann@127.0.0.1 TOPIC #attic :{topic}"
    viewer.send("TOPIC #attic")
    head = f":{'s' * 63} 332 {'v' * 64} #attic :"
    shown = viewer.lines[0]
    assert shown.startswith(f"{head}Tea ää")
    assert 508 < len(shown.encode()) <= 510
    assert f"{head}{topic}".startswith(shown)


def test_the_reason_of_a_leave_is_cut_to_what_a_line_has_room_for() -> None:
    world = World(limits=Limits(channel=200))
    name = "#" + "a" * 180
    ann = world.client("ann")
    ann.send(f"JOIN {name}", f"PART {name} :{'x ' * 160}")
    line = ann.lines[-1]
    assert line.startswith(f":ann!ann@127.0.0.1 PART {name} :x x")
    assert 450 < len(line) <= 510
