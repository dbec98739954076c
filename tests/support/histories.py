"""A history of what was said with friends, what is asked of it, and a disk that fails when it is told to."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from parlour.direct.desk import Entry
from parlour.direct.history import History, HistoryError
from parlour.direct.messages import Say

NOON_MS = 1_790_000_000_000
BOB, EVE = b"b" * 32, b"e" * 32


class Clock:
    """The time, which moves when a test says so."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms


def number(value: int) -> bytes:
    return value.to_bytes(16, "big")


def say(history: History, id: int, text: str = "hello", key: bytes = BOB) -> "asyncio.Future[Entry | HistoryError]":
    kept: asyncio.Future[Entry | HistoryError] = asyncio.get_running_loop().create_future()
    history.say(key, number(id), "said", text, kept.set_result)
    return kept


async def said(history: History, id: int, text: str = "hello", key: bytes = BOB) -> Entry:
    entry = await say(history, id, text, key)
    assert isinstance(entry, Entry)
    return entry


def hear(
    history: History, ids: Sequence[int], text: str = "hi", key: bytes = BOB
) -> "asyncio.Future[Sequence[Entry | None] | HistoryError]":
    kept: asyncio.Future[Sequence[Entry | None] | HistoryError] = asyncio.get_running_loop().create_future()
    history.hear(key, [Say(number(id), 5, "said", text) for id in ids], kept.set_result)
    return kept


def delivered(history: History, ids: Sequence[int], key: bytes = BOB) -> "asyncio.Future[None]":
    kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    history.delivered(key, [number(id) for id in ids], partial(kept.set_result, None))
    return kept


def everything(history: History, key: bytes = BOB) -> list[Entry]:
    entries, is_start = history.page(key, before=None, limit=1_000_000)
    assert is_start
    return entries


def ids(entries: Sequence[Entry]) -> list[int]:
    return [int.from_bytes(entry.id, "big") for entry in entries]


@contextmanager
def full(history: History) -> Iterator[None]:
    """The disk is full meanwhile: the database can grow by nothing."""
    db = history._database._writer
    with history._database._lock:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (most,) = db.execute("PRAGMA max_page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with history._database._lock:
        db.execute(f"PRAGMA max_page_count = {most}")


class Disk:
    """The connection that writes, which fails when it is told to."""

    def __init__(self, db: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        self.failures: list[int | None] = []
        """For each of the next transactions at which of its statements it fails, if at any; the last is the commit."""
        self.failed = asyncio.Event()
        self._db = db
        self._loop = loop
        self._countdown: int | None = None

    @classmethod
    def under(cls, history: History) -> "Disk":
        """Put one under a history."""
        disk = cls(history._database._writer, asyncio.get_running_loop())
        history._database._writer = disk  # type: ignore[assignment]
        return disk

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        if statement.startswith("BEGIN"):
            self._countdown = self.failures.pop(0) if self.failures else None
        if statement != "ROLLBACK":
            self._fail_perhaps(is_last=statement == "COMMIT")
        return self._db.execute(statement, values)

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> sqlite3.Cursor:
        self._fail_perhaps(is_last=False)
        return self._db.executemany(statement, rows)

    def close(self) -> None:
        self._db.close()

    def _fail_perhaps(self, *, is_last: bool) -> None:
        if self._countdown is None:
            return
        if self._countdown == 0 or is_last:
            self._countdown = None
            self._loop.call_soon_threadsafe(self.failed.set)
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        self._countdown -= 1
