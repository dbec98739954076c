from hypothesis import given
from hypothesis import strategies as st

from parlour.core.model import Scope

NOW_MS = 1_700_000_000_000


@given(st.lists(st.integers(NOW_MS - 3000, NOW_MS + 3000), max_size=100))
def test_the_time_of_a_scope_never_goes_back_and_rises_within_the_allowed_second(clock: list[int]) -> None:
    scope = Scope(1)
    for now_ms in clock:
        before_ms = scope.last_ms
        at_ms = scope.last_ms = scope.time(now_ms)
        assert at_ms >= max(before_ms, now_ms)
        assert at_ms > before_ms or at_ms >= now_ms + 1000


def test_more_than_a_millisecond_holds_run_ahead_of_the_clock_by_up_to_a_second() -> None:
    scope = Scope(1)
    times = []
    for _ in range(1500):
        scope.last_ms = scope.time(NOW_MS)
        times.append(scope.last_ms - NOW_MS)
    assert times[:1001] == list(range(1001))
    assert set(times[1001:]) == {1000}


def test_asking_for_the_time_takes_none() -> None:
    scope = Scope(1, last_ms=NOW_MS)
    assert scope.time(NOW_MS) == scope.time(NOW_MS) == NOW_MS + 1
