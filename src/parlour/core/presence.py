"""Decisions about being on the network: coming, nicks, modes of one's own, leaving."""

from parlour.core import letters
from parlour.core.events.channels import Joined
from parlour.core.events.people import AwaySet, Came, HostSet, NickChanged, Quit, RealnameSet, UserModesSet
from parlour.core.events.record import NO_SCOPE, Source
from parlour.core.limits import Limits, fit
from parlour.core.looks import looks
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import fold, is_nick
from parlour.core.network import Network
from parlour.core.refusals import Refusal, Why

USER_MODES = letters.letters(letters.USERS)

RESERVED_END = "serv"
"""What the nicks of services look like at their end: people tell NickServ their passwords; nobody may pose as one."""


def check_nick(network: Network, nick: str, limits: Limits, holder: User | None = None) -> None:
    """Refuse a nick that nobody may have, or that looks like the one of somebody other than `holder`.

    Raises:
        Refusal: BAD_NICK, NICK_RESERVED, NICK_IN_USE, NICK_LOOKS_TAKEN.
    """
    if not is_nick(nick, limits.nick):
        raise Refusal(Why.BAD_NICK, nick)
    if network.nicks.get(fold(nick), holder) is not holder:
        raise Refusal(Why.NICK_IN_USE, nick)
    for look in looks(nick):
        if network.looks.get(look, holder) is not holder:
            raise Refusal(Why.NICK_LOOKS_TAKEN, nick)
        if look.endswith(RESERVED_END):
            raise Refusal(Why.NICK_RESERVED, nick)


def come(
    network: Network,
    limits: Limits,
    now_ms: int,
    msgid: str,
    *,
    user: str,
    nick: str,
    name: str,
    host: str,
    address: str,
    real: str,
) -> Came:
    """A new user with the id `user` comes under `nick`.

    `address` is where it really comes from, `host` what others see.

    Raises:
        Refusal: BAD_NICK, NICK_RESERVED, NICK_IN_USE, NICK_LOOKS_TAKEN.
    """
    check_nick(network, nick, limits)
    source = Source(user, nick, name, host, None, f"{nick}!{name}@{host}")
    realname = real.encode()[: limits.realname].decode(errors="ignore")
    return Came(NO_SCOPE, msgid, now_ms, source, realname, address, network.numbers.next(now_ms))


def change_nick(at: Moment, nick: str) -> NickChanged | None:
    """Go by another nick; None when it is the very same.

    Raises:
        Refusal: BAD_NICK, NICK_RESERVED, NICK_IN_USE, NICK_LOOKS_TAKEN.
    """
    check_nick(at.network, nick, at.limits, at.user)
    if nick == at.user.nick:
        return None
    return NickChanged(NO_SCOPE, at.msgid, _time(at), at.user.source, nick, at.network.channels_of(at.user))


def leave(at: Moment, reason: str) -> Quit:
    """Leave the network."""
    return Quit(NO_SCOPE, at.msgid, _time(at), at.user.source, reason, at.network.channels_of(at.user))


def check_own(network: Network, user: User, nick: str) -> None:
    """Refuse a nick that is not the user's own.

    Raises:
        Refusal: NO_SUCH_NICK, NOT_YOURSELF.
    """
    if network.nicks.get(fold(nick)) is not user:
        raise Refusal(Why.NOT_YOURSELF if fold(nick) in network.nicks else Why.NO_SUCH_NICK, nick)


def set_user_modes(at: Moment, nick: str, changes: str, refused: list[Refusal]) -> UserModesSet | None:
    """Set modes of one's own, written as +i-o; None when nothing changes. That some are none is added to `refused`.

    Nobody becomes an operator by it: +o changes nothing (RFC 2812, 3.1.5).

    Raises:
        Refusal: NO_SUCH_NICK, NOT_YOURSELF.
    """
    check_own(at.network, at.user, nick)
    adding, wanted = True, dict[str, bool]()
    for letter in changes:
        if letter in "+-":
            adding = letter == "+"
        elif letter in USER_MODES:
            wanted[letter] = adding
        elif not refused:
            refused.append(Refusal(Why.UNKNOWN_USER_MODE))
    added = "".join(mode for mode, on in wanted.items() if on and mode not in at.user.modes and mode != "o")
    removed = "".join(mode for mode, on in wanted.items() if not on and mode in at.user.modes)
    if not added and not removed:
        return None
    return UserModesSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, added, removed)


def set_away(at: Moment, message: str) -> AwaySet | None:
    """Be away for that reason, cut to the longest that there may be, or here again when it is empty.

    None when nothing changes.
    """
    why = fit(message, at.limits.away) or None
    if why == at.user.away:
        return None
    return AwaySet(NO_SCOPE, at.msgid, _time(at), at.user.source, why, at.network.channels_of(at.user))


def set_realname(at: Moment, realname: str) -> RealnameSet:
    """Have another real name.

    Raises:
        Refusal: BAD_REALNAME, for an empty one and one that is too long.
    """
    if not realname.strip() or len(realname.encode()) > at.limits.realname:
        raise Refusal(Why.BAD_REALNAME)
    return RealnameSet(NO_SCOPE, at.msgid, _time(at), at.user.source, realname, at.network.channels_of(at.user))


def set_host(at: Moment, name: str, host: str) -> HostSet | None:
    """Be seen under another user name and host, which may stand in a source; None when they are the same."""
    user = at.user
    if (name, host) == (user.name, user.host):
        return None
    text = f"{user.nick}!{name}@{host}"
    source = Source(user.id, user.nick, name, host, user.account, text, user.source.bot)
    time = _time(at)
    again = tuple(
        Joined(
            scope, "", time, source, channel.name, user.realname, channel.members[user.id].modes,
            created=False, away=user.away,
        )
        for scope, channel in user.channels.items()
    )  # fmt: skip
    return HostSet(NO_SCOPE, at.msgid, time, user.source, name, host, again)


def _time(at: Moment) -> int:
    """A time that no channel of the user's has passed, so that each can have the event in its order."""
    return max([at.now_ms, *(channel.scope.time(at.now_ms) for channel in at.user.channels.values())])
