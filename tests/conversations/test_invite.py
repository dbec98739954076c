"""Invitations, and where those are sent who may not enter: INVITE, the modes i and f."""

import pytest

from parlour.core.network import INVITES_IN_MEMORY
from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#invite-message
    "an invitation opens a channel that is for the invited, once": """
        ann> JOIN #attic
        ann> MODE #attic +i
        ann~
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
        ann> INVITE BOB #Attic
        ann< :parlour.local 341 ann bob #attic
        ann.
        bob< :ann!ann@127.0.0.1 INVITE bob #attic
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob> PART #attic
        bob~
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
    """,
    # https://modern.ircdocs.horse/#client-limit-channel-mode
    "an operator's invitation opens a channel whatever its modes keep out": """
        bob> PING x
        bob~
        ann> JOIN #attic
        ann> MODE #attic +bkliR bob key 1
        ann> INVITE bob #attic
        bob< :ann!ann@127.0.0.1 INVITE bob #attic
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        ann> KICK #attic bob
        bob~
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        bob.
    """,
    "the invitation of one who may set no modes opens nothing": """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> PING x
        cleo~
        ann> MODE #attic +b cleo
        bob~
        bob> INVITE cleo #attic
        bob< :parlour.local 341 bob cleo #attic
        cleo< :bob!bob@127.0.0.1 INVITE cleo #attic
        cleo> JOIN #attic
        cleo< :parlour.local 474 cleo #attic :Cannot join channel (+b)
        ann> INVITE cleo #attic
        bob> INVITE cleo #attic
        cleo~
        cleo> JOIN #attic
        cleo< :cleo!cleo@127.0.0.1 JOIN #attic
    """,
    "whoever may not invite is told why": """
        ann> JOIN #attic
        bob> JOIN #attic
        dan> PING x
        bob~
        dan~
        cleo> INVITE dan #attic
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo> INVITE dan #nowhere
        cleo< :parlour.local 403 cleo #nowhere :No such channel
        bob> INVITE ann #attic
        bob< :parlour.local 443 bob ann #attic :is already on channel
        bob> INVITE nobody #attic
        bob< :parlour.local 401 bob nobody :No such nick/channel
        bob> INVITE dan #attic
        bob< :parlour.local 341 bob dan #attic
        dan< :bob!bob@127.0.0.1 INVITE dan #attic
        ann> MODE #attic +i
        bob~
        bob> INVITE dan #attic
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob> INVITE dan
        bob< :parlour.local 461 bob INVITE :Not enough parameters
        dan.
    """,
    "one's own invitations are listed": """
        bob> PING x
        ann> JOIN #attic
        ann> JOIN #cellar
        ann> INVITE bob #attic
        ann> INVITE bob #cellar
        bob~
        bob> INVITE
        bob< :parlour.local 336 bob #attic
        bob< :parlour.local 336 bob #cellar
        bob< :parlour.local 337 bob :End of INVITE list
        ann> PART #cellar
        bob> JOIN #attic
        bob~
        bob> INVITE
        bob< :parlour.local 337 bob :End of INVITE list
        ann> JOIN #cellar
        ann> MODE #cellar +i
        bob> JOIN #cellar
        bob< :parlour.local 473 bob #cellar :Cannot join channel (+i)
    """,
    "who is kept out is sent on, where the channel says so": """
        ann> JOIN #attic
        ann> JOIN #porch
        ann~
        ann> MODE #attic +if #Porch
        ann< :ann!ann@127.0.0.1 MODE #attic +if #porch
        ann> MODE #attic
        ann< :parlour.local 324 ann #attic +fint #porch
        ann~
        bob> JOIN #attic
        bob< :parlour.local 470 bob #attic #porch :Forwarding to another channel
        bob< :bob!bob@127.0.0.1 JOIN #porch
        bob~
        bob> JOIN #attic
        bob< :parlour.local 473 bob #attic :Cannot join channel (+i)
        ann~
        ann> MODE #porch +b cleo
        cleo> JOIN #attic
        cleo< :parlour.local 473 cleo #attic :Cannot join channel (+i)
        cleo.
        ann~
        ann> MODE #attic -f
        ann< :ann!ann@127.0.0.1 MODE #attic -f
        dan> JOIN #attic
        dan< :parlour.local 473 dan #attic :Cannot join channel (+i)
    """,
    "a channel sends nobody to where its operator has no say": """
        ann> JOIN #attic
        bob> JOIN #porch
        ann~
        ann> MODE #attic +f #porch
        ann< :parlour.local 482 ann #porch :You're not channel operator
        ann> MODE #attic +f #nowhere
        ann< :parlour.local 696 ann #attic f #nowhere :This mode needs a valid parameter
        ann> MODE #attic +f #attic
        ann< :parlour.local 696 ann #attic f #attic :This mode needs a valid parameter
        ann> MODE #attic +f
        ann< :parlour.local 696 ann #attic f * :This mode needs a valid parameter
        ann.
    """,
    "a channel for accounts has no guests, and one where only they speak none who speak": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> MODE #attic +RM
        ann< :ann!ann@127.0.0.1 MODE #attic +RM
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+M)
        cleo> JOIN #attic
        cleo< :parlour.local 477 cleo #attic :This channel is for those who are logged in to an account
    """,
    "a channel without CTCP or notices": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann> MODE #attic +CT
        ann~
        bob~
        bob> PRIVMSG #attic :\x01VERSION\x01
        bob< :parlour.local 404 bob #attic :Cannot send CTCP to channel (+C)
        bob> PRIVMSG #attic :\x01ACTION waves\x01
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :\x01ACTION waves\x01
        ann> NOTICE #attic :listen
        ann.
        bob.
        ann> MODE #attic -CT
        bob~
        ann> NOTICE #attic :listen
        bob< :ann!ann@127.0.0.1 NOTICE #attic :listen
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_members_who_asked_for_it_are_told_of_invitations() -> None:
    # https://ircv3.net/specs/extensions/invite-notify
    world = World()
    world.client("bob", "invite-notify")
    world.client("ann", "invite-notify")
    world.client("eve", "invite-notify")
    world.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        cleo> JOIN #attic
        dan> PING x
        ann~
        bob~
        cleo~
        dan~
        ann> INVITE dan #attic
        ann< :parlour.local 341 ann dan #attic
        ann.
        dan< :ann!ann@127.0.0.1 INVITE dan #attic
        dan.
        bob< :ann!ann@127.0.0.1 INVITE dan #attic
        cleo.
        eve.
    """)


def test_only_the_newest_invitations_are_remembered() -> None:
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    for number in range(INVITES_IN_MEMORY + 2):
        ann.send(f"JOIN #{number}", f"INVITE bob #{number}", f"PART #{number}")
    _ = bob.lines
    connection = bob.connection
    assert connection is not None
    assert connection.user is not None
    assert len(connection.user.invites or ()) == INVITES_IN_MEMORY
