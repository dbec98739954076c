"""Outflow: what a turn produced, and when it is sent.

A turn's output is a list of pieces, each with the connections it goes to: a message to a channel is one entry, however
many are in it. A turn that waits for the disk is held until what was decided in it and before it is committed; then
every connection is written to once.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from parlour.core.ports import Bundle, Piece
from parlour.journal.local import Keeping
from parlour.server.connection import Connection, Owed, Turn

Pieces = list[tuple[Piece, Sequence[Connection]]]
Group = dict[Connection, None]
"""Connections in the order in which they came."""


class Outflow:
    """The turn under way, and those that wait for the disk."""

    def __init__(self) -> None:
        self.turn = Turn()
        self._held: deque[tuple[int, Pieces]] = deque()

    def _fan_out(self, piece: bytes, groups: Sequence[Group], but: Sequence[Connection]) -> None:
        """A piece goes to groups as they are now, except for some."""
        receivers = list(groups[0])
        for group in groups[1:]:
            receivers += group
        for connection in but:
            for group in groups:
                if connection in group:
                    receivers.remove(connection)
        if self.turn.waiting:
            for connection in self.turn.waiting.intersection(receivers):
                receivers.remove(connection)
                connection.put(piece)
        if receivers:
            self.turn.pieces.append((piece, receivers))

    def end_turn(self, held_for: int | None) -> None:
        """Send what the turn produced, or hold it until the batch `held_for` is committed."""
        pieces = self.turn.pieces
        if not pieces:
            return
        self.turn.pieces = []
        if held_for is None:
            Connection.send(_ready([pieces]))
        else:
            self._held.append((held_for, pieces))

    def release(self, number: int) -> None:
        """Send what was held for batches up to `number`; each connection is written to once."""
        turns = []
        while self._held and self._held[0][0] <= number:
            turns.append(self._held.popleft()[1])
        if turns:
            Connection.send(_ready(turns))

    def release_all(self) -> None:
        """Send all that is held."""
        if self._held:
            self.release(self._held[-1][0])

    def drop(self, keepings: list[Keeping], connections: Iterable[Connection]) -> None:
        """Take out of everything that is not sent yet the pieces that these events made."""
        dropped = {id(piece) for keeping in keepings for piece in keeping.pieces}
        bundles: list[Bundle] = [c.bundle for c in connections if c.bundle is not None]
        for turn in [*(pieces for _, pieces in self._held), self.turn.pieces]:
            bundles += [piece for piece, _ in turn if not isinstance(piece, bytes)]
            turn[:] = [entry for entry in turn if id(entry[0]) not in dropped]
        for connection in self.turn.waiting:
            if connection.pile is not None:
                connection.pile = [piece for piece in connection.pile if id(piece) not in dropped]
        for bundle in bundles:
            bundle.drop(dropped)


Ready = tuple[Callable[[bytes], int] | None, Any, Connection]


def _ready(turns: list[Pieces]) -> list[Ready]:
    """What each connection is owed of some turns, in the form in which `Connection.send` sends it."""
    if len(turns) == 1 and len(turns[0]) == 1:
        piece, receivers = turns[0][0]
        if isinstance(piece, bytes):
            return [(None if c.draining else c.short, piece, c) for c in receivers]
    owed: dict[Connection, Owed] = {}
    for pieces in turns:
        for piece, receivers in pieces:
            for connection in receivers:
                had = owed.get(connection)
                if had is None:
                    owed[connection] = piece
                elif isinstance(had, list):
                    had.append(piece)
                else:
                    owed[connection] = [had, piece]
    return [_one_ready(connection, what) for connection, what in owed.items()]


def _one_ready(connection: Connection, owed: Owed) -> Ready:
    if isinstance(owed, list):
        try:
            owed = b"".join(owed)  # type: ignore[arg-type]
        except TypeError:
            return None, owed, connection
    # Who waits for room in a long answer has to hear that there is some, which the long way tells.
    short = connection.short if isinstance(owed, bytes) and not connection.draining else None
    return short, owed, connection
