"""What is sent to the port for plain text that nobody should send: it is answered in a sentence, and harms nobody."""

import random
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import irssi, netcat
from tests.support.irc import DEADLINE_S, insecure_context
from tests.support.irssi import Irssi
from tests.support.netcat import Typist, by_nc, come
from tests.support.process import Server

pytestmark = pytest.mark.slow

if reason := netcat.missing():
    pytest.skip(reason, allow_module_level=True)

LISTEN = ("127.0.0.1:0", "--text", "127.0.0.1:0")
MIB = 1 << 20

BAD_BYTES = "That line went to nobody: text has to be UTF-8, without NUL characters."
TOO_LONG = "That line is too long, so it went to nobody: 400 bytes are the most."
ASKED = "What is your name?"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path, *LISTEN) as started:
        yield started


def text_address(server: Server) -> tuple[str, int]:
    """Where it listens for plain text."""
    address = server.addresses("text")[0]
    assert isinstance(address, tuple)
    return address


def stranger(stack: ExitStack, server: Server) -> Typist:
    """Somebody who is asked for a name."""
    made = stack.enter_context(Typist("stranger", *by_nc(text_address(server))))
    made.sees("This is Parlour. What is your name?")
    return made


# Before a name, and as one

NO_NAMES = {
    "a command": (b"GET", "GET is a command, and comes after your name."),
    "a session": (b"CONNECT 1", "CONNECT is a command, and comes after your name."),
    "text": (b"hello everybody", "'hello everybody' cannot be a name: …"),
    "one of 10 KB": (b"x" * 10_000, TOO_LONG),
    "one of 300 bytes": (b"x" * 300, "That is too long for a name: … bytes are the most."),
    "one of control characters": (b"\x1b[2J\x07", r"'\x1b[2J\x07' cannot be a name: …"),
    "one that looks like somebody's": ("\N{CYRILLIC SMALL LETTER A}nn".encode(), "… looks too much like the name of …"),
    "one that somebody has": (b"Ann", "Somebody called Ann is here already."),
    "no text": (b"\xfe\xfd", BAD_BYTES),
    "nothing visible": ("\u200b\u200b".encode(), "… cannot be a name: …"),
    "one that runs the other way": ("\u202enna".encode(), "… cannot be a name: …"),
}


@pytest.mark.parametrize(("name", "why"), NO_NAMES.values(), ids=NO_NAMES)
def test_what_is_no_name_is_asked_for_again_three_times(server: Server, name: bytes, why: str) -> None:
    with ExitStack() as stack:
        ann, other = come(stack, server, "ann"), stranger(stack, server)
        other.put(name + b"\n" + name + b"\n")
        other.sees(why, ASKED, why, ASKED)
        other.type("bob")
        other.expect("Hello bob, …")
        third = stranger(stack, server)
        third.put((name + b"\n") * 3)
        third.sees(why, ASKED, why, ASKED)
        assert third.rest()[1:] == ["No name was found for you in 3 tries. Come again.", "Good bye."]
        ann.sees("* bob joined")
        ann.sees_nothing()


def test_half_a_name_and_then_silence_is_closed_after_a_while_with_a_sentence(tmp_path: Path) -> None:
    with Server(tmp_path, *LISTEN, config="[limits]\nregistration_s = 1\n") as server, ExitStack() as stack:
        ann, silent = come(stack, server, "ann"), stranger(stack, server)
        silent.put(b"bo")
        bob = come(stack, server, "bob")
        bob.type("hello")
        ann.sees("* bob joined", "<bob> hello")
        assert silent.rest() == ["*** You did not say your name within 1 second. Good bye."]
        # Those who have a name may be silent, in the middle of a line, too.
        ann.put(b"half a ")
        bob.sees_nothing()
        ann.type("line")
        bob.sees("<ann> half a line")


def test_two_hundred_who_never_say_a_name_harm_nobody_and_are_closed_with_a_sentence(tmp_path: Path) -> None:
    config = "[limits]\nregistration_s = 2\n"
    with Server(tmp_path, *LISTEN, config=config) as server, ExitStack() as stack:
        address = text_address(server)
        ann = come(stack, server, "ann")
        silent = [stack.enter_context(socket.create_connection(address, DEADLINE_S)) for _ in range(200)]
        bob = come(stack, server, "bob")
        bob.type("hello")
        ann.sees("* bob joined", "<bob> hello")
        for peer in silent:
            with peer.makefile(encoding="utf-8") as told:
                assert told.read().splitlines() == [
                    "This is Parlour. What is your name?",
                    "*** You did not say your name within 2 seconds. Good bye.",
                ]
        for one, other in ((ann, bob), (bob, ann)):
            one.type("still here")
            other.sees(f"<{one.name}> still here")
        ann.sees_nothing()


# Of somebody who has a name

