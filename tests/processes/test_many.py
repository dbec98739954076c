"""Ten thousand connections at a time on one process, half of them with TLS."""

import resource
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, HISTORY_CAPABILITIES, Client, connect, insecure_context
from tests.support.process import Server

pytestmark = pytest.mark.slow

WANTED = 10_000
SPARE_FILES = 200
"""What the test and the server need beside the connections."""

PLAIN_BYTES, TLS_BYTES = 10 * 1024, 40 * 1024
"""A connection may take so much memory in the server, in the mean."""


@pytest.fixture
def count() -> Iterator[int]:
    """How many connections this machine allows, of those that are wanted; files may be opened for all of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard - SPARE_FILES)
    if soft != resource.RLIM_INFINITY and soft < allowed + SPARE_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed + SPARE_FILES, hard))
    if allowed < WANTED:
        print(f"only {allowed} connections, as {hard} files may be open at once: ulimit -Hn 20000 for all {WANTED}")  # noqa: T201
    yield allowed
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Idle:
    """A connection that says who it is and then nothing."""

    def __init__(self, address: tuple[str, int], number: int, tls: ssl.SSLContext | None) -> None:
        self.nick = f"idle{number}"
        self.socket = connect(address, tls)
        self.socket.sendall(f"NICK {self.nick}\r\nUSER {self.nick} 0 * :Idle\r\n".encode())

    def read_until(self, end: bytes) -> bytes:
        """Read until something that ends with this has come."""
        data = b""
        while not data.endswith(end):
            piece = self.socket.recv(65536)
            assert piece, f"{self.nick} was closed: {data!r}"
            data += piece
        return data

    def welcome(self) -> None:
        """Read the welcome."""
        assert b" 001 " in self.read_until(b"MOTD File is missing\r\n")

    def ping(self) -> None:
        """Ask whether the server is there."""
        self.socket.sendall(f"PING {self.nick}\r\n".encode())

    def pong(self) -> None:
        """Read the answer."""
        assert self.read_until(b"\r\n").endswith(f":{self.nick}\r\n".encode())


def come(server: Server, stack: ExitStack, numbers: range, tls: ssl.SSLContext | None) -> list[Idle]:
    """So many connect and register, a hundred at a time."""
    address = server.tls if tls else server.irc
    came: list[Idle] = []
    for start in range(numbers.start, numbers.stop, 100):
        some = []
        for number in range(start, min(start + 100, numbers.stop)):
            idle = Idle(address, number, tls)
            stack.callback(idle.socket.close)
            some.append(idle)
        for idle in some:
            idle.welcome()
        came += some
    return came


def test_ten_thousand_are_registered_and_answered_within_their_memory(tmp_path: Path, count: int) -> None:
    half = count // 2
    with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server, ExitStack() as stack:
        with server.client("first", kind="tls"):
            empty = server.memory_bytes
        started_s = time.monotonic()
        everybody = come(server, stack, range(half), None)
        plain_s, plain = time.monotonic() - started_s, server.memory_bytes
        everybody += come(server, stack, range(half, count), insecure_context())
        came_s, full = time.monotonic() - started_s, server.memory_bytes
        plain_bytes, tls_bytes = (plain - empty) // half, (full - plain) // (count - half)
        print(  # noqa: T201
            f"{count} connections in {came_s:.1f} s ({plain_s:.1f} s for the plain half); "
            f"{plain_bytes / 1024:.1f} KiB a plain one, {tls_bytes / 1024:.1f} KiB one with TLS"
        )

        started_s = time.monotonic()
        for idle in everybody:
            idle.ping()
        for idle in everybody:
            idle.pong()
        print(f"all answered in {time.monotonic() - started_s:.1f} s; {server.memory_bytes >> 20} MiB in all")  # noqa: T201

        with server.client("last") as last:
            last.send("LUSERS")
            last.expect(f":parlour.local 251 last :There are {count + 1} users and 0 invisible on 1 servers")
        assert "files can be open" not in server.errors
        assert plain_bytes < PLAIN_BYTES
        assert tls_bytes < TLS_BYTES

        started_s = time.monotonic()
        assert server.stop() == 0
        print(f"stopped in {time.monotonic() - started_s:.1f} s")  # noqa: T201
        everybody[0].socket.settimeout(DEADLINE_S)
        assert everybody[0].read_until(b"(The server is shutting down)\r\n").startswith(b"ERROR ")


def test_who_comes_when_no_more_files_can_be_opened_is_refused_and_the_others_are_served(tmp_path: Path) -> None:
    with Server(tmp_path, files=(50, 200)) as server, ExitStack() as stack:
        # The soft limit is raised to the hard one, and of that some are kept for the store.
        assert "Max open files            200                  200 " in Path(f"/proc/{server.pid}/limits").read_text()
        assert "only 200 files can be open at once, so at most 136 connections" in server.errors
        ann = stack.enter_context(server.client("ann", *HISTORY_CAPABILITIES)).join("#attic")
        answers = []
        for _ in range(200):
            other = stack.enter_context(Client(server.irc))
            other.send("PING here")
            answers.append(other.line())
        taken, full = ":parlour.local PONG parlour.local :here", "ERROR :Closing Link: 127.0.0.1 (The server is full)"
        assert answers == [taken] * 135 + [full] * 65
        ann.send("PRIVMSG #attic :still here")
        assert [line.text for line in ann.history("#attic")] == ["still here"]
        ann.send("QUIT")
        ann.rest()
        stack.enter_context(server.client("bob"))
