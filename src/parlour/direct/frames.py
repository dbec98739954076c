"""Frames: what a connection carries, each with its length before it."""

LONGEST_BYTES = 65_536
"""No frame is longer, its length not counted."""

_LENGTH_BYTES = 4


class FrameError(ValueError):
    """What came is no frame: a mistake of the other side, after which nothing more can be read from it."""


def frame(content: bytes) -> bytes:
    """The bytes that carry a content. Raises FrameError."""
    if not 0 < len(content) <= LONGEST_BYTES:
        raise FrameError(f"a frame has 1 to {LONGEST_BYTES} bytes, and this one would have {len(content)}")
    return len(content).to_bytes(_LENGTH_BYTES) + content


class Frames:
    """The contents of what comes in, however it is cut. It never keeps more than one unfinished frame."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; returns the contents that are whole now. Raises FrameError as soon as a length is wrong.

        Frames before the wrong one in the same bytes are dropped with it: whoever sends such a thing is not heard.
        """
        kept = self._kept
        kept += data
        found: list[bytes] = []
        at = 0
        while len(kept) - at >= _LENGTH_BYTES:
            length = int.from_bytes(kept[at : at + _LENGTH_BYTES])
            if not 0 < length <= LONGEST_BYTES:
                kept.clear()
                raise FrameError(f"a frame has 1 to {LONGEST_BYTES} bytes, and the other side announced {length}")
            end = at + _LENGTH_BYTES + length
            if len(kept) < end:
                break
            found.append(bytes(kept[at + _LENGTH_BYTES : end]))
            at = end
        del kept[:at]
        return found
