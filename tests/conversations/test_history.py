"""Reading what was said, as conversations. Source: https://ircv3.net/specs/extensions/chathistory"""

import re

import pytest

from parlour.core.limits import Limits
from parlour.core.ports import StoreUnavailable
from parlour.wire.times import format_ms
from tests.support.play import Client, World
from tests.support.surroundings import START_MS

FULL = ("batch", "server-time", "message-tags", "draft/chathistory")
WORDS = ("one", "two", "three", "four", "five")


def past(target: str, *, capabilities: tuple[str, ...] = FULL) -> tuple[World, Client, dict[str, str]]:
    """A channel, or a conversation with bob, in which five words were said, a second each; and their msgids."""
    world = World(limits=Limits(page=10))
    ann, bob = world.client("ann", *capabilities), world.client("bob", "message-tags")
    for client in (ann, bob):
        client.send("JOIN #attic")
    for client in (ann, bob):
        assert client.lines
    msgids = {}
    for number, word in enumerate(WORDS):
        world.pass_time(1)
        if target == "bob" and number % 2:
            bob.send(f"PRIVMSG ann :{word}")
            line = ann.lines[-1]
        else:
            ann.send(f"PRIVMSG {target} :{word}")
            line = bob.lines[-1]
        found = re.search(r"msgid=(\w+)", line)
        msgids[word] = found[1] if found else ""
    ann.read = len(ann.wire.sent)
    return world, ann, msgids


def texts(lines: list[str]) -> list[str]:
    return [line.rpartition(" :")[2] for line in lines if " PRIVMSG " in line or " NOTICE " in line]


QUERIES = {
    "BEFORE gives the newest before a place": ("BEFORE {} three 10", ["one", "two"]),
    "BEFORE gives no more than asked for": ("BEFORE {} four 2", ["two", "three"]),
    "BEFORE the first there is nothing": ("BEFORE {} one 10", []),
    "AFTER gives the oldest after a place": ("AFTER {} two 10", ["three", "four", "five"]),
    "AFTER gives no more than asked for": ("AFTER {} two 2", ["three", "four"]),
    "AFTER the last there is nothing": ("AFTER {} five 10", []),
    "LATEST gives the newest": ("LATEST {} * 2", ["four", "five"]),
    "LATEST gives all if they are few": ("LATEST {} * 10", list(WORDS)),
    "LATEST after a place gives the newest after it": ("LATEST {} two 2", ["four", "five"]),
    "LATEST after a place gives nothing before it": ("LATEST {} three 10", ["four", "five"]),
    "AROUND gives what is before and after a place": ("AROUND {} three 3", ["two", "three", "four"]),
    "AROUND gives all if they are few": ("AROUND {} three 10", list(WORDS)),
    "BETWEEN gives what is between two places": ("BETWEEN {} one five 10", ["two", "three", "four"]),
    "BETWEEN counts from the first place": ("BETWEEN {} one five 2", ["two", "three"]),
    "BETWEEN counts from the first place though it is the later": ("BETWEEN {} five one 2", ["three", "four"]),
    "BETWEEN neighbours there is nothing": ("BETWEEN {} two three 10", []),
    "the limit is what one answer carries at most": ("LATEST {} * 1000000000000", list(WORDS)),
    "subcommands may be in small letters": ("latest {} * 1", ["five"]),
}


@pytest.mark.parametrize("target", ["#attic", "bob"], ids=["in a channel", "in a conversation"])
@pytest.mark.parametrize("kind", ["msgid", "timestamp"])
@pytest.mark.parametrize(("query", "expected"), QUERIES.values(), ids=QUERIES.keys())
def test_a_piece_of_the_past(target: str, kind: str, query: str, expected: list[str]) -> None:
    _, ann, msgids = past(target)
    for number, word in enumerate(WORDS, 1):
        place = msgids[word] if kind == "msgid" else format_ms(START_MS + number * 1000)
        query = re.sub(rf"\b{word}\b", f"{kind}={place}", query)
    ann.send(f"CHATHISTORY {query.format(target)}")
    start, *between, end = ann.lines
    found = re.fullmatch(rf"(@draft/chathistory-end )?:parlour\.local BATCH \+(\w+) chathistory {target}", start)
    assert found is not None
    assert end == f":parlour.local BATCH -{found[2]}"
    assert all(line.startswith(f"@batch={found[2]};time=2023-11-14T22:13:2") for line in between)
    assert texts(between) == expected
    assert [re.findall(r"msgid=(\w+)", line) for line in between] == [[msgids[word]] for word in expected]


