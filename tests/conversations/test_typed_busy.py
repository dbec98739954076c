"""What those who type are shown while they are in a session, and told of what they missed."""

from tests.support.typed import TypedWorld


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
        $bob< *** ann is called anna now.
        $bob.
        $ann> it is me
        $bob< <anna> it is me
        $bob> #GOODBYE#
        $bob< *** The session with anna is over.
    """)


def test_another_name_of_the_partner_is_told_in_a_session_in_the_same_room_or_not() -> None:
    TypedWorld().play("""
        $ann> hello
        $cem> hello
        dan> NICK dan
        $ann> CONNECT dan
        $ann~
        dan~
        dan> NICK dora
        $ann< *** dan is called dora now.
        $ann.
        dan> JOIN #lobby
        dan> NICK dan
        $ann< *** dora is called dan now.
        $ann.
        $cem> /nick cora
        $ann.
        dan> PRIVMSG ann :hello
        $ann< <dan> hello
        $ann> #GOODBYE#
        $ann~
        dan> NICK dora
        $ann< * dan is called dora now
        $ann.
    """)
