"""How a ban of the network is told: to whom it keeps out, and to operators."""

from datetime import UTC, datetime

from parlour.core.banlist import Ban
from parlour.core.events.bans import Banned, Unbanned


def terms(ban: Ban | Banned) -> str:
    """What stands behind "banned": the reason, if there is one, and the end, if there is one."""
    why = f": {ban.reason}" if ban.reason else ""
    return f"{why} (until {day_and_time(ban.until_ms)})" if ban.until_ms is not None else why


def done(event: Banned | Unbanned) -> str:
    """What an operator did, for other operators and for the log."""
    if isinstance(event, Unbanned):
        return f"lifted the ban of {event.target}"
    return f"banned {event.target}{terms(event)}{' (for ever)' if event.until_ms is None else ''}"


def day_and_time(at_ms: int) -> str:
    """A time (Unix, milliseconds) to the minute, as people read it."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
