"""What a welcome has in it: counts, the message of the day, the features that are announced."""

import re

from parlour.core.limits import Limits
from parlour.wire.isupport import TOKENS
from tests.support.play import World


def test_the_numbers_of_lusers_count_who_is_here() -> None:
    world = World()
    world.connect("new")
    world.connect("other")
    world.play("""
        ann> JOIN #attic,#cellar
        bob> MODE bob +i
        cleo> QUIT
        ann~
        ann> LUSERS
        ann< :parlour.local 251 ann :There are 1 users and 1 invisible on 1 servers
        ann< :parlour.local 252 ann 0 :operator(s) online
        ann< :parlour.local 253 ann 2 :unknown connection(s)
        ann< :parlour.local 254 ann 2 :channels formed
        ann< :parlour.local 255 ann :I have 2 clients and 0 servers
        ann< :parlour.local 265 ann 2 3 :Current local users 2, max 3
        ann< :parlour.local 266 ann 2 3 :Current global users 2, max 3
        ann.
    """)
    world.clients["new"].drop()
    world.play("ann> LUSERS\nann<< :parlour.local 253 ann 1 :unknown connection(s)")


def test_the_message_of_the_day_is_shown_at_the_start_and_when_asked_for() -> None:
    world = World(motd=["Be kind.", "", "  — the keeper"])
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    shown = ann.lines[-5:]
    assert shown == [
        ":parlour.local 375 ann :- parlour.local Message of the day -",
        ":parlour.local 372 ann :- Be kind.",
        ":parlour.local 372 ann :- ",
        ":parlour.local 372 ann :-   — the keeper",
        ":parlour.local 376 ann :End of MOTD command",
    ]
    ann.send("MOTD", "MOTD Parlour.Local")
    assert ann.lines == shown * 2
    ann.send("MOTD other.example")
    assert ann.lines == [":parlour.local 402 ann other.example :No such server"]


def test_the_features_announced_are_those_of_the_table_with_the_servers_limits() -> None:
    limits = Limits(nick=20, channel=50, topic=300, channels_per_user=7, targets=3, page=99)
    world = World(network_name="Old House", limits=limits, icon="https://example.org/?icon=1", denied_tags=("typing",))
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    announced = [found[1] for line in ann.lines if (found := re.match(r":parlour.local 005 ann (.*) :are ", line))]
    tokens = dict(word.partition("=")[::2] for line in announced for word in line.split(" "))
    assert tokens.keys() == {token.name for token in TOKENS}
    assert {
        "NICKLEN": "20",
        "CHANNELLEN": "50",
        "TOPICLEN": "300",
        "CHANLIMIT": "#:7",
        "AWAYLEN": "300",
        "BOT": "B",
        "CLIENTTAGDENY": "typing",
        "MONITOR": "100",
        "NAMELEN": "150",
        "draft/ICON": r"https://example.org/?icon\x3D1",
        "CHATHISTORY": "99",
        "MSGREFTYPES": "msgid,timestamp",
        "NETWORK": r"Old\x20House",
        "PREFIX": "(qaohv)~&@%+",
        "CHANMODES": "beI,k,fl,CMRTimnpst",
        "CASEMAPPING": "ascii",
        "UTF8ONLY": "",
    }.items() <= tokens.items()
    assert {"NOTICE:3", "PRIVMSG:3", "TAGMSG:3"} <= set(tokens["TARGMAX"].split(","))
