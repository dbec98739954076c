"""Talking with one other alone: SESSION, and `*sessions` for people whose client does not know it."""

from collections.abc import Awaitable, Callable

from parlour.core import blocks, sessions
from parlour.core.events.sessions import FULL
from parlour.core.refusals import Refusal
from parlour.protocols.irc import sentences
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import command
from parlour.protocols.irc.services import service
from parlour.protocols.irc.voices import Lines, Sentences, Voice

SPEC = "docs/session-extension.md"

MOST = 2
"""So many parameters a subcommand has at most."""


@command("SESSION", spec=SPEC)
async def session(ctx: Context, subcommand: str, *params: str) -> None:
    """Talk with somebody alone: LIST, OPEN, ACCEPT, DECLINE, OVER, CLOSE, ASK, BLOCK or UNBLOCK.

    LIST shows who is FREE and who is BUSY. OPEN <nick> [full|half|simplex] opens a session with who is FREE: both may
    speak, who has the floor, or only you. ACCEPT and DECLINE answer one that rings, OVER hands the floor to the other,
    CLOSE ends it. ASK on|off says whether you are asked before one begins. BLOCK <nick> keeps somebody's sessions,
    messages and invitations away, until UNBLOCK <nick>.
    """
    await _do(ctx, Lines(ctx), subcommand, params)


@service(sentences.NAME)
async def serve(ctx: Context, text: str) -> None:
    """Do what somebody asks for in plain words, and answer in sentences."""
    voice = Sentences(ctx)
    subcommand, *params = text.split() or ["help"]
    if subcommand.lower() == "help":
        for line in sentences.HELP:
            voice.say(line)
        return
    try:
        await _do(ctx, voice, subcommand, tuple(params))
    except Refusal as refusal:
        voice.refused(refusal)


async def _do(ctx: Context, voice: Voice, subcommand: str, params: tuple[str, ...]) -> None:
    known = _SUBCOMMANDS.get(subcommand.upper())
    if known is None:
        voice.unknown(subcommand)
        return
    needs, run = known
    if len(params) < needs:
        voice.incomplete(subcommand)
    else:
        await run(ctx, voice, *params[:MOST])


async def _list(_ctx: Context, voice: Voice, *_: str) -> None:
    await voice.users()


async def _open(ctx: Context, _voice: Voice, nick: str, duplex: str = FULL) -> None:
    await ctx.happen(sessions.open_session, nick, duplex.lower())


async def _accept(ctx: Context, _voice: Voice, *_: str) -> None:
    await ctx.happen(sessions.accept)


async def _decline(ctx: Context, _voice: Voice, *_: str) -> None:
    await ctx.happen(sessions.decline)


async def _over(ctx: Context, _voice: Voice, *_: str) -> None:
    await ctx.happen(sessions.hand_over)


async def _close(ctx: Context, _voice: Voice, *_: str) -> None:
    await ctx.happen(sessions.close)


async def _ask(ctx: Context, voice: Voice, wanted: str, *_: str) -> None:
    asks = {"on": True, "off": False}.get(wanted.lower())
    if asks is None:
        voice.neither(wanted)
        return
    await ctx.happen(lambda at: sessions.set_asks(at, asks=asks))
    voice.asks(asks=asks)


async def _block(ctx: Context, voice: Voice, nick: str, *_: str) -> None:
    event = await ctx.happen(blocks.block, nick)
    voice.blocks(event.shown if event is not None else nick, adding=True)
    await ctx.happen(sessions.close_blocked)


async def _unblock(ctx: Context, voice: Voice, whom: str, *_: str) -> None:
    event = await ctx.happen(blocks.unblock, whom)
    voice.blocks(event.shown, adding=False)


_SUBCOMMANDS: dict[str, tuple[int, Callable[..., Awaitable[None]]]] = {
    "LIST": (0, _list),
    "OPEN": (1, _open),
    "ACCEPT": (0, _accept),
    "DECLINE": (0, _decline),
    "OVER": (0, _over),
    "CLOSE": (0, _close),
    "ASK": (1, _ask),
    "BLOCK": (1, _block),
    "UNBLOCK": (1, _unblock),
}
"""The subcommands: how many parameters each needs, and what does it."""
