"""Decisions about from whom a user wants to hear nothing: no messages, no invitations, no sessions.

Who is blocked as a user stays so whatever nick they take, and while they are here; a mask stands for whoever it means.
"""

from parlour.core import masks
from parlour.core.events.record import NO_SCOPE
from parlour.core.events.sessions import BlockSet
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.pairs import is_mask
from parlour.core.refusals import Refusal, Why


def blocks(user: User, other: User) -> bool:
    """Whether a user wants to hear nothing from another."""
    if not user.blocks or user is other:
        return False
    return other.id in user.blocks or any(
        masks.mask(whom).matches(other, hidden=False) for whom in user.blocks if is_mask(whom)
    )


def entry(user: User, other: User) -> str:
    """What has to go from a user's list, so that they hear from another: a nick or mask; empty for nothing."""
    known = user.blocks or {}
    if other.id in known:
        return other.nick
    return next((known[whom] for whom in known if is_mask(whom) and masks.mask(whom).matches(other, hidden=False)), "")


def blocked(network: Network, user: User) -> list[str]:
    """Whom a user blocks, as masks: those who are here by their nicks, then the others."""
    if not user.blocks:
        return []
    here = [network.users[whom] for whom in user.blocks if whom in network.users]
    return [f"{other.nick}!*@*" for other in here] + [mask for whom, mask in user.blocks.items() if is_mask(whom)]


def block(at: Moment, nick: str) -> BlockSet | None:
    """Hear nothing more from a user, whatever nick they take; None when that is so already.

    Raises:
        Refusal: OFFLINE, YOURSELF, BLOCKS_FULL.
    """
    other = at.network.nicks.get(fold(nick))
    if other is None:
        raise Refusal(Why.OFFLINE, nick)
    if other is at.user:
        raise Refusal(Why.YOURSELF)
    return _block(at, other.id, other.nick)


def silence(at: Moment, text: str) -> BlockSet | None:
    """Hear nothing more from a user who is here, if it is a nick, or else from all whom a mask means; None when that is
    so already.

    Raises:
        Refusal: BAD_BLOCK (it is neither), YOURSELF, BLOCKS_FULL.
    """
    if fold(text) in at.network.nicks:
        return block(at, text)
    mask = _mask(text)
    return _block(at, fold(mask), mask)


def unblock(at: Moment, text: str) -> BlockSet:
    """Hear again from a user or from those whom a mask means.

    Raises:
        Refusal: BAD_BLOCK, NOT_BLOCKED.
    """
    known = at.user.blocks or {}
    nick = text.removesuffix("!*@*")
    other = at.network.nicks.get(fold(nick))
    if other is not None and other.id in known:
        return BlockSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, False, other.id, other.nick)
    whom = fold(_mask(text))
    if whom not in known:
        raise Refusal(Why.NOT_BLOCKED, text)
    return BlockSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, False, whom, known[whom])


def _block(at: Moment, whom: str, shown: str) -> BlockSet | None:
    known = at.user.blocks or {}
    if whom in known:
        return None
    if len(blocked(at.network, at.user)) >= at.limits.silence:
        raise Refusal(Why.BLOCKS_FULL, shown)
    return BlockSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, True, whom, shown)


def _mask(text: str) -> str:
    try:
        return masks.normal(text)
    except masks.BadMask:
        raise Refusal(Why.BAD_BLOCK, text) from None
