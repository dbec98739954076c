"""Sessions in IRC: every cell of the table, by clients that know them and by people whose client does not."""

import pytest

from parlour.core.sessions import CELLS, RING_S, State
from tests.support.play import Client, World

KNOWING = "parlour.chat/session"

DOING = {
    "open": ("SESSION OPEN cleo half", "open cleo half"),
    "open, with the partner": ("SESSION OPEN bob", "open bob"),
    "accept": ("SESSION ACCEPT", "accept"),
    "decline": ("SESSION DECLINE", "decline"),
    "over": ("SESSION OVER", "over"),
    "close": ("SESSION CLOSE", "close"),
}
"""How Ann does what the table has: with the command, and in words."""

HANDS_OVER = "/msg *sessions over hands it over, /msg *sessions close ends it."
FAILING = ":parlour.local FAIL SESSION"
NO_SESSION = (f"{FAILING} NO_SESSION :You are in no session",
              "You are in no session; /msg *sessions open <nick> opens one.")  # fmt: skip
BUSY_YOURSELF = (f"{FAILING} BUSY_YOURSELF cleo :You are BUSY already, which SESSION CLOSE ends",
                 "You are BUSY already; /msg *sessions close ends that.")  # fmt: skip
SAME_SESSION = (f"{FAILING} SAME_SESSION bob :You are in a session with bob already",
                "You are in a session with bob already.")  # fmt: skip
NOT_RINGING = f"{FAILING} NOT_RINGING :Nobody asks you for a session", "Nobody asks you for a session."
NOT_ANSWERED = (f"{FAILING} NOT_ANSWERED :The session has not been accepted yet",
                "The session has not been accepted yet.")  # fmt: skip
ANN, BOB = ":ann!ann@127.0.0.1", ":bob!bob@127.0.0.1"

ANSWERS: dict[tuple[str, State], tuple[str, str]] = {
    ("open", State.FREE): (
        f"{ANN} SESSION OPENED cleo … half",
        f"You are in a session with cleo: half duplex, you have the floor. {HANDS_OVER}"),
    ("open", State.CALLING): BUSY_YOURSELF,
    ("open", State.CALLED): BUSY_YOURSELF,
    ("open", State.TALKING): BUSY_YOURSELF,
    ("open, with the partner", State.CALLING): SAME_SESSION,
    ("open, with the partner", State.CALLED): SAME_SESSION,
    ("open, with the partner", State.TALKING): SAME_SESSION,
    ("accept", State.FREE): NO_SESSION,
    ("accept", State.CALLING): NOT_RINGING,
    ("accept", State.CALLED): (
        f"{ANN} SESSION ACCEPTED bob …",
        "You are in a session with bob: half duplex, bob has the floor. /msg *sessions close ends it."),
    ("accept", State.TALKING): NOT_RINGING,
    ("decline", State.FREE): NO_SESSION,
    ("decline", State.CALLING): NOT_RINGING,
    ("decline", State.CALLED): (
        f"{ANN} SESSION CLOSED bob … declined", "You have declined the session with bob. You are FREE."),
    ("decline", State.TALKING): NOT_RINGING,
    ("over", State.FREE): NO_SESSION,
    ("over", State.CALLING): NOT_ANSWERED,
    ("over", State.CALLED): NOT_ANSWERED,
    ("over", State.TALKING): (f"{ANN} SESSION FLOOR bob …", "bob has the floor now."),
    ("close", State.FREE): NO_SESSION,
    ("close", State.CALLING): (
        f"{ANN} SESSION CLOSED bob … closed", "You have ended the session with bob. You are FREE."),
    ("close", State.CALLED): (
        f"{ANN} SESSION CLOSED bob … declined", "You have declined the session with bob. You are FREE."),
    ("close", State.TALKING): (
        f"{ANN} SESSION CLOSED bob … closed", "You have ended the session with bob. You are FREE."),
    ("time out", State.CALLING): (
        f"{ANN} SESSION CLOSED bob … timeout", "bob has not answered, so it rings no more. You are FREE."),
    ("time out", State.CALLED): (
        f"{BOB} SESSION CLOSED ann … timeout", "It rings no more: you have not answered bob. You are FREE."),
}  # fmt: skip
"""What Ann is answered by the command, and in a notice of *sessions."""

