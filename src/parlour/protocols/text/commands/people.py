"""Who is here: GET, /who."""

from collections.abc import Iterable

from parlour.core.channels import find_visible
from parlour.core.model import User
from parlour.core.visibility import sees, sees_inside
from parlour.protocols.text import words
from parlour.protocols.text.columns import aligned, widths
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import READ, command
from parlour.protocols.text.rooms import room_name

LOOKED_AT = 500
"""After so many users others have their turn."""


@command("GET", cost=READ)
async def get(ctx: Context) -> None:
    """Show who is here, and who is BUSY."""
    users = list(ctx.network.users.values())
    seen = [user for user in users if sees(ctx.user, user)]
    await _show(ctx, seen)
    if hidden := len(users) - len(seen):
        ctx.say(words.HIDDEN[hidden == 1].format(hidden))


@command("/who", cost=READ)
async def who(ctx: Context, room: str = "") -> None:
    """Show who is in the room, or in another."""
    chosen = ctx.room_chosen
    if room:
        found = find_visible(ctx.network, ctx.user, room_name(room))
    elif chosen is not None:
        found = chosen
    else:
        ctx.say(words.NO_ROOM)
        return
    ctx.host.show(ctx.peer, found.scope.id)
    inside = sees_inside(ctx.user, found)
    members = [member.user for member in found.members.values()]
    await _show(ctx, (user for user in members if inside or "i" not in user.modes))


async def _show(ctx: Context, users: Iterable[User]) -> None:
    """A table of users, as they are now."""
    rows = [
        (str(user.number), user.nick, "FREE" if user.session is None else "BUSY", "you" if user is ctx.user else "")
        for user in sorted(users, key=lambda user: user.number)
    ]
    head = ("id", "name", "", "")
    widest = widths([head, *rows])
    ctx.say(aligned(head, widest))
    for at, row in enumerate(rows, 1):
        ctx.say(aligned(row, widest))
        await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()
