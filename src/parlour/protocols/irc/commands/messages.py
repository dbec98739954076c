"""What is said: PRIVMSG, NOTICE, TAGMSG."""

from collections.abc import Awaitable

from parlour.core import messages
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.names import distinct, fold
from parlour.core.ports import StoreUnavailable
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import command
from parlour.protocols.irc.services import SERVICES
from parlour.protocols.irc.words import GIVEN_BACK
from parlour.wire import numerics as n
from parlour.wire.capabilities import MESSAGE_TAGS
from parlour.wire.capabilities import ONCE as ONCE_CAPABILITY
from parlour.wire.message import client_only, unescape

ONCE = "parlour.chat/once"


@command("PRIVMSG")
def privmsg(ctx: Context, targets: str = "", text: str = "") -> Awaitable[None]:
    """Say something in channels or to users."""
    return _say(ctx, MESSAGE, targets, text)


@command("NOTICE")
def notice(ctx: Context, targets: str = "", text: str = "") -> Awaitable[None]:
    """Say something that no program answers."""
    return _say(ctx, NOTICE, targets, text)


@command("TAGMSG", spec="https://ircv3.net/specs/extensions/message-tags")
async def tagmsg(ctx: Context, targets: str = "") -> None:
    """Send tags without text."""
    if not ctx.has(MESSAGE_TAGS):
        ctx.numeric(n.ERR_UNKNOWNCOMMAND, "TAGMSG")
        return
    denied = ctx.host.denied_tags
    if denied and client_only(ctx.tags) and not client_only(ctx.tags, denied):
        # All that it would have said is blocked, and is to be ignored silently.
        return
    await _say(ctx, TAGS, targets, "")


async def _say(ctx: Context, kind: str, targets: str, text: str) -> None:
    # An automatic answer to a NOTICE must not start a loop (RFC 1459, 4.4.2); a labeled one is asked for.
    quiet = kind == NOTICE and ctx.peer.bundle is None
    if not targets:
        if not quiet:
            _no_recipient(ctx)
        return
    if not text and kind != TAGS:
        if not quiet:
            ctx.numeric(n.ERR_NOTEXTTOSEND)
        return
    tags = client_only(ctx.tags, ctx.host.denied_tags) if ctx.tags and ctx.has(MESSAGE_TAGS) else ""
    if ONCE in ctx.tags and ctx.has(ONCE_CAPABILITY):
        await _say_once(ctx, kind, targets, text, tags)
    elif "," not in targets:
        try:
            event: Said = await ctx.happen(messages.say, kind, targets, text, tags, None)
        except Refusal as refusal:
            if refusal.why is not Why.NO_SUCH_NICK or fold(targets) not in SERVICES:
                raise
            await _say_to_service(ctx, kind, targets, text, tags)
            return
        if event.to is not None:
            _tell_if_away(ctx, event)
    else:
        await _say_to_many(ctx, kind, targets, text, tags, quiet=quiet)


async def _say_to_service(ctx: Context, kind: str, target: str, text: str, tags: str) -> None:
    name = fold(target)
    await ctx.happen(messages.say_to_service, kind, name, text, tags)
    # No NOTICE is answered by a program, and tags ask for nothing.
    if kind == MESSAGE:
        await SERVICES[name](ctx, text)


def _no_recipient(ctx: Context) -> None:
    ctx.numeric(n.ERR_NORECIPIENT, f"No recipient given ({ctx.command})")


async def _say_to_many(ctx: Context, kind: str, targets: str, text: str, tags: str, *, quiet: bool) -> None:
    names = distinct(targets)
    if not names and not quiet:
        _no_recipient(ctx)
    if len(names) > ctx.host.limits.targets:
        raise Refusal(Why.TOO_MANY_TARGETS, names[ctx.host.limits.targets])
    for name in names:
        try:
            if fold(name) in SERVICES:
                await _say_to_service(ctx, kind, name, text, tags)
            else:
                _tell_if_away(ctx, await ctx.happen(messages.say, kind, name, text, tags, None))
        except Refusal as refusal:
            if not quiet or refusal.why in GIVEN_BACK:
                ctx.refuse(refusal)


def _tell_if_away(ctx: Context, event: Said) -> None:
    """Tell whoever writes to somebody who is away why they are."""
    if event.to is not None and event.kind == MESSAGE:
        away = ctx.network.users[event.to].away
        if away is not None:
            ctx.numeric(n.RPL_AWAY, event.target, away)


async def _say_once(ctx: Context, kind: str, target: str, text: str, tags: str) -> None:
    """Say it unless it was said under the same key; then show the author what was said."""
    key = unescape(ctx.tags[ONCE])
    messages.check_once(key)
    if "," in target:
        raise Refusal(Why.ONE_TARGET_WITH_ONCE)
    if fold(target) in SERVICES:
        # What is said to a service is kept by nobody, so that the key finds nothing.
        await _say_to_service(ctx, kind, target, text, tags)
        return
    first = messages.said_once(ctx.network, key, ctx.host.now_ms())
    if first is None:
        try:
            kept: Said | None = await ctx.read(lambda store: store.said_once(key))
        except StoreUnavailable:
            raise Refusal(Why.CANNOT_KEEP, target, text) from None
        # Asked again, as another connection may have been first while this one waited.
        first = messages.said_once(ctx.network, key, ctx.host.now_ms()) or kept
    if first is None:
        _tell_if_away(ctx, await ctx.happen(messages.say, kind, target, text, tags, key))
    elif ctx.peer.echoes:
        ctx.host.echo(ctx.peer, first)
