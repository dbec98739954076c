"""Reading the past: one connection's questions, each answered along an index.

Within a scope the time never falls as seq rises, so that a place in time is found by halving.
"""

import sqlite3
from pathlib import Path

from parlour.core.banlist import Ban
from parlour.core.events import Event
from parlour.core.events.messages import Said
from parlour.core.ports import Page, Reference, Row
from parlour.core.ranks import SIGNS
from parlour.store.rows import from_row
from parlour.store.writing import BAN_COLUMNS, EVENT_COLUMNS

SAID = "kind IN ('message', 'notice') AND text <> ''"
"""The condition for what people said, as against what happened around it."""

FOR_ALL = f"substr(target, 1, 1) NOT IN ({', '.join(repr(sign) for sign in SIGNS)})"
"""The condition for what was not said to those of a rank alone."""

_RANGE = f"""
SELECT {EVENT_COLUMNS} FROM events
WHERE scope = ? AND seq BETWEEN ? AND ? AND ({FOR_ALL} OR instr(?, substr(target, 1, 1)))
"""
_OLDEST = f"{_RANGE} ORDER BY seq LIMIT ?"
_NEWEST = f"{_RANGE} ORDER BY seq DESC LIMIT ?"
_OLDEST_SAID = f"{_RANGE} AND {SAID} ORDER BY seq LIMIT ?"
_NEWEST_SAID = f"{_RANGE} AND {SAID} ORDER BY seq DESC LIMIT ?"
_PLACE = "SELECT seq FROM events WHERE msgid = ? AND scope = ?"
_NEXT = "SELECT seq, at_ms FROM events WHERE scope = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT 1"
_ONCE = "SELECT msgid FROM once WHERE key = ? AND at_ms >= ?"
_BY_MSGID = f"SELECT {EVENT_COLUMNS} FROM events WHERE msgid = ? LIMIT 1"
_BANS = f"SELECT {BAN_COLUMNS} FROM bans WHERE until_ms IS NULL OR until_ms > ?"

NOTHING = Page([], True)

Place = tuple[int, int]
"""Where a reference points: the first seq and the last seq of it. The last is before the first where nothing is."""


class Reader:
    """A read-only connection. Used by one thread at a time; errors are sqlite3's."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            self._db.execute("PRAGMA query_only = ON")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    def latest(
        self, scope: int, upto: int, after: Reference | None, limit: int, *, everything: bool, signs: str
    ) -> Page:
        first = 0
        if after is not None:
            place = self._place(scope, upto, after)
            if place is None:
                return NOTHING
            first = place[1] + 1
        return self._newest(scope, first, upto, limit, everything=everything, signs=signs)

    def before(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str) -> Page:
        place = self._place(scope, upto, at)
        if place is None:
            return NOTHING
        return self._newest(scope, 0, min(upto, place[0] - 1), limit, everything=everything, signs=signs)

    def after(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str) -> Page:
        place = self._place(scope, upto, at)
        if place is None:
            return NOTHING
        return self._oldest(scope, place[1] + 1, upto, limit, everything=everything, signs=signs)

    def around(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str) -> Page:
        place = self._place(scope, upto, at)
        if place is None:
            return NOTHING
        middle = place[0]
        older = self._newest(scope, 0, min(upto, middle - 1), limit, everything=everything, signs=signs)
        newer = self._oldest(scope, middle, upto, limit, everything=everything, signs=signs)
        older_count = min(len(older.events), limit // 2)
        newer_count = min(len(newer.events), limit - older_count)
        older_count = min(len(older.events), limit - newer_count)
        whole = older_count == len(older.events) and newer_count == len(newer.events)
        events = older.events[len(older.events) - older_count :] + newer.events[:newer_count]
        return Page(events, whole and older.end and newer.end)

    def between(
        self, scope: int, upto: int, one: Reference, other: Reference, limit: int, *, everything: bool, signs: str
    ) -> Page:
        place, opposite = self._place(scope, upto, one), self._place(scope, upto, other)
        if place is None or opposite is None:
            return NOTHING
        if place[1] < opposite[0]:
            return self._oldest(
                scope, place[1] + 1, min(upto, opposite[0] - 1), limit, everything=everything, signs=signs
            )
        if opposite[1] < place[0]:
            return self._newest(
                scope, opposite[1] + 1, min(upto, place[0] - 1), limit, everything=everything, signs=signs
            )
        return NOTHING

    def said_once(self, key: str, since_ms: int) -> Said | None:
        found = self._db.execute(_ONCE, (key, since_ms)).fetchall()
        rows: list[Row] = self._db.execute(_BY_MSGID, found[0]).fetchall() if found else []
        event = from_row(rows[0]) if rows else None
        return event if isinstance(event, Said) else None

    def bans(self, now_ms: int) -> list[Ban]:
        return [Ban(*row) for row in self._db.execute(_BANS, (now_ms,)).fetchall()]

    def _place(self, scope: int, upto: int, at: Reference) -> Place | None:
        if at.msgid is not None:
            found = self._db.execute(_PLACE, (at.msgid, scope)).fetchall()
            return (found[0][0], found[0][0]) if found else None
        at_ms = at.at_ms or 0
        return self._first_since(scope, upto, at_ms), self._first_since(scope, upto, at_ms + 1) - 1

    def _first_since(self, scope: int, upto: int, at_ms: int) -> int:
        """One more than the seq of the last event older than `at_ms`: from there on, all are as new or newer."""
        low, high = 0, upto + 1
        while low < high:
            middle = (low + high) // 2
            found = self._db.execute(_NEXT, (scope, middle, upto)).fetchall()
            if found and found[0][1] < at_ms:
                low = found[0][0] + 1
            else:
                high = middle
        return low

    def _oldest(self, scope: int, first: int, last: int, limit: int, *, everything: bool, signs: str) -> Page:
        question = _OLDEST if everything else _OLDEST_SAID
        rows: list[Row] = self._db.execute(question, (scope, first, last, signs, limit + 1)).fetchall()
        return Page(_events(rows[:limit]), len(rows) <= limit)

    def _newest(self, scope: int, first: int, last: int, limit: int, *, everything: bool, signs: str) -> Page:
        question = _NEWEST if everything else _NEWEST_SAID
        rows: list[Row] = self._db.execute(question, (scope, first, last, signs, limit + 1)).fetchall()
        return Page(_events(rows[:limit][::-1]), len(rows) <= limit)


def _events(rows: list[Row]) -> list[Event]:
    return [from_row(row) for row in rows]