TO_BOB: dict[tuple[str, State], tuple[str, str]] = {
    ("accept", State.CALLED): (
        f"{ANN} SESSION ACCEPTED bob …",
        f"ann has accepted the session: half duplex, you have the floor. {HANDS_OVER}"),
    ("decline", State.CALLED): (
        f"{ANN} SESSION CLOSED bob … declined", "ann has declined the session. You are FREE."),
    ("over", State.TALKING): (
        f"{ANN} SESSION FLOOR bob …", "You have the floor now; /msg *sessions over hands it over."),
    ("close", State.CALLING): (f"{ANN} SESSION CLOSED bob … closed", "ann has ended the session. You are FREE."),
    ("close", State.CALLED): (f"{ANN} SESSION CLOSED bob … declined", "ann has declined the session. You are FREE."),
    ("close", State.TALKING): (f"{ANN} SESSION CLOSED bob … closed", "ann has ended the session. You are FREE."),
    ("time out", State.CALLING): (
        f"{ANN} SESSION CLOSED bob … timeout", "It rings no more: you have not answered ann. You are FREE."),
    ("time out", State.CALLED): (
        f"{BOB} SESSION CLOSED ann … timeout", "ann has not answered, so it rings no more. You are FREE."),
    ("leave", State.CALLING): (
        f"{ANN} SESSION CLOSED bob … left", "ann has left, which ended the session. You are FREE."),
    ("leave", State.CALLED): (
        f"{ANN} SESSION CLOSED bob … left", "ann has left, which ended the session. You are FREE."),
    ("leave", State.TALKING): (
        f"{ANN} SESSION CLOSED bob … left", "ann has left, which ended the session. You are FREE."),
}  # fmt: skip
"""What Bob is told of it, to whom nothing is told that was refused."""

NOTHING = {("time out", State.FREE), ("time out", State.TALKING), ("leave", State.FREE)}


def notice(nick: str, words: str) -> str:
    return f":*sessions!sessions@parlour.local NOTICE {nick} :{words}"


def in_state(state: State, *, ann: bool, bob: bool) -> World:
    """Ann in that state, with Bob; whose clients know sessions, and where nothing is left to read."""
    world = World()
    for name, knows in (("ann", ann), ("bob", bob), ("cleo", True)):
        world.client(name, *([KNOWING] * knows))
    caller, called = ("bob", "ann") if state is State.CALLED else ("ann", "bob")
    if state is not State.FREE:
        if state is not State.TALKING:
            world.clients[called].send("SESSION ASK on")
        world.clients[caller].send(f"SESSION OPEN {called} half")
    for client in world.clients.values():
        client.read = len(client.wire.sent)
    return world


CASES = [
    (command, state)
    for command, cells in CELLS.items()
    for state in cells
    if (command, state) != ("open, with the partner", State.FREE)
]


def test_every_cell_of_the_table_has_an_answer() -> None:
    told = ANSWERS.keys() | {(command, state) for command, state in TO_BOB if command == "leave"}
    assert told | NOTHING == set(CASES)


def act(client: Client, command: str) -> None:
    world = client.world
    if command == "time out":
        world.pass_time(RING_S + 1)
    elif command == "leave":
        client.drop()
    else:
        client.send(DOING[command][0])


@pytest.mark.parametrize("knows", [True, False], ids=["knowing", "stock"])
@pytest.mark.parametrize(("command", "state"), CASES, ids=[f"{command}, {state.value}" for command, state in CASES])
def test_what_happens_when_ann_does(command: str, state: State, knows: bool) -> None:
    world = in_state(state, ann=True, bob=knows)
    ann, bob = world.clients["ann"], world.clients["bob"]
    act(ann, command)
    line, words = TO_BOB.get((command, state), ("", ""))
    expected = f"bob< {line if knows else notice('bob', words)}" if line else ""
    answer = ANSWERS.get((command, state))
    world.play(f"{f'ann< {answer[0]}' if answer else ''}\n{expected}\nbob.")
    if command != "leave":
        world.play("ann.")
        assert bob.connection is not None


@pytest.mark.parametrize(
    ("command", "state"),
    [case for case in CASES if case[0] in DOING or case[0] == "time out"],
    ids=lambda case: getattr(case, "value", case),
)
def test_what_she_is_told_in_words(command: str, state: State) -> None:
    world = in_state(state, ann=False, bob=True)
    if command == "time out":
        world.pass_time(RING_S + 1)
    else:
        world.clients["ann"].send(f"PRIVMSG *sessions :{DOING[command][1]}")
    _, words = ANSWERS.get((command, state), ("", ""))
    told = notice("ann", words)
    world.play(f"ann< {told}\nann." if words else "ann.")


def test_it_rings_for_60_seconds() -> None:
    world = in_state(State.CALLING, ann=True, bob=True)
    world.pass_time(59)
    world.play("ann.\nbob.")
    world.pass_time(1)
    world.play(f"""
        ann< {ANN} SESSION CLOSED bob … timeout
        bob< {ANN} SESSION CLOSED bob … timeout
    """)


