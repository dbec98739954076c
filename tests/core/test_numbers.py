"""Numbers of users are small, stay while their users are here, and rest for a minute before they go to others."""

from hypothesis import given
from hypothesis import strategies as st

from parlour.core.events.record import Source
from parlour.core.model import User
from parlour.core.numbers import REST_MS, Numbers


def user(name: str = "ann") -> User:
    return User(Source(f"U-{name}", name, name, "host", None, f"{name}!{name}@host"), name, name, 0)


def come(numbers: Numbers, at_ms: int) -> int:
    number = numbers.next(at_ms)
    numbers.take(number, user(), at_ms)
    return number


def test_those_who_come_are_counted_from_one_on() -> None:
    numbers = Numbers()
    assert [come(numbers, 0) for _ in range(3)] == [1, 2, 3]


def test_a_number_is_somebody_elses_only_after_a_minute() -> None:
    numbers = Numbers()
    for _ in range(3):
        come(numbers, 0)
    numbers.give_back(2, 1000)
    assert come(numbers, 1000 + REST_MS - 1) == 4
    assert come(numbers, 1000 + REST_MS) == 2
    assert come(numbers, 1000 + REST_MS) == 5


def test_of_those_that_have_rested_the_smallest_comes_first() -> None:
    numbers = Numbers()
    for _ in range(4):
        come(numbers, 0)
    for number in (4, 1, 3):
        numbers.give_back(number, 0)
    assert [come(numbers, REST_MS) for _ in range(4)] == [1, 3, 4, 5]


def test_a_user_is_found_by_their_number_while_they_are_here() -> None:
    numbers = Numbers()
    ann = user()
    numbers.take(1, ann, 0)
    assert numbers.users == {1: ann}
    numbers.give_back(1, 0)
    assert numbers.users == {}


def test_asking_for_the_next_one_takes_none() -> None:
    numbers = Numbers()
    come(numbers, 0)
    numbers.give_back(1, 0)
    assert [numbers.next(REST_MS) for _ in range(2)] == [1, 1]


def test_numbers_may_be_taken_in_another_order_than_they_would_be_given() -> None:
    numbers = Numbers()
    for number in (3, 1, 2):
        numbers.take(number, user(), 0)
    numbers.take(numbers.next(0), user(), 0)
    assert sorted(numbers.users) == [1, 2, 3, 4]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40_000), st.integers(0, 20)), max_size=60))
def test_no_number_is_given_twice_or_again_within_a_minute_whoever_comes_and_goes(
    steps: list[tuple[bool, int, int]],
) -> None:
    numbers = Numbers()
    now_ms, gone_ms = 0, dict[int, int]()
    for comes, after_ms, which in steps:
        now_ms += after_ms
        here = sorted(numbers.users)
        if comes or not here:
            number = come(numbers, now_ms)
            assert number not in here
            assert now_ms >= gone_ms.get(number, -REST_MS) + REST_MS
            free = [other for other in range(1, number) if other not in here]
            assert all(now_ms < gone_ms[other] + REST_MS for other in free), "a smaller one was free"
        else:
            number = here[which % len(here)]
            numbers.give_back(number, now_ms)
            gone_ms[number] = now_ms
