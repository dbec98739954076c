"""What one asks of users. Source: https://modern.ircdocs.horse/#user-based-queries"""

import pytest

from tests.support.operators import PASSWORD, logins
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"
WHOX = "https://ircv3.net/specs/extensions/whox"

SINCE = 1700000000

CLAUSES: list[Kept] = [
    Clause("#away-message", "being away is set with a message and unset without one, or with an empty one", """
        ann> AWAY :I'm not here right now
        ann< :parlour.local 306 ann :You have been marked as being away
        ann> AWAY
        ann< :parlour.local 305 ann :You are no longer marked as being away
        ann> AWAY :tea
        ann< :parlour.local 306 ann :You have been marked as being away
        ann> AWAY :
        ann< :parlour.local 305 ann :You are no longer marked as being away
        ann> AWAY
        ann< :parlour.local 305 ann :You are no longer marked as being away
        ann.
    """),
    Clause("#away-message", "WHOIS, WHO and USERHOST tell who is away", """
        bob> AWAY :I'm not here right now
        ann> WHOIS bob
        ann<< :parlour.local 301 ann bob :I'm not here right now
        ann<< :parlour.local 318 ann bob :End of /WHOIS list
        ann.
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob G :0 Bob
        ann~
        ann> USERHOST bob
        ann< :parlour.local 302 ann :bob=-bob@127.0.0.1
        bob> AWAY
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann~
        ann> USERHOST bob
        ann< :parlour.local 302 ann :bob=+bob@127.0.0.1
    """),
    Clause("#userhost-message", "up to five nicks are told, who is an operator with a star", f"""
        bob> OPER root {PASSWORD}
        ann> USERHOST Bob nobody ann
        ann< :parlour.local 302 ann :bob*=+bob@127.0.0.1 ann=+ann@127.0.0.1
        ann> USERHOST 1 2 3 4 ann bob
        ann< :parlour.local 302 ann :ann=+ann@127.0.0.1
        ann> USERHOST
        ann< :parlour.local 461 ann USERHOST :Not enough parameters
        ann.
    """, logins=logins()),
    Clause(f"{RFC2812}4.9", "ISON tells which nicks are there", """
        bob~
        ann> ISON nobody BOB ann
        ann< :parlour.local 303 ann :bob ann
        ann> ISON nobody
        ann< :parlour.local 303 ann :
        ann> ISON
        ann< :parlour.local 461 ann ISON :Not enough parameters
        ann.
    """),
    Clause(f"{RFC2812}4.5", "SUMMON and USERS say that they are not done here", """
        ann> SUMMON bob
        ann< :parlour.local 445 ann :SUMMON has been disabled
        ann> USERS
        ann< :parlour.local 446 ann :USERS has been disabled
        ann.
    """),
    Clause("#who-message", "a channel shows its members, under its own name, and the end has the mask", """
        bob> JOIN #Attic
        ann> JOIN #attic
        bob> JOIN #other
        ann> JOIN #other
        bob> AWAY :be right back
        ann~
        ann> WHO #ATTIC
        ann< :parlour.local 352 ann #Attic bob 127.0.0.1 parlour.local bob G@ :0 Bob
        ann< :parlour.local 352 ann #Attic ann 127.0.0.1 parlour.local ann H :0 Ann
        ann< :parlour.local 315 ann #ATTIC :End of WHO list
        ann> WHO #other
        ann< :parlour.local 352 ann #other bob 127.0.0.1 parlour.local bob G@ :0 Bob
        ann< :parlour.local 352 ann #other ann 127.0.0.1 parlour.local ann H :0 Ann
        ann< :parlour.local 315 ann #other :End of WHO list
        ann.
    """),
    Clause("#who-message", "a nick shows one user, whatever its case, or none", """
        bob~
        ann> WHO BOB
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann BOB :End of WHO list
        ann> WHO nobody
        ann< :parlour.local 315 ann nobody :End of WHO list
        ann.
    """),
    Clause("#who-message", "a mask shows all visible users whom it fits", """
        bob~
        bobby> MODE bobby +i
        ann> WHO bo*
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann< :parlour.local 315 ann bo* :End of WHO list
        ann> WHO bobby
        ann< :parlour.local 352 ann * bobby 127.0.0.1 parlour.local bobby H :0 Bobby
        ann< :parlour.local 315 ann bobby :End of WHO list
        ann> WHO *
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann * :End of WHO list
        ann> WHO 0
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann 0 :End of WHO list
        ann> WHO
        ann< :parlour.local 352 ann * bob …
        ann< :parlour.local 352 ann * ann …
        ann< :parlour.local 315 ann * :End of WHO list
        ann.
    """),
    Clause("#rplwhoreply-352", "the flags are here or gone, operator, and rank, in this order", f"""
        bob> JOIN #attic
        bob> OPER root {PASSWORD}
        ann> WHO #attic
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob H*@ :0 Bob
        ann~
        bob> AWAY :tea
        bob> MODE bob +B
        ann> WHO bob
        ann< :parlour.local 352 ann #attic bob 127.0.0.1 parlour.local bob G*@B :0 Bob
    """, logins=logins()),
    Clause(f"{WHOX}#whox-fields", "WHOX fields come in one order, however they are asked for", """
        bob> JOIN #attic
        ann> WHO bob %tcuihsnfdlaor,123
        ann< :parlour.local 354 ann 123 #attic bob 255.255.255.255 127.0.0.1 parlour.local bob H@ 0 0 0 n/a :Bob
        ann< :parlour.local 315 ann bob :End of WHO list
        ann> WHO bob %roaldfnshiuct,123
        ann< :parlour.local 354 ann 123 #attic bob 255.255.255.255 127.0.0.1 parlour.local bob H@ 0 0 0 n/a :Bob
        ann~
        ann> WHO bob %tn,321
        ann< :parlour.local 354 ann 321 bob
        ann~
        ann> WHO bob %na
        ann< :parlour.local 354 ann bob 0
        ann~
    """),
    Clause("#whois-message", "what everybody is told of a user, and the end", f"""
        bob> JOIN #attic,#cellar
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 319 ann bob :@#attic @#cellar
        ann< :parlour.local 312 ann bob parlour.local :A Parlour chat server
        ann< :parlour.local 317 ann bob 0 {SINCE} :seconds idle, signon time
        ann< :parlour.local 318 ann bob :End of /WHOIS list
        ann.
    """),
    Clause("#rplendofwhois-318", "the end has what was asked for exactly as it was sent", """
        bob~
        ann> WHOIS BoB
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann<< :parlour.local 318 ann BoB :End of /WHOIS list
        ann> WHOIS bob,NoBody,ANN
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann<< :parlour.local 401 ann NoBody :No such nick/channel
        ann< :parlour.local 311 ann ann ann 127.0.0.1 * :Ann
        ann<< :parlour.local 318 ann bob,NoBody,ANN :End of /WHOIS list
        ann.
    """),
    Clause("#whois-message", "a server or a nick may stand before the nick", """
        bob~
        ann> WHOIS bob bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann~
        ann> WHOIS parlour.local bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann~
        ann> WHOIS other.example bob
        ann< :parlour.local 402 ann other.example :No such server
        ann> WHOIS
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """),
    Clause("#whois-message", "addresses and modes are for oneself and for operators", f"""
        bob> WHOIS bob
        bob< :parlour.local 311 bob bob bob 127.0.0.1 * :Bob
        bob< :parlour.local 378 bob bob :is connecting from *@127.0.0.1 127.0.0.1
        bob< :parlour.local 338 bob bob 127.0.0.1 :Is actually using host
        bob< :parlour.local 379 bob bob :is using modes +
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 312 …
        ann~
        ann> OPER root {PASSWORD}
        ann~
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 378 ann bob :is connecting from *@127.0.0.1 127.0.0.1
        bob~
        bob> WHOIS ann
        bob<< :parlour.local 313 bob ann :is an IRC operator (admin)
    """, logins=logins()),
    Clause("#whowas-message", "who went by a nick is told, the newest first, and the end", """
        ann~
        one> NICK nick2
        one> USER ident2 0 * :Realname
        one> QUIT
        two> NICK nick2
        two> USER ident3 0 * :Realname
        two> NICK other
        ann> WHOWAS NICK2
        ann< :parlour.local 314 ann nick2 ident3 127.0.0.1 * :Realname
        ann< :parlour.local 312 ann nick2 parlour.local :…
        ann< :parlour.local 314 ann nick2 ident2 127.0.0.1 * :Realname
        ann< :parlour.local 312 ann nick2 parlour.local :…
        ann< :parlour.local 369 ann NICK2 :End of WHOWAS
        ann.
        ann> WHOWAS nick2 1
        ann< :parlour.local 314 ann nick2 ident3 127.0.0.1 * :Realname
        ann< :parlour.local 312 ann nick2 parlour.local :…
        ann< :parlour.local 369 ann nick2 :End of WHOWAS
        ann> WHOWAS nick2 -1
        ann< :parlour.local 314 ann nick2 ident3 127.0.0.1 * :Realname
        ann<< :parlour.local 314 ann nick2 ident2 127.0.0.1 * :Realname
        ann~
        ann> WHOWAS nick2 0
        ann< :parlour.local 314 ann nick2 ident3 127.0.0.1 * :Realname
        ann<< :parlour.local 314 ann nick2 ident2 127.0.0.1 * :Realname
    """, new=("one", "two")),
    Clause("#whowas-message", "of whom nothing is known is told, with the end", """
        ann> WHOWAS nobody
        ann< :parlour.local 406 ann nobody :There was no such nickname
        ann< :parlour.local 369 ann nobody :End of WHOWAS
        ann> WHOWAS
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


@pytest.mark.parametrize("targets", ["bob,cleo", "cleo,bob"])
def test_of_several_who_are_gone_the_newest_comes_first(targets: str) -> None:
    # https://www.rfc-editor.org/rfc/rfc2812#section-3.6.3
    world = World()
    ann = world.client("ann")
    for name in ("bob", "cleo"):
        world.client(name).send("QUIT")
        world.pass_time(1)
    ann.send(f"WHOWAS {targets}")
    lines = [line.split(" ")[1:4] for line in ann.lines if " 312 " not in line]
    assert lines == [["314", "ann", "cleo"], ["314", "ann", "bob"], ["369", "ann", targets]]


def test_idle_time_is_counted_from_what_was_said_last() -> None:
    # https://modern.ircdocs.horse/#rplwhoisidle-317
    world = World()
    ann, bob = world.client("ann"), world.client("bob")
    world.pass_time(30)
    bob.send("PRIVMSG ann :hi")
    world.pass_time(12)
    ann.read = len(ann.wire.sent)
    ann.send("WHOIS bob")
    assert f":parlour.local 317 ann bob 12 {SINCE} :seconds idle, signon time" in ann.lines
