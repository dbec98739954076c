"""How long and how many: the limits that decisions check."""

from dataclasses import dataclass

LINE_BYTES = 512
"""The longest line that may be relayed, its CR LF included, its tags not (modern.ircdocs.horse, message format)."""

ONCE_DAYS = 7
"""How long a `once` key is remembered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Lengths are in bytes of UTF-8, counts in pieces."""

    nick: int = 30
    channel: int = 64
    topic: int = 390
    reason: int = 300
    realname: int = 150
    key: int = 32
    modes: int = 12
    targets: int = 20
    channels_per_user: int = 100
    page: int = 500
