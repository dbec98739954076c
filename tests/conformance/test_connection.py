"""NICK, PING, PONG, QUIT and ERROR. Source: https://modern.ircdocs.horse/#connection-messages"""

from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

CLAUSES: list[Kept] = [
    # NICK
    Clause("#nick-message", "a nick in use is refused, and the change ignored", """
        bob~
        ann> NICK BOB
        ann< :parlour.local 433 ann BOB :Nickname is already in use
        ann.
        bob> PRIVMSG ann :still you?
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :still you?
        bob.
    """),
    Clause("#nick-message", "of two who come under the same nick only one gets it", """
        ann> NICK same
        bob> NICK same
        bob.
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 same …
        bob> USER bob 0 * :Bob
        bob< :parlour.local 433 * same :Nickname is already in use
        bob.
        bob> NICK other
        bob< :parlour.local 001 other …
    """, new=("ann", "bob")),
    Clause("#nick-message", "a nick with characters that it may not have is refused", """
        ann> NICK #attic
        ann< :parlour.local 432 ann #attic :Erroneous nickname
        ann> NICK *
        ann< :parlour.local 432 ann * :Erroneous nickname
        ann> NICK a!b
        ann< :parlour.local 432 ann a!b :Erroneous nickname
        ann> NICK a@b
        ann< :parlour.local 432 ann a@b :Erroneous nickname
        ann> NICK a.b
        ann< :parlour.local 432 ann a.b :Erroneous nickname
        ann> NICK @ann
        ann< :parlour.local 432 ann @ann :Erroneous nickname
        ann> NICK $ann
        ann< :parlour.local 432 ann $ann :Erroneous nickname
        ann> NICK :two words
        ann< :parlour.local 432 ann two :Erroneous nickname
        ann> NICK ::ann
        ann< :parlour.local 432 ann ann :Erroneous nickname
        ann.
    """),
    Clause("#nick-message", "letters, digits, brackets, backslashes and pipes are allowed in a nick", r"""
        ann> NICK Az09[]{}\|
        ann< :ann!ann@127.0.0.1 NICK :Az09[]{}\|
        ann> NICK _^`-x
        ann< :Az09[]{}\|!ann@127.0.0.1 NICK :_^`-x
    """),
    Clause("#nick-message", "a nick has to be given", """
        ann> NICK
        ann< :parlour.local 431 ann :No nickname given
        ann> NICK :
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """),
    Clause("#nick-message", "a change of nick is told to the user and to others under the old one", """
        ann> JOIN #attic
        bob> JOIN #attic
        cleo~
        ann~
        bob~
        ann> NICK anna
        ann< :ann!ann@127.0.0.1 NICK :anna
        ann.
        bob< :ann!ann@127.0.0.1 NICK :anna
        bob.
        cleo.
    """),
    Clause("#nick-message", "a change of case alone is one, and none is none", """
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> NICK Ann
        ann< :ann!ann@127.0.0.1 NICK :Ann
        bob< :ann!ann@127.0.0.1 NICK :Ann
        ann> NICK Ann
        ann.
        bob.
    """),
    Clause("#nick-message", "a nick is free once its user has another or is gone", """
        ann> NICK anna
        bob> NICK ann
        bob< :bob!bob@127.0.0.1 NICK :ann
        bob> QUIT
        cleo> NICK ANN
        cleo< :cleo!cleo@127.0.0.1 NICK :ANN
    """),
    Clause("#nick-message", "a nick that was never registered is not kept", """
        ann> NICK same
        ann> QUIT
        bob> NICK same
        bob> USER bob 0 * :Bob
        bob< :parlour.local 001 same …
    """, new=("ann", "bob")),
    # PING and PONG
    Clause("#ping-message", "PING is answered with the server's name and the same token", """
        ann> PING abcdef
        ann< :parlour.local PONG parlour.local :abcdef
        ann> PING :two words
        ann< :parlour.local PONG parlour.local :two words
        ann> PING ::-)
        ann< :parlour.local PONG parlour.local ::-)
        ann> PING abc parlour.local
        ann< :parlour.local PONG parlour.local :abc
    """),
    Clause("#ping-message", "PING without a token is told", """
        ann> PING
        ann< :parlour.local 461 ann PING :Not enough parameters
        ann> PING :
        ann< :parlour.local 409 ann :No origin specified
        ann.
    """),
    Clause("#ping-message", "PING is answered during registration, too", """
        ann> PING abc
        ann< :parlour.local PONG parlour.local :abc
        ann.
    """, new=("ann",)),
    Clause("#pong-message", "PONG is not answered", """
        ann> PONG abc
        ann> PONG parlour.local :abc
        ann> PONG
        ann.
    """),
    # QUIT and ERROR
    Clause("#quit-message", "QUIT is acknowledged with ERROR", """
        ann> QUIT :Gone to have lunch
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: Gone to have lunch)
        ann.
    """),
    Clause("#quit-message", "QUIT is told to those who share a channel, once, with Quit: before the reason", """
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        cleo~
        bob~
        ann> QUIT :Bye for now!
        bob< :ann!ann@127.0.0.1 QUIT :Quit: Bye for now!
        bob.
        cleo.
    """),
    Clause(f"{RFC2812}3.1.7", "QUIT may come before registration", """
        ann> QUIT
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: )
        ann.
    """, new=("ann",)),
    Clause("#error-message", "regular errors are told with numerics, and close nothing", """
        ann> NICK #
        ann< :parlour.local 432 ann # :Erroneous nickname
        ann> NOSUCH
        ann< :parlour.local 421 ann NOSUCH :Unknown command
        ann> PING x
        ann< :parlour.local PONG parlour.local :x
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_without_a_reason_the_others_are_told_that_it_was_a_quit_and_no_more() -> None:
    # https://modern.ircdocs.horse/#quit-message
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\ncleo> JOIN #attic\nbob~")
    world.clients["ann"].send("QUIT")
    world.clients["cleo"].send("QUIT :")
    assert world.clients["bob"].lines[-2:] == [":ann!ann@127.0.0.1 QUIT :Quit: ", ":cleo!cleo@127.0.0.1 QUIT :Quit: "]


def test_the_connection_is_closed_after_quit() -> None:
    # https://modern.ircdocs.horse/#quit-message
    world = World()
    for client in (world.client("ann"), world.connect("new")):
        client.send("QUIT")
        assert client.wire.closed
        assert client.connection is None


def test_a_connection_that_breaks_is_told_to_the_others_with_what_happened() -> None:
    # https://modern.ircdocs.horse/#quit-message
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nbob~")
    world.clients["ann"].drop("Connection reset by peer")
    world.play("bob< :ann!ann@127.0.0.1 QUIT :Connection reset by peer\nbob.")


def test_who_does_not_answer_a_ping_is_closed_and_the_others_are_told() -> None:
    # https://modern.ircdocs.horse/#ping-message, https://modern.ircdocs.horse/#quit-message
    world = World(ping_after_s=10, ping_wait_s=5)
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    bob = world.clients["bob"]
    for _ in range(4):
        world.pass_time(4)
        bob.send("PONG x")
    lines = world.clients["ann"].lines
    assert lines == [":parlour.local PING parlour.local", "ERROR :Closing Link: 127.0.0.1 (Ping timeout: 15 seconds)"]
    world.play("bob< :ann!ann@127.0.0.1 QUIT :Ping timeout: 15 seconds\nbob.")


def test_an_error_is_sent_only_to_who_is_closed() -> None:
    # https://modern.ircdocs.horse/#error-message
    world = World()
    ann, bob = world.client("ann"), world.client("bob")
    for client in (ann, bob):
        client.send("JOIN #attic")
    bob.send("QUIT")
    assert not any(line.startswith("ERROR") for line in ann.lines)
    assert bob.lines[-1].startswith("ERROR :")
