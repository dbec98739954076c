"""Decisions about who may not connect to the network at all: banning, lifting a ban, letting somebody come."""

import re

from parlour.core.banlist import Ban, Target, target
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.people import Came
from parlour.core.events.record import NO_SCOPE
from parlour.core.limits import LINE_BYTES, SERVER_NAME_BYTES
from parlour.core.masks import BadMask
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.operators import check, may
from parlour.core.refusals import Refusal, Why

FEWEST_BITS = {4: 16, 6: 32}
"""A network with a shorter prefix is that of a whole provider or more: only who insists bans it."""

FEWEST_LETTERS = 3
"""A mask with fewer letters that are no wildcards, and no signs that stand in every mask, means nearly everybody."""

ROOM_BYTES = LINE_BYTES - SERVER_NAME_BYTES - len(":  NOTICE * :***  banned :  (until 2000-01-01 00:00 UTC)  ")
"""What the line that tells operators of a ban has left for the nick, the target and the reason."""

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"([0-9]{1,9}[smhdw])+", re.ASCII | re.IGNORECASE)
_LONGEST_S = 100 * 366 * 86_400


def duration_ms(text: str) -> int:
    """How long `30m`, `12h`, `7d`, `1w` or `1d12h` is, in milliseconds.

    Raises:
        Refusal: BAD_DURATION.
    """
    if _DURATION.fullmatch(text):
        parts = re.findall(r"([0-9]+)([a-z])", text.lower())
        seconds = sum(int(count) * _UNITS_S[unit] for count, unit in parts)
        if 0 < seconds <= _LONGEST_S:
            return seconds * 1000
    raise Refusal(Why.BAD_DURATION, text)


def looks_like_duration(text: str) -> bool:
    """Whether a word is meant to be a duration, though perhaps it is none, rather than the first of a reason."""
    return re.fullmatch(r"[0-9]+[A-Za-z0-9]*", text, re.ASCII) is not None


def find_target(text: str) -> Target:
    """The target that somebody wrote.

    Raises:
        Refusal: BAD_BAN_TARGET.
    """
    try:
        return target(text)
    except BadMask:
        raise Refusal(Why.BAD_BAN_TARGET, text) from None


def meant(network: Network, whom: Target) -> list[User]:
    """The users who are here and would be kept out: operators of the network would not."""
    return [user for user in network.users.values() if keeps_out(whom, user.address, user)]


def keeps_out(whom: Target, address: str, user: User | None) -> bool:
    """Whether a ban of a target concerns a connection from an address and its user, if it has one already."""
    return (user is None or user.operator is None) and whom.means(address, user)


def about(network: Network, whom: Target, now_ms: int) -> list[Ban]:
    """The bans that stand of a target, and of networks that it is in."""
    if whom.range is not None:
        return network.bans.covering(whom.range, now_ms)
    found = network.bans.get(whom.text, now_ms)
    return [found] if found is not None else []


def ban(at: Moment, text: str, lasts_ms: int | None, reason: str, *, force: bool) -> Banned:
    """Ban an address, a network or a mask for so long, None for ever. With `force` also whom nobody means to ban.

    Raises:
        Refusal: NO_PRIVILEGES, BAD_BAN_TARGET, TOO_LONG, BAN_TOO_WIDE.
    """
    check(at.user, "ban")
    whom = find_target(text)
    told_bytes = ROOM_BYTES - len(whom.text.encode()) - len(at.user.nick.encode())
    if len(reason.encode()) > min(at.limits.reason, told_bytes):
        raise Refusal(Why.TOO_LONG)
    if not force and (_is_wide(whom) or whom.means(at.user.address, at.user)):
        raise Refusal(Why.BAN_TOO_WIDE, whom.text, str(len(meant(at.network, whom))))
    until_ms = None if lasts_ms is None else at.now_ms + lasts_ms
    by = at.user.operator.login if at.user.operator is not None else ""
    return Banned(NO_SCOPE, at.msgid, at.now_ms, at.user.source, whom.text, by, until_ms, reason, _wardens(at.network))


def lift(at: Moment, text: str) -> Unbanned:
    """Lift a ban.

    Raises:
        Refusal: NO_PRIVILEGES, BAD_BAN_TARGET, NO_SUCH_BAN.
    """
    check(at.user, "ban")
    whom = find_target(text)
    if at.network.bans.get(whom.text, at.now_ms) is None:
        raise Refusal(Why.NO_SUCH_BAN, whom.text)
    return Unbanned(NO_SCOPE, at.msgid, at.now_ms, at.user.source, whom.text, _wardens(at.network))


def check_comer(network: Network, came: Came) -> None:
    """Refuse one who is about to come, if a ban means them.

    Raises:
        Refusal: SHUT_OUT, with the ban's target.
    """
    bans = network.bans
    if not len(bans):
        return
    user = User(came.source, fold(came.source.nick), came.realname, came.at_ms)
    user.address = came.address
    found = bans.of_address(came.address, came.at_ms) or bans.of_user(user, came.at_ms)
    if found is not None:
        raise Refusal(Why.SHUT_OUT, found.target)


def _is_wide(whom: Target) -> bool:
    if whom.range is not None:
        return whom.range.prefix < FEWEST_BITS[whom.range.version]
    return len(re.sub(r"^~r:|[*?!@.]", "", whom.text)) < FEWEST_LETTERS


def _wardens(network: Network) -> tuple[str, ...]:
    """The ids of the operators who are told of bans."""
    return tuple(user.id for user in network.users.values() if may(user, "ban"))
