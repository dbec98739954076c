"""How the plain face is to be: what was asked for on the command line, and what the terminal can do."""

from dataclasses import dataclass
from typing import Protocol

from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.told import Told

Piece = tuple[str, str]
"""A style ("", time, place, nick, own, quiet, error, mention) and text."""

Line = list[Piece]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the plain face is to be."""

    to: str = ""
    """Where what is typed goes at first: a channel or a nick."""
    once: bool = False
    """Only say what comes in, and leave."""
    as_json: bool = False
    terminal: bool = False
    """Whether somebody sits there: standard input and output are a terminal."""
    moves: bool = False
    """Whether its cursor can be moved (not with TERM=dumb)."""
    color: bool = False
    patience_s: float = 30.0
    """So long what was said may take to arrive, when one leaves."""
    history: int = 20
    """So many earlier lines are shown of a channel or conversation."""


class Output(Protocol):
    """Where lines go."""

    def put(self, lines: list[Line]) -> None:
        """What arrives."""

    def narrate(self, lines: list[Line]) -> None:
        """What is said of it: the connection, and answers to what was typed."""

    def ring(self) -> None:
        """Be heard, if anything can be."""


class Teller(Protocol):
    """Puts what happens where it is read."""

    def happened(self, engine: Engine, told: list[Told]) -> None:
        """Something has happened."""

    def note(self, engine: Engine, buffer: Buffer, lines: list[str], *, error: bool) -> None:
        """Lines for the user only. They are not clean."""

    def recall(self, engine: Engine, buffer: Buffer, count: int) -> None:
        """Show so many of the last lines of a buffer."""
