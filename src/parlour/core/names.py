"""Names of users and channels: which are allowed, and which are the same name."""

import re

_NICK = re.compile(r"[A-Za-z\[\]\\`_^{|}][A-Za-z0-9\[\]\\`_^{|}-]*\Z")
_NAME_TROUBLE = re.compile(r"[\x00-\x20,\x7f-\xa0]")
_USER_NAME_TROUBLE = re.compile(r"[^A-Za-z0-9._-]")


def fold(name: str) -> str:
    """The key under which a name is looked up: ASCII letters in lower case (CASEMAPPING=ascii)."""
    return name.lower() if name.isascii() else name.encode().lower().decode()


def is_nick(text: str, limit: int) -> bool:
    """Whether `text` may be somebody's nick. `limit` is in bytes."""
    return len(text) <= limit and _NICK.match(text) is not None


def is_channel(text: str) -> bool:
    """Whether `text` names a channel, existing or not, rather than a user."""
    return text.startswith("#")


def is_channel_name(text: str, limit: int) -> bool:
    """Whether `text` may be the name of a channel. `limit` is in bytes, the prefix included."""
    return is_channel(text) and 1 < len(text.encode()) <= limit and _NAME_TROUBLE.search(text) is None


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
