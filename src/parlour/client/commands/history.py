"""What was said before: reading on, mentions, what is unread, finding."""

from parlour.client import wording
from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import Count, Rest, command
from parlour.client.model import Buffer, Message

SHOWN = 20
"""So many are shown at most, the last ones."""


@command("history", online=False)
def history(ctx: Ctx, count: Count = "20") -> None:
    """Show what was said here before: the last 20 lines, or as many as you say."""
    ctx.face.act("history", count)


@command("mentions", online=False)
def mentions(ctx: Ctx) -> None:
    """Show where you were named."""
    if ctx.face.act("mentions"):
        return
    found = [
        (buffer, message)
        for buffer in ctx.network.buffers.values()
        for message in buffer.timeline.messages
        if message.mentions and buffer.kind == "channel"
    ]
    found.sort(key=lambda pair: pair[1].at_ms)
    ctx.say(
        *(_found(ctx, *each) for each in found[-SHOWN:]) if found else ["Nobody has named you, as far as is known."]
    )


@command("unread", online=False)
def unread(ctx: Ctx) -> None:
    """Show where there is something unread."""
    if ctx.face.act("to_unread"):
        return
    found = [buffer for buffer in ctx.network.buffers.values() if buffer.unread and not buffer.muted]
    lines = [
        f"{buffer.name or '*'}: {buffer.unread} unread{f', {buffer.mentions} for you' if buffer.mentions else ''}"
        for buffer in found
    ]
    ctx.say(*lines or ["Nothing is unread."])


@command("find", online=False)
def find(ctx: Ctx, text: Rest) -> None:
    """Find text in what was said here, as far back as it was loaded."""
    if ctx.face.act("find", text):
        return
    sought = text.casefold()
    found = [each for each in ctx.buffer.timeline.messages if each.is_speech and sought in each.text.casefold()]
    ctx.say(*[_found(ctx, ctx.buffer, each) for each in found[-SHOWN:]] or [f"Nobody has said {text} here."])


def _found(ctx: Ctx, buffer: Buffer, message: Message) -> str:
    return f"{wording.day_and_time(message.at_ms)} {buffer.name} {wording.line(ctx.network, message)}"
