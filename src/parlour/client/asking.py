"""What was asked of the server, and the answers to it: by label where there are labels, else by what the answer is.

Source: https://ircv3.net/specs/extensions/labeled-response
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parlour.client import answers
from parlour.client.lines import Line
from parlour.client.model import Buffer
from parlour.client.told import ChannelsListed

if TYPE_CHECKING:
    from parlour.client.engine import Engine

PATIENCE_MS = 30_000
"""So long an answer may take; then what has come of it is shown."""

MOST_LINES = 10_000
"""So many lines of an answer are kept."""

MOST_OPEN = 200

_ENDLESS = frozenset({"act", "anything"})
"""Kinds whose answers nothing ends where there are no labels: a PING behind them tells when they have been done."""


@dataclass(slots=True)
class Question:
    """Something that was asked, and what has come of its answer."""

    kind: str
    buffer: Buffer
    heard_ms: int
    """When it was asked, or the last line of its answer came."""
    names: frozenset[str]
    """Its words, folded: by those an error finds it where there are no labels."""
    lines: list[Line] = field(default_factory=list)
    dropped: int = 0
    """How many lines were too many."""


class Asking:
    """The questions of one connection that are still open, the oldest first."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._open: dict[str, Question] = {}
        self._count = 0

    def ask(
        self, kind: str, buffer: Buffer, command: str, *parameters: str, tags: dict[str, str] | None = None
    ) -> None:
        """Ask something (a kind of `answers.KINDS`); what comes of it is shown in a buffer."""
        engine, network = self._engine, self._engine.network
        self._count += 1
        label = f"a{self._count}"
        if len(self._open) >= MOST_OPEN:
            self.ended(next(iter(self._open)))
        names = frozenset(network.fold(name) for each in (command, *parameters) for name in each.split(","))
        self._open[label] = Question(kind, buffer, engine.clock(), names)
        if self._has_labels:
            tags = {**(tags or {}), "label": label}
        engine.send(command, *parameters, tags=tags)
        if kind in _ENDLESS and not self._has_labels:
            engine.send("PING", label)

    @property
    def _has_labels(self) -> bool:
        network = self._engine.network
        return network.can("labeled-response") and network.can("batch")

    def takes(self, line: Line) -> bool:
        """Whether a line is a part of the answer to a question; then it is shown with that."""
        label = line.tags.get("label", "") if self._has_labels else self._unlabeled(line)
        question = self._open.get(label)
        if question is None or not answers.belongs(question.kind, line):
            return False
        question.heard_ms = self._engine.clock()
        if len(question.lines) < MOST_LINES:
            question.lines.append(line)
        else:
            question.dropped += 1
        if not self._has_labels and answers.ends(question.kind, line):
            self.ended(label)
        return True

    def is_open(self, kind: str) -> bool:
        """Whether an answer of some kind is waited for."""
        return any(question.kind == kind for question in self._open.values())

    def settled(self, line: Line) -> None:
        """A line with a label that is no part of a batch came: it was all of the answer."""
        label = line.tags.get("label", "")
        if label and "batch" not in line.tags:
            self.ended(label)

    def ended(self, label: str) -> None:
        """All of an answer is here."""
        question = self._open.pop(label, None)
        if question is not None:
            self._show(question)

    def ponged(self, token: str) -> None:
        """The server has come as far as a PING, which may be that behind a question."""
        if token in self._open and not self._has_labels:
            self.ended(token)

    def lost(self) -> None:
        """No more answers come."""
        for label in list(self._open):
            self.ended(label)

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        for label, question in list(self._open.items()):
            if now_ms - question.heard_ms >= PATIENCE_MS:
                self.ended(label)

    def _unlabeled(self, line: Line) -> str:
        """The question whose answer a line may be: the oldest, as answers come in the order of what was asked. What was
        refused is not refused again."""
        error = answers.is_error(line)
        named = self._about(line) if error else set()
        for label, question in self._open.items():
            if error:
                found = (not named or named & question.names) and not any(map(answers.is_error, question.lines))
            else:
                found = question.kind != "anything" and line.command in answers.KINDS[question.kind].parts
            if found:
                return label
        return "" if error else self._of_anything(line)

    def _about(self, line: Line) -> set[str]:
        """What a refusal names, folded."""
        about = line.parameters[:1] if line.command == "FAIL" else line.parameters[1:-1]
        return {self._engine.network.fold(each) for each in about}

    def _of_anything(self, line: Line) -> str:
        """The line that was sent as it is and may have such an answer: a numeric that nothing else waits for."""
        if not line.command.isdigit():
            return ""
        return next((label for label, question in self._open.items() if question.kind == "anything"), "")

    def _show(self, question: Question) -> None:
        engine, network = self._engine, self._engine.network
        buffer = question.buffer if network.buffer(question.buffer.name) is question.buffer else network.buffers[""]
        lines, error = answers.read(question.kind, question.lines, network, engine.clock())
        if question.kind == "list" and not error and (question.lines or network.state == "online"):
            engine.tell(ChannelsListed(answers.channels(question.lines)))
            lines = []
        if question.dropped and question.kind != "learn":
            lines.append(f"… and {question.dropped} more; ask for less at once to see them.")
        if lines:
            engine.answer(buffer, lines, error=error)
