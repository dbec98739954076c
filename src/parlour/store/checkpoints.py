"""Copying the write-ahead log into the database, without stopping the writer for it.

A thread with a connection of its own copies most of the log while the writer goes on. As the writer is always a little
ahead, it copies the few pages that are left by itself after its next commit; then the log starts over from its
beginning and does not grow. https://sqlite.org/wal.html#ckpt says when it can.
"""

import logging
import sqlite3
import threading

LOG_PAGES = 1024
"""From how many pages on (of 4 KiB; as estimated by the writer) the log is copied."""

MOST_TIMES = 16
"""From how many times as many pages on the writer stops and copies the log itself."""

PASSES = 2
"""The first pass takes long, and the writer goes on meanwhile; the second takes what was written during the first."""

logger = logging.getLogger(__name__)


class Checkpoints:
    """When to copy the log, and the thread that does it with the connection `db`, which is its own from now on."""

    def __init__(self, db: sqlite3.Connection, log_pages: int = LOG_PAGES) -> None:
        self._db = db
        self._log_pages = log_pages
        self._pages = 0
        self._due_pages = log_pages
        self._most_pages = MOST_TIMES * log_pages
        self._asked = False
        self._nearly = False
        self._failing = False
        self._stopping = False
        self._copying = threading.Lock()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parlour-checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close its connection; a copy that is being made is waited for."""
        self._stopping = True
        self._wake.set()
        self._thread.join()
        self._db.close()

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
        """Copy what is left, as the writer. Waits for the thread only if that was far too slow."""
        log_pages, left_pages = self._copy(db) or (self._pages, 1)
        # Somebody who still reads what an old part of the log says keeps it from starting over: soon again.
        self._pages = log_pages if left_pages else 0
        self._due_pages = self._pages + self._log_pages // (2 if left_pages else 1)
        self._most_pages = self._pages + MOST_TIMES * self._log_pages
        self._asked = False

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            for _ in range(PASSES):
                if self._stopping:
                    return
                self._copy(self._db)
            self._nearly = True

    def _copy(self, db: sqlite3.Connection) -> tuple[int, int] | None:
        with self._copying:
            try:
                copied = copy(db)
            except sqlite3.Error as error:
                if not self._failing:
                    logger.warning("The write-ahead log cannot be copied, and grows until it can: %s.", error)
                self._failing = True
                return None
            self._failing = False
            return copied


def copy(db: sqlite3.Connection) -> tuple[int, int] | None:
    """Copy what can be copied of the log without waiting for anybody; returns its pages, and how many of them are left.

    None when nothing could be found out: a writer changed the log's head at that moment, or another process is copying.
    """
    busy, log_pages, copied_pages = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return None if busy else (log_pages, log_pages - copied_pages)
