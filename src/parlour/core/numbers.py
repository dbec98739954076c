"""Numbers: under which small number each user is found while here, such as by those who have to type it."""

import heapq
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parlour.core.model import User

REST_MS = 60_000
"""So long nobody gets a number that was somebody's: whoever still has it before their eyes does not meet another."""


class Numbers:
    """Users by their numbers, from 1 on; which come next, and which rest until when (Unix, milliseconds)."""

    __slots__ = ("_free", "_highest", "_resting", "users")

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self._highest = 0
        self._free: list[int] = []
        """A heap of those that have rested."""
        self._resting: deque[tuple[int, int]] = deque()

    def next(self, now_ms: int) -> int:
        """The smallest that is nobody's and has rested."""
        if not self._free and not self._resting:
            return self._highest + 1
        return min([*self._free[:1], *self._rested(now_ms)], default=self._highest + 1)

    def take(self, number: int, user: "User", at_ms: int) -> None:
        """A number is a user's from now on."""
        while self._resting and self._resting[0][1] <= at_ms:
            heapq.heappush(self._free, self._resting.popleft()[0])
        if number > self._highest:
            for between in range(self._highest + 1, number):
                heapq.heappush(self._free, between)
            self._highest = number
        elif self._free[0] == number:
            heapq.heappop(self._free)
        else:
            self._free.remove(number)
            heapq.heapify(self._free)
        self.users[number] = user

    def give_back(self, number: int, at_ms: int) -> None:
        """A number is nobody's any more, and rests."""
        del self.users[number]
        self._resting.append((number, at_ms + REST_MS))

    def _rested(self, now_ms: int) -> Iterator[int]:
        """Those at the head of what rests that have rested."""
        for number, until_ms in self._resting:
            if until_ms > now_ms:
                return
            yield number
