"""What those who type are shown of what is done by those who have IRC clients, and by operators of the network."""

import pytest

from tests.support.operators import make_operator
from tests.support.typed import TypedWorld


def test_what_happens_in_a_room_is_told_in_sentences() -> None:
    TypedWorld().play("""
        bob> JOIN #attic
        cem> JOIN #attic
        $ann> /join attic
        $ann~
        bob> TOPIC #attic :\x02Tea\x02
        $ann< [#attic] * bob set the topic: Tea
        bob> TOPIC #attic :
        $ann< [#attic] * bob removed the topic
        bob> MODE #attic +o ann
        $ann< [#attic] * bob gave +o (operator) to ann
        bob> MODE #attic +vm-o ann ann
        $ann< [#attic] * bob gave +v (voice) to ann; set +m (moderated: …); took +o (operator) from ann
        bob> MODE #attic -v+b ann *!*@192.0.2.7
        $ann< [#attic] * bob took +v (voice) from ann; set +b *!*@192.0.2.7 (who is banned: …)
        bob> MODE #attic -m+k sesame
        $ann< [#attic] * bob removed +m (…); set +k sesame (the key without which nobody enters)
        bob> NOTICE #attic :\x0304mind\x03 the step
        $ann< [#attic] -bob- mind the step
        cem> NICK kemal
        $ann< * cem is called kemal now
        bob> KICK #attic kemal :\x1fenough\x0f \x1b[2J
        $ann< [#attic] * kemal was put out by bob (enough ^[[2J)
        bob> PART #attic :\x0f\u202eso long
        $ann< [#attic] * bob left (so long)
        bob> QUIT
        $ann.
    """)  # fmt: skip


def test_what_programs_ask_one_another_is_told_as_that() -> None:
    TypedWorld().play("""
        $ann> /who
        bob> JOIN #lobby
        $ann~
        bob> PRIVMSG ann :\x01VERSION\x01
        $ann< * bob asks you for VERSION (CTCP)
        bob> PRIVMSG #lobby :\x01PING 1 2\x01
        $ann< * bob asks for PING 1 2 (CTCP)
        bob> NOTICE ann :\x01VERSION irssi\x01
        $ann< -bob to you- VERSION irssi (CTCP)
        bob> PRIVMSG ann :\x01ACTION \x02waves\x02\x01
        $ann< * bob (to you) waves
    """)


UNSEEN = {
    "colours": "\x0304,12a\x03b\x0399c",
    "colours in hexadecimal": "\x04ff0000,00ff00a\x04b\x04123456c",
    "bold, italics, underlined, struck through, monospace, reverse, plain": "\x02a\x1d\x1f\x1eb\x11\x16c\x0f",
    "what turns the direction": "\u202ea\u2066b\u2069\u202cc",
}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())
def test_formatting_is_shown_nowhere(text: str) -> None:
    world = TypedWorld()
    bob, ann = world.client("bob"), world.client("$ann")
    bob.send("JOIN #attic", f"TOPIC #attic :{text}", f"PRIVMSG #attic :{text}", f"AWAY :{text}")
    ann.send("/join attic", "/rooms", "/msg bob hello")
    bob.send(f"PRIVMSG ann :{text}", f"NOTICE #attic :{text}", f"PART #attic :{text}", f"QUIT :{text}")
    assert [line for line in ann.lines if "abc" in line] == [
        "It is about: abc",
        "22:13 <bob> abc",
        "#attic       2  in it  abc",
        "bob is away: abc",
        "[bob to you] abc",
        "[#attic] -bob- abc",
        "[#attic] * bob left (abc)",
    ]
    shown = ann.wire.sent.decode()
    assert not [sign for sign in text if sign not in "0123456789abcdf, " and sign in shown]


def test_what_a_terminal_would_obey_is_seen_instead() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        bob> JOIN #lobby
        $ann~
    """)
    world.clients["bob"].send("PRIVMSG #lobby :\x1b]0;mine\x07 \x9b2J \x85 \x7f \x08 a\tb\u2028c")
    assert world.clients["$ann"].lines == ["<bob> ^[]0;mine^G ^[[2J ^[E ^? ^H a b c"]


def test_whoever_an_operator_of_the_network_kills_or_bans_is_told_why() -> None:
    world = TypedWorld()
    world.play("$ann> CONNECT nobody")
    world.connect("$bob", "192.0.2.7").register()
    world.play("$bob> CONNECT ann")
    make_operator(world, "root", "ban", "kill")
    world.play("""
        $ann~
        $bob~
        root> UBAN ADD 192.0.2.0/24 1d too many leaflets
        $bob< *** You are banned from this server: too many leaflets (until … UTC). Good bye.
        $ann< *** bob has left, and the session is over.
        $ann< * bob left (Banned: too many leaflets)
        root> KILL ann :\x02go away
        $ann< *** Killed (root (go away)). Good bye.
    """)
    assert world.clients["$ann"].wire.closed
    assert world.clients["$bob"].wire.closed


def test_what_operators_tell_all_is_told_to_nobody_who_does_not_want_it() -> None:
    world = TypedWorld()
    world.play("$ann> /who")
    make_operator(world, "root", "wallops")
    world.play("""
        $ann~
        root> WALLOPS :hello all
        $ann.
    """)


def test_when_the_server_stops_whoever_is_in_a_session_is_told_so() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $bob> CONNECT ann
        $ann~
    """)
    world.node.say_goodbye("The server is restarting", lambda: None)
    world.run()
    ann = world.clients["$ann"]
    assert ann.lines[-1] == "*** The server is restarting. Good bye."
    assert ann.wire.closed
