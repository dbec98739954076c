"""Measure the store: rows a second and CPU time a row, at batches of several sizes.

    python bench/store.py [--durability disk] [--seconds 2] [--scopes 50] [--directory DIR]

Each batch's rows go to scopes in turn, as when many channels are busy. CPU time is that of the whole process, the
thread that copies the write-ahead log included.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from parlour.core.events.messages import MESSAGE, Said
from parlour.core.events.record import Source
from parlour.core.ports import Batch, Page, Reference
from parlour.store.rows import to_rows
from parlour.store.sqlite import SYNCHRONOUS, SqliteStore

TEXT = "The quick brown fox jumps over the lazy dog, and nobody minds."
SOURCE = Source("01J9ZK4Q", "ann", "ann", "cloak.example", None, "ann!ann@cloak.example")


def _scope(number: int) -> int:
    return (1790000000000 << 20) + number


class Talk:
    """Batches of messages, as many as asked for."""

    def __init__(self, scopes: int) -> None:
        self.ends: Counter[int] = Counter()
        self._scopes = scopes
        self._count = 0
        self._random = Random(1)

    def batch(self, size: int, *, once: bool) -> Batch:
        batch = Batch()
        for _ in range(size):
            self._count += 1
            scope = _scope(self._count % self._scopes)
            key = f"{self._random.getrandbits(128):032x}" if once else None
            said = Said(scope, f"01J9{self._count:022}", 1790000000000 + self._count, SOURCE, MESSAGE, "#attic", TEXT,
                        "", None, key, True)  # fmt: skip
            batch.rows += to_rows(said, self._next)
            if key is not None:
                batch.once.append((key, said.msgid, said.at_ms))
        return batch

    @property
    def newest(self) -> tuple[int, int]:
        """The scope that the last message was said in, and its seq there."""
        scope = _scope(self._count % self._scopes)
        return scope, self.ends[scope]

    @property
    def middle(self) -> int:
        """The number of a message in the scope that the last message was said in, about half way."""
        return self._count - self._count // self._scopes // 2 * self._scopes

    def _next(self, scope: int) -> int:
        self.ends[scope] += 1
        return self.ends[scope]


def measure_commits(store: SqliteStore, talk: Talk, size: int, seconds: float, *, once: bool) -> None:
    """Commit batches of one size for a while, and print what it cost."""
    rows_count = 0
    spent_s = cpu_s = longest_s = 0.0
    while spent_s < seconds:
        batches = [talk.batch(size, once=once) for _ in range(max(1, 500 // size))]
        started_s, cpu_started_s = time.perf_counter(), time.process_time()
        for batch in batches:
            commit_s = time.perf_counter()
            store.commit(batch)
            longest_s = max(longest_s, time.perf_counter() - commit_s)
        spent_s += time.perf_counter() - started_s
        cpu_s += time.process_time() - cpu_started_s
        rows_count += len(batches) * size
    print(
        f"{size:>5} {'yes' if once else 'no':>5} {rows_count / spent_s:>10,.0f} {cpu_s / rows_count * 1e6:>12.1f}"
        f" {spent_s / rows_count * size * 1e6:>12.0f} {longest_s * 1e3:>11.1f}"
    )


def measure_pages(store: SqliteStore, talk: Talk) -> None:
    """Read pages of 100, newest first and by time."""
    scope, end = talk.newest
    time_at, middle = Reference(at_ms=1790000000500), Reference(msgid=f"01J9{talk.middle:022}")
    reads: dict[str, Callable[[], Page]] = {
        "latest 100": lambda: store.latest(scope, end, None, 100, everything=False),
        "before a time": lambda: store.before(scope, end, time_at, 100, everything=False),
        "around a msgid": lambda: store.around(scope, end, middle, 100, everything=False),
    }
    for name, read in reads.items():
        started_s = time.perf_counter()
        for _ in range(200):
            read()
        print(f"{name:>16} {(time.perf_counter() - started_s) / 200 * 1e6:>8.0f} µs")


def main() -> None:
    """Run all measurements in a new store."""
    parser = argparse.ArgumentParser(description="Measure the store.")
    parser.add_argument("--durability", choices=SYNCHRONOUS, default="disk")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--scopes", type=int, default=50)
    parser.add_argument("--directory", type=Path, default=None, help="where to put the store; a temporary one else")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        path = Path(directory, "store.db")
        store = SqliteStore(path, arguments.durability, lambda: time.time_ns() // 1_000_000)
        store.open()
        talk = Talk(arguments.scopes)
        print(f"durability {arguments.durability}, {arguments.scopes} scopes, in {directory}")
        print(f"{'batch':>5} {'once':>5} {'rows/s':>10} {'CPU µs/row':>12} {'µs/commit':>12} {'longest ms':>11}")
        for once in (False, True):
            for size in (1, 2, 10, 100):
                measure_commits(store, talk, size, arguments.seconds, once=once)
        log_bytes = Path(f"{path}-wal").stat().st_size
        print(f"{path.stat().st_size / 2**20:.1f} MiB with {talk.ends.total():,} rows, log {log_bytes / 2**20:.1f} MiB")
        measure_pages(store, talk)
        started_s = time.perf_counter()
        store.close()
        print(f"closed in {(time.perf_counter() - started_s) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
