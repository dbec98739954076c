"""How far a file has come, told now and then."""

from collections.abc import Callable

from parlour.direct.filenames import size_in_words

STEP_MS = 2_000
"""It is told so often at most."""


class Progress:
    """How far one file has come, in one direction."""

    def __init__(self, note: Callable[..., None], nick: str, name: str, size: int, clock: Callable[[], int]) -> None:
        """`note` tells the user a sentence about whoever is called `nick`; `clock` gives the Unix time (ms)."""
        self._note = note
        self._nick = nick
        self._name = name
        self._size = size
        self._clock = clock
        self._begun: tuple[int, int] | None = None
        """When the first of it was told, and how far it had come."""
        self._told_ms = 0

    def told(self, at: int) -> None:
        """So many bytes are done."""
        now_ms = self._clock()
        if self._begun is None:
            self._begun = now_ms, at
            self._told_ms = now_ms
            return
        if now_ms - self._told_ms < STEP_MS or at >= self._size:
            return
        self._told_ms = now_ms
        begun_ms, begun_at = self._begun
        rate = (at - begun_at) * 1000 / max(1, now_ms - begun_ms)
        left_s = (self._size - at) / rate if rate else 0
        share = at * 100 // self._size
        self._note(
            f"{self._name}: {share}% of {size_in_words(self._size)}, {size_in_words(int(rate))} a second, "
            f"{_span(left_s)} left",
            self._nick,
        )


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