def test_a_session_that_was_accepted_does_not_time_out() -> None:
    world = in_state(State.CALLING, ann=True, bob=True)
    world.play("""
        bob> SESSION ACCEPT
        ann~
        bob~
    """)
    world.pass_time(100)
    world.play("ann.\nbob.")


BEGINNING = {
    ("full", "ann"): "both of you may speak. /msg *sessions close ends it.",
    ("half", "ann"): f"half duplex, you have the floor. {HANDS_OVER}",
    ("simplex", "ann"): "simplex, only you speak. /msg *sessions close ends it.",
    ("full", "bob"): "both of you may speak. /msg *sessions close ends it.",
    ("half", "bob"): "half duplex, ann has the floor. /msg *sessions close ends it.",
    ("simplex", "bob"): "simplex, only ann speaks. /msg *sessions close ends it.",
}


@pytest.mark.parametrize("duplex", ["full", "half", "simplex"])
def test_people_are_told_who_may_speak(duplex: str) -> None:
    begun, begun_by = (BEGINNING[duplex, who] for who in ("ann", "bob"))
    World().play(f"""
        bob> PING x
        bob~
        ann> PRIVMSG *sessions :open bob {duplex}
        ann< {notice("ann", f"You are in a session with bob: {begun}")}
        bob< {notice("bob", f"ann has opened a session with you: {begun_by}")}
        ann.
        bob.
    """)


@pytest.mark.parametrize(
    ("duplex", "words"), [("full", "both may speak"), ("half", "half duplex"), ("simplex", "simplex")]
)
def test_people_are_asked(duplex: str, words: str) -> None:
    asked = f"ann asks you for a session ({words}): /msg *sessions accept, or /msg *sessions decline."
    World().play(f"""
        bob> PRIVMSG *sessions :ask on
        bob< {notice("bob", "You are asked before a session begins.")}
        ann> PRIVMSG *sessions :open bob {duplex}
        ann< {notice("ann", "It rings for bob, who is asked first; /msg *sessions close gives up.")}
        bob< {notice("bob", f"{asked} After 60 seconds it rings no more.")}
        bob> PRIVMSG *sessions :ask off
        bob< {notice("bob", "Sessions with you begin at once.")}
    """)


@pytest.mark.parametrize("leaving", ["QUIT :bye", "KILL"])
def test_losing_the_last_connection_ends_it(leaving: str) -> None:
    world = in_state(State.TALKING, ann=True, bob=True)
    ann = world.clients["ann"]
    if leaving == "KILL":
        assert ann.connection is not None
        assert ann.connection.user is not None
        world.node.dismiss(ann.connection.user, "Killed")
        world.run()
    else:
        ann.send(leaving)
    assert [line for line in ann.lines if "SESSION" in line] == [], "who leaves is told of their session"
    world.play(f"""
        bob< {ANN} SESSION CLOSED bob … left
        bob.
        cleo> SESSION OPEN bob
        cleo< :cleo!cleo@127.0.0.1 SESSION OPENED bob … full
    """)


def test_the_partner_is_told_of_another_nick_once() -> None:
    world = in_state(State.TALKING, ann=True, bob=False)
    world.play("""
        ann> NICK anna
        ann< :ann!ann@127.0.0.1 NICK :anna
        bob< :ann!ann@127.0.0.1 NICK :anna
        bob.
        cleo.
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> NICK ann
        bob< :anna!ann@127.0.0.1 NICK :ann
        bob.
        ann~
        bob> SESSION CLOSE
        ann~
        bob~
        bob> PART #attic
        bob~
        ann> NICK anna
        bob.
    """)


def test_any_number_of_sessions_run_side_by_side() -> None:
    world = World()
    for name in ("ann", "bob", "cleo", "dan"):
        world.client(name, KNOWING)
    world.play("""
        ann> SESSION OPEN bob
        cleo> SESSION OPEN dan
        ann~
        bob~
        cleo~
        dan~
        ann> PRIVMSG bob :one
        cleo> PRIVMSG dan :two
        bob< @parlour.chat/session=… :ann!ann@127.0.0.1 PRIVMSG bob :one
        dan< @parlour.chat/session=… :cleo!cleo@127.0.0.1 PRIVMSG dan :two
        ann.
        bob.
        cleo.
        dan.
        bob> SESSION CLOSE
        cleo.
        dan.
        dan> PRIVMSG cleo :still here
        cleo< @parlour.chat/session=… :dan!dan@127.0.0.1 PRIVMSG cleo :still here
    """)
