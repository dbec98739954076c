"""The writer thread: brings batches to the store beside the event loop."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from parlour.core.ports import Batch, StoreUnavailable


class Keeper(Protocol):
    """The part of a store that keeps."""

    def commit(self, batch: Batch) -> None:
        """Keep a batch, or raise StoreUnavailable."""

    def probe(self) -> None:
        """Keep something small, or raise StoreUnavailable."""


Done = Callable[[Exception | None], None]


class Writer:
    """A committer with a thread of its own. `post` calls a function in the loop's turn, from any thread."""

    def __init__(self, store: Keeper, post: Callable[[Callable[[], None]], object]) -> None:
        self._store = store
        self._post = post
        self._jobs: SimpleQueue[tuple[Callable[[], None], Done] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="parlour-writer", daemon=True)
        self._thread.start()

    def commit(self, batch: Batch, done: Done) -> None:
        """Keep a batch; see `Committer`."""
        self._jobs.put((lambda: self._store.commit(batch), done))

    def probe(self, done: Done) -> None:
        """Find out whether anything can be kept; see `Committer`."""
        self._jobs.put((self._store.probe, done))

    def stop(self, timeout_s: float) -> bool:
        """End the thread when what it was given is done; returns whether it ended in time."""
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, done = job
            error: Exception | None = None
            try:
                work()
            except StoreUnavailable as unavailable:
                error = unavailable
            except Exception as bug:  # noqa: BLE001
                # Whatever it was, nothing of the batch counts as kept, and the loop must not wait for ever.
                error = StoreUnavailable(f"{type(bug).__name__}: {bug}")
            self._answer(done, error)

    def _answer(self, done: Done, error: Exception | None) -> None:
        try:
            self._post(lambda: done(error))
        except RuntimeError:
            # The loop is closed: whoever waited is gone.
            return
