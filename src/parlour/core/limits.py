"""How long and how many: the limits that decisions check."""

from dataclasses import dataclass

LINE_BYTES = 512
"""The longest line that may be relayed, its CR LF included, its tags not (modern.ircdocs.horse, message format)."""

SERVER_NAME_BYTES = 63
"""The longest name that a server has (RFC 2812, 1.1): what is undone is announced under it."""

ONCE_MS = 7 * 24 * 60 * 60 * 1000
"""How long a `once` key is remembered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Lengths are in bytes of UTF-8, counts in pieces."""

    nick: int = 30
    channel: int = 64
    topic: int = 390
    reason: int = 300
    realname: int = 150
    away: int = 300
    monitor: int = 100
    silence: int = 32
    key: int = 32
    list_entries: int = 100
    targets: int = 20
    channels_per_user: int = 100
    page: int = 500
    lobby: str = ""
    """The channel of which nobody becomes operator by being first, if there is one."""


def room(source: str, command: str, channel: str) -> int:
    """Bytes that a relayed line has left for what stands behind the channel, with a colon before it."""
    who = max(len(source.encode()), SERVER_NAME_BYTES)
    return LINE_BYTES - who - len(command) - len(channel.encode()) - len(":   :\r\n")


def fit(text: str, limit: int) -> str:
    """As much of a text as fits `limit` bytes, between characters."""
    return text.encode()[:limit].decode(errors="ignore")
