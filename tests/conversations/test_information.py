"""VERSION, TIME, INFO, ADMIN, MOTD, RULES, LINKS, MAP, CONNECT and SQUIT.

Source: https://modern.ircdocs.horse/#server-queries-and-commands
"""

import pytest

from parlour.core.host import About
from tests.support.operators import make_operator
from tests.support.play import World

CASES = {
    # https://modern.ircdocs.horse/#version-message: "one RPL_VERSION reply and one or more RPL_ISUPPORT replies"
    "VERSION tells the version and what is supported": """
        ann> VERSION
        ann< :parlour.local 351 ann parlour-… parlour.local :A Parlour chat server
        ann< :parlour.local 005 ann … :are supported by this server
        ann<< :parlour.local 005 ann … :are supported by this server
    """,
    # https://modern.ircdocs.horse/#rpltime-391
    "TIME tells the time, for machines and for people": """
        ann> TIME
        ann< :parlour.local 391 ann parlour.local 1700000000 :Tuesday November 14 2023 -- 22:13:20 +00:00
        ann.
    """,
    # https://modern.ircdocs.horse/#info-message: "zero or more RPL_INFO replies, followed by one RPL_ENDOFINFO numeric"
    "INFO tells what this is": """
        ann> INFO
        ann< :parlour.local 371 ann :parlour-…
        ann< :parlour.local 371 ann :A Parlour chat server
        ann< :parlour.local 371 ann :This is parlour.local, of the network Parlour
        ann< :parlour.local 371 ann :It was started …
        ann< :parlour.local 371 ann :…
        ann< :parlour.local 374 ann :End of INFO list
        ann.
    """,
    # RFC 2812, 5.2 (423)
    "ADMIN of a server of which nothing is known": """
        ann> ADMIN
        ann< :parlour.local 423 ann parlour.local :No administrative info available
        ann.
    """,
    "RULES where there are none": """
        ann> RULES
        ann< :parlour.local 434 ann :RULES File is missing
        ann.
    """,
    "MOTD where there is none": """
        ann> MOTD
        ann< :parlour.local 422 ann :MOTD File is missing
        ann.
    """,
    # https://modern.ircdocs.horse/#rpllinks-364, https://modern.ircdocs.horse/#rplendoflinks-365
    "LINKS shows the one server": """
        ann> LINKS
        ann< :parlour.local 364 ann parlour.local parlour.local :0 A Parlour chat server
        ann< :parlour.local 365 ann * :End of /LINKS list
        ann> LINKS *.example
        ann< :parlour.local 365 ann * :End of /LINKS list
        ann> LINKS *.local
        ann< :parlour.local 364 ann parlour.local parlour.local …
        ann< :parlour.local 365 ann * :End of /LINKS list
        ann> LINKS parlour.local *
        ann< :parlour.local 364 ann parlour.local parlour.local …
        ann< :parlour.local 365 ann * :End of /LINKS list
        ann> LINKS other.example *
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """,
    "MAP shows the one server": """
        bob> PING x
        ann> MAP
        ann< :parlour.local 015 ann :parlour.local [users: 2]
        ann< :parlour.local 017 ann :End of /MAP
        ann.
    """,
    # https://modern.ircdocs.horse/#connect-message, https://modern.ircdocs.horse/#squit-message
    "CONNECT and SQUIT are for operators": """
        ann> CONNECT other.example
        ann< :parlour.local 481 ann :Permission …
        ann> SQUIT other.example :bye
        ann< :parlour.local 481 ann :Permission …
        ann> CONNECT
        ann< :parlour.local 461 ann CONNECT :Not enough parameters
        ann> SQUIT other.example
        ann< :parlour.local 461 ann SQUIT :Not enough parameters
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


@pytest.mark.parametrize("command", ["VERSION", "TIME", "INFO", "ADMIN", "MOTD", "RULES", "STATS u", "LUSERS *"])
@pytest.mark.parametrize("server", ["parlour.local", "PARLOUR.local", "*.local", "*", "bob"])
def test_this_server_may_be_named(command: str, server: str) -> None:
    # https://modern.ircdocs.horse/#version-message: "If <target> is a client, the information for the server that
    # client is connected to is requested." "Wildcards are allowed in the <target> parameter."
    world = World()
    world.client("bob")
    ann = world.client("ann")
    ann.send(command)
    expected = ann.lines
    ann.send(f"{command} {server}")
    assert ann.lines == expected


@pytest.mark.parametrize("command", ["VERSION", "TIME", "INFO", "ADMIN", "MOTD", "RULES", "STATS u", "LUSERS *"])
@pytest.mark.parametrize("server", ["other.example", "*.example", "nobody"])
def test_there_is_no_other_server(command: str, server: str) -> None:
    # https://modern.ircdocs.horse/#errnosuchserver-402
    world = World()
    world.play(f"ann> {command} {server}\nann< :parlour.local 402 ann {server} :No such server\nann.")


def test_operators_find_no_server_to_link_or_to_leave() -> None:
    world = World()
    make_operator(world, "ann", "stop")
    world.play("""
        ann> CONNECT other.example 6667
        ann< :parlour.local 402 ann other.example :No such server
        ann> SQUIT other.example :bye
        ann< :parlour.local 402 ann other.example :No such server
        ann.
    """)


ABOUT = About(
    description="Ann's own",
    rules=("Be kind", "", "Nobody is to be shouted at"),
    location="Leeds",
    organisation="Ann Lee",
    email="ann@example.org",
)


def test_what_the_configuration_says_of_the_server_is_told() -> None:
    # https://modern.ircdocs.horse/#admin-message
    World(about=ABOUT, motd=["Welcome", "", "to tea"]).play("""
        ann> ADMIN
        ann< :parlour.local 256 ann parlour.local :Administrative info
        ann< :parlour.local 257 ann :Leeds
        ann< :parlour.local 258 ann :Ann Lee
        ann< :parlour.local 259 ann :ann@example.org
        ann> RULES
        ann< :parlour.local 308 ann :- parlour.local server rules -
        ann< :parlour.local 232 ann :- Be kind
        ann< :parlour.local 232 ann :-…
        ann< :parlour.local 232 ann :- Nobody is to be shouted at
        ann< :parlour.local 309 ann :End of RULES command
        ann> MOTD
        ann< :parlour.local 375 ann :- parlour.local Message of the day -
        ann< :parlour.local 372 ann :- Welcome
        ann< :parlour.local 372 ann :-…
        ann< :parlour.local 372 ann :- to tea
        ann< :parlour.local 376 ann :End of MOTD command
        ann> LINKS
        ann< :parlour.local 364 ann parlour.local parlour.local :0 Ann's own
        ann~
        ann> WHOIS ann
        ann<< :parlour.local 312 ann ann parlour.local :Ann's own
    """)


def test_part_of_it_is_enough_for_admin() -> None:
    World(about=About(email="ann@example.org")).play("""
        ann> ADMIN
        ann< :parlour.local 256 ann parlour.local :Administrative info
        ann< :parlour.local 257 ann :
        ann< :parlour.local 258 ann :
        ann< :parlour.local 259 ann :ann@example.org
        ann.
    """)


def test_version_with_a_batch_of_tokens() -> None:
    world = World()
    ann = world.client("ann", "batch", "draft/extended-isupport")
    ann.send("VERSION")
    version, first, *tokens, last = ann.lines
    assert " 351 " in version
    assert first.endswith(" draft/isupport")
    assert all(line.startswith("@batch=") for line in tokens)
    assert " BATCH -" in last
