"""The commands, one file a family; importing a family puts its commands into the table."""

from parlour.protocols.irc.commands import capabilities, channels, history, lookup, messages, modes, registration

__all__ = ["capabilities", "channels", "history", "lookup", "messages", "modes", "registration"]
