"""What is selected in a timeline: rows are named so that they keep their names while others come and go."""

from rich.style import Style
from textual.geometry import Offset

from parlour.client import wording
from parlour.client.screen.cells import steady
from parlour.client.screen.reel import Reel, Seen
from parlour.client.text import shown

MOST_LINES = 1 << 16
"""A message has fewer rows than that, so that the names of rows keep their order."""

AHEAD = 16
"""More than the rows that can stand above a message."""

ALL = 1 << 30


def name_of(reel: Reel, seen: Seen) -> int:
    """A number for a row that stays the same while others come and go."""
    return (seen.at - reel.shifted) * MOST_LINES + seen.number + AHEAD


def taken(reel: Reel, start: Offset | None, end: Offset | None) -> str:
    """What stands from one place to another: of one message its text, of several each with its time and author."""
    start = start or Offset(0, -ALL * MOST_LINES)
    end = end or Offset(ALL, ALL * MOST_LINES)
    first = max(0, min(len(reel) - 1, start.y // MOST_LINES + reel.shifted))
    last = max(0, min(len(reel) - 1, end.y // MOST_LINES + reel.shifted))
    if first == last:
        return _of_one(reel, first, start, end)
    return "\n".join(_with_name(reel, index, start, end) for index in range(first, last + 1))


def _of_one(reel: Reel, index: int, start: Offset, end: Offset) -> str:
    found = ""
    for seen in reel.rows(index):
        name = name_of(reel, seen)
        if not start.y <= name <= end.y or not seen.row.is_text:
            continue
        text = seen.row.text
        left = max(seen.row.start, start.x if name == start.y else 0)
        found += text[left : end.x if name == end.y else len(text)] + seen.row.joins
    return found.rstrip("\n")


def _with_name(reel: Reel, index: int, start: Offset, end: Offset) -> str:
    message = reel.message(index)
    text = _of_one(reel, index, start, end)
    if not message.is_speech or message.kind == "action":
        return f"{wording.clock(message.at_ms)} * {text}"
    return f"{wording.clock(message.at_ms)} <{steady(shown(message.nick))}> {text}"


def selected(pieces: list[tuple[str, Style]], span: tuple[int, int], mark: Style) -> list[tuple[str, Style]]:
    """Pieces of a row with a style put on a part of it."""
    start, end = span[0], ALL if span[1] == -1 else span[1]
    found, at = [], 0
    for text, style in pieces:
        for left, right, marked in ((0, start - at, False), (start - at, end - at, True), (end - at, ALL, False)):
            part = text[max(0, left) : max(0, right)]
            if part:
                found.append((part, style + mark if marked else style))
        at += len(text)
    return found
