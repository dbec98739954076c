"""Lines out of a stream of bytes, however it was cut."""

TAGS_BYTES = 4096
"""The longest tags a client may send, the @ and the space after them included (IRCv3 message-tags, "Size limit")."""

BODY_BYTES = 510
"""The longest rest of a line, without CR LF."""

LONGEST = TAGS_BYTES + BODY_BYTES


class Framer:
    """Gathers bytes until lines are whole. CR, LF and CR LF end a line; empty lines are skipped.

    A line past `LONGEST` comes out as None once, and its bytes are forgotten as they come.
    """

    __slots__ = ("_skipping", "_tail")

    def __init__(self) -> None:
        self._tail = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes, in order, without their ends."""
        if not self._tail and not self._skipping and data.count(b"\n") == 1 and data.endswith(b"\r\n"):
            # One whole line, as most reads bring.
            line = data[:-2]
            if line and b"\r" not in line:
                return [line if len(line) <= LONGEST else None]
        if b"\r" in data:
            data = data.replace(b"\r", b"\n")
        lines: list[bytes | None] = []
        *whole, tail = data.split(b"\n")
        if whole:
            whole[0] = self._tail + whole[0]
            self._tail = b""
            if self._skipping:
                whole[0] = b""
                self._skipping = False
            lines = [line if len(line) <= LONGEST else None for line in whole if line]
        if tail and not self._skipping:
            self._tail += tail
            if len(self._tail) > LONGEST:
                self._tail = b""
                self._skipping = True
                lines.append(None)
        return lines
