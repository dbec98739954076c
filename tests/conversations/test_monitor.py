"""MONITOR as conversations. Sources: https://ircv3.net/specs/extensions/monitor and extended-monitor"""

import pytest

from parlour.core import presence
from parlour.core.limits import Limits
from tests.support.play import World

MONITOR = {
    # #monitor--targettarget2
    "who is here and who is not is told at once": """
        bob> PING x
        ann> MONITOR + bob,cat
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :cat
        ann.
    """,
    "coming and going is told": """
        ann> MONITOR + bob
        ann< :parlour.local 731 ann :bob
        bob> PING x
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        bob> QUIT
        ann< :parlour.local 731 * :bob
        ann.
    """,
    "names are told apart as nicks are, and shown as they are or were given": """
        ann> MONITOR + BOB,Cat
        ann< :parlour.local 731 ann :BOB,Cat
        bob> PING x
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        ann> MONITOR + Bob
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann> MONITOR L
        ann< :parlour.local 732 ann :BOB,Cat
        ann< :parlour.local 733 ann :End of MONITOR list
    """,
    # "Targets already in the list MUST NOT be added again"
    "a name is in the list once": """
        ann> MONITOR + bob,BOB,bob
        ann< :parlour.local 731 ann :bob
        ann> MONITOR + bob
        ann< :parlour.local 731 ann :bob
        ann> MONITOR L
        ann< :parlour.local 732 ann :bob
        ann< :parlour.local 733 ann :End of MONITOR list
        bob> PING x
        ann< :parlour.local 730 * :bob!bob@127.0.0.1
        ann.
    """,
    # #monitor---targettarget2: "No output will be returned for use of this command"
    "what is taken off is watched for no more": """
        ann> MONITOR + bob,cat
        ann~
        ann> MONITOR - BOB,nobody
        ann.
        bob> PING x
        ann.
        ann> MONITOR L
        ann< :parlour.local 732 ann :cat
        ann< :parlour.local 733 ann :End of MONITOR list
    """,
    # #monitor-c: "No output will be returned for use of this command"
    "the list can be cleared": """
        ann> MONITOR + bob,cat
        ann~
        ann> MONITOR C
        ann.
        bob> PING x
        ann.
        ann> MONITOR L
        ann< :parlour.local 733 ann :End of MONITOR list
        ann.
    """,
    # #monitor-s
    "who of the list is here can be asked": """
        ann> MONITOR + bob,cat
        ann~
        bob> PING x
        ann~
        ann> MONITOR S
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :cat
        ann.
        ann> MONITOR C
        ann> MONITOR S
        ann.
    """,
    "small letters do as well": """
        ann> monitor + bob
        ann~
        ann> MONITOR l
        ann< :parlour.local 732 ann :bob
        ann< :parlour.local 733 ann :End of MONITOR list
        ann> MONITOR s
        ann< :parlour.local 731 ann :bob
        ann> MONITOR c
        ann> MONITOR l
        ann< :parlour.local 733 ann :End of MONITOR list
    """,
    "a nick change is going and coming": """
        ann> MONITOR + bob,rob
        bob> PING x
        ann~
        bob> NICK rob
        ann< :parlour.local 731 * :bob
        ann< :parlour.local 730 * :rob!bob@127.0.0.1
        bob> NICK bo
        ann< :parlour.local 731 * :rob
        ann.
    """,
    "one that only changes letters' case is neither": """
        ann> MONITOR + bob
        bob> PING x
        ann~
        bob> NICK BOB
        ann.
        bob> NICK rob
        ann< :parlour.local 731 * :BOB
    """,
    "who is watched by many is told to each who still wants it": """
        ann> MONITOR + dan
        bob> MONITOR + dan
        bob> MONITOR - dan
        cat> MONITOR + dan
        ann~
        bob~
        cat~
        cat> QUIT
        cat~
        dan> PING x
        ann< :parlour.local 730 * :dan!dan@127.0.0.1
        ann.
        bob.
        cat.
    """,
    "one may watch for oneself": """
        ann> MONITOR + ann,anna
        ann< :parlour.local 730 ann :ann!ann@127.0.0.1
        ann< :parlour.local 731 ann :anna
        ann> NICK anna
        ann< :ann!ann@127.0.0.1 NICK :anna
        ann< :parlour.local 731 * :ann
        ann< :parlour.local 730 * :anna!ann@127.0.0.1
        ann> QUIT
        ann< ERROR :…
        ann.
    """,
    # #monitor-command: "'target' MUST be a valid nick", #watch-vs-monitor: "disallowing subscription to hostmasks"
    "what is nobody's nick is offline, and not in the list": """
        ann> MONITOR + *!bob@127.0.0.1,#attic,b*
        ann< :parlour.local 731 ann :*!bob@127.0.0.1,#attic,b*
        bob> PING x
        ann.
        ann> MONITOR L
        ann< :parlour.local 733 ann :End of MONITOR list
    """,
    "it takes one of five, and + and - take names": """
        ann> MONITOR
        ann< :parlour.local 461 ann MONITOR :Not enough parameters
        ann> MONITOR +
        ann< :parlour.local 461 ann MONITOR :Not enough parameters
        ann> MONITOR -
        ann< :parlour.local 461 ann MONITOR :Not enough parameters
        ann> MONITOR X bob
        ann< :parlour.local FAIL MONITOR INVALID_PARAMS X :MONITOR takes one of + - C L S
        ann> MONITOR +- bob
        ann< :parlour.local FAIL MONITOR INVALID_PARAMS +- :MONITOR takes one of + - C L S
        ann> MONITOR + ,,
        ann.
    """,
    "answers have their label": """
        ann> CAP REQ :labeled-response batch
        ann~
        ann> @label=1 MONITOR + bob
        ann< @label=1 :parlour.local 731 ann :bob
        ann> @label=2 MONITOR - bob
        ann< @label=2 :parlour.local ACK
        ann> @label=3 MONITOR C
        ann< @label=3 :parlour.local ACK
        ann> @label=4 MONITOR L
        ann< @label=4 :parlour.local 733 ann :End of MONITOR list
        bob> PING x
        ann.
    """,
    "who did not register yet cannot watch, nor is seen": """
        ann> MONITOR + bob
        ann~
        new> MONITOR + ann
        new> NICK bob
        ann.
    """,
    "with server-time it is told when": """
        ann> CAP REQ :server-time message-tags
        ann> MONITOR + bob
        ann~
        bob> PING x
        ann< @time=2023-11-14T22:13:20.000Z :parlour.local 730 * :bob!bob@127.0.0.1
    """,
}


