"""Emoji by their short names, as in :thumbsup. The table has only those that terminals draw two columns wide."""

from functools import cache
from importlib.resources import files

MOST = 12
"""So many are offered at once."""


def named(word: str) -> str | None:
    """The emoji of a short name, with or without colons around it; None where there is none."""
    return table().get(word.strip(":").lower())


def beginning(prefix: str) -> list[tuple[str, str]]:
    """Names and emoji: first those whose names begin so, the shortest first, then those that have it further in."""
    prefix = prefix.lower()
    found = [(not name.startswith(prefix), len(name), name, sign) for name, sign in table().items() if prefix in name]
    return [(name, sign) for _, _, name, sign in sorted(found)[:MOST]]


@cache
def table() -> dict[str, str]:
    """All emoji by all their names."""
    lines = (files("parlour.client") / "emoji.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {name: sign for sign, *names in rows for name in names}
