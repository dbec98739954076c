"""Sessions of those who type, with one another and with those who have an IRC client."""

import pytest

from parlour.protocols.text.arrivals import GRACE_S
from tests.support.typed import TypedWorld

LATE = "A session has just ended, so this may not be for #lobby; type it again in a moment if it is."
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
        $ann< *** You are in a session with bob {FULL}
        $bob< *** You are in a session with ann, who has opened it {FULL}
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
        $ann< *** You are in a session with bob {FULL}
        $bob< *** You are in a session with ann, who has opened it {FULL}
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
        $ann<< *** You are in a session with bob (half): you have the floor, #OVER# hands it over. #GOODBYE# ends it.
        $bob<< *** You are in a session with ann, who has opened it (half): ann has the floor. #GOODBYE# ends it.
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
        $ann<< *** You are in a session with bob (simplex): only you speak. #GOODBYE# ends it.
        $bob<< *** You are in a session with ann, who has opened it (simplex): only ann speaks. #GOODBYE# ends it.
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


# What is shown meanwhile


def test_in_a_session_nothing_but_it_is_shown_and_then_how_much_was_missed() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> /join attic
        $cem> /join attic
        $ann> CONNECT bob
        $ann~
        $bob~
        dan> JOIN #lobby
        dan> PRIVMSG #lobby :one
        $cem> two
        dan> TOPIC #lobby :three
        dan> PART #lobby
        $ann.
        $bob.
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $ann< *** Meanwhile you missed 1 line in #lobby: /history shows it.
        $ann.
        $bob< *** ann has ended the session.
        $bob< *** Meanwhile you missed 1 line in #lobby: /history 1 #lobby shows it.
        $bob< *** Meanwhile you missed 1 line in #attic: /history shows it.
        $bob.
        $bob> /history 1 #lobby
        $bob< --- What was said in #lobby (times in UTC)
        $bob< --- 2023-11-14
        $bob< 22:13 <dan> one
        $bob< --- Now
        $bob> /history
        $bob< --- What was said in #attic (times in UTC)
        $bob< --- 2023-11-14
        $bob< 22:13 <cem> two
        $bob< --- Now
    """)


def test_what_one_says_oneself_was_not_missed() -> None:
    TypedWorld().play("""
        dan> JOIN #lobby
        $ann> /who
        $bob> CONNECT ann
        dan> PRIVMSG #lobby :one
        $ann> /msg #lobby not now
        dan> PRIVMSG #lobby :two
        $ann~
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $ann< *** Meanwhile you missed 2 lines in #lobby: /history shows them.
    """)


def test_of_many_missed_lines_it_is_told_how_all_are_shown() -> None:
    world = TypedWorld()
    world.play("""
        dan> JOIN #lobby
        $ann> /who
        $bob> CONNECT ann
    """)
    for number in range(45):
        world.play(f"dan> PRIVMSG #lobby :{number}")
    world.play("""
        $ann~
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $ann< *** Meanwhile you missed 45 lines in #lobby: /history 45 shows them.
        $ann> /history 45
        $ann<< …<dan> 0
        $ann<< …<dan> 44
        $ann< --- Now
    """)


def test_what_is_addressed_to_somebody_reaches_them_in_a_session() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> CONNECT ann
        cem> JOIN #attic
        $ann~
        cem> PRIVMSG ann :are you there?
        $ann< [cem to you] are you there?
        cem> NOTICE ann :hello
        $ann< -cem to you- hello
        cem> INVITE ann #attic
        $ann< * cem invites you to #attic: /join #attic
        $ann> /msg cem in a moment
        cem<< :ann!ann@127.0.0.1 PRIVMSG cem :in a moment
        $bob~
        $bob.
    """)


def test_a_room_may_be_entered_in_a_session_and_is_shown_after_it() -> None:
    TypedWorld().play("""
        cem> JOIN #attic
        $bob> /who
        $ann> CONNECT bob
        $ann~
        $ann> /join attic
        $ann< You are in #attic with cem: what you type goes there once you are FREE.
        $ann> for bob
        $bob<< <ann> for bob
        cem> PRIVMSG #attic :for ann
        $ann.
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $ann< *** Meanwhile you missed 1 line in #attic: /history shows it.
        cem> PRIVMSG #attic :now
        $ann< [#attic] <cem> now
        $ann.
    """)


def test_after_a_session_in_which_one_was_put_out_of_a_room_text_comes_back() -> None:
    TypedWorld().play("""
        cem> JOIN #attic
        $bob> /who
        $ann> /join attic
        $ann> CONNECT bob
        cem> KICK #attic ann
        $ann~
        $ann> for bob
        $bob<< <ann> for bob
        $ann> #GOODBYE#
        $ann< *** The session with bob is over.
        $ann> for the attic
        $ann< You are not in #attic any more. What you type goes to #lobby now. Not sent: for the attic
        $ann> for the lobby
        $bob<< <ann> for the lobby
        $bob.
    """)


