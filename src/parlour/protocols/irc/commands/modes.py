"""Modes: MODE of channels, members and users."""

from parlour.core import modes, presence
from parlour.core.channels import find_visible
from parlour.core.model import Listed
from parlour.core.names import is_channel
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import command
from parlour.wire import numerics as n


@command("MODE")
async def mode(ctx: Context, target: str, letters: str = "", *values: str) -> None:
    """Show or change the modes of a channel, of its members, or your own."""
    if is_channel(target):
        await _channel_mode(ctx, target, letters, values)
    elif letters:
        refused: list[Refusal] = []
        await ctx.happen(presence.set_user_modes, target, letters, refused)
        for refusal in refused:
            ctx.refuse(refusal)
    else:
        _own_modes(ctx, target)


LISTS = {
    "b": (n.RPL_BANLIST, n.RPL_ENDOFBANLIST),
    "e": (n.RPL_EXCEPTLIST, n.RPL_ENDOFEXCEPTLIST),
    "I": (n.RPL_INVEXLIST, n.RPL_ENDOFINVEXLIST),
}
"""The numerics of each list of a channel: an entry, and the end."""


async def _channel_mode(ctx: Context, name: str, letters: str, values: tuple[str, ...]) -> None:
    channel = find_visible(ctx.network, ctx.user, name)
    if not letters:
        ctx.host.show(ctx.peer, channel.scope.id)
        inside = ctx.user.id in channel.members
        ctx.numeric(n.RPL_CHANNELMODEIS, channel.name, *modes.describe(channel, secrets=inside))
        ctx.numeric(n.RPL_CREATIONTIME, channel.name, str(channel.created_ms // 1000))
        return
    asked: list[modes.Asked] = []
    wanted: dict[str, None] = {}
    for adding, letter, value in modes.pairs(letters, values):
        # A list's letter without a mask asks for the list.
        if letter in LISTS and value is None:
            wanted[letter] = None
        else:
            asked.append((adding, letter, value))
    if asked:
        refused: list[Refusal] = []
        await _change(ctx, name, asked, refused)
        for refusal in refused:
            ctx.refuse(refusal)
    for letter in wanted:
        await _send_list(ctx, channel.name, letter)


async def _change(ctx: Context, name: str, asked: list[modes.Asked], refused: list[Refusal]) -> None:
    """Change modes in as few lines as they fit."""
    try:
        await ctx.happen(modes.set_modes, name, asked, refused)
    except Refusal as refusal:
        if refusal.why is not Why.TOO_LONG or len(asked) == 1:
            raise
        refused.clear()
        half = len(asked) // 2
        await _change(ctx, name, asked[:half], refused)
        more: list[Refusal] = []
        await _change(ctx, name, asked[half:], more)
        refused += more


async def _send_list(ctx: Context, name: str, letter: str) -> None:
    entry, end = LISTS[letter]
    try:
        listed: list[Listed] = modes.entries(ctx.network, ctx.user, name, letter)
    except Refusal as refusal:
        ctx.refuse(refusal)
        return
    channel = find_visible(ctx.network, ctx.user, name)
    ctx.host.show(ctx.peer, channel.scope.id)
    for each in listed:
        ctx.numeric(entry, channel.name, each.mask, each.by, str(each.at_ms // 1000))
        await ctx.room()
    ctx.numeric(end, channel.name)


def _own_modes(ctx: Context, nick: str) -> None:
    presence.check_own(ctx.network, ctx.user, nick)
    ctx.numeric(n.RPL_UMODEIS, f"+{ctx.user.modes}")
