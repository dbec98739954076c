"""Registration: from NICK, USER and the end of capability negotiation to the welcome."""

from collections.abc import Iterable
from functools import lru_cache

from parlour.core import modes
from parlour.core.host import Host
from parlour.core.limits import Limits
from parlour.core.lists import LISTS
from parlour.core.masks import EXTENDED
from parlour.core.presence import USER_MODES
from parlour.core.ranks import RANKS, SIGNS
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc.context import Context
from parlour.wire import isupport
from parlour.wire import numerics as n
from parlour.wire.capabilities import BATCH, EXTENDED_ISUPPORT

MODES_WITH_VALUE = "".join(sorted(LISTS + modes.ALWAYS_VALUE + modes.VALUE_TO_SET + RANKS))
CHANNEL_MODES = "".join(sorted(MODES_WITH_VALUE + modes.FLAGS))


async def register(ctx: Context) -> None:
    """Complete the registration, if all that it needs is there, and welcome the user."""
    connection = ctx.connection
    if connection.negotiating or connection.nick is None or connection.user_name is None:
        return
    if ctx.host.password and not connection.admitted and not await _admit(ctx):
        return
    try:
        ctx.host.come(ctx.peer, connection.nick, connection.user_name, connection.real_name)
    except Refusal as refusal:
        ban = ctx.network.bans.get(refusal.subject[0], ctx.host.now_ms()) if refusal.why is Why.SHUT_OUT else None
        if ban is not None:
            connection.turn_away(ban)
            return
        connection.nick = None
        ctx.refuse(refusal)
        return
    ctx.send_together(_welcome)


def _welcome(ctx: Context) -> None:
    host, server = ctx.host, ctx.server
    ctx.numeric(n.RPL_WELCOME, f"Welcome to the {host.network_name} network, {ctx.user.source.text}")
    ctx.numeric(n.RPL_YOURHOST, f"Your host is {server}, running {host.version}")
    ctx.numeric(n.RPL_CREATED, f"This server was started {host.created}")
    ctx.numeric(n.RPL_MYINFO, server, host.version, USER_MODES, CHANNEL_MODES, MODES_WITH_VALUE)
    send_isupport(ctx)
    send_lusers(ctx)
    send_motd(ctx)


async def _admit(ctx: Context) -> bool:
    """Whether the client has given the server's password; one that has not is told so, and closed."""
    connection = ctx.connection
    given, connection.password = connection.password, None
    try:
        connection.admitted = given is not None and await ctx.verify(ctx.host.password, given)
    except Refusal as refusal:
        ctx.refuse(refusal)
        connection.goodbye("Too many are coming at the moment; try again later")
        return False
    if not connection.admitted:
        if given is not None:
            ctx.host.guessed_wrong(ctx.peer)
        ctx.numeric(n.ERR_PASSWDMISMATCH)
        connection.goodbye("Bad password")
    return connection.admitted


def send_isupport(ctx: Context, lines: Iterable[str] | None = None) -> None:
    """What the server supports, or what of it has changed: in a batch for those who want it so.

    https://ircv3.net/specs/extensions/extended-isupport#draftisupport-batch
    """
    lines = announcement(ctx.host) if lines is None else lines
    if not (ctx.has(EXTENDED_ISUPPORT) and ctx.has(BATCH)):
        for line in lines:
            ctx.numeric(n.RPL_ISUPPORT, line)
        return
    batch = ctx.connection.new_ref()
    ctx.send(f":{ctx.server} BATCH +{batch} draft/isupport")
    for line in lines:
        ctx.numeric(n.RPL_ISUPPORT, line, batch=batch)
    ctx.send(f":{ctx.server} BATCH -{batch}")


def announcement(host: Host) -> tuple[str, ...]:
    """What the server supports, in lines."""
    return _lines(host.limits, host.network_name, host.icon, host.denied_tags)


def supported(host: Host) -> dict[str, str]:
    """What the server supports, by the names of the tokens."""
    return isupport.words(announced(host.limits, host.network_name, host.icon, host.denied_tags))


@lru_cache(maxsize=8)
def _lines(limits: Limits, network_name: str, icon: str, denied_tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(isupport.lines(isupport.words(announced(limits, network_name, icon, denied_tags)).values()))


def send_lusers(ctx: Context) -> None:
    """How many are here."""
    network = ctx.network
    users, peak = len(network.users), network.peak
    seen, hidden = users - network.invisible, network.invisible
    ctx.numeric(n.RPL_LUSERCLIENT, f"There are {seen} users and {hidden} invisible on 1 servers")
    ctx.numeric(n.RPL_LUSEROP, str(network.operators))
    ctx.numeric(n.RPL_LUSERUNKNOWN, str(ctx.host.unknown))
    ctx.numeric(n.RPL_LUSERCHANNELS, str(len(network.channels)))
    ctx.numeric(n.RPL_LUSERME, f"I have {users} clients and 0 servers")
    ctx.numeric(n.RPL_LOCALUSERS, str(users), str(peak), f"Current local users {users}, max {peak}")
    ctx.numeric(n.RPL_GLOBALUSERS, str(users), str(peak), f"Current global users {users}, max {peak}")


def send_motd(ctx: Context) -> None:
    """The message of the day."""
    if not ctx.host.motd:
        ctx.numeric(n.ERR_NOMOTD)
        return
    ctx.numeric(n.RPL_MOTDSTART, f"- {ctx.server} Message of the day -")
    for line in ctx.host.motd:
        ctx.numeric(n.RPL_MOTD, f"- {line}")
    ctx.numeric(n.RPL_ENDOFMOTD)


def announced(
    limits: Limits, network_name: str, icon: str = "", denied_tags: tuple[str, ...] = ()
) -> dict[str, object]:
    """What the tokens of 005 are filled with."""
    kinds = (LISTS, modes.ALWAYS_VALUE, modes.VALUE_TO_SET, modes.FLAGS)
    names = (
        "away", "channel", "channels_per_user", "key", "list_entries", "monitor", "nick", "page", "realname", "reason",
        "silence", "targets", "topic",
    )  # fmt: skip
    values: dict[str, object] = {name: getattr(limits, name) for name in names}
    values |= {"lists": LISTS, "extbans": EXTENDED, "ranks": RANKS, "signs": SIGNS}
    values |= {"icon": isupport.escape(icon), "denied_tags": ",".join(denied_tags)}
    return values | {"chanmodes": ",".join(kinds), "network": isupport.escape(network_name)}
