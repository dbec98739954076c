"""Stores to test, and the time they are told."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from parlour.core.ports import Store
from parlour.store.sqlite import SqliteStore
from tests.support.memory_store import MemoryStore

NOON_MS = 1_790_000_000_000


class Clock:
    """The time, which moves when a test says so."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS

    def __call__(self) -> int:
        return self.now_ms


FACTORIES: dict[str, Callable[[Path, Clock], Store]] = {
    "memory": lambda path, clock: MemoryStore(clock),
    "sqlite": lambda path, clock: SqliteStore(path, "none", clock),
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "store.db"


@pytest.fixture(params=FACTORIES)
def store(request: pytest.FixtureRequest, path: Path, clock: Clock) -> Iterator[Store]:
    """Each kind of store in turn, open and empty."""
    made = FACTORIES[request.param](path, clock)
    assert made.open() == []
    yield made
    made.close()


@pytest.fixture
def sqlite(path: Path, clock: Clock) -> Iterator[SqliteStore]:
    """A store in SQLite, open and empty."""
    made = SqliteStore(path, "disk", clock)
    assert made.open() == []
    yield made
    made.close()


Opened = Callable[[SqliteStore], SqliteStore]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens the stores it is given, and closes them when the test ends, whatever happens in it."""
    with ExitStack() as stack:

        def opening(store: SqliteStore) -> SqliteStore:
            stack.callback(store.close)
            store.open()
            return store

        yield opening
