"""Registration: from NICK, USER and the end of capability negotiation to the welcome."""

from parlour.core import modes
from parlour.core.limits import Limits
from parlour.core.lists import LISTS
from parlour.core.masks import EXTENDED
from parlour.core.presence import USER_MODES
from parlour.core.ranks import RANKS, SIGNS
from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context
from parlour.wire import isupport
from parlour.wire import numerics as n


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
        connection.nick = None
        ctx.refuse(refusal)
        return
    host, server = ctx.host, ctx.server
    ctx.numeric(n.RPL_WELCOME, f"Welcome to the {host.network_name} network, {ctx.user.source.text}")
    ctx.numeric(n.RPL_YOURHOST, f"Your host is {server}, running {host.version}")
    ctx.numeric(n.RPL_CREATED, f"This server was started {host.created}")
    channel_modes = "".join(sorted(LISTS + modes.ALWAYS_VALUE + modes.VALUE_TO_SET + modes.FLAGS + RANKS))
    with_value = "".join(sorted(LISTS + modes.ALWAYS_VALUE + modes.VALUE_TO_SET + RANKS))
    ctx.numeric(n.RPL_MYINFO, server, host.version, USER_MODES, channel_modes, with_value)
    for line in isupport.lines(announced(host.limits, host.network_name)):
        ctx.numeric(n.RPL_ISUPPORT, line)
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
        ctx.numeric(n.ERR_PASSWDMISMATCH)
        connection.goodbye("Bad password")
    return connection.admitted


def send_lusers(ctx: Context) -> None:
    """How many are here."""
    network = ctx.network
    users, peak = len(network.users), network.peak
    seen, hidden = users - network.invisible, network.invisible
    ctx.numeric(n.RPL_LUSERCLIENT, f"There are {seen} users and {hidden} invisible on 1 servers")
    ctx.numeric(n.RPL_LUSEROP, "0")
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


def announced(limits: Limits, network_name: str) -> dict[str, object]:
    """What the tokens of 005 are filled with."""
    kinds = (LISTS, modes.ALWAYS_VALUE, modes.VALUE_TO_SET, modes.FLAGS)
    names = ("nick", "channel", "topic", "key", "reason", "list_entries", "targets", "channels_per_user", "page")
    values: dict[str, object] = {name: getattr(limits, name) for name in names}
    values |= {"lists": LISTS, "extbans": EXTENDED, "ranks": RANKS, "signs": SIGNS}
    return values | {"chanmodes": ",".join(kinds), "network": network_name.replace(" ", r"\x20")}
