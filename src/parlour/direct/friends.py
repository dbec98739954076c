"""Who is pinned, as rows. Errors are sqlite3's."""

import sqlite3
from dataclasses import dataclass

from parlour.direct.database import HistoryError
from parlour.direct.entries import row_of

_COLUMNS = "key, nick, name, host, port, last_ms"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose key is pinned."""

    key: bytes
    nick: str
    """What they are called here: nobody else is, in capitals or not."""
    name: str
    """What they call themselves."""
    host: str
    """Where they were met last; "" if nowhere yet."""
    port: int
    last_ms: int
    """When they were met last (Unix ms); 0 if they never were."""


class NickTaken(HistoryError):
    """Another friend is called so."""


def friends(db: sqlite3.Connection) -> list[Known]:
    """Everybody who is pinned, in the order in which they were first seen."""
    return [Known(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM friends WHERE nick IS NOT NULL ORDER BY id")]


def pin(db: sqlite3.Connection, key: bytes, nick: str, name: str) -> Known:
    """Pin a key under a nick; who is pinned keeps theirs. Raises NickTaken."""
    friend = row_of(db, key)
    if db.execute("SELECT 1 FROM friends WHERE nick = ? AND id <> ?", (nick, friend)).fetchone():
        raise NickTaken(f"another friend is called {nick} already")
    db.execute("UPDATE friends SET nick = coalesce(nick, ?), name = ? WHERE id = ?", (nick, name, friend))
    return Known(*db.execute(f"SELECT {_COLUMNS} FROM friends WHERE id = ?", (friend,)).fetchone())


def unpin(db: sqlite3.Connection, key: bytes) -> None:
    """Pin a key no more, and forget where its owner was met; what was said stays."""
    db.execute("UPDATE friends SET nick = NULL, name = '', host = '', port = 0, last_ms = 0 WHERE key = ?", (key,))


def met(db: sqlite3.Connection, key: bytes, name: str, host: str, port: int, now_ms: int) -> None:
    """Remember where a friend was met, and what they call themselves."""
    db.execute(
        "UPDATE friends SET name = ?, host = ?, port = ?, last_ms = ? WHERE key = ? AND nick IS NOT NULL",
        (name, host, port, now_ms, key),
    )