MARKS = {
    "there is more before": ("BEFORE #attic msgid={five} 2", False),
    "there is no more before": ("BEFORE #attic msgid={three} 2", True),
    "there is more after": ("AFTER #attic msgid={one} 2", False),
    "there is no more after": ("AFTER #attic msgid={three} 2", True),
    "there is more than the latest": ("LATEST #attic * 4", False),
    "the latest are all": ("LATEST #attic * 5", True),
    "there is more between": ("BETWEEN #attic msgid={one} msgid={five} 2", False),
    "there is no more between": ("BETWEEN #attic msgid={one} msgid={five} 3", True),
    "nothing was ever said": ("LATEST cleo * 5", True),
}


@pytest.mark.parametrize(("query", "marked"), MARKS.values(), ids=MARKS.keys())
def test_the_batch_says_when_there_is_nothing_further(query: str, marked: bool) -> None:
    _, ann, msgids = past("#attic")
    ann.send(f"CHATHISTORY {query.format_map(msgids)}")
    assert ann.lines[0].startswith("@draft/chathistory-end ") is marked


def test_no_more_is_given_than_announced() -> None:
    world = World(limits=Limits(page=3))
    ann = world.client("ann")
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{number}" for number in range(9)))
    assert ann.lines
    ann.send("CHATHISTORY LATEST #attic * 100")
    assert texts(ann.lines) == ["[22:13] 6", "[22:13] 7", "[22:13] 8"]


ERRORS = {
    "no subcommand": ("", "INVALID_PARAMS * :Missing subcommand"),
    "an unknown subcommand": ("NEWEST #attic * 5", "INVALID_PARAMS NEWEST :Unknown subcommand"),
    "a subcommand that is no word": (":a b", "INVALID_PARAMS A :Unknown subcommand"),
    "too few parameters": ("LATEST #attic *", "INVALID_PARAMS LATEST :Insufficient parameters"),
    "no parameters": ("BETWEEN", "INVALID_PARAMS BETWEEN :Insufficient parameters"),
    "too many parameters": ("LATEST #attic * 5 6", "INVALID_PARAMS LATEST :Too many parameters"),
    "a place that is none": ("BEFORE #attic yesterday 5", "INVALID_MSGREFTYPE BEFORE #attic yesterday :…"),
    "a place of another kind": ("BEFORE #attic seq=5 5", "INVALID_MSGREFTYPE BEFORE #attic seq=5 :…"),
    "a message id without a value": ("AFTER #attic msgid= 5", "INVALID_MSGREFTYPE AFTER #attic msgid= :…"),
    "the newest where a place is needed": ("BEFORE #attic * 5", "INVALID_MSGREFTYPE BEFORE #attic * :…"),
    "a time that is none": (
        "AROUND #attic timestamp=2023-13-01T00:00:00.000Z 5",
        "INVALID_PARAMS AROUND timestamp=2023-13-01T00:00:00.000Z :…",
    ),
    "a limit that is no number": ("LATEST #attic * many", "INVALID_PARAMS LATEST many :…"),
    "a limit of nothing": ("LATEST #attic * 0", "INVALID_PARAMS LATEST 0 :…"),
    "a limit below nothing": ("LATEST #attic * -1", "INVALID_PARAMS LATEST -1 :…"),
    "a channel that there is not": (
        "LATEST #nowhere * 5",
        "INVALID_TARGET LATEST #nowhere :Messages could not be retrieved",
    ),
    "a channel that one is not in": (
        "LATEST #cellar * 5",
        "INVALID_TARGET LATEST #cellar :Messages could not be retrieved",
    ),
    "targets without a limit": (
        "TARGETS timestamp=2023-01-01T00:00:00.000Z timestamp=2024-01-01T00:00:00.000Z",
        "INVALID_PARAMS TARGETS :…",
    ),
    "targets between message ids": ("TARGETS msgid=1 msgid=2 5", "INVALID_PARAMS TARGETS :…"),
    "targets between places that are none": ("TARGETS 1 2 5", "INVALID_MSGREFTYPE TARGETS 1 :…"),
}


@pytest.mark.parametrize(("params", "answer"), ERRORS.values(), ids=ERRORS.keys())
def test_what_cannot_be_asked_is_told(params: str, answer: str) -> None:
    World().play(f"""
        ann> JOIN #attic
        ann~
        bob> JOIN #cellar
        bob> PRIVMSG #cellar :secret
        ann> CHATHISTORY {params}
        ann< :parlour.local FAIL CHATHISTORY {answer}
        ann.
    """)


@pytest.mark.parametrize("query", ["LATEST #attic * 5", "BEFORE bob msgid=1 5"], ids=["a channel", "a conversation"])
def test_when_the_store_cannot_be_asked_that_is_told(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    world, ann, _ = past("#attic")
    ann.send("PRIVMSG bob :hi")

    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("disk gone")

    for method in ("latest", "before"):
        monkeypatch.setattr(world.store, method, fail)
    ann.send(f"CHATHISTORY {query}", "PING x")
    subcommand, target = query.split()[:2]
    words = "Messages could not be retrieved at the moment (disk gone)"
    assert ann.lines == [
        f":parlour.local FAIL CHATHISTORY MESSAGE_ERROR {subcommand} {target} :{words}",
        ":parlour.local PONG parlour.local :x",
    ]


CASES = {
    "without batch the lines come bare, and with no times of their own they tell the time": """
        ann> JOIN #attic
        ann> PRIVMSG #attic :hi
        ann> NOTICE #attic :\x01ACTION waves\x01
        ann> PRIVMSG #attic :\x01ACTION waves\x01
        ann> PRIVMSG #attic :\x01VERSION\x01
        ann~
        ann> CHATHISTORY LATEST #Attic * 10
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        ann< :ann!ann@127.0.0.1 NOTICE #attic :\x01ACTION [22:13] waves\x01
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION [22:13] waves\x01
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01VERSION\x01
        ann.
    """,
    "the target is named as it is": """
        bob> PING x
        ann> CAP REQ :batch
        ann> JOIN #attic
        ann~
        ann> CHATHISTORY LATEST #ATTIC * 10
        ann< :parlour.local BATCH +p1 chathistory #attic
        ann< :parlour.local BATCH -p1
        ann> CHATHISTORY LATEST BOB * 10
        ann< :parlour.local BATCH +p2 chathistory bob
        ann< :parlour.local BATCH -p2
        ann> CHATHISTORY LATEST nobody * 10
        ann< :parlour.local BATCH +p3 chathistory nobody
        ann< :parlour.local BATCH -p3
        ann.
    """,
    "the client's own tags are kept": r"""
        ann> CAP REQ :message-tags
        ann> JOIN #attic
        ann> @+draft/reply=123;+x.org/y=a\sb PRIVMSG #attic :hi
        ann~
        ann> CHATHISTORY LATEST #attic * 10
        ann< @msgid=…;+draft/reply=123;+x.org/y=a\sb :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
    """,
    "without event-playback there are only messages": """
        ann> CAP REQ :message-tags
        ann> JOIN #attic
        ann> TOPIC #attic :Tea
        ann> @+react=x TAGMSG #attic
        ann> PRIVMSG #attic :hi
        ann> MODE #attic +m
        ann~
        ann> CHATHISTORY LATEST #attic * 10
        ann< @msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        ann.
    """,
    "with event-playback there is all that happened, but for what nobody keeps": """
        ann> CAP REQ :message-tags server-time draft/event-playback draft/chathistory
        bob> JOIN #attic
        ann> JOIN #attic
        bob> TOPIC #attic :Tea
        ann> @+react=x TAGMSG #attic
        ann> @+typing=active TAGMSG #attic
        ann> PRIVMSG #attic :hi
        bob> MODE #attic +mo-t ann
        bob> NICK bobby
        bob> PART #attic :bye
        bob> JOIN #attic
        bob> QUIT :off
        ann~
        ann> CHATHISTORY LATEST #attic * 20
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 TOPIC #attic :Tea
        ann< @time=…;msgid=…;+react=x :ann!ann@127.0.0.1 TAGMSG #attic
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 MODE #attic +mo-t ann
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 NICK :bobby
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 PART #attic bye
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 JOIN #attic
        ann< @time=…;msgid=… :bobby!bob@127.0.0.1 QUIT :Quit: off
        ann.
    """,
    "tags without text are nothing to who does not understand tags": """
        bob> CAP REQ :message-tags
        ann> CAP REQ :server-time draft/event-playback
        ann> JOIN #attic
        bob> JOIN #attic
        bob> @+react=x TAGMSG #attic
        ann~
        ann> CHATHISTORY LATEST #attic * 20
        ann< @time=… :ann!ann@127.0.0.1 JOIN #attic
        ann< @time=… :bob!bob@127.0.0.1 JOIN #attic
        ann.
    """,
    "tags without text are shown again without a time too": """
        ann> CAP REQ :message-tags draft/event-playback
        ann> JOIN #attic
        ann> @+react=x TAGMSG #attic
        ann~
        ann> CHATHISTORY LATEST #attic * 1
        ann< @msgid=…;+react=x :ann!ann@127.0.0.1 TAGMSG #attic
        ann.
    """,
    "a conversation holds what both said, under every nick they had": """
        ann> CAP REQ :draft/chathistory
        bob> CAP REQ :draft/chathistory
        ann> PRIVMSG bob :one
        bob> PRIVMSG ann :two
        bob> NICK robert
        ann> NOTICE robert :three
        ann> NICK anna
        ann> PRIVMSG robert :four
        ann~
        bob~
        ann> CHATHISTORY LATEST Robert * 10
        ann< :ann!ann@127.0.0.1 PRIVMSG bob :[22:13] one
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :[22:13] two
        ann< :ann!ann@127.0.0.1 NOTICE robert :[22:13] three
        ann< :anna!ann@127.0.0.1 PRIVMSG robert :[22:13] four
        ann.
        bob> CHATHISTORY LATEST anna * 2
        bob< :ann!ann@127.0.0.1 NOTICE robert :[22:13] three
        bob< :anna!ann@127.0.0.1 PRIVMSG robert :[22:13] four
        bob.
        ann> CHATHISTORY LATEST bob * 10
        ann.
    """,
    "a conversation with oneself is kept once": """
        ann> PRIVMSG ann :note
        ann~
        ann> CHATHISTORY LATEST ann * 10
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :[22:13] note
        ann.
    """,
    "whose conversation it is not reads nothing of it, and whoever takes a nick neither": """
        bob> PING x
        ann> PRIVMSG bob :secret
        bob> PRIVMSG ann :indeed
        cleo> CHATHISTORY LATEST bob * 10
        cleo> CHATHISTORY LATEST ann * 10
        cleo.
        bob> QUIT
        cleo> NICK bob
        cleo~
        cleo> CHATHISTORY LATEST ann * 10
        cleo.
        ann~
        ann> CHATHISTORY LATEST bob * 10
        ann.
        cleo> NICK cleo
        ann> CHATHISTORY LATEST bob * 10
        ann< :ann!ann@127.0.0.1 PRIVMSG bob :[22:13] secret
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :[22:13] indeed
        ann.
    """,
    "who leaves a channel reads no more of it": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob> PRIVMSG #attic :hi
        bob> PART #attic
        bob~
        bob> CHATHISTORY LATEST #attic * 10
        bob< :parlour.local FAIL CHATHISTORY INVALID_TARGET LATEST #attic :Messages could not be retrieved
        bob.
    """,
    "a channel that is open to all keeps its past when it empties": """
        ann> JOIN #attic
        ann> PRIVMSG #attic :hi
        ann> PART #attic
        bob> CAP REQ :draft/chathistory
        bob> JOIN #attic
        bob~
        bob> CHATHISTORY LATEST #attic * 10
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob.
    """,
    "a channel that was ever closed to some loses its past when it empties": """
        ann> JOIN #attic
        ann> PRIVMSG #attic :hi
        ann> MODE #attic +k tea
        ann> MODE #attic -k
        ann> PART #attic
        bob> CAP REQ :draft/chathistory
        bob> JOIN #attic
        bob~
        bob> CHATHISTORY LATEST #attic * 10
        bob.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def at(seconds: int) -> str:
    return f"timestamp={format_ms(START_MS + seconds * 1000)}"


TARGETS = {
    "all that something was said in, the oldest first": ((-9, 9, 10), ["#attic 1", "bob 2", "#cellar 4"]),
    "both ends excluded": ((1, 4, 10), ["bob 2"]),
    "no more than asked for, from the first place on": ((-9, 9, 2), ["#attic 1", "bob 2"]),
    "no more than asked for, from the first place back": ((9, -9, 2), ["bob 2", "#cellar 4"]),
    "nothing between": ((5, 9, 10), []),
}


@pytest.mark.parametrize(("query", "expected"), TARGETS.values(), ids=TARGETS.keys())
@pytest.mark.parametrize("batch", [True, False], ids=["in a batch", "without a batch"])
def test_where_something_was_said(query: tuple[int, int, int], expected: list[str], batch: bool) -> None:
    world = World()
    ann, bob = world.client("ann", *(("batch",) if batch else ())), world.client("bob")
    cleo = world.client("cleo")
    ann.send("JOIN #attic,#cellar,#empty,#left")
    cleo.send("JOIN #hers")
    for client, line in [
        (ann, "PRIVMSG #attic :0"),
        (ann, "PRIVMSG #attic :1"),
        (bob, "PRIVMSG ann :2"),
        (ann, "PRIVMSG #left :3"),
        (ann, "PRIVMSG #cellar :4"),
        (cleo, "PRIVMSG #hers :5"),
        (cleo, "PRIVMSG bob :6"),
    ]:
        client.send(line)
        world.pass_time(1)
    ann.send("PART #left", "MODE #attic +m")
    assert ann.lines
    start, end, limit = query
    ann.send(f"CHATHISTORY TARGETS {at(start)} {at(end)} {limit}")
    lines = ann.lines
    if batch:
        assert lines[0] == ":parlour.local BATCH +p1 draft/chathistory-targets"
        assert lines[-1] == ":parlour.local BATCH -p1"
        lines = lines[1:-1]
    tag = "@batch=p1 " if batch else ""
    shown = [f"{name} {format_ms(START_MS + int(second) * 1000)}" for name, second in map(str.split, expected)]
    assert lines == [f"{tag}:parlour.local CHATHISTORY TARGETS {line}" for line in shown]


def test_of_two_who_had_the_same_nick_only_the_last_is_a_target() -> None:
    world = World()
    world.play("bob> PING x\nann> PRIVMSG bob :to the first\nbob> QUIT")
    world.pass_time(1)
    del world.clients["bob"]
    world.play(f"""
        ann> CHATHISTORY TARGETS {at(-9)} {at(9)} 10
        ann< :parlour.local CHATHISTORY TARGETS bob 2023-11-14T22:13:20.000Z
        bob> PRIVMSG ann :from the second
        ann~
        ann> CHATHISTORY TARGETS {at(-9)} {at(9)} 10
        ann< :parlour.local CHATHISTORY TARGETS bob 2023-11-14T22:13:21.000Z
        ann> CHATHISTORY LATEST bob * 10
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :[22:13] from the second
        ann.
    """)


def test_what_was_said_is_there_after_a_crash_in_its_order() -> None:
    world, ann, msgids = past("#attic")
    world.crash()
    ann = world.client("ann", *FULL)
    ann.send("JOIN #attic", "PRIVMSG #attic :six")
    assert ann.lines
    ann.send(f"CHATHISTORY AFTER #attic msgid={msgids['two']} 10")
    assert texts(ann.lines) == ["three", "four", "five", "six"]


def test_a_text_that_has_no_room_for_the_time_comes_without() -> None:
    world = World()
    ann = world.client("ann")
    ann.send("JOIN #attic")
    text = "x" * (510 - len(":ann!ann@127.0.0.1 PRIVMSG #attic :"))
    ann.send(f"PRIVMSG #attic :{text}", f"PRIVMSG #attic :{text[8:]}")
    assert ann.lines
    ann.send("CHATHISTORY LATEST #attic * 10")
    assert texts(ann.lines) == [text, f"[22:13] {text[8:]}"]
