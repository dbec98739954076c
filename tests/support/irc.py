"""A blocking IRC client for tests on real sockets: it reads line by line, and whatever it waits for has a deadline."""

import contextlib
import re
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.play import matches

DEADLINE_S = 30.0
"""So long anything may take on a busy machine before it counts as not happening."""

Address = tuple[str, int] | Path
"""A host and a port, or the path of a Unix socket."""


class Closed(Exception):
    """The server closed the connection."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in its parts; `nick` is the source without user and host."""

    tags: dict[str, str]
    source: str
    command: str
    params: list[str]

    @property
    def nick(self) -> str:
        return self.source.partition("!")[0]

    @property
    def text(self) -> str:
        return self.params[-1] if self.params else ""


_LINE = re.compile(r"(?:@([^ ]+) +)?(?::([^ ]+) +)?([^ ]+)((?: +[^: ][^ ]*)*)(?: +:(.*))? *\Z", re.DOTALL)


def parse(line: str) -> Line:
    """A line in its parts."""
    found = _LINE.match(line)
    assert found is not None, f"no IRC line: {line!r}"
    tags, source, command, middle, last = found.groups()
    pairs = (tag.partition("=") for tag in (tags or "").split(";") if tag)
    params = [word for word in middle.split(" ") if word] + ([last] if last is not None else [])
    return Line({key: value for key, _, value in pairs}, source or "", command, params)


def insecure_context() -> ssl.SSLContext:
    """TLS that takes any certificate, as clients do that compare fingerprints."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect(address: Address, tls: ssl.SSLContext | None = None, source: str = "") -> socket.socket:
    """A connected socket, from an address of this machine's if that matters."""
    if isinstance(address, Path):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(DEADLINE_S)
        try:
            made.connect(str(address))
        except OSError:
            made.close()
            raise
        return made
    made = socket.create_connection(address, DEADLINE_S, source_address=(source, 0) if source else None)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls is None:
        return made
    try:
        return tls.wrap_socket(made)
    except OSError:
        made.close()
        raise


class Client:
    """Somebody connected to a server. Use it as a context manager, or close it."""

    def __init__(
        self, address: Address, name: str = "ann", tls: ssl.SSLContext | None = None, source: str = ""
    ) -> None:
        self.name = name
        self.socket = connect(address, tls, source)
        self._buffer = b""
        self._lines: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def send(self, *lines: str) -> None:
        """Send lines, all at once."""
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def register(self, *capabilities: str) -> Self:
        """Register under its name, with capabilities; what the welcome says is read."""
        who = (f"NICK {self.name}", f"USER {self.name} 0 * :{self.name.capitalize()}")
        if capabilities:
            self.send(f"CAP REQ :{' '.join(capabilities)}", *who, "CAP END")
            self.expect("…CAP … ACK …")
        else:
            self.send(*who)
        self.expect(f":… 001 {self.name} …")
        self.settle()
        return self

    def join(self, *channels: str) -> Self:
        """Join channels; what the server says about them is read."""
        for channel in channels:
            self.send(f"JOIN {channel}")
            self.expect(f":… 366 {self.name} {channel} …")
        self.settle()
        return self

    def settle(self) -> list[str]:
        """All lines until the server has done what it was sent until now."""
        token = f"settled-{time.monotonic_ns()}"
        self.send(f"PING {token}")
        lines = []
        while not (line := self.line()).endswith(f":{token}"):
            lines.append(line)
        return lines

    def expect(self, pattern: str, deadline_s: float = DEADLINE_S) -> str:
        """The next line that a pattern stands for, in which … is anything; those before it are passed over."""
        deadline = time.monotonic() + deadline_s
        passed = []
        try:
            while not matches(pattern, line := self.line(deadline - time.monotonic())):
                passed.append(line)
        except (AssertionError, Closed) as ended:
            came = "\n  ".join(["these did:", *passed]) if passed else "nothing did"
            raise AssertionError(f"{self.name}: {pattern}\n  did not come ({ended}), {came}") from None
        return line

    def line(self, deadline_s: float = DEADLINE_S) -> str:
        """The next line, waited for. Raises Closed."""
        deadline = time.monotonic() + deadline_s
        while not self._lines:
            self._receive(deadline - time.monotonic())
        return self._lines.pop(0)

    def available(self) -> list[str]:
        """The lines that have come until now, after waiting for something to come. Raises Closed."""
        if not self._lines:
            self._receive(DEADLINE_S)
        lines, self._lines = self._lines, []
        return lines

    def rest(self, deadline_s: float = DEADLINE_S) -> list[str]:
        """All lines that come until the server closes the connection."""
        deadline = time.monotonic() + deadline_s
        with contextlib.suppress(Closed):
            while True:
                self._receive(deadline - time.monotonic())
        lines, self._lines = self._lines, []
        return lines

    def _receive(self, seconds: float) -> None:
        assert seconds > 0, "nothing came in time"
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(1 << 18)
        except TimeoutError:
            raise AssertionError("nothing came in time") from None
        except ConnectionError as error:
            raise Closed(f"{error.strerror}") from None
        finally:
            self.socket.settimeout(DEADLINE_S)
        if not data:
            raise Closed("closed")
        *lines, self._buffer = (self._buffer + data).split(b"\r\n")
        self._lines += [line.decode() for line in lines]

    def history(self, target: str, page: int = 500) -> list[Line]:
        """All that CHATHISTORY has of a target, oldest first, a page at a time from the newest to the oldest."""
        found: list[Line] = []
        where, last = "LATEST {} *", False
        while not last:
            self.send(f"CHATHISTORY {where.format(target)} {page}")
            start = parse(self.expect(f"…BATCH +… chathistory {target}"))
            lines = []
            while (line := parse(self.line())).command != "BATCH":
                if line.tags.get("batch") == start.params[0][1:]:
                    lines.append(line)
            found = lines + found
            last = "draft/chathistory-end" in start.tags
            assert lines or last, "an empty page that is not the last"
            if lines:
                where = f"BEFORE {{}} msgid={lines[0].tags['msgid']}"
        return found


HISTORY_CAPABILITIES = ("message-tags", "server-time", "batch", "draft/chathistory")
"""What a client needs for `Client.history`."""
