"""Operators of the network: OPER, KILL, WALLOPS, REHASH, RESTART, DIE, CONNECT, SQUIT.

Source: https://modern.ircdocs.horse/#operator-messages
"""

import pytest

from parlour.core.powers import Login
from tests.support.operators import HASH, PASSWORD, logins
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

FAR = Login("far", HASH, "admin", frozenset(), places=("192.0.2.0/24",))

CLAUSES: list[Kept] = [
    Clause("#oper-message", "the right name and password make an operator, who is told, and the mode", f"""
        ann> OPER root {PASSWORD}
        ann< :ann MODE ann :+o
        ann< :parlour.local 381 ann :You are now an IRC operator
        ann.
        ann> MODE ann
        ann< :parlour.local 221 ann +o
    """, logins=logins()),
    Clause("#oper-message", "a wrong password and a name that there is not make none", f"""
        ann> OPER root wrong
        ann< :parlour.local 464 ann :Password incorrect
        ann> OPER nobody {PASSWORD}
        ann< :parlour.local 464 ann :Password incorrect
        ann> MODE ann
        ann< :parlour.local 221 ann +
        ann.
    """, logins=logins()),
    Clause("#oper-message", "both parameters are needed", """
        ann> OPER
        ann< :parlour.local 461 ann OPER :Not enough parameters
        ann> OPER root
        ann< :parlour.local 461 ann OPER :Not enough parameters
        ann.
    """, logins=logins()),
    Clause("#oper-message", "who comes from elsewhere than a login is for is told so", f"""
        ann> OPER far {PASSWORD}
        ann< :parlour.local 491 ann :No O-lines for your host
        ann.
    """, logins=logins(FAR)),
    Clause("#kill-message", "only operators kill, not even themselves", """
        bob~
        ann> KILL bob :some reason
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann> KILL ann :some reason
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        bob> PING x
        bob< :parlour.local PONG parlour.local :x
        bob.
    """, logins=logins()),
    Clause("#kill-message", "who is killed is told KILL, QUIT and ERROR, and those who share a channel QUIT", f"""
        bob> JOIN #attic
        cleo> JOIN #attic
        dan~
        bob~
        cleo~
        ann> OPER root {PASSWORD}
        ann~
        ann> KILL bob :some reason
        bob< :ann!ann@127.0.0.1 KILL bob :some reason
        bob< :bob!bob@127.0.0.1 QUIT :Killed (ann (some reason))
        bob< ERROR :Closing Link: 127.0.0.1 (Killed (ann (some reason)))
        bob.
        cleo< :bob!bob@127.0.0.1 QUIT :Killed (ann (some reason))
        cleo.
        dan.
        ann> WHOIS bob
        ann< :parlour.local 401 ann bob :No such nick/channel
    """, logins=logins()),
    Clause("#kill-message", "a victim and a comment are needed", f"""
        ann> OPER root {PASSWORD}
        ann~
        ann> KILL
        ann< :parlour.local 461 ann KILL :Not enough parameters
        ann> KILL bob
        ann< :parlour.local 461 ann KILL :Not enough parameters
        ann> KILL nobody :some reason
        ann< :parlour.local 401 ann nobody :No such nick/channel
        ann.
    """, logins=logins()),
    Clause("#errcantkillserver-483", "a server is not killed", f"""
        ann> KILL parlour.local :some reason
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann> OPER root {PASSWORD}
        ann~
        ann> KILL Parlour.Local :some reason
        ann< :parlour.local 483 ann :You cannot kill a server
        ann.
    """, logins=logins()),
    Clause("#errnoprivs-723", "an operator of a class that may not is told what is missing", f"""
        ann> OPER helper {PASSWORD}
        ann~
        ann> WALLOPS :hi
        ann< :parlour.local 723 ann wallops :Insufficient oper privileges.
        ann> REHASH
        ann< :parlour.local 723 ann reload :Insufficient oper privileges.
        ann> RESTART
        ann< :parlour.local 723 ann stop :Insufficient oper privileges.
        ann.
    """, logins=logins()),
    Clause("#wallops-message", "an operator tells all who have set w, and nobody else", f"""
        bob> MODE bob -w
        cleo> MODE cleo +w
        bob~
        cleo~
        ann> OPER root {PASSWORD}
        ann~
        ann> WALLOPS :hi everyone
        ann< :ann!ann@127.0.0.1 WALLOPS :hi everyone
        cleo< :ann!ann@127.0.0.1 WALLOPS :hi everyone
        bob.
        ann> WALLOPS
        ann< :parlour.local 461 ann WALLOPS :Not enough parameters
        ann> WALLOPS :
        ann< :parlour.local 461 ann WALLOPS :Not enough parameters
        ann.
    """, logins=logins()),
    Clause("#wallops-message", "nobody else may", """
        ann> WALLOPS :hi everyone
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann.
    """),
    Clause("#rehash-message", "an operator has the configuration read again, and is told which", f"""
        bob> REHASH
        bob< :parlour.local 481 bob :Permission Denied- You're not an IRC operator
        ann> OPER root {PASSWORD}
        ann~
        ann> REHASH
        ann< :parlour.local 382 ann parlour.toml :Rehashing
    """, logins=logins()),
    Clause("#restart-message", "nobody else restarts or stops the server", """
        ann> RESTART
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann> DIE
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann.
    """),
    Clause("#restart-message", "what is for another server does not stop this one", f"""
        ann> OPER root {PASSWORD}
        ann~
        ann> RESTART other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann> DIE other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """, logins=logins()),
    Clause("#connect-message", "there is no other server to link to", f"""
        ann> CONNECT other.example
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann> CONNECT
        ann< :parlour.local 461 ann CONNECT :Not enough parameters
        ann> OPER root {PASSWORD}
        ann~
        ann> CONNECT other.example 6667
        ann< :parlour.local 402 ann other.example :No such server
    """, logins=logins()),
    Clause("#squit-message", "there is no other server to leave", f"""
        ann> SQUIT other.example :bye
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann> SQUIT other.example
        ann< :parlour.local 461 ann SQUIT :Not enough parameters
        ann> OPER root {PASSWORD}
        ann~
        ann> SQUIT other.example :bye
        ann< :parlour.local 402 ann other.example :No such server
    """, logins=logins()),
    Clause(f"{RFC2812}3.1.5", "operators are counted and shown while they are some", f"""
        ann> OPER root {PASSWORD}
        bob> WHOIS ann
        bob<< :parlour.local 313 bob ann :is an IRC operator (admin)
        bob~
        ann> MODE ann -o
        bob> WHOIS ann
        bob< :parlour.local 311 …
        bob< :parlour.local 312 …
        bob< :parlour.local 317 …
        bob< :parlour.local 318 …
        bob.
    """, logins=logins()),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_the_connection_of_who_is_killed_is_closed() -> None:
    # https://modern.ircdocs.horse/#kill-message
    world = World(logins=logins())
    bob = world.client("bob")
    world.play(f"ann> OPER root {PASSWORD}\nann> KILL bob :x")
    assert bob.wire.closed
    assert bob.connection is None


@pytest.mark.parametrize(("command", "restart"), [("DIE", False), ("RESTART", True)])
def test_an_operator_stops_and_restarts_the_server(command: str, restart: bool) -> None:
    # https://modern.ircdocs.horse/#restart-message
    world = World(logins=logins())
    world.play(f"ann> OPER root {PASSWORD}\nann> {command}")
    ((reason, again),) = world.process.stops
    assert again is restart
    assert "ann" in reason
