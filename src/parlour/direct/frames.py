"""Frames: what a connection carries, each with its length before it."""

from collections.abc import Callable

LONGEST_BYTES = 65_536
"""No frame is longer, its length not counted."""

_LENGTH_BYTES = 4


class FrameError(ValueError):
    """What came is no frame: a mistake of the other side, after which nothing more can be read from it."""


def put_frame(output: bytearray, put: Callable[[bytearray, int], None]) -> None:
    """Put a frame behind what is to be sent; `put` puts its content into a buffer, from a place on.

    Raises FrameError, with the output as it was.
    """
    begin = len(output)
    output += b"\0" * _LENGTH_BYTES
    put(output, begin + _LENGTH_BYTES)
    length = len(output) - begin - _LENGTH_BYTES
    if not 0 < length <= LONGEST_BYTES:
        del output[begin:]
        raise FrameError(f"a frame has 1 to {LONGEST_BYTES} bytes, and this one would have {length}")
    output[begin : begin + _LENGTH_BYTES] = length.to_bytes(_LENGTH_BYTES)


def frame(content: bytes) -> bytes:
    """The bytes that carry a content. Raises FrameError."""
    output = bytearray()

    def put(buffer: bytearray, at: int) -> None:
        buffer[at:] = content

    put_frame(output, put)
    return bytes(output)


class Frames:
    """The contents of what comes in, however it is cut. It never keeps more than one unfinished frame.

    Contents are views of what came, as most of what is much is a file's, and each copy of that costs time.
    """

    def __init__(self) -> None:
        self._kept = b""
        """The beginning of a frame whose end has not come."""

    def feed(self, data: bytes) -> list[memoryview]:
        """Take bytes; returns the contents that are whole now. Raises FrameError as soon as a length is wrong.

        Frames before the wrong one in the same bytes are dropped with it: whoever sends such a thing is not heard.
        """
        found: list[memoryview] = []
        view, end = memoryview(data), len(data)
        at = self._finish(view, found) if self._kept else 0
        while end - at >= _LENGTH_BYTES:
            behind = at + _LENGTH_BYTES + _length(view[at : at + _LENGTH_BYTES])
            if behind > end:
                break
            found.append(view[at + _LENGTH_BYTES : behind])
            at = behind
        if at < end:
            self._kept += view[at:]
        return found

    def _finish(self, view: memoryview, found: list[memoryview]) -> int:
        """Put what is missing behind what is kept; returns how much of the bytes that has taken."""
        at = max(0, min(_LENGTH_BYTES - len(self._kept), len(view)))
        self._kept += view[:at]
        if len(self._kept) < _LENGTH_BYTES:
            return at
        end = at + _LENGTH_BYTES + _length(self._kept[:_LENGTH_BYTES]) - len(self._kept)
        self._kept += view[at:end]
        if end <= len(view):
            found.append(memoryview(self._kept)[_LENGTH_BYTES:])
            self._kept = b""
        return min(end, len(view))


def _length(head: bytes | memoryview) -> int:
    length = int.from_bytes(head)
    if not 0 < length <= LONGEST_BYTES:
        raise FrameError(f"a frame has 1 to {LONGEST_BYTES} bytes, and the other side announced {length}")
    return length
