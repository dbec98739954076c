"""Every numeric is sent to somebody in these conversations, with exactly its parameters; here those that no other has.

Source: https://modern.ircdocs.horse/#numerics
"""

import re

import pytest

from parlour.core.host import About, Gateway
from parlour.core.powers import Login
from parlour.wire.numerics import NUMERICS
from tests.support.operators import HASH, PASSWORD, logins
from tests.support.play import Client, World
from tests.support.specification import Clause, Kept, conversations, each

DEFS = "https://defs.ircdocs.horse/defs/numerics.html#"

CLAUSES: list[Kept] = [
    Clause("#connection-registration", "the welcome", """
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann :Welcome to the Parlour network, ann!ann@127.0.0.1
        ann< :parlour.local 002 ann :Your host is parlour.local, running parlour-…
        ann< :parlour.local 003 ann :This server was started …
        ann< :parlour.local 004 ann parlour.local parlour-… Biow CIMRTabefhiklmnopqstv Iabefhkloqv
        ann< :parlour.local 005 ann AWAYLEN=300 … :are supported by this server
    """, new=("ann",)),
    Clause("#stats-message", "a connection: its user, bytes waiting, messages and kilobytes each way, its age", """
        ann> STATS l
        ann< :parlour.local 211 ann ann[ann@127.0.0.1] 0 0 … 3 0 0
    """),
    Clause(f"{DEFS}rpl-map-015", "the servers and how they are linked", """
        ann> MAP
        ann< :parlour.local 015 ann :parlour.local [users: 1]
        ann< :parlour.local 017 ann :End of /MAP
        ann.
    """),
    Clause(f"{DEFS}rpl-rules-232", "the rules", """
        ann> RULES
        ann< :parlour.local 308 ann :- parlour.local server rules -
        ann< :parlour.local 232 ann :- Be kind
        ann< :parlour.local 309 ann :End of RULES command
        ann.
    """, about=About(rules=("Be kind",))),
    Clause(f"{DEFS}err-norules-434", "no rules", """
        ann> RULES
        ann< :parlour.local 434 ann :RULES File is missing
        ann.
    """),
    Clause("https://www.rfc-editor.org/rfc/rfc2812#section-5.2", "nothing is known of who runs the server", """
        ann> ADMIN
        ann< :parlour.local 423 ann parlour.local :No administrative info available
        ann.
    """),
    Clause("#rplwhoisbot-335", "a bot", """
        bob> MODE bob +B
        ann> WHOIS bob
        ann<< :parlour.local 335 ann bob :is a bot
    """),
    Clause(f"{DEFS}rpl-userip-340", "addresses", """
        ann> USERIP ann nobody
        ann< :parlour.local 340 ann :ann=+ann@127.0.0.1
        ann.
    """),
    Clause(f"{DEFS}rpl-whoisgateway-350", "by which gateway somebody comes", """
        ann> WEBIRC correct-horse kiwi 203.0.113.5 203.0.113.5
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann~
        ann> WHOIS ann
        ann<< :parlour.local 350 ann ann * * :is connected via the gateway kiwi (WEBIRC)
    """, new=("ann",), gateways=((Gateway("kiwi", HASH), ("127.0.0.0/8",)),)),
    Clause("#rplversion-351", "the version", """
        ann> VERSION
        ann< :parlour.local 351 ann parlour-… parlour.local :test server
    """, about=About(description="test server")),
    Clause(f"{DEFS}rpl-visiblehost-396", "the host under which one is seen", f"""
        ann> OPER staff {PASSWORD}
        ann<< :parlour.local 396 ann staff.example.org :is now your displayed host
    """, logins=logins(Login("staff", HASH, "admin", frozenset(), host="staff.example.org"))),
    Clause(f"{DEFS}err-needreggednick-477", "a channel for accounts", """
        ann> JOIN #attic
        ann> MODE #attic +R
        bob> JOIN #attic
        bob< :parlour.local 477 bob #attic :This channel is for those who are logged in to an account
        bob.
    """),
    Clause(f"{DEFS}err-listsyntax-521", "a condition of LIST that is none", """
        ann> LIST >many
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 521 ann >many :Bad list syntax: what follows < or > is a number
        ann< :parlour.local 323 ann :End of /LIST
        ann.
    """),
    Clause("#rplhelpstart-704", "help, its title and its last line", """
        ann> HELP JOIN
        ann< :parlour.local 704 ann JOIN :JOIN <names> [<keys>]
        ann< :parlour.local 705 ann JOIN :
        ann<< :parlour.local 706 ann JOIN :Specification: https://modern.ircdocs.horse/#join-message
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_a_command_that_is_dropped_is_told() -> None:
    # https://modern.ircdocs.horse/#rpltryagain-263
    world = World(logins=logins())
    world.clock.busy = True
    world.play("ann> OPER root x\nann< :parlour.local 263 ann OPER :Please wait a while and try again.\nann.")


def test_an_error_of_the_servers_own_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # https://modern.ircdocs.horse/#errunknownerror-400
    world = World()
    errors: list[Exception] = []
    monkeypatch.setattr(world.node, "bug", lambda peer, error: errors.append(error))
    ann = world.client("ann")
    monkeypatch.setattr("parlour.protocols.irc.commands.information.send_motd", None)
    ann.send("MOTD", "PING x")
    assert ann.lines == [
        ":parlour.local 400 ann MOTD :Internal error; it has been logged",
        ":parlour.local PONG parlour.local :x",
    ]
    assert len(errors) == 1


def test_who_is_banned_is_told() -> None:
    # https://modern.ircdocs.horse/#erryourebannedcreep-465
    world = World(logins=logins())
    world.play(f"ann> OPER root {PASSWORD}\nann> UBAN ADD 192.0.2.7 :spam")
    bob = world.connect("bob", "192.0.2.7")
    bob.send("NICK bob", "USER bob 0 * :Bob")
    told, closed = bob.lines
    assert re.match(r":parlour\.local 465 \S+ :You are banned from this server: spam", told)
    assert closed.startswith("ERROR :Closing Link: 192.0.2.7 (")


def test_who_comes_by_tls_is_said_to_be_safe() -> None:
    # https://modern.ircdocs.horse/#rplwhoissecure-671
    world = World()
    ann = world.clients["ann"] = Client(world, "ann", secure=True)
    ann.register().send("WHOIS ann")
    assert ":parlour.local 671 ann ann :is using a secure connection" in ann.lines


BY_TESTS = {"RPL_TRYAGAIN", "ERR_UNKNOWNERROR", "ERR_YOUREBANNEDCREEP", "RPL_WHOISSECURE"}
"""What the tests above have somebody be sent, as it takes more than a conversation."""

VARYING = {"RPL_YOURHOST", "RPL_CREATED", "RPL_MYINFO", "RPL_ISUPPORT", "RPL_STATSLINKINFO", "RPL_VERSION", "RPL_INFO"}
"""What has versions, times or bytes in it, or is so long that a part stands for it."""

# What somebody is sent, from its code on.
_EXPECTED = re.compile(r"^ *\w+<<? (?:@\S+ )?:parlour\.local (\d{3} .*)$", re.MULTILINE)


def test_every_numeric_is_sent_to_somebody_with_exactly_its_parameters() -> None:
    expected = {line for clause in conversations() for line in _EXPECTED.findall(clause.script)}
    exact = {line[:3] for line in expected if "…" not in line}
    missing = {name for name, numeric in NUMERICS.items() if numeric.code not in exact}
    assert missing == BY_TESTS | VARYING


MODERN = (
    "001 002 003 004 005 010 212 219 221 242 251 252 253 254 255 256 257 258 259 263 265 266 276 300 301 302 305 306 "
    "307 311 312 313 314 315 317 318 319 320 321 322 323 324 329 330 331 332 333 336 337 338 341 346 347 348 349 351 "
    "352 353 364 365 366 367 368 369 371 372 374 375 376 378 379 381 382 391 400 401 402 403 404 405 406 409 411 412 "
    "417 421 422 431 432 433 436 441 442 443 451 461 462 464 465 468 471 472 473 474 475 476 481 482 483 491 501 502 "
    "524 525 670 671 691 696 704 705 706 723 900 901 902 903 904 905 906 907 908"
)
"""The codes of the numerics that modern.ircdocs.horse lists."""

_NO_ACCOUNTS = "there are no accounts yet"

NOT_SENT = {
    "010": "there is no other server to send anybody to",
    "276": "no certificates are asked of clients",
    "300": "it means nothing",
    "307": _NO_ACCOUNTS,
    "330": _NO_ACCOUNTS,
    "436": "there is no other server to have the same nick",
    "468": "of a user name that cannot be used another is made, and there is no mode that only servers change",
    "525": "a key that is none is told with 696, as all parameters of modes",
    "670": "TLS has listeners of its own",
    "691": "TLS has listeners of its own",
    **dict.fromkeys(("900", "901", "902", "903", "904", "905", "906", "907", "908"), _NO_ACCOUNTS),
}
"""The numerics of modern.ircdocs.horse that this server does not send, and why."""


def test_of_the_numerics_of_the_specification_those_are_missing_that_do_not_apply() -> None:
    # https://modern.ircdocs.horse/#numerics
    sent = {numeric.code for numeric in NUMERICS.values()}
    assert set(MODERN.split()) - sent == NOT_SENT.keys()
