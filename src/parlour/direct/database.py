"""The file in which the history lies: how it is opened, written and read, and what is the matter when that fails."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from parlour.files import reason

APPLICATION_ID = 0x50617264
"""What marks a database as a history of ours: "Pard". https://sqlite.org/pragma.html#pragma_application_id"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Who is not pinned has no nick, and keeps a row: what was said with them lies under it.
        """
        CREATE TABLE friends (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            nick TEXT COLLATE NOCASE UNIQUE,
            name TEXT NOT NULL DEFAULT '',
            host TEXT NOT NULL DEFAULT '',
            port INTEGER NOT NULL DEFAULT 0,
            last_ms INTEGER NOT NULL DEFAULT 0
        )
        """,
        """
        CREATE TABLE entries (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            friend INTEGER NOT NULL,
            id BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            said_ms INTEGER NOT NULL,
            own INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            delivered INTEGER NOT NULL,
            UNIQUE (friend, id)
        )
        """,
        "CREATE INDEX entries_by_place ON entries (friend, place)",
        "CREATE INDEX entries_waiting ON entries (friend, place) WHERE delivered = 0",
        """
        CREATE TABLE offers (
            friend INTEGER NOT NULL,
            file BLOB NOT NULL,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            PRIMARY KEY (friend, file)
        )
        """,
        """
        CREATE TABLE takings (
            friend INTEGER NOT NULL,
            file BLOB NOT NULL,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            part TEXT NOT NULL,
            goal TEXT NOT NULL,
            PRIMARY KEY (friend, file)
        )
        """,
    ),
)
"""The statements that lead from each version to the next; a file's version is how many of these steps it has taken."""

VERSION = len(MIGRATIONS)

_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "its file cannot be written",
    sqlite3.SQLITE_PERM: "its file cannot be written",
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_BUSY: "another program holds its file",
    sqlite3.SQLITE_LOCKED: "another program holds its file",
    sqlite3.SQLITE_CORRUPT: "its file is damaged",
    sqlite3.SQLITE_NOTADB: "its file is no database",
    sqlite3.SQLITE_TOOBIG: "it is too long",
}


class HistoryError(Exception):
    """It cannot be kept, or read; the sentence says why, without a full stop.

    What is said of an open history names no file, as friends are told of it, too.
    """


class Database:
    """The file, open: one connection that writes, for any thread, and one that reads, for the thread that opened it."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it. Raises HistoryError, with a sentence that names the file; another's is left as it is."""
        self._path = path
        self._log_path = Path(f"{path}-wal")
        self._lock = threading.Lock()
        """Held while something is written."""
        self._is_open = True
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check(path)
            if not path.exists():
                path.touch(mode=0o600)
            self._writer = _writer(path)
            try:
                _migrate(self._writer)
                self._files = self._identities()
                self._reader = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            except BaseException:
                self._writer.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise HistoryError(f"the history {path} cannot be opened: {_why(error)}") from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is done inside is on disk afterwards, or nothing of it is. Raises HistoryError."""
        with self._lock, _failures():
            self._must_be_open()
            if self._identities() != self._files:
                raise HistoryError("its file was removed, or another one was put in its place")
            db = self._writer
            _roll_back(db)
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # what is wrong is told already; it is tried again above
                    _roll_back(db)
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Look at what is committed. Raises HistoryError."""
        with _failures():
            self._must_be_open()
            yield self._reader

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                self._reader.close()
                self._writer.close()

    def _must_be_open(self) -> None:
        if not self._is_open:
            raise HistoryError("the history is closed")

    def _identities(self) -> tuple[tuple[int, int], ...]:
        """What files others would find in its place."""
        found = (self._path.stat(), self._log_path.stat())
        return tuple((stat.st_dev, stat.st_ino) for stat in found)


def _writer(path: Path) -> sqlite3.Connection:
    """A connection that writes, in autocommit mode; a commit waits for the disk."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise HistoryError(f"the history {path} is on a file system without shared memory")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _check(path: Path) -> None:
    """Make sure that it is a history that is understood, or nothing yet. Changes no byte of it."""
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
    if not ours and not (empty and version == 0):
        raise HistoryError(f"the file {path} is no history of parlour's: move it away")
    if version > VERSION:
        raise HistoryError(
            f"the history {path} has version {version}, and this parlour knows versions up to {VERSION}: "
            "use the newer parlour that wrote it"
        )


def _migrate(db: sqlite3.Connection) -> None:
    """Bring it to today's version, a step at a time, each step whole or not at all."""
    while True:
        db.execute("BEGIN IMMEDIATE")
        try:
            version = _number(db, "PRAGMA user_version")  # another process may do the same
            if version == VERSION:
                _roll_back(db)
                return
            for statement in MIGRATIONS[version]:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                _roll_back(db)
            raise


def _roll_back(db: sqlite3.Connection) -> None:
    """Undo what is not committed; many errors have made SQLite do so by itself already."""
    if db.in_transaction:
        db.execute("ROLLBACK")


def _number(db: sqlite3.Connection, question: str) -> int:
    answer: int = db.execute(question).fetchone()[0]
    return answer


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError):
        raise  # what was asked is at fault, and not the file
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(_why(error)) from error


def _why(error: sqlite3.Error | OSError) -> str:
    """What is the matter, as the end of a sentence, without names of files."""
    if isinstance(error, FileNotFoundError):
        return "its file was removed"
    if isinstance(error, OSError):
        return reason(error)
    # The low byte is the kind of error: https://sqlite.org/rescode.html
    code = getattr(error, "sqlite_errorcode", None)  # not all have one
    return _WORDS.get(code & 0xFF, str(error)) if code is not None else str(error)
