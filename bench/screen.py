"""Measure the client's screen in a real pty: with a hundred thousand messages, keys and messages to what is drawn.

    python bench/screen.py [--messages N] [--rounds N] [--json]

The program is `parlour chat` as it is, connected to a server of a few lines in here; the pty is read as a terminal
reads it. A key counts as echoed, and a message as shown, when its text has come out of the pty.
"""

import argparse
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path[0] = str(ROOT)

COLUMNS, LINES = 120, 40
MESSAGES = 100_000
ROUNDS = 200
PATIENCE_S = 120.0
REST_S = 0.03
"""Between two keys or messages; a person leaves more."""

TALK = (
    "the quick brown fox jumps over a lazy dog while some people talk about chat servers and others of the weather in "
    "the mountains where nobody has been for a long time because the road is closed "
) * 2

_PROGRAM = (
    "import sys; from parlour.client.run import Wish, chat; "
    "sys.exit(chat(Wish('127.0.0.1', sys.argv[1], nick='ann', to='#attic', no_tls=True)))"
)


class Terminal:
    """The client's screen in a pty, connected to a port of this machine; `extra` is put into its environment.

    What it draws is kept in `drawn`.
    """

    def __init__(self, port: int, home: Path, **extra: str) -> None:
        self.drawn = b""
        self._code: int | None = None
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            env = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            env |= {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
            env.pop("NO_COLOR", None)
            os.execve(sys.executable, [sys.executable, "-c", _PROGRAM, str(port)], env | extra)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def press(self, keys: bytes) -> None:
        """Type something."""
        os.write(self._fd, keys)

    def take(self, patience_s: float) -> bool:
        """Take what is drawn, waiting for it; False when nothing came."""
        ready, _, _ = select.select([self._fd], [], [], patience_s)
        if ready:
            self.drawn += os.read(self._fd, 1 << 16)
        return bool(ready)

    def rest(self, seconds: float) -> None:
        """Take what is drawn for so long, and forget it."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.take(left)
        self.drawn = b""

    def ended(self) -> int:
        """Wait until the program has ended by itself; returns its exit code."""
        with contextlib.suppress(OSError):  # so it is told that nobody has the other end any more
            while self.take(PATIENCE_S):
                pass
        self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code

    def until(self, text: bytes) -> float:
        """Wait until a text is drawn; returns when that was."""
        end = time.perf_counter() + PATIENCE_S
        while text not in self.drawn:
            if not self.take(end - time.perf_counter()):
                raise TimeoutError(f"{text!r} is not drawn; the last was {self.drawn[-2000:]!r}")
        return time.perf_counter()


class Server:
    """As much of a server as one client needs to be in a channel."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._peer: socket.socket | None = None

    def welcome(self, terminal: Terminal) -> None:
        """Let the client in, and into its channel; the terminal is read meanwhile."""
        while not select.select([self._listener], [], [], 0)[0]:
            terminal.take(0.005)
        self._peer, _ = self._listener.accept()
        got = b""
        while b"JOIN #attic" not in got:
            while not select.select([self._peer], [], [], 0)[0]:
                terminal.take(0.005)
            data = self._peer.recv(65536)
            got += data
            if b"CAP LS" in data:
                self.say(":s CAP * LS :server-time message-tags")
            if b"CAP REQ" in data:
                self.say(":s CAP ann ACK :message-tags server-time")
            if b"CAP END" in data:
                self.say(":s 001 ann :Welcome", ":s 005 ann CHANTYPES=# :these", ":s 422 ann :No MOTD")
        people = " ".join(f"nick{at}" for at in range(40))
        self.say(":ann!a@h JOIN #attic", f":s 353 ann = #attic :ann {people}", ":s 366 ann #attic :End")

    def say(self, *lines: str) -> None:
        """Send lines."""
        assert self._peer is not None
        self._peer.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def fill(self, count: int, terminal: Terminal) -> None:
        """Send so many messages, and wait until the last of them is drawn."""
        assert self._peer is not None
        lines = [message(at, f"number{at:06}") for at in range(count)]
        data = memoryview("".join(f"{line}\r\n" for line in lines).encode())
        self._peer.setblocking(False)
        while data:
            terminal.take(0)
            terminal.drawn = terminal.drawn[-4096:]
            _, ready, _ = select.select([], [self._peer], [], 0.01)
            if ready:
                data = data[self._peer.send(data[: 1 << 16]) :]
        self._peer.setblocking(True)
        terminal.until(f"number{count - 1:06}".encode())

    def close(self) -> None:
        """Hang up."""
        if self._peer is not None:
            self._peer.close()
        self._listener.close()


def message(number: int, word: str) -> str:
    """A line of somebody's, of a usual length, that begins with a word."""
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1_772_000_000 + number * 20))
    start = number * 7 % (len(TALK) // 2)
    said = TALK[start : start + 20 + number % 130]
    tags = f"time={at}.{number % 1000:03}Z;msgid=01KJ{number:022}"
    return f"@{tags} :nick{number * 13 % 40}!user@host.example.org PRIVMSG #attic :{word} {said}"


def measure(messages: int = MESSAGES, rounds: int = ROUNDS) -> dict[str, float]:
    """Everything, by name."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="parlour-bench-") as home:
        server = Server()
        try:
            starts_ms = []
            for _ in range(3):
                with Terminal(server.port, Path(home)) as terminal:
                    server.welcome(terminal)
                    starts_ms.append((terminal.until(b"You are in the channel") - terminal.started) * 1000)
            found["screen start ms"] = sorted(starts_ms)[1]
            with Terminal(server.port, Path(home)) as terminal:
                server.welcome(terminal)
                server.fill(messages, terminal)
                terminal.rest(2)
                found["screen keys p95 ms"] = p95(_keys(terminal, rounds))
                found["screen messages p95 ms"] = p95(_messages(terminal, server, messages, rounds))
                found["screen MiB"] = _rss_mib(terminal.pid)
        finally:
            server.close()
    return found


def _keys(terminal: Terminal, rounds: int) -> list[float]:
    """How long each key takes to be drawn."""
    found = []
    typed = b""
    for at in range(rounds):
        if len(typed) >= 30:
            terminal.press(b"\x15")
            typed = b""
            terminal.rest(0.2)
        typed += bytes([97 + at * 7 % 26])
        began = time.perf_counter()
        terminal.press(typed[-1:])
        found.append((terminal.until(typed) - began) * 1000)
        terminal.rest(REST_S)
    return found


def _messages(terminal: Terminal, server: Server, first: int, rounds: int) -> list[float]:
    """How long each message takes from the server to the screen."""
    found = []
    for at in range(rounds):
        word = f"fresh{at:06}"
        began = time.perf_counter()
        server.say(message(first + at, word))
        found.append((terminal.until(word.encode()) - began) * 1000)
        terminal.rest(REST_S)
    return found


def _rss_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kib = re.search(r"VmRSS:\s+(\d+)", status)
    assert kib is not None
    return int(kib[1]) / 1024


def p95(values: list[float]) -> float:
    """What 95 of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]


def main() -> int:
    """Measure, and print what was found, one to a line, or as JSON."""
    parser = argparse.ArgumentParser(description="Measure the client's screen.")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if sys.platform != "linux":
        print("Only Linux tells how much memory a program uses, so nothing is measured here.", file=sys.stderr)
        return 1
    found = measure(given.messages, given.rounds)
    if given.json:
        print(json.dumps(found))
    else:
        print("".join(f"{name}: {value:.1f}\n" for name, value in found.items()), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
