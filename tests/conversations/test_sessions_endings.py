"""How sessions end but by a word: whoever goes, by whatever way, leaves the other FREE, and the history says so."""

from collections.abc import Callable

import pytest

from parlour.core.powers import Login
from parlour.core.sessions import RING_S
from tests.support.operators import HASH, PASSWORD
from tests.support.play import World

KNOWING = "parlour.chat/session"
GUARD = Login("guard", HASH, "guard", frozenset({"kill", "ban"}))
BOB = ":bob!bob@192.0.2.7"


def in_session(*, ringing: bool, opener: str = "ann") -> World:
    """Ann and Bob in a session, or just before one; Cleo monitors both, and is an operator of the network."""
    world = World(logins={GUARD.name: GUARD}, send_queue_bytes=5000)
    world.client("ann", KNOWING)
    world.client("bob", KNOWING, address="192.0.2.7")
    called = "bob" if opener == "ann" else "ann"
    world.play(f"""
        cleo> OPER guard {PASSWORD}
        cleo> CAP REQ :{KNOWING}
        cleo> MONITOR + ann,bob
        {called}> SESSION ASK {"on" if ringing else "off"}
        {opener}> SESSION OPEN {called}
        ann~
        bob~
        cleo<< :parlour.local SESSION BUSY {opener}
        cleo< :parlour.local SESSION BUSY {called}
    """)
    return world


def say(who: str, line: str) -> Callable[[World], None]:
    return lambda world: world.clients[who].send(line)


def fall_silent(world: World) -> None:
    """Bob answers no PING, the others go on saying something."""
    for _ in range(40):
        world.pass_time(10)
        for name in ("ann", "cleo"):
            world.clients[name].send("PING x")
        if world.clients["bob"].connection is None:
            return


def stop_reading(world: World) -> None:
    """Bob takes nothing of what is sent to him any more."""
    world.clients["bob"].wire.stuck = True
    for _ in range(40):
        world.clients["ann"].send(f"PRIVMSG bob :{'x' * 400}")
        world.pass_time(1)


WAYS: dict[str, Callable[[World], None]] = {
    "QUIT": say("bob", "QUIT :off to bed"),
    "a broken connection": lambda world: world.clients["bob"].drop(),
    "KILL": say("cleo", "KILL bob :out"),
    "a ban": say("cleo", "UBAN ADD 192.0.2.7"),
    "silence": fall_silent,
    "a full send queue": stop_reading,
}


STATES = {"talking": (False, "ann"), "called": (True, "ann"), "calling": (True, "bob")}
CASES = [
    (how, *STATES[state])
    for how in WAYS
    for state in STATES
    # It takes longer than it rings.
    if (how, state) not in {("a full send queue", "called"), ("a full send queue", "calling")}
]


@pytest.mark.parametrize(("how", "ringing", "opener"), CASES)
def test_who_is_gone_leaves_the_other_free(how: str, ringing: bool, opener: str) -> None:
    world = in_session(ringing=ringing, opener=opener)
    if how == "silence" and ringing:
        # It rings no longer than a minute.
        world.node.ping_after_s = world.node.ping_wait_s = 10
    WAYS[how](world)
    assert world.clients["bob"].connection is None
    lines = [line for line in world.clients["ann"].lines if " SESSION " in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"{BOB} SESSION CLOSED ann ")
    assert lines[0].endswith(" left")
    told = [line for line in world.clients["cleo"].lines if "SESSION" in line or " 731 " in line]
    assert told == [":parlour.local SESSION FREE ann", ":parlour.local 731 * :bob"]
    world.pass_time(1)
    assert [row[9] for rows in world.store.rows.values() for row in rows if row[4] == "ended"] == ["left"]
    world.play("""
        cleo> WHO ann %nf
        cleo< :parlour.local 354 cleo ann H
        cleo~
        cleo> SESSION OPEN ann
        ann< :cleo!… SESSION … ann …
    """)


def test_after_60_seconds_of_ringing_both_are_free() -> None:
    world = in_session(ringing=True)
    world.pass_time(RING_S - 1)
    world.play("""
        cleo.
        cleo> WHO bob %nf
        cleo< :parlour.local 354 cleo bob HS
        cleo~
    """)
    world.pass_time(1)
    world.play("""
        cleo< :parlour.local SESSION FREE ann
        cleo< :parlour.local SESSION FREE bob
        cleo> WHO bob %nf
        cleo< :parlour.local 354 cleo bob H
        cleo~
        cleo> WHO ann %nf
        cleo< :parlour.local 354 cleo ann H
        cleo~
        cleo> SESSION OPEN ann
        cleo< :cleo!… SESSION OPENED ann … full
    """)


