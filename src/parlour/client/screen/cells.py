"""Columns of a terminal: how many a text takes, and where it is broken into rows.

Terminals do not agree about what is drawn as one sign but written as several: families, skin tones, flags, a heart
that becomes red. A row with such a one would be of another width in each of them, and everything behind it out of
place. So `steady` leaves only signs about which they agree, and widths are sums over characters.
"""

import re

from rich.cells import get_character_cell_size

_UNSTEADY = re.compile(
    "[\u200d\ufe0e\ufe0f]"  # joiners, and selectors of how a sign looks
    "|[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"  # skin tones, and the tags of regional flags
    "|[\U0001f1e6-\U0001f1ff]"  # the letters of flags
    "|[\u1160-\u11ff\ud7b0-\ud7fb]"  # the parts of Korean syllables
    "|[\u115f\u3164\uffa0\u180e\u00ad\ufff9-\ufffb]"  # fillers and others that are not seen
)
_SHOWN = {0x1F1E6 + at: chr(0x41 + at) for at in range(26)}

_ASCII_END = "\x7f"


def steady(text: str) -> str:
    """A text with only those signs about whose width terminals agree. A flag becomes its two letters."""
    if text.isascii():
        return text
    return _UNSTEADY.sub(lambda found: _SHOWN.get(ord(found.group()), ""), text)


def width(text: str) -> int:
    """How many columns a steady text takes."""
    if text.isascii():
        return len(text)
    return sum(map(get_character_cell_size, text))


def cut(text: str, columns: int) -> str:
    """As much of a steady text as fits, with … where something is missing."""
    if width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    taken, end = 0, 0
    for end, sign in enumerate(text):  # noqa: B007, it ends where it is full
        taken += get_character_cell_size(sign)
        if taken > columns - 1:
            break
    return text[:end].rstrip() + "…"


def fitted(text: str, columns: int, *, right: bool = False) -> str:
    """A steady text in exactly so many columns."""
    text = cut(text, columns)
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def rows(text: str, columns: int) -> list[tuple[int, int]]:
    """Where a steady text is broken, so that no row is wider: from, to. Blanks between two rows belong to neither.

    Rows end at blanks and beside wide signs; a word wider than a row is broken where that one is full.
    """
    if len(text) <= columns and text.isascii():
        return [(0, len(text))]
    columns = max(columns, 2)
    found: list[tuple[int, int]] = []
    start, taken = 0, 0
    fit = 0  # where the row may end: behind a blank, or beside a wide sign
    at, length = 0, len(text)
    while at < length:
        sign = text[at]
        size = 1 if sign < _ASCII_END else get_character_cell_size(sign)
        if sign == " ":
            fit = at + 1
            if taken >= columns:  # blanks do not begin a row
                end = at
                while at < length and text[at] == " ":
                    at += 1
                found.append((start, _without_blanks(text, start, end)))
                start, taken, fit = at, 0, at
                continue
        elif size == 2 and at > start:
            fit = max(fit, at)
        if taken + size > columns:
            end = fit if fit > start else at
            found.append((start, _without_blanks(text, start, end)))
            start = fit = end
            taken = width(text[start:at])
            continue
        taken += size
        if size == 2 or (size == 0 and fit == at):  # an accent stays with what it is on
            fit = at + 1
        at += 1
    if start < length or not found:
        found.append((start, length))
    return found


def _without_blanks(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1] == " ":
        end -= 1
    return end
