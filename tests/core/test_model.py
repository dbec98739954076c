from hypothesis import given
from hypothesis import strategies as st

from parlour.core.model import Scope

NOW_MS = 1_700_000_000_000


@given(st.lists(st.integers(NOW_MS - 10**8, NOW_MS + 10**8), max_size=100))
def test_the_time_of_a_scope_always_rises_and_is_the_clocks_where_that_has_moved_on(clock: list[int]) -> None:
    scope = Scope(1)
    for now_ms in clock:
        before_ms = scope.last_ms
        at_ms = scope.last_ms = scope.time(now_ms)
        assert at_ms == max(before_ms + 1, now_ms)


def test_asking_for_the_time_takes_none() -> None:
    scope = Scope(1, last_ms=NOW_MS)
    assert scope.time(NOW_MS) == scope.time(NOW_MS) == NOW_MS + 1
