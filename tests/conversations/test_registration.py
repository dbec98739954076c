"""Coming, saying who one is and what one understands, and leaving, as conversations."""

import re

import pytest

from parlour.core.limits import Limits
from parlour.wire.capabilities import Capability
from parlour.wire.isupport import TOKENS
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


ALL_NAMES = (
    "account-notify account-tag away-notify batch cap-notify chghost draft/chathistory draft/event-playback "
    "draft/extended-isupport draft/extended-monitor draft/no-implicit-names echo-message extended-join extended-monitor "
    "invite-notify labeled-response message-tags multi-prefix no-implicit-names parlour.chat/once server-time setname "
    "standard-replies userhost-in-names"
)

NEGOTIATION = {
    "CAP LS lists all that there is and holds up the registration until CAP END": f"""
        ann> CAP LS
        ann< :parlour.local CAP * LS :{ALL_NAMES}
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    "CAP REQ holds it up as well": """
        ann> CAP REQ batch
        ann< :parlour.local CAP * ACK :batch
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    "CAP LIST does not": """
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
    """,
    "CAP END without anything before it does nothing": """
        ann> CAP END
        ann> NICK ann
        ann> CAP END
        ann.
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
        ann~
        ann> CAP END
        ann.
    """,
    "CAP names the client as far as it has a name": """
        ann> NICK ann
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
    """,
    "what is asked for is there, and can be given back": """
        ann> CAP REQ :batch echo-message
        ann< :parlour.local CAP * ACK :batch echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch echo-message
        ann> CAP REQ :-batch server-time
        ann< :parlour.local CAP * ACK :-batch server-time
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :echo-message server-time
    """,
    "asking for what one has, or giving back what one has not, succeeds": """
        ann> CAP REQ :batch
        ann> CAP REQ :batch
        ann> CAP REQ :-echo-message
        ann< :parlour.local CAP * ACK :batch
        ann< :parlour.local CAP * ACK :batch
        ann< :parlour.local CAP * ACK :-echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch
    """,
    "a request is granted or rejected as a whole": """
        ann> CAP REQ :batch sasl echo-message
        ann< :parlour.local CAP * NAK :batch sasl echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "of the same name twice in a request the last counts": """
        ann> CAP REQ :batch -batch
        ann< :parlour.local CAP * ACK :batch -batch
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "names are taken as they are, and an empty request is granted": """
        ann> CAP REQ :BATCH
        ann< :parlour.local CAP * NAK :BATCH
        ann> CAP REQ :
        ann< :parlour.local CAP * ACK :
    """,
    "a subcommand that is none is refused": """
        ann> CAP FOO
        ann< :parlour.local 410 * FOO :Invalid CAP command
        ann> CAP ACK :batch
        ann< :parlour.local 410 * ACK :Invalid CAP command
        ann> CAP ::foo bar
        ann< :parlour.local 410 * foo :Invalid CAP command
        ann> CAP
        ann< :parlour.local 461 * CAP :Not enough parameters
        ann> NICK ann
        ann> CAP FOO
        ann< :parlour.local 410 ann FOO :Invalid CAP command
    """,
    "subcommands may be in small letters": """
        ann> cap req batch
        ann< :parlour.local CAP * ACK :batch
    """,
    "who says 302 is notified of new capabilities, and cannot give that back": """
        ann> CAP LS 302
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP * ACK :cap-notify
        ann> CAP REQ :batch -cap-notify
        ann< :parlour.local CAP * NAK :batch -cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """,
    "a higher version than there is means what is below it": """
        ann> CAP LS 307
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """,
    "a lower version after a higher one takes nothing back": """
        ann> CAP LS 302
        ann> CAP LS
        ann~
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP * NAK :-cap-notify
    """,
    "who says no version, or none that is one, may ask for notices and give them back": """
        ann> CAP LS nonsense
        ann~
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP * ACK :cap-notify
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP * ACK :-cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "capabilities can be changed after registration, which they do not hold up again": """
        bob> CAP LS 302
        bob< :parlour.local CAP bob LS :…
        bob> CAP REQ :echo-message
        bob< :parlour.local CAP bob ACK :echo-message
        bob> JOIN #attic
        bob~
        bob> PRIVMSG #attic :hi
        bob< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob> CAP REQ :-echo-message
        bob~
        bob> PRIVMSG #attic :hi
        bob.
    """,
}


@pytest.mark.parametrize("script", NEGOTIATION.values(), ids=NEGOTIATION.keys())
def test_agreeing_on_capabilities(script: str) -> None:
    world = World()
    world.connect("ann")
    world.play(script)


def test_a_long_list_of_capabilities_comes_in_lines_that_are_short_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [Capability(f"example.org/number-{number}", 1 << number, "", value="x" * 20) for number in range(40)]
    monkeypatch.setattr("parlour.protocols.irc.offer.CAPABILITIES", table)
    world = World()
    ann = world.connect("ann")
    ann.send("CAP LS 302")
    *before, last = ann.lines
    assert before
    assert all(line.startswith(":parlour.local CAP * LS * :") for line in before)
    assert last.startswith(":parlour.local CAP * LS :")
    assert all(len(line) <= 510 for line in [*before, last])
    names = [name for line in [*before, last] for name in line.rpartition(" :")[2].split()]
    assert names == [f"{capability.name}={capability.value}" for capability in table]


def test_who_understands_one_line_only_is_listed_the_capabilities_that_fit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [Capability(f"example.org/number-{number}", 1 << number, "", value="x" * 20) for number in range(40)]
    monkeypatch.setattr("parlour.protocols.irc.offer.CAPABILITIES", table)
    world = World()
    ann = world.connect("ann")
    ann.send("CAP LS")
    (line,) = ann.lines
    assert line.startswith(":parlour.local CAP * LS :example.org/number-0 example.org/number-1 ")
    assert len(line) <= 510
    assert set(line.rpartition(" :")[2].split()) < {capability.name for capability in table}


def test_a_long_request_is_answered_in_lines_that_are_short_enough() -> None:
    world = World()
    ann = world.connect("ann")
    wanted = " ".join(["draft/event-playback"] * 23)
    ann.send(f"CAP REQ :{wanted}")
    lines = ann.lines
    assert all(len(line) <= 510 for line in lines)
    assert all(line.startswith(":parlour.local CAP * ACK :") for line in lines)
    assert " ".join(line.partition(" :")[2] for line in lines) == wanted
    ann.send("CAP REQ :" + "x" * 490)
    (line,) = ann.lines
    assert line.startswith(":parlour.local CAP * NAK :xxx")
    assert len(line) <= 510


GOING = {
    "QUIT is acknowledged, and whoever shares a channel is told once": """
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        cleo> PING x
        ann~
        bob~
        cleo~
        ann> QUIT :good night
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: good night)
        ann.
        bob< :ann!ann@127.0.0.1 QUIT :Quit: good night
        bob.
        cleo.
    """,
    "QUIT needs no reason": """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> QUIT
        bob< :ann!ann@127.0.0.1 QUIT :Quit:…
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :bob
    """,
    "a nick is free once its user has gone": """
        ann> QUIT
        bob> NICK ann
        bob< :bob!bob@127.0.0.1 NICK :ann
    """,
    "a change of nick is seen by oneself and by those who share a channel, each once": """
        ann> JOIN #attic,#cellar
        bob> JOIN #attic,#cellar
        cleo> PING x
        ann~
        bob~
        cleo~
        ann> NICK Anna
        ann< :ann!ann@127.0.0.1 NICK :Anna
        ann.
        bob< :ann!ann@127.0.0.1 NICK :Anna
        bob.
        cleo.
        ann> NICK anna
        ann< :Anna!ann@127.0.0.1 NICK :anna
        ann> NICK anna
        ann.
        bob~
        bob> PRIVMSG anna :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG anna :hi
        bob> PRIVMSG ann :hi
        bob< :parlour.local 401 bob ann :No such nick/channel
    """,
    "a nick that cannot be had leaves one's own": """
        bob> PING x
        ann> NICK bob
        ann< :parlour.local 433 ann bob :Nickname is already in use
        ann> NICK -x
        ann< :parlour.local 432 ann -x :Erroneous nickname
        ann> NICK
        ann< :parlour.local 431 ann :No nickname given
        ann.
    """,
}


@pytest.mark.parametrize("script", GOING.values(), ids=GOING.keys())
def test_changing_names_and_going(script: str) -> None:
    World().play(script)


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


def test_a_connection_that_breaks_is_told_to_the_others_with_the_reason() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nbob~")
    world.clients["ann"].drop("Connection reset by peer")
    world.play("bob< :ann!ann@127.0.0.1 QUIT :Connection reset by peer\nbob.")


def test_the_connection_is_closed_after_quit() -> None:
    world = World()
    ann = world.client("ann")
    ann.send("QUIT", "JOIN #attic", "PING x")
    assert ann.lines == ["ERROR :Closing Link: 127.0.0.1 (Quit: )"]
    assert ann.wire.closed
    assert ann.connection is None


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
