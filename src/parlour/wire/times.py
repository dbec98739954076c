"""Times on the wire: YYYY-MM-DDThh:mm:ss.sssZ. Source: IRCv3 server-time."""

import re
from datetime import UTC, datetime

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_second = (-1, "")


def format_ms(at_ms: int) -> str:
    """A Unix time in milliseconds as text."""
    global _second
    second, ms = divmod(at_ms, 1000)
    # Most times asked for are of the second just asked for: formatting one afresh costs ten times as much.
    known, text = _second
    if second != known:
        text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        _second = (second, text)
    return f"{text}.{ms:03d}Z"


def parse_ms(text: str) -> int | None:
    """The Unix time in milliseconds that a text stands for; None when it stands for none."""
    found = _FORM.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        # A leap second is taken for the one before it, as Unix time has none.
        at = datetime(year, month, day, hour, minute, 59 if second == 60 else second, tzinfo=UTC)
    except ValueError:
        return None
    return round((at - _EPOCH).total_seconds()) * 1000 + int((found[7] or "0").ljust(3, "0")[:3])


def clock(at_ms: int) -> str:
    """Hours and minutes in UTC, for people whose client shows no times of its own."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%H:%M")
