"""Decisions about what is said, in channels and between two."""

import re

from parlour.core.blocks import blocks
from parlour.core.events.messages import NOTICE, TAGS, Said
from parlour.core.events.record import NO_SCOPE
from parlour.core.limits import LINE_BYTES, ONCE_MS
from parlour.core.lists import is_muted
from parlour.core.model import Channel, Member, User
from parlour.core.moment import Moment
from parlour.core.names import fold
from parlour.core.network import Network
from parlour.core.operators import may
from parlour.core.ranks import RANK_OF, SIGNS, height
from parlour.core.refusals import Refusal, Why
from parlour.core.sessions import said_in

_ONCE = re.compile(r"[A-Za-z0-9_+/=-]{22,64}\Z")
_PASSING = frozenset({"+typing", "+draft/typing"})
"""Tags that say what is going on just now: relayed, and kept by nobody."""

# ":" + source + " PRIVMSG " + target + " :" + text + CR LF
_AROUND = len(":") + len(" PRIVMSG ") + len(" :") + len("\r\n")
_SHORTER = {NOTICE: len("PRIVMSG") - len("NOTICE")}


def check_once(key: str) -> None:
    """Refuse a `once` key that is not 128 bits in base 16, 32 or 64.

    Raises:
        Refusal: BAD_ONCE_KEY.
    """
    if _ONCE.match(key) is None:
        raise Refusal(Why.BAD_ONCE_KEY, key[:64])


def said_once(network: Network, key: str, now_ms: int) -> Said | None:
    """What was said under a `once` key, as far as that is still in memory."""
    first = network.once.get(key)
    return first if first is not None and first.at_ms >= now_ms - ONCE_MS else None


def say(at: Moment, kind: str, target: str, text: str, tags: str, once: str | None) -> Said:
    """Say something to a channel or a user; `kind` is one of those of `Said`.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NO_SUCH_NICK, CANNOT_SEND, MODERATED, FOR_ACCOUNTS, MUTED, NO_CTCP, NO_NOTICES,
            TOO_LONG (the relayed line would be cut), TAKES_NO_MESSAGES, NOT_YOUR_FLOOR, ONLY_LISTENING.
    """
    channel = at.network.channels.get(fold(target))
    only: tuple[str, ...] | None = None
    session: str | None = None
    durable = kind != TAGS or not _only_passing(tags)
    if channel is not None:
        _check_channel(at.user, channel, target, kind, text)
        scope, to, shown = channel.scope.id, None, channel.name
        time = channel.scope.time(at.now_ms)
    elif target.startswith("#"):
        raise Refusal(Why.NO_SUCH_CHANNEL, target)
    elif target[0] in RANK_OF:
        channel, sign = _among(at.network, target)
        _check_channel(at.user, channel, target, kind, text)
        only = tuple(id for id, member in channel.members.items() if height(member.modes) >= RANK_OF[sign])
        scope, to, shown = channel.scope.id, None, sign + channel.name
        time = channel.scope.time(at.now_ms)
    else:
        other = at.network.nicks.get(fold(target))
        if other is None:
            raise Refusal(Why.NO_SUCH_NICK, target)
        session = said_in(at.user, other, kind, text)
        if session is None and other.blocks is not None and blocks(other, at.user):
            raise Refusal(Why.TAKES_NO_MESSAGES, other.nick)
        conversation = (at.user.conversations or {}).get(other.id)
        scope = conversation.scope.id if conversation else at.new_scope()
        time = conversation.scope.time(at.now_ms) if conversation else at.now_ms
        to, shown = other.id, other.nick
    if _is_too_long(kind, f"{at.user.source.text}{shown}{text}"):
        raise Refusal(Why.TOO_LONG, target)
    return Said(scope, at.msgid, time, at.user.source, kind, shown, text, tags, to, once, durable, only, session)


def say_to_service(at: Moment, kind: str, name: str, text: str, tags: str) -> Said:
    """Say something to a service, whose name is no user's: it is echoed, and nobody keeps it.

    Raises:
        Refusal: TOO_LONG.
    """
    if _is_too_long(kind, f"{at.user.source.text}{name}{text}"):
        raise Refusal(Why.TOO_LONG, name)
    return Said(NO_SCOPE, at.msgid, at.now_ms, at.user.source, kind, name, text, tags, name, None, False)


def _is_too_long(kind: str, names_and_text: str) -> bool:
    """Whether the line that shows something would be cut: all in it that is not always the same."""
    size = len(names_and_text) if names_and_text.isascii() else len(names_and_text.encode())
    over = size + _AROUND - LINE_BYTES
    return over > 0 and over > _SHORTER.get(kind, 0)


def _among(network: Network, target: str) -> tuple[Channel, str]:
    """For whom in a channel a message is: those with the rank of a sign before its name, and all above.

    Of several signs the lowest counts (modern.ircdocs.horse, PRIVMSG message). Returns the channel and that sign.
    """
    name = target.lstrip(SIGNS)
    channel = network.channels.get(fold(name))
    if channel is None:
        raise Refusal(Why.NO_SUCH_CHANNEL if name.startswith("#") else Why.NO_SUCH_NICK, target)
    return channel, min(target[: -len(name)], key=RANK_OF.__getitem__)


def _check_channel(user: User, channel: Channel, target: str, kind: str, text: str) -> None:
    """Refuse what may not be said in a channel, by this user or by anybody."""
    member = channel.members.get(user.id)
    modes = channel.modes
    if (member is None or not member.modes) and (why := _silenced(user, channel, member)) and not may(user, "channels"):
        hidden = member is None and "s" in modes
        raise Refusal(Why.NO_SUCH_CHANNEL, target) if hidden else Refusal(why, channel.name)
    if "T" in modes and kind == NOTICE:
        raise Refusal(Why.NO_NOTICES, channel.name)
    if "C" in modes and text[:1] == "\x01" and not text.startswith("\x01ACTION"):
        raise Refusal(Why.NO_CTCP, channel.name)


def _silenced(user: User, channel: Channel, member: Member | None) -> Why | None:
    """Why a user without a rank may not speak in a channel."""
    modes = channel.modes
    if member is None and ("n" in modes or "s" in modes):
        return Why.CANNOT_SEND
    if "m" in modes:
        return Why.MODERATED
    if "M" in modes and user.account is None:
        return Why.FOR_ACCOUNTS
    if channel.lists and is_muted(channel, user, member):
        return Why.MUTED
    return None


def _only_passing(tags: str) -> bool:
    return not tags or all(tag.partition("=")[0] in _PASSING for tag in tags.split(";"))
