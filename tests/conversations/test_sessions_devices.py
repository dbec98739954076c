"""Sessions of people with several connections: each sees the session, and the last that goes ends it."""

import pytest

from tests.support.play import Client, World

KNOWING = ("parlour.chat/session", "message-tags")
ANN, BOB, TAG = ":ann!ann@127.0.0.1", ":bob!bob@127.0.0.1", "@msgid=…;parlour.chat/session=…"


def another(world: World, user: str, name: str, *capabilities: str) -> Client:
    """One more connection of somebody who is here."""
    known, made = world.clients[user].connection, world.connect(name)
    assert known is not None
    assert known.user is not None
    assert made.connection is not None
    made.send(f"CAP REQ :{' '.join(capabilities)}")
    # As it is after a log-in: registered, and the same person.
    made.send(f"NICK {name}", f"USER {name} 0 * :{name}", "CAP END")
    world.node.leave(made.connection, "the same as another")
    made.connection.user = known.user
    world.node.delivery.attach(made.connection, known.user.id)
    made.read = len(made.wire.sent)
    return made


def with_devices() -> World:
    """Ann at her laptop and with her phone, Bob at his desk; who know sessions and do not, and want echoes."""
    world = World()
    world.client("ann", *KNOWING)
    world.client("bob", *KNOWING)
    another(world, "ann", "phone", "echo-message", *KNOWING)
    another(world, "ann", "old", "echo-message")
    return world


def test_all_of_them_are_told_of_the_session_each_in_its_way() -> None:
    with_devices().play(f"""
        bob> SESSION OPEN ann half
        ann< @msgid=… {BOB} SESSION OPENED ann … half
        phone< @msgid=… {BOB} SESSION OPENED ann … half
        old< :*sessions!sessions@parlour.local NOTICE ann :bob has opened a session with you: …
        bob> PRIVMSG ann :hi
        ann< {TAG} {BOB} PRIVMSG ann :hi
        phone< {TAG} {BOB} PRIVMSG ann :hi
        old< {BOB} PRIVMSG ann :hi
        bob> SESSION OVER
        ann~
        phone< @msgid=… {BOB} SESSION FLOOR ann …
        old< :*sessions!sessions@parlour.local NOTICE ann :You have the floor now; …
        phone> PRIVMSG bob :hello
        phone< {TAG} {ANN} PRIVMSG bob :hello
        old< {ANN} PRIVMSG bob :hello
        ann.
        bob~
        old> PRIVMSG *sessions :close
        old< {ANN} PRIVMSG *sessions :close
        old< :*sessions!sessions@parlour.local NOTICE ann :You have ended the session with bob. You are FREE.
        ann< @msgid=… {ANN} SESSION CLOSED bob … closed
        phone< @msgid=… {ANN} PRIVMSG *sessions :close
        phone< @msgid=… {ANN} SESSION CLOSED bob … closed
        bob< @msgid=… {ANN} SESSION CLOSED bob … closed
        ann.
        phone.
        old.
        bob.
    """)


def test_any_of_them_may_answer_what_rings() -> None:
    with_devices().play("""
        old> PRIVMSG *sessions :ask on
        old~
        phone~
        bob> SESSION OPEN ann
        ann< @msgid=… :bob!bob@127.0.0.1 SESSION RINGING ann … full
        phone~
        old~
        phone> SESSION ACCEPT
        ann< @msgid=… :ann!ann@127.0.0.1 SESSION ACCEPTED bob …
        old< :*sessions!sessions@parlour.local NOTICE ann :You are in a session with bob: both of you may speak. …
        ann> SESSION ACCEPT
        ann< :parlour.local FAIL SESSION NOT_RINGING :Nobody asks you for a session
    """)


@pytest.mark.parametrize("how", ["QUIT", "drop"])
def test_losing_one_of_them_ends_nothing_and_losing_the_last_does(how: str) -> None:
    world = with_devices()
    world.play("bob> SESSION OPEN ann\nbob~")
    for name in ("ann", "phone", "old"):
        world.play("bob.\nbob> PRIVMSG ann :still there?")
        assert len(world.node.network.sessions) == 1
        client = world.clients[name]
        assert client.lines[-1].endswith(f"{BOB} PRIVMSG ann :still there?")
        if how == "drop":
            client.drop()
        else:
            client.send("QUIT")
    world.play(f"""
        bob< @msgid=… {ANN} SESSION CLOSED bob … left
        bob.
    """)
    assert not world.node.network.sessions


def test_who_asks_for_the_capability_in_the_middle_is_told_in_lines_from_then_on() -> None:
    world = World()
    world.client("ann", *KNOWING)
    world.client("bob")
    world.play(f"""
        ann> SESSION OPEN bob half
        ann~
        bob~
        bob> CAP REQ :parlour.chat/session
        bob< :parlour.local CAP bob ACK :parlour.chat/session
        bob> SESSION LIST
        bob< :parlour.local SESSION STATUS ann … half talking ann
        bob~
        ann> PRIVMSG bob :hi
        bob< @parlour.chat/session=… {ANN} PRIVMSG bob :hi
        ann> SESSION OVER
        ann~
        bob< {ANN} SESSION FLOOR bob …
        bob> CAP REQ :-parlour.chat/session
        bob~
        ann> PRIVMSG bob :too early
        ann< :parlour.local NOTICE ann :Not delivered to bob, bob has the floor: too early
        bob.
        ann> SESSION CLOSE
        bob< :*sessions!sessions@parlour.local NOTICE bob :ann has ended the session. You are FREE.
    """)
