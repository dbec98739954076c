"""`parlour chat` with servers of another make: one that has hardly anything of IRCv3, and one that has much of it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pytest

from tests.support import foreign
from tests.support.foreign import Foreign
from tests.support.irc import DEADLINE_S
from tests.support.log import Log
from tests.support.process import command, environment

pytestmark = pytest.mark.clients


@pytest.fixture(params=foreign.SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Foreign]:
    if reason := foreign.missing(request.param):
        pytest.skip(reason)
    with foreign.SERVERS[request.param](tmp_path / "server") as started:
        yield started


class Chat:
    """`parlour chat --plain` in pipes, typed into line by line. A context manager; it ends with what is typed."""

    def __init__(self, folder: Path, server: Foreign, nick: str, *words: str) -> None:
        self._home = folder / nick
        self._home.mkdir(exist_ok=True)
        host, port = server.address
        self._command = command("chat", f"irc://{host}:{port}/#attic", "--plain", "--nick", nick, *words)
        self._process: subprocess.Popen[bytes] | None = None
        self.out = Log(self._home / "out")
        """What arrives."""
        self.errors = Log(self._home / "errors")
        """What is said of it."""

    def __enter__(self) -> Self:
        with self.out.path.open("wb") as out, self.errors.path.open("wb") as errors:
            self._process = subprocess.Popen(
                self._command,
                env=environment(self._home) | {"TZ": "UTC"},
                cwd=self._home,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=errors,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(DEADLINE_S)
        self._input.close()
        self.out.close()
        self.errors.close()
        assert "Traceback" not in self.errors.path.read_text()

    @property
    def _input(self) -> IO[bytes]:
        assert self._process is not None
        assert self._process.stdin is not None
        return self._process.stdin

    def type(self, *lines: str) -> None:
        """Type lines."""
        self._input.write("".join(f"{line}\n" for line in lines).encode())
        self._input.flush()

    def see(self, *patterns: str) -> None:
        """Wait until lines have come that these regular expressions match behind the time."""
        self.out.expect(*(rf"^(?:\d\d:\d\d )?{pattern}$" for pattern in patterns))

    def leave(self) -> int:
        """Type the end, and wait for it; returns the exit code."""
        assert self._process is not None
        self._input.close()
        return self._process.wait(DEADLINE_S)

    @property
    def shown(self) -> list[str]:
        """All that has arrived until the end."""
        return [line.partition(" ")[2] for line in self.out.path.read_text().splitlines()]


def test_two_talk_and_look_around(server: Foreign, tmp_path: Path) -> None:
    with server.client("bob") as bob:
        bob.send("JOIN #attic", "TOPIC #attic :cats & \x02dogs\x02")
        bob.expect(":… 366 …")
        with Chat(tmp_path, server, "ann") as ann:
            ann.see("#attic You are in the channel")
            ann.type("hello bob")
            ann.see("#attic <ann> hello bob")
            bob.expect(":ann!… PRIVMSG #attic :hello bob")
            bob.send("PRIVMSG #attic :hello \x1b[31mann", "PRIVMSG ann :psst")
            ann.see(r"#attic <bob> hello \^\[\[31mann", "bob <bob> psst")
            ann.type("/me waves", "/msg bob psst")
            bob.expect(":ann!… PRIVMSG #attic :\x01ACTION waves\x01")
            bob.expect(":ann!… PRIVMSG bob :psst")
            ann.type("/switch #attic", "/whois bob", "/list", "/names", "/who #attic", "/who nobody")
            ann.see(
                r"#attic bob is bob \(~?bob@127\.0\.0\.1\)",
                r"#attic +2 +.*cats & dogs",
                "#attic 2 in #attic: ann @bob",
                r"#attic bob \(~?bob@127\.0\.0\.1\) bob, in #attic",
                "#attic Nobody is found.",
            )
            ann.type("/nick annie")
            bob.expect(":ann!… NICK :annie")
            bob.send("MODE #attic +o annie")
            ann.see("#attic bob set .o annie")
            ann.type("/topic only cats", "/mode +m", "/kick bob out of here")
            bob.expect(":annie!… TOPIC #attic :only cats")
            bob.expect(":annie!… KICK #attic bob :out of here")
            assert ann.leave() == 0
        assert ann.errors.path.read_text().count("Connected to") == 1


def test_what_the_server_does_not_have_is_said_in_words(server: Foreign, tmp_path: Path) -> None:
    with Chat(tmp_path, server, "ann") as ann:
        ann.see("#attic You are in the channel")
        ann.type("/call bob", "/free", "/ask on", "/quote TEAPOT", "/history", "/react :cat:", "/reply x")
        ann.see(r"#attic Error: TEAPOT: Unknown command")
        ann.leave()
        # Each was said where it was typed, and once more by /history.
        assert ann.shown.count("#attic Error: This server has no sessions.") == 2 * 3


def test_what_is_refused_is_not_lost(server: Foreign, tmp_path: Path) -> None:
    with server.client("bob") as bob:
        bob.send("JOIN #attic", "MODE #attic +m")
        bob.expect(":bob!… MODE #attic …")
        with Chat(tmp_path, server, "ann") as ann:
            ann.see("#attic You are in the channel")
            ann.type("/topic mine", "may I?", "/msg nobody hello")
            ann.errors.expect("Not delivered: .*: may I[?]$", "Not delivered: .*: hello$")
            ann.type("/query bob", "psst")
            bob.expect(":ann!… PRIVMSG bob :psst")
            assert ann.leave() == 1
        assert "not delivered, to #attic" in ann.errors.path.read_text()
        assert "psst" not in ann.errors.path.read_text()


def test_once_ends_when_the_server_has_it(server: Foreign, tmp_path: Path) -> None:
    with server.client("bob") as bob:
        bob.send("JOIN #attic")
        bob.expect(":… 366 …")
        with Chat(tmp_path, server, "ann", "--once", "--to", "#attic") as ann:
            ann.type("one", "two")
            assert ann.leave() == 0
        assert (ann.out.path.read_text(), ann.errors.path.read_text()) == ("", "")
        bob.expect(":ann!… PRIVMSG #attic :one")
        bob.expect(":ann!… PRIVMSG #attic :two")
        bob.send("MODE #attic +m")
        bob.expect(":bob!… MODE …")
        with Chat(tmp_path, server, "eve", "--once", "--to", "#attic") as eve:
            eve.type("three")
            assert eve.leave() == 1
        assert eve.errors.path.read_text().endswith(": three\n")


def test_after_a_crash_of_the_server_the_user_decides(server: Foreign, tmp_path: Path) -> None:
    with Chat(tmp_path, server, "ann") as ann:
        ann.see("#attic You are in the channel")
        ann.type("before")
        ann.see("#attic <ann> before")
        server.freeze()
        ann.type("did it arrive?", "/find fish")
        ann.errors.expect("Nobody has said fish here")
        server.kill()
        ann.errors.expect("Not connected to")
        ann.out.expect(r"#attic <ann> did it arrive\? \(perhaps sent: ")
        server.start_again()
        with server.client("bob") as bob:
            bob.send("JOIN #attic")
            bob.expect(":ann!… JOIN …")
            ann.type("after", "/retry")
            ann.see("#attic <ann> after", r"#attic <ann> did it arrive\?")
            bob.expect(":ann!… PRIVMSG #attic :after")
            bob.expect(":ann!… PRIVMSG #attic :did it arrive?")
        assert ann.leave() == 0
