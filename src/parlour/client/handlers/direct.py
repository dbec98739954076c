"""The direct line: DIRECT, as `parlour.chat/direct` has it."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("DIRECT")
def direct(engine: "Engine", line: "Line") -> None:
    """Something has happened on the direct line, or is told of it."""
    engine.direct.told(line)
