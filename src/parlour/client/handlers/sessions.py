"""Sessions: SESSION, as docs/session-extension.md has it."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("SESSION")
def session(engine: "Engine", line: "Line") -> None:
    """Something has happened to a session, or was answered about them."""
    engine.sessions.told(line)
