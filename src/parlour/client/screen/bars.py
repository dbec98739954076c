"""Bars of one row: the topic above the timeline, and the state below it."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from parlour.client.screen.cells import cut, steady, width

Pieces = list[tuple[str, Style]]


class Bar(Widget):
    """One row with something at its left, which is cut where there is no room, and something at its right."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._left: Pieces = []
        self._right: Pieces = []

    def fill(self, left: Pieces, right: Pieces) -> None:
        """Show something; texts have passed through `client.text`. Nothing is drawn where it is the same."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002, there is only one
        """The row."""
        columns, base = self.size.width, self.rich_style
        room = columns - 2  # one at each side
        segments = [Segment(" ", base)]
        right = [Segment(steady(text), base + style) for text, style in self._right]
        wanted = sum(segment.cell_length for segment in right)
        room -= wanted + 1 if wanted else 0
        for text, style in self._left:
            part = cut(steady(text), max(0, room))
            room -= width(part)
            if part:
                segments.append(Segment(part, base + style))
        segments += [Segment(" " * (max(0, room) + (1 if wanted else 0)), base), *right]
        return Strip(segments).adjust_cell_length(columns, base)
