"""A piece of the past as lines, in a batch where the client knows batches."""

from parlour.core.ports import Page
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.forms import IrcForm
from parlour.wire.capabilities import BATCH, MESSAGE_TAGS


async def send_page(ctx: Context, target: str, page: Page, *, marked: bool) -> None:
    """Send what a page holds; `marked` says when there is nothing further (draft/chathistory-end)."""
    form = ctx.peer.form
    assert isinstance(form, IrcForm)
    batch = ctx.connection.new_ref() if ctx.has(BATCH) else None
    if batch is not None:
        end = "@draft/chathistory-end " if marked and page.end and ctx.has(MESSAGE_TAGS) else ""
        ctx.send(f"{end}:{ctx.server} BATCH +{batch} chathistory {target}")
    try:
        for event in page.events:
            piece = form.recall(event, batch)
            if piece is not None:
                ctx.send_piece(piece)
                await ctx.room()
    finally:
        if batch is not None:
            ctx.send(f":{ctx.server} BATCH -{batch}")
