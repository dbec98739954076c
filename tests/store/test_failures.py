"""What goes wrong around a store is told as StoreUnavailable, and is over when its cause is."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from parlour.core.ports import Batch, Row, StoreUnavailable
from parlour.store.rows import to_rows
from parlour.store.sqlite import SqliteStore
from tests.store.conftest import Clock, Opened
from tests.support.events import said

ATTIC = 7


def rows_of(seq: int, text: str = "hello") -> list[Row]:
    return to_rows(said(ATTIC, f"m{seq}", seq, text), lambda scope: seq)


def seqs_in(store: SqliteStore) -> list[int]:
    return [event.at_ms for event in store.latest(ATTIC, 1 << 40, None, 10_000, everything=True).events]


# Open and closed


def test_a_closed_store_says_so(sqlite: SqliteStore) -> None:
    sqlite.close()
    sqlite.close()
    with pytest.raises(StoreUnavailable, match="not open"):
        sqlite.commit(Batch(rows=rows_of(1)))
    with pytest.raises(StoreUnavailable, match="not open"):
        sqlite.probe()
    with pytest.raises(StoreUnavailable, match="not open"):
        sqlite.latest(ATTIC, 1, None, 1, everything=True)


def test_a_store_is_opened_once(sqlite: SqliteStore) -> None:
    with pytest.raises(StoreUnavailable, match="open already"):
        sqlite.open()


def test_closing_ends_the_stores_thread(sqlite: SqliteStore) -> None:
    assert "parlour-checkpoints" in {thread.name for thread in threading.enumerate()}
    sqlite.close()
    assert "parlour-checkpoints" not in {thread.name for thread in threading.enumerate()}


def test_a_store_that_was_never_opened_may_be_closed(path: Path, clock: Clock) -> None:
    SqliteStore(path, "disk", clock).close()
    assert not path.exists()


# The files


def test_nobody_else_on_the_machine_may_read_what_was_said(sqlite: SqliteStore, path: Path) -> None:
    sqlite.commit(Batch(rows=rows_of(1)))
    files = list(path.parent.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_database_that_is_deleted_is_missed_within_a_second(sqlite: SqliteStore, path: Path, clock: Clock) -> None:
    sqlite.commit(Batch(rows=rows_of(1)))
    aside = path.rename(path.with_name("aside.db"))
    clock.now_ms += 1000
    with pytest.raises(StoreUnavailable, match=r"store\.db"):
        sqlite.commit(Batch(rows=rows_of(2)))
    with pytest.raises(StoreUnavailable):
        sqlite.probe()
    aside.rename(path)
    sqlite.probe()
    sqlite.commit(Batch(rows=rows_of(3)))
    assert seqs_in(sqlite) == [1, 3]


def test_a_probe_misses_a_log_that_is_deleted(sqlite: SqliteStore, path: Path) -> None:
    Path(f"{path}-wal").unlink()
    with pytest.raises(StoreUnavailable):
        sqlite.probe()


def test_a_database_in_place_of_another_is_not_taken_for_it(sqlite: SqliteStore, path: Path, clock: Clock) -> None:
    other = SqliteStore(path.with_name("other.db"), "disk", clock)
    other.open()
    other.close()
    path.with_name("other.db").replace(path)
    with pytest.raises(StoreUnavailable, match="another file"):
        sqlite.probe()


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder of somebody's who is not root, and the rights of that somebody for this process."""
    with tempfile.TemporaryDirectory() as directory:
        if os.geteuid() == 0:
            os.chown(directory, 65534, -1)
            os.seteuid(65534)
            try:
                yield Path(directory)
            finally:
                os.seteuid(0)
        else:
            yield Path(directory)


def test_a_store_in_a_folder_that_became_read_only_cannot_be_opened_until_it_is_writable_again(clock: Clock) -> None:
    with unprivileged() as folder:
        store = SqliteStore(folder / "store.db", "disk", clock)
        store.open()
        store.commit(Batch(rows=rows_of(1)))
        store.close()
        folder.chmod(0o555)
        with pytest.raises(StoreUnavailable, match=r"store\.db"):
            store.open()
        folder.chmod(0o755)
        store.open()
        assert seqs_in(store) == [1]
        store.close()


def test_a_store_that_may_not_be_read_cannot_be_opened(clock: Clock) -> None:
    with unprivileged() as folder:
        store = SqliteStore(folder / "store.db", "disk", clock)
        store.open()
        store.close()
        (folder / "store.db").chmod(0)
        with pytest.raises(StoreUnavailable, match=r"store\.db"):
            store.open()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("A full disk is tried with a small tmpfs, which may not be mounted here.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    """Leave no byte of a file system free."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue


@pytest.mark.parametrize("rows_count", [1, 100])
def test_a_full_disk_keeps_nothing_of_a_batch_and_all_before_it(
    small_disk: Path, clock: Clock, opened: Opened, rows_count: int
) -> None:
    store = opened(SqliteStore(small_disk / "store.db", "disk", clock))
    numbers = count(1)

    def next_batch() -> Batch:
        return Batch(rows=[row for _ in range(rows_count) for row in rows_of(next(numbers), "x" * 400)])

    kept = [next_batch()]
    store.commit(kept[0])
    fill(small_disk / "filler")
    error = None
    while error is None:
        batch = next_batch()
        try:
            store.commit(batch)
            kept.append(batch)
        except StoreUnavailable as unavailable:
            error = unavailable
    assert "full" in str(error)
    with pytest.raises(StoreUnavailable):
        store.probe()
    expected = [row[1] for batch in kept for row in batch.rows]
    assert seqs_in(store) == expected
    (small_disk / "filler").unlink()
    store.probe()
    store.commit(batch)
    expected += [row[1] for row in batch.rows]
    assert seqs_in(store) == expected
    store.close()
    store.open()
    assert seqs_in(store) == expected


# Our own bugs


def test_what_cannot_be_written_at_all_is_not_the_worlds_fault_and_leaves_nothing(sqlite: SqliteStore) -> None:
    rows = [row for seq in range(1, 200) for row in rows_of(seq, "hello" if seq < 199 else "\udcff")]
    with pytest.raises(UnicodeEncodeError):
        sqlite.commit(Batch(rows=rows))
    assert seqs_in(sqlite) == []
    sqlite.commit(Batch(rows=rows_of(1)))
    assert seqs_in(sqlite) == [1]
