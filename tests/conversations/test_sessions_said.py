"""What is said in a session: whose it is, who may say it, and that what is said out of turn comes back."""

import pytest

from tests.support.play import World

KNOWING = ("parlour.chat/session",)
FULL = ("parlour.chat/session", "message-tags", "echo-message", "batch", "labeled-response", "standard-replies",
        "draft/chathistory", "draft/event-playback")  # fmt: skip
BOB = ":bob!bob@127.0.0.1"


def talking(duplex: str, ann: tuple[str, ...] = FULL, bob: tuple[str, ...] = FULL) -> World:
    """Ann has opened a session with Bob."""
    world = World()
    world.client("ann", *ann)
    world.client("bob", *bob)
    world.play(f"""
        ann> SESSION OPEN bob {duplex}
        ann~
        bob~
    """)
    return world


def session(world: World) -> str:
    [id] = world.node.network.sessions
    return id


def test_what_the_two_say_to_each_other_has_the_tag_and_what_they_say_to_others_has_not() -> None:
    world = talking("full")
    tag = f"parlour.chat/session={session(world)}"
    world.client("cleo", *FULL)
    world.play(f"""
        ann> PRIVMSG bob :hi
        ann< @msgid=…;{tag} :ann!ann@127.0.0.1 PRIVMSG bob :hi
        bob< @msgid=…;{tag} :ann!ann@127.0.0.1 PRIVMSG bob :hi
        bob> @+typing=active TAGMSG ann
        ann< @msgid=…;+typing=active;{tag} {BOB} TAGMSG ann
        bob< @msgid=…;+typing=active;{tag} {BOB} TAGMSG ann
        bob> NOTICE ann :psst
        ann< @msgid=…;{tag} {BOB} NOTICE ann :psst
        bob~
        bob> PRIVMSG cleo :not you
        cleo< @msgid=01… {BOB} PRIVMSG cleo :not you
        cleo> PRIVMSG ann :nor you
        ann< @msgid=01… :cleo!cleo@127.0.0.1 PRIVMSG ann :nor you
    """)
    for name in ("ann", "bob", "cleo"):
        lines = world.clients[name].wire.sent.decode().splitlines()
        assert not [line for line in lines if "parlour.chat/session=" in line and "cleo" in line]


def test_only_those_who_asked_for_it_get_the_tag() -> None:
    world = talking("full", bob=("message-tags", "batch"))
    world.play("""
        ann> PRIVMSG bob :hi
        bob< @msgid=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """)
    assert b"parlour.chat/session" not in world.clients["bob"].wire.sent


def test_who_asked_for_it_gets_it_without_any_other_tags() -> None:
    world = talking("full", bob=KNOWING)
    world.play(f"""
        ann> PRIVMSG bob :hi
        bob< @parlour.chat/session={session(world)} :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """)


@pytest.mark.parametrize("forged", ["parlour.chat/session=x", "+parlour.chat/session=x"])
def test_nobody_can_set_it(forged: str) -> None:
    world = talking("full")
    id = session(world)
    world.play(f"""
        cleo> PING x
        ann> SESSION CLOSE
        ann~
        bob~
        ann> @{forged} PRIVMSG bob :hi
    """)
    [line] = world.clients["bob"].lines
    tags = dict(tag.partition("=")[::2] for tag in line.removeprefix("@").split(" ")[0].split(";"))
    assert "parlour.chat/session" not in tags, "a client set what the server attests"
    world.play(f"""
        bob~
        ann> SESSION OPEN bob
        ann~
        bob~
        ann> @{forged} PRIVMSG bob :hi
    """)
    [line] = world.clients["bob"].lines
    tags = dict(tag.partition("=")[::2] for tag in line.removeprefix("@").split(" ")[0].split(";"))
    assert tags["parlour.chat/session"] == session(world) != id


def test_what_is_said_while_it_rings_is_said_beside_it() -> None:
    world = World()
    world.client("ann", *FULL)
    world.client("bob", *FULL)
    world.play("""
        bob> SESSION ASK on
        bob~
        ann> SESSION OPEN bob simplex
        ann~
        bob~
        bob> PRIVMSG ann :wait a moment
    """)
    [line] = world.clients["ann"].lines
    assert line.endswith("PRIVMSG ann :wait a moment")
    assert "parlour.chat/session" not in line


# Out of turn


