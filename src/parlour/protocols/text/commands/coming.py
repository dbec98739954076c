"""Your name, and leaving: /nick, #CLOSE#."""

from parlour.core import presence
from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import command


@command("/nick")
async def nick(ctx: Context, name: str) -> None:
    """Go by another name."""
    event = await ctx.happen(presence.change_nick, name)
    if event is None or ctx.connection.form.quiet:
        ctx.say(words.NAMED.format(name=name))


@command("#CLOSE#", "QUIT")
async def close(ctx: Context) -> None:
    """End your connection; quit does the same."""
    ctx.connection.goodbye("Quit", told=words.GOODBYE)
