"""Ids that are used once: of messages and users as text that sorts by time, of scopes as numbers."""

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in _DIGITS for low in _DIGITS]


def base32(number: int, width: int) -> str:
    """A number in Crockford's base 32, in `width` digits."""
    digits = []
    for _ in range(width):
        digits.append(_DIGITS[number & 31])
        number >>= 5
    return "".join(reversed(digits))


class Ids:
    """Ids of one process. `node` is a number of 50 random bits: what two processes make never meets."""

    __slots__ = ("_count", "_head", "_last_ms", "_node", "_scope", "_tail")

    def __init__(self, node: int) -> None:
        self._node = node & 0x3FF
        self._tail = base32(node, 10)
        self._last_ms = -1
        self._head = ""
        self._count = 0
        self._scope = 0

    def new(self, now_ms: int) -> str:
        """An id of 26 characters that sorts after all before it, even if the clock went back."""
        if now_ms > self._last_ms:
            self._last_ms = now_ms
            pairs = _PAIRS
            self._head = (
                f"{pairs[now_ms >> 40 & 1023]}{pairs[now_ms >> 30 & 1023]}{pairs[now_ms >> 20 & 1023]}"
                f"{pairs[now_ms >> 10 & 1023]}{pairs[now_ms & 1023]}"
            )
            self._count = 0
        else:
            self._count += 1
        count = self._count
        return f"{self._head}{_PAIRS[count >> 20 & 1023]}{_PAIRS[count >> 10 & 1023]}{_PAIRS[count & 1023]}{self._tail}"

    def new_scope(self, now_ms: int) -> int:
        """A number of at most 63 bits: milliseconds, 10 bits of node, 10 bits of count."""
        made = now_ms << 20 | self._node << 10
        if made <= self._scope:
            made = self._scope + 1
            if not made & 0x3FF:
                # All of this millisecond are used up: the next one's.
                made = ((made >> 20) + 1) << 20 | self._node << 10
        self._scope = made
        return made
