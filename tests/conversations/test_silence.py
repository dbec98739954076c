"""SILENCE and SESSION BLOCK: hearing nothing from somebody."""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World


@pytest.mark.parametrize("how", ["SESSION BLOCK bob", "SILENCE +bob", "SILENCE bob", "SILENCE +b*!*@*"])
def test_who_is_blocked_reaches_nobody_and_is_told_no_more_than_that(how: str) -> None:
    world = World()
    world.client("bob", "message-tags")
    world.play(f"""
        ann> {how}
        ann~
        bob> JOIN #attic
        bob~
        bob> PRIVMSG ann :hi
        bob< :parlour.local 531 bob ann :They take no messages
        bob> @+typing=active TAGMSG ann
        bob< :parlour.local 531 bob ann :They take no messages
        bob> NOTICE ann :hi
        bob> INVITE ann #attic
        bob< :parlour.local 531 bob ann :They take no messages
        bob> SESSION OPEN ann
        bob< :parlour.local FAIL SESSION TAKES_NO_SESSIONS ann :ann takes no sessions
        bob> PRIVMSG *sessions :open ann
        bob< :*sessions!sessions@parlour.local NOTICE bob :ann takes no sessions.
        bob.
        ann.
        ann> JOIN #attic
        ann~
        bob> PRIVMSG #attic :hi all
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi all
    """)


def test_the_list_is_shown_and_changed() -> None:
    World().play("""
        bob> PING x
        ann> SILENCE
        ann< :parlour.local 272 ann :End of silence list
        ann> SILENCE +Bob,dan,*!*@evil.example
        ann< :ann!ann@127.0.0.1 SILENCE +bob!*@*
        ann< :ann!ann@127.0.0.1 SILENCE +dan!*@*
        ann< :ann!ann@127.0.0.1 SILENCE +*!*@evil.example
        ann> SILENCE +bob
        ann.
        ann> SILENCE ann
        ann< :parlour.local 271 ann ann bob!*@*
        ann< :parlour.local 271 ann ann dan!*@*
        ann< :parlour.local 271 ann ann *!*@evil.example
        ann< :parlour.local 272 ann :End of silence list
        ann> SILENCE -bob!*@*,-DAN
        ann< :ann!ann@127.0.0.1 SILENCE -bob!*@*
        ann< :ann!ann@127.0.0.1 SILENCE -dan!*@*
        ann> SILENCE -bob,+~z:x,+cleo
        ann< :parlour.local FAIL SILENCE NOT_BLOCKED bob :You do not block bob
        ann< :parlour.local FAIL SILENCE INVALID_PARAMS ~z:x :That is no nick of somebody who is here, and no mask …
        ann< :ann!ann@127.0.0.1 SILENCE +cleo!*@*
        ann.
    """)


def test_it_is_one_list_for_both_commands() -> None:
    world = World()
    world.client("ann", "parlour.chat/session")
    world.play("""
        bob> PING x
        ann> SESSION BLOCK bob
        ann< :parlour.local SESSION BLOCK bob
        ann> SILENCE
        ann< :parlour.local 271 ann ann bob!*@*
        ann< :parlour.local 272 ann :End of silence list
        ann> SILENCE +x!*@*
        ann~
        ann> SESSION UNBLOCK x
        ann< :parlour.local SESSION UNBLOCK x!*@*
        ann> SESSION UNBLOCK bob!*@*
        ann< :parlour.local SESSION UNBLOCK bob
        bob~
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
    """)


def test_the_list_has_a_bound_that_005_tells() -> None:
    World(limits=Limits(silence=2)).play("""
        ann> VERSION
        ann<< :parlour.local 005 ann … SILENCE=2 …
        ann~
        ann> SILENCE +a,b,c
        ann< :ann!ann@127.0.0.1 SILENCE +a!*@*
        ann< :ann!ann@127.0.0.1 SILENCE +b!*@*
        ann< :parlour.local 511 ann c!*@* :Your silence list is full
        ann.
    """)


def test_a_block_follows_its_user_and_leaves_the_nick_to_others() -> None:
    World().play("""
        bob> PING x
        bob~
        ann> SILENCE +bob
        ann~
        bob> NICK dan
        bob~
        bob> PRIVMSG ann :hi
        bob< :parlour.local 531 dan ann :They take no messages
        cleo> NICK bob
        cleo~
        cleo> PRIVMSG ann :hi
        ann< :bob!cleo@127.0.0.1 PRIVMSG ann :hi
    """)


@pytest.mark.parametrize("how", ["SESSION BLOCK bob", "SILENCE +bob", "SILENCE +*!bob@*"])
def test_a_session_with_somebody_who_is_blocked_then_ends(how: str) -> None:
    world = World()
    world.client("bob", "parlour.chat/session")
    world.play(f"""
        ann> SESSION OPEN bob
        ann~
        bob~
        ann> {how}
        bob< :ann!ann@127.0.0.1 SESSION CLOSED bob … closed
        bob.
    """)
    assert not world.node.network.sessions


def test_the_session_with_another_goes_on() -> None:
    world = World()
    world.play("""
        bob> PING x
        cleo> PING x
        ann> SESSION OPEN bob
        ann> SILENCE +cleo
    """)
    assert world.node.network.sessions


@pytest.mark.parametrize("change", ["+", "-", "+,-", ","])
def test_nobody_is_no_mask(change: str) -> None:
    world = World()
    ann = world.client("ann")
    ann.send(f"SILENCE {change}")
    for line in ann.lines:
        assert line.startswith((":parlour.local FAIL SILENCE INVALID_PARAMS * :", ":parlour.local 272"))


def test_who_is_blocked_sees_no_more_of_it_in_what_they_may_ask() -> None:
    # docs/session-extension.md#security-considerations
    world = World()
    world.client("bob", "parlour.chat/session")
    world.play("""
        cleo> PING x
        ann> PING x
        bob> MONITOR + ann
    """)
    bob = world.clients["bob"]

    def shown() -> list[str]:
        bob.read = len(bob.wire.sent)
        bob.send("WHOIS ann", "WHO ann", "MONITOR S", "SESSION LIST", "ISON ann", "USERHOST ann", "NAMES", "LUSERS")
        return bob.lines

    before = shown()
    world.play("""
        ann> SESSION BLOCK bob
        ann> SILENCE +b*!*@*
        bob.
    """)
    assert shown() == before
    world.play("ann> SESSION OPEN cleo")
    bob.send("SESSION OPEN ann")
    assert bob.lines[-1] == ":parlour.local FAIL SESSION TAKES_NO_SESSIONS ann :ann takes no sessions"