def test_a_new_session_rings_for_60_seconds_of_its_own() -> None:
    world = in_session(ringing=True)
    world.pass_time(40)
    world.play("""
        bob> SESSION DECLINE
        ann> SESSION OPEN bob
        ann~
        bob~
    """)
    world.pass_time(59)
    world.play("ann.\nbob.")
    world.pass_time(1)
    world.play("""
        ann< :ann!ann@127.0.0.1 SESSION CLOSED bob … timeout
        bob< :ann!ann@127.0.0.1 SESSION CLOSED bob … timeout
        ann.
        bob.
    """)


def test_another_name_in_a_session_keeps_it() -> None:
    world = in_session(ringing=False)
    world.play(f"""
        bob> NICK bert
        bob~
        ann< {BOB} NICK :bert
        ann> PRIVMSG bert :hi, whoever you are
        bob< @parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bert :hi, whoever you are
        ann> SESSION LIST
        ann< :parlour.local SESSION STATUS bert … full talking *
        ann~
        dan> NICK bob
        ann> PRIVMSG bob :not in the session
        dan<< :ann!ann@127.0.0.1 PRIVMSG bob :not in the session
        ann> SESSION OPEN bob
        ann< :parlour.local FAIL SESSION BUSY_YOURSELF bob :You are BUSY already, which SESSION CLOSE ends
        bob> QUIT
        ann< :bert!bob@192.0.2.7 SESSION CLOSED ann … left
    """)


def test_another_name_while_it_rings_keeps_it_ringing() -> None:
    in_session(ringing=True).play(f"""
        ann> NICK anna
        ann~
        bob< :ann!ann@127.0.0.1 NICK :anna
        bob> SESSION ACCEPT
        bob< {BOB} SESSION ACCEPTED anna …
        ann< {BOB} SESSION ACCEPTED anna …
    """)


# In one and the same turn


@pytest.mark.parametrize("first", ["ann", "cleo"])
def test_of_two_who_open_one_with_the_same_third_in_one_turn_one_wins_and_the_other_is_told(first: str) -> None:
    world = World()
    for name in ("ann", "bob", "cleo"):
        world.client(name, KNOWING)
    second = "cleo" if first == "ann" else "ann"
    world.clients[first].feed(b"SESSION OPEN bob\r\nPRIVMSG bob :me first\r\n", run=False)
    world.clients[second].feed(b"SESSION OPEN bob\r\nPRIVMSG bob :me too\r\n", run=False)
    world.run()
    world.play(f"""
        {first}< :{first}!{first}@127.0.0.1 SESSION OPENED bob … full
        {second}< :parlour.local FAIL SESSION BUSY_OTHER bob :bob is BUSY, in a session with somebody else
        bob< :{first}!{first}@127.0.0.1 SESSION OPENED bob … full
        bob< @parlour.chat/session=… :{first}!{first}@127.0.0.1 PRIVMSG bob :me first
        bob< :{second}!{second}@127.0.0.1 PRIVMSG bob :me too
        {first}.
        {second}.
        bob.
    """)


def test_of_two_who_open_one_with_each_other_in_one_turn_the_first_does() -> None:
    world = World()
    for name in ("ann", "bob"):
        world.client(name, KNOWING)
    world.clients["ann"].feed(b"SESSION OPEN bob simplex\r\n", run=False)
    world.clients["bob"].feed(b"SESSION OPEN ann\r\nPRIVMSG ann :hi\r\n", run=False)
    world.run()
    world.play("""
        ann< :ann!ann@127.0.0.1 SESSION OPENED bob … simplex
        bob< :ann!ann@127.0.0.1 SESSION OPENED bob … simplex
        bob< :parlour.local FAIL SESSION SAME_SESSION ann :You are in a session with ann already
        bob< :parlour.local NOTICE bob :Not delivered to ann, only ann speaks in this session (simplex): hi
        ann.
        bob.
    """)


def test_both_may_end_it_in_one_turn() -> None:
    world = in_session(ringing=False)
    world.clients["ann"].feed(b"PRIVMSG bob :bye\r\nSESSION CLOSE\r\n", run=False)
    world.clients["bob"].feed(b"PRIVMSG ann :bye\r\nSESSION CLOSE\r\n", run=False)
    world.run()
    world.play(f"""
        ann< :ann!ann@127.0.0.1 SESSION CLOSED bob … closed
        bob< @parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :bye
        bob< :ann!ann@127.0.0.1 SESSION CLOSED bob … closed
        ann< {BOB} PRIVMSG ann :bye
        bob< :parlour.local FAIL SESSION NO_SESSION :You are in no session
        ann.
        bob.
    """)
