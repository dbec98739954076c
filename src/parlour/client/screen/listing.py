"""A list of which only the rows on the screen are drawn: the places at the left, the people at the right, dialogs."""

from collections.abc import Callable
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from parlour.client.screen.cells import cut, steady, width
from parlour.client.screen.look import Look

WHEEL_ROWS = 3


class Entry:
    """One row: what stands at its left, which is cut where there is no room, what stands at its right, and what it is
    about. Texts have passed through `client.text`."""

    __slots__ = ("left", "mark", "right", "subject")

    def __init__(
        self, left: list[tuple[str, Style]], right: list[tuple[str, Style]] | None = None, subject: Any = None,
        *, mark: bool = False,
    ) -> None:  # fmt: skip
        """`mark` tells that it is the one where the user is."""
        self.left = left
        self.right = right or []
        self.subject = subject
        self.mark = mark


class Listing(Widget, can_focus=True):
    """A list with a cursor. Those that inherit say how many rows there are, and what is in each.

    `picked` is called with the subject of a row that was chosen, by Enter or by the mouse.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
        Binding("enter", "pick", show=False),
    ]

    def __init__(self, look: Look, id: str) -> None:
        super().__init__(id=id)
        self.look = look
        self.picked: Callable[[Any], None] = lambda _: None
        self.cursor = 0
        self._top = 0

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def entry(self, at: int) -> Entry:
        """What is in a row."""
        raise NotImplementedError

    def changed(self) -> None:
        """There are other rows, or they have something else in them."""
        self.cursor = max(0, min(self.cursor, self.count() - 1))
        self._top = max(0, min(self._top, self.count() - self.size.height))
        self.refresh()

    def restyle(self, look: Look) -> None:
        """Another theme."""
        self.look = look
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        at, columns, base = y + self._top, self.size.width, self.rich_style
        if at >= self.count() or columns <= 0:
            return Strip.blank(columns, base)
        entry = self.entry(at)
        if entry.mark or (self.has_focus and at == self.cursor):
            base += self.look.style("selected")
        right = [(steady(text), style) for text, style in entry.right if text]
        room = columns - sum(width(text) for text, _ in right) - (1 if right else 0)
        segments: list[Segment] = []
        for text, style in entry.left:
            part = cut(steady(text), room)
            room -= width(part)
            if part:
                segments.append(Segment(part, base + style))
        segments.append(Segment(" " * (room + (1 if right else 0)), base))
        segments += [Segment(text, base + style) for text, style in right]
        return Strip(segments).adjust_cell_length(columns, base)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        count = self.count()
        if not count:
            return
        self.cursor = max(0, min(count - 1, self.cursor + step))
        self.show_cursor()

    def show_cursor(self) -> None:
        """Scroll to where the cursor is seen."""
        height = max(1, self.size.height)
        self._top = max(self.cursor - height + 1, min(self._top, self.cursor))
        self.refresh()

    def action_pick(self) -> None:
        """Choose what is at the cursor."""
        if 0 <= self.cursor < self.count():
            self.picked(self.entry(self.cursor).subject)

    def _scroll(self, rows: int) -> None:
        self._top = max(0, min(self.count() - self.size.height, self._top + rows))
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self._scroll(-WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self._scroll(WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """A row was clicked."""
        at = event.y + self._top
        if at < self.count():
            self.cursor = at
            self.picked(self.entry(at).subject)
            self.refresh()


class Rows(Listing):
    """A list whose rows are known."""

    def __init__(self, look: Look, id: str, entries: list[Entry] | None = None) -> None:
        super().__init__(look, id)
        self.entries = entries or []

    def count(self) -> int:
        """How many rows there are."""
        return len(self.entries)

    def entry(self, at: int) -> Entry:
        """What is in a row."""
        return self.entries[at]

    def fill(self, entries: list[Entry]) -> None:
        """Show other rows."""
        self.entries = entries
        self.changed()
