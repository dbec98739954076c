"""Where one writes: several lines, sent with Enter, with what was written before at the arrow keys."""

import re
from collections.abc import Callable

from textual import events
from textual.widgets import TextArea

from parlour.client.screen.cells import steady

MOST_ROWS = 6

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What is not to stand in the composer: the terminal would obey it when it is drawn."""


def clean(text: str) -> str:
    """A text as it may stand in the composer."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


class Composer(TextArea):
    """The composer. `sends` is given what was written, and says whether it is done with: otherwise it stays.

    `begins` is told when what is written is another, and whether the user has changed it. `completes` is what Tab does,
    `written` what was written before, oldest first.
    """

    DEFAULT_CSS = f"""
    Composer {{
        height: auto; min-height: 1; max-height: {MOST_ROWS}; padding: 0 1 0 0;
        scrollbar-size-vertical: 1;
    }}
    """

    def __init__(self, written: Callable[[], list[str]]) -> None:
        super().__init__(
            id="composer", compact=True, tab_behavior="focus", highlight_cursor_line=False, show_line_numbers=False
        )
        self.cursor_blink = False  # a screen at rest is not drawn
        self.sends: Callable[[str], bool] = lambda _: True
        self.begins: Callable[[str], None] = lambda _: None
        self.steps: Callable[[int], bool] = lambda _: False
        """What up and down do before anything else; it says whether they have done something."""
        self._written = written
        self._back = 0
        """How many steps the user has gone back in what was written."""
        self._unsaid = ""
        """What stood here before they went back."""
        self._filled = ""

    def fill(self, text: str) -> None:
        """Have another text in it, with the cursor behind it."""
        self._back = 0
        self._put(text)

    def _put(self, text: str) -> None:
        text = clean(text)
        self._filled = text
        if text != self.text:
            self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._send()
        elif event.key in ("alt+enter", "shift+enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.new_line()

    def new_line(self) -> None:
        """Begin a new line where the cursor is."""
        self.insert("\n")

    def _send(self) -> None:
        text = self.text
        if text.strip() and self.sends(text):
            self.fill("")

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if text := clean(event.text):
            self.replace(text, *self.selection)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Something was written."""
        event.stop()
        if self.text != self._filled:
            self._filled = self.text
            self.begins(self.text)

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002, as in TextArea
        """Up: in the first row, what was written before."""
        if not select and self.steps(-1):
            return
        if not select and self.cursor_at_first_row:
            self._go_back(1)
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002, as in TextArea
        """Down: in the last row, what was written after."""
        if not select and self.steps(1):
            return
        if not select and self._back and self.cursor_at_last_line:
            self._go_back(-1)
        else:
            super().action_cursor_down(select)

    @property
    def cursor_at_first_row(self) -> bool:
        """Whether there is nothing above the cursor."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y == 0

    def _go_back(self, step: int) -> None:
        written = self._written()
        back = max(0, min(len(written), self._back + step))
        if back == self._back:
            return
        if not self._back:
            self._unsaid = self.text
        self._back = back
        self._put(written[-back] if back else self._unsaid)
        self._filled = self.text
        self.begins(self.text)

    def before_cursor(self) -> str:
        """What stands before the cursor."""
        row, column = self.cursor_location
        lines = self.text.split("\n")
        return "\n".join([*lines[:row], lines[row][:column]])

    def replace_before_cursor(self, count: int, text: str) -> None:
        """Put a text in place of so many signs before the cursor, which are in its line."""
        row, column = self.cursor_location
        self.replace(steady(clean(text)), (row, column - count), (row, column))
