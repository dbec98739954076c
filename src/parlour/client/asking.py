"""What was asked of the server, and the answers to it: by label where there are labels, else by what the answer is."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parlour.client import answers
from parlour.client.lines import Line
from parlour.client.model import Buffer

if TYPE_CHECKING:
    from parlour.client.engine import Engine

PATIENCE_MS = 30_000
"""So long an answer may take; then what has come of it is shown."""

MOST_LINES = 20_000
"""So many lines of an answer are kept."""

MOST_OPEN = 200


@dataclass(slots=True)
class Question:
    """Something that was asked, and what has come of its answer."""

    kind: str
    buffer: Buffer
    at_ms: int
    names: frozenset[str]
    """What it names, folded: by that an error finds it where there are no labels."""
    lines: list[Line] = field(default_factory=list)


class Asking:
    """The questions of one connection that are still open, the oldest first."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._open: dict[str, Question] = {}
        self._count = 0

    def ask(self, kind: str, buffer: Buffer, command: str, *parameters: str) -> None:
        """Ask something (a kind of `answers.KINDS`); what comes of it is shown in a buffer."""
        engine, network = self._engine, self._engine.network
        self._count += 1
        label = f"a{self._count}"
        if len(self._open) >= MOST_OPEN:
            self.ended(next(iter(self._open)))
        names = frozenset(network.fold(name) for each in parameters for name in each.split(","))
        self._open[label] = Question(kind, buffer, engine.clock(), names)
        engine.send(command, *parameters, tags={"label": label} if self._has_labels else None)

    @property
    def _has_labels(self) -> bool:
        network = self._engine.network
        return network.can("labeled-response") and network.can("batch")

    def takes(self, line: Line) -> bool:
        """Whether a line is a part of the answer to a question; then it is shown with that."""
        label = line.tags.get("label", "")
        found = self._labeled(label) if self._has_labels else self._unlabeled(line)
        if found is None:
            return False
        key, question = found
        if line.command != "ACK":
            if not answers.belongs(question.kind, line):
                return False
            if len(question.lines) < MOST_LINES:
                question.lines.append(line)
        if not self._has_labels and answers.ends(question.kind, line):
            self.ended(key)
        return True

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

    def lost(self) -> None:
        """No more answers come."""
        for label in list(self._open):
            self.ended(label)

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        for label, question in list(self._open.items()):
            if now_ms - question.at_ms >= PATIENCE_MS:
                self.ended(label)

    def _labeled(self, label: str) -> tuple[str, Question] | None:
        question = self._open.get(label)
        return None if question is None else (label, question)

    def _unlabeled(self, line: Line) -> tuple[str, Question] | None:
        for label, question in self._open.items():
            if answers.is_error(line):
                named = {self._engine.network.fold(each) for each in line.parameters[1:-1]}
                if not named or named & question.names:
                    return label, question
            elif answers.belongs(question.kind, line) and question.kind != "anything":
                return label, question
        return None

    def _show(self, question: Question) -> None:
        engine = self._engine
        if question.kind == "list":
            rows = answers.channels(question.lines)
            if rows or not any(answers.is_error(each) for each in question.lines):
                engine.listed(rows)
                return
        lines, error = answers.read(question.kind, question.lines)
        if lines:
            engine.answer(question.buffer, lines, error=error)