@pytest.mark.parametrize(
    ("duplex", "code", "why"),
    [
        ("half", "NOT_YOUR_FLOOR", "ann has the floor"),
        ("simplex", "ONLY_LISTENING", "only ann speaks in this session (simplex)"),
    ],
)
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_what_is_said_out_of_turn_comes_back(duplex: str, code: str, why: str, command: str) -> None:
    talking(duplex, ann=KNOWING).play(f"""
        bob> {command} ann :my own words
        bob< :parlour.local FAIL {command} {code} ann :Not delivered, {why}: my own words
        bob> @label=1 {command} ann :my own words
        bob< @label=1 :parlour.local FAIL {command} {code} ann :Not delivered, {why}: my own words
        bob.
        ann.
    """)
    talking(duplex, ann=KNOWING, bob=()).play(f"""
        bob> {command} ann :my own words
        bob< :parlour.local NOTICE bob :Not delivered to ann, {why}: my own words
        bob.
        ann.
    """)


def test_what_one_does_comes_back_as_it_was_typed() -> None:
    talking("half", bob=()).play("""
        bob> PRIVMSG ann :\x01ACTION waves\x01
        bob< :parlour.local NOTICE bob :Not delivered to ann, ann has the floor: /me waves
        bob> PRIVMSG ann :\x01ACTION waves
        bob< :parlour.local NOTICE bob :Not delivered to ann, ann has the floor: /me waves
        bob.
    """)
    talking("half").play("""
        bob> PRIVMSG ann :\x01ACTION waves\x01
        bob< :parlour.local FAIL PRIVMSG NOT_YOUR_FLOOR ann :Not delivered, ann has the floor: \x01ACTION waves\x01
        bob.
    """)


@pytest.mark.parametrize("capabilities", [FULL, ()])
def test_all_of_a_long_text_comes_back(capabilities: tuple[str, ...]) -> None:
    world = talking("half", bob=capabilities)
    text = "ä" * 200 + "ö" * 28
    bob = world.clients["bob"]
    bob.send(f"PRIVMSG ann :{text}")
    lines = bob.lines
    assert len(lines) == 2
    assert all(len(line.encode()) <= 510 for line in lines)
    assert "".join(line.partition("has the floor: ")[2] for line in lines) == text


def test_of_several_targets_only_the_partner_is_refused() -> None:
    world = talking("half", ann=KNOWING)
    world.play("""
        cleo> JOIN #attic
        cleo~
        bob> PRIVMSG ann,cleo :hi
        bob< :parlour.local FAIL PRIVMSG NOT_YOUR_FLOOR ann :Not delivered, ann has the floor: hi
        bob< @msgid=… :bob!bob@127.0.0.1 PRIVMSG cleo :hi
        cleo< :bob!bob@127.0.0.1 PRIVMSG cleo :hi
        bob> NOTICE ann,nobody :hi
        bob< :parlour.local FAIL NOTICE NOT_YOUR_FLOOR ann :Not delivered, ann has the floor: hi
        bob.
        ann.
    """)


def test_the_floor_is_handed_to_and_fro() -> None:
    talking("half", ann=KNOWING, bob=KNOWING).play("""
        ann> PRIVMSG bob :ready?
        bob< @parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :ready?
        ann> SESSION OVER
        ann< :ann!ann@127.0.0.1 SESSION FLOOR bob …
        bob< :ann!ann@127.0.0.1 SESSION FLOOR bob …
        bob> PRIVMSG ann :yes
        ann< @parlour.chat/session=… :bob!bob@127.0.0.1 PRIVMSG ann :yes
        ann> PRIVMSG bob :too early
        ann< :parlour.local NOTICE ann :Not delivered to bob, bob has the floor: too early
        ann> SESSION OVER
        ann< :parlour.local FAIL SESSION NOT_YOUR_FLOOR bob :bob has the floor
        bob> SESSION OVER
        bob< :bob!bob@127.0.0.1 SESSION FLOOR ann …
        ann< :bob!bob@127.0.0.1 SESSION FLOOR ann …
        ann.
        bob.
    """)


@pytest.mark.parametrize(("duplex", "asks"), [("full", "ann"), ("full", "bob"), ("simplex", "ann"), ("simplex", "bob")])
def test_there_is_no_floor_but_in_half_duplex(duplex: str, asks: str) -> None:
    other = "bob" if asks == "ann" else "ann"
    talking(duplex, ann=KNOWING, bob=KNOWING).play(f"""
        {asks}> SESSION OVER
        {asks}< :parlour.local FAIL SESSION NO_FLOOR {other} :Only in half duplex there is a floor to hand over
        {asks}> PRIVMSG *sessions :over
        {asks}< :*sessions!… NOTICE {asks} :There is no floor to hand over: that is in half duplex only.
    """)


# The past


