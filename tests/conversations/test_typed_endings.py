"""How sessions of those who type end, and what is typed just then."""

import pytest

from parlour.protocols.text.arrivals import GRACE_S
from tests.support.typed import TypedWorld

LATE = "A session has just ended, so this may not be for #lobby; type it again in a moment if it is."


def test_text_that_comes_soon_after_the_other_ended_it_comes_back() -> None:
    world = TypedWorld()
    world.play(f"""
        $cem> /who
        $ann> /who
        $bob> CONNECT ann
        $ann~
        $bob> #GOODBYE#
        $ann< *** bob has ended the session.
        $ann> just between us
        $ann< {LATE} Not sent: just between us
        $ann> quit
        $ann< {LATE} Not sent: quit
        $ann> /me winks
        $ann< {LATE} Not sent: winks
    """)
    world.pass_time(GRACE_S - 0.1)
    world.play(f"""
        $ann> and this
        $ann< {LATE} Not sent: and this
    """)
    world.pass_time(0.1)
    world.play("""
        $cem~
        $ann> hello all
        $ann.
        $cem< <ann> hello all
        $cem.
    """)


def test_commands_are_done_at_once_after_it() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> CONNECT ann
        $ann~
        $bob> #GOODBYE#
        $ann<< *** bob has ended the session.
        $ann> GET
        $ann< id  name
        $ann<<  2  bob   FREE
        $ann> CONNECT bob
        $ann< *** Session with bob …
    """)


def test_when_another_session_begins_lines_go_to_its_partner_at_once() -> None:
    TypedWorld().play("""
        $ann> /who
        $cem> /who
        $bob> CONNECT ann
        $bob> #GOODBYE#
        $ann> CONNECT cem
        $cem~
        $ann> hello cem
        $cem< <ann> hello cem
        $cem> #GOODBYE#
        $cem> CONNECT ann
        $cem~
        $ann> hello again
        $cem< <ann> hello again
    """)


def test_what_was_typed_for_one_partner_does_not_go_to_the_next() -> None:
    world = TypedWorld(exempt=(), flood_burst=4, flood_lines_per_s=1)
    world.play("""
        $ann> /who
        $cem> /who
        $bob> CONNECT ann
    """)
    world.pass_time(10)
    ann, bob, cem = (world.clients[f"${name}"] for name in ("ann", "bob", "cem"))
    ann.send("1", "2", "3", "4", "my secret")
    bob.send("#GOODBYE#")
    cem.send("CONNECT ann")
    ann.send("hello cem")
    world.pass_time(10)
    assert ann.lines[-2:] == [
        "*** cem opened a session (full): both of you speak. #GOODBYE# ends it.",
        "A session has just ended, so this is for nobody. Not sent: my secret",
    ]
    assert [line for line in cem.lines if "<ann>" in line] == ["<ann> hello cem"]


def test_what_stands_behind_the_command_that_opens_a_session_is_for_its_partner() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $cem> /who
        $bob> CONNECT ann
        $bob> #GOODBYE#
        $cem~
    """)
    world.clients["$ann"].send("CONNECT cem", "hello cem", "#GOODBYE#", "hello all")
    world.play("""
        $cem<< <ann> hello cem
        $cem< *** ann has ended the session.
        $cem< <ann> hello all
    """)


def test_what_is_typed_after_a_session_without_a_lobby_comes_back() -> None:
    TypedWorld(lobby="").play("""
        $ann> /who
        $bob> CONNECT ann
        $bob> #GOODBYE#
        $ann~
        $ann> a secret
        $ann< A session has just ended, so this is for nobody. Not sent: a secret
    """)


ENDS = {
    "with goodbye": "$bob> #GOODBYE#",
    "by leaving": "$bob> #CLOSE#",
    "by blocking": "$bob> /block ann",
}


@pytest.mark.parametrize("line", ENDS.values(), ids=ENDS.keys())
def test_however_the_other_ends_it_what_comes_soon_comes_back(line: str) -> None:
    TypedWorld().play(f"""
        $cem> /who
        $ann> /who
        $bob> CONNECT ann
        {line}
        $ann~
        $cem~
        $ann> a secret
        $ann< {LATE} Not sent: a secret
        $cem.
    """)


