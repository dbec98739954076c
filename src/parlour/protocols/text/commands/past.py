"""What was said: /history."""

from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.past import PAGE, show_page
from parlour.protocols.text.registry import READ, Count, command


@command("/history", cost=READ)
async def history(ctx: Context, count: Count = Count(str(PAGE)), room_or_name: str = "") -> None:  # noqa: B008, it is a word
    """Show what was said last, here or there.

    Of the session or room that you are in, the last 20 lines, or as many as you
    say. With a name, what you and that one said to one another; with #room, what
    was said there: /history 50 #attic.
    """
    session, chosen = ctx.user.session, ctx.room_chosen
    if room_or_name:
        name = ctx.nick_of(room_or_name)
    elif session is not None:
        name = ctx.network.users[session.partner(ctx.user.id)].nick
    elif chosen is not None:
        name = chosen.name
    else:
        ctx.say(words.NO_ROOM)
        return
    await show_page(ctx, name, int(count))
