"""A store in memory: simple enough to be right at a glance, to hold others against and to test with."""

from collections.abc import Callable

from parlour.core.banlist import Ban
from parlour.core.events import Event
from parlour.core.events.messages import Said
from parlour.core.limits import ONCE_MS
from parlour.core.ports import Batch, Page, Past, Reference, Row, StoreUnavailable
from parlour.core.ranks import SIGNS
from parlour.store.rows import end_row, from_row


class MemoryStore:
    """Keeps rows in lists. While `fail` is true, nothing can be kept. Opening it again is like a restart."""

    def __init__(self, now_ms: Callable[[], int] = lambda: 0) -> None:
        self.fail = False
        self.rows: dict[int, list[Row]] = {}
        self.names: dict[int, str] = {}
        self.kept: set[int] = set()
        self.restricted: set[int] = set()
        self.closed: set[int] = set()
        self.once: dict[str, tuple[str, int]] = {}
        self.banned: dict[str, Ban | None] = {}
        self.sessions: dict[str, int] = {}
        self._now_ms = now_ms

    def open(self) -> list[Past]:
        self._check()
        self._forget(self.names.keys() - self.kept)
        self.closed |= self.restricted
        for session, scope in self.sessions.items():
            rows = self.rows.get(scope, [])
            for opened in [row for row in rows if row[3] == session]:
                rows.append(end_row(opened, rows[-1][1] + 1, rows[-1][2] + 1))
        self.sessions.clear()
        return [self._past(scope) for scope in sorted(self.kept - self.closed)]

    def commit(self, batch: Batch) -> None:
        self._check()
        places = {row[:2] for row in batch.rows}
        taken = {row[:2] for scope in {scope for scope, _ in places} for row in self.rows.get(scope, [])}
        if len(places) < len(batch.rows) or places & taken:
            raise StoreUnavailable("Two rows have the same place.")
        for row in batch.rows:
            self.rows.setdefault(row[0], []).append(row)
            self.rows[row[0]].sort(key=lambda row: row[1])
        self.names |= batch.names
        known = self.names.keys()
        self.kept |= batch.kept & known
        self.restricted |= batch.restricted & known
        self.closed |= batch.closed & known
        self._forget((batch.closed & known) - self.kept)
        for key, msgid, at_ms in batch.once:
            if key not in self.once or self.once[key][1] < at_ms - ONCE_MS:
                self.once[key] = (msgid, at_ms)
        self.banned |= batch.bans
        for session, lies_in in batch.sessions.items():
            if lies_in is not None:
                self.sessions[session] = lies_in
            else:
                self.sessions.pop(session, None)

    def probe(self) -> None:
        self._check()

    def latest(
        self, scope: int, upto: int, after: Reference | None, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        rows = self._seen(scope, upto, everything=everything, signs=signs)
        if after is not None:
            rows = [row for row in rows if self._side(scope, row, after) > 0]
        return _newest(rows, limit)

    def before(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        rows = self._seen(scope, upto, everything=everything, signs=signs)
        return _newest([row for row in rows if self._side(scope, row, at) < 0], limit)

    def after(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        rows = self._seen(scope, upto, everything=everything, signs=signs)
        return _oldest([row for row in rows if self._side(scope, row, at) > 0], limit)

    def around(self, scope: int, upto: int, at: Reference, limit: int, *, everything: bool, signs: str = "") -> Page:
        if not self._is_there(scope, at):
            return Page([], True)
        rows = self._seen(scope, upto, everything=everything, signs=signs)
        older_count = sum(self._side(scope, row, at) < 0 for row in rows)
        start = max(0, min(older_count - limit // 2, len(rows) - limit))
        return Page(_events(rows[start : start + limit]), len(rows) <= limit)

    def between(
        self, scope: int, upto: int, one: Reference, other: Reference, limit: int, *, everything: bool, signs: str = ""
    ) -> Page:
        rows = self._seen(scope, upto, everything=everything, signs=signs)
        forward = [row for row in rows if self._side(scope, row, one) > 0 > self._side(scope, row, other)]
        backward = [row for row in rows if self._side(scope, row, other) > 0 > self._side(scope, row, one)]
        return _oldest(forward, limit) if forward else _newest(backward, limit)

    def said_once(self, key: str) -> Said | None:
        msgid, at_ms = self.once.get(key, ("", 0))
        if at_ms < self._now_ms() - ONCE_MS:
            return None
        found = [row for rows in self.rows.values() for row in rows if row[3] == msgid]
        event = from_row(found[0]) if found else None
        return event if isinstance(event, Said) else None

    def bans(self) -> list[Ban]:
        self._check()
        return [ban for ban in self.banned.values() if ban is not None and ban.end_ms > self._now_ms()]

    def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.fail:
            raise StoreUnavailable("The store was told to fail.")

    def _forget(self, scopes: set[int]) -> None:
        for scope in scopes:
            self.rows.pop(scope, None)
            self.names.pop(scope, None)
            self.restricted.discard(scope)
            self.closed.discard(scope)

    def _past(self, scope: int) -> Past:
        rows = self.rows.get(scope, [])
        said_ms = [row[2] for row in rows if _is_said(row) and row[8][:1] not in SIGNS]
        last_seq, last_ms = rows[-1][1:3] if rows else (0, 0)
        return Past(scope, self.names[scope], last_seq, last_ms, said_ms[-1] if said_ms else 0)

    def _seen(self, scope: int, upto: int, *, everything: bool, signs: str = "") -> list[Row]:
        rows = self.rows.get(scope, [])
        seen = [row for row in rows if row[1] <= upto and (everything or _is_said(row))]
        return [row for row in seen if row[8][:1] not in SIGNS or row[8][:1] in signs]

    def _is_there(self, scope: int, at: Reference) -> bool:
        return at.msgid is None or any(row[3] == at.msgid for row in self.rows.get(scope, []))

    def _side(self, scope: int, row: Row, at: Reference) -> int:
        """Less than 0 for a row before a reference, more for one after it; 0 at it, or if it is nowhere."""
        if at.at_ms is not None:
            return row[2] - at.at_ms
        seqs = [other[1] for other in self.rows[scope] if other[3] == at.msgid]
        return row[1] - seqs[0] if seqs else 0


def _is_said(row: Row) -> bool:
    return row[4] in {"message", "notice"} and row[9] != ""


def _oldest(rows: list[Row], limit: int) -> Page:
    return Page(_events(rows[:limit]), len(rows) <= limit)


def _newest(rows: list[Row], limit: int) -> Page:
    return Page(_events(rows[-limit:]), len(rows) <= limit)


def _events(rows: list[Row]) -> list[Event]:
    return [from_row(row) for row in rows]
