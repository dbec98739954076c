"""Files that are under way, as rows, so that they go on where they stopped. Errors are sqlite3's."""

import sqlite3
from dataclasses import dataclass

from parlour.direct.entries import row_of

_OFFERS = "SELECT file, key, path, size, mtime_ns FROM offers JOIN friends ON friends.id = friend ORDER BY path, file"
_TAKINGS = "SELECT file, key, takings.name, size, part, goal FROM takings JOIN friends ON friends.id = friend ORDER BY part, file"


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
