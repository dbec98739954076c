"""Rooms: /join, /part, /rooms."""

from parlour.core.visibility import is_listed
from parlour.protocols.text import words
from parlour.protocols.text.columns import aligned, widths
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import READ, command
from parlour.protocols.text.rooms import enter, leave, room_name

LOOKED_AT = 500
"""After so many rooms others have their turn."""


@command("/join")
async def join(ctx: Context, room: str, key: str = "") -> None:
    """Enter or choose the room you speak in."""
    await enter(ctx, room_name(room), key or None)


@command("/part")
async def part(ctx: Context, room: str = "") -> None:
    """Leave the room, or another."""
    chosen = ctx.room_chosen
    if room:
        await leave(ctx, room_name(room))
    elif chosen is not None:
        await leave(ctx, chosen.name)
    else:
        ctx.say(words.NO_ROOM)


@command("/rooms", cost=READ)
async def rooms(ctx: Context) -> None:
    """Show the rooms, and how many are in each."""
    listed = [room for room in ctx.network.channels.values() if is_listed(ctx.user, room)]
    rows = [
        (room.name, str(len(room.members)), "in it" if room.scope.id in ctx.user.channels else "", room.topic)
        for room in sorted(listed, key=lambda room: room.folded)
    ]
    for room in listed:
        ctx.host.show(ctx.peer, room.scope.id)
    head = ("room", "people", "", "")
    widest = widths([head, *rows])
    ctx.say(aligned(head, widest))
    for at, row in enumerate(rows, 1):
        ctx.say(aligned(row, widest))
        await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()
