"""Who is here: WHO. Sources: https://modern.ircdocs.horse/#who-message, https://ircv3.net/specs/extensions/whox"""

from collections.abc import Callable
from dataclasses import dataclass

from parlour.core.channels import find_visible
from parlour.core.events.record import Source
from parlour.core.masks import Glob
from parlour.core.model import Channel, Member, User
from parlour.core.names import fold, is_channel
from parlour.core.refusals import Refusal
from parlour.core.visibility import channels_of, sees, sees_address, sees_inside
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.prefixes import prefix
from parlour.protocols.irc.registry import READ, command
from parlour.wire import numerics as n
from parlour.wire.capabilities import MULTI_PREFIX

LOOKED_AT = 200
"""After so many users others have their turn."""

FIELDS = "tcuihsnfdlaor"
"""The fields that WHOX knows, in the order in which they are sent."""

MATCHED, MATCHED_UNASKED = "nuhsira", "nuhsra"
"""The flags that say in which fields a mask is looked for, and the fields where it is when none does."""

HIDDEN_ADDRESS = "255.255.255.255"
"""What stands for an address that is not disclosed."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Somebody as they were when they were asked for; `channel` is the one through which they are shown."""

    user: User
    source: Source
    channel: Channel | None
    member: Member | None


@command("WHO", cost=READ)
async def who(ctx: Context, mask: str = "*", options: str = "") -> None:
    """Show who is in a channel, one user, all whom a mask with * and ? fits, or without one all whom you may see.

    A mask is looked for in nicks, user names, hosts, real names, accounts and the server's name.
    Options: o for operators only; n, u, h, r, a, s and i for where to look (i: the address, for who may see it).
    %FIELDS or %FIELDS,TOKEN shows only what is asked for: t the token, c a channel, u the user name, i the address,
    h the host, s the server, n the nick, f the flags, d the distance, l the seconds of silence, a the account,
    o the rank in the channel (which has none), r the real name.
    """
    flags, extended, rest = options.partition("%")
    fields, _, token = rest.partition(",")
    line = _extended(ctx, fields, token) if extended else _classic(ctx)
    operators = "o" in flags.lower()
    if is_channel(mask):
        await _in_channel(ctx, mask, line, operators=operators)
    else:
        await _everywhere(ctx, mask, flags, line, operators=operators)
    ctx.numeric(n.RPL_ENDOFWHO, word(mask))


Line = Callable[[_Shown], str]
"""Somebody as a line."""


async def _in_channel(ctx: Context, name: str, line: Line, *, operators: bool) -> None:
    try:
        channel = find_visible(ctx.network, ctx.user, name)
    except Refusal:
        return
    ctx.host.show(ctx.peer, channel.scope.id)
    inside = sees_inside(ctx.user, channel)
    # Taken down at once, and shown as it is taken: a source stays what it was when its user goes by another nick.
    members = list(channel.members.values())
    sources = [member.user.source for member in members]
    for at, (member, source) in enumerate(zip(members, sources, strict=True), 1):
        user = member.user
        if (inside or "i" not in user.modes or user is ctx.user) and (not operators or "o" in user.modes):
            ctx.send(line(_Shown(user, source, channel, member)))
            await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()


async def _everywhere(ctx: Context, mask: str, flags: str, line: Line, *, operators: bool) -> None:
    # Whoever knows the very nick is shown its user, invisible or not.
    known = ctx.network.nicks.get(fold(mask))
    if known is not None:
        if not operators or "o" in known.modes:
            ctx.send(line(_elsewhere(ctx, known, known.source)))
        return
    matches = _matcher(ctx, "*" if mask == "0" else mask, flags)
    users = list(ctx.network.users.values())
    sources = [user.source for user in users]
    for at, (user, source) in enumerate(zip(users, sources, strict=True), 1):
        if (not operators or "o" in user.modes) and sees(ctx.user, user) and matches(user, source):
            ctx.send(line(_elsewhere(ctx, user, source)))
            await ctx.room()
        if not at % LOOKED_AT:
            await ctx.pause()


def _elsewhere(ctx: Context, user: User, source: Source) -> _Shown:
    """A user who was not asked for by a channel, with one of theirs that may be shown."""
    channel = next(channels_of(ctx.user, user), None)
    return _Shown(user, source, channel, channel.members[user.id] if channel is not None else None)


def _matcher(ctx: Context, mask: str, flags: str) -> Callable[[User, Source], bool]:
    """Whether somebody is whom a mask means: one of the fields fits it, or the whole of nick!user@host."""
    wanted = Glob(mask)
    where = [flag for flag in flags.lower() if flag in MATCHED] or list(MATCHED_UNASKED)
    if "!" in mask or "@" in mask:
        where.append("")

    def matches(user: User, source: Source) -> bool:
        texts = {
            "": source.text,
            "n": source.nick,
            "u": source.name,
            "h": source.host,
            "s": ctx.server,
            "i": user.address if sees_address(ctx.user, user) else "",
            "r": user.realname,
            "a": user.account or "",
        }
        return wanted.everything or any(wanted.matches(texts[field]) for field in where)

    return matches


# Lines


def _flags(shown: _Shown, *, every: bool) -> str:
    """Here or gone, an operator or not, the ranks, a bot or not, in a session or not: in this order."""
    user, member = shown.user, shown.member
    return (
        ("H" if user.away is None else "G")
        + ("*" if "o" in user.modes else "")
        + (prefix(member, every=every) if member is not None and member.modes else "")
        + ("B" if "B" in user.modes else "")
        + ("S" if user.session is not None else "")
    )


def _classic(ctx: Context) -> Line:
    head, server, every = f":{ctx.server} {n.RPL_WHOREPLY.code} {ctx.nick}", ctx.server, ctx.has(MULTI_PREFIX)

    def line(shown: _Shown) -> str:
        source, channel = shown.source, shown.channel.name if shown.channel is not None else "*"
        who = f"{source.name} {source.host} {server} {source.nick} {_flags(shown, every=every)}"
        return f"{head} {channel} {who} :0 {shown.user.realname}"

    return line


def _extended(ctx: Context, fields: str, token: str) -> Line:
    head, every, now_ms = f":{ctx.server} {n.RPL_WHOSPCRPL.code} {ctx.nick}", ctx.has(MULTI_PREFIX), ctx.host.now_ms()
    kept = token if token.isascii() and token.isdigit() and len(token) <= 3 else "0"
    chosen = [field for field in FIELDS if field in fields]

    def line(shown: _Shown) -> str:
        user, source = shown.user, shown.source
        values = {
            "t": kept,
            "c": shown.channel.name if shown.channel is not None else "*",
            "u": source.name,
            "i": _address(ctx, user),
            "h": source.host,
            "s": ctx.server,
            "n": source.nick,
            "f": _flags(shown, every=every),
            "d": "0",
            "l": str(max(0, now_ms - user.said_ms) // 1000),
            "a": user.account or "0",
            "o": "n/a",
            "r": f":{user.realname}",
        }
        return " ".join([head, *[values[field] for field in chosen]])

    return line


def _address(ctx: Context, user: User) -> str:
    """Where a user comes from as a parameter, if it may be told to who asks."""
    if user.address in ("", "unix") or not sees_address(ctx.user, user):
        return HIDDEN_ADDRESS
    return f"0{user.address}" if user.address.startswith(":") else user.address
