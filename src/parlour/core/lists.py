"""The lists of a channel: who is kept out of it (b), who is not all the same (e), and who needs no invitation (I)."""

from parlour.core import letters
from parlour.core.masks import mask
from parlour.core.model import Channel, Member, User

LISTS = letters.letters(letters.LISTS)
"""The letters of the modes that are lists."""


def _found(channel: Channel, letter: str, user: User, *, speaking: bool) -> bool:
    listed = map(mask, channel.lists.get(letter, ()))
    return any((speaking or not found.mutes_only) and found.matches(user, hidden=False) for found in listed)


def is_banned(channel: Channel, user: User) -> bool:
    """Whether a user may not enter a channel."""
    return (
        bool(channel.lists)
        and _found(channel, "b", user, speaking=False)
        and not _found(channel, "e", user, speaking=False)
    )


def needs_no_invitation(channel: Channel, user: User) -> bool:
    """Whether a user is on the list of those who may enter an invite-only channel."""
    return _found(channel, "I", user, speaking=False)


def is_muted(channel: Channel, user: User, member: Member | None) -> bool:
    """Whether a ban keeps a user without a rank from speaking in a channel.

    What was found of a member is remembered until the lists or the user change: it is asked for each message.
    """
    if member is None or channel.lists_turn:
        return _judge(channel, user)
    asked = (channel.lists_token, user.source, user.realname)
    known = member.judged
    if known is not None and known[0] is asked[0] and known[1] is asked[1] and known[2] is asked[2]:
        return known[3]
    muted = _judge(channel, user)
    member.judged = (*asked, muted)
    return muted


def _judge(channel: Channel, user: User) -> bool:
    return _found(channel, "b", user, speaking=True) and not _found(channel, "e", user, speaking=True)


def turns(channel: Channel) -> bool:
    """Whether the lists name what changes without them or the user changing: the channels that the user is in."""
    return any("~c:" in text for letter in "be" for text in channel.lists.get(letter, ()))
