"""A batch as SQL statements: few of them with many rows each, as each costs a switch of threads."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from parlour.core.banlist import Ban
from parlour.core.limits import ONCE_MS
from parlour.core.ports import Batch

Statement = tuple[str, Sequence[Any]]

CHUNK_ROWS = 90
"""How many rows one statement inserts at most: 990 parameters, within what any SQLite takes (999 before 3.32)."""

EVENT_COLUMNS = "scope, seq, at_ms, msgid, kind, user, source, account, target, text, tags"

_EVENTS = (f"INSERT INTO events ({EVENT_COLUMNS}) VALUES", 11, "")
_SCOPES = ("INSERT INTO scopes (id, name) VALUES", 2, "ON CONFLICT (id) DO UPDATE SET name = excluded.name")
_ONCE = (
    "INSERT INTO once (key, msgid, at_ms) VALUES",
    3,
    f"""
    ON CONFLICT (key) DO UPDATE SET msgid = excluded.msgid, at_ms = excluded.at_ms
    WHERE once.at_ms < excluded.at_ms - {ONCE_MS}
""",
)
"""A key that is too old may still be there; one that is not stays with what was said first."""

BAN_COLUMNS = "target, set_by, at_ms, until_ms, reason"

_BANS = (
    f"INSERT INTO bans (key, {BAN_COLUMNS}) VALUES",
    6,
    """
    ON CONFLICT (key) DO UPDATE SET target = excluded.target, set_by = excluded.set_by, at_ms = excluded.at_ms,
    until_ms = excluded.until_ms, reason = excluded.reason
""",
)
_OPENED = ("INSERT INTO sessions (session, conversation) VALUES", 2, "")
_ENDED = ("DELETE FROM sessions WHERE session IN ({})",)
_LIFTED = ("DELETE FROM bans WHERE key IN ({})",)

_KEPT = ("UPDATE scopes SET kept = 1 WHERE id IN ({})",)
_RESTRICTED = ("UPDATE scopes SET restricted = 1 WHERE id IN ({})",)
_CLOSED = (
    "UPDATE scopes SET closed = 1 WHERE id IN ({})",
    # Of a past that nobody will see again, joins and parts alone are not worth their place.
    "DELETE FROM events WHERE scope IN (SELECT id FROM scopes WHERE kept = 0 AND id IN ({}))",
    "DELETE FROM scopes WHERE kept = 0 AND id IN ({})",
)

FORGET_BANS = "DELETE FROM bans WHERE until_ms <= ?"

FORGET_ONCE = "DELETE FROM once WHERE key IN (SELECT key FROM once WHERE at_ms < ? ORDER BY at_ms LIMIT ?)"


def statements(batch: Batch) -> list[Statement]:
    """What keeps a batch, in this order and within one transaction if it is more than one statement."""
    rows = batch.rows
    if 0 < len(rows) <= CHUNK_ROWS:
        found: list[Statement] = [(_insert(_EVENTS, len(rows)), tuple(chain.from_iterable(rows)))]
    else:
        found = list(_inserts(_EVENTS, rows))
    if batch.names:
        found += _inserts(_SCOPES, list(batch.names.items()))
    for changes, ids in ((_KEPT, batch.kept), (_RESTRICTED, batch.restricted), (_CLOSED, batch.closed)):
        if ids:
            found += _among(changes, sorted(ids))
    if batch.once:
        found += _inserts(_ONCE, batch.once)
    if batch.bans:
        found += _inserts(_BANS, [_ban_row(key, ban) for key, ban in batch.bans.items() if ban is not None])
        found += _among(_LIFTED, [key for key, ban in batch.bans.items() if ban is None])
    if batch.sessions:
        found += _inserts(_OPENED, [session for session in batch.sessions.items() if session[1] is not None])
        found += _among(_ENDED, [session for session, scope in batch.sessions.items() if scope is None])
    return found


def _ban_row(key: str, ban: Ban) -> tuple[Any, ...]:
    return (key, ban.target, ban.by, ban.at_ms, ban.until_ms, ban.reason)


def _inserts(what: tuple[str, int, str], rows: Sequence[tuple[Any, ...]]) -> Iterable[Statement]:
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = rows[start : start + CHUNK_ROWS]
        yield _insert(what, len(chunk)), tuple(chain.from_iterable(chunk))


def _among(changes: tuple[str, ...], keys: Sequence[Any]) -> Iterable[Statement]:
    for start in range(0, len(keys), CHUNK_ROWS):
        chunk = keys[start : start + CHUNK_ROWS]
        for change in changes:
            yield change.format(", ".join("?" * len(chunk))), chunk


@cache
def _insert(what: tuple[str, int, str], rows_count: int) -> str:
    head, columns_count, tail = what
    row = f"({', '.join('?' * columns_count)})"
    return f"{head} {', '.join([row] * rows_count)} {tail}"
