"""The writer thread. A test is its loop: it takes what is posted to it from a queue."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from parlour.core.ports import Batch, StoreUnavailable
from parlour.journal.writer import Writer

DEADLINE_S = 30


class Store:
    """A store that keeps what a test lets it: each job takes a permit, or an error to raise."""

    def __init__(self) -> None:
        self.permits: SimpleQueue[Exception | None] = SimpleQueue()
        self.kept: list[Batch | str] = []
        self.threads: set[str] = set()

    def commit(self, batch: Batch) -> None:
        self._keep(batch)

    def probe(self) -> None:
        self._keep("probe")

    def _keep(self, what: Batch | str) -> None:
        error = self.permits.get(timeout=DEADLINE_S)
        if error is not None:
            raise error
        self.kept.append(what)
        self.threads.add(threading.current_thread().name)


class Loop:
    """What is posted is done when the test says so, in the test's thread."""

    def __init__(self) -> None:
        self.posted: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.closed = False
        self.refused = threading.Event()

    def post(self, call: Callable[[], None]) -> None:
        if self.closed:
            self.refused.set()
            raise RuntimeError("Event loop is closed")
        self.posted.put(call)

    def turn(self) -> None:
        self.posted.get(timeout=DEADLINE_S)()


class Desk:
    """A writer with its store and its loop, and what it answered."""

    def __init__(self) -> None:
        self.store, self.loop = Store(), Loop()
        self.writer = Writer(self.store, self.loop.post)
        self.answers: list[Exception | None] = []

    def commit(self, *permits: Exception | None) -> Batch:
        batch = Batch()
        self.writer.commit(batch, self.answers.append)
        for permit in permits:
            self.store.permits.put(permit)
        return batch


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.store.permits.put(None)
    assert made.writer.stop(DEADLINE_S)


def test_what_was_kept_is_told_in_the_loop(desk: Desk) -> None:
    batch = desk.commit(None)
    desk.loop.turn()
    assert desk.answers == [None]
    assert desk.store.kept == [batch]
    assert desk.store.threads == {"parlour-writer"}


def test_batches_are_kept_in_the_order_in_which_they_came(desk: Desk) -> None:
    batches = [desk.commit(None) for _ in range(20)]
    for _ in batches:
        desk.loop.turn()
    assert all(kept is batch for kept, batch in zip(desk.store.kept, batches, strict=True))
    assert desk.answers == [None] * 20


def test_nothing_is_told_before_it_is_kept(desk: Desk) -> None:
    desk.commit()
    assert desk.loop.posted.empty()
    desk.store.permits.put(None)
    desk.loop.turn()
    assert desk.answers == [None]


def test_that_the_store_cannot_keep_something_is_told_as_it_is(desk: Desk) -> None:
    error = StoreUnavailable("disk full")
    desk.commit(error)
    desk.loop.turn()
    assert desk.answers == [error]


@pytest.mark.parametrize("error", [ValueError("no such column"), OSError(5, "Input/output error"), KeyError("x")])
def test_anything_else_that_goes_wrong_is_told_too_and_the_thread_goes_on(desk: Desk, error: Exception) -> None:
    desk.commit(error)
    desk.loop.turn()
    (answer,) = desk.answers
    assert isinstance(answer, StoreUnavailable)
    assert str(answer) == f"{type(error).__name__}: {error}"
    desk.commit(None)
    desk.loop.turn()
    assert desk.answers[1] is None


def test_a_probe_is_told_like_a_commit(desk: Desk) -> None:
    desk.writer.probe(desk.answers.append)
    desk.store.permits.put(StoreUnavailable("disk full"))
    desk.loop.turn()
    desk.writer.probe(desk.answers.append)
    desk.store.permits.put(None)
    desk.loop.turn()
    assert [type(answer) for answer in desk.answers] == [StoreUnavailable, type(None)]
    assert desk.store.kept == ["probe"]


def test_it_stops_after_what_it_was_given_is_done() -> None:
    desk = Desk()
    batches = [desk.commit(None) for _ in range(3)]
    assert desk.writer.stop(DEADLINE_S)
    assert desk.store.kept == batches


def test_it_says_when_it_could_not_stop_in_time() -> None:
    desk = Desk()
    desk.commit()
    assert not desk.writer.stop(0.01)
    desk.store.permits.put(None)
    assert desk.writer.stop(DEADLINE_S)
    assert len(desk.store.kept) == 1


def test_a_loop_that_is_closed_ends_nothing() -> None:
    desk = Desk()
    desk.loop.closed = True
    desk.commit(None)
    assert desk.loop.refused.wait(DEADLINE_S)
    desk.commit(None)
    assert desk.writer.stop(DEADLINE_S)
    assert len(desk.store.kept) == 2
    assert not desk.answers


def test_a_hanging_store_does_not_keep_the_process_alive() -> None:
    desk = Desk()
    desk.commit()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "parlour-writer")
    desk.store.permits.put(None)
    assert desk.writer.stop(DEADLINE_S)
