"""`parlour chat` on the whole screen, in a real terminal: with an irssi and an nc on the other side, through a crash of
the server, and against servers that mean harm."""

import re
import socket
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import irssi, netcat
from tests.support.irc import HISTORY_CAPABILITIES
from tests.support.irssi import Irssi
from tests.support.netcat import come
from tests.support.process import Server
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.clients, pytest.mark.slow]

if reason := irssi.missing() or netcat.missing():
    pytest.skip(reason, allow_module_level=True)

COLUMNS, LINES = 100, 40
SAID = 1000


def chat(folder: Path, *words: str, columns: int = COLUMNS, lines: int = LINES, **extra: str) -> Terminal:
    """The client, called with these words."""
    return Terminal(
        folder, sys.executable, "-m", "parlour", "chat", *words, columns=columns, lines=lines, **extra
    )  # fmt: skip


def to(server: Server) -> tuple[str, ...]:
    host, port = server.irc
    return host, str(port), "--no-tls", "--nick", "ann", "--to", "#attic"


def test_an_evening_with_an_irssi_and_a_crash_of_the_server(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        host, port = server.irc
        with chat(tmp_path / "ann", *to(server)) as ann, Irssi(tmp_path / "bob", "bob") as bob:
            ann.expect(r"You are in the channel", r"Write to #attic")
            bob.type(f"/connect {host} {port}")
            bob.expect("Welcome to the Parlour network, bob!")
            bob.type("/join #attic")
            ann.expect(r"→ │ bob joined$", r"bob +FREE$")
            ann.type("hello bob")
            bob.expect(r"<.?ann> hello bob$")
            bob.type("hello ann")
            ann.expect(r"ann │ hello bob$", r"bob │ hello ann$")
            ann.type("/me waves")
            bob.expect(r"\* ann waves$")
            server.kill()
            ann.expect(r"Not connected|not connected|reconnect|offline|again in")
            ann.type("said one", "said two", "said three")
            ann.expect(r"… +ann │ said one$", r"… +│ said two$", r"… +│ said three$")
            server.start_again()
            ann.expect(r"^ +\d\d:\d\d +ann │ said one$")
            with server.client("eve", *HISTORY_CAPABILITIES) as eve:
                eve.join("#attic")
                said = [line.text for line in eve.history("#attic") if line.command == "PRIVMSG"]
            assert said == ["hello bob", "hello ann", "\x01ACTION waves\x01", "said one", "said two", "said three"]
            shown = ann.expect(r"^ +│ said three$")
            assert [shown.count(text) for text in ("said one", "said two", "said three")] == [1, 1, 1]
            ann.press("C-q")
            ann.wait()


def test_a_session_with_somebody_who_has_nothing_but_nc(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(Server(tmp_path, "127.0.0.1:0", "--text", "127.0.0.1:0"))
        ann = stack.enter_context(chat(tmp_path / "ann", *to(server)))
        ann.expect(r"Write to #attic")
        dan = come(stack, server, "dan")
        ann.type("/call dan half")
        dan.expect("*** ann opened a session (half): …")
        ann.expect(r"◆ session with dan, half duplex", r"Write to dan", r"dan +BUSY$")
        ann.type("are you there?")
        dan.expect("<ann> are you there?")
        dan.type("yes")
        dan.expect("ann has the floor. Not sent: yes")
        ann.type("/over")
        dan.expect("*** You have the floor now; …")
        dan.type("yes I am")
        ann.expect(r"dan ┃ yes I am$", r"dan has the floor\.$")
        dan.type("#GOODBYE#")
        ann.expect(r"dan ended the session$", r"dan +FREE$")
        # The other way round, asked first.
        ann.type("/ask on")
        ann.expect(r"You are asked before a session")
        dan.type("CONNECT ann")
        ann.expect(r"F6")
        ann.press("F6")
        dan.expect("*** …ann… …")
        ann.type("good evening")
        dan.expect("<ann> good evening")
        ann.press("F9")
        dan.expect("*** ann has ended the session.")
        ann.press("C-q")
        ann.wait()


def test_a_thousand_messages_are_scrolled_back_to_the_first(tmp_path: Path) -> None:
    with Server(tmp_path) as server, server.client("bob") as bob:
        bob.join("#attic")
        bob.send(*(f"PRIVMSG #attic :line number {at:04}" for at in range(SAID)))
        bob.settle()
        with chat(tmp_path / "ann", *to(server)) as ann:
            ann.expect(rf"line number {SAID - 1:04}")
            screen, pages = ann.screen(), 0
            while "line number 0000" not in screen and pages < 200:
                seen = re.findall(r"line number (\d{4})", screen)
                assert seen == sorted(seen)
                ann.press("PageUp")
                pages += 1
                first = int(seen[0]) if seen else SAID
                screen = ann.expect("|".join(f"line number {at:04}" for at in range(max(0, first - 5), first)))
            assert "this is where it begins" in ann.expect(r"this is where it begins", "line number 0000")
            ann.press("C-q")
            ann.wait()


def test_it_opens_where_one_left_with_what_was_begun(tmp_path: Path) -> None:
    with Server(tmp_path) as server, server.client("bob") as bob:
        bob.join("#attic", "#books")
        with chat(tmp_path / "ann", *to(server)) as ann:
            ann.expect("Write to #attic")
            ann.type("/join #books")
            ann.expect("Write to #books")
            ann.press("h", "a", "l", "f")
            ann.expect(r"half$")
            ann.press("C-q")
            ann.wait()
        bob.send("PRIVMSG #books :news since then")
        bob.settle()
        with chat(tmp_path / "ann", columns=80, lines=24) as ann:
            ann.expect(r"news since then$", r"half$", r"^ +#books")
            ann.press("C-q")
            ann.wait()


def test_a_certificate_is_asked_for_once_and_another_one_is_refused(tmp_path: Path) -> None:
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        host, port = server.tls
        words = (f"{host}:{port}", "--nick", "ann", "--to", "#attic")
        with chat(tmp_path / "ann", *words) as ann:
            ann.expect("Is this the right server", re.escape(server.fingerprint[:23]))
            ann.type("yes")
            ann.expect("Write to #attic", "You are in the channel")
            ann.press("C-q")
            ann.wait()
        with chat(tmp_path / "ann", *words) as ann:
            assert "right server" not in ann.expect("Write to #attic", "You are in the channel")
            ann.press("C-q")
            ann.wait()
        before = server.fingerprint
        server.stop()
        for name in ("certificate.pem", "key.pem"):
            (server.data / name).unlink()
        server.start_again()
        assert server.fingerprint != before
        with chat(tmp_path / "ann", *words) as ann:
            ann.expect(re.escape(before[:11]), re.escape(server.fingerprint[:11]))
            ann.press("C-q")
            ann.wait()


HARM = (
    ":evil\x1b[2J.example 001 ann :Welcome\x1b]0;title\x07\r\n"
    ":evil 376 ann :-\r\n"
    ":ann!a@h JOIN #attic\r\n"
    ":evil 332 ann #attic :topic \x1b[31mred \u202egnitsrever \x9b5m\r\n"
    ":e\x1b[7mve!e@h PRIVMSG #attic :text \x1b[5mblinks\x1b]52;c;aGk=\x07 and ends\r\n"
    ":eve!e@h PRIVMSG #attic :" + "w" * 12000 + "\r\n"
    "garbage \x00\x01\x02\r\n@@@ ::: \r\n"
    ":eve!e@h PRIVMSG #attic :the last line\r\n"
)


def test_nothing_that_a_server_sends_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(HARM.encode("utf-8", "surrogateescape"))
                while connection.recv(65536):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        host, port = listening.getsockname()
        with chat(tmp_path / "ann", host, str(port), "--no-tls", "--nick", "ann", "--to", "#attic") as ann:
            screen = ann.expect(r"the last line\b")
            assert "\x1b" not in screen
            assert "Traceback" not in screen
            ann.press("Home", "C-q")
            ann.wait()
        thread.join(30)
        assert not thread.is_alive()


def test_a_closed_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        host, port = gone.getsockname()
    with chat(tmp_path / "ann", host, str(port), "--no-tls", "--nick", "ann") as ann:
        screen = ann.expect(r"nothing listens|refused|Nothing listens")
        assert "Traceback" not in screen
        ann.press("C-q")
        ann.wait()


def test_eighty_by_twenty_four_and_a_terminal_that_changes_its_size(tmp_path: Path) -> None:
    with Server(tmp_path) as server, server.client("bob") as bob:
        bob.join("#attic")
        with chat(tmp_path / "ann", *to(server), columns=80, lines=24) as ann:
            ann.expect("Write to #attic")
            bob.send("PRIVMSG #attic :" + "word " * 40)
            screen = ann.expect(r"word$")
            assert max(map(len, screen.splitlines())) <= 80
            for columns, lines in ((60, 20), (130, 40), (80, 24)):
                ann._run("resize-window", "-x", str(columns), "-y", str(lines))
                screen = ann.expect("Write to #attic", r"word$")
                assert max(map(len, screen.splitlines())) <= columns
            ann.press("C-q")
            ann.wait()
