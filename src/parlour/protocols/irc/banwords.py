"""How a ban of the network is told: to whom it keeps out, and to operators."""

from datetime import UTC, datetime

from parlour.core.banlist import Ban
from parlour.core.events import Banned


def terms(ban: Ban | Banned) -> str:
    """What stands behind "banned": the reason, if there is one, and the end, if there is one."""
    why = f": {ban.reason}" if ban.reason else ""
    return f"{why} (until {day_and_time(ban.until_ms)})" if ban.until_ms is not None else why


def full_terms(ban: Ban | Banned) -> str:
    """The same for operators, who also want to know that there is no end."""
    return terms(ban) if ban.until_ms is not None else f"{terms(ban)} (for ever)"


def day_and_time(at_ms: int) -> str:
    """A time (Unix, milliseconds) to the minute, as people read it."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
