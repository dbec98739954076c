"""Who went by a nick and does no more: what WHOWAS tells. It ends with the process."""

from collections import deque
from collections.abc import Iterable, Iterator

from parlour.core.model import User

GONE_IN_MEMORY = 10_000
"""So many are remembered, the newest; each takes about half a kilobyte."""


class Gone:
    """A user as they were when they gave up a nick, `at_ms` (Unix, milliseconds)."""

    __slots__ = ("address", "at_ms", "folded", "host", "name", "nick", "realname")

    def __init__(self, user: User, at_ms: int) -> None:
        self.nick = user.nick
        self.folded = user.folded
        self.name = user.name
        self.host = user.host
        self.address = user.address
        self.realname = user.realname
        self.at_ms = at_ms


class Memory:
    """The last that were gone, oldest first, also by their nicks."""

    __slots__ = ("_all", "_by_nick", "_limit")

    def __init__(self, limit: int = GONE_IN_MEMORY) -> None:
        self._limit = limit
        self._all: deque[Gone] = deque()
        self._by_nick: dict[str, deque[Gone]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def remember(self, user: User, at_ms: int) -> None:
        """A user gives up the nick at this time."""
        gone = Gone(user, at_ms)
        self._all.append(gone)
        self._by_nick.setdefault(gone.folded, deque()).append(gone)
        if len(self._all) > self._limit:
            oldest = self._all.popleft()
            same = self._by_nick[oldest.folded]
            same.popleft()
            if not same:
                del self._by_nick[oldest.folded]

    def of(self, nicks: Iterable[str], limit: int | None = None) -> list[Gone]:
        """Who went by these nicks (folded), newest first: of each at most `limit`, or all."""
        found = [gone for nick in nicks for gone in _newest(self._by_nick.get(nick, ()), limit)]
        return sorted(found, key=lambda gone: gone.at_ms, reverse=True)


def _newest(gone: deque[Gone] | tuple[()], limit: int | None) -> Iterator[Gone]:
    for at, one in enumerate(reversed(gone)):
        if limit is not None and at >= limit:
            return
        yield one
