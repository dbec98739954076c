"""WEBIRC: a gateway says for whom it speaks. Source: https://ircv3.net/specs/extensions/webirc"""

import ipaddress

from parlour.core.refusals import Refusal
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.registry import command
from parlour.wire import numerics as n
from parlour.wire.addresses import read_address


@command("WEBIRC", early=True, spec="https://ircv3.net/specs/extensions/webirc")
async def webirc(
    ctx: Context, password: str = "", gateway: str = "", hostname: str = "", ip: str = "", options: str = ""
) -> None:
    """Say for whom a gateway speaks, which must be known to the server; its first line, or it is closed."""
    connection, peer = ctx.connection, ctx.peer
    if peer.user is not None or connection.begun:
        connection.goodbye("WEBIRC comes before everything else, and once")
        return
    connection.begun = True
    known = ctx.host.gateways(peer)
    if not known:
        connection.goodbye("No WebIRC gateway comes from this address")
    elif not ip:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "WEBIRC")
        connection.goodbye("WEBIRC has four parameters: password, gateway, hostname and IP address")
    elif (address := _address(ip)) is None:
        connection.goodbye("Invalid WebIRC IP address")
    else:
        # The host name is not looked at: others see a cloak of the address.
        names = {option.partition("=")[0] for option in options.split(" ")}
        secure = "secure" in names and (peer.secure or _is_here(peer.address))
        # Most gateways call themselves as they like, so the name only says which password is tried first.
        for candidate in sorted(known, key=lambda each: each.name != gateway):
            try:
                right = await ctx.verify(candidate.password, password)
            except Refusal:
                connection.goodbye("Too many passwords are being checked at the moment; try again")
                return
            if right:
                ctx.host.note(peer, f"WEBIRC gateway {candidate.name} speaks for {address}")
                if (reason := ctx.host.move(peer, candidate.name, address, secure=secure)) is not None:
                    connection.goodbye(reason)
                return
        connection.goodbye("Invalid WebIRC password")


def _address(text: str) -> str | None:
    try:
        return read_address(text)
    except ValueError:
        return None


def _is_here(address: str) -> bool:
    """Whether what comes from an address has never left this machine."""
    return address == "unix" or ipaddress.ip_address(address).is_loopback
