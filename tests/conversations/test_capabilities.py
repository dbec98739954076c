"""What each capability changes, and agreeing on them out of order, as conversations."""

import pytest

from tests.support.play import World

# https://ircv3.net/specs/extensions/capability-negotiation
ORDER = {
    # #the-cap-ls-subcommand: "MUST suspend registration until an END subcommand is received"
    "a list asked for after NICK and before USER holds up the registration": """
        ann> NICK ann
        ann> CAP LS 302
        ann< :parlour.local CAP ann LS :…
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP LS
        ann< :parlour.local CAP ann LS :…
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :cap-notify
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    # #the-cap-req-subcommand: the same, though all of it is rejected
    "a request that is rejected holds it up as well": """
        ann> CAP REQ :nonsense
        ann< :parlour.local CAP * NAK :nonsense
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    # #the-cap-end-subcommand: "If the client is already registered, this command MUST be ignored by the server"
    "END twice does not register twice": """
        ann> CAP LS
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann~
        ann> CAP END
        ann~
        ann> CAP END
        ann.
        ann> CAP END :again
        ann.
    """,
    "what is asked for without a list before it is there": """
        ann> CAP REQ :echo-message
        ann< :parlour.local CAP * ACK :echo-message
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann> CAP END
        ann~
        ann> PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann.
    """,
    # #the-cap-command: "The server MUST accept the CAP command at any time, including after registration"
    "after registration a list, a request and its reverse change what is sent and nothing else": """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann~
        ann> CAP LS 302
        ann< :parlour.local CAP ann LS :…
        ann> CAP REQ :server-time message-tags
        ann< :parlour.local CAP ann ACK :server-time message-tags
        ann> PRIVMSG ann :hi
        ann< @time=…;msgid=… :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann> CAP REQ :-server-time -message-tags
        ann< :parlour.local CAP ann ACK :-server-time -message-tags
        ann> PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann.
    """,
    # #the-cap-nak-subcommand: "MUST NOT make any change to any capabilities if it replies with a NAK subcommand"
    "of a request with something unknown nothing is done, whatever its order": """
        ann> CAP REQ :batch
        ann~
        ann> CAP REQ :nonsense echo-message -batch
        ann< :parlour.local CAP * NAK :nonsense echo-message -batch
        ann> CAP REQ :-batch echo-message nonsense
        ann< :parlour.local CAP * NAK :-batch echo-message nonsense
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch
        ann> CAP REQ :-nonsense
        ann< :parlour.local CAP * NAK :-nonsense
        ann> CAP REQ :--batch
        ann< :parlour.local CAP * NAK :--batch
        ann> CAP REQ :-
        ann< :parlour.local CAP * NAK :-
    """,
    "spaces around names mean nothing": """
        ann> CAP REQ :  batch   echo-message
        ann< :parlour.local CAP * ACK :batch   echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch echo-message
    """,
    "a value asked for is no name": """
        ann> CAP REQ :batch=1
        ann< :parlour.local CAP * NAK :batch=1
    """,
    "QUIT ends it": """
        ann> CAP LS
        ann~
        ann> QUIT
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: )
    """,
    "an older draft is what it became": """
        ann> CAP REQ :draft/no-implicit-names
        ann< :parlour.local CAP * ACK :draft/no-implicit-names
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :draft/no-implicit-names no-implicit-names
        ann> CAP REQ :-no-implicit-names
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
}


@pytest.mark.parametrize("script", ORDER.values(), ids=ORDER.keys())
def test_capabilities_in_any_order(script: str) -> None:
    world = World()
    world.connect("ann")
    world.play(script)


CHANGES = {
    # https://ircv3.net/specs/extensions/extended-join
    "extended-join: who joins is shown with account and real name": """
        ann> CAP REQ :extended-join
        ann~
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic * :Ann
        ann~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        ann< :bob!bob@127.0.0.1 JOIN #attic * :Bob
        ann> CAP REQ :-extended-join
        ann~
        cat> JOIN #attic
        ann< :cat!cat@127.0.0.1 JOIN #attic
    """,
    "extended-join: so it is in the past": """
        ann> JOIN #attic
        ann> CAP REQ :extended-join draft/chathistory draft/event-playback batch
        ann> PRIVMSG #attic :hi
        ann~
        ann> CHATHISTORY LATEST #attic * 5
        ann< … BATCH +p1 chathistory #attic
        ann< @batch=p1 :ann!ann@127.0.0.1 JOIN #attic * :Ann
        ann< @batch=p1 :ann!ann@127.0.0.1 PRIVMSG #attic :[…] hi
    """,
    # https://ircv3.net/specs/extensions/userhost-in-names
    "userhost-in-names: NAMES shows sources": """
        ann> CAP REQ :userhost-in-names
        ann~
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 353 ann = #attic :@ann!ann@127.0.0.1
        ann< :parlour.local 366 ann #attic :End of NAMES list
        bob> JOIN #attic
        bob~
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :@ann bob
        ann~
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@ann!ann@127.0.0.1 bob!bob@127.0.0.1
    """,
    # https://ircv3.net/specs/extensions/no-implicit-names: "MUST NOT send an implicit NAMES reply after sending a JOIN
    # message. Servers MUST reply to explicit NAMES commands"
    "no-implicit-names: JOIN shows no names, NAMES does": """
        bob> JOIN #attic
        bob> TOPIC #attic :Tea
        ann> CAP REQ :no-implicit-names
        ann~
        ann> JOIN #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann< :parlour.local 332 ann #attic :Tea
        ann< :parlour.local 333 ann #attic …
        ann.
        ann> NAMES #attic
        ann< :parlour.local 353 ann = #attic :@bob ann
        ann< :parlour.local 366 ann #attic :End of NAMES list
        ann.
        cat> CAP REQ :draft/no-implicit-names
        cat~
        cat> JOIN #attic
        cat< :cat!cat@127.0.0.1 JOIN #attic
        cat< :parlour.local 332 cat #attic :Tea
        cat< :parlour.local 333 cat #attic …
        cat.
    """,
    # https://ircv3.net/specs/extensions/account-tag: "If the user is not identified to any services account, the tag
    # MUST NOT be sent"
    "account-tag: who has no account has no tag": """
        ann> CAP REQ :account-tag
        ann~
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
    """,
    # https://ircv3.net/specs/extensions/extended-isupport
    "extended-isupport: what is supported can be asked for before and after registration": """
        ann> ISUPPORT
        ann< :parlour.local 005 ann … :are supported by this server
        ann< :parlour.local 005 ann …
        ann< :parlour.local 005 ann …
        ann.
        ann> CAP REQ :draft/extended-isupport
        ann< :parlour.local CAP ann ACK :draft/extended-isupport
        ann.
        ann> ISUPPORT
        ann< :parlour.local 005 ann …
        ann~
        ann> CAP REQ :batch
        ann~
        ann> ISUPPORT
        ann< :parlour.local BATCH +p1 draft/isupport
        ann< @batch=p1 :parlour.local 005 ann … :are supported by this server
        ann< @batch=p1 :parlour.local 005 ann …
        ann< @batch=p1 :parlour.local 005 ann …
        ann< :parlour.local BATCH -p1
        ann.
        ann> CAP REQ :-draft/extended-isupport
        ann~
        ann> ISUPPORT
        ann< :parlour.local 005 ann …
    """,
    "extended-isupport: with a label": """
        ann> CAP REQ :draft/extended-isupport batch labeled-response
        ann~
        ann> @label=1 ISUPPORT
        ann< @label=1 :parlour.local BATCH +p2 draft/isupport
        ann< @batch=p2 :parlour.local 005 ann …
        ann< @batch=p2 :parlour.local 005 ann …
        ann< @batch=p2 :parlour.local 005 ann …
        ann< :parlour.local BATCH -p2
        ann.
    """,
}


@pytest.mark.parametrize("script", CHANGES.values(), ids=CHANGES.keys())
def test_what_a_capability_changes(script: str) -> None:
    World().play(script)


def test_what_is_supported_can_be_asked_for_before_registration_in_a_batch() -> None:
    """https://ircv3.net/specs/extensions/extended-isupport#draftisupport-batch: "MUST group all RPL_ISUPPORT messages
    inside a draft/isupport batch when [both] capabilities are enabled", "MUST NOT send any unbatched"."""
    world = World()
    world.connect("ann")
    world.play("""
        ann> CAP REQ :batch draft/extended-isupport
        ann< :parlour.local CAP * ACK :batch draft/extended-isupport
        ann> ISUPPORT
        ann< :parlour.local BATCH +p1 draft/isupport
        ann< @batch=p1 :parlour.local 005 * AWAYLEN=… :are supported by this server
        ann< @batch=p1 :parlour.local 005 * …
        ann< @batch=p1 :parlour.local 005 * …
        ann< :parlour.local BATCH -p1
        ann.
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann> CAP END
        ann< :parlour.local 001 ann …
        ann< :parlour.local 002 ann …
        ann< :parlour.local 003 ann …
        ann< :parlour.local 004 ann …
        ann< :parlour.local BATCH +p2 draft/isupport
        ann< @batch=p2 :parlour.local 005 ann …
        ann< @batch=p2 :parlour.local 005 ann …
        ann< @batch=p2 :parlour.local 005 ann …
        ann< :parlour.local BATCH -p2
        ann< :parlour.local 251 ann …
    """)


def test_a_picture_of_the_network_is_announced_if_there_is_one() -> None:
    # https://ircv3.net/specs/extensions/network-icon
    World(icon="https://example.org/icon.svg").play("""
        ann> ISUPPORT
        ann<< :parlour.local 005 ann … draft/ICON=https://example.org/icon.svg …
    """)
    ann = World().client("ann")
    ann.send("ISUPPORT")
    assert not any("ICON" in line for line in ann.lines)
