"""What a connection is offered: the capabilities that it may ask for, and what it is told with them."""

from collections.abc import Callable, Iterator

from parlour.core.host import StrictTransport
from parlour.protocols.irc.context import Context
from parlour.wire.capabilities import CAP_NOTIFY, CAPABILITIES

VALUES_VERSION = 302
"""The version of CAP LS from which values, answers of several lines and cap-notify are understood."""


def offered(ctx: Context, *, with_values: bool) -> Iterator[str]:
    """What a connection is offered, with values where they are understood."""
    for capability in CAPABILITIES:
        value = _VALUES[capability.name](ctx) if capability.name in _VALUES else capability.value
        if capability.tells and not (value and with_values):
            continue
        yield f"{capability.name}={value}" if value and with_values else capability.name


def tell_new_policy(ctx: Context, before: StrictTransport | None) -> None:
    """Tell who wants to know what is new about using TLS; that there is nothing more is told to nobody.

    https://ircv3.net/specs/extensions/capability-negotiation#cap-notify, https://ircv3.net/specs/extensions/sts
    """
    value = _strict_transport(ctx)
    understood = ctx.has(CAP_NOTIFY) and ctx.connection.cap_version >= VALUES_VERSION
    if understood and value and value != _policy(ctx, before):
        ctx.send(f":{ctx.server} CAP {ctx.nick} NEW :sts={value}")


def _strict_transport(ctx: Context) -> str:
    return _policy(ctx, ctx.host.sts)


def _policy(ctx: Context, policy: StrictTransport | None) -> str:
    """The policy that a client is to follow who came like this one; none where there is nothing to follow."""
    if policy is None:
        return ""
    if ctx.peer.secure:
        return f"duration={policy.duration_s}{',preload' if policy.preload else ''}"
    return f"port={policy.port}" if policy.duration_s else ""


_VALUES: dict[str, Callable[[Context], str]] = {"sts": _strict_transport}
"""The values that depend on the server's settings and on the connection, by the capability's name."""