def test_a_session_is_a_part_of_the_conversation() -> None:
    world = talking("half", ann=(*FULL, "server-time"))
    first = session(world)
    world.play("""
        ann> PRIVMSG bob :in the first
        ann> SESSION OVER
        bob> SESSION CLOSE
        bob> PRIVMSG ann :between
        bob> SESSION OPEN ann
        ann> SESSION CLOSE
        ann~
        bob~
        ann> CHATHISTORY LATEST bob * 20
    """)
    lines = [line.split(" ", 1) for line in world.clients["ann"].lines[1:-1]]
    shown = [words.partition(" ")[2] for _, words in lines]
    assert shown == [
        f"SESSION OPENED bob {first} half",
        "PRIVMSG bob :in the first",
        f"SESSION CLOSED ann {first} closed",
        "PRIVMSG ann :between",
        *shown[4:],
    ]
    second = shown[4].split(" ")[3]
    assert shown[4:] == [f"SESSION OPENED ann {second} full", f"SESSION CLOSED bob {second} closed"]
    assert [f"parlour.chat/session={first}" in tags for tags, _ in lines] == [False, True, False, False, False, False]
    assert f"msgid={first}" in lines[0][0], "a session is known by the msgid of its beginning"


def test_whoever_knows_nothing_of_sessions_sees_only_what_was_said() -> None:
    world = talking("full", bob=("batch", "draft/chathistory", "draft/event-playback"))
    world.play("""
        ann> PRIVMSG bob :hi
        bob~
        bob> CHATHISTORY LATEST ann * 20
        bob< :parlour.local BATCH +… chathistory ann
        bob< @batch=… :ann!ann@127.0.0.1 PRIVMSG bob :[22:13] hi
        bob< :parlour.local BATCH -…
        bob.
    """)


def test_who_knows_sessions_and_did_not_ask_for_events_sees_only_what_was_said() -> None:
    world = talking("full", bob=("batch", "draft/chathistory", "parlour.chat/session"))
    world.play("""
        ann> PRIVMSG bob :hi
        bob~
        bob> CHATHISTORY LATEST ann * 20
        bob< :parlour.local BATCH +… chathistory ann
        bob< @batch=…;parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :[22:13] hi
        bob< :parlour.local BATCH -…
        bob.
    """)


def test_what_was_said_with_a_guest_ends_with_the_guest() -> None:
    world = talking("full")
    world.play("""
        ann> PRIVMSG bob :for bob only
        bob> QUIT
    """)
    again = world.client("bob", *FULL)
    again.send("CHATHISTORY LATEST ann * 20")
    assert [line.split(" BATCH ")[1][0] for line in again.lines] == ["+", "-"]


def test_nobody_else_reads_what_was_said_in_a_session_or_that_there_was_one() -> None:
    world = talking("full")
    world.client("cleo", *FULL)
    world.play("""
        ann> PRIVMSG bob :for bob only
        cleo> CHATHISTORY LATEST bob * 20
        cleo< @draft/chathistory-end :parlour.local BATCH +p1 chathistory bob
        cleo< :parlour.local BATCH -p1
        cleo> CHATHISTORY LATEST ann * 20
        cleo< @draft/chathistory-end :parlour.local BATCH +p2 chathistory ann
        cleo< :parlour.local BATCH -p2
        cleo.
    """)


@pytest.mark.parametrize("crash", [True, False], ids=["killed", "stopped"])
def test_a_restart_ends_a_session_and_the_history_says_so(crash: bool) -> None:
    world = talking("half")
    id = session(world)
    world.play("ann> PRIVMSG bob :hi")
    if not crash:
        world.node.say_goodbye("The server is shutting down", lambda: None)
        world.run()
    world.crash()
    [rows] = [rows for rows in world.store.rows.values() if any(row[4] == "opened" for row in rows)]
    assert [(row[4], row[9]) for row in rows] == [("opened", "half"), ("message", "hi"), ("ended", "restart")]
    assert all(f"session={id}" in row[10] for row in rows)
    assert [row[2] for row in rows] == sorted({row[2] for row in rows})
    world.crash()
    assert len(rows) == 3


def test_what_cannot_be_kept_is_told_in_a_session_too() -> None:
    world = talking("full", ann=("parlour.chat/session", "standard-replies"), bob=KNOWING)
    world.disk.broken = True
    world.play("""
        ann> PRIVMSG bob :hi
        ann< :parlour.local FAIL PRIVMSG NOT_DELIVERED bob :Not delivered, it could not be kept: hi
        ann> SESSION CLOSE
        ann< :ann!ann@127.0.0.1 SESSION CLOSED bob … closed
        bob< :ann!ann@127.0.0.1 SESSION CLOSED bob … closed
        bob.
    """)


def test_the_same_key_in_a_session_is_said_once() -> None:
    key = "7f9c2ba4e88f827d616045507605853e"
    world = talking("full", ann=(*FULL, "parlour.chat/once"), bob=KNOWING)
    world.play(f"""
        ann> @parlour.chat/once={key} PRIVMSG bob :hi
        ann< @msgid=…;parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @parlour.chat/once={key} PRIVMSG bob :hi
        ann< @msgid=…;parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        bob< @parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :hi
        bob.
    """)
