"""Who is kept out of a channel, and who is let in all the same: the modes b, e and I."""

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#ban-channel-mode
    "who is banned cannot come in, and says nothing inside without a voice": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b bob!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic +b bob!*@*
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        bob.
        ann> MODE #attic -b BOB!*@*
        ann< :ann!ann@127.0.0.1 MODE #attic -b bob!*@*
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        ann~
        ann> MODE #attic +b bob
        ann< :ann!ann@127.0.0.1 MODE #attic +b bob!*@*
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
        bob> @+typing=active TAGMSG #attic
        bob< :parlour.local 421 bob TAGMSG :Unknown command
        ann.
        ann> MODE #attic +v bob
        bob~
        bob> PRIVMSG #attic :hi
        bob.
        ann<< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann> MODE #attic -v bob
        bob~
        bob> NICK rob
        bob< :bob!bob@127.0.0.1 NICK :rob
        bob> PRIVMSG #attic :not banned under this name
        bob.
        bob> NICK bob
        bob~
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
    """,
    # https://modern.ircdocs.horse/#rplbanlist-367
    "the list of bans is for all who see the channel": """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        ann> MODE #attic +bb *!*@192.0.2.0/24 eve
        ann< :ann!ann@127.0.0.1 MODE #attic +bb *!*@192.0.2.0/24 eve!*@*
        bob~
        bob> MODE #attic b
        bob< :parlour.local 367 bob #attic *!*@192.0.2.0/24 ann!ann@127.0.0.1 1700000000
        bob< :parlour.local 367 bob #attic eve!*@* ann!ann@127.0.0.1 1700000000
        bob< :parlour.local 368 bob #attic :End of channel ban list
        bob> MODE #attic +b
        bob<< :parlour.local 368 bob #attic :End of channel ban list
        cleo> MODE #attic b
        cleo<< :parlour.local 368 cleo #attic :End of channel ban list
        ann> MODE #attic +s
        ann~
        cleo> MODE #attic b
        cleo< :parlour.local 403 cleo #attic :No such channel
        cleo.
    """,
    # https://modern.ircdocs.horse/#ban-exemption-channel-mode
    "who is excepted is not kept out by a ban": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +be *!*@* bob!*@*
        ann~
        cleo> JOIN #attic
        cleo< :parlour.local 474 cleo #attic :Cannot join channel (+b)
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        ann~
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob> MODE #attic e
        bob< :parlour.local 482 bob #attic :You're not channel operator
        ann> MODE #attic e
        ann< :parlour.local 348 ann #attic bob!*@* ann!ann@127.0.0.1 1700000000
        ann< :parlour.local 349 ann #attic :End of channel exception list
        ann.
    """,
    # https://modern.ircdocs.horse/#invite-exemption-channel-mode
    "who is on the list of the invited needs no invitation": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +iI bob!*@*
        ann~
        cleo> JOIN #attic
        cleo< :parlour.local 473 cleo #attic :Cannot join channel (+i)
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        ann~
        ann> MODE #attic I
        ann< :parlour.local 346 ann #attic bob!*@* ann!ann@127.0.0.1 1700000000
        ann< :parlour.local 347 ann #attic :End of channel invite exception list
        bob> MODE #attic I
        bob< :parlour.local 482 bob #attic :You're not channel operator
        bob.
    """,
    "a mute lets in and keeps quiet": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b ~m:bob
        ann< :ann!ann@127.0.0.1 MODE #attic +b ~m:bob!*@*
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        bob> PRIVMSG #attic :hi
        bob< :parlour.local 404 bob #attic :Cannot send to channel (+b)
        bob.
    """,
    "a ban by real name or by another channel": """
        ann> JOIN #attic
        ann> MODE #attic +bb ~r:b?b ~c:#cellar
        ann~
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        cleo> JOIN #attic
        cleo~
        ann~
        cleo> PRIVMSG #attic :one
        ann< :cleo!cleo@127.0.0.1 PRIVMSG #attic :one
        cleo> JOIN #cellar
        cleo~
        cleo> PRIVMSG #attic :two
        cleo< :parlour.local 404 cleo #attic :Cannot send to channel (+b)
        cleo> PART #cellar
        cleo~
        cleo> PRIVMSG #attic :three
        ann< :cleo!cleo@127.0.0.1 PRIVMSG #attic :three
    """,
    # https://modern.ircdocs.horse/#errinvalidmodeparam-696
    "what is no mask is refused": """
        ann> JOIN #attic
        ann~
        ann> MODE #attic +b ~z:what
        ann< :parlour.local 696 ann #attic b ~z:what :This mode needs a valid parameter
        ann> MODE #attic +b :two words
        ann< :parlour.local 696 ann #attic b two :This mode needs a valid parameter
        ann> MODE #attic -b nobody!*@*
        ann.
        ann> MODE #attic +b :
        ann< :parlour.local 696 ann #attic b * :This mode needs a valid parameter
        ann.
    """,
    "only operators set bans": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        bob> MODE #attic +b ann
        bob< :parlour.local 482 bob #attic :You're not channel operator
        cleo> MODE #attic +b ann
        cleo< :parlour.local 442 cleo #attic :You're not on that channel
        cleo.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_a_ban_of_a_network_keeps_out_who_comes_from_there() -> None:
    world = World()
    world.client("bob", address="192.0.2.7")
    world.client("eve", address="2001:db8::7")
    world.play("""
        ann> JOIN #attic
        ann> MODE #attic +bb *!*@192.0.2.0/24 *!*@2001:db8::/32
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
        eve> JOIN #attic
        eve< :parlour.local 474 eve #attic :Cannot join channel (+b)
        cleo> JOIN #attic
        cleo< :cleo!cleo@127.0.0.1 JOIN #attic
    """)


