"""The tables of a store in SQLite, and how an older store becomes one of today."""

import sqlite3
from pathlib import Path

from parlour.core.ports import StoreTooNew, StoreUnavailable

APPLICATION_ID = 0x5061726C
"""What marks a database as Parlour's: "Parl". https://sqlite.org/pragma.html#pragma_application_id"""

# Events lie in the order in which they came, with slim indexes by scope and by msgid: at a hundred rows a commit this
# takes half the time of a table that is itself in the order of its scopes, as fewer pages are written; one by one, it
# is the same. Search can refer to `id`.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            msgid TEXT NOT NULL,
            kind TEXT NOT NULL,
            user TEXT NOT NULL,
            source TEXT NOT NULL,
            account TEXT,
            target TEXT NOT NULL,
            text TEXT NOT NULL,
            tags TEXT NOT NULL,
            UNIQUE (scope, seq)
        )
        """,
        "CREATE INDEX events_by_msgid ON events (msgid, scope)",
        """
        CREATE TABLE scopes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kept INTEGER NOT NULL DEFAULT 0,
            restricted INTEGER NOT NULL DEFAULT 0,
            closed INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE TABLE once (key TEXT PRIMARY KEY, msgid TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX once_by_time ON once (at_ms)",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL)",
    ),
    (
        """
        CREATE TABLE bans (
            key TEXT PRIMARY KEY,
            target TEXT NOT NULL,
            set_by TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            until_ms INTEGER,
            reason TEXT NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX bans_by_end ON bans (until_ms)",
    ),
    ("CREATE TABLE sessions (session TEXT PRIMARY KEY, conversation INTEGER NOT NULL) WITHOUT ROWID",),
)
"""The statements that lead from each version to the next; a store's version is how many of these steps it has taken."""

VERSION = len(MIGRATIONS)


def check(path: Path) -> None:
    """Make sure that at `path` is a store that this Parlour can open, or nothing yet. Changes no byte of it.

    Raises:
        StoreTooNew: a newer Parlour wrote it.
        StoreUnavailable: it cannot be read, is no database, or another program's.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return
        # What a crash left in the write-ahead log belongs to the database; without one nothing need be locked.
        log = Path(f"{path}-wal")
        how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
        db = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
        try:
            ours = _number(db, "PRAGMA application_id") == APPLICATION_ID
            version = _number(db, "PRAGMA user_version")
            empty = _number(db, "SELECT count(*) FROM sqlite_master") == 0
        finally:
            db.close()
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"The store {path} cannot be read: {error}.") from error
    if not ours and not (empty and version == 0):
        raise StoreUnavailable(f"The file {path} is a database of another program.")
    if version > VERSION:
        raise StoreTooNew(
            f"The store {path} has version {version}, and this Parlour knows versions up to {VERSION}: "
            "use the newer Parlour that wrote it."
        )


def migrate(db: sqlite3.Connection) -> None:
    """Bring a checked store to today's version, a step at a time, each step whole or not at all."""
    for version in range(_number(db, "PRAGMA user_version"), VERSION):
        with Transaction(db):
            for statement in MIGRATIONS[version]:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {version + 1}")


class Transaction:
    """All that is done inside is done, or nothing of it is. The connection is in autocommit mode."""

    __slots__ = ("_db",)

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            try:
                self._db.execute("COMMIT")
            except BaseException:
                roll_back(self._db)
                raise
        else:
            roll_back(self._db)


def roll_back(db: sqlite3.Connection) -> None:
    """Undo what is not committed; many errors have made SQLite do so by itself already."""
    if db.in_transaction:
        db.execute("ROLLBACK")


def _number(db: sqlite3.Connection, question: str) -> int:
    answer: int = db.execute(question).fetchone()[0]
    return answer
