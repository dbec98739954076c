"""Plain lines on a terminal that can move its cursor: a line to type in below what arrives, and nothing else moves."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output import Output as Screen
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.shortcuts import CompleteStyle, print_formatted_text
from prompt_toolkit.styles import Style

from parlour.client.completion import complete
from parlour.client.model import Buffer
from parlour.client.plain.face import PlainFace
from parlour.client.plain.manner import Line
from parlour.client.plain.questions import Asking
from parlour.client.text import plain

STYLES = {
    "time": "fg:ansibrightblack",
    "place": "fg:ansicyan",
    "nick": "fg:ansigreen bold",
    "own": "bold",
    "mention": "fg:ansiyellow bold",
    "quiet": "fg:ansibrightblack",
    "error": "fg:ansired",
}
"""The terminal's own colours, which whoever uses it can read."""


class Interrupted(Exception):
    """The user pressed Ctrl-C with nothing typed."""


class Terminal:
    """A terminal: what is typed in it, and where lines go."""

    def __init__(
        self,
        asking: Asking,
        *,
        color: bool,
        bell: bool,
        typed: Iterable[str],
        source: Input | None = None,
        screen: Screen | None = None,
    ) -> None:
        """`typed` is what was typed in earlier runs; `source` and `screen` are other ones than this process's."""
        self.asking = asking
        asking.output, asking.asked = self, self._asked
        self.face: PlainFace | None = None
        self._color = color
        self._bell = bell
        self._stopped = False
        self._waiting: list[Line] = []
        self._begun: Buffer | None = None
        """Where one was when what stands in the line was begun."""
        self._back = ""
        """What was given back, and is to stand in the line again."""
        self._session: PromptSession[str] = PromptSession(
            message=self._prompt,
            completer=Meanings(self._complete),
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,
            history=Typed(typed, lambda: bool(self.asking.prompt)),
            enable_history_search=False,
            erase_when_done=True,
            is_password=Condition(lambda: self.asking.is_secret),
            key_bindings=_keys(),
            style=Style.from_dict(STYLES) if color else Style([]),
            color_depth=None if color else ColorDepth.DEPTH_1_BIT,
            input=source,
            output=screen,
        )
        self._session.default_buffer.on_text_changed += self._changed

    # Lines

    def put(self, lines: list[Line]) -> None:
        """What arrives; all that arrives at once is written at once."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write)
        self._waiting += lines

    narrate = put

    def ring(self) -> None:
        """Ring the terminal's bell."""
        if self._bell:
            self._session.output.bell()
            self._session.output.flush()

    def _write(self) -> None:
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        pieces = [piece for line in lines for piece in (*_styled(line), ("", "\n"))]

        def write() -> None:
            print_formatted_text(
                FormattedText(pieces),
                end="",
                output=self._session.output,
                style=self._session.style,
                color_depth=self._session.color_depth,
                include_default_pygments_style=False,
            )

        if self._session.app.is_running:
            run_in_terminal(write)
        else:
            write()

    # Typing

    async def read(self, face: PlainFace) -> None:
        """Hand over what is typed until the user leaves, or presses Ctrl-D. Raises Interrupted."""
        self.face = face
        face.moved = self._moved
        with self._patched():
            while True:
                back, self._back, self._begun = self._back, "", None
                self._moved()
                try:
                    text = await self._session.prompt_async(default=back)
                except EOFError:
                    if not self.asking.answer(None) or self._stopped:
                        return
                    continue
                except KeyboardInterrupt:
                    raise Interrupted from None
                if self.asking.answer(text):
                    continue
                face.client.memory.add_typed(text)
                if not face.typed(text, self._begun):
                    self._back = text

    def stop(self) -> None:
        """Read no more."""
        self._stopped = True
        if self._session.app.is_running:
            self._session.app.exit(exception=EOFError)

    def finish(self) -> None:
        """Write what is still to be written."""
        self._write()

    def _patched(self) -> AbstractContextManager[None]:
        return patch_stdout(raw=False)

    def _prompt(self) -> str:
        if self.asking.prompt:
            return self.asking.prompt
        return self.face.prompt if self.face is not None else "> "

    def _moved(self) -> None:
        if self._session.app.is_running:
            self._session.app.invalidate()

    def _asked(self) -> None:
        """A question is asked: what stood in the line is no answer to it."""
        if self._session.app.is_running:
            self._session.default_buffer.reset()
            self._moved()

    def _changed(self, _: object) -> None:
        if not self._session.default_buffer.text:
            self._begun = None
        elif self._begun is None and self.face is not None:
            self._begun = self.face.where[1]

    def _complete(self, text: str) -> list[Completion]:
        if self.face is None or self.asking.prompt:
            return []
        engine, buffer = self.face.where
        found = complete(engine.network, buffer, text, self.face.client.engines)
        return [
            Completion(
                each.text, each.start - len(text), display=plain(each.text.rstrip()), display_meta=plain(each.note)
            )
            for each in found
        ]


class Typed(InMemoryHistory):
    """What was typed, for the keys up and down. Answers to questions are nothing to be found again."""

    def __init__(self, typed: Iterable[str], is_answer: Callable[[], bool]) -> None:
        super().__init__(list(typed))
        self._is_answer = is_answer

    def append_string(self, string: str) -> None:
        """Something was typed."""
        if not self._is_answer():
            super().append_string(string)


class Meanings(Completer):
    """What may be meant, for prompt_toolkit."""

    def __init__(self, meanings: Callable[[str], list[Completion]]) -> None:
        self._meanings = meanings

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """What may be meant by what stands before the cursor."""
        return self._meanings(document.text_before_cursor)


def _styled(line: Line) -> Line:
    return [(f"class:{style}" if style else "", text) for style, text in line]


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def interrupt(event: KeyPressEvent) -> None:
        """Take back what was typed; with nothing typed, leave at once."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt)

    @keys.add("c-j")
    @keys.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        """Begin a new line; Enter sends them all."""
        event.current_buffer.insert_text("\n")

    _: Any = (interrupt, new_line)
    return keys
