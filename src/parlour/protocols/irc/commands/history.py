"""The past: CHATHISTORY. Source: https://ircv3.net/specs/extensions/chathistory"""

from collections.abc import Callable

from parlour.core import history
from parlour.core.ports import Page, Reference, Store, StoreUnavailable
from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.playback import send_page
from parlour.protocols.irc.registry import READ, command
from parlour.wire.capabilities import BATCH, EVENT_PLAYBACK
from parlour.wire.times import format_ms, parse_ms

SPEC = "https://ircv3.net/specs/extensions/chathistory"

Query = Callable[[Store, int, int, int, bool, str], Page]
"""What to ask of the store, given the scope, the upper bound, the limit, whether all events are wanted, and the signs
of the ranks whose messages may be read."""


class _Bad(Exception):
    """Parameters that cannot be: a code and words."""

    def __init__(self, code: str, words: str, *context: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words
        self.context = context


@command("CHATHISTORY", cost=READ, spec=SPEC)
async def chathistory(ctx: Context, *params: str) -> None:
    """Read what was said: BEFORE, AFTER, LATEST, AROUND, BETWEEN a place in a channel or conversation, or TARGETS."""
    subcommand = params[0].upper() if params else "*"
    shown = word(subcommand)
    try:
        if subcommand == "TARGETS":
            await _targets(ctx, params[1:])
        elif subcommand in _QUERIES:
            await _page(ctx, subcommand, params[1:])
        else:
            raise _Bad("INVALID_PARAMS", "Unknown subcommand" if params else "Missing subcommand")
    except _Bad as bad:
        ctx.fail(bad.code, shown, *bad.context, words=bad.words)
    except Refusal as refusal:
        ctx.refuse(refusal, shown)
    except StoreUnavailable as error:
        ctx.unavailable(error, shown, word(params[1]))


async def _page(ctx: Context, subcommand: str, params: tuple[str, ...]) -> None:
    references, make = _QUERIES[subcommand]
    if len(params) != references + 2:
        raise _Bad(
            "INVALID_PARAMS", "Insufficient parameters" if len(params) < references + 2 else "Too many parameters"
        )
    target = params[0]
    query = make(*(_reference(text, target, any_ok=subcommand == "LATEST") for text in params[1:-1]))
    limit = _limit(ctx, params[-1])
    name, scope, signs = history.readable(ctx.network, ctx.user, target)
    if scope is None:
        await send_page(ctx, word(name), Page([], end=True), marked=True)
        return
    # The upper bound is fixed now: what happens from here on is delivered behind the answer.
    id, upto, everything = scope.id, ctx.host.end_of(scope.id), ctx.has(EVENT_PLAYBACK)
    await ctx.settled()
    page = await ctx.read(lambda store: query(store, id, upto, limit, everything, signs))
    await send_page(ctx, word(name), page, marked=True)


async def _targets(ctx: Context, params: tuple[str, ...]) -> None:
    if len(params) != 3:
        raise _Bad("INVALID_PARAMS", "TARGETS takes two timestamps and a limit")
    one, other = (_reference(text) for text in params[:2])
    if one is None or other is None or one.at_ms is None or other.at_ms is None:
        raise _Bad("INVALID_PARAMS", "TARGETS takes timestamps")
    limit = _limit(ctx, params[2])
    await ctx.settled()
    low, high = sorted((one.at_ms, other.at_ms))
    found = history.targets(ctx.network, ctx.user, low, high)
    found = found[:limit] if one.at_ms <= other.at_ms else found[-limit:]
    batch = ctx.connection.new_ref() if ctx.has(BATCH) else None
    tag = f"@batch={batch} " if batch else ""
    if batch:
        ctx.send(f":{ctx.server} BATCH +{batch} draft/chathistory-targets")
    try:
        for target in found:
            ctx.send(f"{tag}:{ctx.server} CHATHISTORY TARGETS {target.name} {format_ms(target.last_said_ms)}")
            await ctx.room()
    finally:
        if batch:
            ctx.send(f":{ctx.server} BATCH -{batch}")


def _limit(ctx: Context, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise _Bad("INVALID_PARAMS", "The limit is a number from 1", word(text))
    return min(int(text), ctx.host.limits.page)


def _reference(text: str, target: str = "", *, any_ok: bool = False) -> Reference | None:
    """A place in the past; None for * where that is allowed. `target` is told when it is none."""
    if text == "*" and any_ok:
        return None
    kind, _, value = text.partition("=")
    if kind == "msgid" and value:
        return Reference(msgid=value)
    if kind == "timestamp":
        at_ms = parse_ms(value)
        if at_ms is None:
            raise _Bad("INVALID_PARAMS", "A timestamp is YYYY-MM-DDThh:mm:ss.sssZ", word(text))
        return Reference(at_ms=at_ms)
    context = (word(target), word(text)) if target else (word(text),)
    raise _Bad("INVALID_MSGREFTYPE", "A place is msgid=… or timestamp=…", *context)


def _before(at: Reference) -> Query:
    return lambda store, scope, upto, limit, all_, signs: store.before(
        scope, upto, at, limit, everything=all_, signs=signs
    )


def _after(at: Reference) -> Query:
    return lambda store, scope, upto, limit, all_, signs: store.after(
        scope, upto, at, limit, everything=all_, signs=signs
    )


def _latest(after: Reference | None) -> Query:
    return lambda store, scope, upto, limit, all_, signs: store.latest(
        scope, upto, after, limit, everything=all_, signs=signs
    )


def _around(at: Reference) -> Query:
    return lambda store, scope, upto, limit, all_, signs: store.around(
        scope, upto, at, limit, everything=all_, signs=signs
    )


def _between(one: Reference, other: Reference) -> Query:
    return lambda store, scope, upto, limit, all_, signs: store.between(
        scope, upto, one, other, limit, everything=all_, signs=signs
    )


_QUERIES: dict[str, tuple[int, Callable[..., Query]]] = {
    "BEFORE": (1, _before),
    "AFTER": (1, _after),
    "LATEST": (1, _latest),
    "AROUND": (1, _around),
    "BETWEEN": (2, _between),
}
