"""Who is online, in short: ISON, USERHOST, USERIP, LUSERS, and SUMMON and USERS, which no server has any more."""

from collections.abc import Iterator

from parlour.core.model import User
from parlour.core.names import fold
from parlour.core.visibility import sees_address
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.filling import send_words
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.target import is_here
from parlour.protocols.irc.welcome import send_lusers
from parlour.wire import numerics as n

AT_ONCE = 5
"""USERHOST takes so many nicks (RFC 2812, 4.8)."""


@command("ISON", cost=READ, spec=f"{n.RFC2812}4.9")
async def ison(ctx: Context, nick: str, *more: str) -> None:
    """Show which of these nicks are in use."""
    send_words(ctx, n.RPL_ISON, words=[user.nick for user in _users(ctx, " ".join((nick, *more)).split())])


@command("USERHOST", cost=READ)
async def userhost(ctx: Context, nick: str, *more: str) -> None:
    """Show the user names and hosts of up to five nicks, and whether they are operators (*) or away (-)."""
    users = _users(ctx, [nick, *more][:AT_ONCE])
    send_words(ctx, n.RPL_USERHOST, words=[_reply(user, user.host) for user in users])


@command("USERIP", cost=READ, spec="https://docs.inspircd.org/3/modules/userip")
async def userip(ctx: Context, nick: str, *more: str) -> None:
    """Show the user names and addresses of up to five nicks, as USERHOST does.

    An address is shown to its user and to operators who may see it; others are shown the host.
    """
    users = _users(ctx, [nick, *more][:AT_ONCE])
    send_words(ctx, n.RPL_USERIP, words=[_reply(user, _address(ctx, user)) for user in users])


def _users(ctx: Context, nicks: list[str]) -> Iterator[User]:
    for nick in nicks:
        user = ctx.network.nicks.get(fold(nick))
        if user is not None:
            yield user


def _reply(user: User, host: str) -> str:
    return f"{user.nick}{'*' if 'o' in user.modes else ''}={'+' if user.away is None else '-'}{user.name}@{host}"


def _address(ctx: Context, user: User) -> str:
    return user.address if sees_address(ctx.user, user) and user.address != "unix" else user.host


@command("LUSERS", cost=READ)
async def lusers(ctx: Context, mask: str = "", server: str = "") -> None:
    """Show how many are here."""
    if is_here(ctx, server):
        send_lusers(ctx)


@command("SUMMON", cost=READ, spec=f"{n.RFC2812}4.5")
async def summon(ctx: Context, *anything: str) -> None:
    """Call somebody who works on the server's machine; this server calls nobody."""
    ctx.numeric(n.ERR_SUMMONDISABLED)


@command("USERS", cost=READ, spec=f"{n.RFC2812}4.6")
async def users(ctx: Context, server: str = "") -> None:
    """Show who works on the server's machine; this server does not tell."""
    ctx.numeric(n.ERR_USERSDISABLED)
