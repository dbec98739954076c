"""Decisions about channels: finding, joining, leaving, putting out, inviting, topics."""

from parlour.core.blocks import blocks
from parlour.core.events.channels import Invited, Joined, Kicked, Parted, TopicSet
from parlour.core.limits import fit, room
from parlour.core.lists import is_banned, needs_no_invitation
from parlour.core.looks import looks
from parlour.core.model import Channel, User
from parlour.core.moment import Moment
from parlour.core.names import fold, is_channel, is_channel_name
from parlour.core.network import Network
from parlour.core.operators import may
from parlour.core.ranks import HALF_OPERATOR, PROTECTED, height, standing
from parlour.core.refusals import Refusal, Why


def find(network: Network, name: str) -> Channel:
    """The channel of that name.

    Raises:
        Refusal: NO_SUCH_CHANNEL.
    """
    channel = network.channels.get(fold(name))
    if channel is None:
        raise Refusal(Why.NO_SUCH_CHANNEL, name)
    return channel


def find_visible(network: Network, user: User, name: str) -> Channel:
    """The channel of that name, if the user may know that it is there.

    Raises:
        Refusal: NO_SUCH_CHANNEL, also for a secret channel that the user is not in.
    """
    channel = find(network, name)
    if "s" in channel.modes and user.id not in channel.members and not may(user, "see") and not may(user, "channels"):
        raise Refusal(Why.NO_SUCH_CHANNEL, name)
    return channel


def join(at: Moment, name: str, key: str | None) -> Joined | None:
    """Join a channel, which is made if nobody is in it; None for one that the user is in already.

    Raises:
        Refusal: BAD_CHANNEL_NAME, CHANNEL_NAME_TOO_LONG, CHANNEL_LOOKS_TAKEN, TOO_MANY_CHANNELS, BANNED, INVITE_ONLY,
            NEEDS_ACCOUNT, BAD_KEY, CHANNEL_FULL.
    """
    user = at.user
    if not is_channel_name(name, at.limits.channel):
        too_long = is_channel(name) and len(name.encode()) > at.limits.channel
        raise Refusal(Why.CHANNEL_NAME_TOO_LONG if too_long else Why.BAD_CHANNEL_NAME, name)
    folded = fold(name)
    channel = at.network.channels.get(folded)
    if channel is not None and user.id in channel.members:
        return None
    if len(user.channels) >= at.limits.channels_per_user:
        raise Refusal(Why.TOO_MANY_CHANNELS, name)
    if channel is None:
        lobby = at.limits.lobby
        is_lobby = folded == fold(lobby)
        if any(look in at.network.channel_looks for look in looks(name)) or (not is_lobby and _look_alike(name, lobby)):
            raise Refusal(Why.CHANNEL_LOOKS_TAKEN, name)
        past = at.network.pasts.get(folded)
        scope, time = (past.id, past.time(at.now_ms)) if past else (at.new_scope(), at.now_ms)
        return Joined(scope, at.msgid, time, user.source, name, user.realname, "" if is_lobby else "o", True)
    why = _kept_out(channel, user, key)
    if why is not None and not may(user, "channels"):
        raise Refusal(why, channel.name)
    time = channel.scope.time(at.now_ms)
    return Joined(channel.scope.id, at.msgid, time, user.source, channel.name, user.realname, "", False, user.away)


def _look_alike(name: str, other: str) -> bool:
    return not set(looks(name)).isdisjoint(looks(other))


def _kept_out(channel: Channel, user: User, key: str | None) -> Why | None:
    """Why a user may not enter a channel. The invitation of one who may set its modes opens it, whatever they are."""
    if user.invites is not None and user.invites.get(channel):
        return None
    if is_banned(channel, user):
        return Why.BANNED
    if "i" in channel.modes and not needs_no_invitation(channel, user):
        return Why.INVITE_ONLY
    if "R" in channel.modes and user.account is None:
        return Why.NEEDS_ACCOUNT
    if channel.key is not None and key != channel.key:
        return Why.BAD_KEY
    if channel.limit is not None and len(channel.members) >= channel.limit:
        return Why.CHANNEL_FULL
    return None


def forward(network: Network, user: User, name: str, why: Why) -> str | None:
    """The channel to which a user is sent who was refused another, if that has one which the user may enter."""
    channel = network.channels.get(fold(name))
    if channel is None or channel.forward is None or why not in _FORWARDING:
        return None
    other = network.channels.get(fold(channel.forward))
    if other is None or user.id in other.members or _kept_out(other, user, None) is not None:
        return None
    return other.name


