"""What is said otherwise than by just typing it: /msg, /me."""

from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import Rest, command
from parlour.protocols.text.speaking import speak, tell


@command("/msg")
async def msg(ctx: Context, id_or_name: str, text: Rest) -> None:
    """Tell one person something, or a room."""
    event = await tell(ctx, ctx.nick_of(id_or_name), text, shown=text)
    if event is not None and event.to is not None:
        away = ctx.network.users[event.to].away
        if away is not None:
            ctx.say(words.AWAY.format(name=event.target, why=away))


@command("/me")
async def me(ctx: Context, text: Rest) -> None:
    """Say what you do: /me waves."""
    await speak(ctx, text, late=ctx.connection.is_late, action=True)
