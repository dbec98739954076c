"""Rooms as people enter, choose and leave them."""

from parlour.core import channels
from parlour.core.model import Channel
from parlour.core.names import is_channel
from parlour.core.refusals import Refusal
from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.past import show_last

NAMED = 8
"""So many of those in a room are named to whoever enters it."""


def room_name(text: str) -> str:
    """The name of a room, whose sign need not be typed."""
    return text if is_channel(text) else f"#{text}"


async def enter(ctx: Context, name: str, key: str | None = None) -> None:
    """Enter a room, or choose one that the user is in already: what they type goes there.

    Raises:
        Refusal: those of `channels.join`.
    """
    try:
        event = await ctx.happen(channels.join, name, key)
    except Refusal as refusal:
        other = channels.forward(ctx.network, ctx.user, name, refusal.why)
        if other is None:
            raise
        ctx.say(words.why(refusal))
        event = await ctx.happen(channels.join, other, None)
    room = channels.find(ctx.network, name) if event is None else ctx.network.rooms[event.scope]
    ctx.connection.choose(room)
    if event is None:
        ctx.say(ctx.goes_to)
        return
    ctx.connection.engagement.entered(room.scope.id, room.scope.said)
    ctx.host.show(ctx.peer, room.scope.id)
    _show_entered(ctx, room)
    await show_last(ctx, room)


def _show_entered(ctx: Context, room: Channel) -> None:
    names = [member.user.nick for member in room.members.values() if member.user is not ctx.user]
    if ctx.user.session is None:
        shown = words.WITH if names else words.ALONE
    else:
        shown = words.WITH_AND_BUSY if names else words.ALONE_AND_BUSY
    ctx.say(shown.format(room=room.name, names=some_of(names)))
    if room.topic:
        ctx.say(words.TOPIC.format(topic=room.topic))


def some_of(names: list[str]) -> str:
    """Names as a list in a sentence, the first few of them by themselves."""
    if len(names) > NAMED:
        return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} more (/who shows them)"
    return " and ".join([", ".join(names[:-1]), *names[-1:]]) if len(names) > 1 else "".join(names)


async def leave(ctx: Context, name: str) -> None:
    """Leave a room; what is typed goes to the one that was chosen before.

    Raises:
        Refusal: those of `channels.part`.
    """
    event = await ctx.happen(channels.part, name, "")
    ctx.say(words.LEFT.format(room=event.channel))
    ctx.say(ctx.goes_to)
    ctx.connection.put_out_of = ""
