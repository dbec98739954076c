from hypothesis import given
from hypothesis import strategies as st

from parlour.core.ids import Ids, base32

NOW_MS = 1_700_000_000_000
TIMES = st.lists(st.integers(NOW_MS - 5, NOW_MS + 5), min_size=2, max_size=200)
"""Clocks that stand still, go on and go back."""


@given(TIMES)
def test_ids_sort_as_they_were_made_and_are_made_once_however_the_clock_moves(times: list[int]) -> None:
    ids = Ids(1)
    made = [ids.new(now_ms) for now_ms in times]
    assert made == sorted(set(made))


@given(TIMES)
def test_scopes_rise_and_are_made_once_however_the_clock_moves(times: list[int]) -> None:
    ids = Ids(1)
    made = [ids.new_scope(now_ms) for now_ms in times]
    assert made == sorted(set(made))
    assert 0 < made[0] <= made[-1] < 2**63


def test_more_scopes_than_a_millisecond_holds_take_those_of_the_next() -> None:
    ids = Ids(0x3FF)
    made = [ids.new_scope(NOW_MS) for _ in range(5000)]
    assert made == sorted(set(made))
    assert {scope >> 10 & 0x3FF for scope in made} == {0x3FF}, "the node's own"


def test_two_processes_never_make_the_same() -> None:
    one, other = Ids(1), Ids(2)
    assert not {one.new(NOW_MS) for _ in range(1000)} & {other.new(NOW_MS) for _ in range(1000)}
    assert not {one.new_scope(NOW_MS) for _ in range(3000)} & {other.new_scope(NOW_MS) for _ in range(3000)}


def test_an_id_has_26_characters_that_begin_with_the_time() -> None:
    made = Ids(2**50 - 1).new(NOW_MS)
    assert made == f"{base32(NOW_MS, 10)}000000ZZZZZZZZZZ"


def test_ids_sort_when_a_millisecond_has_very_many() -> None:
    ids = Ids(1)
    ids.new(NOW_MS)
    ids._count = 32**2 - 2
    made = [ids.new(NOW_MS) for _ in range(4)]
    ids._count = 32**4 - 2
    made += [ids.new(NOW_MS) for _ in range(4)]
    assert made == sorted(set(made))


def test_base_32_is_crockfords() -> None:
    assert base32(0, 3) == "000"
    assert base32(31, 1) == "Z"
    assert base32(32 * 32 + 18, 3) == "10J"
