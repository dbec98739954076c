"""Who is in a channel: the answer to NAMES, and a part of the one to JOIN."""

from parlour.core.model import Channel
from parlour.core.visibility import sees_inside
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.prefixes import prefix
from parlour.wire import numerics as n
from parlour.wire.capabilities import MULTI_PREFIX, USERHOST_IN_NAMES
from parlour.wire.framing import BODY_BYTES

PASSED_OVER = 2000
"""After so many members that are not shown others have their turn."""


async def send_names(ctx: Context, channel: Channel) -> None:
    """Who is in a channel, and that this is all."""
    await send_members(ctx, channel)
    ctx.numeric(n.RPL_ENDOFNAMES, channel.name)


async def send_members(ctx: Context, channel: Channel) -> None:
    """Who is in a channel as it is now, though sending it may take a while.

    Members and what they are called are taken down at once; their lines are made as they are taken. A rank that changes
    meanwhile may be shown already: the change itself comes behind the answer, and leaves the same.
    """
    symbol = "@" if "s" in channel.modes else "*" if "p" in channel.modes else "="
    head = f":{ctx.server} {n.RPL_NAMREPLY.code} {ctx.nick} {symbol} {channel.name} :"
    room = BODY_BYTES - len(head.encode())
    inside = sees_inside(ctx.user, channel)
    every, full = ctx.has(MULTI_PREFIX), ctx.has(USERHOST_IN_NAMES)
    members = list(channel.members.values())
    sources = [member.user.source for member in members]
    line: list[str] = []
    size = passed_over = 0
    for member, source in zip(members, sources, strict=True):
        if not inside and "i" in member.user.modes:
            passed_over += 1
            if not passed_over % PASSED_OVER:
                await ctx.pause()
            continue
        name = source.text if full else source.nick
        if member.modes:
            name = prefix(member, every=every) + name
        length = len(name) if name.isascii() else len(name.encode())
        if size + length > room and line:
            ctx.send(head + " ".join(line))
            await ctx.room()
            line.clear()
            size = 0
        line.append(name)
        size += length + 1
    if line:
        ctx.send(head + " ".join(line))
        await ctx.room()
