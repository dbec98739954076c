"""What is known of a user: WHOIS, WHOWAS."""

from datetime import UTC, datetime

from parlour.core.model import User
from parlour.core.names import distinct, fold
from parlour.core.operators import may
from parlour.core.refusals import Refusal, Why
from parlour.core.visibility import channels_of, sees_address
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.filling import send_words
from parlour.protocols.irc.prefixes import prefix
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.target import is_here
from parlour.wire import numerics as n
from parlour.wire.framing import BODY_BYTES


@command("WHOIS", cost=READ)
async def whois(ctx: Context, target: str = "", nicks: str = "") -> None:
    """Show what is known of users, given as a list with commas; a server or a nick may stand before it.

    Where somebody really comes from and their modes are shown to themselves and to operators who may see it.
    """
    if not nicks:
        nicks = target
    elif not is_here(ctx, target):
        return
    asked = distinct(nicks)
    if not asked:
        raise Refusal(Why.NO_NICK_GIVEN)
    for nick in asked[: ctx.host.limits.targets]:
        user = ctx.network.nicks.get(fold(nick))
        if user is None:
            ctx.numeric(n.ERR_NOSUCHNICK, word(nick))
        else:
            _show(ctx, user)
        await ctx.room()
    ctx.numeric(n.RPL_ENDOFWHOIS, word(nicks, BODY_BYTES))


def _show(ctx: Context, user: User) -> None:
    nick = user.nick
    ctx.numeric(n.RPL_WHOISUSER, nick, user.name, user.host, "*", user.realname)
    if sees_address(ctx.user, user):
        address = user.address if user.address != "unix" else "localhost"
        ctx.numeric(n.RPL_WHOISHOST, nick, f"is connecting from *@{address} {address}")
        ctx.numeric(n.RPL_WHOISACTUALLY, nick, _parameter(address))
        if gateway := ctx.host.gateway_of(user):
            ctx.numeric(n.RPL_WHOISGATEWAY, nick, "*", "*", f"is connected via the gateway {gateway} (WEBIRC)")
        ctx.numeric(n.RPL_WHOISMODES, nick, f"is using modes +{user.modes}")
    channels = [prefix(channel.members[user.id], every=False) + channel.name for channel in channels_of(ctx.user, user)]
    if channels:
        send_words(ctx, n.RPL_WHOISCHANNELS, nick, words=channels)
    ctx.numeric(n.RPL_WHOISSERVER, nick, ctx.server, ctx.host.about.description)
    if user.operator is not None:
        ctx.numeric(n.RPL_WHOISOPERATOR, nick, f"is an IRC operator ({user.operator.title})")
    if "B" in user.modes:
        ctx.numeric(n.RPL_WHOISBOT, nick)
    if ctx.host.is_secure(user):
        ctx.numeric(n.RPL_WHOISSECURE, nick)
    if user.session is not None:
        ctx.numeric(n.RPL_WHOISSPECIAL, nick, "is BUSY, in a session")
    if user.away is not None:
        ctx.numeric(n.RPL_AWAY, nick, user.away)
    idle_s = max(0, ctx.host.now_ms() - user.said_ms) // 1000
    ctx.numeric(n.RPL_WHOISIDLE, nick, str(idle_s), str(user.since_ms // 1000))


def _parameter(address: str) -> str:
    """An address as a parameter: one that begins with a colon would be the last."""
    return f"0{address}" if address.startswith(":") else address


@command("WHOWAS", cost=READ)
async def whowas(ctx: Context, nicks: str = "", count: str = "", server: str = "") -> None:
    """Show who went by nicks, given as a list with commas, and does no more: the last so many of each, or all."""
    asked = distinct(nicks)
    if not asked:
        raise Refusal(Why.NO_NICK_GIVEN)
    if not is_here(ctx, server):
        return
    asked = asked[: ctx.host.limits.targets]
    # Anything but a positive number asks for all of them (modern.ircdocs.horse).
    limit = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 0
    found = ctx.network.gone.of(map(fold, asked), limit or None)
    for gone in found:
        ctx.numeric(n.RPL_WHOWASUSER, gone.nick, gone.name, gone.host, "*", gone.realname)
        if may(ctx.user, "see") and gone.address != "unix":
            ctx.numeric(n.RPL_WHOISACTUALLY, gone.nick, _parameter(gone.address))
        until = datetime.fromtimestamp(gone.at_ms // 1000, UTC).strftime("%a %b %d %Y %H:%M:%S UTC")
        ctx.numeric(n.RPL_WHOISSERVER, gone.nick, ctx.server, until)
        await ctx.room()
    known = {gone.folded for gone in found}
    for nick in asked:
        if fold(nick) not in known:
            ctx.numeric(n.ERR_WASNOSUCHNICK, word(nick))
    ctx.numeric(n.RPL_ENDOFWHOWAS, word(nicks, BODY_BYTES))
