"""What was asked of the server, and the answers to it: by label where there are labels, else by what the answer is."""

from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Asking:
    """The questions of one connection that are still open."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def holds(self, line: Line) -> bool:
        """Whether a line is an answer that is kept until all of it is here."""
        return False

    def unknown(self, line: Line) -> None:
        """A line that nobody waited for: it is shown where the server speaks."""
        engine = self._engine
        words = line.parameters[1:] if line.command.isdigit() else line.parameters
        engine.add(engine.network.buffers[""], engine.message("info", "", " ".join(words), line))

    def lost(self) -> None:
        """No more answers come."""

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
