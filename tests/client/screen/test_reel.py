"""What is seen of a long timeline while it grows at both ends: no jump, and never more rows than the screen has."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.client.model import Buffer, Message, Network
from parlour.client.screen.layout import Manner
from parlour.client.screen.reel import Reel
from parlour.client.screen.themes import LOOKS

LOOK = LOOKS["dark"]


class Told:
    """A reel, and a buffer that grows at both ends."""

    def __init__(self, count: int, height: int = 10, columns: int = 60) -> None:
        self.buffer = Buffer("#attic", "channel")
        self.network = Network("home", "ann")
        self.serial = 0
        self.reel = Reel(self.buffer, self.manner(columns), height)
        for _ in range(count):
            self.append()

    def manner(self, columns: int) -> Manner:
        """A width."""
        return Manner(columns, LOOK, self.network)

    def message(self) -> Message:
        """Another message, of one row to a few."""
        self.serial += 1
        return Message(
            self.serial, "said", 1_700_000_000_000, "bob", f"{self.serial:05} " + "word " * (self.serial % 29)
        )

    def append(self) -> None:
        """One comes at the end."""
        self.buffer.timeline.messages.append(message := self.message())
        self.reel.appended(message)

    def insert(self, index: int, count: int) -> None:
        """Some come out of the history."""
        index = min(index, len(self.buffer.timeline.messages))
        self.buffer.timeline.messages[index:index] = [self.message() for _ in range(count)]
        self.reel.inserted(index, count)

    def texts(self) -> list[str]:
        """What is seen."""
        return [seen.row.text for seen in self.reel.window()]


def test_the_end_is_followed() -> None:
    told = Told(50)
    told.append()
    assert told.reel.follows
    assert "00051" in "".join(told.texts())


def test_who_has_scrolled_up_sees_the_same_when_something_comes_at_either_end() -> None:
    told = Told(100)
    told.reel.scroll(-40)
    before = told.texts()
    told.append()
    told.insert(0, 300)
    assert told.texts() == before
    assert told.reel.below == 1


def test_up_and_down_by_as_much_leads_back() -> None:
    told = Told(300)
    told.reel.scroll(-100)
    there = told.texts()
    told.reel.scroll(-57)
    told.reel.scroll(57)
    assert told.texts() == there


def test_the_first_row_is_reached_and_the_end_again() -> None:
    told = Told(100)
    assert told.reel.scroll(-100_000)
    assert told.reel.window()[0][:2] == (0, -1)  # the day
    assert not told.reel.scroll(-1)
    told.reel.scroll(100_000)
    assert told.reel.follows


def test_another_width_keeps_the_message_at_the_top() -> None:
    told = Told(100)
    told.reel.scroll(-100)
    top = told.reel.window()[0].at
    told.reel.laid_anew(told.manner(40))
    assert told.reel.window()[0].at == top


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_there_are_never_more_rows_than_the_screen_has(count: int) -> None:
    told = Told(count, height=7)
    for step in (0, -3, -1000, 2, -1, 1000):
        told.reel.scroll(step)
        assert len(told.texts()) == 7 or count < 7


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("scroll"), st.integers(-60, 60)),
            st.tuples(st.just("append"), st.just(0)),
            st.tuples(st.just("insert"), st.integers(0, 40)),
            st.tuples(st.just("width"), st.integers(30, 90)),
            st.tuples(st.just("height"), st.integers(1, 30)),
        ),
        max_size=25,
    )
)
def test_what_is_seen_is_a_part_of_the_whole_whatever_happens(steps: list[tuple[str, int]]) -> None:
    told = Told(20)
    for what, number in steps:
        match what:
            case "scroll":
                told.reel.scroll(number)
            case "append":
                told.append()
            case "insert":
                told.insert(number, 7)
            case "width":
                told.reel.laid_anew(told.manner(number))
            case "height":
                told.reel.resized(number)
        whole = [seen[:2] for index in range(len(told.reel)) for seen in told.reel.rows(index)]
        seen = [each[:2] for each in told.reel.window()]
        assert len(seen) == min(told.reel.height, len(whole))
        start = whole.index(seen[0])
        assert whole[start : start + len(seen)] == seen
        if told.reel.follows:
            assert seen[-1] == whole[-1]


def test_a_hundred_thousand_messages_are_never_laid_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(100_000)
    laid: list[int] = []
    body = told.reel.body

    def counted(index: int) -> object:
        laid.append(index)
        return body(index)

    monkeypatch.setattr(told.reel, "body", counted)
    told.append()
    told.reel.window()
    told.reel.put_on_top(50_000)
    told.reel.scroll(-8)
    told.reel.window()
    assert len(laid) < 200
