"""Bans of the network: UBAN, and the names that other servers have for parts of it."""

from functools import partial

from parlour.core import bans
from parlour.core.banlist import Ban
from parlour.core.banwords import day_and_time, done
from parlour.core.masks import glob
from parlour.core.operators import check
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import command
from parlour.wire import numerics as n

SPEC = "docs/operating.md#bans"


@command("UBAN", spec=SPEC)
async def uban(ctx: Context, what: str, *words: str) -> None:
    """Ban from the network: ADD [-force] TARGET [DURATION] [REASON], DEL TARGET, LIST [PATTERN] or INFO TARGET.

    A target is an address, a network, a mask, or ~r: and a pattern for real names.
    """
    what = what.upper()
    if what == "LIST":
        await _list(ctx, words[0] if words else "*")
    elif what not in ("ADD", "DEL", "INFO"):
        ctx.fail("INVALID_PARAMS", word(what), words="UBAN is followed by ADD, DEL, LIST or INFO")
    elif not words:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, ctx.command)
    elif what == "ADD":
        await _add(ctx, words)
    elif what == "DEL":
        await _lift(ctx, words[0])
    else:
        await _info(ctx, _as_typed(words[0]))


@command("KLINE", spec=SPEC)
async def kline(ctx: Context, *words: str) -> None:
    """Ban a mask or an address as UBAN ADD does: [MINUTES] TARGET [REASON]."""
    await _add(ctx, _minutes_first(words))


@command("DLINE", spec=SPEC)
async def dline(ctx: Context, *words: str) -> None:
    """Ban an address or a mask as UBAN ADD does: [MINUTES] TARGET [REASON]."""
    await _add(ctx, _minutes_first(words))


@command("UNKLINE", spec=SPEC)
async def unkline(ctx: Context, target: str) -> None:
    """Lift a ban as UBAN DEL does."""
    await _lift(ctx, target)


@command("UNDLINE", spec=SPEC)
async def undline(ctx: Context, target: str) -> None:
    """Lift a ban as UBAN DEL does."""
    await _lift(ctx, target)


def _minutes_first(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of KLINE and DLINE in the order of UBAN ADD."""
    if len(words) > 1 and bans.looks_like_duration(words[0]):
        lasts, target, *rest = words
        return (target, f"{lasts}m" if lasts.isdecimal() else lasts, *rest)
    return words


def _as_typed(last: str) -> str:
    """A last parameter with the colon that it lost if it began with one, as `::1` does."""
    return f":{last}" if last.startswith(":") else last


async def _add(ctx: Context, words: tuple[str, ...]) -> None:
    force = bool(words) and words[0].lower() == "-force"
    if len(words) == force:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, ctx.command)
        return
    target, *rest = words[force:]
    if target.startswith(":"):
        target, *rest = _as_typed(target).split()
    lasts_ms = bans.duration_ms(rest.pop(0)) if rest and bans.looks_like_duration(rest[0]) else None
    event = await ctx.happen(partial(bans.ban, force=force), target, lasts_ms, " ".join(rest).strip())
    hit = ctx.host.shut_out(Ban.of(event))
    closed = "1 connection was closed" if hit == 1 else f"{hit or 'No'} connections were closed"
    ctx.note(f"{done(event)}; {closed}")
    _say(ctx, closed)


async def _lift(ctx: Context, target: str) -> None:
    event = await ctx.happen(bans.lift, _as_typed(target))
    ctx.note(done(event))


async def _list(ctx: Context, pattern: str) -> None:
    check(ctx.user, "ban")
    asked = [ban for ban in ctx.network.bans.standing(ctx.host.now_ms()) if glob(pattern, ban.target)]
    # What is shown has to be what is kept.
    await ctx.settled()
    count = 0
    for ban in asked:
        if ctx.network.bans.get(ban.target, ctx.host.now_ms()) is ban:
            count += 1
            _say(ctx, _described(ban))
            await ctx.room()
    _say(ctx, f"End of the list of bans: {count}")


async def _info(ctx: Context, text: str) -> None:
    check(ctx.user, "ban")
    whom = bans.find_target(text)
    await ctx.settled()
    now_ms = ctx.host.now_ms()
    for ban in bans.about(ctx.network, whom, now_ms):
        _say(ctx, _described(ban))
    here = len(bans.meant(ctx.network, whom))
    _say(ctx, f"{whom.text} means {here} of the {len(ctx.network.users)} users who are here, operators aside")


def _described(ban: Ban) -> str:
    """A ban with all that is known of it; the reason comes last, as it may be cut."""
    until = f"until {day_and_time(ban.until_ms)}" if ban.until_ms is not None else "for ever"
    return f"{ban.target} {until}, by {ban.by} on {day_and_time(ban.at_ms)}{f': {ban.reason}' if ban.reason else ''}"


def _say(ctx: Context, words: str) -> None:
    ctx.send(f":{ctx.server} NOTICE {ctx.nick} :{words}")
