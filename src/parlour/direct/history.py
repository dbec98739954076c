"""What is kept of friends and of what was said with them, by their keys.

What is said and heard is written in a thread of its own. Whatever gathers while it writes shares the next commit, which
waits for the disk; nothing is called back before that. All is called back in the event loop, in the order of the calls.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from parlour.direct import entries, friends, transfers
from parlour.direct.database import Database, HistoryError
from parlour.direct.desk import Entry, Kind
from parlour.direct.entries import Pen
from parlour.direct.friends import Known
from parlour.direct.messages import Say
from parlour.direct.transfers import Offered, Taken

__all__ = ["History", "HistoryError", "Known", "Offered", "Taken"]

LARGEST_BATCH = 1_000
"""So many works share a commit at most."""

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Work:
    """Something to write."""

    write: Callable[[Pen], Call]
    """Writes it, and returns what is to be called when it is committed."""
    fail: Callable[[HistoryError], object] | None
    """Called when it cannot be kept; None if it is tried again instead."""


class History:
    """The history in the file `path`. Everything but what writes is done on the thread that made it."""

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        """Open it, or make it; `clock` gives the time (Unix ms). Raises HistoryError, which names the file."""
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._database = Database(path)
        self._works: SimpleQueue[Work | None] = SimpleQueue()
        self._owed: list[Work] = []
        """What could not be kept, and is tried again with the next batch."""
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="parlour-history", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Commit what was handed over, and let go of the file. May be called twice."""
        if not self._is_closed:
            self._is_closed = True
            self._works.put(None)
            self._thread.join()
            self._database.close()

    # Friends

    def friends(self) -> list[Known]:
        """Everybody who is pinned."""
        with self._database.reading() as db:
            return friends.friends(db)

    def pin(self, key: bytes, nick: str, name: str) -> Known:
        """Pin a key; what was said with its owner before belongs to it again. Who is pinned already keeps their nick.

        Raises:
            HistoryError: it cannot be kept, or somebody else is called so.
        """
        with self._database.writing() as db:
            return friends.pin(db, key, nick, name)

    def unpin(self, key: bytes) -> None:
        """Pin a key no more; what was said stays. Raises HistoryError."""
        with self._database.writing() as db:
            friends.unpin(db, key)

    def met(self, key: bytes, name: str, host: str, port: int) -> None:
        """Remember what a friend calls themselves, and where they were met. Raises HistoryError."""
        with self._database.writing() as db:
            friends.met(db, key, name, host, port, self._clock())

    # What is said

    def say(self, key: bytes, id: bytes, kind: Kind, text: str, done: Callable[[Entry | HistoryError], object]) -> None:
        """Keep what is said here. Under an id that is known nothing is added, and what is known is given."""
        now_ms = self._clock()
        self._do(lambda pen: partial(done, pen.say(key, id, kind, text, now_ms)), done)

    def hear(
        self, key: bytes, says: Sequence[Say], done: Callable[[Sequence[Entry | None] | HistoryError], object]
    ) -> None:
        """Keep what a friend says, all of it or nothing; None for each whose id is known."""
        now_ms = self._clock()
        self._do(lambda pen: partial(done, pen.hear(key, says, now_ms)), done)

    def delivered(self, key: bytes, ids: Sequence[bytes], done: Call) -> None:
        """Keep that a friend has something. What cannot be kept is tried again with whatever is kept next."""

        def write(pen: Pen) -> Call:
            pen.delivered(key, ids)
            return done

        self._do(write, None)

    def outbox(self, key: bytes) -> list[Entry]:
        """What was said here, is committed and not delivered, in order. Raises HistoryError."""
        with self._database.reading() as db:
            return entries.waiting(db, key)

    def page(self, key: bytes, *, before: int | None, limit: int) -> tuple[list[Entry], bool]:
        """The last entries before a place, oldest first, and whether there are none before them.

        Raises HistoryError.
        """
        with self._database.reading() as db:
            return entries.page(db, key, before, limit)

    def place_of(self, key: bytes, id: bytes) -> int | None:
        """Where an entry is. Raises HistoryError."""
        with self._database.reading() as db:
            return entries.place_of(db, key, id)

    # Files

    def offer(self, offered: Offered) -> None:
        """Remember that a file was offered. Raises HistoryError."""
        with self._database.writing() as db:
            transfers.offer(db, offered)

    def offers(self, key: bytes) -> list[Offered]:
        """What was offered to a friend, and has not come to its end. Raises HistoryError."""
        with self._database.reading() as db:
            return transfers.offers(db, key)

    def forget_offer(self, key: bytes, file: bytes) -> None:
        """An offer has come to its end. Raises HistoryError."""
        with self._database.writing() as db:
            transfers.forget_offer(db, key, file)

    def take(self, taken: Taken) -> None:
        """Remember that a friend's file is wanted. Raises HistoryError."""
        with self._database.writing() as db:
            transfers.take(db, taken)

    def takings(self, key: bytes) -> list[Taken]:
        """Which files of a friend's are wanted, and not there whole. Raises HistoryError."""
        with self._database.reading() as db:
            return transfers.takings(db, key)

    def forget_taking(self, key: bytes, file: bytes) -> None:
        """A file is there whole, or not wanted any more. Raises HistoryError."""
        with self._database.writing() as db:
            transfers.forget_taking(db, key, file)

    # The thread

    def _do(self, write: Callable[[Pen], Call], fail: Callable[[HistoryError], object] | None) -> None:
        if not self._is_closed:
            self._works.put(Work(write, fail))
        elif fail is not None:
            self._loop.call_soon(fail, HistoryError("the history is closed"))

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            batch = [self._works.get()]
            while len(batch) < LARGEST_BATCH:
                try:
                    batch.append(self._works.get_nowait())
                except Empty:
                    break
            goes_on = None not in batch
            works = [*self._owed, *(each for each in batch if each is not None)]
            self._owed = []
            self._answer(self._keep(works))

    def _keep(self, works: Sequence[Work]) -> list[Call]:
        """Commit works together; returns what is to be called then."""
        if not works:
            return []
        try:
            with self._database.writing() as db:
                pen = Pen(db)
                return [each.write(pen) for each in works]
        except HistoryError as error:
            return self._failed(works, error)
        except Exception as error:  # noqa: BLE001
            # One of them is such that it can never be kept; the others shall not suffer from it.
            if len(works) > 1:
                return [call for each in works for call in self._keep([each])]
            return [
                partial(each.fail, HistoryError(f"it is unfit: {error}")) for each in works if each.fail is not None
            ]

    def _failed(self, works: Sequence[Work], error: HistoryError) -> list[Call]:
        self._owed += [each for each in works if each.fail is None]
        return [partial(each.fail, error) for each in works if each.fail is not None]

    def _answer(self, calls: Sequence[Call]) -> None:
        if not calls:
            return
        try:
            self._loop.call_soon_threadsafe(self._call, calls)
        except RuntimeError:
            # The loop is closed: whoever waited is gone.
            return

    def _call(self, calls: Sequence[Call]) -> None:
        """Call them one by one, so that none suffers from another's failure."""
        for call in calls:
            self._loop.call_soon(call)
