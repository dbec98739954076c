"""The names of files that others send: what is shown, and under what a file is kept here."""

import re
import unicodedata
from pathlib import Path

LONGEST_BYTES = 150

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
"""Names that are devices. https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""

_FORBIDDEN = frozenset('<>:"|?*')


def clean(name: str) -> str:
    """A name under which a file can be kept anywhere: the last part of a path, without what does not belong in one."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(each for each in name if each.isprintable() and each not in _FORBIDDEN)
    name = name.strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST_BYTES - len(f"{dot}{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore")
    return f"{stem}{dot}{ending}".rstrip(". ") or "file"


def candidates(folder: Path, name: str, most: int = 1000) -> "list[Path]":
    """Where a file may go: its name, or with a number before the ending where that is taken."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    return [folder / name, *(folder / f"{stem} ({number}){dot}{ending}" for number in range(2, most))]


def size_in_words(size: int) -> str:
    """How large something is: `12.3 MB`, of 1,000,000 bytes each."""
    for unit, bytes_of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_of:
            return f"{size / bytes_of:.1f} {unit}"
    return f"{size} bytes" if size != 1 else "1 byte"
