"""Those who type are asked before a session begins, and block others."""

from tests.support.typed import TypedWorld

FULL = "(full): both of you speak. #GOODBYE# ends it."


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
        $bob< *** ann opened a session {FULL}
        $ann< *** Session with bob {FULL}
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
        $bob<< *** ann opened a session …
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
        $bob< *** Session with ann …
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
