"""Batches: lines that belong together are held until all of them are here.

Source: https://ircv3.net/specs/extensions/batch
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine

MOST_OPEN = 50
"""So many batches may be open at once; what belongs to further ones is taken line by line."""

MOST_LINES = 50_000
"""So many lines a batch may have; further ones are thrown away."""


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

    def holds(self, line: Line) -> bool:
        """Whether a line begins, ends or belongs to a batch, and is looked after here."""
        outer = self._open.get(line.tags.get("batch", ""))
        if line.command == "BATCH":
            sign, reference = line.parameter(0)[:1], line.parameter(0)[1:]
            if sign == "+" and len(self._open) < MOST_OPEN:
                made = self._open[reference] = Batch(line)
                if outer is not None and len(outer.parts) < MOST_LINES:
                    outer.parts.append(made)
            elif sign == "-":
                self._end(reference)
            return True
        if outer is None:
            return False
        if len(outer.parts) < MOST_LINES:
            outer.parts.append(line)
        return True

    def lost(self) -> None:
        """What has not ended does not."""
        self._open.clear()

    def _end(self, reference: str) -> None:
        batch = self._open.pop(reference, None)
        # One that lies in another is done with that.
        if batch is not None and batch.opening.tags.get("batch", "") not in self._open:
            self._done(batch, batch.opening.tags.get("label", ""))

    def _done(self, batch: Batch, label: str) -> None:
        """All of a batch is here."""
        engine = self._engine
        if label:
            batch.opening.tags["label"] = label
        match batch.type:
            case "chathistory":
                engine.history.batch(batch.opening, batch.lines())
            case "draft/chathistory-targets":
                engine.history.targets(batch.lines())
            case "netsplit" | "netjoin":
                engine.crowd(batch.type, batch.lines())
            case _:
                for part in batch.parts:
                    if isinstance(part, Batch):
                        self._done(part, label)
                        continue
                    if label:
                        part.tags["label"] = label
                    part.tags.pop("batch", None)
                    engine.handle(part)
        if label:
            engine.sending.acknowledged(label)
            engine.asking.ended(label)
