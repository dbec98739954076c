"""Decisions about channels: finding, joining, leaving, topics."""

from parlour.core.events import Joined, Parted, TopicSet
from parlour.core.limits import fit, room
from parlour.core.model import Channel, User
from parlour.core.moment import Moment
from parlour.core.names import fold, is_channel_name
from parlour.core.network import Network
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
    if "s" in channel.modes and user.id not in channel.members:
        raise Refusal(Why.NO_SUCH_CHANNEL, name)
    return channel


def join(at: Moment, name: str, key: str | None) -> Joined | None:
    """Join a channel, which is made if nobody is in it; None for one that the user is in already.

    Raises:
        Refusal: BAD_CHANNEL_NAME, TOO_MANY_CHANNELS, INVITE_ONLY, BAD_KEY, CHANNEL_FULL.
    """
    user = at.user
    if not is_channel_name(name, at.limits.channel):
        raise Refusal(Why.BAD_CHANNEL_NAME, name)
    folded = fold(name)
    channel = at.network.channels.get(folded)
    if channel is not None and user.id in channel.members:
        return None
    if len(user.channels) >= at.limits.channels_per_user:
        raise Refusal(Why.TOO_MANY_CHANNELS, name)
    if channel is None:
        past = at.network.pasts.get(folded)
        scope, time = (past.id, past.time(at.now_ms)) if past else (at.new_scope(), at.now_ms)
        return Joined(scope, at.msgid, time, user.source, name, user.realname, "o", True)
    if "i" in channel.modes:
        raise Refusal(Why.INVITE_ONLY, channel.name)
    if channel.key is not None and key != channel.key:
        raise Refusal(Why.BAD_KEY, channel.name)
    if channel.limit is not None and len(channel.members) >= channel.limit:
        raise Refusal(Why.CHANNEL_FULL, channel.name)
    time = channel.scope.time(at.now_ms)
    return Joined(channel.scope.id, at.msgid, time, user.source, channel.name, user.realname, "", False)


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
    member = channel.members.get(at.user.id)
    if member is None:
        raise Refusal(Why.NOT_ON_CHANNEL, channel.name)
    if "t" in channel.modes and "o" not in member.modes:
        raise Refusal(Why.NOT_OPERATOR, channel.name)
    text = fit(topic, at.limits.topic)
    if len(text.encode()) > room(at.user.source.text, "TOPIC", channel.name):
        raise Refusal(Why.TOO_LONG, channel.name)
    time = channel.scope.time(at.now_ms)
    return TopicSet(channel.scope.id, at.msgid, time, at.user.source, channel.name, text)
