"""Tables: rows of words, each column as wide as the widest word in it, by what a terminal takes for a letter."""

from collections.abc import Iterable, Sequence

from parlour.wire.plain import plain

GAP = "  "


def width(text: str) -> int:
    """How many columns of a terminal a text takes: an ideograph two, an accent none (UAX 11)."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 15 ms, for which many a server has no use

    return max(wcswidth(plain(text)), 0)


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
