"""Modes: MODE of channels, members and users."""

from parlour.core import modes, presence
from parlour.core.channels import find_visible
from parlour.core.names import is_channel
from parlour.core.refusals import Refusal
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


async def _channel_mode(ctx: Context, name: str, letters: str, values: tuple[str, ...]) -> None:
    channel = find_visible(ctx.network, ctx.user, name)
    if not letters:
        ctx.host.show(ctx.peer, channel.scope.id)
        inside = ctx.user.id in channel.members
        ctx.numeric(n.RPL_CHANNELMODEIS, channel.name, *modes.describe(channel, secrets=inside))
        ctx.numeric(n.RPL_CREATIONTIME, channel.name, str(channel.created_ms // 1000))
    elif letters.strip("+") == "b" and not values:
        ctx.numeric(n.RPL_ENDOFBANLIST, channel.name)
    else:
        refused: list[Refusal] = []
        await ctx.happen(modes.set_modes, name, letters, values, refused)
        for refusal in refused:
            ctx.refuse(refusal)


def _own_modes(ctx: Context, nick: str) -> None:
    presence.check_own(ctx.network, ctx.user, nick)
    ctx.numeric(n.RPL_UMODEIS, f"+{ctx.user.modes}")
