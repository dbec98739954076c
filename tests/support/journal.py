"""A journal to test, with a disk that the test answers for."""

from collections.abc import Callable

from parlour.core.events import Event
from parlour.core.events.channels import Joined, ModeChange, ModesSet, Parted
from parlour.core.ports import Batch, StoreUnavailable
from parlour.journal.local import Keeping, LocalJournal
from parlour.store.rows import to_rows
from tests.support.events import ANN, said

Done = Callable[[Exception | None], None]

ATTIC, CELLAR = 7, 8
FULL = StoreUnavailable("disk full")


class Bench:
    """A journal, a disk that a test answers for, and what the journal said. It is the journal's outcome and
    committer."""

    def __init__(self, *, wait: bool = True) -> None:
        self.seconds = 0.0
        self.jobs: list[tuple[Batch | None, Done]] = []
        self.committed_numbers: list[int] = []
        self.lost: list[list[str]] = []
        self.journal = LocalJournal(self, self, to_rows, lambda: self.seconds, wait=wait)
        self.wait = wait
        self.count = 0

    # Committer

    def commit(self, batch: Batch, done: Done) -> None:
        assert not self.jobs, "one at a time"
        self.jobs.append((batch, done))

    def probe(self, done: Done) -> None:
        assert not self.jobs, "one at a time"
        self.jobs.append((None, done))

    # Outcome

    def committed(self, number: int) -> None:
        self.committed_numbers.append(number)

    def failed(self, keepings: list[Keeping], error: Exception) -> None:
        assert error is FULL
        assert not self.journal.holding
        self.lost.append([keeping.event.msgid for keeping in keepings])

    # What tests do

    def say(self, scope: int = ATTIC, once: str | None = None) -> Keeping:
        self.count += 1
        return self.place(said(scope, f"m{self.count}", self.count, once=once))

    def place(self, event: Event) -> Keeping:
        keeping = Keeping(event, None, None, None)
        self.journal.place(event, keeping if event.durable else None)
        return keeping

    def join(self, scope: int = ATTIC, channel: str = "#Attic") -> None:
        self.count += 1
        self.place(Joined(scope, f"j{self.count}", self.count, ANN, channel, "Ann", "o", True))

    def part(self, scope: int = ATTIC) -> None:
        self.count += 1
        self.place(Parted(scope, f"p{self.count}", self.count, ANN, "#attic", ""))

    def set_modes(self, *letters: str) -> None:
        self.count += 1
        changes = tuple(ModeChange(letter[0] == "+", letter[1], None, None) for letter in letters)
        self.place(ModesSet(ATTIC, f"o{self.count}", self.count, ANN, "#attic", changes))

    def turn(self) -> None:
        self.journal.end_turn()

    def answer(self, error: Exception | None = None) -> Batch:
        """The disk has done, or failed to do, what it was given; returns that."""
        batch, done = self.jobs.pop()
        done(error)
        return batch or Batch()


def numbers(batch: Batch) -> list[tuple[int, int, str]]:
    """Scope, number and id of what is in a batch."""
    return [(row[0], row[1], row[3]) for row in batch.rows]
