"""The store in SQLite: one writer, any number of readers, and a thread that keeps the write-ahead log short."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal

from parlour.core.banlist import Ban
from parlour.core.events.messages import Said
from parlour.core.limits import ONCE_MS
from parlour.core.ports import Batch, Page, Past, Reference, StoreUnavailable
from parlour.store.checkpoints import Checkpoints
from parlour.store.reading import FOR_ALL, SAID, Reader
from parlour.store.rows import end_row
from parlour.store.schema import Transaction, check, migrate, roll_back
from parlour.store.writing import EVENT_COLUMNS, FORGET_BANS, FORGET_ONCE, Statement, statements

Durability = Literal["disk", "process", "none"]

SYNCHRONOUS: dict[Durability, str] = {"disk": "FULL", "process": "NORMAL", "none": "OFF"}
"""What a commit waits for. https://sqlite.org/pragma.html#pragma_synchronous"""

FORGET_EVERY = 64
"""After how many new `once` keys twice as many that are too old are forgotten."""

LOOK_EVERY_MS = 1000
"""How often the writer makes sure that what it writes to is what others would find under the same path."""

STATEMENTS_CACHED = 256
"""More than there are statements, of which there is one for each number of rows."""

PROBE_BYTES = 32 * 1024
"""How much a probe writes: a disk that is all but full fails it."""

PASTS = f"""
SELECT scopes.id, name,
    coalesce((SELECT seq FROM events WHERE scope = scopes.id ORDER BY seq DESC LIMIT 1), 0),
    coalesce((SELECT at_ms FROM events WHERE scope = scopes.id ORDER BY seq DESC LIMIT 1), 0),
    coalesce((SELECT at_ms FROM events WHERE scope = scopes.id AND {SAID} AND {FOR_ALL} ORDER BY seq DESC LIMIT 1), 0)
FROM scopes WHERE kept = 1 AND closed = 0 AND restricted = 0 ORDER BY scopes.id
"""
"""Each open past with its ends, each found by a step into an index."""


OPEN_SESSIONS = f"SELECT {EVENT_COLUMNS} FROM sessions CROSS JOIN events ON msgid = session AND scope = conversation"
"""The row with which each session began that has not ended."""

NEWEST = "SELECT seq, at_ms FROM events WHERE scope = ? ORDER BY seq DESC LIMIT 1"


