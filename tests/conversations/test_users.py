"""ISON, USERHOST, USERIP, LUSERS, SUMMON and USERS."""

import pytest

from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # RFC 2812, 4.9
    "ISON shows which of the nicks are here, as they write themselves": """
        bob> PING x
        ann> ISON nobody bob ANN
        ann< :parlour.local 303 ann :bob ann
        ann> ISON :bob nobody ann
        ann< :parlour.local 303 ann :bob ann
        ann> ISON nobody
        ann< :parlour.local 303 ann :
        ann> ISON
        ann< :parlour.local 461 ann ISON :Not enough parameters
        ann.
    """,
    # https://modern.ircdocs.horse/#userhost-message, https://modern.ircdocs.horse/#rpluserhost-302
    "USERHOST shows names and hosts, and who is away": """
        bob> AWAY :tea
        ann> USERHOST Bob nobody ann
        ann< :parlour.local 302 ann :bob=-bob@127.0.0.1 ann=+ann@127.0.0.1
        ann> USERHOST nobody
        ann< :parlour.local 302 ann :
        ann> USERHOST
        ann< :parlour.local 461 ann USERHOST :Not enough parameters
        ann.
    """,
    "USERHOST takes five nicks": """
        ann> USERHOST a b c d ann ann
        ann< :parlour.local 302 ann :ann=+ann@127.0.0.1
        ann> USERHOST a b c d e ann
        ann< :parlour.local 302 ann :
        ann.
    """,
    "USERIP needs a nick": """
        ann> USERIP
        ann< :parlour.local 461 ann USERIP :Not enough parameters
        ann> USERIP nobody
        ann< :parlour.local 340 ann :
        ann.
    """,
    # https://modern.ircdocs.horse/#lusers-message
    "LUSERS counts": """
        bob> JOIN #secret
        bob> MODE #secret +s
        cid> MODE cid +i
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 2 users and 1 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann< :parlour.local 253 ann 0 :unknown connection(s)
        ann< :parlour.local 254 ann 1 :channels formed
        ann< :parlour.local 255 ann :I have 3 clients and 0 servers
        ann< :parlour.local 265 ann 3 3 :Current local users 3, max 3
        ann< :parlour.local 266 ann 3 3 :Current global users 3, max 3
        ann> LUSERS *.example other.example
        ann< :parlour.local 402 ann other.example :No such server
        ann> LUSERS * *.local
        ann< :parlour.local 251 ann …
    """,
    # RFC 2812, 4.5 and 4.6
    "SUMMON and USERS say that they are not done": """
        ann> SUMMON root
        ann< :parlour.local 445 ann :SUMMON has been disabled
        ann> SUMMON
        ann< :parlour.local 445 ann :SUMMON has been disabled
        ann> USERS
        ann< :parlour.local 446 ann :USERS has been disabled
        ann> USERS parlour.local
        ann< :parlour.local 446 ann :USERS has been disabled
        ann.
    """,
    # https://modern.ircdocs.horse/#errunknowncommand-421: what no server of today has
    "what is for servers with services and links is not known": """
        ann> TRACE
        ann< :parlour.local 421 ann TRACE :Unknown command
        ann> SERVLIST
        ann< :parlour.local 421 ann SERVLIST :Unknown command
        ann> SQUERY x :y
        ann< :parlour.local 421 ann SQUERY :Unknown command
        ann> ERROR :x
        ann< :parlour.local 421 ann ERROR :Unknown command
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def test_userhost_shows_operators_with_a_star() -> None:
    world = World()
    make_operator(world, "ann")
    world.play("bob> USERHOST ann\nbob< :parlour.local 302 bob :ann*=+ann@127.0.0.1")


def test_lusers_counts_operators_while_they_are_some() -> None:
    world = World()
    make_operator(world, "ann")
    make_operator(world, "bob")
    world.play("cid> LUSERS\ncid<< :parlour.local 252 cid 2 :operator(s) online\ncid~")
    world.play("ann> MODE ann -o\nbob> QUIT")
    world.play("cid> LUSERS\ncid<< :parlour.local 252 cid 0 :operator(s) online")


def test_userip_shows_an_address_to_its_user_and_to_operators_who_may_see_it() -> None:
    world = World()
    world.client("bob", address="192.0.2.7")
    world.client("cid", address="unix")
    for nick in ("bob", "cid"):
        world.node.network.nicks[nick].host = "hidden"
    make_operator(world, "ann", "see")
    make_operator(world, "dan", "kill")
    world.play("""
        bob> USERIP bob cid
        bob< :parlour.local 340 bob :bob=+bob@192.0.2.7 cid=+cid@hidden
        bob> USERHOST bob
        bob< :parlour.local 302 bob :bob=+bob@hidden
        dan> USERIP bob cid dan
        dan< :parlour.local 340 dan :bob=+bob@hidden cid=+cid@hidden dan*=+dan@127.0.0.1
        ann> USERIP bob cid
        ann< :parlour.local 340 ann :bob=+bob@192.0.2.7 cid=+cid@hidden
    """)


def test_an_answer_that_one_line_has_no_room_for_comes_in_several() -> None:
    world = World()
    nicks = [f"nick{number}-{'x' * 20}" for number in range(18)]
    for nick in nicks:
        world.connect("some").send(f"NICK {nick}", "USER u 0 * :U")
    ann = world.connect("ann")
    ann.send(f"NICK {'a' * 30}", "USER u 0 * :U")
    ann.read = len(ann.wire.sent)
    ann.send(f"ISON {' '.join(nicks)}")
    lines = ann.lines
    assert len(lines) == 2
    assert [word for line in lines for word in parse(line).text.split()] == nicks
    for nick in nicks[:5]:
        world.node.network.nicks[nick].host = "h" * 60
    ann.send(f"USERHOST {' '.join(nicks[:5])}")
    assert [word.partition("=")[0] for line in ann.lines for word in parse(line).text.split()] == nicks[:5]