def test_the_lists_of_a_channel_have_an_end() -> None:
    # https://www.rfc-editor.org/rfc/rfc2812#section-5.2 (478)
    World(limits=Limits(list_entries=2)).play("""
        ann> JOIN #attic
        ann~
        ann> MODE #attic +beI one two three
        ann< :ann!ann@127.0.0.1 MODE #attic +be one!*@* two!*@*
        ann< :parlour.local 478 ann #attic I :The lists of this channel are full
        ann> MODE #attic -b+b one four
        ann< :ann!ann@127.0.0.1 MODE #attic -b one!*@*
        ann< :parlour.local 478 ann #attic b :The lists of this channel are full
        ann> MODE #attic +b four
        ann< :ann!ann@127.0.0.1 MODE #attic +b four!*@*
        ann> MODE #attic +b FOUR!*@*
        ann.
    """)


def test_a_ban_that_could_not_be_kept_is_lifted_again() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nbob~\nann~")
    world.disk.broken = True
    world.play("""
        ann> MODE #attic +b bob
        ann< :parlour.local FAIL MODE NOT_DELIVERED #attic :Not delivered, it could not be kept: +b bob!*@*
        ann< :parlour.local MODE #attic -b bob!*@*
        bob< :parlour.local MODE #attic -b bob!*@*
    """)
    world.disk.broken = False
    world.pass_time(2)
    world.play("""
        bob> PRIVMSG #attic :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        ann> MODE #attic b
        ann< :parlour.local 368 ann #attic :End of channel ban list
    """)


def test_a_mask_of_ten_thousand_stars_is_refused_or_short() -> None:
    world = World()
    ann = world.client("ann")
    ann.send("JOIN #attic")
    _ = ann.lines
    ann.send(f"MODE #attic +b {'*' * 480}")
    assert ann.lines == [":ann!ann@127.0.0.1 MODE #attic +b *!*@*"]
    ann.send(f"MODE #attic +b {'*a' * 230}")
    (line,) = ann.lines
    assert " 696 ann #attic b *a*a" in line
    assert len(line) <= 510


def test_a_ban_cannot_be_used_to_find_out_what_a_cloak_hides() -> None:
    world = World(cloak=b"k" * 32)
    bob = world.client("bob", address="192.0.2.7")
    assert bob.connection is not None
    assert bob.connection.user is not None
    host = bob.connection.user.host
    network = host.partition(".")[2]
    world.play(f"""
        ann> JOIN #attic
        ann> MODE #attic +bb *!*@192.0.2.0/24 *!*@192.0.2.7
        bob> JOIN #attic
        bob< :bob!bob@{host} JOIN #attic
        ann> MODE #attic +b *!*@*.{network}
        ann> KICK #attic bob
        bob~
        bob> JOIN #attic
        bob< :parlour.local 474 bob #attic :Cannot join channel (+b)
    """)


def test_a_ban_cannot_be_used_to_find_out_who_is_in_a_secret_channel() -> None:
    World().play("""
        bob> JOIN #hidden
        bob> MODE #hidden +s
        bob~
        ann> JOIN #attic
        ann> MODE #attic +b ~c:#hidden
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
    """)
