"""Text: it goes to the partner of a session, else to a room; what can go nowhere comes back."""

from parlour.core import messages
from parlour.core.events.messages import MESSAGE, Said
from parlour.core.refusals import Refusal
from parlour.protocols.text import words
from parlour.protocols.text.context import Context


async def speak(ctx: Context, text: str, *, late: bool, action: bool = False) -> None:
    """Say what was typed, or do it if it is an action. `late` is what was typed for a session that had ended when it
    came."""
    if not text.strip():
        return
    session, room = ctx.user.session, ctx.room_chosen
    if late:
        why = words.TOO_LATE_FOR_ALL
        if room is not None and session is None:
            why = words.TOO_LATE.format(room=room.name)
        give_back(ctx, why, text)
        return
    if session is None:
        put_out_of, ctx.connection.put_out_of = ctx.connection.put_out_of, ""
        if put_out_of:
            give_back(ctx, words.PUT_OUT.format(room=put_out_of, goes=ctx.goes_to), text)
            return
        if room is None:
            give_back(ctx, words.NO_ROOM, text)
            return
        target = room.name
    else:
        target = ctx.network.users[session.partner(ctx.user.id)].nick
        if session.ringing:
            for_me = session.other == ctx.user.id
            why = words.RINGS_FOR_YOU if for_me else words.RINGS_FOR_OTHER
            give_back(ctx, why.format(name=target), text)
            return
    await tell(ctx, target, f"\x01ACTION {text}\x01" if action else text, shown=text)


async def tell(ctx: Context, target: str, text: str, *, shown: str) -> Said | None:
    """Say something to a room or to somebody; give it back, as it was typed, when that is refused."""
    try:
        event: Said = await ctx.happen(messages.say, MESSAGE, target, text, "", None)
    except Refusal as refusal:
        give_back(ctx, words.why(refusal), shown)
        return None
    ctx.connection.engagement.spoke(event.scope)
    return event


def give_back(ctx: Context, why: str, text: str) -> None:
    """Tell why a text went to nobody, with the text."""
    ctx.say(words.NOT_SENT.format(why=why, text=text))
