"""Pairs that talk in sessions, in a process of their own: how long each message takes from when it was due.

    python -m bench.talks --port 6667 --pairs 500 --rate 2000 --seconds 8

Prints a line of JSON: how many messages were sent and came, and milliseconds at the 50th and 99th percentile.
"""

import argparse
import re
import resource
import select
import socket
import sys
import time
from collections.abc import Iterator

import msgspec

TIMEOUT_S = 30
WARM_UP_S = 2.0
GRACE_S = 2.0
"""So long after the last message all have to have come."""

STAMP = re.compile(rb" :due (\d+)\r\n")


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: messages, and how long half of them and 99 of a hundred took, in milliseconds."""

    sent: int
    came: int
    p50_ms: float
    p99_ms: float


def talk(port: int, pairs: int) -> list[tuple[socket.socket, str]]:
    """Pairs of clients, each in a session: every socket, and the nick to whom it talks.

    Raises:
        OSError: one could not get in, or into its session.
    """
    peers = [(_register(port, f"s{number}"), f"s{number ^ 1}") for number in range(2 * pairs)]
    for one, other in zip(peers[::2], peers[1::2], strict=True):
        one[0].sendall(f"SESSION OPEN {one[1]}\r\n".encode())
        for peer, _ in (one, other):
            _read_until(peer, b" SESSION ")
    for peer, _ in peers:
        peer.setblocking(False)
    return peers


def _register(port: int, nick: str) -> socket.socket:
    peer = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    words = f"CAP REQ :message-tags parlour.chat/session\r\nNICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nCAP END\r\n"
    peer.sendall(words.encode())
    _read_until(peer, b" 422 ", b" 376 ")
    return peer


def _read_until(peer: socket.socket, *signs: bytes) -> None:
    said = b""
    while not any(sign in said for sign in signs) or not said.endswith(b"\r\n"):
        data = peer.recv(4096)
        if not data:
            raise ConnectionError(f"a client was closed: {said[-200:].decode(errors='replace').strip()}")
        said += data


def measure(peers: list[tuple[socket.socket, str]], rate: int, seconds: float) -> Outcome:
    """Send so many messages a second, each client in turn to its partner, and time those that come after a while."""
    poll = select.epoll()
    by_fd = {peer.fileno(): peer for peer, _ in peers}
    for number in by_fd:
        poll.register(number, select.EPOLLIN)
    start_s = time.monotonic()
    due = _due(start_s, rate, WARM_UP_S + seconds)
    next_s: float | None = next(due)
    end_s = start_s + WARM_UP_S + seconds + GRACE_S
    counted_ns = int((start_s + WARM_UP_S) * 1e9)
    sent = 0
    took_ms: list[float] = []
    while (now_s := time.monotonic()) < end_s:
        while next_s is not None and next_s <= now_s:
            peer, partner = peers[sent % len(peers)]
            peer.sendall(f"PRIVMSG {partner} :due {int(next_s * 1e9)}\r\n".encode())
            sent += 1
            next_s = next(due, None)
        if next_s is None and len(took_ms) >= sent:
            break
        for number, _ in poll.poll(max(0.0, min((next_s or end_s) - now_s, 0.05))):
            data = by_fd[number].recv(65536)
            if not data:
                raise ConnectionError("a client was closed while it talked")
            now_ns = time.monotonic_ns()
            took_ms += [(now_ns - int(at)) / 1e6 if int(at) >= counted_ns else -1.0 for at in STAMP.findall(data)]
    counted = sorted(ms for ms in took_ms if ms >= 0) or [float("nan")]
    return Outcome(sent, len(took_ms), counted[len(counted) // 2], counted[int(len(counted) * 0.99)])


def _due(start_s: float, rate: int, seconds: float) -> Iterator[float]:
    for number in range(int(rate * seconds)):
        yield start_s + number / rate


def main() -> None:
    """Talk, and say what came of it."""
    parser = argparse.ArgumentParser(description="Hold sessions.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    given = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        outcome = measure(talk(given.port, given.pairs), given.rate, given.seconds)
    except OSError as error:
        sys.exit(str(error))
    print(msgspec.json.encode(outcome).decode(), flush=True)


if __name__ == "__main__":
    main()
