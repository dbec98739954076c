"""What friends are called here: their own word for themselves, as far as it can be shown and typed."""

import re
import unicodedata

LONGEST = 20

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", re.DOTALL)
"""Sequences for terminals. Source: ECMA-48, section 5.4"""


def nick_of(name: str) -> str:
    """A nick that is as near to a name as that goes: letters, digits, `_` and `-`, a letter or `_` first."""
    name = unicodedata.normalize("NFC", _ESCAPES.sub("", name))
    kept = "".join(each for each in name if each.isalnum() or each in "_-").lstrip("-0123456789")
    return kept[:LONGEST] or "friend"
