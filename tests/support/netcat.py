"""Programs that know nothing of chat, through pipes: `nc` and `openssl s_client`, and what people type into them."""

import contextlib
import itertools
import os
import re
import select
import signal
import subprocess
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S, Address, Closed
from tests.support.play import matches
from tests.support.process import Server
from tests.support.programs import programs_missing

_NUMBERS = itertools.count(1)


def missing() -> str | None:
    """What there is to do before nc can be driven, if anything."""
    return programs_missing({"nc": "netcat-openbsd"})


def openssl_missing() -> str | None:
    """What there is to do before openssl can be driven, if anything."""
    return programs_missing({"openssl": "openssl"})


def by_nc(address: Address, *options: str) -> list[str]:
    """The words by which nc connects."""
    assert isinstance(address, tuple)
    return ["nc", *options, address[0], str(address[1])]


def by_openssl(address: Address) -> list[str]:
    """The words by which openssl connects, with TLS."""
    assert isinstance(address, tuple)
    return ["openssl", "s_client", "-quiet", "-connect", f"{address[0]}:{address[1]}"]


class Typist:
    """Somebody who types into a program and reads what it prints, line by line. A context manager.

    In what is expected … stands for anything. Lines are expected one after another, so that whatever else is shown
    is found out by the next expectation.
    """

    def __init__(self, name: str, *words: str) -> None:
        self.name = name
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self._lines: list[str] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note(f"{self.name} has not read: {[*self._lines, self._buffer.decode(errors='replace')]}")
        self.end()

    @property
    def pid(self) -> int:
        """The number of the program's process."""
        return self._running.pid

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, f"{self.name} has not started"
        return self._process

    def end(self) -> None:
        """End the program, as when its window is closed."""
        process = self._running
        process.kill()
        process.wait(DEADLINE_S)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    # Typing

    def type(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        self.put("".join(f"{line}\n" for line in lines).encode())

    def put(self, data: bytes) -> None:
        """Send bytes as they are."""
        pipe = self._running.stdin
        assert pipe is not None
        rest = memoryview(data)
        while rest:
            _, writable, _ = select.select([], [pipe], [], DEADLINE_S)
            assert writable, f"{self.name}: {self._words[0]} takes nothing more"
            rest = rest[os.write(pipe.fileno(), rest[: select.PIPE_BUF]) :]

    def type_no_more(self) -> None:
        """End the input, as Ctrl-D does."""
        pipe = self._running.stdin
        assert pipe is not None
        pipe.close()

    def freeze(self) -> None:
        """Stop the program where it is, as Ctrl-Z does."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    # Reading

    def line(self, deadline_s: float = DEADLINE_S) -> str:
        """The next line, waited for. Raises Closed."""
        deadline = time.monotonic() + deadline_s
        while not self._lines:
            self._read(deadline - time.monotonic())
        return self._lines.pop(0)

    def sees(self, *patterns: str) -> None:
        """The next lines are these."""
        for at, pattern in enumerate(patterns):
            try:
                line = self.line()
            except (AssertionError, Closed) as ended:
                raise AssertionError(f"{self.name}: {pattern}\n  did not come: {ended}") from None
            if not matches(pattern, line):
                # All that is there tells more than the first that is wrong.
                with contextlib.suppress(Closed):
                    self._read(0)
                came = "\n    ".join([*patterns[:at], line, *self._lines])
                raise AssertionError(f"{self.name} expected: {pattern}\n  and saw:\n    {came}")

    def expect(self, pattern: str) -> list[str]:
        """Wait for a line that a pattern stands for; returns those before it."""
        passed: list[str] = []
        try:
            while not matches(pattern, line := self.line()):
                passed.append(line)
        except (AssertionError, Closed) as ended:
            came = "\n    ".join(["these did:", *passed]) if passed else "nothing did"
            raise AssertionError(f"{self.name}: {pattern}\n  did not come ({ended}), {came}") from None
        return passed

    def news(self) -> list[str]:
        """All that is shown until the server has done what was typed until now."""
        room = f"#asked-{next(_NUMBERS)}"
        self.type(f"/who {room}")
        return self.expect(f"There is no room {room}; /rooms shows those there are.")

    def sees_nothing(self) -> None:
        """Nothing more is shown of what the server has done until now."""
        news = self.news()
        assert not news, f"{self.name} saw:\n    " + "\n    ".join(news)

    def rest(self) -> list[str]:
        """All that is shown until the server closes the connection.

        Nothing is typed any more: as long as something may be, nc does not tell that the server is gone.
        """
        self.type_no_more()
        deadline = time.monotonic() + DEADLINE_S
        with contextlib.suppress(Closed):
            while True:
                self._read(deadline - time.monotonic())
        lines, self._lines = self._lines, []
        return lines

    def _read(self, seconds: float) -> None:
        pipe = self._running.stdout
        assert pipe is not None
        readable, _, _ = select.select([pipe], [], [], max(seconds, 0.0))
        assert readable or seconds <= 0, f"nothing came to {self.name} in time"
        if not readable:
            return
        data = os.read(pipe.fileno(), 1 << 18)
        if not data:
            raise Closed("closed")
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        self._lines += [line.decode(errors="replace").removesuffix("\r") for line in lines]


def names_in(table: list[str]) -> dict[str, tuple[str, str]]:
    """What GET showed: by name the id, and FREE or BUSY."""
    rows = (re.fullmatch(r" *(\d+)  (\S+) +(FREE|BUSY)(?:  you)?", line) for line in table)
    return {row[2]: (row[1], row[3]) for row in rows if row}


def come(stack: ExitStack, server: Server, name: str, *, tls: bool = False) -> Typist:
    """Somebody who has said their name, and read what there was to read then."""
    address = server.addresses("text_tls" if tls else "text")[0]
    typist = stack.enter_context(Typist(name, *(by_openssl(address) if tls else by_nc(address))))
    typist.type(name)
    typist.expect(f"Hello {name}, …")
    typist.news()
    return typist
