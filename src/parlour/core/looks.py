"""What names look like: those that people could take for one another have a look in common.

A name has the look of what is written, and that of the same in small letters, as clients take both for one name: `Ivan`
looks like `lvan` and like `ivan`, which do not look like one another. A look is a skeleton (UTS 39, section 4) of which
the letters' case is taken away, but for I and O, which in small letters look like nothing that they look like.
"""

import json
import pkgutil
import unicodedata
from functools import cache, lru_cache

_LOOKS_IN_MEMORY = 4096

_ASCII = {ord(letter): letter.lower() for letter in "ABCDEFGHJKLMNPQRSTUVWXYZ"} | str.maketrans("OI1|`", "0lll'")
"""What the table of confusables says of ASCII, as far as it says a character for a character."""


def looks(name: str) -> tuple[str, ...]:
    """The looks of a name, one or two. Two names look alike if they have one in common."""
    if not name.isascii():
        return _looks(name)
    # One microsecond: most names are such, and all who come have theirs looked at.
    small = name.lower().translate(_ASCII).replace("rn", "m").replace('"', "''")
    if "I" not in name and "O" not in name:
        return (small,)
    return small, name.translate(_ASCII).replace("rn", "m").replace('"', "''")


def prepare() -> None:
    """Have the table of confusables ready, so that nobody waits for it: it takes some 20 ms to read."""
    _confusables()


@lru_cache(_LOOKS_IN_MEMORY)
def _looks(name: str) -> tuple[str, ...]:
    small, written = _skeleton(name.casefold()), _skeleton(name)
    return (small,) if small == written else (small, written)


def _skeleton(text: str) -> str:
    mapped = unicodedata.normalize("NFD", text).translate(_confusables())
    skeleton = unicodedata.normalize("NFD", mapped).replace("O", "0").lower()
    # The table has rn for m. This way round it costs nothing that is felt, and makes the same names equal.
    return skeleton.replace("rn", "m")


@cache
def _confusables() -> dict[int, str]:
    """For each character that is confusable the one, or the ones, that stand for all that look like it.

    Source: https://www.unicode.org/Public/security/latest/confusables.txt, as the library has it: for each side of each
    line those on the other side, in the file's order. What the file maps it maps once, and to what it does not map, so
    a side with several others is the one to map to; of two with one other each, it is the later.
    """
    data = pkgutil.get_data("confusable_homoglyphs", "confusables.json")
    assert data is not None
    # Without the names of the characters, which are most of it.
    lines: dict[str, list[str]] = json.loads(data, object_hook=lambda found: found["c"] if len(found) == 2 else found)
    table: dict[int, str] = {}
    passed = set[str]()
    for side, others in lines.items():
        passed.add(side)
        other = others[0]
        if len(others) == 1 and (len(lines[other]) > 1 or other not in passed):
            # The file has marks around what is written from right to left.
            char = side.replace("\u200e", "")
            table[ord(char)] = other.replace("\u200e", "")
    # It stands for three that no name has.
    del table[ord("%")]
    return table
