"""Monitors: which connections want to know of which nicks (https://ircv3.net/specs/extensions/monitor).

What a connection watches is bounded by `limits.monitor`, and ends with it.
"""

from collections.abc import Iterable

from parlour.core.names import fold
from parlour.server.connection import Connection


class Monitors:
    """Nicks by connection, as they were given, and connections by nick."""

    __slots__ = ("_lists", "watched")

    def __init__(self) -> None:
        self._lists: dict[Connection, dict[str, str]] = {}
        self.watched: dict[str, dict[Connection, None]] = {}
        """By folded nick."""

    def add(self, connection: Connection, nick: str, limit: int) -> bool:
        """Watch for a nick. Returns whether it is watched for: with `limit` others no more is."""
        names = self._lists.get(connection, {})
        folded = fold(nick)
        if folded in names:
            return True
        if len(names) >= limit:
            return False
        self._lists.setdefault(connection, names)[folded] = nick
        self.watched.setdefault(folded, {})[connection] = None
        return True

    def remove(self, connection: Connection, nick: str) -> None:
        """Watch for a nick no more."""
        names = self._lists.get(connection, {})
        folded = fold(nick)
        if names.pop(folded, None) is None:
            return
        if not names:
            del self._lists[connection]
        watching = self.watched[folded]
        del watching[connection]
        if not watching:
            del self.watched[folded]

    def clear(self, connection: Connection) -> None:
        """Watch for none."""
        for nick in self.names(connection):
            self.remove(connection, nick)

    def names(self, connection: Connection) -> list[str]:
        """The nicks that a connection watches for, as it gave them."""
        return list(self._lists.get(connection, {}).values())

    def of(self, nick: str) -> Iterable[Connection]:
        """Who watches for a nick, as it is now."""
        return tuple(self.watched.get(fold(nick), ()))
