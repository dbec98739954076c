"""Answers that are sent as one, by handlers that had to wait."""

from parlour.core.ports import Piece


class Answer:
    """The lines of one answer. Until it is sent, lines that proved untrue can be dropped."""

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    @property
    def begun(self) -> bool:
        """Whether a part of it was sent before it is complete, so that it has to be ended."""
        return False

    def add(self, piece: bytes) -> None:
        """Append a line."""
        self.pieces.append(piece)

    def add_before_last(self, piece: bytes) -> None:
        """Put in a line before the last."""
        self.pieces.insert(len(self.pieces) - 1, piece)

    def drop(self, pieces: set[int]) -> None:
        """Forget the lines with these ids."""
        self.pieces = [piece for piece in self.pieces if id(piece) not in pieces]

    def take(self) -> list[Piece]:
        """The lines so far, to be sent before the answer is complete."""
        taken, self.pieces = self.pieces, []
        return list(taken)

    def render(self) -> bytes:
        """The whole answer, or what is left of it."""
        return b"".join(self.pieces)