class SqliteStore:
    """A store in the file `path`. `now_ms` gives the time (Unix, milliseconds). Not opened until `open`."""

    def __init__(self, path: str | os.PathLike[str], durability: Durability, now_ms: Callable[[], int]) -> None:
        self._path = Path(path)
        self._log_path = Path(f"{path}-wal")
        self._synchronous = SYNCHRONOUS[durability]
        self._now_ms = now_ms
        self._lock = threading.Lock()
        """Held while the writer writes, so that closing waits for it."""
        self._writer: sqlite3.Connection | None = None
        self._checkpoints: Checkpoints | None = None
        self._idle: list[Reader] = []
        self._files: tuple[tuple[int, int], ...] = ()
        self._looked_ms = 0
        self._once_count = 0
        self._probes_count = 0

    def open(self) -> list[Past]:
        """Create or migrate the database, end the pasts that a restart ends, and return the open ones.

        Raises:
            StoreTooNew: a newer Parlour wrote it; not a byte was changed.
            StoreUnavailable: it cannot be opened or written, or is no store of ours. May be tried again.
        """
        check(self._path)
        with self._lock, self._failures(), ExitStack() as undoing:
            if self._writer is not None:
                raise StoreUnavailable(f"The store {self._path} is open already.")
            if not self._path.exists():
                self._path.touch(mode=0o600)
            db = self._connect()
            undoing.callback(db.close)
            migrate(db)
            pasts = _recall(db)
            self._files = self._identities()
            self._looked_ms = self._now_ms()
            self._checkpoints = Checkpoints(self._connect())
            self._writer = db
            undoing.pop_all()
        return pasts

    def commit(self, batch: Batch) -> None:
        """Keep all of a batch as durably as asked for, or raise StoreUnavailable and keep nothing of it."""
        found = statements(batch)
        if not found:
            return
        forgetting = len(batch.once) + self._once_count >= FORGET_EVERY
        if forgetting:
            found.append((FORGET_ONCE, (self._now_ms() - ONCE_MS, 2 * (len(batch.once) + self._once_count))))
        if batch.bans:
            found.append((FORGET_BANS, (self._now_ms(),)))
        scopes_count = len({row[0] for row in batch.rows})
        keys_count = len(batch.once) + len(batch.bans)
        self._write(found, scopes_count + len(batch.rows) // 8 + 2 * keys_count + len(found) + 1)
        self._once_count = 0 if forgetting else self._once_count + len(batch.once)

    def probe(self) -> None:
        """Write something small durably; raises StoreUnavailable while nothing can be kept."""
        self._looked_ms = -LOOK_EVERY_MS
        self._probes_count += 1
        # Other bytes each time, as SQLite does not write what is there already.
        value = bytes([self._probes_count % 256]) * PROBE_BYTES
        question = "INSERT INTO meta VALUES ('probe', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._write([(question, (value,))], PROBE_BYTES // 4096 + 1)

    def latest(
        self, scope: int, upto: int, after: Reference | None, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        """The newest `limit` events of a scope with seq at most `upto`, and after `after`, if given."""
        with self._reading() as reader:
            return reader.latest(scope, upto, after, limit, everything=everything, signs=signs)

    def before(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """The newest `limit` events before `at`, excluded."""
        with self._reading() as reader:
            return reader.before(scope, upto, at, limit, everything=everything, signs=signs)

    def after(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """The oldest `limit` events after `at`, excluded."""
        with self._reading() as reader:
            return reader.after(scope, upto, at, limit, everything=everything, signs=signs)

    def around(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        """`limit` events around `at`, included; `end` when there is nothing more on either side."""
        with self._reading() as reader:
            return reader.around(scope, upto, at, limit, everything=everything, signs=signs)

    def between(
        self, scope: int, upto: int, one: Reference, other: Reference, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        """`limit` events between two places, both excluded, counted from `one`, which may be the later of the two."""
        with self._reading() as reader:
            return reader.between(scope, upto, one, other, limit, everything=everything, signs=signs)

    def said_once(self, key: str) -> Said | None:
        """What was said under a `once` key in the last 7 days."""
        with self._reading() as reader:
            return reader.said_once(key, self._now_ms() - ONCE_MS)

    def bans(self) -> list[Ban]:
        """The bans of the network that have not ended, in no order."""
        with self._reading() as reader:
            return reader.bans(self._now_ms())

    def close(self) -> None:
        """Let go of everything; a commit that is under way is waited for. What is committed stays, whatever fails."""
        with self._lock:
            db, self._writer = self._writer, None
            checkpoints, self._checkpoints = self._checkpoints, None
            if checkpoints is not None:
                checkpoints.stop()
            self._drain()
            if db is not None:
                with suppress(sqlite3.Error):
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.close()

    def _connect(self) -> sqlite3.Connection:
        """A connection that writes, in autocommit mode; what copies the log must sync as the writer does."""
        db = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS_CACHED
        )
        try:
            (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise StoreUnavailable(f"The store {self._path} is on a file system without shared memory.")
            db.execute(f"PRAGMA synchronous = {self._synchronous}")
            db.execute("PRAGMA wal_autocheckpoint = 0")
            db.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            db.close()
            raise
        return db

    def _write(self, found: list[Statement], pages: int) -> None:
        with self._lock:
            db, checkpoints = self._writer, self._checkpoints
            if db is None or checkpoints is None:
                raise StoreUnavailable(f"The store {self._path} is not open.")
            with self._failures():
                self._look()
                if db.in_transaction:
                    roll_back(db)
                if len(found) == 1:
                    db.execute(*found[0])
                else:
                    with Transaction(db):
                        for statement in found:
                            db.execute(*statement)
            checkpoints.wrote(db, pages)

    def _look(self) -> None:
        """Now and then: raise OSError if the files that are open are no more those that others would find."""
        now_ms = self._now_ms()
        if 0 <= now_ms - self._looked_ms < LOOK_EVERY_MS:
            return
        if self._identities() != self._files:
            raise FileNotFoundError("another file was put in its place")
        self._looked_ms = now_ms

    def _identities(self) -> tuple[tuple[int, int], ...]:
        found = (self._path.stat(), self._log_path.stat())
        return tuple((stat.st_dev, stat.st_ino) for stat in found)

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        """A connection that nobody else uses meanwhile."""
        if not self._is_open():
            raise StoreUnavailable(f"The store {self._path} is not open.")
        with self._failures():
            try:
                reader = self._idle.pop()
            except IndexError:
                reader = Reader(self._path)
            try:
                yield reader
            except BaseException:
                reader.close()
                raise
            self._idle.append(reader)
            if not self._is_open():
                self._drain()

    def _is_open(self) -> bool:
        return self._writer is not None

    def _drain(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable(f"The store {self._path} cannot be used: {error}.") from error


@contextmanager
def _if_there_is_room() -> Iterator[None]:
    """On a full disk there may be no room even for forgetting: then that is done at a later start."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise


def _recall(db: sqlite3.Connection) -> list[Past]:
    """Forget channels in which nothing durable happened, end the pasts of restricted ones and the sessions that were
    open, and list the open pasts."""
    with _if_there_is_room(), Transaction(db):
        db.execute("DELETE FROM events WHERE scope IN (SELECT id FROM scopes WHERE kept = 0)")
        db.execute("DELETE FROM scopes WHERE kept = 0")
    with _if_there_is_room(), Transaction(db):
        db.execute("UPDATE scopes SET closed = 1 WHERE restricted = 1 AND closed = 0")
        for opened in db.execute(OPEN_SESSIONS).fetchall():
            seq, at_ms = db.execute(NEWEST, (opened[0],)).fetchone()
            [insertion] = statements(Batch(rows=[end_row(opened, seq + 1, at_ms + 1)]))
            db.execute(*insertion)
        db.execute("DELETE FROM sessions")
    return [Past(*row) for row in db.execute(PASTS).fetchall()]
