"""Coming and saying who one is, as conversations."""

import pytest

from tests.support.play import World

NEW = {
    "NICK and USER complete the registration": """
        ann> NICK ann
        ann.
        ann> USER ann 0 * :Ann Example
        ann< :parlour.local 001 ann :Welcome to the Parlour network, ann!ann@127.0.0.1
    """,
    "USER may come before NICK": """
        ann> USER ann 0 * :Ann Example
        ann.
        ann> NICK ann
        ann< :parlour.local 001 ann :Welcome to the Parlour network, ann!ann@127.0.0.1
    """,
    "the real name needs no colon, and parameters past the fourth are passed over": """
        ann> NICK ann
        ann> USER ann 0 * Ann Example
        ann< :parlour.local 001 ann …
        ann~
        ann> WHO ann
        ann< :parlour.local 352 ann * ann 127.0.0.1 parlour.local ann H :0 Ann
    """,
    "a user name is made of what may stand in one, and cut": """
        ann> NICK ann
        ann> USER ~a!n@nnnnnnnnnnnnnnnnnnnnnn 0 * :Ann
        ann< :parlour.local 001 ann :Welcome to the Parlour network, ann!annnnnnnnnnnnnnn@127.0.0.1
    """,
    "the welcome comes in its order": """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann :Welcome to the Parlour network, ann!ann@127.0.0.1
        ann< :parlour.local 002 ann :Your host is parlour.local, running parlour-…
        ann< :parlour.local 003 ann :This server was started …
        ann< :parlour.local 004 ann parlour.local parlour-… Biow CIMRTabefhiklmnopqstv Iabefhkloqv
        ann< :parlour.local 005 ann … :are supported by this server
        ann< :parlour.local 005 ann … :are supported by this server
        ann< :parlour.local 005 ann … :are supported by this server
        ann< :parlour.local 251 ann :There are 1 users and 0 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann< :parlour.local 253 ann 0 :unknown connection(s)
        ann< :parlour.local 254 ann 0 :channels formed
        ann< :parlour.local 255 ann :I have 1 clients and 0 servers
        ann< :parlour.local 265 ann 1 1 :Current local users 1, max 1
        ann< :parlour.local 266 ann 1 1 :Current global users 1, max 1
        ann< :parlour.local 422 ann :MOTD File is missing
        ann.
    """,
    "before registration only what it takes is done": """
        ann> JOIN #attic
        ann< :parlour.local 451 * :You have not registered
        ann> PRIVMSG bob :hi
        ann< :parlour.local 451 * :You have not registered
        ann> NONSENSE
        ann< :parlour.local 451 * :You have not registered
        ann> NICK ann
        ann> LUSERS
        ann< :parlour.local 451 ann :You have not registered
        ann.
    """,
    "a nick that is none is refused": """
        ann> NICK 1ann
        ann< :parlour.local 432 * 1ann :Erroneous nickname
        ann> NICK :a b
        ann< :parlour.local 432 * a :Erroneous nickname
        ann> NICK #attic
        ann< :parlour.local 432 * #attic :Erroneous nickname
        ann> NICK parlour.local
        ann< :parlour.local 432 * parlour.local :Erroneous nickname
        ann.
    """,
    "a nick must be given": """
        ann> NICK
        ann< :parlour.local 431 * :No nickname given
        ann> NICK :
        ann< :parlour.local 431 * :No nickname given
        ann.
    """,
    "a nick in use is refused, whatever its letters' case, and another one goes": """
        ann> USER ann 0 * :Ann
        bob> PING x
        ann> NICK BoB
        ann< :parlour.local 433 * BoB :Nickname is already in use
        ann.
        ann> NICK ann
        ann< :parlour.local 001 ann …
    """,
    "a nick taken while capabilities are agreed on is refused at the end, and another one completes it": """
        ann> CAP LS
        ann> NICK bob
        ann> USER ann 0 * :Ann
        ann~
        bob> PING x
        ann> CAP END
        ann< :parlour.local 433 * bob :Nickname is already in use
        ann.
        ann> NICK ann
        ann< :parlour.local 001 ann …
    """,
    # https://modern.ircdocs.horse/#user-message
    "USER needs four parameters, and a real name that is none is no parameter": """
        ann> USER ann 0 *
        ann< :parlour.local 461 * USER :Not enough parameters
        ann> USER
        ann< :parlour.local 461 * USER :Not enough parameters
        ann> NICK ann
        ann> USER ann 0 * :
        ann< :parlour.local 461 ann USER :Not enough parameters
        ann> USER ann 0 * Ann
        ann< :parlour.local 001 ann …
        ann~
        ann.
    """,
    "registered is registered": """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann~
        ann> USER ann 0 * :Ann
        ann< :parlour.local 462 ann :You may not reregister
        ann> PASS secret
        ann< :parlour.local 462 ann :You may not reregister
        ann> USER ann
        ann< :parlour.local 461 ann USER :Not enough parameters
        ann.
    """,
    "a password is taken and not looked at": """
        ann> PASS
        ann< :parlour.local 461 * PASS :Not enough parameters
        ann> PASS secret
        ann.
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
    """,
    "PING is answered at any time, with its token": """
        ann> PING abc
        ann< :parlour.local PONG parlour.local :abc
        ann> PING :a b :c
        ann< :parlour.local PONG parlour.local :a b :c
        ann> PING :
        ann< :parlour.local 409 * :No origin specified
        ann> PING
        ann< :parlour.local 461 * PING :Not enough parameters
        ann> PONG
        ann> PONG :whatever
        ann.
    """,
    "whoever goes before having come is told goodbye": """
        ann> QUIT
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: )
        ann.
    """,
}


@pytest.mark.parametrize("script", NEW.values(), ids=NEW.keys())
def test_a_new_connection(script: str) -> None:
    world = World()
    world.connect("ann")
    world.play(script)


HOSTS = {
    "an address of IPv4 as it is": ("192.0.2.7", "192.0.2.7"),
    "an address of IPv6 as it is": ("2001:db8::7", "2001:db8::7"),
    "an address that begins with a colon with a zero before it": ("::1", "0::1"),
    "who comes over a Unix socket as from this machine": ("unix", "localhost"),
}


@pytest.mark.parametrize(("address", "host"), HOSTS.values(), ids=HOSTS.keys())
def test_a_host_is_shown(address: str, host: str) -> None:
    world = World()
    ann = world.connect("ann", address)
    ann.send("NICK ann", "USER ann 0 * :Ann")
    assert ann.lines[0] == f":parlour.local 001 ann :Welcome to the Parlour network, ann!ann@{host}"
    ann.send("JOIN #attic", "WHO ann")
    assert ann.lines[0] == f":ann!ann@{host} JOIN #attic"
    world.play(f"bob> WHO ann\nbob< :parlour.local 352 bob #attic ann {host} parlour.local ann H@ :0 Ann")


def test_of_a_token_that_the_answer_has_no_room_for_as_much_comes_back_as_fits() -> None:
    # A client that waits for its token waits for an answer first of all.
    world = World()
    ann = world.client("ann")
    longest = "x" * (510 - len(":parlour.local PONG parlour.local :"))
    ann.send(f"PING {longest}", f"PING {longest}x", f"PING :{longest[1:]}ä")
    assert ann.lines == [
        f":parlour.local PONG parlour.local :{longest}",
        f":parlour.local PONG parlour.local :{longest}",
        f":parlour.local PONG parlour.local :{longest[1:]}",
    ]
