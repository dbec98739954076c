"""Copying the write-ahead log into the database, without stopping the writer for it.

A thread with a connection of its own copies most of the log while the writer goes on. As the writer is always a little
ahead, it copies the few pages that are left by itself after its next commit; then the log starts over from its
beginning and does not grow. https://sqlite.org/wal.html#ckpt says when it can.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable

LOG_PAGES = 1024
"""From how many pages on (of 4 KiB; as estimated by the writer) the log is copied."""

MOST_TIMES = 16
"""From how many times as many pages on the writer stops and copies the log itself."""

PASSES = 2
"""The first pass takes long, and the writer goes on meanwhile; the second takes what was written during the first."""

logger = logging.getLogger(__name__)


class Checkpoints:
    """When to copy the log, and the thread that does it. `connect` makes the thread's connection, within the thread."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], log_pages: int = LOG_PAGES) -> None:
        self._log_pages = log_pages
        self._connect = connect
        self._pages = 0
        self._due_pages = log_pages
        self._most_pages = MOST_TIMES * log_pages
        self._copying = threading.Lock()
        self._asked = False
        self._nearly = False
        self._failing = False
        self._stopping = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parlour-checkpoints", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; one that is in the middle of a copy is waited for."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def wrote(self, db: sqlite3.Connection, pages: int) -> None:
        """The writer, with the connection `db`, committed about so many pages."""
        self._pages += pages
        if self._nearly or self._pages >= self._most_pages:
            self._nearly = False
            self._finish(db)
        elif self._pages >= self._due_pages and not self._asked:
            self._asked = True
            self._wake.set()

    def _finish(self, db: sqlite3.Connection) -> None:
        """Copy what is left, as the writer. Waits for the thread only if it was far too slow."""
        with self._copying:
            try:
                log_pages, left_pages = copy(db)
            except sqlite3.Error as error:
                self._failed(error)
                log_pages, left_pages = self._pages, 1
        # Somebody who still reads what an old part of the log says keeps it from starting over: soon again.
        self._pages = log_pages if left_pages else 0
        self._due_pages = self._pages + self._log_pages // (2 if left_pages else 1)
        self._most_pages = self._pages + MOST_TIMES * self._log_pages
        self._asked = False

    def _run(self) -> None:
        db: sqlite3.Connection | None = None
        try:
            while True:
                self._wake.wait()
                self._wake.clear()
                if self._stopping:
                    return
                try:
                    db = db or self._connect()
                    for _ in range(PASSES):
                        with self._copying:
                            copy(db)
                    self._failing = False
                except sqlite3.Error as error:
                    self._failed(error)
                self._nearly = True
        finally:
            if db is not None:
                db.close()

    def _failed(self, error: sqlite3.Error) -> None:
        if not self._failing:
            self._failing = True
            logger.warning("The database cannot take over its write-ahead log, which grows until it can: %s.", error)


def copy(db: sqlite3.Connection) -> tuple[int, int]:
    """Copy what can be copied of the log without waiting for anybody; returns its pages, and how many of them are left.

    Raises sqlite3.OperationalError also when another process is copying.
    """
    busy, log_pages, copied_pages = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("another program is copying it")
    return log_pages, log_pages - copied_pages
