"""Names of users and channels: which are allowed, and which are the same name."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precis_i18n.profile import Profile

_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}\x80-\U0010ffff][A-Za-z0-9\[\]\\`_^{|}\-\x80-\U0010ffff]*\Z")
_NAME_TROUBLE = re.compile(r"[\x00-\x20,\x7f-\xa0]")
_NOT_FIRST = frozenset({"Nd", "Mn", "Mc", "Me"})
"""General categories of what no name begins with: digits, and marks, which would change the sign before it."""

_MANY_MARKS = re.compile("M{5}")
"""More than four marks on a letter cover what stands around them (UTS 39, section 5.4)."""

_JUDGED_IN_MEMORY = 4096

_USER_NAME_TROUBLE = re.compile(r"[^A-Za-z0-9._-]")


def fold(name: str) -> str:
    """The key under which a name is looked up: ASCII letters in lower case (CASEMAPPING=ascii)."""
    return name.lower() if name.isascii() else name.encode().lower().decode()


def is_nick(text: str, limit: int) -> bool:
    """Whether `text` may be somebody's nick. `limit` is in bytes.

    Of ASCII it has what nicks have had since RFC 2812, else letters, digits and marks of any script.
    """
    if len(text) > limit or _NICK.match(text) is None:
        return False
    return text.isascii() or (len(text.encode()) <= limit and _is_identifier(text))


def is_channel(text: str) -> bool:
    """Whether `text` names a channel, existing or not, rather than a user."""
    return text.startswith("#")


def is_channel_name(text: str, limit: int) -> bool:
    """Whether `text` may be the name of a channel. `limit` is in bytes, the prefix included.

    Of ASCII it has all but spaces, controls and commas, else letters, digits and marks of any script.
    """
    if not is_channel(text) or not 1 < len(text) <= limit or _NAME_TROUBLE.search(text) is not None:
        return False
    return text.isascii() or (len(text.encode()) <= limit and _is_identifier(text.lstrip("#")))


@lru_cache(_JUDGED_IN_MEMORY)
def _is_identifier(text: str) -> bool:
    """Whether a text is an identifier as PRECIS has them, in the form that they are to be in (RFC 8265, section 3.4).

    Nothing that cannot be seen may be in it, nothing that changes what stands before it, and no heap of marks.
    """
    if unicodedata.category(text[0]) in _NOT_FIRST or any(unicodedata.category(char) == "Cf" for char in text):
        return False
    if _MANY_MARKS.search("".join(unicodedata.category(char)[0] for char in unicodedata.normalize("NFD", text))):
        return False
    try:
        return _username().enforce(text) == text
    except UnicodeEncodeError:
        return False


@cache
def _username() -> "Profile":
    from precis_i18n import get_profile  # 8 ms, for which not everything that knows names has a use

    return get_profile("UsernameCasePreserved")


def prepare() -> None:
    """Have ready what names are judged by, so that nobody waits for it."""
    _username()


def distinct(names: str) -> list[str]:
    """The names in a list with commas, each once, as it was first written."""
    found: dict[str, str] = {}
    for name in names.split(","):
        if name:
            found.setdefault(fold(name), name)
    return list(found.values())


def user_name(text: str, limit: int = 16) -> str:
    """The user name made of what a client says it is: only what may stand between ! and @."""
    return _USER_NAME_TROUBLE.sub("", text)[:limit] or "user"
