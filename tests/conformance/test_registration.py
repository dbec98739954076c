"""Registration: CAP, PASS, USER. Source: https://modern.ircdocs.horse/#connection-registration"""

from tests.support.operators import HASH, PASSWORD
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

CAP = "https://ircv3.net/specs/extensions/capability-negotiation"
LOCKED = {"password": HASH}

CLAUSES: list[Kept] = [
    # Registration
    Clause("#connection-registration", "the welcome is 001 to 005 in order, LUSERS, and the MOTD", """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann :Welcome to the Parlour …ann!ann@127.0.0.1
        ann< :parlour.local 002 ann :Your host is parlour.local, running …
        ann< :parlour.local 003 ann :This server was …
        ann< :parlour.local 004 ann parlour.local parlour-… … … …
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
        ann< :parlour.local 375 ann :- parlour.local Message of the day -
        ann< :parlour.local 372 ann :- Be kind
        ann< :parlour.local 376 ann :End of MOTD command
        ann.
    """, new=("ann",), motd=["Be kind"]),
    Clause("#connection-registration", "without a message of the day the welcome ends with 422", """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
        ann<< :parlour.local 266 ann …
        ann< :parlour.local 422 ann :MOTD File is missing
        ann.
    """, new=("ann",)),
    Clause("#connection-registration", "USER may come before NICK", """
        ann> USER ann 0 * :Ann
        ann.
        ann> NICK ann
        ann< :parlour.local 001 ann …
    """, new=("ann",)),
    Clause("#connection-registration", "before registration only what it takes is accepted", """
        bob~
        ann> JOIN #attic
        ann< :parlour.local 451 * :You have not registered
        ann> PRIVMSG bob :hi
        ann< :parlour.local 451 * :You have not registered
        ann> NICK ann
        ann> WHO
        ann< :parlour.local 451 ann :You have not registered
        ann> OPER root secret
        ann< :parlour.local 451 ann :You have not registered
        ann> NOSUCH
        ann< :parlour.local 451 ann :You have not registered
        bob> NAMES #attic
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """, new=("ann",)),
    # CAP
    Clause("#capability-negotiation", "CAP LS holds up the registration until CAP END", """
        ann> CAP LS 302
        ann< :parlour.local CAP * LS :…
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=("ann",)),
    Clause(CAP, "what is not offered is refused, and the registration goes on", """
        ann> CAP LS 302
        ann~
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann> CAP REQ :foo
        ann< :parlour.local CAP ann NAK :foo
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=("ann",)),
    Clause(f"{CAP}#the-cap-req-subcommand", "a request is granted or refused as a whole, and repeated exactly", """
        ann> CAP REQ :foo multi-prefix bar
        ann< :parlour.local CAP * NAK :foo multi-prefix bar
        ann> CAP REQ :multi-prefix bar
        ann< :parlour.local CAP * NAK :multi-prefix bar
        ann> CAP REQ :qux foo bar baz qux quux
        ann< :parlour.local CAP * NAK :qux foo bar baz qux quux
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
        ann> CAP REQ :userhost-in-names multi-prefix
        ann< :parlour.local CAP * ACK :userhost-in-names multi-prefix
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :multi-prefix userhost-in-names
    """, new=("ann",)),
    Clause(f"{CAP}#the-cap-req-subcommand", "a capability is given back with a minus, and its effect with it", """
        ann> CAP REQ :echo-message server-time
        ann~
        bob> PRIVMSG ann :hi
        ann< @time=… :bob!bob@127.0.0.1 PRIVMSG ann :hi
        ann> CAP REQ :-server-time
        ann< :parlour.local CAP ann ACK :-server-time
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :echo-message
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
    """),
    Clause(f"{CAP}#the-cap-list-subcommand", "no capabilities are an empty parameter", """
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """, new=("ann",)),
    Clause(f"{CAP}#err_invalidcapcmd", "a subcommand that there is not is told", """
        ann> CAP NOTACOMMAND
        ann< :parlour.local 410 * NOTACOMMAND :Invalid CAP command
        ann> NICK ann
        ann> CAP FOO
        ann< :parlour.local 410 ann FOO :Invalid CAP command
    """, new=("ann",)),
    Clause(f"{CAP}#the-cap-end-subcommand", "after registration they may be asked for, and CAP END is passed over", """
        ann> CAP END
        ann.
        ann> CAP REQ :multi-prefix
        ann< :parlour.local CAP ann ACK :multi-prefix
        ann> CAP END
        ann.
        ann> CAP LS
        ann< :parlour.local CAP ann LS :…
    """),
    # PASS
    Clause("#pass-message", "the right password lets in", f"""
        ann> PASS {PASSWORD}
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
    """, new=("ann",), **LOCKED),
    Clause("#pass-message", "a wrong password is told, and the connection closed", """
        ann> PASS wrong
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 464 ann :Password incorrect
        ann< ERROR :Closing Link: 127.0.0.1 (Bad password)
        ann.
    """, new=("ann",), **LOCKED),
    Clause("#pass-message", "no password where one is needed is as good as a wrong one, and later is too late", f"""
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 464 ann :Password incorrect
        ann< ERROR :…
        bob> PASS {PASSWORD}
        bob> USER bob 0 * :Bob
        bob> NICK bob
        bob< :parlour.local 001 bob …
    """, new=("ann", "bob"), **LOCKED),
    Clause("#pass-message", "of several passwords the last counts", f"""
        ann> PASS wrong
        ann> PASS {PASSWORD}
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
        bob> PASS {PASSWORD}
        bob> PASS wrong
        bob> NICK bob
        bob> USER bob 0 * :Bob
        bob< :parlour.local 464 bob :Password incorrect
    """, new=("ann", "bob"), **LOCKED),
    Clause("#pass-message", "a password needs a parameter, and comes before registration", """
        ann> PASS
        ann< :parlour.local 461 * PASS :Not enough parameters
        bob> PASS secret
        bob< :parlour.local 462 bob :You may not reregister
    """, new=("ann",)),
    # USER
    Clause("#user-message", "USER needs its four parameters, and a real name", """
        ann> NICK ann
        ann> USER
        ann< :parlour.local 461 ann USER :Not enough parameters
        ann> USER ann 0 *
        ann< :parlour.local 461 ann USER :Not enough parameters
        ann> USER ann 0 * :
        ann< :parlour.local 461 ann USER :Not enough parameters
        ann.
    """, new=("ann",)),
    Clause("#user-message", "a user name is cut to what is announced, in silence", """
        ann> NICK ann
        ann> USER abcdefghijklmnopqrstuvwxyz 0 * :Ann
        ann< :parlour.local 001 ann …
        ann<< :parlour.local 005 ann … USERLEN=16 …
        ann~
        ann> WHOIS ann
        ann< :parlour.local 311 ann ann abcdefghijklmnop 127.0.0.1 * :Ann
    """, new=("ann",)),
    Clause("#user-message", "a user name of which nothing can be used is another", """
        ann> NICK ann
        ann> USER !@😊😊 0 * :Ann Lee
        ann< :parlour.local 001 ann …
        ann~
        ann> WHOIS ann
        ann< :parlour.local 311 ann ann user 127.0.0.1 * :Ann Lee
    """, new=("ann",)),
    Clause("#user-message", "who has registered may not do so again", """
        ann> USER other 0 * :Other
        ann< :parlour.local 462 ann :You may not reregister
        ann> WHOIS ann
        ann< :parlour.local 311 ann ann ann 127.0.0.1 * :Ann
    """),
    Clause("#user-message", "the second and the third parameter may be anything", """
        ann> NICK ann
        ann> USER ann example.org other.example Ann
        ann< :parlour.local 001 ann …
    """, new=("ann",)),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_who_does_not_register_in_time_is_closed() -> None:
    # https://modern.ircdocs.horse/#connection-registration
    world = World(registration_s=10)
    ann = world.connect("ann")
    ann.send("NICK ann")
    world.pass_time(11)
    assert ann.lines == ["ERROR :Closing Link: 127.0.0.1 (Registration timed out after 10 seconds)"]
    assert ann.wire.closed


def test_a_client_of_version_301_is_shown_no_values_and_one_line() -> None:
    # https://ircv3.net/specs/extensions/capability-negotiation#cap-ls-version
    world = World()
    ann = world.connect("ann")
    ann.send("CAP LS")
    (line,) = ann.lines
    assert line.startswith(":parlour.local CAP * LS :")
    assert "=" not in line
