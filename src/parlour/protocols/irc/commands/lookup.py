"""Looking things up: WHO, LUSERS, MOTD."""

from collections.abc import Iterable

from parlour.core.channels import find_visible
from parlour.core.model import Member, User
from parlour.core.names import fold, is_channel
from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.prefixes import prefix
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.welcome import send_lusers, send_motd
from parlour.wire import numerics as n
from parlour.wire.capabilities import MULTI_PREFIX


@command("WHO", cost=READ)
async def who(ctx: Context, mask: str = "*", flags: str = "") -> None:
    """Show who is in a channel, or one user."""
    # As it is now, even if sending it takes a while; a source stays what it was when its user goes by another nick.
    found = [(user.source, user.realname, name, signs) for user, name, signs in _found(ctx, mask)]
    for source, realname, name, signs in found:
        flags = f"H{signs}"
        ctx.numeric(n.RPL_WHOREPLY, name, source.name, source.host, ctx.server, source.nick, flags, f"0 {realname}")
        await ctx.room()
    ctx.numeric(n.RPL_ENDOFWHO, word(mask))


def _found(ctx: Context, mask: str) -> Iterable[tuple[User, str, str]]:
    """Users with the channel that is named and their signs in it."""
    if is_channel(mask):
        try:
            channel = find_visible(ctx.network, ctx.user, mask)
        except Refusal:
            return
        ctx.host.show(ctx.peer, channel.scope.id)
        inside = ctx.user.id in channel.members
        every = ctx.has(MULTI_PREFIX)
        for member in channel.members.values():
            if inside or "i" not in member.user.modes:
                yield member.user, channel.name, _signs(member, every=every)
        return
    user = ctx.network.nicks.get(fold(mask))
    if user is not None:
        yield user, "*", ""


def _signs(member: Member, *, every: bool) -> str:
    return prefix(member, every=every) if member.modes else ""


@command("LUSERS", cost=READ)
async def lusers(ctx: Context) -> None:
    """Show how many are here."""
    send_lusers(ctx)


@command("MOTD", cost=READ)
async def motd(ctx: Context, server: str = "") -> None:
    """Show the message of the day."""
    if server and fold(server) != fold(ctx.server):
        ctx.numeric(n.ERR_NOSUCHSERVER, word(server))
    else:
        send_motd(ctx)
