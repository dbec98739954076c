"""A slow reader asks for everybody and everything, and somebody else is answered meanwhile as if it were not there."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.processes.test_many import come, count
from tests.support.irc import DEADLINE_S, Client, parse
from tests.support.process import Server

pytestmark = pytest.mark.slow

__all__ = ["count"]

CHANNELS, PER_USER, PER_LINE = 5_000, 100, 50
MEMBERS = 1_000
"""So many are in one channel: each who comes is told to all who are there, so it takes the square of their number."""

PAUSE_S = 0.020
"""Nobody waits so much longer because of somebody else's long answer."""

HELD_BYTES = 8 << 20
"""So much more memory the server may take while the answers are not taken."""

TAKEN_BYTES = 8192
"""So much the slow reader takes at a time."""


class SlowReader:
    """Somebody whose system has little room for what comes, and who takes a little of it at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(DEADLINE_S)
        self.socket.connect(address)
        self.data = b""
        self.send("NICK slow", "USER slow 0 * :Slow")
        while b"MOTD File is missing\r\n" not in self.data:
            self.take()
        self.data = b""

    def send(self, *lines: str) -> None:
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def take(self) -> None:
        data = self.socket.recv(TAKEN_BYTES)
        assert data, "it was closed"
        self.data += data

    def lines(self, command: str) -> list[list[str]]:
        """The parameters of the lines of one command."""
        found = map(parse, self.data.decode().split("\r\n")[:-1])
        return [line.params for line in found if line.command == command]


@contextmanager
def slow_reader(address: tuple[str, int]) -> Iterator[SlowReader]:
    reader = SlowReader(address)
    try:
        yield reader
    finally:
        reader.socket.close()


def round_trip_s(client: Client) -> float:
    """How long it takes until a PING is answered."""
    started_s = time.perf_counter()
    client.send("PING now")
    client.expect(":… PONG … :now")
    return time.perf_counter() - started_s


def nearly_all(times_s: list[float]) -> float:
    """The time that nineteen of twenty stay below: what else runs on this machine takes its time, too."""
    return sorted(times_s)[len(times_s) * 19 // 20]


def fill(server: Server, stack: ExitStack, count: int) -> list[str]:
    """Let so many be here, a thousand in one channel and fifty in a hundred channels each; returns their nicks."""
    everybody = come(server, stack, range(count), None)
    for idle in everybody[:MEMBERS]:
        idle.socket.sendall(b"JOIN #crowd\r\n")
        idle.read_until(b":End of NAMES list\r\n")
    for at in range(0, CHANNELS, PER_LINE):
        idle = everybody[MEMBERS + at // PER_USER]
        names = [f"#c{number:04}" for number in range(at, at + PER_LINE)]
        idle.socket.sendall(f"JOIN {','.join(names)}\r\n".encode())
        idle.read_until(f" {names[-1]} :End of NAMES list\r\n".encode())
    return [idle.nick for idle in everybody]


def test_nobody_waits_for_a_slow_reader_of_everything(tmp_path: Path, count: int) -> None:
    with Server(tmp_path, "127.0.0.1:0") as server, ExitStack() as stack:
        nicks = fill(server, stack, count)
        other = stack.enter_context(server.client("other"))
        slow = stack.enter_context(slow_reader(server.irc))
        before_s = [round_trip_s(other) for _ in range(300)]
        empty = server.memory_bytes

        slow.send("WHO *", "WHO #crowd", "NAMES #crowd", "NAMES", "LIST", "WHO *nobody*", "PING end")
        during_s = [round_trip_s(other) for _ in range(100)]
        held = server.memory_bytes - empty
        while not slow.data.endswith(b":end\r\n"):
            slow.take()
            during_s.append(round_trip_s(other))
        print(  # noqa: T201
            f"{len(slow.data) >> 10} KiB taken; PINGs took {nearly_all(before_s) * 1000:.2f} ms before and "
            f"{nearly_all(during_s) * 1000:.2f} ms meanwhile ({max(before_s) * 1000:.2f} and "
            f"{max(during_s) * 1000:.2f} ms at most); {held >> 10} KiB more in memory"
        )

        crowd = sorted(nicks[:MEMBERS])
        who = slow.lines("352")
        assert sorted(params[5] for params in who) == sorted([*nicks, "other", "slow", *crowd])
        names = [(params[2], word.lstrip("@")) for params in slow.lines("353") for word in params[3].split()]
        assert sorted(nick for channel, nick in names if channel == "#crowd") == sorted([*crowd, *crowd])
        assert len(names) == 2 * MEMBERS + CHANNELS
        assert len({params[1] for params in slow.lines("322")}) == CHANNELS + 1
        assert nearly_all(during_s) < nearly_all(before_s) + PAUSE_S
        assert held < HELD_BYTES
