"""CAP and ISUPPORT: which extensions client and server understand. Source: https://ircv3.net/specs/extensions/capability-negotiation"""

from collections.abc import Iterable

from parlour.core.limits import fit
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.offer import VALUES_VERSION, offered
from parlour.protocols.irc.registry import FREE, READ, command
from parlour.protocols.irc.welcome import register, send_isupport
from parlour.wire import numerics as n
from parlour.wire.capabilities import BY_NAME, CAP_NOTIFY, CAPABILITIES
from parlour.wire.framing import BODY_BYTES


@command("CAP", cost=FREE, early=True, spec="https://ircv3.net/specs/extensions/capability-negotiation")
async def cap(ctx: Context, subcommand: str, value: str = "") -> None:
    """List (LS, LIST), ask for (REQ) and settle (END) capabilities."""
    known = _SUBCOMMANDS.get(subcommand.upper())
    if known is None:
        ctx.numeric(n.ERR_INVALIDCAPCMD, word(subcommand))
    else:
        await known(ctx, value)


@command("ISUPPORT", cost=READ, early=True, spec="https://ircv3.net/specs/extensions/extended-isupport")
async def isupport(ctx: Context) -> None:
    """Show what the server supports."""
    send_isupport(ctx)


async def _ls(ctx: Context, value: str) -> None:
    connection = ctx.connection
    version = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 301
    connection.cap_version = max(connection.cap_version, version)
    if version >= VALUES_VERSION:
        connection.take_capabilities(connection.capabilities | CAP_NOTIFY)
    if ctx.peer.user is None:
        connection.negotiating = True
    with_values = version >= VALUES_VERSION
    _list(ctx, "LS", offered(ctx, with_values=with_values), several=with_values)


async def _list_own(ctx: Context, value: str) -> None:
    names = [c.name for c in CAPABILITIES if ctx.has(c.bit)]
    _list(ctx, "LIST", names, several=ctx.connection.cap_version >= VALUES_VERSION)


def _list(ctx: Context, subcommand: str, names: Iterable[str], *, several: bool) -> None:
    """The names, over several lines where they do not fit one and the client understands that, else those that fit."""
    head = f":{ctx.server} CAP {ctx.nick} {subcommand}"
    lines = _lines(names, BODY_BYTES - len(head.encode()) - len(" * :"))
    *before, last = lines if several else lines[:1]
    for line in before:
        ctx.send(f"{head} * :{line}")
    ctx.send(f"{head} :{last}")


def _lines(names: Iterable[str], room: int) -> list[str]:
    """Names in lines of at most `room` bytes; at least one line."""
    lines = [""]
    for name in names:
        if len(lines[-1].encode()) + len(name.encode()) + 1 > room and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {name}" if lines[-1] else fit(name, room)
    return lines


async def _req(ctx: Context, value: str) -> None:
    connection = ctx.connection
    if ctx.peer.user is None:
        connection.negotiating = True
    wanted = connection.capabilities
    for name in value.split():
        capability = BY_NAME.get(name.removeprefix("-"))
        # What 302 enabled by itself cannot be disabled: the client said that it understands it.
        fixed = capability is not None and capability.bit == CAP_NOTIFY and connection.cap_version >= VALUES_VERSION
        if capability is None or capability.tells or (fixed and name.startswith("-")):
            _answer(ctx, "NAK", value)
            return
        wanted = wanted & ~capability.bit if name.startswith("-") else wanted | capability.bit
    _answer(ctx, "ACK", value)
    connection.take_capabilities(wanted)


def _answer(ctx: Context, subcommand: str, value: str) -> None:
    """Repeat what was asked for, over several lines if need be: none of it is changed before the last."""
    head = f":{ctx.server} CAP {ctx.nick} {subcommand} :"
    for line in _lines(value.split(" "), BODY_BYTES - len(head.encode())):
        ctx.send(head + line)


async def _end(ctx: Context, value: str) -> None:
    if ctx.peer.user is None:
        ctx.connection.negotiating = False
        await register(ctx)


_SUBCOMMANDS = {"LS": _ls, "LIST": _list_own, "REQ": _req, "END": _end}
