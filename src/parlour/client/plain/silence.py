"""Nothing is shown but trouble: for those who only want something said."""

from parlour.client import wording
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.plain.manner import Output
from parlour.client.text import plain
from parlour.client.told import Answered, NickTaken, StateChanged, Told


class Silence:
    """Puts out what goes wrong, for people."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def happened(self, engine: Engine, told: list[Told]) -> None:
        """Something has happened."""
        for each in told:
            match each:
                case StateChanged() if each.state == "offline" and each.why:
                    self._complain(wording.state(engine.network.name, each))
                case Answered() if each.error:
                    for line in each.lines:
                        self._complain(plain(line))
                case NickTaken():
                    self._complain(wording.nick_taken(each))

    def note(self, engine: Engine, buffer: Buffer, lines: list[str], *, error: bool) -> None:  # noqa: ARG002
        """Lines for the user only."""
        if error:
            for line in lines:
                self._complain(plain(line))

    def recall(self, engine: Engine, buffer: Buffer, count: int) -> None:
        """Nobody looks at what was said before."""

    def _complain(self, sentence: str) -> None:
        self._output.narrate([[("error", sentence)]])
