"""What becomes of what could not be kept, and when it is tried again."""

import pytest

from parlour.journal import local
from tests.support.journal import ATTIC, CELLAR, FULL, Bench, numbers


def test_a_batch_that_fails_takes_along_what_gathered_behind_it_oldest_first() -> None:
    bench = Bench()
    bench.say()
    bench.say()
    bench.turn()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    assert bench.lost == [["m1", "m2", "m3"]]
    assert not bench.journal.holding
    assert not bench.journal.ready
    assert not bench.committed_numbers


def test_of_a_batch_that_failed_what_nobody_waits_for_is_tried_again_in_order() -> None:
    bench = Bench()
    bench.join()
    bench.say()
    bench.part()
    bench.turn()
    bench.say()
    bench.join(CELLAR, "#cellar")
    bench.journal.end([ATTIC])
    bench.answer(FULL)
    bench.part(CELLAR)
    bench.turn()
    assert not bench.jobs
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert numbers(batch) == [(ATTIC, 1, "j1"), (ATTIC, 3, "p3"), (CELLAR, 1, "j5"), (CELLAR, 2, "p6")]
    assert batch.names == {ATTIC: "#attic", CELLAR: "#cellar"}
    assert batch.closed == {ATTIC}
    assert not batch.kept
    assert bench.journal.ready


def test_nothing_of_what_was_undone_is_in_a_later_batch() -> None:
    bench = Bench()
    bench.set_modes("+i")
    bench.say(once="key")
    bench.turn()
    bench.answer(FULL)
    bench.join()
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert [row[3] for row in batch.rows] == ["j3"]
    assert [batch.kept, batch.restricted, batch.once] == [set(), set(), []]


def test_a_number_that_was_given_is_never_given_again() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    bench.answer()
    bench.say()
    bench.turn()
    assert numbers(bench.answer()) == [(ATTIC, 2, "m2")]


def test_only_so_much_of_what_nobody_waits_for_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "RETAINED_ROWS", 3)
    bench = Bench()
    for _ in range(5):
        bench.join()
    bench.journal.tick()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    assert [row[3] for row in bench.answer(FULL).rows] == ["j3", "j4", "j5"]
    assert bench.journal.rows_count == 3


def test_while_nothing_can_be_kept_it_is_tried_every_half_second_at_most() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 0.4
    bench.journal.tick()
    assert not bench.jobs
    bench.seconds = 0.5
    bench.journal.tick()
    assert bench.jobs[0][0] is None, "there is nothing to write, so something else is"
    bench.seconds = 9
    bench.journal.tick()
    bench.answer(FULL)
    assert not bench.journal.ready
    bench.journal.tick()
    bench.answer()
    assert bench.journal.ready


def test_who_asks_for_it_has_it_tried_every_tenth_of_a_second_at_most() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.journal.probe()
    assert not bench.jobs
    bench.seconds = 0.1
    bench.journal.probe()
    bench.journal.probe()
    bench.answer(FULL)
    bench.seconds = 0.19
    bench.journal.probe()
    assert not bench.jobs
    bench.seconds = 0.2
    bench.journal.probe()
    bench.answer()
    assert bench.journal.ready
    bench.seconds = 9
    bench.journal.probe()
    assert not bench.jobs, "it is known that things can be kept"


def test_what_gathered_while_it_was_tried_is_written_when_it_works_again() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    bench.join()
    bench.answer()
    bench.journal.tick()
    assert [row[3] for row in bench.answer().rows] == ["j2"]


# Nothing need be durable


def test_when_nothing_need_be_durable_nothing_is_held() -> None:
    bench = Bench(wait=False)
    bench.say()
    bench.turn()
    assert not bench.journal.holding
    assert bench.jobs


def test_when_nothing_need_be_durable_all_of_a_batch_that_failed_is_tried_again() -> None:
    bench = Bench(wait=False)
    bench.join()
    bench.set_modes("+i")
    bench.say(once="key")
    bench.turn()
    bench.say(CELLAR)
    bench.answer(FULL)
    assert bench.lost == [[]]
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert [row[3] for row in batch.rows] == ["j1", "o2", "m3", "m4"]
    assert (batch.kept, batch.restricted, batch.once) == ({ATTIC, CELLAR}, {ATTIC}, [("key", "m3", 3)])