@pytest.mark.parametrize("script", MONITOR.values(), ids=MONITOR.keys())
def test_nicks_are_watched_for(script: str) -> None:
    world = World()
    if "new>" in script:
        world.connect("new")
    world.play(script)


def test_a_connection_that_is_lost_is_told_as_gone_and_watches_no_more() -> None:
    world = World()
    world.play("ann> MONITOR + bob\nbob> MONITOR + ann\nann~\nbob~")
    world.clients["bob"].drop()
    world.play("ann< :parlour.local 731 * :bob\nann.")
    world.clients["ann"].drop()
    assert not world.node.delivery.monitors.watched


def test_the_list_has_an_end() -> None:
    """#734---err_monlistfull: "the list of targets, as the client sent them, that cannot be added"."""
    world = World(limits=Limits(monitor=3))
    world.play("""
        ann> ISUPPORT
        ann< :parlour.local 005 …
        ann< … MONITOR=3 …
        ann~
        ann> MONITOR + a1,a2
        ann< :parlour.local 731 ann :a1,a2
        ann> MONITOR + A1,ann,a4,a5
        ann< :parlour.local 730 ann :ann!ann@127.0.0.1
        ann< :parlour.local 731 ann :A1
        ann< :parlour.local 734 ann 3 a4,a5 :Monitor list is full.
        ann> MONITOR L
        ann< :parlour.local 732 ann :a1,a2,ann
        ann< :parlour.local 733 ann :End of MONITOR list
        ann> MONITOR - a2
        ann> MONITOR + a4
        ann< :parlour.local 731 ann :a4
        ann.
    """)