def test_leaving_a_room_in_a_session_tells_where_text_goes_after_it() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> CONNECT bob
        $ann~
        $ann> /join attic
        $ann< You are in #attic, and nobody else yet: what you type goes there once you are FREE.
        $ann> /join lobby
        $ann< What you type goes to #lobby once you are FREE.
        $ann> /part
        $ann< You are not in #lobby any more.
        $ann< What you type goes to #attic once you are FREE.
        $ann> /part
        $ann< You are not in #attic any more.
        $ann< What you type goes nowhere once you are FREE: …
    """)


def test_another_name_is_told_in_a_session_to_whoever_takes_it() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> CONNECT bob
        $ann~
        $bob~
        $ann> /nick anna
        $ann< You are called anna now.
        $ann.
        $bob.
        $ann> it is me
        $bob< <anna> it is me
        $bob> #GOODBYE#
        $bob< *** The session with anna is over.
    """)


# Its end


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
        $ann< *** You are in a session with bob …
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
        "*** You are in a session with cem, who has opened it (full): both of you speak. #GOODBYE# ends it.",
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
        $ann< *** You are in a session with cem …
        $bob< cem is BUSY, in a session with somebody else.
    """)


# Being asked


def test_whoever_wants_to_be_asked_is() -> None:
    TypedWorld().play(f"""
        $bob> /ask on
        $bob<< From now on you are asked before a session begins.
        $ann> CONNECT bob
        $ann<< *** bob is asked whether they want a session. #GOODBYE# gives it up.
        $bob<< *** ann asks for a session with you (full): type ACCEPT or DECLINE.
        $ann> already for bob
        $ann< bob has not answered yet. Not sent: already for bob
        $bob> for all
        $bob< ann asks for a session with you: type ACCEPT or DECLINE. Not sent: for all
        $bob> accept
        $bob< *** You are in a session with ann, who has opened it {FULL}
        $ann< *** You are in a session with bob {FULL}
        $ann> now
        $bob< <ann> now
    """)


def test_whoever_declines_is_free_again() -> None:
    TypedWorld().play("""
        $bob> /ask on
        $ann> CONNECT bob half
        $ann~
        $bob~
        $bob> DECLINE
        $bob< *** ann was told that you want no session now.
        $ann< *** bob wants no session now.
        $ann> GET
        $ann< id  name
        $ann<  1  bob   FREE
        $ann<  2  ann   FREE  you
    """)


def test_whoever_does_not_answer_is_free_after_a_minute() -> None:
    world = TypedWorld()
    world.play("""
        $bob> /ask on
        $ann> CONNECT bob
        $ann~
        $bob~
    """)
    world.pass_time(59)
    world.play("""
        $ann.
        $bob.
    """)
    world.pass_time(1)
    world.play("""
        $ann< *** bob did not answer.
        $bob< *** ann asks for a session no longer.
        $bob.
    """)


def test_whoever_asks_may_give_it_up() -> None:
    TypedWorld().play("""
        $bob> /ask on
        $ann> CONNECT bob
        $ann~
        $bob~
        $ann> #GOODBYE#
        $ann< *** You asked bob for a session no longer.
        $bob< *** ann asks for a session no longer.
        $bob> ACCEPT
        $bob< You are in no session; CONNECT <name> opens one.
    """)


def test_being_asked_can_be_turned_off_again() -> None:
    TypedWorld().play("""
        $bob> /ask on
        $bob> /ask off
        $bob<< From now on sessions begin at once.
        $bob> /ask off
        $bob< From now on sessions begin at once.
        $ann> CONNECT bob
        $bob<< *** You are in a session with ann, who has opened it …
    """)


# Blocks


def test_whoever_is_blocked_is_told_only_that_no_sessions_are_taken() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> /who
        $ann~
        $ann> /block bob
        $ann< You take no sessions and no messages from bob now; they are told just that.
        $bob~
        $bob> CONNECT ann
        $bob< ann takes no sessions.
        $bob> /msg ann hello
        $bob< ann takes no messages. Not sent: hello
        $ann> CONNECT bob
        $ann< You block bob, until you type /unblock bob.
        $ann> /unblock 2
        $ann< You take sessions and messages from bob again.
        $bob> CONNECT ann
        $bob< *** You are in a session with ann …
    """)


def test_whoever_is_blocked_in_a_session_is_in_it_no_more() -> None:
    TypedWorld().play("""
        $ann> /who
        $bob> CONNECT ann
        $ann~
        $bob~
        $ann> /block bob
        $ann< *** The session with bob is over.
        $ann< You take no sessions and no messages from bob now; they are told just that.
        $bob< *** ann has ended the session.
    """)


def test_only_who_is_here_can_be_blocked() -> None:
    TypedWorld().play("""
        $ann> /block bob
        $ann<< Nobody called bob is here; GET shows who is.
        $ann> /block ann
        $ann< That is yourself.
        $ann> /unblock bob
        $ann< You do not block bob.
    """)


# With somebody who has an IRC client


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
