"""People: who they are, who you are."""

from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import Nick, Rest, command
from parlour.client.direct import CAPABILITY as DIRECT


@command("nick", lacks=DIRECT)
def nick(ctx: Ctx, name: str) -> None:
    """Go by another name."""
    ctx.engine.doing.set_nick(name, ctx.buffer)


@command("who", lacks=DIRECT)
def who(ctx: Ctx, mask: str = "") -> None:
    """Show who is in a channel, or whom a mask finds."""
    ctx.engine.doing.who(mask or (ctx.buffer.name if ctx.buffer.kind != "server" else "*"), ctx.buffer)


@command("whois", "w")
def whois(ctx: Ctx, nick: Nick = "") -> None:
    """Show what is known of somebody."""
    ctx.engine.doing.whois(ctx.partner(nick), ctx.buffer)


@command("away", lacks=DIRECT)
def away(ctx: Ctx, reason: Rest = "") -> None:
    """Tell others that you are away, and why."""
    ctx.engine.doing.set_away(reason or "Away", ctx.buffer)


@command("back", lacks=DIRECT)
def back(ctx: Ctx) -> None:
    """Tell others that you are back."""
    ctx.engine.doing.set_away(None, ctx.buffer)


@command("block", lacks=DIRECT)
def block(ctx: Ctx, nick: Nick = "") -> None:
    """Hear nothing more from somebody, whatever they are called."""
    ctx.engine.sessions.block(ctx.partner(nick), ctx.buffer)


@command("unblock", lacks=DIRECT)
def unblock(ctx: Ctx, nick: Nick = "") -> None:
    """Hear from somebody again."""
    ctx.engine.sessions.unblock(ctx.partner(nick), ctx.buffer)
