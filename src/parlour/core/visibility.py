"""Who may know of whom: invisible users (+i), secret channels (+s) and private ones (+p).

An operator who may see what is private sees all of it. Sources: modern.ircdocs.horse (invisible user mode, secret
channel mode), RFC 2811, 4.2.6 (private channels).
"""

from collections.abc import Iterator

from parlour.core.model import Channel, User
from parlour.core.operators import may


def shares(viewer: User, user: User) -> bool:
    """Whether two users are in a channel together."""
    return not viewer.channels.keys().isdisjoint(user.channels.keys())


def sees(viewer: User, user: User) -> bool:
    """Whether a user is shown to another who does not ask for the very nick."""
    return "i" not in user.modes or user is viewer or shares(viewer, user) or may(viewer, "see")


def sees_address(viewer: User, user: User) -> bool:
    """Whether a user may be told where another really comes from."""
    return user is viewer or may(viewer, "see")


def sees_inside(viewer: User, channel: Channel) -> bool:
    """Whether a user is shown all of a channel, invisible members included."""
    return viewer.id in channel.members or may(viewer, "see")


def is_listed(viewer: User, channel: Channel) -> bool:
    """Whether a user who does not ask for the very name is told of a channel."""
    return not ("s" in channel.modes or "p" in channel.modes) or sees_inside(viewer, channel)


def channels_of(viewer: User, user: User) -> Iterator[Channel]:
    """The channels in which a user is shown to be to another, oldest first."""
    everything = user is viewer or may(viewer, "see")
    hidden = "i" in user.modes
    for scope, channel in user.channels.items():
        if everything or scope in viewer.channels or (not hidden and is_listed(viewer, channel)):
            yield channel
