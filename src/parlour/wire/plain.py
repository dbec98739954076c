"""What people wrote, as a terminal may be shown it: no formatting of IRC, and nothing that a terminal obeys."""

import re

_FORMATTING = re.compile(
    r"\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?"  # a colour, and one behind it
    r"|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"  # the same in hexadecimal
    r"|[\x02\x0f\x11\x16\x1d\x1e\x1f]"  # bold, plain, monospace, reverse, italics, struck through, underlined
)
"""Source: https://modern.ircdocs.horse/formatting"""

_SHOWN = {
    **{code: f"^{chr(code ^ 0x40)}" for code in (*range(0x20), 0x7F)},
    # In eight bits what stands for ESC and a letter in seven (ECMA-48, section 5.3).
    **{code: f"^[{chr(code - 0x40)}" for code in range(0x80, 0xA0)},
    ord("\t"): " ",
    0x2028: " ",
    0x2029: " ",
    # What makes text run the other way would take what stands behind it along (UAX 9, section 2).
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}

_ACTION = "\x01ACTION"


def plain(text: str) -> str:
    """A text without formatting, with ^[ for an escape and the like for other control characters."""
    if text.isprintable():
        return text
    return _FORMATTING.sub("", text).translate(_SHOWN)


def action(text: str) -> str | None:
    """What somebody does, of a text that tells it as IRC does (CTCP ACTION); None of any other."""
    if not text.startswith(_ACTION) or text[len(_ACTION) : len(_ACTION) + 1] not in ("", " ", "\x01"):
        return None
    return text[len(_ACTION) :].removesuffix("\x01").removeprefix(" ")


def query(text: str) -> str | None:
    """What a program asks another for (CTCP), of a text that does; None of any other."""
    return text.strip("\x01") if text.startswith("\x01") and action(text) is None else None
