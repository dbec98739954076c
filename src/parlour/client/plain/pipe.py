"""Plain lines where nothing can be moved about: pipes, files, and terminals that only print (`TERM=dumb`)."""

import asyncio
import os
import sys
import termios
import threading
from collections.abc import AsyncIterator
from typing import TextIO

from parlour.client.plain.manner import Line
from parlour.client.plain.questions import Asking

AHEAD = 200
"""So many lines are read before they are dealt with."""

LONGEST = 1 << 20
"""What is longer is read in pieces (bytes)."""

AT_ONCE = 1 << 16


class Source:
    """Lines of a file. Python's own readers have a lock, and a thread that waits with it for the next line lets no
    process end in peace."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._read = bytearray()

    def fileno(self) -> int:
        """The file's descriptor."""
        return self._fd

    def readline(self) -> bytes:
        """The next line, or as much of it as is read at once; nothing at the end. Raises OSError."""
        while not (end := self._read.find(b"\n") + 1) and len(self._read) < LONGEST:
            data = os.read(self._fd, AT_ONCE)
            if not data:
                end = len(self._read)
                break
            self._read += data
        end = min(end or LONGEST, LONGEST)
        line = bytes(self._read[:end])
        del self._read[:end]
        return line


class Pipe:
    """Standard output for what arrives, standard error for what is said of it, and lines of standard input."""

    def __init__(self, source: Source, out: TextIO, errors: TextIO, *, terminal: bool) -> None:
        self.gone = asyncio.Event()
        """Set when nobody reads what is put out any more."""
        self.ended = False
        """Whether the last line has been read, though perhaps not dealt with."""
        self._source = source
        self._out = out
        self._errors = errors
        self._terminal = terminal
        self._asking = Asking()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._room = threading.Semaphore(AHEAD)

    def put(self, lines: list[Line]) -> None:
        """What arrives."""
        try:
            self._write(self._out, lines)
        except BrokenPipeError:
            self.gone.set()

    def narrate(self, lines: list[Line]) -> None:
        """What is said of it."""
        # On one terminal the two would come in any order.
        try:
            self._write(self._out if self._terminal else self._errors, lines)
        except BrokenPipeError:
            self.gone.set()

    def ring(self) -> None:
        """Be heard, where there is a terminal."""
        if self._terminal:
            self._out.write("\a")
            self._out.flush()

    @staticmethod
    def _write(stream: TextIO, lines: list[Line]) -> None:
        stream.write("".join("".join(text for _, text in line) + "\n" for line in lines))
        stream.flush()

    def complain(self, lines: list[Line]) -> None:
        """What was not done, at the end."""
        try:
            self._write(self._errors, lines)
        except BrokenPipeError:
            self.gone.set()

    def begin(self, asking: Asking) -> None:
        """Begin to read."""
        self._asking = asking
        # A thread, as files cannot be waited for; nobody waits for it when the program ends.
        threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), daemon=True).start()

    async def lines(self) -> AsyncIterator[str]:
        """What is typed, line by line, until its end."""
        while data := await self._queue.get():
            self._room.release()
            yield _text(data)

    def rest(self) -> list[str]:
        """What was read and not dealt with."""
        lines = []
        while not self._queue.empty():
            lines.append(_text(self._queue.get_nowait()))
        return lines

    def asked(self) -> None:
        """A question is asked: the next line is its answer."""
        self._out.write(self._asking.prompt)
        self._out.flush()
        if self._asking.is_secret:
            self._echo(on=False)

    def _came(self, data: bytes) -> None:
        if not data:
            self.ended = True
            self._asking.answer(None)
        elif self._asking.answer(_text(data)):
            self._echo(on=True)
            self._room.release()
            return
        self._queue.put_nowait(data)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self._room.acquire()
            try:
                data = self._source.readline()
            except OSError:
                data = b""
            try:
                loop.call_soon_threadsafe(self._came, data)
            except RuntimeError:
                return  # the loop is closed: nobody waits for it any more
            if not data:
                return

    def _echo(self, *, on: bool) -> None:
        """Whether a terminal shows what is typed."""
        if not os.isatty(self._source.fileno()):
            return
        state = termios.tcgetattr(self._source)
        if bool(state[3] & termios.ECHO) is not on:
            state[3] ^= termios.ECHO
            termios.tcsetattr(self._source, termios.TCSADRAIN, state)
            if on:
                self._out.write("\n")


def standard(*, terminal: bool) -> Pipe:
    """The streams of this process. What no encoding of them has is written as a question mark, never refused."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    return Pipe(Source(sys.stdin.fileno()), sys.stdout, sys.stderr, terminal=terminal)


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.rstrip("\r\n")
