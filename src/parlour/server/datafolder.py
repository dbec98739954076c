"""The folder in which one server keeps everything, the lock that keeps a second one out, and the key of cloaks."""

import contextlib
import errno
import fcntl
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from parlour.core.cloaks import KEY_BYTES
from parlour.files import put_whole, reason


class DataFolderError(Exception):
    """The folder cannot be used; the message is one sentence."""


class DataFolder:
    """A data folder that this process holds until it closes it or ends, however it ends. Raises DataFolderError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make(path)
        self._lock = _lock(path)

    def close(self) -> None:
        """Let another process have the folder; closing twice does nothing."""
        # The file stays: were it removed, two processes could each lock a file of that name.
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def cloak_key(folder: Path) -> bytes:
    """The key of a data folder that cloaks are made with; it is made when there is none yet. Raises DataFolderError."""
    path = folder / "cloak.key"
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        key = secrets.token_bytes(KEY_BYTES)
        try:
            put_whole(path, f"{key.hex()}\n".encode(), mode=0o600)
        except OSError as error:
            raise DataFolderError(f"the key of cloaks {path} cannot be written: {reason(error)}") from None
    except OSError as error:
        raise DataFolderError(f"the key of cloaks {path} cannot be read: {reason(error)}") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise DataFolderError(
            f"{path} is not a key of cloaks: put the right one back, or remove it to have another made"
        )
    return key


def running(path: Path) -> int | None:
    """The number of the process that holds a data folder; None if nobody does, or that cannot be seen."""
    try:
        lock = os.open(path / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _holder(lock)
    finally:
        os.close(lock)
    return None


def make(path: Path) -> None:
    """Make a data folder, for its owner alone, if it is not there. Raises DataFolderError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise DataFolderError(f"the data folder {path} is a file, not a folder") from None
    except NotADirectoryError:
        raise DataFolderError(f"the data folder {path} cannot be made: a part of its path is a file") from None
    except OSError as error:
        raise DataFolderError(f"the data folder {path} cannot be made: {reason(error)}") from None


def _lock(path: Path) -> int:
    """The open file that holds the lock; its text is the number of the process."""
    try:
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DataFolderError(f"the data folder {path} cannot be written: {reason(error)}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        process = _holder(lock)
        os.close(lock)
        holder = f" (process {process})" if process is not None else ""
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            raise DataFolderError(f"another parlour{holder} is using {path}") from None
        raise DataFolderError(f"the data folder {path} cannot be locked: {reason(error)}") from None
    # On a full disk the number cannot be written, but the lock holds without it.
    with contextlib.suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _holder(lock: int) -> int | None:
    with contextlib.suppress(OSError):
        if (number := os.pread(lock, 32, 0).strip()).isdigit():
            return int(number)
    return None
