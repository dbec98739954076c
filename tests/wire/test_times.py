import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.wire.times import clock, format_ms, parse_ms

YEAR_9999_MS = 253_402_300_799_999
"""The last millisecond that four digits of year can name."""


@given(st.lists(st.integers(0, YEAR_9999_MS), min_size=1, max_size=5))
def test_a_time_that_is_written_is_read_again(times: list[int]) -> None:
    assert [parse_ms(format_ms(at_ms)) for at_ms in times] == times


@given(st.lists(st.integers(0, YEAR_9999_MS), min_size=2))
def test_times_as_text_sort_like_times(times: list[int]) -> None:
    assert sorted(map(format_ms, times)) == list(map(format_ms, sorted(times)))


WRITTEN = {
    "the beginning of time": (0, "1970-01-01T00:00:00.000Z"),
    "milliseconds with three digits": (1_700_000_000_007, "2023-11-14T22:13:20.007Z"),
    "the same second again": (1_700_000_000_999, "2023-11-14T22:13:20.999Z"),
    "the next second": (1_700_000_001_000, "2023-11-14T22:13:21.000Z"),
    "a leap day": (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
}


@pytest.mark.parametrize(("at_ms", "text"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_time_is_written(at_ms: int, text: str) -> None:
    assert format_ms(at_ms) == text
    assert parse_ms(text) == at_ms


READ = {
    "no milliseconds": ("2023-11-14T22:13:20Z", 1_700_000_000_000),
    "one digit is tenths": ("2023-11-14T22:13:20.5Z", 1_700_000_000_500),
    "more digits than milliseconds have are cut": ("2023-11-14T22:13:20.123999Z", 1_700_000_000_123),
    "a leap second is the last one of its minute": ("2016-12-31T23:59:60.000Z", 1_483_228_799_000),
    "before the beginning of time": ("1969-12-31T23:59:59.000Z", -1000),
}


@pytest.mark.parametrize(("text", "at_ms"), READ.values(), ids=READ.keys())
def test_a_time_is_read(text: str, at_ms: int) -> None:
    assert parse_ms(text) == at_ms


GARBAGE = {
    "nothing": "",
    "no time": "yesterday",
    "a date alone": "2023-11-14",
    "no zone": "2023-11-14T22:13:20.000",
    "another zone": "2023-11-14T22:13:20.000+01:00",
    "a thirteenth month": "2023-13-14T22:13:20.000Z",
    "a thirtieth of February": "2023-02-30T22:13:20.000Z",
    "a twenty-fifth hour": "2023-11-14T25:13:20.000Z",
    "a minute too many": "2023-11-14T22:60:20.000Z",
    "a second too many": "2023-11-14T22:13:61.000Z",
    "the year nought": "0000-01-01T00:00:00.000Z",
    "a dot and no digits": "2023-11-14T22:13:20.Z",
    "digits of another alphabet": "٢٠٢٣-11-14T22:13:20.000Z",
    "something after it": "2023-11-14T22:13:20.000Z\n",
    "a Unix time": "1700000000",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE.keys())
def test_what_is_no_time_gives_none(text: str) -> None:
    assert parse_ms(text) is None


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", fullmatch=True))
def test_any_text_is_a_time_or_none(text: str) -> None:
    at_ms = parse_ms(text)
    assert at_ms is None or text[:17] == format_ms(at_ms)[:17]


def test_the_clock_shows_hours_and_minutes() -> None:
    assert clock(1_700_000_000_000) == "22:13"
