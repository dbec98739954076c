"""Who is here, and how: AWAY, SETNAME, MONITOR."""

from collections.abc import Callable, Iterable

from parlour.core import presence
from parlour.core.names import distinct, fold, is_nick
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import READ, command
from parlour.wire import numerics as n
from parlour.wire.framing import BODY_BYTES
from parlour.wire.numerics import Numeric


@command("AWAY")
async def away(ctx: Context, message: str = "") -> None:
    """Say that you are away, and why; without a reason, that you are here again."""
    await ctx.happen(presence.set_away, message)
    ctx.numeric(n.RPL_NOWAWAY if message else n.RPL_UNAWAY)


@command("SETNAME", spec="https://ircv3.net/specs/extensions/setname")
async def setname(ctx: Context, realname: str = "") -> None:
    """Have another real name."""
    await ctx.happen(presence.set_realname, realname)


@command("MONITOR", cost=READ, spec="https://ircv3.net/specs/extensions/monitor")
async def monitor(ctx: Context, change: str, nicks: str = "") -> None:
    """Be told when users come and go: + and - change the list of nicks, C clears it, L shows it, S says who is here."""
    known = _CHANGES.get(change.upper())
    if known is None:
        ctx.fail("INVALID_PARAMS", word(change), words="MONITOR takes one of + - C L S")
    elif change in "+-" and not nicks:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "MONITOR")
    else:
        known(ctx, nicks)


def _add(ctx: Context, nicks: str) -> None:
    added: list[str] = []
    refused: list[str] = []
    for nick in distinct(nicks):
        # What is nobody's nick is offline for ever, and needs no place in the list.
        room = not is_nick(nick, ctx.host.limits.nick) or ctx.host.monitor(ctx.peer, nick)
        (added if room else refused).append(word(nick))
    _send_state(ctx, added)
    if refused:
        _send_list(ctx, n.ERR_MONLISTFULL, refused, str(ctx.host.limits.monitor))


def _remove(ctx: Context, nicks: str) -> None:
    for nick in distinct(nicks):
        ctx.host.unmonitor(ctx.peer, nick)


def _clear(ctx: Context, _nicks: str) -> None:
    ctx.host.unmonitor(ctx.peer, None)


def _show(ctx: Context, _nicks: str) -> None:
    _send_list(ctx, n.RPL_MONLIST, ctx.host.monitored(ctx.peer))
    ctx.numeric(n.RPL_ENDOFMONLIST)


def _show_state(ctx: Context, _nicks: str) -> None:
    _send_state(ctx, ctx.host.monitored(ctx.peer))


def _send_state(ctx: Context, nicks: Iterable[str]) -> None:
    """Who of these is here and who is not, and who is BUSY."""
    here: list[str] = []
    gone: list[str] = []
    busy: list[str] = []
    for nick in nicks:
        user = ctx.network.nicks.get(fold(nick))
        if user is not None:
            here.append(user.source.text)
            if user.session is not None:
                busy.append(user.nick)
        else:
            gone.append(nick)
    _send_list(ctx, n.RPL_MONONLINE, here)
    _send_list(ctx, n.RPL_MONOFFLINE, gone)
    for nick in busy:
        piece = ctx.peer.form.engaged(nick, ctx.host.now_ms(), busy=True)
        if piece is not None:
            ctx.send_piece(piece)


def _send_list(ctx: Context, numeric: Numeric, targets: list[str], *before: str) -> None:
    """A list with commas, in as many lines as it takes; none for an empty one."""
    around = " ".join([f":{ctx.server} {numeric.code} {ctx.nick}", *before, " :", numeric.words or ""])
    room = BODY_BYTES - len(around.encode())
    line: list[str] = []
    size = 0
    for target in targets:
        needs = len(target.encode()) + 1
        if line and size + needs > room:
            ctx.numeric(numeric, *before, ",".join(line))
            line, size = [], 0
        line.append(target)
        size += needs
    if line:
        ctx.numeric(numeric, *before, ",".join(line))


_CHANGES: dict[str, Callable[[Context, str], None]] = {
    "+": _add,
    "-": _remove,
    "C": _clear,
    "L": _show,
    "S": _show_state,
}
