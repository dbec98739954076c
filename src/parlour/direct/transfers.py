"""Files that are under way, as rows, so that they go on where they stopped. Errors are sqlite3's."""

import sqlite3
from dataclasses import dataclass

from parlour.direct.entries import row_of

_OFFERS = """
SELECT file, key, path, size, mtime_ns FROM offers JOIN friends ON friends.id = friend
WHERE key = ? ORDER BY offers.rowid
"""
_TAKINGS = """
SELECT file, key, takings.name, size, part, goal FROM takings JOIN friends ON friends.id = friend
WHERE key = ? ORDER BY takings.rowid
"""
_OFFER = """
INSERT INTO offers (friend, file, path, size, mtime_ns) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET path = excluded.path, size = excluded.size, mtime_ns = excluded.mtime_ns
"""
_TAKE = """
INSERT INTO takings (friend, file, name, size, part, goal) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET name = excluded.name, size = excluded.size, part = excluded.part, goal = excluded.goal
"""
_FORGET_OFFER = "DELETE FROM offers WHERE friend = (SELECT id FROM friends WHERE key = ?) AND file = ?"
_FORGET_TAKING = "DELETE FROM takings WHERE friend = (SELECT id FROM friends WHERE key = ?) AND file = ?"


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was offered to a friend."""

    file: bytes
    """The id of the transfer."""
    key: bytes
    path: str
    size: int
    mtime_ns: int
    """When it was changed last."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of a friend's that is wanted here."""

    file: bytes
    key: bytes
    name: str
    size: int
    part: str
    """Where what has come of it lies."""
    goal: str
    """The folder into which it goes when it is whole."""


def offer(db: sqlite3.Connection, offered: Offered) -> None:
    """Remember that a file was offered; what was remembered under its id is replaced."""
    row = (offered.file, offered.path, offered.size, offered.mtime_ns)
    db.execute(_OFFER, (row_of(db, offered.key), *row))


def offers(db: sqlite3.Connection, key: bytes) -> list[Offered]:
    """What was offered to a friend, in that order."""
    return [Offered(*row) for row in db.execute(_OFFERS, (key,))]


def forget_offer(db: sqlite3.Connection, key: bytes, file: bytes) -> None:
    """An offer has come to its end."""
    db.execute(_FORGET_OFFER, (key, file))


def take(db: sqlite3.Connection, taken: Taken) -> None:
    """Remember that a file is wanted; what was remembered under its id is replaced."""
    row = (taken.file, taken.name, taken.size, taken.part, taken.goal)
    db.execute(_TAKE, (row_of(db, taken.key), *row))


def takings(db: sqlite3.Connection, key: bytes) -> list[Taken]:
    """What is wanted of a friend's, in the order in which that was said."""
    return [Taken(*row) for row in db.execute(_TAKINGS, (key,))]


def forget_taking(db: sqlite3.Connection, key: bytes, file: bytes) -> None:
    """A file is there whole, or not wanted any more."""
    db.execute(_FORGET_TAKING, (key, file))
