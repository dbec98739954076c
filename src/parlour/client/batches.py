"""Batches: lines that belong together are held until all of them are here.

Source: https://ircv3.net/specs/extensions/batch
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine

MOST_OPEN = 20
"""So many batches may be open at once; further ones are taken as if they were none, line by line."""

MOST_LINES = 50_000
MOST_CHARACTERS = 32_000_000
"""So much is held at once, of all batches that are open; what is more is thrown away, and that is said."""


@dataclass(slots=True)
class Batch:
    """A batch that has begun, with its lines and the batches in it, in order."""

    opening: Line
    parts: "list[Line | Batch]" = field(default_factory=list)

    @property
    def type(self) -> str:
        """What kind of batch it is."""
        return self.opening.parameter(1).lower()

    def lines(self) -> list[Line]:
        """Its lines, those of the batches in it included."""
        found: list[Line] = []
        for part in self.parts:
            found += part.lines() if isinstance(part, Batch) else [part]
        return found


class Batches:
    """The batches of one connection that have begun."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._open: dict[str, Batch] = {}
        self._lines = self._characters = self._dropped = 0
        """How much is held, and how many lines were thrown away since something is."""

    def holds(self, line: Line) -> bool:
        """Whether a line begins, ends or belongs to a batch, and is looked after here."""
        outer = self._open.get(line.tags.get("batch", ""))
        if line.command != "BATCH":
            if outer is None:
                return False
            self._hold(outer, line)
            return True
        sign, reference = line.parameter(0)[:1], line.parameter(0)[1:]
        if sign == "-":
            self._end(reference)
        elif sign == "+" and reference not in self._open and len(self._open) < MOST_OPEN:
            self._open[reference] = made = Batch(line)
            if outer is not None:
                outer.parts.append(made)
        return True

    def _hold(self, batch: Batch, line: Line) -> None:
        if self._lines >= MOST_LINES or self._characters >= MOST_CHARACTERS:
            self._dropped += 1
            return
        self._lines += 1
        self._characters += sum(map(len, line.parameters)) + sum(map(len, line.tags.values()))
        batch.parts.append(line)

    def lost(self) -> None:
        """What has not ended does not."""
        self._open.clear()
        self._lines = self._characters = self._dropped = 0

    def _end(self, reference: str) -> None:
        batch = self._open.pop(reference, None)
        if batch is None:
            return
        # One that lies in another is done with that; one that is still open when that ends stands on its own.
        for other, each in list(self._open.items()):
            if each.opening.tags.get("batch", "") == reference:
                self._open[other].opening.tags.pop("batch")
                batch.parts = [part for part in batch.parts if part is not each]
        if batch.opening.tags.get("batch", "") not in self._open:
            self._done(batch, "")
        if not self._open:
            self._lines = self._characters = 0
            self._say_dropped()

    def _say_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        if dropped:
            words = f"The server sent more at once than is kept: {dropped} lines were thrown away."
            self._engine.answer(self._engine.network.buffers[""], [words], error=True)

    def _done(self, batch: Batch, label: str) -> None:
        """All of a batch is here; `label` is that of the batch around it."""
        engine = self._engine
        label = batch.opening.tags.get("label", label)
        if label:
            batch.opening.tags["label"] = label
        match batch.type:
            case "chathistory":
                engine.history.batch(batch.opening, batch.lines())
            case "draft/chathistory-targets":
                engine.history.targets(batch.lines())
            case "netsplit" | "netjoin":
                engine.people.crowd(batch.type, batch.lines())
            case _:
                self._play(batch, label)
        if label:
            engine.sending.acknowledged(label)
            engine.asking.ended(label)

    def _play(self, batch: Batch, label: str) -> None:
        """Take the lines of a batch one by one."""
        for part in batch.parts:
            if isinstance(part, Batch):
                self._done(part, label)
                continue
            if label:
                part.tags["label"] = label
            part.tags.pop("batch", None)
            self._engine.handle(part)
