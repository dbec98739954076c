"""Sessions: an exclusive talk with one other, as on a telephone."""

from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import Duplex, Nick, Switch, command
from parlour.client.direct import CAPABILITY as DIRECT


@command("call", lacks=DIRECT)
def call(ctx: Ctx, nick: Nick, duplex: Duplex = "full") -> None:
    """Open a session: what you type goes to that one alone.

    In full duplex both of you speak; in half duplex who has the floor speaks, which you
    have first and /over hands over; in simplex only you speak.
    """
    ctx.engine.sessions.call(nick, duplex, ctx.buffer)


@command("accept")
def accept(ctx: Ctx) -> None:
    """Begin the session that you are asked for; on the direct line, take the file that is offered."""
    if ctx.network.can(DIRECT):
        ctx.engine.direct.ask(ctx.buffer, "ACCEPT", _here(ctx))
    else:
        ctx.engine.sessions.accept(ctx.buffer)


@command("decline")
def decline(ctx: Ctx) -> None:
    """Say that you want no session now, or not the file that is offered."""
    if ctx.network.can(DIRECT):
        ctx.engine.direct.ask(ctx.buffer, "DECLINE", _here(ctx))
    else:
        ctx.engine.sessions.decline(ctx.buffer)


@command("over", lacks=DIRECT)
def over(ctx: Ctx) -> None:
    """Hand the floor to your partner (half duplex)."""
    ctx.engine.sessions.over(ctx.buffer)


@command("bye")
def bye(ctx: Ctx) -> None:
    """End the session; you both stay connected. On the direct line, end the talk and go on listening."""
    if ctx.network.can(DIRECT):
        ctx.engine.direct.ask(ctx.buffer, "BYE", ctx.partner())
    else:
        ctx.engine.sessions.bye(ctx.buffer)


@command("free", "get", lacks=DIRECT)
def free(ctx: Ctx) -> None:
    """Show who is here: number, nick, and whether they are FREE or BUSY."""
    ctx.engine.sessions.free(ctx.buffer)


@command("ask", lacks=DIRECT)
def ask(ctx: Ctx, on_or_off: Switch) -> None:
    """Be asked before a session begins, or have it begin at once."""
    ctx.engine.sessions.ask(on_or_off == "on", ctx.buffer)


def _here(ctx: Ctx) -> str:
    """With whom one talks where this was typed, or ""."""
    return ctx.buffer.name if ctx.buffer.kind == "conversation" else ""
