"""The signs before the names of members."""

from parlour.core.model import Member
from parlour.core.ranks import sign, signs


def prefix(member: Member, *, every: bool) -> str:
    """The sign of a member's highest mode, or of every one (multi-prefix)."""
    return signs(member.modes) if every else sign(member.modes)
