"""The log of a real server: what is in it, what is in none of its lines, and that nobody waits for it."""

import fcntl
import json
import os
import pty
import select
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.irc import DEADLINE_S, Client
from tests.support.process import STOP_S, Server, command, environment

pytestmark = pytest.mark.slow

SAID = "marmalade"
"""Stands in all that anybody says, sets or is called, but for nicks; it is in no line of the log."""


def log(server: Server) -> list[dict[str, Any]]:
    """The lines of the log."""
    return [json.loads(line) for line in server.errors.splitlines()]


LINES = [
    "PRIVMSG #attic :{said}", "NOTICE #attic :{said}", "PRIVMSG ann :{said}", "PRIVMSG nobody :{said}",
    "TOPIC #attic :{said}", "AWAY :{said}", "SETNAME :{said}", "MODE #attic +k {said}", "JOIN #{said} {said}",
    "PART #{said} :{said}", "KICK #attic nobody :{said}", "{said} {said}", "CAP REQ :{said}", "WALLOPS :{said}",
    "OPER {said} {said}", "MODE #attic +b *!*@{said}", "INVITE nobody #{said}", "WHO {said}", "MONITOR + {said}",
    "CHATHISTORY LATEST #attic {said} 5", "@label={said} TAGMSG #attic", "@+x={said} TAGMSG #attic",
]  # fmt: skip


def converse(server: Server, password: str) -> None:
    """Say, set and try everything that has words in it."""
    capabilities = ("message-tags", "echo-message", "labeled-response", "batch")
    with server.client("ann", *capabilities) as ann, server.client("bob") as bob:
        for client in (ann, bob):
            client.join("#attic")
        for client in (ann, bob):
            client.send(*[line.format(said=SAID) for line in LINES])
            client.settle()
        ann.send(f"OPER admin {password}", "REHASH", f"WALLOPS :{SAID}", f"QUIT :{SAID}")
        ann.rest()
        with Client(server.irc) as stranger:
            stranger.send(f"PASS {SAID}", f"USER {SAID} 0 * :{SAID}", f"NICK :{SAID} {SAID}", f"QUIT :{SAID}")
            stranger.rest()
        with socket.create_connection(server.irc, DEADLINE_S) as raw:
            raw.sendall(b"\xff\x00" + SAID.encode() + b"\r\n" + SAID.encode() * 10_000 + b"\r\n")
        bob.settle()


@pytest.mark.parametrize("words", [("-v",), (), ("-q",)], ids=["-v", "plain", "-q"])
def test_nothing_that_anybody_said_is_in_the_log(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Server(tmp_path, "127.0.0.1:0", *words) as server:
        password = server.first_password
        converse(server, password)
        assert server.stop() == 0
        assert SAID not in server.errors
        assert password not in server.errors
        levels = {line["level"] for line in log(server)}
    assert ("debug" in levels) is (words == ("-v",))
    assert ("info" in levels) is (words != ("-q",))


def test_who_came_and_went_is_logged_with_the_number_of_the_connection(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0", "-v") as server:
        with server.client("ann") as ann:
            ann.send("QUIT :bye")
            ann.rest()
        with server.client("cat") as cat:
            cat.join("#attic")
            with server.client("bob") as bob:
                bob.join("#attic")
            cat.expect(":bob!… QUIT …")
            assert server.stop() == 0
        told = [(line.get("connection"), line.get("address"), line["message"]) for line in log(server)]
    assert told[:3] == [
        (1, "127.0.0.1", "connected from 127.0.0.1"),
        (1, "127.0.0.1", "registered as ann"),
        (1, "127.0.0.1", "ann closed: quit"),
    ]
    assert (3, "127.0.0.1", "bob closed: connection closed") in told


def test_a_terminal_gets_lines_for_people(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("serve", "--data", "data", "127.0.0.1:0"),
        env=environment(tmp_path) | {"TERM": "xterm", "NO_COLOR": ""}, cwd=tmp_path,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    with process:
        try:
            assert process.stdout is not None
            while b"Stop it with" not in process.stdout.readline():
                continue
            process.send_signal(signal.SIGHUP)
            said = b""
            while b"reloaded" not in said:
                assert select.select([ours], [], [], DEADLINE_S)[0]
                said += os.read(ours, 65536)
            assert b"\x1b[32minfo   \x1b[0m configuration reloaded: nothing has changed" in said
            process.terminate()
            assert process.wait(STOP_S) == 0
        finally:
            process.kill()
            os.close(ours)


@contextmanager
def with_a_full_log(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A server whose standard error is a pipe that is full, and that nobody reads."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writing, True)
    process = subprocess.Popen(
        command("serve", "--data", "data", "-v", "--unix", "irc.sock"), env=environment(home), cwd=home,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=writing,
    )  # fmt: skip
    os.close(writing)
    with process:
        try:
            assert process.stdout is not None
            while b"Stop it with" not in process.stdout.readline():
                continue
            yield process, home / "irc.sock"
        finally:
            process.kill()
            os.close(reading)


def test_a_log_that_nobody_takes_holds_up_neither_the_server_nor_its_end(tmp_path: Path) -> None:
    with with_a_full_log(tmp_path) as (process, address):
        with Client(address, "ann") as ann:
            ann.register().join("#attic")
            for number in range(200):
                with Client(address, f"bob{number}") as bob:
                    bob.register().join("#attic")
                ann.settle()
        process.terminate()
        assert process.wait(STOP_S) == 0
