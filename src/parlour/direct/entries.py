"""What was said, as rows: written inside a transaction, read along an index. Errors are sqlite3's."""

import sqlite3
from collections.abc import Sequence

from parlour.direct.database import HistoryError
from parlour.direct.desk import Entry, Kind
from parlour.direct.messages import Say

_COLUMNS = "place, id, at_ms, said_ms, own, kind, text, delivered"
_FRIEND = "SELECT id FROM friends WHERE key = ?"
_NEWEST = "SELECT at_ms FROM entries WHERE friend = ? ORDER BY place DESC LIMIT 1"
_INSERT = """
INSERT INTO entries (friend, id, at_ms, said_ms, own, kind, text, delivered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (friend, id) DO NOTHING
"""
_BY_ID = f"SELECT {_COLUMNS} FROM entries WHERE friend = ? AND id = ?"
_DELIVERED = "UPDATE entries SET delivered = 1 WHERE friend = ? AND id = ? AND delivered = 0"
_WAITING = f"SELECT {_COLUMNS} FROM entries WHERE friend = ({_FRIEND}) AND delivered = 0 ORDER BY place"
_PLACE = f"SELECT place FROM entries WHERE friend = ({_FRIEND}) AND id = ?"
_PAGE = f"""
SELECT {_COLUMNS} FROM entries WHERE friend = ({_FRIEND}) AND place < ? ORDER BY place DESC LIMIT ?
"""

_AFTER_ALL = (1 << 63) - 1

_Row = tuple[int, bytes, int, int, int, Kind, str, int]


class Pen:
    """What writes entries in one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._friends: dict[bytes, int] = {}
        self._last_ms: dict[int, int] = {}

    def say(self, key: bytes, id: bytes, kind: Kind, text: str, now_ms: int) -> Entry | HistoryError:
        """Write down what is said here; what is known by its id already is given as it is known."""
        friend = self._friend(key)
        entry = self._write(friend, id, now_ms, now_ms, kind, text, own=True)
        if entry is None:
            known = _entry(self._db.execute(_BY_ID, (friend, id)).fetchone())
            return known if known.own else HistoryError("something that they said has the same id")
        return entry

    def hear(self, key: bytes, says: Sequence[Say], now_ms: int) -> list[Entry | None]:
        """Write down what a friend says; None for what is known."""
        friend = self._friend(key)
        return [self._write(friend, say.id, now_ms, say.at_ms, say.kind, say.text, own=False) for say in says]

    def delivered(self, key: bytes, ids: Sequence[bytes]) -> None:
        """Write down that a friend has what was said here."""
        friend = self._friend(key)
        self._db.executemany(_DELIVERED, [(friend, id) for id in ids])

    def _friend(self, key: bytes) -> int:
        if key not in self._friends:
            self._friends[key] = row_of(self._db, key)
        return self._friends[key]

    def _write(
        self, friend: int, id: bytes, now_ms: int, said_ms: int, kind: Kind, text: str, *, own: bool
    ) -> Entry | None:
        last_ms = self._last_ms.get(friend)
        if last_ms is None:
            last_ms = next(iter(self._db.execute(_NEWEST, (friend,))), (0,))[0]
        at_ms = max(now_ms, last_ms + 1)
        cursor = self._db.execute(_INSERT, (friend, id, at_ms, said_ms, own, kind, text, not own))
        if not cursor.rowcount or cursor.lastrowid is None:
            self._last_ms[friend] = last_ms
            return None
        self._last_ms[friend] = at_ms
        return Entry(cursor.lastrowid, id, at_ms, said_ms, own, kind, text, not own)


def row_of(db: sqlite3.Connection, key: bytes) -> int:
    """The row of whoever has a key; who has none gets one."""
    db.execute("INSERT INTO friends (key) VALUES (?) ON CONFLICT (key) DO NOTHING", (key,))
    found: int = db.execute(_FRIEND, (key,)).fetchone()[0]
    return found


def waiting(db: sqlite3.Connection, key: bytes) -> list[Entry]:
    """What was said here and is not delivered, in order."""
    return [_entry(row) for row in db.execute(_WAITING, (key,))]


def page(db: sqlite3.Connection, key: bytes, before: int | None, limit: int) -> tuple[list[Entry], bool]:
    """The last entries before a place, oldest first, and whether there are none before them."""
    rows = db.execute(_PAGE, (key, _AFTER_ALL if before is None else before, limit + 1)).fetchall()
    return [_entry(row) for row in reversed(rows[:limit])], len(rows) <= limit


def place_of(db: sqlite3.Connection, key: bytes, id: bytes) -> int | None:
    """Where an entry is."""
    row = db.execute(_PLACE, (key, id)).fetchone()
    return None if row is None else int(row[0])


def _entry(row: _Row) -> Entry:
    place, id, at_ms, said_ms, own, kind, text, delivered = row
    return Entry(place, id, at_ms, said_ms, bool(own), kind, text, bool(delivered))
