"""What the server counts: STATS."""

from collections.abc import Awaitable, Callable

from parlour.core.host import Traffic
from parlour.core.operators import may
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.target import is_here
from parlour.wire import numerics as n

LOOKED_AT = 200
"""After so many connections others have their turn."""


@command("STATS", cost=READ)
async def stats(ctx: Context, query: str, server: str = "") -> None:
    """Show what the server counts: u how long it is up, m how often each command came, l connections, o operators.

    l shows your own connections, and those of all to operators who may see them: who, bytes that wait to be sent,
    messages and kilobytes sent, messages and kilobytes received, and the age in seconds. Messages sent are not counted.
    o is for operators who may see what is private. Any other letter shows nothing.
    """
    if not is_here(ctx, server):
        return
    letter = query[:1].lower()
    try:
        if letter in _QUERIES:
            await _QUERIES[letter](ctx)
    except Refusal as refusal:
        ctx.refuse(refusal)
    ctx.numeric(n.RPL_ENDOFSTATS, word(query))


async def _uptime(ctx: Context) -> None:
    minutes, seconds = divmod(int(ctx.host.clock() - ctx.host.started_s), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    ctx.numeric(n.RPL_STATSUPTIME, f"Server Up {days} days {hours}:{minutes:02}:{seconds:02}")


async def _commands(ctx: Context) -> None:
    for name, count in sorted(ctx.host.used.items()):
        if count:
            ctx.numeric(n.RPL_STATSCOMMANDS, name, str(count))


async def _connections(ctx: Context) -> None:
    of_all = may(ctx.user, "see")
    for at, traffic in enumerate(ctx.host.traffic(None if of_all else ctx.user), 1):
        ctx.numeric(n.RPL_STATSLINKINFO, *_link(traffic))
        await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()


def _link(traffic: Traffic) -> tuple[str, ...]:
    user = traffic.user
    counts = traffic.waiting_bytes, 0, traffic.sent_bytes // 1024, traffic.lines, traffic.received_bytes // 1024
    return f"{user.nick}[{user.name}@{user.address}]", *map(str, counts), str(int(traffic.for_s))


async def _operators(ctx: Context) -> None:
    if not may(ctx.user, "see"):
        raise Refusal(Why.NO_PRIVILEGES)
    for name, login in sorted(ctx.host.logins.items()):
        for place in login.places or ("*",):
            ctx.numeric(n.RPL_STATSOLINE, "O", f"*@{place}", "*", name)


_QUERIES: dict[str, Callable[[Context], Awaitable[None]]] = {
    "l": _connections,
    "m": _commands,
    "o": _operators,
    "u": _uptime,
}
