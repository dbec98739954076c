"""Tab in the composer: what was begun is completed, and Tab again has the next that may have been meant."""

from typing import TYPE_CHECKING

from parlour.client.completion import Choice, complete
from parlour.client.screen.bars import Bar
from parlour.client.text import plain

if TYPE_CHECKING:
    from parlour.client.screen.app import ChatApp

MOST_SHOWN = 12


class Completing:
    """What was begun, and what may have been meant by it; a bar shows that while Tab goes through it."""

    def __init__(self, app: "ChatApp") -> None:
        self._app = app
        self.bar = Bar("choices")
        self._choices: list[Choice] = []
        self._at = 0
        self._before = ""
        """What stood before the cursor when a choice had been put there."""
        self._length = 0

    def next(self, step: int = 1) -> None:
        """Complete what was begun, or go on to the next choice."""
        app, composer = self._app, self._app.composer
        if app.where is None or not composer.has_focus:
            app.screen.focus_next()
            return
        typed = composer.before_cursor()
        if self._choices and typed == self._before:
            self._at = (self._at + step) % len(self._choices)
        else:
            engine, buffer = app.where
            self._choices = complete(engine.network, buffer, typed, app.memory.servers)
            self._at = 0
            if not self._choices:
                app.bell()
                return
            self._length = len(typed) - self._choices[0].start
        text = self._choices[self._at].text
        composer.replace_before_cursor(self._length, text)
        self._before = composer.before_cursor()
        self._length = len(self._before) - self._choices[self._at].start
        self._show()
        if len(self._choices) == 1:
            self.forget()

    def typed(self) -> None:
        """What stands in the composer is another: unless Tab did that, nothing is being completed any more."""
        if self._choices and self._app.composer.before_cursor() != self._before:
            self.forget()

    def forget(self) -> None:
        """Nothing is being completed."""
        self._choices = []
        self._show()

    def _show(self) -> None:
        look = self._app.look
        several = len(self._choices) > 1
        self.bar.set_class(not several, "hidden")
        if several:
            first = max(0, min(self._at - MOST_SHOWN // 2, len(self._choices) - MOST_SHOWN))
            shown = self._choices[first : first + MOST_SHOWN]
            pieces = []
            for at, choice in enumerate(shown, first):
                style = look.style("selected") if at == self._at else look.style("text")
                pieces += [(plain(choice.text).strip(" :") or choice.text, style), ("  ", look.style("text"))]
            note = plain(self._choices[self._at].note)[:40]
            self.bar.fill(pieces, [(note, look.style("dim"))] if note else [])
