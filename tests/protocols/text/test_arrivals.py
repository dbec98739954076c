import pytest

from parlour.protocols.text.arrivals import GRACE_S, Arrivals
from parlour.wire.telnet import TypedLines


class Watch:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def late(arrivals: Arrivals) -> list[bool]:
    return [arrivals.is_late(number) for number in range(1, 6)]


def test_nothing_is_late_while_no_session_has_ended() -> None:
    arrivals = Arrivals(TypedLines(), Watch())
    assert arrivals.feed(b"a\nb\n") == [b"a", b"b"]
    assert late(arrivals) == [False] * 5


def test_what_waits_when_a_session_ends_is_late_however_long_it_waits() -> None:
    watch = Watch()
    arrivals = Arrivals(TypedLines(), watch)
    arrivals.feed(b"a\nb\n")
    arrivals.ended().render()
    watch.s += GRACE_S
    arrivals.feed(b"c\n")
    assert late(arrivals) == [True, True, False, False, False]


def test_what_comes_soon_after_a_session_has_ended_is_late() -> None:
    watch = Watch()
    arrivals = Arrivals(TypedLines(), watch)
    arrivals.ended().render()
    watch.s += GRACE_S - 0.01
    arrivals.feed(b"a\nb")
    watch.s += 0.01
    arrivals.feed(b"\nc\n")
    assert late(arrivals) == [True, False, False, False, False]


@pytest.mark.parametrize(("own", "lates"), [(True, [False, False]), (False, [True, False])])
def test_when_another_session_begins_what_comes_is_for_it(own: bool, lates: list[bool]) -> None:
    arrivals = Arrivals(TypedLines(), Watch())
    arrivals.ended().render()
    arrivals.feed(b"a\n")
    arrivals.began(own=own)
    arrivals.feed(b"b\n")
    assert late(arrivals)[:2] == lates


def test_the_last_line_counts_without_an_end() -> None:
    arrivals = Arrivals(TypedLines(), Watch())
    arrivals.ended().render()
    arrivals.feed(b"a\nb")
    assert arrivals.rest() == [b"b"]
    assert arrivals.is_late(2)


def test_another_session_may_end_after_that() -> None:
    watch = Watch()
    arrivals = Arrivals(TypedLines(), watch)
    arrivals.ended().render()
    watch.s += 60
    arrivals.feed(b"a\n")
    arrivals.ended().render()
    arrivals.feed(b"b\n")
    assert arrivals.is_late(2)


def test_while_the_end_is_not_shown_everything_is_late() -> None:
    watch = Watch()
    arrivals = Arrivals(TypedLines(), watch)
    notice = arrivals.ended()
    watch.s += 60
    arrivals.feed(b"a\n")
    assert notice.render() == b""
    watch.s += GRACE_S - 0.01
    arrivals.feed(b"b\n")
    watch.s += 0.01
    arrivals.feed(b"c\n")
    assert late(arrivals)[:3] == [True, True, False]


def test_what_comes_before_either_is_shown_is_not_for_the_next_session() -> None:
    arrivals = Arrivals(TypedLines(), Watch())
    notice = arrivals.ended()
    arrivals.began(own=False)
    arrivals.feed(b"a\n")
    notice.render()
    arrivals.feed(b"b\n")
    assert late(arrivals)[:2] == [True, False]


def test_of_two_ends_the_last_counts() -> None:
    watch = Watch()
    arrivals = Arrivals(TypedLines(), watch)
    first, last = arrivals.ended(), arrivals.ended()
    first.render()
    watch.s += 60
    arrivals.feed(b"a\n")
    last.render()
    arrivals.feed(b"b\n")
    watch.s += 60
    arrivals.feed(b"c\n")
    assert late(arrivals)[:3] == [True, True, False]
