"""A file on its way in: kept in a part beside its goal, written by a thread, and put in its place when it is whole.

It is hashed in the loop, as it comes: that costs less than handing the interpreter's lock to and fro.
"""

import asyncio
import errno
import hashlib
import os
import stat
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from parlour.direct.filenames import candidates
from parlour.files import reason

MUCH_BYTES, LITTLE_BYTES = 8 << 20, 2 << 20
"""With so much that waits to be written nothing more is taken in; with so little it is again."""

WRITE_BYTES = 512 << 10
"""So much is gathered before it is written: more of it would have left the processor's cache by then."""

READ_BYTES = 1 << 20

SMALL_BYTES = 16 << 10
"""Smaller pieces are copied: a view of one would keep all that came with it."""

LEAST_BYTES = 1 << 10
"""A piece counts for so much at least, as it takes memory besides its bytes."""

UNLINKABLE = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP}
"""What file systems say that know one name only for each file, as those of memory sticks."""

MOST_PIECES = 500
"""So many are written by one call: the system's limit is 1024."""


class TakingError(Exception):
    """It cannot be kept; the sentence says why, as the end of one."""


class Taking:
    """One file of a friend's that is wanted here."""

    def __init__(
        self, id: bytes, name: str, size: int, part: Path, executor: Executor, hold: Callable[[bool], None],
        failed: Callable[[str], None], progress: Callable[[int], None],
    ) -> None:  # fmt: skip
        """`hold` is called with whether nothing more should come; `failed` with why it cannot be written;
        `progress` is told how far it has come (bytes)."""
        self.id = id
        self.name = name
        self.size = size
        self.part = part
        self.at = 0
        """Where the next bytes belong."""
        self._executor = executor
        self.hold = hold
        """Of the connection on which it comes."""
        self._failed = failed
        self._progress = progress
        self._handle = -1
        self._digest = hashlib.sha256()
        self._waiting: list[memoryview] = []
        self._waiting_bytes = 0
        """How much memory waits to be written, or is being written, about."""
        self._written_at = 0
        """So far it is on its way to the disk, or there."""
        self._writing: asyncio.Future[None] | None = None
        self._putting: asyncio.Future[Path] | None = None
        self.is_finishing = False
        """Whether all has come that will, and it is being put in its place."""
        self._held: Callable[[bool], None] | None = None
        """What is held up now: the file may go on on another connection meanwhile."""
        self._is_over = False

    async def open(self) -> int:
        """Take up what is there; returns from which byte on the file is wanted. Raises TakingError."""
        try:
            self.at = await asyncio.get_running_loop().run_in_executor(self._executor, self._open)
        except OSError as error:
            raise TakingError(reason(error)) from None
        self._written_at = self.at
        return self.at

    def _open(self) -> int:
        self.part.parent.mkdir(parents=True, exist_ok=True)
        # A link in its place would lead somewhere else.
        self._handle = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            return self._take_up()
        except OSError:
            os.close(self._handle)
            self._handle = -1
            raise

    def _take_up(self) -> int:
        found = os.fstat(self._handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EEXIST, f"{self.part} is in the way, and no file")
        there = found.st_size
        if there > self.size:
            os.ftruncate(self._handle, 0)
            there = 0
        room = os.statvfs(self.part.parent)
        if room.f_bavail * room.f_frsize < self.size - there:
            if not there:
                self.part.unlink()
            raise OSError(errno.ENOSPC, "There is not enough room on the disk")
        self._digest = hashlib.sha256()
        os.lseek(self._handle, 0, os.SEEK_SET)
        left = there
        while left and (piece := os.read(self._handle, min(READ_BYTES, left))):
            self._digest.update(piece)
            left -= len(piece)
        return there

    def take(self, at: int, data: memoryview) -> None:
        """The next bytes. What does not belong here now is of an earlier connection. Raises TakingError."""
        if self._is_over or at != self.at or not data:
            return
        if at + len(data) > self.size:
            raise TakingError("more came than was offered")
        self.at += len(data)
        self._digest.update(data)
        self._waiting.append(data if len(data) >= SMALL_BYTES else memoryview(bytes(data)))
        self._waiting_bytes += max(len(data), LEAST_BYTES)
        if self._waiting_bytes >= MUCH_BYTES and self._held is None:
            self._held = self.hold
            self._held(True)
        if self._writing is None and (self._waiting_bytes >= WRITE_BYTES or self.at == self.size):
            self._write()

    def _write(self) -> None:
        loop = asyncio.get_running_loop()
        pieces, self._waiting = self._waiting, []
        weight, self._written_at = self._waiting_bytes, self.at

        def write() -> None:
            for begin in range(0, len(pieces), MOST_PIECES):
                _write(self._handle, pieces[begin : begin + MOST_PIECES])

        self._writing = asyncio.ensure_future(loop.run_in_executor(self._executor, write))
        self._writing.add_done_callback(lambda done: self._written(done, weight))

    def _written(self, done: "asyncio.Future[None]", weight: int) -> None:
        self._writing = None
        self._waiting_bytes -= weight
        error = done.exception()
        if error is not None:
            self._is_over = True
            self._waiting.clear()
            self._waiting_bytes = 0
            self._failed(reason(error) if isinstance(error, OSError) else str(error))
        if self._held is not None and (self._is_over or self._waiting_bytes <= LITTLE_BYTES):
            held, self._held = self._held, None
            held(False)
        if self._is_over:
            return
        self._progress(self._written_at)
        if self._waiting_bytes >= WRITE_BYTES or (self._waiting and self.at == self.size):
            self._write()

    async def settled(self) -> None:
        """Wait until all that has come is written."""
        while self._writing is not None or (self._waiting and not self._is_over):
            if self._writing is None:
                self._write()
            else:
                await asyncio.wait([self._writing])
                await asyncio.sleep(0)

    async def finish(self, sha256: bytes, folder: Path) -> Path:
        """It is all there: put it in its place, never over another; returns that. Raises TakingError."""
        self.is_finishing = True
        await self.settled()
        if self._is_over:
            raise TakingError("it could not be written")
        if self.at != self.size:
            raise TakingError(f"only {self.at} of {self.size} bytes came")
        if self._digest.digest() != sha256:
            await self.close()
            self.part.unlink(missing_ok=True)
            raise TakingError("it is not what was sent (its SHA-256 is another), and was thrown away")
        self._is_over = True
        self._putting = asyncio.ensure_future(
            asyncio.get_running_loop().run_in_executor(self._executor, self._put, folder)
        )
        try:
            return await asyncio.shield(self._putting)  # a thread goes on, whoever waits for it
        except OSError as error:
            raise TakingError(f"it cannot be put in its place: {reason(error)}") from None

    def _put(self, folder: Path) -> Path:
        os.fsync(self._handle)
        os.close(self._handle)
        self._handle = -1
        for goal in candidates(folder, self.name):
            try:
                _move(self.part, goal)
            except FileExistsError:
                continue
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            return goal
        raise OSError(errno.EEXIST, "There are too many files of that name")

    async def close(self) -> None:
        """Let go of the part, which stays; what is being put in its place gets there first."""
        await self.settled()
        self._is_over = True
        if self._putting is not None:
            await asyncio.wait([self._putting])
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)


def _move(part: Path, goal: Path) -> None:
    """Give a part its name, which nothing else may have. Raises OSError."""
    try:
        os.link(part, goal, follow_symlinks=False)
    except OSError as error:
        if error.errno not in UNLINKABLE:
            raise
        os.close(os.open(goal, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            part.replace(goal)  # over what was made just now
        except OSError:
            goal.unlink()
            raise
    else:
        part.unlink(missing_ok=True)


def _write(handle: int, pieces: list[memoryview]) -> None:
    """Write all of these. Raises OSError."""
    left = os.writev(handle, pieces) - sum(map(len, pieces))
    while left:  # the disk is full, or nearly
        rest = b"".join(pieces)[left:]
        left += os.write(handle, rest)
