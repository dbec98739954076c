"""Which channels a list of channels is to have: names, masks and conditions as LIST takes them.

Source: https://modern.ircdocs.horse/#elist-parameter
"""

import re
from collections.abc import Iterable

from parlour.core.masks import Glob
from parlour.core.model import Channel
from parlour.core.names import fold

MINUTE_MS = 60_000

_CONDITION = re.compile(r"([ct]?)([<>])(.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,12}")


class BadCondition(ValueError):
    """What follows < or > is no number."""


class Filter:
    """What a list is asked for, item by item: all conditions have to hold, one of the names and masks has to match, and
    none of those with `!`. Times are counted back from `now_ms`."""

    __slots__ = ("_conditions", "_masks", "_not_masks", "_now_ms", "names")

    def __init__(self, items: Iterable[str], now_ms: int) -> None:
        self._now_ms = now_ms
        self._masks: list[Glob] = []
        self._not_masks: list[Glob] = []
        self._conditions: list[tuple[str, str, int]] = []
        self.names: list[str] | None = None
        """The names that are asked for, folded, when it is for names alone."""
        texts = [item for item in items if item]
        for text in texts:
            self._take(text)
        if texts and not self._not_masks and not self._conditions and not any("*" in t or "?" in t for t in texts):
            self.names = list(dict.fromkeys(map(fold, texts)))

    def _take(self, text: str) -> None:
        condition = _CONDITION.fullmatch(text)
        if condition is not None:
            subject, sign, value = condition.groups()
            if not _NUMBER.fullmatch(value):
                raise BadCondition(text)
            self._conditions.append((subject.upper(), sign, int(value)))
        elif text.startswith("!"):
            self._not_masks.append(Glob(text[1:]))
        else:
            self._masks.append(Glob(text))

    def matches(self, channel: Channel) -> bool:
        """Whether a channel is what was asked for."""
        name = channel.folded
        return (
            all(self._holds(channel, *condition) for condition in self._conditions)
            and (not self._masks or any(mask.matches(name) for mask in self._masks))
            and not any(mask.matches(name) for mask in self._not_masks)
        )

    def _holds(self, channel: Channel, subject: str, sign: str, value: int) -> bool:
        if not subject:
            count = len(channel.members)
            return count < value if sign == "<" else count > value
        if subject == "T" and not channel.topic:
            return False
        age_ms = self._now_ms - (channel.topic_ms if subject == "T" else channel.created_ms)
        return age_ms < value * MINUTE_MS if sign == "<" else age_ms > value * MINUTE_MS