_FORWARDING = frozenset({Why.BANNED, Why.INVITE_ONLY, Why.NEEDS_ACCOUNT, Why.BAD_KEY, Why.CHANNEL_FULL})


def part(at: Moment, name: str, reason: str) -> Parted:
    """Leave a channel; the reason is cut to the longest that can be shown.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_ON_CHANNEL.
    """
    channel = find_visible(at.network, at.user, name)
    if at.user.id not in channel.members:
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    time = channel.scope.time(at.now_ms)
    text = fit(reason, min(at.limits.reason, room(at.user.source.text, "PART", channel.name)))
    return Parted(channel.scope.id, at.msgid, time, at.user.source, channel.name, text)


def set_topic(at: Moment, name: str, topic: str) -> TopicSet:
    """Set the topic of a channel, cut to the longest allowed; an empty one removes it.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_ON_CHANNEL, NOT_OPERATOR, TOO_LONG (with names so long that no line has room).
    """
    channel = find_visible(at.network, at.user, name)
    if at.user.id not in channel.members and not may(at.user, "channels"):
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    if "t" in channel.modes and standing(channel, at.user) < HALF_OPERATOR:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    text = fit(topic, at.limits.topic)
    if len(text.encode()) > room(at.user.source.text, "TOPIC", channel.name):
        raise Refusal(Why.TOO_LONG, channel.name)
    time = channel.scope.time(at.now_ms)
    return TopicSet(channel.scope.id, at.msgid, time, at.user.source, channel.name, text)


def kick(at: Moment, name: str, nick: str, reason: str) -> Kicked:
    """Put a member out of a channel; the reason is cut to the longest that can be shown; without one it is the nick.

    Raises:
        Refusal: NO_SUCH_CHANNEL, NOT_ON_CHANNEL, NOT_OPERATOR (also for who stands higher), NO_SUCH_NICK,
            USER_NOT_ON_CHANNEL.
    """
    channel = find_visible(at.network, at.user, name)
    own = standing(channel, at.user)
    if own < HALF_OPERATOR:
        inside = at.user.id in channel.members
        raise Refusal(Why.NOT_OPERATOR if inside else Why.NOT_ON_CHANNEL, channel.name)
    user = at.network.nicks.get(fold(nick))
    if user is None:
        raise Refusal(Why.NO_SUCH_NICK, nick)
    member = channel.members.get(user.id)
    if member is None:
        raise Refusal(Why.USER_NOT_ON_CHANNEL, user.nick, channel.name)
    theirs = height(member.modes)
    # Protected members are protected from one another, too (modern.ircdocs.horse, protected prefix).
    if own < theirs or (own == theirs == PROTECTED and user is not at.user):
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    time = channel.scope.time(at.now_ms)
    space = room(at.user.source.text, "KICK", f"{channel.name} {user.nick}")
    text = fit(reason or at.user.nick, min(at.limits.reason, space))
    return Kicked(channel.scope.id, at.msgid, time, at.user.source, channel.name, user.id, user.nick, text)


def invite(at: Moment, nick: str, name: str) -> Invited:
    """Invite a user to a channel, and open it to them if one may set its modes; else they are only told.

    Raises:
        Refusal: NO_SUCH_NICK, NO_SUCH_CHANNEL, NOT_ON_CHANNEL, NOT_OPERATOR, ALREADY_ON_CHANNEL, TAKES_NO_MESSAGES.
    """
    channel = find_visible(at.network, at.user, name)
    if at.user.id not in channel.members and not may(at.user, "channels"):
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    user = at.network.nicks.get(fold(nick))
    if user is None:
        raise Refusal(Why.NO_SUCH_NICK, nick)
    if blocks(user, at.user):
        raise Refusal(Why.TAKES_NO_MESSAGES, user.nick)
    opens = standing(channel, at.user) >= HALF_OPERATOR
    if "i" in channel.modes and not opens:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    if user.id in channel.members:
        raise Refusal(Why.ALREADY_ON_CHANNEL, user.nick, channel.name)
    time = channel.scope.time(at.now_ms)
    return Invited(channel.scope.id, at.msgid, time, at.user.source, channel.name, user.id, user.nick, opens)
