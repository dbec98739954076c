"""A file on its way out: read ahead in a thread, so that no more than a little of it is in memory.

It is hashed in the loop: half a millisecond for each piece costs less than handing the interpreter's lock to and fro.
"""

import asyncio
import hashlib
import os
import stat
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from parlour.direct.desk import Unfit
from parlour.direct.link import Line
from parlour.direct.messages import DATA_BYTES, Data, Done
from parlour.files import reason

AT_ONCE = 4
"""So many messages are put on their way before it is looked whether there is room for more."""

PIECE_BYTES = 16 * DATA_BYTES
"""So much is read at once."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is when it is offered."""

    path: Path
    size: int
    mtime_ns: int

    def id(self, own: bytes, other: bytes) -> bytes:
        """What it is known by between two: the same as long as the file is the same."""
        told = b"\0".join((own, other, os.fsencode(self.path), str(self.size).encode(), str(self.mtime_ns).encode()))
        return hashlib.sha256(told).digest()[:16]


def look(path: str) -> Source:
    """The file that somebody wants to send. Raises Unfit."""
    try:
        where = Path(path).expanduser().absolute()
        str(where).encode()
        with _open(where) as file:
            found = os.fstat(file.fileno())
    except OSError as error:
        raise Unfit(f"{path} cannot be sent: {reason(error)}.") from None
    except UnicodeEncodeError:
        raise Unfit("That cannot be sent: its name, or that of a folder above it, is not UTF-8.") from None
    except (ValueError, RuntimeError):  # a NUL in it, or the home of somebody who is not known
        raise Unfit(f"{path} cannot be sent: there is no such path.") from None
    return Source(where, found.st_size, found.st_mtime_ns)


def _open(path: Path) -> BinaryIO:
    """A file to read; one that is none is refused, rather than waited for. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "it is no file")
    return os.fdopen(handle, "rb", buffering=0)


class SendingError(Exception):
    """It cannot be sent; the sentence says why, as the end of one."""


class Sending:
    """One file that is offered to one friend, or under way."""

    def __init__(self, id: bytes, source: Source, executor: Executor, progress: Callable[[int], None]) -> None:
        """`progress` is told how far it has gone (bytes)."""
        self.id = id
        self.source = source
        self.is_running = False
        self._executor = executor
        self._progress = progress
        self._turn = 0

    def stop(self) -> None:
        """Send no more of it."""
        self._turn += 1

    async def run(self, line: Line, from_byte: int) -> bool:
        """Send it from a byte on; whether that came to its end. Raises SendingError.

        It ends early with the connection, or when it is stopped, or begun again.
        """
        self._turn += 1
        turn = self._turn
        self.is_running = True
        loop = asyncio.get_running_loop()
        try:
            opening = loop.run_in_executor(self._executor, _open, self.source.path)
            try:
                file = await asyncio.shield(opening)
            except asyncio.CancelledError:
                opening.add_done_callback(_close)
                raise
            with file:
                return await self._send(line, file, from_byte, turn)
        except OSError as error:
            raise SendingError(f"it cannot be read any more: {reason(error)}") from None
        finally:
            if turn == self._turn:
                self.is_running = False

    def _check(self, file: BinaryIO) -> None:
        """It has to be what was offered. Raises SendingError."""
        found = os.fstat(file.fileno())
        if (found.st_size, found.st_mtime_ns) != (self.source.size, self.source.mtime_ns):
            raise SendingError("it has changed since it was offered")

    async def _send(self, line: Line, file: BinaryIO, from_byte: int, turn: int) -> bool:
        loop = asyncio.get_running_loop()
        digest = hashlib.sha256()

        def read(at: int) -> bytes:
            """The next piece. What the friend has already counts for the digest only."""
            piece = file.read(min(PIECE_BYTES, from_byte - at) if at < from_byte else PIECE_BYTES) or b""
            if not at or not piece:
                self._check(file)
            return piece

        at = 0
        coming = loop.run_in_executor(self._executor, read, 0)
        try:
            while piece := await coming:
                begin, at = at, at + len(piece)
                if at > self.source.size:
                    raise SendingError("it has changed since it was offered")
                coming = loop.run_in_executor(self._executor, read, at)
                digest.update(piece)
                if turn != self._turn or not line.is_open:
                    return False
                if at > from_byte and not await self._put(line, piece, begin, turn):
                    return False
        finally:
            await asyncio.gather(coming, return_exceptions=True)
        if at != self.source.size:
            raise SendingError("it has changed since it was offered")
        line.send(Done(self.id, digest.digest()))
        return line.is_open

    async def _put(self, line: Line, piece: bytes, begin: int, turn: int) -> bool:
        """Send a piece; False when there is nobody to send it to any more."""
        view = memoryview(piece)
        for number, start in enumerate(range(0, len(piece), DATA_BYTES)):
            if turn != self._turn or not line.is_open:
                return False
            line.send(Data(self.id, begin + start, view[start : start + DATA_BYTES]))
            if number % AT_ONCE == AT_ONCE - 1:
                await line.room()
        await line.room()
        self._progress(begin + len(piece))
        return True


def _close(opening: "asyncio.Future[BinaryIO]") -> None:
    """Close a file that nobody waits for any more."""
    if opening.exception() is None:
        opening.result().close()
