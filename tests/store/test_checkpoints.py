"""The write-ahead log is copied while others write and read, and does not grow without bound."""

import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest

from parlour.core.ports import Batch, Row
from parlour.store import checkpoints, sqlite
from parlour.store.checkpoints import Checkpoints
from parlour.store.rows import to_rows
from parlour.store.sqlite import SqliteStore
from tests.store.conftest import Clock, Opened
from tests.support.events import said

SCOPES_COUNT = 20
FRAME_BYTES = 4096 + 24


def rows_of(number: int) -> list[Row]:
    event = said(number % SCOPES_COUNT, f"m{number:09}", number, "hello " * 10)
    return to_rows(event, lambda scope: number)


def log_bytes(path: Path) -> int:
    return Path(f"{path}-wal").stat().st_size


@pytest.mark.parametrize("durability", sqlite.SYNCHRONOUS)
def test_the_log_stays_short_however_much_is_written(
    path: Path,
    clock: Clock,
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    durability: sqlite.Durability,
) -> None:
    monkeypatch.setattr(sqlite, "Checkpoints", partial(Checkpoints, log_pages=16))
    store = opened(SqliteStore(path, durability, clock))
    commits_count = 2000
    for number in range(commits_count):
        store.commit(Batch(rows=rows_of(number)))
    assert caplog.records == []
    # Each commit writes three pages or more; the writer estimates, so that the bound is not exact.
    assert log_bytes(path) < 2 * 16 * checkpoints.MOST_TIMES * FRAME_BYTES < commits_count * 3 * FRAME_BYTES
    assert (
        len(store.latest(3, commits_count, None, commits_count, everything=True).events) == commits_count / SCOPES_COUNT
    )


def test_a_reader_in_the_middle_of_a_page_keeps_the_log_and_the_log_starts_over_afterwards(
    path: Path, clock: Clock, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "Checkpoints", partial(Checkpoints, log_pages=16))
    store = opened(SqliteStore(path, "none", clock))
    store.commit(Batch(rows=rows_of(0)))
    with sqlite3.connect(path, isolation_level=None) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM events").fetchone()
        for number in range(1, 500):
            store.commit(Batch(rows=rows_of(number)))
        held_bytes = log_bytes(path)
        assert held_bytes > 499 * 3 * FRAME_BYTES
        reading.execute("COMMIT")
    reading.close()
    for number in range(500, 1000):
        store.commit(Batch(rows=rows_of(number)))
    assert log_bytes(path) < held_bytes * 1.5


def test_a_log_that_cannot_be_copied_is_told_once_and_commits_go_on(
    path: Path, clock: Clock, opened: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(db: sqlite3.Connection) -> tuple[int, int]:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(checkpoints, "copy", fail)
    monkeypatch.setattr(sqlite, "Checkpoints", partial(Checkpoints, log_pages=1))
    store = opened(SqliteStore(path, "none", clock))
    for number in range(200):
        store.commit(Batch(rows=rows_of(number)))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "disk I/O error" in caplog.text


def test_readers_in_several_threads_see_all_that_was_committed_before_they_asked(sqlite: SqliteStore) -> None:
    committed = 0
    problems: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            least = committed
            page = sqlite.latest(3, 1 << 40, None, 10_000, everything=True)
            times_ms = [event.at_ms for event in page.events]
            if times_ms != list(range(1, len(times_ms) + 1)) or len(times_ms) < least:
                problems.append(f"{least} were committed, and these were found: {times_ms}")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 200):
        sqlite.commit(Batch(rows=to_rows(said(3, f"m{number}", number), lambda scope, seq=number: seq)))  # type: ignore[misc]
        committed = number
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []
