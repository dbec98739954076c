"""Hearing nothing from somebody: SILENCE. Source: https://docs.inspircd.org/3/modules/silence"""

from parlour.core import blocks, sessions
from parlour.core.names import distinct, fold
from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import command
from parlour.wire import numerics as n


@command("SILENCE", spec="https://docs.inspircd.org/3/modules/silence")
async def silence(ctx: Context, changes: str = "") -> None:
    """Hear nothing from users, given with + by their nicks or as masks; - ends it; without any, show whom it is.

    Their messages, notices, invitations and sessions are refused, and a session with one of them ends. A nick stands
    for its user while they are here, whatever their nick, and for whoever goes by it if nobody does now.
    """
    if not changes or fold(changes) == ctx.user.folded:
        for mask in blocks.blocked(ctx.network, ctx.user):
            ctx.numeric(n.RPL_SILELIST, ctx.user.nick, mask)
        ctx.numeric(n.RPL_ENDOFSILELIST)
        return
    for change in distinct(changes)[: ctx.host.limits.targets]:
        try:
            await _change(ctx, change)
        except Refusal as refusal:
            ctx.refuse(refusal)


async def _change(ctx: Context, change: str) -> None:
    sign = change[0] if change[0] in "+-" else "+"
    event = await ctx.happen(blocks.silence if sign == "+" else blocks.unblock, change.removeprefix(sign))
    if event is not None:
        mask = event.shown if "!" in event.shown else f"{event.shown}!*@*"
        ctx.send(f":{ctx.user.source.text} SILENCE {sign}{mask}")
        await ctx.happen(sessions.close_blocked)
