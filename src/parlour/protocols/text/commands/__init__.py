"""The commands, in families; importing this fills the tables of commands, in the order in which /help has them."""

from parlour.protocols.text.commands import people, sessions, messages, rooms, past, coming, manual  # isort: skip

__all__ = ["coming", "manual", "messages", "past", "people", "rooms", "sessions"]
