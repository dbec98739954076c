"""How far the user has read, when the server or another device tells."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("MARKREAD")
def marked(engine: "Engine", line: "Line") -> None:
    """The user has read so far. https://ircv3.net/specs/extensions/read-marker"""
    engine.history.reading.marked(line)
