"""The commands, one file a family; importing a family puts its commands into the table."""

from parlour.protocols.irc.commands import (
    capabilities,
    channels,
    gateways,
    history,
    lookup,
    messages,
    modes,
    presence,
    registration,
)

__all__ = ["capabilities", "channels", "gateways", "history", "lookup", "messages", "modes", "presence", "registration"]