def test_when_the_other_is_lost_or_put_out_of_the_network_what_comes_soon_comes_back() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $bob> CONNECT ann
    """)
    world.clients["$bob"].drop()
    world.play(f"""
        $ann~
        $ann> a secret
        $ann< {LATE} Not sent: a secret
        $cem> CONNECT ann
    """)
    world.node.dismiss(world.node.network.nicks["cem"], "Killed (root (spam))")
    world.run()
    world.play(f"""
        $ann<< *** cem has left, and the session is over.
        $ann<< * cem left (Killed (root (spam)))
        $ann> another
        $ann< {LATE} Not sent: another
    """)


def test_while_nobody_can_be_shown_that_it_is_over_all_that_comes_comes_back() -> None:
    world = TypedWorld()
    world.play("""
        $cem> /who
        $ann> /who
        $bob> CONNECT ann
        $ann~
        $cem~
    """)
    world.disk.slow = True
    world.play("""
        $bob> still here
        $bob> #GOODBYE#
        $ann.
    """)
    world.pass_time(1.5)
    world.disk.finish()
    world.pass_time(GRACE_S - 0.5)
    world.play("""
        $ann< <bob> still here
        $ann< *** bob has ended the session.
    """)
    world.play(f"""
        $ann> a secret
        $ann< {LATE} Not sent: a secret
    """)
    world.pass_time(0.5)
    world.disk.slow = False
    world.disk.finish()
    world.play("""
        $ann> for all
        $ann.
        $cem<< <ann> for all
    """)


def test_when_nobody_answered_what_comes_soon_comes_back_to_both() -> None:
    world = TypedWorld()
    world.play("""
        $bob> /ask on
        $ann> CONNECT bob
    """)
    world.pass_time(60)
    world.play(f"""
        $ann~
        $bob~
        $ann> are you there?
        $ann< {LATE} Not sent: are you there?
        $bob> wait
        $bob< {LATE} Not sent: wait
    """)


def test_lines_that_wait_when_it_ends_come_back_however_long_they_wait() -> None:
    world = TypedWorld(exempt=(), flood_burst=3, flood_lines_per_s=1)
    world.play("""
        $bob> /who
        $cem> /who
    """)
    world.pass_time(10)
    world.play("$ann> CONNECT bob")
    world.pass_time(10)
    ann, bob = world.clients["$ann"], world.clients["$bob"]
    assert ann.lines
    ann.send(*(f"secret {number}" for number in range(1, 11)))
    bob.send("#GOODBYE#")
    world.pass_time(30)
    said = [line for line in bob.lines if "secret" in line]
    back = [line for line in ann.lines if "secret" in line]
    assert len(said) == 3
    assert back == [f"{LATE} Not sent: secret {number}" for number in range(4, 11)]
    assert not [line for line in world.clients["$cem"].lines if "secret" in line]


def test_whoever_ends_it_speaks_in_the_lobby_at_once() -> None:
    TypedWorld().play("""
        $cem> /who
        $bob> /who
        $ann> CONNECT bob
        $ann> #GOODBYE#
        $ann> hello all
        $cem<< <ann> hello all
    """)


LEAVING = {"a word": "$bob> #CLOSE#", "another": "$bob> QUIT"}


@pytest.mark.parametrize("line", LEAVING.values(), ids=LEAVING.keys())
def test_whoever_leaves_ends_it(line: str) -> None:
    TypedWorld().play(f"""
        $ann> /who
        $bob> CONNECT ann
        $ann~
        {line}
        $ann< *** bob has left, and the session is over.
        $ann< * bob left
        $ann> still for bob
        $ann< {LATE} Not sent: still for bob
        $ann> GET
        $ann< id  name
        $ann<  1  ann   FREE  you
    """)


def test_whoever_loses_the_connection_ends_it() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $bob> CONNECT ann
        $ann~
    """)
    world.clients["$bob"].drop()
    world.play("$ann< *** bob has left, and the session is over.")


def test_sessions_run_side_by_side_and_one_after_the_other() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> /who
        $cem> /who
        $dan> /who
        $ann> CONNECT bob
        $cem> CONNECT dan
        $ann~
        $bob~
        $cem~
        $dan~
        $ann> for bob
        $cem> for dan
        $bob< <ann> for bob
        $dan< <cem> for dan
        $ann> #GOODBYE#
        $dan> #GOODBYE#
        $ann> CONNECT dan
        $ann> for dan
        $dan<< <ann> for dan
        $bob<< *** ann has ended the session.
        $bob.
        $cem<< *** dan has ended the session.
        $cem.
    """)


def test_two_who_open_one_with_the_same_third_at_the_same_moment() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $bob> /who
        $cem> /who
        $ann~
        $bob~
    """)
    world.clients["$ann"].feed(b"CONNECT cem\n", run=False)
    world.clients["$bob"].feed(b"CONNECT cem\n", run=False)
    world.run()
    world.play("""
        $ann< *** Session with cem …
        $bob< cem is BUSY, in a session with somebody else.
    """)
