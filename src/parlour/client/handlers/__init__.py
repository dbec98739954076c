"""What is done about each command and numeric that a server sends: one function each, in its family's file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line

Handler = Callable[["Engine", "Line"], None]

HANDLERS: dict[str, Handler] = {}


def on(*commands: str) -> Callable[[Handler], Handler]:
    """Declare what handles these commands and numerics."""

    def declare(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(commands, handler))
        return handler

    return declare


from parlour.client.handlers import (  # noqa: E402, they fill the table
    channels,
    connection,
    direct,
    history,
    messages,
    password,
    people,
    sessions,
)

__all__ = [
    "HANDLERS",
    "channels",
    "connection",
    "direct",
    "history",
    "messages",
    "on",
    "password",
    "people",
    "sessions",
]
