"""What the server says of itself (VERSION, TIME, INFO, ADMIN, MOTD, RULES) and others (LINKS, MAP, CONNECT, SQUIT)."""

from datetime import UTC, datetime

from parlour.core.masks import glob
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import READ, command
from parlour.protocols.irc.target import is_here
from parlour.protocols.irc.welcome import send_isupport, send_motd
from parlour.wire import numerics as n


@command("VERSION", cost=READ)
async def version(ctx: Context, server: str = "") -> None:
    """Show the server's version, and what it supports."""
    if is_here(ctx, server):
        ctx.numeric(n.RPL_VERSION, ctx.host.version, ctx.server, ctx.host.about.description)
        send_isupport(ctx)


@command("TIME", cost=READ)
async def time(ctx: Context, server: str = "") -> None:
    """Show the server's time."""
    if is_here(ctx, server):
        seconds = ctx.host.now_ms() // 1000
        words = datetime.fromtimestamp(seconds, UTC).strftime("%A %B %d %Y -- %H:%M:%S +00:00")
        ctx.numeric(n.RPL_TIME, ctx.server, str(seconds), words)


@command("INFO", cost=READ)
async def info(ctx: Context, server: str = "") -> None:
    """Show what the server is."""
    if is_here(ctx, server):
        host = ctx.host
        for line in (
            host.version,
            host.about.description,
            f"This is {ctx.server}, of the network {host.network_name}",
            f"It was started {host.created}",
            "It keeps what was said: HELP CHATHISTORY shows how to read it",
        ):
            ctx.numeric(n.RPL_INFO, line)
        ctx.numeric(n.RPL_ENDOFINFO)


@command("ADMIN", cost=READ)
async def admin(ctx: Context, server: str = "") -> None:
    """Show who runs the server."""
    if not is_here(ctx, server):
        return
    about = ctx.host.about
    if not (about.location or about.organisation or about.email):
        ctx.numeric(n.ERR_NOADMININFO, ctx.server)
        return
    ctx.numeric(n.RPL_ADMINME, ctx.server)
    ctx.numeric(n.RPL_ADMINLOC1, about.location)
    ctx.numeric(n.RPL_ADMINLOC2, about.organisation)
    ctx.numeric(n.RPL_ADMINEMAIL, about.email)


@command("MOTD", cost=READ)
async def motd(ctx: Context, server: str = "") -> None:
    """Show the message of the day."""
    if is_here(ctx, server):
        send_motd(ctx)


@command("RULES", cost=READ, spec=f"{n.DEFS}rpl-rules-232")
async def rules(ctx: Context, server: str = "") -> None:
    """Show the rules of the server."""
    if not is_here(ctx, server):
        return
    lines = ctx.host.about.rules
    if not lines:
        ctx.numeric(n.ERR_NORULES)
        return
    ctx.numeric(n.RPL_RULESTART, f"- {ctx.server} server rules -")
    for line in lines:
        ctx.numeric(n.RPL_RULES, f"- {line}")
    ctx.numeric(n.RPL_ENDOFRULES)


@command("LINKS", cost=READ)
async def links(ctx: Context, server: str = "", mask: str = "") -> None:
    """Show the servers of the network, or those whom a mask fits: there is one."""
    if not mask:
        server, mask = "", server
    if not is_here(ctx, server):
        return
    if not mask or glob(mask, ctx.server):
        # The name twice, as in the example of modern.ircdocs.horse and from other servers; its table has a * first.
        ctx.numeric(n.RPL_LINKS, ctx.server, ctx.server, f"0 {ctx.host.about.description}")
    ctx.numeric(n.RPL_ENDOFLINKS, "*")


@command("MAP", cost=READ, spec=f"{n.DEFS}rpl-map-015")
async def network_map(ctx: Context) -> None:
    """Show how the servers of the network are linked: there is one."""
    ctx.numeric(n.RPL_MAP, f"{ctx.server} [users: {len(ctx.network.users)}]")
    ctx.numeric(n.RPL_MAPEND)


@command("CONNECT")
async def connect(ctx: Context, server: str, port: str = "", remote: str = "") -> None:
    """Link the server to another; for operators, and there are no others."""
    _no_such_server(ctx, server)


@command("SQUIT")
async def squit(ctx: Context, server: str, reason: str) -> None:
    """End the link to another server; for operators, and there are no others."""
    _no_such_server(ctx, server)


def _no_such_server(ctx: Context, server: str) -> None:
    if ctx.user.operator is None:
        raise Refusal(Why.NO_PRIVILEGES)
    ctx.numeric(n.ERR_NOSUCHSERVER, word(server))
