"""Sessions of those who type, with one another and with those who have an IRC client."""

import pytest

from tests.support.typed import TypedWorld

FULL = "(full): both of you speak. #GOODBYE# ends it."


def test_two_who_type_have_a_session() -> None:
    TypedWorld().play(f"""
        $ann> /who
        $bob> /who
        $cem> /who
        $ann~
        $bob~
        $cem~
        $ann> CONNECT bob
        $ann< *** Session with bob {FULL}
        $bob< *** ann opened a session {FULL}
        $ann> hello bob
        $bob< <ann> hello bob
        $bob> hello ann
        $ann< <bob> hello ann
        $bob> /me waves
        $ann< * bob waves
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $bob< *** ann has ended the session.
        $ann.
        $bob.
        $cem.
        $ann> hello all
        $bob< <ann> hello all
        $cem< <ann> hello all
    """)


HOW = {
    "an id": "CONNECT 2",
    "a name": "CONNECT bob",
    "in other letters": "CONNECT BOB",
    "with the duplex": "CONNECT bob full",
    "in small letters": "connect 2",
    "behind a slash": "/connect bob full",
}


@pytest.mark.parametrize("line", HOW.values(), ids=HOW.keys())
def test_a_session_is_opened_with_an_id_or_a_name(line: str) -> None:
    world = TypedWorld()
    world.play(f"""
        $ann> /who
        $bob> /who
        $ann~
        $bob~
        $ann> {line}
        $ann< *** Session with bob {FULL}
        $bob< *** ann opened a session {FULL}
    """)


REFUSED = {
    "with nobody": ("CONNECT", "It is typed like this: CONNECT <id|name> [full|half|simplex]. …"),
    "with an id that nobody has": ("CONNECT 7", "Nobody has the id 7; GET shows who is here."),
    "with a huge one": (f"CONNECT {'9' * 300}", f"Nobody has the id {'9' * 60}…; GET shows who is here."),
    "with a negative one": ("CONNECT -1", "Nobody has the id -1; GET shows who is here."),
    "with none": ("CONNECT 0", "Nobody has the id 0; GET shows who is here."),
    "with digits of another script": ("CONNECT ٢", "Nobody called ٢ is here; GET shows who is."),
    "with a name that nobody has": ("CONNECT dora", "Nobody called dora is here; GET shows who is."),
    "with yourself": ("CONNECT ann", "That is yourself."),
    "in no duplex": ("CONNECT bob both", "It is typed like this: CONNECT <id|name> [full|half|simplex]. …"),
    "with somebody who is BUSY": ("CONNECT cem", "cem is BUSY, in a session with somebody else."),
    "with somebody who is not, in small letters": (
        "connect me",
        "Nobody called me is here; GET shows who is. If that was meant as text: a line that begins with a blank is …",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_session_that_cannot_be_is_refused_in_its_own_words(line: str, why: str) -> None:
    TypedWorld().play(f"""
        $ann> /who
        $bob> /who
        $cem> /who
        $dan> CONNECT cem
        $ann~
        $ann> {line}
        $ann< {why}
        $ann.
        $ann> GET
        $ann< id  name
        $ann<  1  ann   FREE  you
    """)


def test_whoever_is_in_a_session_opens_no_other() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> /who
        $cem> /who
        $ann> CONNECT bob
        $ann~
        $ann> CONNECT cem
        $ann< You are BUSY yourself; #GOODBYE# ends your session.
        $ann> CONNECT bob
        $ann< You are in a session with bob already.
        $bob~
        $bob> CONNECT ann half
        $bob< You are in a session with ann already.
    """)


def test_the_table_shows_who_is_free_and_who_is_busy() -> None:
    TypedWorld().play("""
        $ann> /who
        bob> JOIN #lobby
        $cem> CONNECT bob
        $ann~
        $ann> GET
        $ann< id  name
        $ann<  1  ann   FREE  you
        $ann<  2  bob   BUSY
        $ann<  3  cem   BUSY
        $ann.
    """)


def test_in_half_duplex_who_has_the_floor_speaks() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> CONNECT bob half
        $ann<< *** Session with bob (half): you speak until #OVER#. #GOODBYE# ends it.
        $bob<< *** ann opened a session (half): ann has the floor. #GOODBYE# ends it.
        $bob> may I?
        $bob< ann has the floor. Not sent: may I?
        $bob> #OVER#
        $bob< ann has the floor.
        $ann> here you are
        $bob< <ann> here you are
        $ann> #OVER#
        $ann< *** bob has the floor now.
        $bob< *** You have the floor now; #OVER# hands it back.
        $ann> one more thing
        $ann< bob has the floor. Not sent: one more thing
        $bob> thanks
        $ann< <bob> thanks
        $ann.
    """)


def test_in_simplex_only_the_opener_speaks() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> CONNECT bob simplex
        $ann<< *** Session with bob (simplex): only you speak. #GOODBYE# ends it.
        $bob<< *** ann opened a session (simplex): only ann speaks. #GOODBYE# ends it.
        $ann> listen
        $bob< <ann> listen
        $bob> but
        $bob< Only ann speaks in this session (simplex). Not sent: but
        $ann> #OVER#
        $ann< There is a floor to hand over in half duplex only.
        $bob> #GOODBYE#
        $ann< *** bob has ended the session.
    """)


def test_in_full_duplex_there_is_no_floor() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> CONNECT bob
        $ann~
        $ann> #OVER#
        $ann< There is a floor to hand over in half duplex only.
    """)


