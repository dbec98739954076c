"""Arrivals: lines as they come, and which of them came too late for the one whom they were meant for."""

from collections.abc import Callable

from parlour.wire.telnet import TypedLines

GRACE_S = 2.0
"""So long after a session was ended by the other, what comes may have been meant for them."""


class Arrivals:
    """Counts the lines of a connection as they are `typed`. `clock` gives seconds that never go back."""

    __slots__ = ("_clock", "_count", "_late_upto", "_until_s", "typed")

    def __init__(self, typed: TypedLines, clock: Callable[[], float]) -> None:
        self.typed = typed
        self._clock = clock
        self._count = 0
        self._late_upto = 0
        self._until_s = 0.0

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes."""
        return self._counted(self.typed.feed(data))

    def rest(self) -> list[bytes | None]:
        """The last line, when nothing more comes and it has no end."""
        return self._counted(self.typed.rest())

    def _counted(self, lines: list[bytes | None]) -> list[bytes | None]:
        self._count += len(lines)
        if self._until_s:
            if self._clock() < self._until_s:
                self._late_upto = self._count
            else:
                self._until_s = 0.0
        return lines

    def ended(self) -> None:
        """A session was ended by the other: what has come and is not done yet, and what comes soon, is late."""
        self._until_s = self._clock() + GRACE_S
        self._late_upto = self._count

    def began(self, *, own: bool) -> None:
        """A session began: what comes now is for its partner. So is what has come, if it was typed behind an `own`
        command that opened it."""
        self._until_s = 0.0
        if own:
            self._late_upto = 0

    def is_late(self, number: int) -> bool:
        """Whether the line of that number, counted from 1, came too late."""
        return number <= self._late_upto
