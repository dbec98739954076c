"""What channels there are and who is in them: LIST, NAMES."""

from parlour.core.channels import find_visible
from parlour.core.listing import BadCondition, Filter
from parlour.core.names import distinct, fold
from parlour.core.refusals import Refusal
from parlour.core.visibility import is_listed
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.roster import send_members, send_names
from parlour.wire import numerics as n

LOOKED_AT = 500
"""After so many channels others have their turn."""


@command("LIST", cost=READ)
async def listing(ctx: Context, channels: str = "", conditions: str = "") -> None:
    """List channels with their members and topics: all, or those with names, masks and conditions, a list with commas.

    A mask has * for any characters and ? for one; !mask means all others.
    <10 and >10 ask for fewer and more than 10 members.
    C<60 and C>60 ask for channels made less and more than 60 minutes ago, T<60 and T>60 for topics set then.
    Of several masks one has to match; of several conditions all have to hold.
    """
    if fold(conditions) == fold(ctx.server):
        conditions = ""
    ctx.numeric(n.RPL_LISTSTART, "Channel")
    try:
        wanted = Filter([*channels.split(","), *conditions.split(",")], ctx.host.now_ms())
    except BadCondition as bad:
        ctx.numeric(n.ERR_LISTSYNTAX, word(str(bad)))
    else:
        await _list(ctx, wanted)
    ctx.numeric(n.RPL_LISTEND)


async def _list(ctx: Context, wanted: Filter) -> None:
    every, names = ctx.network.channels, wanted.names
    chosen = list(every.values()) if names is None else [every[name] for name in names if name in every]
    for at, channel in enumerate(chosen, 1):
        # One that emptied since it was asked for is no channel any more.
        if channel.members and is_listed(ctx.user, channel) and wanted.matches(channel):
            ctx.host.show(ctx.peer, channel.scope.id)
            ctx.numeric(n.RPL_LIST, channel.name, str(len(channel.members)), channel.topic)
            await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()


@command("NAMES", cost=READ)
async def names(ctx: Context, channels: str = "") -> None:
    """Show who is in channels, given as a list with commas; without one, in all that you may see."""
    if not channels:
        await _everywhere(ctx)
        return
    for name in distinct(channels):
        try:
            channel = find_visible(ctx.network, ctx.user, name)
        except Refusal:
            ctx.numeric(n.RPL_ENDOFNAMES, word(name))
            continue
        ctx.host.show(ctx.peer, channel.scope.id)
        await send_names(ctx, channel)


async def _everywhere(ctx: Context) -> None:
    """Who is in every channel, one after the other as it is when its turn comes."""
    for at, channel in enumerate(list(ctx.network.channels.values()), 1):
        if channel.members and is_listed(ctx.user, channel):
            await send_members(ctx, channel)
        if not at % LOOKED_AT:
            await ctx.pause()
    ctx.numeric(n.RPL_ENDOFNAMES, "*")
