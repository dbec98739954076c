"""The signs before the names of members."""

from parlour.core.model import Member

SIGNS = {"o": "@", "v": "+"}
"""Signs of member modes, highest first."""


def prefix(member: Member, *, every: bool) -> str:
    """The sign of a member's highest mode, or of every one (multi-prefix)."""
    signs = "".join(SIGNS[mode] for mode in member.modes)
    return signs if every else signs[:1]
