"""Sessions: CONNECT, #GOODBYE#, #OVER#, ACCEPT, DECLINE, /ask, /block, /unblock."""

from parlour.core import blocks, sessions
from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import Duplex, Switch, command


@command("CONNECT")
async def connect(ctx: Context, id_or_name: str, duplex: Duplex = "full") -> None:
    """Open a session, with that one alone.

    In full duplex both of you speak; in half duplex who has the floor speaks,
    which you have first and #OVER# hands over; in simplex only you speak.
    """
    await ctx.happen(sessions.open_session, ctx.nick_of(id_or_name), duplex)


@command("#GOODBYE#")
async def goodbye(ctx: Context) -> None:
    """End the session. You stay connected."""
    await ctx.happen(sessions.close)


@command("#OVER#")
async def over(ctx: Context) -> None:
    """Hand the floor over (half duplex)."""
    await ctx.happen(sessions.hand_over)


@command("ACCEPT")
async def accept(ctx: Context) -> None:
    """Begin the session that you are asked for."""
    await ctx.happen(sessions.accept)


@command("DECLINE")
async def decline(ctx: Context) -> None:
    """Say that you want no session now."""
    await ctx.happen(sessions.decline)


@command("/ask")
async def ask(ctx: Context, switch: Switch) -> None:
    """Be asked before a session begins, or not.

    At first it is off: while you are FREE, sessions begin at once.
    """
    await ctx.happen(lambda at: sessions.set_asks(at, asks=switch == "on"))
    ctx.say(words.ASKED[switch == "on"])


@command("/block")
async def block(ctx: Context, id_or_name: str) -> None:
    """Hear nothing more from somebody.

    They are told that you take no sessions. It stays so when they take another
    name, and ends when they leave.
    """
    name = ctx.nick_of(id_or_name)
    await ctx.happen(blocks.block, name)
    await ctx.happen(sessions.close_blocked)
    ctx.say(words.BLOCKED.format(name=name))


@command("/unblock")
async def unblock(ctx: Context, id_or_name: str) -> None:
    """Hear from somebody again."""
    event = await ctx.happen(blocks.unblock, ctx.nick_of(id_or_name))
    ctx.say(words.UNBLOCKED.format(name=event.shown))