NO_PARTNERS = {
    "nobody": ("CONNECT", "It is typed like this: CONNECT <id|name> [full|half|simplex]. …"),
    "one who is not here": ("CONNECT eve", "Nobody called eve is here; GET shows who is."),
    "an id that nobody has": ("CONNECT 77", "Nobody has the id 77; GET shows who is here."),
    "a huge id": (f"CONNECT 1{'0' * 30}", f"Nobody has the id 1{'0' * 30}; GET shows who is here."),
    "a huger id": (f"CONNECT {'9' * 300}", f"Nobody has the id {'9' * 60}…; GET shows who is here."),
    "a negative id": ("CONNECT -1", "Nobody has the id -1; GET shows who is here."),
    "nought": ("CONNECT 0", "Nobody has the id 0; GET shows who is here."),
    "digits of another script": ("CONNECT \N{ARABIC-INDIC DIGIT TWO}", "Nobody called \N{ARABIC-INDIC DIGIT TWO} is …"),
    "oneself": ("CONNECT 1", "That is yourself."),
    "a duplex that there is not": ("CONNECT bob loud", "It is typed like this: CONNECT <id|name> …"),
    "control characters": ("CONNECT \x1b[31m", "Nobody called ^[[31m is here; GET shows who is."),
}


@pytest.mark.parametrize(("line", "why"), NO_PARTNERS.values(), ids=NO_PARTNERS)
def test_a_session_with_whom_there_cannot_be_one_is_refused_in_a_sentence(server: Server, line: str, why: str) -> None:
    with ExitStack() as stack:
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob")
        ann.sees("* bob joined")
        ann.type(line)
        ann.sees(why)
        for typist in (ann, bob):
            typist.sees_nothing()
        ann.type("CONNECT 2")
        ann.sees("*** Session with bob (full): …")


def test_a_mebibyte_without_an_end_is_one_line_that_is_too_long(server: Server) -> None:
    with ExitStack() as stack:
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob")
        before_bytes = server.memory_bytes
        for _ in range(32):
            bob.put(b"x" * MIB)
        bob.type("", "and this is short")
        bob.sees(TOO_LONG)
        ann.sees("* bob joined", "<bob> and this is short")
        assert server.memory_bytes - before_bytes < 8 * MIB
        for typist in (ann, bob):
            typist.sees_nothing()


def test_random_bytes_are_no_text(server: Server) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201, to see it when this fails
    noise = random.Random(seed).randbytes(MIB)
    with ExitStack() as stack:
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob")
        ann.sees("* bob joined")
        bob.put(noise)
        bob.type("", "/msg ann that was not for you")
        ann.expect("[bob to you] that was not for you")
        answers = {line.partition(" Not sent: ")[0] for line in bob.news()}
        assert {BAD_BYTES, TOO_LONG} <= answers
        assert "internal error" not in server.errors


def test_what_is_no_utf_8_is_answered_and_the_next_line_is_said(server: Server) -> None:
    with ExitStack() as stack:
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob")
        bob.put(b"gr\xfc\xdfe\n\xed\xa0\x80\na\0b\n\xc0\xaf\nGr\xc3\xbc\xc3\x9fe\n")
        bob.sees(*[BAD_BYTES] * 4)
        ann.sees("* bob joined", "<bob> Grüße")
        # What is UTF-8, and would have done something to a terminal, does nothing.
        bob.put("\x1b]0;you\x07 \x9b31m \x02bold\x02 \u202eevil\r over\n".encode())
        ann.sees("<bob> ^[]0;you^G ^[[31m bold evil", "<bob> over")
        for typist in (ann, bob):
            typist.sees_nothing()


# Those who speak something else


def test_a_browser_is_told_that_it_is_wrong_here(server: Server) -> None:
    host, port = text_address(server)
    with socket.create_connection((host, port), DEADLINE_S) as browser, browser.makefile(encoding="utf-8") as told:
        browser.sendall(f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 4\r\n\r\nann\nspam\n".encode())
        assert told.read().splitlines() == [
            "This is Parlour. What is your name?",
            "Here people type plain text, by nc or telnet: there is no web page.",
            "Good bye.",
        ]


@pytest.mark.clients
@pytest.mark.skipif(irssi.missing() is not None, reason=irssi.missing() or "")
def test_irssi_is_told_that_it_is_wrong_here(server: Server, tmp_path: Path) -> None:
    host, port = text_address(server)
    with Irssi(tmp_path / "eve", "eve") as eve:
        eve.type(f"/connect {host} {port}")
        eve.expect(r"an IRC client has to connect to another port\.", r"Connection lost to 127\.0\.0\.1")


def test_tls_on_the_port_without_it_is_closed_and_harms_nobody(tmp_path: Path) -> None:
    with Server(tmp_path, *LISTEN, config="[limits]\nregistration_s = 1\n") as server, ExitStack() as stack:
        ann = come(stack, server, "ann")
        with (
            socket.create_connection(text_address(server), DEADLINE_S) as plain,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            insecure_context().wrap_socket(plain).close()
        ann.sees_nothing()
