import pytest

from parlour.core.bans import duration_ms, looks_like_duration
from parlour.core.refusals import Refusal, Why

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS

DURATIONS = {
    "seconds": ("90s", 90_000),
    "minutes": ("30m", 30 * MINUTE_MS),
    "hours": ("12h", DAY_MS // 2),
    "days": ("7d", 7 * DAY_MS),
    "weeks": ("1w", 7 * DAY_MS),
    "several": ("1d12h", DAY_MS + DAY_MS // 2),
    "in capitals": ("1D12H", DAY_MS + DAY_MS // 2),
    "a hundred years": ("5200w", 5200 * 7 * DAY_MS),
}


@pytest.mark.parametrize(("text", "ms"), DURATIONS.values(), ids=DURATIONS.keys())
def test_how_long_a_duration_is(text: str, ms: int) -> None:
    assert duration_ms(text) == ms
    assert looks_like_duration(text)


BAD = {
    "no unit": "30",
    "another unit": "30x",
    "a unit of several letters": "30min",
    "no number": "d",
    "nothing": "",
    "no time at all": "0m",
    "more than anybody lives": "6000w",
    "more than there is": "999999999999999999999w",
    "other digits": "٣m",
    "a sign": "-1d",
    "a fraction": "1.5d",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        duration_ms(text)
    assert (refused.value.why, refused.value.subject) == (Why.BAD_DURATION, (text,))


@pytest.mark.parametrize("word", ["spam", "3,000 messages", "2nd time", "-1d", ""])
def test_the_first_word_of_a_reason_is_not_taken_for_a_duration(word: str) -> None:
    assert not looks_like_duration(word)
