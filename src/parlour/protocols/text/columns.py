"""Tables: rows of words, each column as wide as the widest word in it, by what a terminal takes for a letter."""

import unicodedata
from collections.abc import Iterable, Sequence

GAP = "  "

_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
"""General categories of what stands on the letter before it, or is not seen at all."""


def width(text: str) -> int:
    """How many columns of a terminal a text takes: an ideograph two, an accent none (UAX 11)."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def widths(rows: Iterable[Sequence[str]]) -> list[int]:
    """How wide each column is."""
    widest: list[int] = []
    for row in rows:
        widest += [0] * (len(row) - len(widest))
        for at, text in enumerate(row):
            widest[at] = max(widest[at], width(text))
    return widest


def aligned(row: Sequence[str], widest: Sequence[int]) -> str:
    """A row as a line: numbers stand to the right, words to the left."""
    return GAP.join(_filled(text, room) for text, room in zip(row, widest, strict=True)).rstrip()


def _filled(text: str, room: int) -> str:
    blank = " " * (room - width(text))
    return blank + text if text.isdigit() else text + blank
