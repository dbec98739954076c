"""Who may come in: whom one knows, and strangers who say the code, which is for one guess."""

from collections import deque
from collections.abc import Callable

from parlour.direct.messages import Welcome
from parlour.direct.pairing import CODE_BYTES, new_code

TRIES = 10
"""So many strangers may guess within a minute."""

MINUTE_MS = 60_000


class Doorway:
    """The door of one listener; see `peer.Door`."""

    def __init__(
        self,
        is_pinned: Callable[[bytes], bool],
        welcome: Callable[[], Welcome],
        chance: Callable[[int], bytes],
        clock: Callable[[], int],
    ) -> None:
        self.code = new_code(chance(CODE_BYTES))
        """What a stranger has to say next."""
        self.trusted: set[bytes] = set()
        """Keys whose words were compared by the user in this run; they are pinned once they come."""
        self.welcome = welcome
        """What one tells of oneself to whom one has verified."""
        self._is_pinned = is_pinned
        self._chance = chance
        self._clock = clock
        self._tries: deque[int] = deque()

    def knows(self, key: bytes) -> bool:
        """Whether a key is pinned."""
        return key in self.trusted or self._is_pinned(key)

    def guess(self) -> str | None:
        """The code, for one guess; None when there were too many. The next guess is at another one."""
        now_ms = self._clock()
        while self._tries and now_ms - self._tries[0] >= MINUTE_MS:
            self._tries.popleft()
        if len(self._tries) >= TRIES:
            return None
        self._tries.append(now_ms)
        code, self.code = self.code, new_code(self._chance(CODE_BYTES))
        return code
