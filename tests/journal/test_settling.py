"""When all that has happened is settled, and who shares the fate of an event."""

from typing import Any

import pytest

from tests.support.journal import FULL, Bench


def test_with_nothing_on_its_way_all_is_settled() -> None:
    assert Bench().journal.settled().done


def test_what_gathers_is_settled_when_it_is_kept() -> None:
    bench = Bench()
    bench.join()
    later = bench.journal.settled()
    bench.turn()
    assert not later.done
    bench.answer()
    assert later.done


def test_what_is_being_written_is_settled_when_it_is_kept() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    later = bench.journal.settled()
    bench.say()
    bench.turn()
    bench.answer()
    assert later.done


def test_what_gathers_behind_a_batch_is_settled_after_it() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.join()
    later = bench.journal.settled()
    bench.answer()
    assert not later.done
    bench.answer()
    assert later.done


def test_it_is_settled_after_what_waited_has_been_released() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    order: list[Any] = []
    bench.journal.settled().then(lambda: order.extend(bench.committed_numbers))
    bench.answer()
    assert order == [1]


def test_it_is_settled_when_it_could_not_be_kept_and_was_undone() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    first = bench.journal.settled()
    bench.say()
    second = bench.journal.settled()
    undone: list[bool] = []
    second.then(lambda: undone.append(bench.lost == [["m1", "m2"]]))
    bench.answer(FULL)
    assert (first.done, second.done) == (True, True)
    assert undone == [True]


def test_while_nothing_can_be_kept_nobody_waits_for_what_is_tried_again() -> None:
    bench = Bench()
    bench.join()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    assert bench.journal.settled().done


# Ties


@pytest.mark.parametrize("handed_over", [True, False])
def test_what_shows_an_event_again_shares_its_fate(handed_over: bool) -> None:
    bench = Bench()
    keeping, other = bench.say(), bench.say()
    if handed_over:
        bench.turn()
    bench.journal.tie(keeping.event, b"again", "peer", "bundle")
    assert (keeping.pieces, keeping.asked[1:]) == ([b"again"], [("peer", "bundle")])
    assert (other.pieces, other.asked[1:]) == ([], [])


def test_what_shows_an_event_that_is_kept_is_tied_to_nothing() -> None:
    bench = Bench()
    keeping = bench.say()
    bench.turn()
    bench.answer()
    bench.journal.tie(keeping.event, b"again", "peer", None)
    assert keeping.pieces == []
