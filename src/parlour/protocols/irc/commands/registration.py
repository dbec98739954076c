"""Coming and going: PASS, NICK, USER, PING, PONG, QUIT."""

from parlour.core import presence
from parlour.core.names import user_name
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import FREE, command
from parlour.protocols.irc.welcome import register
from parlour.wire import numerics as n


@command("PASS", early=True)
async def password(ctx: Context, word: str) -> None:
    """Give the server's password, before NICK and USER; the last one counts, and any will do if there is none."""
    if ctx.peer.user is not None:
        ctx.numeric(n.ERR_ALREADYREGISTERED)
    else:
        ctx.connection.password = word


@command("NICK", early=True)
async def nick(ctx: Context, name: str = "") -> None:
    """Choose the nick under which others see you."""
    if not name:
        raise Refusal(Why.NO_NICK_GIVEN)
    if ctx.peer.user is not None:
        await ctx.happen(presence.change_nick, name)
        return
    presence.check_nick(ctx.network, name, ctx.host.limits)
    ctx.connection.nick = name
    await register(ctx)


@command("USER", early=True)
async def user(ctx: Context, name: str, mode: str, unused: str, real: str) -> None:
    """Say who you are: a user name and a real name."""
    if ctx.peer.user is not None or ctx.connection.user_name is not None:
        ctx.numeric(n.ERR_ALREADYREGISTERED)
    elif not real:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "USER")
    else:
        ctx.connection.user_name = user_name(name)
        ctx.connection.real_name = real
        await register(ctx)


@command("PING", cost=FREE, early=True)
async def ping(ctx: Context, token: str, server: str = "") -> None:
    """Ask the server to answer with the same token, or what the answer has room for of it."""
    if token:
        ctx.send(f":{ctx.server} PONG {ctx.server} :{token}")
    else:
        ctx.numeric(n.ERR_NOORIGIN)


@command("PONG", cost=FREE, early=True)
async def pong(ctx: Context, token: str = "") -> None:
    """Answer a PING of the server; that anything came is what counts."""


@command("QUIT", early=True)
async def leave(ctx: Context, reason: str = "") -> None:
    """Leave the network."""
    reason = reason.encode()[: ctx.host.limits.reason].decode(errors="ignore")
    ctx.connection.goodbye(f"Quit: {reason}")
