"""Arrivals: lines as they come, and which of them came too late for the one whom they were meant for."""

from collections.abc import Callable

from parlour.wire.telnet import TypedLines

GRACE_S = 2.0
"""So long after a session was ended by the other, what comes may have been meant for them."""


class Arrivals:
    """Counts the lines of a connection as they are `typed`. `clock` gives seconds that never go back."""

    __slots__ = ("_clock", "_count", "_late_upto", "_next_began", "_notice", "_until_s", "typed")

    def __init__(self, typed: TypedLines, clock: Callable[[], float]) -> None:
        self.typed = typed
        self._clock = clock
        self._count = 0
        self._late_upto = 0
        self._until_s = 0.0
        self._notice: Notice | None = None
        """Of the last session's end, which the user was not shown yet: while the disk is slow, words wait for it."""
        self._next_began = False
        """Whether another session has begun since the last ended."""

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes."""
        return self._counted(self.typed.feed(data))

    def rest(self) -> list[bytes | None]:
        """The last line, when nothing more comes and it has no end."""
        return self._counted(self.typed.rest())

    def _counted(self, lines: list[bytes | None]) -> list[bytes | None]:
        self._count += len(lines)
        if self._notice is not None or self._clock() < self._until_s:
            self._late_upto = self._count
        return lines

    def ended(self) -> "Notice":
        """A session was ended by the other: what has come and is not done yet is late, and so is what comes until
        `GRACE_S` after the user is shown it, which is when what this returns is sent."""
        self._late_upto = self._count
        self._next_began = False
        self._notice = Notice(self)
        return self._notice

    def shown(self, notice: "Notice") -> None:
        """The user is shown that a session has ended."""
        if notice is self._notice:
            self._notice = None
            if not self._next_began:
                self._until_s = self._clock() + GRACE_S

    def began(self, *, own: bool) -> None:
        """A session began: what comes now is for its partner. So is what has come, if it was typed behind an `own`
        command that opened it."""
        self._until_s = 0.0
        self._next_began = True
        if own:
            self._late_upto = 0
            self._notice = None

    def is_late(self, number: int) -> bool:
        """Whether the line of that number, counted from 1, came too late."""
        return number <= self._late_upto


class Notice:
    """Stands where a user is shown that a session has ended."""

    __slots__ = ("_arrivals",)

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals

    def add(self, piece: bytes) -> None:
        """Nothing is added."""

    def render(self) -> bytes:
        """No bytes, but it is being sent."""
        self._arrivals.shown(self)
        return b""

    def drop(self, pieces: set[int]) -> None:
        """Nothing to forget."""
