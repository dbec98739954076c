"""The bans of the network: whom each means, and finding those that mean somebody."""

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from parlour.core.events.bans import Banned
from parlour.core.masks import BadMask, Mask, Who
from parlour.core.names import fold
from parlour.core.ranges import WIDTH, Range, parse_range

_NUMERIC = re.compile(r"[0-9.]+(/.*)?|[0-9a-f.]*:[0-9a-f.:]*(/.*)?", re.IGNORECASE)
"""What is meant to be an address or a network."""

NEVER = 1 << 63
"""Later than any time."""


@dataclass(frozen=True, slots=True)
class Ban:
    """Somebody may not connect. `by` is the login of the operator who said so; `until_ms` is None for one without end.

    `target` is an address, a network or a mask in its normal form. Times are Unix time in milliseconds.
    """

    target: str
    by: str
    at_ms: int
    until_ms: int | None
    reason: str

    @classmethod
    def of(cls, event: Banned) -> "Ban":
        """The ban that an event sets."""
        return cls(event.target, event.by, event.at_ms, event.until_ms, event.reason)

    @property
    def key(self) -> str:
        """What it is found under: there is one ban of a target."""
        return fold(self.target)

    @property
    def end_ms(self) -> int:
        """When it ends, or NEVER."""
        return NEVER if self.until_ms is None else self.until_ms


class Target:
    """Whom a ban means: all from some addresses (`range`), or all whom a mask matches (`mask`), never both."""

    __slots__ = ("mask", "range", "text")

    def __init__(self, text: str) -> None:
        self.mask: Mask | None = None
        self.range = parse_range(text)
        if self.range is None:
            self.mask = Mask(text)
            if self.mask.kind not in ("", "r"):
                raise BadMask("of extended bans only ~r: is asked of who connects")
            if _NUMERIC.fullmatch(self.mask.host) and parse_range(self.mask.host) is None:
                raise BadMask("that is no address")
            # What says nothing but an address is found as fast as one.
            self.range = parse_range(self.mask.host) if self.mask.text.startswith("*!*@") else None
        if self.range is not None:
            self.mask = None
            self.text = str(self.range)
        elif self.mask is not None:
            self.text = self.mask.text

    def means(self, address: str, who: Who | None) -> bool:
        """Whether it means a connection from an address and its user, if it has one already."""
        if self.range is not None:
            there = parse_range(address)
            return there is not None and there in self.range
        return who is not None and self.mask is not None and self.mask.matches(who)


@lru_cache(maxsize=64)
def target(text: str) -> Target:
    """The target that a text names: an address, a network, a mask or the extended ban of a real name.

    Raises:
        BadMask: it names none.
    """
    return Target(text)


class BanList:
    """All bans of the network. What has ended is as if it were not there, and is forgotten by and by."""

    __slots__ = ("_bans", "_ends", "_masks", "_ranges")

    def __init__(self) -> None:
        self._bans: dict[str, Ban] = {}
        self._ranges: dict[tuple[int, int], dict[int, Ban]] = {}
        """By version and prefix, then by as many first bits: a look-up costs as much as there are prefixes in use."""
        self._masks: dict[str, tuple[Mask, Ban]] = {}
        self._ends: list[tuple[int, str]] = []

    def put(self, ban: Ban) -> Ban | None:
        """Add a ban; returns the one of the same target whose place it takes."""
        before = self.remove(ban.target)
        self._bans[ban.key] = ban
        means = Target(ban.target)
        if means.range is not None:
            place, first = _place(means.range)
            self._ranges.setdefault(place, {})[first] = ban
        elif means.mask is not None:
            self._masks[ban.key] = (means.mask, ban)
        if ban.until_ms is not None:
            heapq.heappush(self._ends, (ban.until_ms, ban.key))
        return before

    def remove(self, text: str) -> Ban | None:
        """Take out the ban of a target, given as it is stored; returns it, None if there was none."""
        ban = self._bans.pop(fold(text), None)
        if ban is not None and self._masks.pop(ban.key, None) is None:
            means = Target(ban.target)
            assert means.range is not None
            place, first = _place(means.range)
            del self._ranges[place][first]
            if not self._ranges[place]:
                del self._ranges[place]
        return ban

    def restore(self, text: str, before: Ban | None) -> None:
        """Let the ban of a target be what it was: `before`, or none."""
        self.remove(text)
        if before is not None:
            self.put(before)

    def get(self, text: str, now_ms: int) -> Ban | None:
        """The ban of a target, given as it is stored, that stands now."""
        ban = self._bans.get(fold(text))
        return ban if ban is not None and ban.end_ms > now_ms else None

    def of_address(self, address: str, now_ms: int) -> Ban | None:
        """The ban that keeps an address out now, the one that does so for the longest."""
        if not self._ranges:
            return None
        there = parse_range(address)
        return _longest(self._covering(there), now_ms) if there is not None else None

    def of_user(self, who: Who, now_ms: int) -> Ban | None:
        """The mask that keeps somebody out now, the one that does so for the longest."""
        return _longest((ban for mask, ban in self._masks.values() if mask.matches(who)), now_ms)

    def covering(self, there: Range, now_ms: int) -> list[Ban]:
        """The bans of an address or a network, and of networks that it is in, which stand now."""
        return [ban for ban in self._covering(there) if ban.end_ms > now_ms]

    def _covering(self, there: Range) -> list[Ban]:
        found = []
        for (version, prefix), bans in self._ranges.items():
            if version == there.version and prefix <= there.prefix:
                ban = bans.get(there.base >> (WIDTH[version] - prefix))
                if ban is not None:
                    found.append(ban)
        return found

    def standing(self, now_ms: int) -> list[Ban]:
        """All that stand now, in the order in which they were set."""
        return sorted((ban for ban in self._bans.values() if ban.end_ms > now_ms), key=lambda ban: ban.at_ms)

    def forget_ended(self, now_ms: int) -> None:
        """Take out what has ended."""
        ends = self._ends
        while ends and ends[0][0] <= now_ms:
            ban = self._bans.get(heapq.heappop(ends)[1])
            # Another may have taken its place, with an end of its own.
            if ban is not None and ban.end_ms <= now_ms:
                self.remove(ban.target)

    def __len__(self) -> int:
        return len(self._bans)


def _place(means: Range) -> tuple[tuple[int, int], int]:
    return (means.version, means.prefix), means.base >> (WIDTH[means.version] - means.prefix)


def _longest(bans: Iterable[Ban], now_ms: int) -> Ban | None:
    return max((ban for ban in bans if ban.end_ms > now_ms), key=lambda ban: ban.end_ms, default=None)
