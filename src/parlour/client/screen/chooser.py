"""A dialog in which one thing of many is chosen: what is typed makes the list shorter, Enter takes what is at the
cursor."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from parlour.client.screen.dialogs import Dialog, said
from parlour.client.screen.listing import Entry, Rows
from parlour.client.screen.look import Look

MOST_ROWS = 16

AROUND = 14
"""So many rows of the screen are something else than the list."""

STEPS = {"page_up": -10, "page_down": 10, "next_buffer": 1, "previous_buffer": -1, "complete": 1}
"""What keys of the screen's actions do in the list."""

MOST_FOUND = 500
"""So many are listed at most, the best first."""


class Option(NamedTuple):
    """Something that may be chosen: how it is shown, what it is found by, and what it stands for."""

    entry: Entry
    words: str
    value: Any


Source = Callable[[str], Sequence[Option]]
"""Gives what may be chosen when a text was typed."""


def among(options: Sequence[Option]) -> Source:
    """Those of a list that fit what was typed: the text itself, else its letters in this order."""

    def fitting(typed: str) -> Sequence[Option]:
        sought = typed.casefold().split()
        if not sought:
            return options[:MOST_FOUND]
        rated = [(rate, at) for at, each in enumerate(options) if (rate := _rate(each.words.casefold(), sought)) < 9]
        return [options[at] for _, at in sorted(rated)[:MOST_FOUND]]

    return fitting


def _rate(words: str, sought: list[str]) -> int:
    """How well something fits: 0 best, 9 not at all."""
    return max(_rate_one(words, each) for each in sought)


def _rate_one(words: str, sought: str) -> int:
    bare = words.lstrip("#&/@+")
    if bare.startswith(sought) or words.startswith(sought):
        return 0
    if f" {sought}" in words:
        return 1
    if sought in words:
        return 2
    letters = iter(words.partition("  ")[0])
    return 3 if all(letter in letters for letter in sought) else 9


class Chooser(Dialog[Any]):
    """Asks which. It gives the value of what was chosen, or None."""

    DEFAULT_CSS = f"""
    Chooser > Vertical {{ width: 76; }}
    Chooser Rows {{ height: auto; max-height: {MOST_ROWS}; margin-top: 1; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"move({step})", show=False, priority=True) for key, step in (("up", -1), ("down", 1))
    ]
    keys = "Enter: take it     Esc: close"

    def __init__(
        self, look: Look, heading: str, source: Source, *, hint: str = "", keys: str = "", typed: str = "",
        moved: Callable[[Any], None] | None = None, none: str = "There is nothing like that.",
    ) -> None:  # fmt: skip
        """`moved` is told what is at the cursor, each time that it is another; `none` is said when nothing fits."""
        super().__init__()
        self.heading = heading
        self.keys = keys or self.keys
        self._source = source
        self._hint = hint
        self._typed = typed
        self._moved = moved
        self._none = none
        self._options: Sequence[Option] = ()
        self._rows = Choices(look)
        self._rows.picked = self._picked

    def parts(self) -> ComposeResult:
        """Where one types, and the list."""
        yield Input(value=self._typed, placeholder=self._hint, select_on_focus=False, compact=True, id="line")
        yield self._rows
        yield Static(id="none")

    def _picked(self, _: Any) -> None:
        """A row was clicked."""
        self.dismiss(self._options[self._rows.cursor].value)

    @property
    def typed(self) -> str:
        """What was typed."""
        return self._typed

    def on_mount(self) -> None:
        """It is there."""
        self._fill(self._typed)
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed."""
        event.stop()
        self._typed = event.value
        self._rows.cursor = 0
        self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter was pressed."""
        event.stop()
        if self._options:
            self.dismiss(self._options[self._rows.cursor].value)
        else:
            self.app.bell()

    def do(self, action: str) -> None:
        """Keys that go through the list here, too."""
        step = STEPS.get(action)
        if step is None:
            super().do(action)
        else:
            self.action_move(step)

    def action_move(self, step: int) -> None:
        """Move the cursor in the list, while one goes on typing."""
        self._rows.action_move(step)
        self._tell()

    def _fill(self, typed: str) -> None:
        self._options = self._source(typed)
        self._rows.fill([option.entry for option in self._options])
        self._rows.styles.height = max(1, min(MOST_ROWS, len(self._options), self.app.size.height - AROUND))
        self._rows.display = bool(self._options)
        none = self.query_one("#none", Static)
        none.update(said(self._none))
        none.display = not self._options
        self._tell()

    def _tell(self) -> None:
        if self._moved is not None and self._options:
            self._moved(self._options[self._rows.cursor].value)


class Choices(Rows):
    """The list in a dialog: its cursor is seen while one types somewhere else."""

    can_focus = False

    def __init__(self, look: Look) -> None:
        super().__init__(look, "choices-list")

    def entry(self, at: int) -> Entry:
        """What is in a row."""
        found = super().entry(at)
        found.mark = at == self.cursor
        return found
