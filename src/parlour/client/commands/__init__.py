"""The slash commands, in families; importing this fills the table of them, in the order in which /help has them."""

from parlour.client.commands import messages, channels, people, sessions, direct, history, client  # isort: skip
from parlour.client.commands.context import Ctx, Face
from parlour.client.commands.typed import run

__all__ = ["Ctx", "Face", "channels", "client", "direct", "history", "messages", "people", "run", "sessions"]
