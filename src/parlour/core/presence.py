"""Decisions about being on the network: coming, nicks, modes of one's own, leaving."""

from parlour.core.events import NO_SCOPE, Came, NickChanged, Quit, Source, UserModesSet
from parlour.core.limits import Limits
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import fold, is_nick
from parlour.core.network import Network
from parlour.core.refusals import Refusal, Why

USER_MODES = "i"
"""The user modes there are: i keeps a user out of answers to those who share no channel with them."""


def check_nick(network: Network, nick: str, limits: Limits, holder: User | None = None) -> None:
    """Refuse a nick that nobody may have, or that somebody other than `holder` has.

    Raises:
        Refusal: BAD_NICK, NICK_IN_USE.
    """
    if not is_nick(nick, limits.nick):
        raise Refusal(Why.BAD_NICK, nick)
    if network.nicks.get(fold(nick), holder) is not holder:
        raise Refusal(Why.NICK_IN_USE, nick)


def come(
    network: Network, limits: Limits, now_ms: int, msgid: str, *, user: str, nick: str, name: str, host: str, real: str
) -> Came:
    """A new user with the id `user` comes under `nick`.

    Raises:
        Refusal: BAD_NICK, NICK_IN_USE.
    """
    check_nick(network, nick, limits)
    source = Source(user, nick, name, host, None, f"{nick}!{name}@{host}")
    return Came(NO_SCOPE, msgid, now_ms, source, real.encode()[: limits.realname].decode(errors="ignore"))


def change_nick(at: Moment, nick: str) -> NickChanged | None:
    """Go by another nick; None when it is the very same.

    Raises:
        Refusal: BAD_NICK, NICK_IN_USE.
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
    added = "".join(mode for mode, on in wanted.items() if on and mode not in at.user.modes)
    removed = "".join(mode for mode, on in wanted.items() if not on and mode in at.user.modes)
    if not added and not removed:
        return None
    return UserModesSet(NO_SCOPE, at.msgid, at.now_ms, at.user.source, added, removed)


def _time(at: Moment) -> int:
    """A time that no channel of the user's has passed, so that each can record the event under it."""
    return max([at.now_ms, *(channel.scope.time(at.now_ms) for channel in at.user.channels.values())])
