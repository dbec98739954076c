"""Modes of channels, members and users, as conversations."""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

CASES = {
    "a new channel has +nt, and its modes and age are shown to anybody": """
        ann> JOIN #attic
        ann~
        ann> MODE #Attic
        ann< :parlour.local 324 ann #attic +nt
        ann< :parlour.local 329 ann #attic 1700000000
        bob> MODE #attic
        bob< :parlour.local 324 bob #attic +nt
        bob< :parlour.local 329 bob #attic 1700000000
        bob> MODE #nowhere
        bob< :parlour.local 403 bob #nowhere :No such channel
        bob.
    """,
    "an operator makes operators and gives voice, and takes both": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> MODE #attic +ov BOB bob
        ann< :ann!ann@127.0.0.1 MODE #attic +ov bob bob
        bob< :ann!ann@127.0.0.1 MODE #attic +ov bob bob
        bob> MODE #attic -o ann
        ann< :bob!bob@127.0.0.1 MODE #attic -o ann
        bob~
        bob> MODE #attic -v+v-o bob ann bob
        bob< :bob!bob@127.0.0.1 MODE #attic -v+v-o bob ann bob
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :+ann bob
    """,
    "flags, keys and limits are set and shown, the key only to whoever is in": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +mlk-t 12 tea
        ann< :ann!ann@127.0.0.1 MODE #attic +mlk-t 12 tea
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +klmn tea 12
        ann~
        bob> MODE #attic
        bob< :parlour.local 324 bob #attic +klmn * 12
        ann> MODE #attic -lk anything
        ann< :ann!ann@127.0.0.1 MODE #attic -lk *
        ann> MODE #attic +k one
        ann> MODE #attic +k two
        ann> MODE #attic -k
        ann< :ann!ann@127.0.0.1 MODE #attic +k one
        ann< :ann!ann@127.0.0.1 MODE #attic +k two
        ann< :ann!ann@127.0.0.1 MODE #attic -k *
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +mn
        ann~
    """,
    "what changes nothing is not shown, and of a mode named twice the last word counts": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +nt-m+o ann
        ann> MODE #attic +m-m
        ann> MODE #attic +
        ann.
        ann> MODE #attic -o+v-v+v ann ann ann ann
        ann< :ann!ann@127.0.0.1 MODE #attic -o+v ann ann
        ann.
    """,
    "a leading zero of a limit is left out": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +l 007
        ann< :ann!ann@127.0.0.1 MODE #attic +l 7
        ann.
    """,
    "what can be changed is, and why the rest cannot is told after it, once": """
        ann> JOIN #attic
        bob> PING x
        ann~
        ann> MODE #attic +zmozz+v nobody bob
        ann< :ann!ann@127.0.0.1 MODE #attic +m
        ann< :parlour.local 472 ann z :is unknown mode char to me
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann< :parlour.local 441 ann bob #attic :They aren't on that channel
        ann.
    """,
    "a mode that needs a value is not set without a good one": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +o
        ann< :parlour.local 696 ann #attic o * :This mode needs a valid parameter
        ann> MODE #attic +k
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k a,b
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k :a b
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k ::a
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +k aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        ann< :parlour.local 696 ann #attic k * :This mode needs a valid parameter
        ann> MODE #attic +l
        ann< :parlour.local 696 ann #attic l * :This mode needs a valid parameter
        ann> MODE #attic +l 0
        ann< :parlour.local 696 ann #attic l 0 :This mode needs a valid parameter
        ann> MODE #attic +l many
        ann< :parlour.local 696 ann #attic l many :This mode needs a valid parameter
        ann> MODE #attic +l ٣
        ann< :parlour.local 696 ann #attic l ٣ :This mode needs a valid parameter
        ann> MODE #attic +l 12345678901234567890
        ann< :parlour.local 696 ann #attic l 12345678901234567890 :This mode needs a valid parameter
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +nt
    """,
    "only an operator changes modes, and nobody else learns anything by trying": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> MODE #attic +m
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +n
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +o nobody
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +zo bob
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> MODE #attic +z
        bob< :parlour.local 472 bob z :is unknown mode char to me
        bob.
        cleo> MODE #attic +o cleo
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo> MODE #attic +v ann
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo.
    """,
    "one's own modes are shown and set": """
        ann> MODE ann
        ann< :parlour.local 221 ann +
        ann> MODE ANN +i
        ann< :ann MODE ann :+i
        ann> MODE ann +i
        ann.
        ann> MODE ann
        ann< :parlour.local 221 ann +i
        ann> MODE ann -i
        ann< :ann MODE ann :-i
        ann.
    """,
    "of one's own modes those that there are are set, and then it is told that others are none": """
        ann> MODE ann +xiyz
        ann< :ann MODE ann :+i
        ann< :parlour.local 501 ann :Unknown MODE flag
        ann> MODE ann +x
        ann< :parlour.local 501 ann :Unknown MODE flag
        ann.
    """,
    "nobody sees or sets another's modes": """
        bob> PING x
        ann> MODE bob
        ann< :parlour.local 502 ann :Cannot change mode for other users
        ann> MODE bob +i
        ann< :parlour.local 502 ann :Cannot change mode for other users
        ann> MODE nobody
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> MODE nobody +i
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann> MODE
        ann< :parlour.local 461 ann MODE :Not enough parameters
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_a_hundred_changes_are_made_and_told_in_lines_that_fit() -> None:
    world = World(limits=Limits(list_entries=200))
    ann = world.client("ann")
    ann.send("JOIN #attic")
    _ = ann.lines
    masks = [f"{'x' * 25}{number}!*@*" for number in range(13)]
    ann.send(f"MODE #attic +{'b' * 13} {' '.join(masks)}", f"MODE #attic +{'imnst' * 20}-{'imnst' * 20}")
    lines = ann.lines
    assert all(len(line) <= 510 for line in lines)
    told = [word for line in lines for word in line.split(" ")[4:]]
    assert told == masks
    assert [line.split(" ")[3] for line in lines[-1:]] == ["-nt"]


def test_changes_that_do_not_fit_one_line_because_of_long_names_are_told_in_two() -> None:
    world = World()
    name = "#" + "a" * 63
    nicks = [f"somebody{number:02}with1a1long1nick3456" for number in range(12)]
    first = world.client(nicks[0])
    for nick in nicks:
        (world.clients.get(nick) or world.client(nick)).send(f"JOIN {name}")
    assert len(first.lines) == 14
    first.send(f"MODE {name} +{'v' * 12} {' '.join(nicks)}")
    one, two = first.lines
    assert one.split(" ")[4:] + two.split(" ")[4:] == nicks
    assert max(len(one), len(two)) <= 510
