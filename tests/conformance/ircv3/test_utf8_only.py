"""The clauses of https://ircv3.net/specs/extensions/utf8-only"""

import pytest

from tests.support.play import World
from tests.support.specification import Clause, Kept, each

SPEC = "https://ircv3.net/specs/extensions/utf8-only"

CLAUSES = [
    Clause("#the-utf8only-isupport-token", "005 has the token", """
        ann> VERSION
        ann<< :parlour.local 005 ann … UTF8ONLY …
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


LINES = {
    "a message": (b"PRIVMSG #attic :\xff", "PRIVMSG"),
    "a notice": (b"NOTICE bob :caf\xe9", "NOTICE"),
    "a topic": (b"TOPIC #attic :\xc3", "TOPIC"),
    "a real name": (b"SETNAME :\xed\xa0\x80", "SETNAME"),
    "a reason to leave": (b"PART #attic :\xff", "PART"),
    "a reason to be away": (b"AWAY :\xff", "AWAY"),
    "a nick": (b"NICK caf\xe9", "NICK"),
    "a tag": (b"@+a=\xff PRIVMSG #attic :hi", "PRIVMSG"),
    "a channel": (b"JOIN #caf\xe9", "JOIN"),
    "a way of writing that is longer than it has to be": (b"PRIVMSG bob :\xc0\xaf", "PRIVMSG"),
    "a command": (b"\xff\xfe bob", "*"),
}


@pytest.mark.parametrize(("line", "command"), LINES.values(), ids=LINES)
def test_what_is_no_utf8_is_relayed_to_nobody(line: bytes, command: str) -> None:
    """#the-utf8only-isupport-token: "MUST NOT relay content [...] containing non-UTF-8 data to clients";
    #the-invalid_utf8-standard-replies-code: with the command, or * when there is none to be read."""
    world = World()
    ann, bob = (world.client(name, "message-tags", "setname", "away-notify") for name in ("ann", "bob"))
    ann.send("JOIN #attic")
    bob.send("JOIN #attic")
    for client in (ann, bob):
        client.read = len(client.wire.sent)
    ann.send(line)
    assert not bob.lines
    [answer] = ann.lines
    assert answer.startswith(f":parlour.local FAIL {command} INVALID_UTF8 :")
    ann.send(b"PING \xff", "PING x")
    assert ann.lines[-1] == ":parlour.local PONG parlour.local :x"


def test_it_is_told_before_registration_too() -> None:
    # #examples: "USER u s e :<non-utf8 realname>" is rejected
    ann = World().connect("ann")
    ann.send(b"NICK ann", b"USER ann 0 * :caf\xe9")
    [answer] = ann.lines
    assert answer.startswith(":parlour.local FAIL USER INVALID_UTF8 :")


CUT = {
    "a real name": (["USER ann 0 * :" + "é" * 76], "WHOIS ann", " 311 ann ann ann "),
    "a reason to be away": (["USER ann 0 * :Ann", "AWAY :x" + "é" * 160], "WHOIS ann", " 301 ann ann :"),
    "a topic": (["USER ann 0 * :Ann", "JOIN #a", "TOPIC #a :x" + "é" * 200], "TOPIC #a", " 332 ann #a :"),
}


@pytest.mark.parametrize(("lines", "asked", "numeric"), CUT.values(), ids=CUT)
def test_what_is_cut_is_cut_between_characters(lines: list[str], asked: str, numeric: str) -> None:
    """#implementation-considerations: "they do not do so in the middle of a UTF-8-encoded codepoint"."""
    ann = World().connect("ann")
    ann.send("NICK ann", *lines)
    assert ann.lines
    ann.send(asked)
    [shown] = [line for line in ann.lines if numeric in line]
    text = shown.rpartition(":")[2].removeprefix("x")
    assert text
    assert set(text) == {"é"}
