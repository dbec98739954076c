"""WHOIS. Source: https://modern.ircdocs.horse/#whois-message"""

import pytest

from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import Client, World
from tests.support.surroundings import START_MS

SINCE = START_MS // 1000

CASES = {
    "what everybody may know of a user": f"""
        bob> JOIN #attic
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob 127.0.0.1 * :Bob
        ann< :parlour.local 319 ann bob :@#attic
        ann< :parlour.local 312 ann bob parlour.local :A Parlour chat server
        ann< :parlour.local 317 ann bob 0 {SINCE} :seconds idle, signon time
        ann< :parlour.local 318 ann bob :End of /WHOIS list
        ann.
    """,
    "what users are told of themselves besides": f"""
        ann> MODE ann +iw
        ann~
        ann> WHOIS Ann
        ann< :parlour.local 311 ann ann ann 127.0.0.1 * :Ann
        ann< :parlour.local 378 ann ann :is connecting from *@127.0.0.1 127.0.0.1
        ann< :parlour.local 338 ann ann 127.0.0.1 :Is actually using host
        ann< :parlour.local 379 ann ann :is using modes +iw
        ann< :parlour.local 312 ann ann parlour.local :A Parlour chat server
        ann< :parlour.local 317 ann ann 0 {SINCE} :seconds idle, signon time
        ann< :parlour.local 318 ann Ann :End of /WHOIS list
        ann.
    """,
    # https://modern.ircdocs.horse/#errnosuchnick-401, https://modern.ircdocs.horse/#rplendofwhois-318
    "nobody of that name, and the end all the same, with the name exactly as it was sent": """
        ann> WHOIS NoBody
        ann< :parlour.local 401 ann NoBody :No such nick/channel
        ann< :parlour.local 318 ann NoBody :End of /WHOIS list
        ann.
    """,
    "no name at all": """
        ann> WHOIS
        ann< :parlour.local 431 ann :No nickname given
        ann> WHOIS :
        ann< :parlour.local 431 ann :No nickname given
        ann> WHOIS parlour.local ,
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """,
    # "If the <target> parameter is specified, it SHOULD be a server name or the nick of a user."
    "this server, a mask of it or a user of it may stand before the nick": """
        bob> PING x
        ann> WHOIS parlour.local bob
        ann< :parlour.local 311 ann bob …
        ann<< :parlour.local 318 ann bob …
        ann> WHOIS *.local bob
        ann< :parlour.local 311 ann bob …
        ann<< :parlour.local 318 ann bob …
        ann> WHOIS bob bob
        ann< :parlour.local 311 ann bob …
        ann<< :parlour.local 318 ann bob …
        ann> WHOIS other.example bob
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """,
    # "if the client sent multiple nicks, this MUST be the comma-separated list of nicks"
    "several users, and one end with the list as it was sent": """
        bob> PING x
        ann> WHOIS bob,Nobody,,BOB,ann
        ann< :parlour.local 311 ann bob …
        ann<< :parlour.local 401 ann Nobody :No such nick/channel
        ann< :parlour.local 311 ann ann …
        ann<< :parlour.local 318 ann bob,Nobody,,BOB,ann :End of /WHOIS list
        ann.
    """,
    # https://modern.ircdocs.horse/#away-message, 2: "RPL_AWAY, with the away message, in replies to WHOIS"
    "why somebody is away": """
        bob> AWAY :Gone for tea
        ann> WHOIS bob
        ann<< :parlour.local 301 ann bob :Gone for tea
    """,
    # https://ircv3.net/specs/extensions/bot-mode#the-rpl_whoisbot-335-numeric
    "that somebody is a bot": """
        bob> MODE bob +B
        ann> WHOIS bob
        ann<< :parlour.local 335 ann bob :is a bot
    """,
    # https://modern.ircdocs.horse/#rplwhoischannels-319: "the highest channel membership prefix"
    "channels with the highest rank, with multi-prefix too": """
        bob> JOIN #attic,#cellar
        bob> MODE #attic +v bob
        ann> CAP REQ :multi-prefix
        ann> JOIN #attic
        bob> MODE #cellar -o bob
        ann~
        ann> WHOIS bob
        ann<< :parlour.local 319 ann bob :@#attic #cellar
    """,
    # https://modern.ircdocs.horse/#secret-channel-mode: "secret channels will not show up in the RPL_WHOISCHANNELS
    # numeric unless the user the numeric is being sent to is joined to that channel"
    "secret and private channels only to those who are in them": """
        bob> JOIN #open,#secret,#private
        bob> MODE #secret +s
        bob> MODE #private +p
        ann> WHOIS bob
        ann<< :parlour.local 319 ann bob :@#open
        ann~
        ann> JOIN #secret,#private
        ann~
        ann> WHOIS bob
        ann<< :parlour.local 319 ann bob :@#open @#secret @#private
        bob~
        bob> WHOIS bob
        bob<< :parlour.local 319 bob bob :@#open @#secret @#private
    """,
    # https://modern.ircdocs.horse/#invisible-user-mode: "some servers hide all channels from the WHOIS reply of an
    # invisible user they do not share with the user that submitted the command"
    "channels of an invisible user only as far as they are shared": """
        bob> JOIN #one,#two
        bob> MODE bob +i
        ann> JOIN #two
        ann~
        ann> WHOIS bob
        ann<< :parlour.local 319 ann bob :@#two
        ann~
        cid> WHOIS bob
        cid< :parlour.local 311 cid bob …
        cid< :parlour.local 312 cid bob …
    """,
    "a label ties the answer together": """
        ann> CAP REQ :batch labeled-response
        ann~
        ann> @label=x WHOIS nobody
        ann< @label=x :parlour.local BATCH +… labeled-response
        ann< @batch=… :parlour.local 401 …
        ann< @batch=… :parlour.local 318 …
        ann< :parlour.local BATCH -…
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


def numerics(client: Client) -> list[str]:
    return [parse(line).command for line in client.lines]


def test_an_operator_is_shown_as_one_and_shown_what_is_private() -> None:
    world = World()
    world.client("bob", address="192.0.2.7")
    world.node.network.nicks["bob"].host = "hidden"
    world.play("bob> JOIN #secret\nbob> MODE #secret +s\nbob> MODE bob +i\nbob~")
    make_operator(world, "ann", "see")
    world.play("""
        ann> WHOIS bob
        ann< :parlour.local 311 ann bob bob hidden * :Bob
        ann< :parlour.local 378 ann bob :is connecting from *@192.0.2.7 192.0.2.7
        ann< :parlour.local 338 ann bob 192.0.2.7 :Is actually using host
        ann< :parlour.local 379 ann bob :is using modes +i
        ann< :parlour.local 319 ann bob :@#secret
        bob> WHOIS ann
        bob<< :parlour.local 313 bob ann :is an IRC operator (admin)
    """)


def test_an_operator_who_may_not_see_is_shown_what_everybody_is() -> None:
    world = World()
    world.client("bob")
    ann = make_operator(world, "ann", "kill")
    ann.send("WHOIS bob")
    assert numerics(ann) == ["311", "312", "317", "318"]


ADDRESSES = {"::1": ("*@::1 ::1", "0::1"), "unix": ("*@localhost localhost", "localhost")}


@pytest.mark.parametrize(("address", "shown"), ADDRESSES.items(), ids=ADDRESSES.keys())
def test_an_address_begins_with_no_colon(address: str, shown: tuple[str, str]) -> None:
    # https://modern.ircdocs.horse/#rplwhoisactually-338: "<host> CANNOT start with a colon"
    world = World()
    world.client("ann", address=address)
    world.play(f"""
        ann> WHOIS ann
        ann<< :parlour.local 378 ann ann :is connecting from {shown[0]}
        ann< :parlour.local 338 ann ann {shown[1]} :Is actually using host
    """)


def test_idle_is_who_has_not_said_anything_for_long() -> None:
    # https://modern.ircdocs.horse/#rplwhoisidle-317
    world = World()
    world.play("ann> PING x\nbob> JOIN #attic\nbob~\nann~")
    world.pass_time(90)

    def idle() -> str:
        return f"ann> WHOIS bob\nann<< :parlour.local 317 ann bob {{}} {SINCE} :seconds idle, signon time\nann~"

    world.play(idle().format(90))
    world.play("bob> PRIVMSG #attic :hi")
    world.play(idle().format(0))
    world.pass_time(5)
    world.play("bob> JOIN #cellar\nbob> PING x\nbob> AWAY\nbob~")
    world.play(idle().format(5))
    world.play("bob> NOTICE ann :hi\nann~")
    world.play(idle().format(0))


def test_who_is_secure_on_every_connection_is_shown_as_secure() -> None:
    # https://modern.ircdocs.horse/#rplwhoissecure-671
    world = World()
    bob = Client(world, "bob", secure=True).register()
    ann = world.client("ann")
    ann.send("WHOIS bob")
    assert ":parlour.local 671 ann bob :is using a secure connection" in ann.lines
    ann.send("WHOIS ann")
    assert "671" not in numerics(ann)
    other = Client(world, "other")
    assert bob.connection is not None
    assert other.connection is not None
    user = bob.connection.user
    assert user is not None
    world.node.delivery.attach(other.connection, user.id)
    ann.send("WHOIS bob")
    assert "671" not in numerics(ann)


def test_channels_that_one_line_has_no_room_for_come_in_several() -> None:
    # "RPL_WHOISCHANNELS can be sent multiple times in the same whois reply"
    world = World()
    names = [f"#{number:02}{'x' * 50}" for number in range(30)]
    world.play("ann> PING x\nann~")
    bob = world.client("bob")
    for name in names:
        bob.send(f"JOIN {name}")
    ann = world.clients["ann"]
    ann.send("WHOIS bob")
    lines = ann.lines
    shown = [parse(line).text.split() for line in lines if " 319 " in line]
    assert len(shown) == 4
    assert [word for words in shown for word in words] == [f"@{name}" for name in names]
    assert all(len(line.encode()) <= 510 for line in lines)


def test_of_more_nicks_than_are_announced_the_last_are_dropped() -> None:
    # "silently drop targets if the number of targets exceeds the limit"; they are in the end's list all the same
    world = World()
    ann = world.client("ann")
    nicks = ",".join(f"nobody{number}" for number in range(25))
    ann.send(f"WHOIS {nicks}")
    *missing, end = map(parse, ann.lines)
    assert [line.params[1] for line in missing] == nicks.split(",")[:20]
    assert end.params[1] == nicks
