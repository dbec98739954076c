"""A process that commits and tells, to be killed: `python committer.py PATH DURABILITY`."""

import sys

from parlour.core.events.messages import Said
from parlour.core.events.record import Source
from parlour.core.ports import Batch
from parlour.store.rows import to_rows
from parlour.store.sqlite import SYNCHRONOUS, SqliteStore

ROWS_COUNT = 3
ATTIC = 7
BOB = Source("U2", "bob", "bob", "host.example", None, "bob!bob@host.example")


def main(path: str, wanted: str) -> None:
    """Commit batches for ever, and print for each the seq of its last row once it is kept."""
    durability = next(name for name in SYNCHRONOUS if name == wanted)
    store = SqliteStore(path, durability, lambda: 0)
    seq = next((past.last_seq for past in store.open()), 0)
    while True:
        batch = Batch(names={ATTIC: "#attic"}, kept={ATTIC})
        for _ in range(ROWS_COUNT):
            seq += 1
            event = Said(ATTIC, f"m{seq}", seq, BOB, "message", "#attic", f"number {seq}", "", None, None, True)
            batch.rows += to_rows(event, lambda scope: seq)  # noqa: B023  (called at once)
        store.commit(batch)
        print(seq, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
