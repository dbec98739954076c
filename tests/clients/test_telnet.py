"""telnet and nc as they look in a terminal of 80 columns."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.netcat import by_nc
from tests.support.process import Server
from tests.support.programs import programs_missing
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.clients, pytest.mark.slow]

if reason := programs_missing({"telnet": "telnet", "nc": "netcat-openbsd", "tmux": "tmux"}):
    pytest.skip(reason, allow_module_level=True)

COLUMNS = 80

ANN_SEES = """\
This is Parlour. What is your name?
ann
Hello ann, your id is 1. Type /help for help, #CLOSE# to leave.
* ann joined
You are in #lobby, and nobody else yet: what you type is for whoever comes.
* bob joined
hällo 漢字
<bob> hello ann
*** bob opened a session (half): bob has the floor. #GOODBYE# ends it.
me too
bob has the floor. Not sent: me too
<bob> over to you
*** You have the floor now; #OVER# hands it back.
^Cstill here
*** bob has left, and the session is over.
* bob left
GET
id  name
 1  ann   FREE  you
#CLOSE#
Good bye.
Connection closed by foreign host."""

BOB_SEES = """\
This is Parlour. What is your name?
bob
Hello bob, your id is 2. Type /help for help, #CLOSE# to leave.
* bob joined
You are in #lobby with ann: what you type goes there.
<ann> hällo 漢字
hello ann
CONNECT ann half
*** Session with ann (half): you speak until #OVER#. #GOODBYE# ends it.
over to you
#OVER#
*** ann has the floor now.
<ann> still here
#CLOSE#
Good bye."""


@contextmanager
def terminal(folder: Path, *words: str) -> Iterator[Terminal]:
    """A program in a terminal, which stays there when the program has ended."""
    kept = ("sh", "-c", 'trap : INT; "$@"; exec sleep 1000', "sh", *words)
    with Terminal(folder, *kept, lines=60, columns=COLUMNS) as made:
        yield made


def test_an_evening_with_telnet_and_nc_looks_right(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0", "--text", "127.0.0.1:0") as server:
        words = by_nc(server.addresses("text")[0])
        # What the server prints is what works.
        assert any(" ".join(words) in line for line in server.announced)
        with terminal(tmp_path / "ann", "telnet", *words[1:]) as ann, terminal(tmp_path / "bob", *words) as bob:
            ann.expect(r"What is your name\?$")
            ann.type("ann")
            ann.expect("^You are in #lobby")
            bob.expect(r"What is your name\?$")
            bob.type("bob")
            ann.expect("bob joined$")
            ann.type("hällo 漢字")
            bob.expect("<ann> hällo 漢字$")
            bob.type("hello ann", "CONNECT ann half")
            ann.expect("^<bob> hello ann$", "has the floor")
            ann.type("me too")
            ann.expect("Not sent: me too$")
            bob.type("over to you", "#OVER#")
            ann.expect("^<bob> over to you$", "You have the floor now")
            # Ctrl-C is IAC IP and IAC DO TIMING-MARK (RFC 860), for whose answer telnet waits.
            ann.press("C-c")
            ann.type("still here")
            bob.expect("^<ann> still here$")
            bob.type("#CLOSE#")
            bob.expect(r"^Good bye\.$")
            ann.expect("bob left$")
            ann.type("GET")
            ann.expect("FREE  you$")
            ann.type("#CLOSE#")
            shown = ann.expect("closed by foreign host")
            assert shown.partition("Escape character is '^]'.\n")[2] == ANN_SEES
            assert bob.screen() == BOB_SEES


def test_help_fits_in_a_terminal(tmp_path: Path) -> None:
    with (
        Server(tmp_path, "127.0.0.1:0", "--text", "127.0.0.1:0") as server,
        terminal(tmp_path / "ann", "telnet", *by_nc(server.addresses("text")[0])[1:]) as ann,
    ):
        ann.type("ann", "/help")
        shown = ann.expect("is always text").partition("/help\n")[2].splitlines()
    table = shown[:-3]
    assert table[0].startswith("GET  ")
    # Each line begins a command, whose help stands in a column.
    at = table[0].index("Show")
    assert all(re.match(r"[A-Z#/]", line) and re.search(r"  [A-Z]", line[at - 2 : at + 1]) for line in table)
