"""Batches: lines that belong together are held until all of them are here. Source: https://ircv3.net/specs/extensions/batch"""

from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Batches:
    """The batches of one connection that have begun."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def holds(self, line: Line) -> bool:
        """Whether a line begins, ends or belongs to a batch, and is looked after here."""
        return False

    def lost(self) -> None:
        """What has not ended does not."""
