"""Channels: JOIN, PART, KICK, INVITE, TOPIC."""

from parlour.core import channels
from parlour.core.events.channels import Invited, Joined
from parlour.core.model import Channel
from parlour.core.ports import Page, StoreUnavailable
from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.playback import send_page
from parlour.protocols.irc.registry import WRITE, command
from parlour.protocols.irc.roster import send_names
from parlour.wire import numerics as n
from parlour.wire.capabilities import CHATHISTORY, NO_IMPLICIT_NAMES


@command("JOIN")
async def join(ctx: Context, names: str, keys: str = "") -> None:
    """Join channels, given as a list with commas, and their keys likewise; 0 leaves all."""
    if names == "0":
        for channel in list(ctx.user.channels.values()):
            await ctx.happen(channels.part, channel.name, "")
        return
    given = keys.split(",")
    for at, name in enumerate(names.split(",")):
        if not name:
            continue
        try:
            event = await _enter(ctx, name, given[at] if at < len(given) else None)
        except Refusal as refusal:
            ctx.refuse(refusal)
            continue
        if event is not None:
            await _show_joined(ctx, ctx.network.rooms[event.scope])


async def _enter(ctx: Context, name: str, key: str | None) -> Joined | None:
    """Join a channel, or the one to which it sends those whom it does not let in."""
    try:
        event: Joined | None = await ctx.happen(channels.join, name, key)
    except Refusal as refusal:
        other = channels.forward(ctx.network, ctx.user, name, refusal.why)
        if other is None:
            raise
        ctx.numeric(n.ERR_LINKCHANNEL, word(name), other)
        event = await ctx.happen(channels.join, other, None)
    return event


async def _show_joined(ctx: Context, channel: Channel) -> None:
    """What whoever joins is told: the topic, who is there, and what was said last."""
    ctx.host.show(ctx.peer, channel.scope.id)
    limit = ctx.host.on_join
    playback = limit > 0 and channel.scope.last_said_ms > 0 and not ctx.has(CHATHISTORY)
    scope, upto, name = channel.scope.id, ctx.host.end_of(channel.scope.id), channel.name
    if channel.topic:
        _send_topic(ctx, channel)
    if not ctx.has(NO_IMPLICIT_NAMES):
        await send_names(ctx, channel)
    if not playback:
        return
    await ctx.settled()
    try:
        page: Page = await ctx.read(lambda store: store.latest(scope, upto, None, limit, everything=False))
    except StoreUnavailable:
        ctx.send(f":{ctx.server} NOTICE {name} :What was said here before cannot be shown at the moment")
    else:
        await send_page(ctx, name, page, marked=False)


@command("PART")
async def part(ctx: Context, names: str, reason: str = "") -> None:
    """Leave channels, given as a list with commas."""
    for name in filter(None, names.split(",")):
        try:
            await ctx.happen(channels.part, name, reason)
        except Refusal as refusal:
            ctx.refuse(refusal)


@command("KICK")
async def kick(ctx: Context, names: str, nicks: str, reason: str = "") -> None:
    """Put users out of a channel, given as a list with commas; or each out of the channel in the same place."""
    rooms, users = names.split(","), nicks.split(",")
    if len(rooms) == 1:
        rooms *= len(users)
    elif len(rooms) != len(users):
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "KICK")
        return
    for name, nick in zip(rooms, users, strict=True):
        if not name or not nick:
            continue
        try:
            await ctx.happen(channels.kick, name, nick, reason)
        except Refusal as refusal:
            ctx.refuse(refusal)


@command("INVITE")
async def invite(ctx: Context, nick: str = "", name: str = "") -> None:
    """Invite a user to a channel; without parameters, show to which you are invited."""
    if not nick:
        for channel in list(ctx.user.invites or ()):
            if ctx.network.rooms.get(channel.scope.id) is channel:
                ctx.numeric(n.RPL_INVITELIST, channel.name)
        ctx.numeric(n.RPL_ENDOFINVITELIST)
        return
    if not name:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "INVITE")
        return
    event: Invited = await ctx.happen(channels.invite, nick, name)
    ctx.numeric(n.RPL_INVITING, event.nick, event.channel)
    away = ctx.network.users[event.user].away
    if away is not None:
        ctx.numeric(n.RPL_AWAY, event.nick, away)


@command("TOPIC", cost=WRITE)
async def topic(ctx: Context, name: str, text: str | None = None) -> None:
    """Show the topic of a channel, or set it; an empty one removes it."""
    if text is not None:
        await ctx.happen(channels.set_topic, name, text)
        return
    channel = channels.find_visible(ctx.network, ctx.user, name)
    ctx.host.show(ctx.peer, channel.scope.id)
    if channel.topic:
        _send_topic(ctx, channel)
    else:
        ctx.numeric(n.RPL_NOTOPIC, channel.name)


def _send_topic(ctx: Context, channel: Channel) -> None:
    ctx.numeric(n.RPL_TOPIC, channel.name, channel.topic)
    ctx.numeric(n.RPL_TOPICWHOTIME, channel.name, channel.topic_by, str(channel.topic_ms // 1000))