OUTSIDE = {
    "no session to end": ("#GOODBYE#", "You are in no session; CONNECT <name> opens one."),
    "no floor to hand over": ("#OVER#", "You are in no session; CONNECT <name> opens one."),
    "nobody who asks": ("ACCEPT", "You are in no session; CONNECT <name> opens one."),
    "nobody to refuse": ("DECLINE", "You are in no session; CONNECT <name> opens one."),
}


@pytest.mark.parametrize(("line", "why"), OUTSIDE.values(), ids=OUTSIDE.keys())
def test_whoever_is_in_no_session_is_told_so(line: str, why: str) -> None:
    world = TypedWorld()
    world.play("$ann> /who")
    world.play(f"""
        $ann~
        $ann> {line}
        $ann< {why}
        $ann.
    """)


# With somebody who has an IRC client, and their past


def test_somebody_with_nc_and_somebody_with_irc_hold_a_session() -> None:
    TypedWorld().play("""
        bob> JOIN #lobby
        bob~
        $ann> CONNECT bob half
        $ann~
        bob<< :… NOTICE bob :…ann…
        $ann> hello bob
        bob<< :ann!ann@127.0.0.1 PRIVMSG bob :hello bob
        bob> PRIVMSG ann :\x02me\x02
        $ann.
        $ann> #OVER#
        $ann< *** bob has the floor now.
        bob> PRIVMSG ann :\x02bold\x02 \x01me
        $ann< <bob> bold ^Ame
        bob> SESSION CLOSE
        $ann< *** bob has ended the session.
    """)


def test_both_find_it_in_their_past() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> /msg bob before
        $ann> CONNECT bob
        $ann> within
        $bob> #GOODBYE#
        $ann~
        $ann> /history 10 bob
        $ann< --- What you and bob said (times in UTC)
        $ann< --- 2023-11-14
        $ann< 22:13 <ann> before
        $ann< 22:13 * ann opened a session with bob (full)
        $ann< 22:13 <ann> within
        $ann< 22:13 * bob ended the session
        $ann< --- Now
        $cem> /history 10 ann
        $cem<< Nothing has been said there yet.
    """)


def test_in_a_session_the_past_is_that_of_the_two() -> None:
    TypedWorld().play("""
        $bob> in the lobby
        $ann> CONNECT bob
        $ann> within
        $bob~
        $bob> /history
        $bob< --- What you and ann said (times in UTC)
        $bob< --- 2023-11-14
        $bob< 22:13 * ann opened a session with bob (full)
        $bob< 22:13 <ann> within
        $bob< --- Now
    """)


def test_what_cannot_be_kept_comes_back() -> None:
    world = TypedWorld()
    world.play("""
        $bob> /who
        $ann> CONNECT bob
        $ann~
        $bob~
    """)
    world.disk.broken = True
    world.play("""
        $ann> hello
        $ann< What is said cannot be kept at the moment, so nobody was shown it; try again later. Not sent: hello
        $ann> again
        $ann< What is said cannot be kept at the moment, so nobody was shown it; try again later. Not sent: again
        $ann> /me waves
        $ann< What is said cannot be kept at the moment, so nobody was shown it; try again later. Not sent: waves
        $bob.
    """)