def test_long_lists_take_several_lines_and_no_name_is_cut() -> None:
    world = World(limits=Limits(nick=64, monitor=60))
    ann = world.client("ann")
    names = [f"n{number:02}{'x' * 60}" for number in range(60)]
    for start in range(0, len(names), 6):
        ann.send(f"MONITOR + {','.join(names[start : start + 6])}")
    _ = ann.lines
    for command, code in (("L", "732"), ("S", "731")):
        ann.send(f"MONITOR {command}")
        lines = [line for line in ann.lines if f" {code} " in line]
        assert len(lines) > 8
        assert all(len(line.encode()) <= 510 for line in lines)
        assert [name for line in lines for name in line.rpartition(":")[2].split(",")] == names
    more = [f"m{number}{'y' * 61}" for number in range(7)]
    ann.send(f"MONITOR + {','.join(more)}")
    lines = ann.lines
    assert all(" 734 ann 60 m" in line and len(line.encode()) <= 510 for line in lines)
    assert [name for line in lines for name in line.split(" ")[4].split(",")] == more


EXTENDED = {
    "AWAY": "AWAY tea", "SETNAME": "SETNAME :Bob Example",
}  # fmt: skip
SHOWN = {"AWAY": "AWAY :tea", "SETNAME": "SETNAME :Bob Example"}
CAPABILITY = {"AWAY": "away-notify", "SETNAME": "setname"}


@pytest.mark.parametrize("kind", EXTENDED)
@pytest.mark.parametrize("name", ["extended-monitor", "draft/extended-monitor"])
def test_more_is_told_of_those_watched_for_to_who_asks_for_both(kind: str, name: str) -> None:
    # https://ircv3.net/specs/extensions/extended-monitor#description
    world = World()
    world.client("ann", name, CAPABILITY[kind])
    world.client("cat", name)
    world.client("dan", CAPABILITY[kind])
    world.client("eve", name, CAPABILITY[kind])
    world.play(f"""
        ann> MONITOR + BOB
        cat> MONITOR + bob
        dan> MONITOR + bob
        bob> PING x
        ann~
        cat~
        dan~
        bob> {EXTENDED[kind]}
        ann< :bob!bob@127.0.0.1 {SHOWN[kind]}
        ann.
        cat.
        dan.
        eve.
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
    """)
    world.play(
        f"""
        bob> {EXTENDED[kind]} 2
        -- once, though they share a channel
        ann< :bob!bob@127.0.0.1 {SHOWN[kind]}…
        ann.
    """
        if kind == "SETNAME"
        else """
        bob> AWAY
        ann< :bob!bob@127.0.0.1 AWAY
        ann.
    """
    )
    world.play(f"""
        ann> PART #attic
        ann> MONITOR - bob
        ann~
        bob> {EXTENDED[kind]}
        ann.
    """)


def test_another_host_is_told_to_who_watches_for_it() -> None:
    world = World()
    world.client("ann", "extended-monitor", "chghost")
    world.client("cat", "extended-monitor")
    bob = world.client("bob")
    world.play("ann> MONITOR + bob\ncat> MONITOR + bob\nann~\ncat~")
    assert bob.connection is not None
    world.node.happen(bob.connection, presence.set_host, "bob", "tea.example")
    world.run()
    world.play("""
        ann< :bob!bob@127.0.0.1 CHGHOST bob tea.example
        ann.
        cat.
    """)


def test_joining_away_is_not_told_to_who_only_watches() -> None:
    world = World()
    world.client("ann", "extended-monitor", "away-notify")
    world.play("""
        ann> MONITOR + bob
        bob> AWAY tea
        ann~
        bob> JOIN #attic
        ann.
    """)


def test_nobody_who_watches_for_themselves_is_told_of_their_own_being_away() -> None:
    world = World()
    world.client("ann", "extended-monitor", "away-notify")
    world.play("""
        ann> MONITOR + ann
        ann~
        ann> AWAY tea
        ann< :parlour.local 306 …
        ann.
    """)


def test_the_capability_given_back_says_no_more() -> None:
    world = World()
    world.client("ann", "extended-monitor", "away-notify")
    world.play("""
        ann> MONITOR + bob
        bob> PING x
        ann> CAP REQ :-extended-monitor
        ann~
        bob> AWAY tea
        ann.
    """)
