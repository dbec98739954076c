"""The past as people read it: line by line, each with its time, each day under its date."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from parlour.core import history
from parlour.core.events import Event
from parlour.core.events.channels import Kicked, Parted
from parlour.core.events.people import Quit
from parlour.core.model import Channel
from parlour.core.names import fold, is_channel
from parlour.core.ports import Page, StoreUnavailable
from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.forms import recalled

PAGE = 20
"""So many lines /history shows when no number stands behind it."""

MISSED_MOST = 100
"""Of what was said since somebody left, so much is shown when they are here again."""

LOOKED_AT = 500
"""So far back it is looked when they left."""


async def show_last(ctx: Context, room: Channel) -> None:
    """Show what was said last in a room that the user has just entered: some of it, or all since they left."""
    limit, scope, upto = ctx.host.on_join, room.scope.id, ctx.host.end_of(room.scope.id)
    if not limit or not room.scope.last_said_ms:
        return
    name, nick = room.name, ctx.user.folded
    await ctx.settled()
    try:
        said: Page = await ctx.read(lambda s: s.latest(scope, upto, None, max(limit, MISSED_MOST), everything=False))
        left_ms = None
        if len(said.events) > limit:
            all_: Page = await ctx.read(lambda s: s.latest(scope, upto, None, LOOKED_AT, everything=True))
            left_ms = _when_left(all_.events, nick) or _when_gone(ctx, nick)
    except StoreUnavailable:
        ctx.say(words.NO_PAST)
        return
    last = said.events[-limit:]
    missed = [event for event in said.events if event.at_ms > left_ms] if left_ms is not None else []
    if last:
        ctx.say(words.PAST_OF.format(room=name))
        await _show(ctx, missed if len(missed) > len(last) else last)
        ctx.say(words.NOW)


def _when_gone(ctx: Context, nick: str) -> int | None:
    """When whoever had that nick left the network for the last time, as far as that is remembered."""
    gone = next(iter(ctx.network.gone.of([nick], 1)), None)
    return gone.at_ms if gone is not None else None


def _when_left(events: Iterable[Any], nick: str) -> int | None:
    """When whoever had that nick left a room for the last time, as far as that is among these events."""
    times = [
        event.at_ms
        for event in events
        if (isinstance(event, Quit | Parted) and fold(event.source.nick) == nick)
        or (isinstance(event, Kicked) and fold(event.nick) == nick)
    ]
    return times[-1] if times else None


async def show_page(ctx: Context, name: str, limit: int) -> None:
    """Show what was said last under a name, which is a room's or a person's.

    Raises:
        Refusal: NO_SUCH_TARGET.
        StoreUnavailable: it cannot be asked for at the moment.
    """
    shown, found, signs = history.readable(ctx.network, ctx.user, name)
    asked, limit = limit, min(limit, ctx.host.limits.page)
    page = Page([], end=True)
    if found is not None:
        # What happens from here on comes behind the answer.
        scope, upto, both = found.id, ctx.host.end_of(found.id), not is_channel(name)
        await ctx.settled()
        page = await ctx.read(lambda s: s.latest(scope, upto, None, limit, everything=both, signs=signs))
    if not page.events:
        ctx.say(words.NOTHING_SAID)
        return
    ctx.say((words.PAST_OF if is_channel(name) else words.PAST_WITH).format(room=shown, name=shown))
    await _show(ctx, page.events)
    if asked > limit and not page.end:
        ctx.say(words.ONLY_LAST.format(most=limit))
    ctx.say(words.NOW)


async def _show(ctx: Context, events: Iterable[Event]) -> None:
    day = ""
    for event in events:
        line = recalled(event)
        if line is None:
            continue
        date = datetime.fromtimestamp(event.at_ms // 1000, UTC).strftime("%Y-%m-%d")
        if date != day:
            day = date
            ctx.say(words.DAY.format(day=day))
        ctx.say(line)
        await ctx.room()
