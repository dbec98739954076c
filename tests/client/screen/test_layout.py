"""What stands in which row of the timeline, without a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcwidth

from parlour.client.model import Message, Network
from parlour.client.screen.cells import cut, fitted, rows, steady, width
from parlour.client.screen.layout import Manner, Place, is_grouped, lay, rule
from parlour.client.screen.look import parsed
from parlour.client.screen.themes import LOOKS
from parlour.client.text import plain

TEXTS = st.text(max_size=200) | st.text("ab c👍漢\u0301\u200d\ufe0f", max_size=200)


def message(text: str, **more: object) -> Message:
    return Message(1, "said", 1_700_000_000_000, "bob", text, **more)  # type: ignore[arg-type]


def manner(columns: int = 60) -> Manner:
    return Manner(columns, LOOKS["dark"], Network("home", "ann"))


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        pytest.param("", 10, [""], id="nothing is one row"),
        pytest.param("hello", 10, ["hello"], id="what fits is one row"),
        pytest.param("hello there you", 11, ["hello there", "you"], id="rows end at blanks"),
        pytest.param("hello   there", 6, ["hello", "there"], id="blanks between rows are in neither"),
        pytest.param("abcdefghij", 4, ["abcd", "efgh", "ij"], id="a long word is broken where the row is full"),
        pytest.param("ab cdefghij", 4, ["ab", "cdef", "ghij"], id="a long word begins a row of its own"),
        pytest.param("漢字漢字漢", 4, ["漢字", "漢字", "漢"], id="wide signs are not cut in two"),
        pytest.param("a漢字", 4, ["a漢", "字"], id="a wide sign that does not fit goes to the next row"),
        pytest.param("漢字abc", 5, ["漢字", "abc"], id="a row may end behind a wide sign"),
        pytest.param("cafe\u0301s cafe\u0301", 5, ["cafe\u0301s", "cafe\u0301"], id="accents take no column"),
    ],
)
def test_a_text_is_broken(text: str, columns: int, expected: list[str]) -> None:
    assert [text[start:end] for start, end in rows(text, columns)] == expected


@given(TEXTS, st.integers(2, 40))
def test_no_row_is_wider_than_it_may_be_and_only_blanks_are_lost(text: str, columns: int) -> None:
    line = steady(plain(text))
    broken = rows(line, columns)
    assert all(width(line[start:end]) <= columns for start, end in broken)
    assert "".join(line[start:end] for start, end in broken).replace(" ", "") == line.replace(" ", "")


@given(TEXTS)
def test_terminals_agree_about_how_wide_a_steady_text_is(text: str) -> None:
    line = steady("".join(each for each in text if each.isprintable()))
    assert width(line) == cell_len(line) == sum(wcwidth(each) for each in line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("👨\u200d👩\u200d👧", "👨👩👧"), ("❤\ufe0f", "❤"), ("👍🏽", "👍"), ("🇩🇪", "DE"), ("é漢👍", "é漢👍")],
)
def test_what_terminals_draw_differently_is_shown_in_parts(text: str, expected: str) -> None:
    assert steady(text) == expected


@given(TEXTS, st.integers(0, 30))
def test_a_text_is_made_as_wide_as_it_is_to_be(text: str, columns: int) -> None:
    line = steady(plain(text))
    assert width(cut(line, columns)) <= columns
    assert width(fitted(line, columns)) == columns


@given(TEXTS | st.text("ab\x02\x03\x0f\x1b\x9b\n4,", max_size=80), st.integers(24, 100), st.booleans())
def test_rows_fit_the_screen_and_hold_nothing_that_a_terminal_obeys(text: str, columns: int, action: bool) -> None:
    said = message(text, reply_to="x", reactions={text: [text or "bob"]}, fate="failed", why=text)
    said.nick, said.kind = text, "action" if action else "said"
    for row in lay(said, Place(answers=said), manner(columns)):
        assert width(row.text) == cell_len(row.text) <= columns
        assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in row.text)


@given(st.text(max_size=300), st.integers(24, 100))
def test_what_is_taken_from_rows_is_what_was_said(text: str, columns: int) -> None:
    body = [row for row in lay(message(text), Place(), manner(columns)) if row.is_text]
    taken = "".join(row.text[row.start :] + row.joins for row in body).rstrip("\n")
    shown = "\n".join(steady(plain(line)) for line in text.split("\n"))
    assert taken.split() == shown.split()


def test_what_one_says_in_a_row_has_their_name_once() -> None:
    first, second = message("one"), message("two")
    assert is_grouped(first, second)
    second.at_ms += 10 * 60 * 1000
    assert not is_grouped(first, second)
    [row] = lay(second, Place(grouped=True, timed=False), manner())
    assert row.text == " " * 18 + " │ two"


def test_an_answer_shows_what_it_answers() -> None:
    [above, row] = lay(message("yes", reply_to="x"), Place(answers=message("is it?")), manner())
    assert above.text.endswith("bob │ ↳ bob: is it?")
    assert row.text.strip() == "│ yes"


def test_a_link_is_told_to_the_terminal_only_if_nothing_in_it_is_strange() -> None:
    rows_ = lay(message("see https://example.org/a and https://example.org/ü"), Place(), manner(100))
    found = [(text, style.link) for text, style in rows_[0].pieces if style.underline]
    assert found == [("https://example.org/a", "https://example.org/a"), ("https://example.org/ü", None)]


def test_what_is_sought_is_marked_wherever_it_is() -> None:
    [row] = lay(message("Ann and ann"), Place(sought="ann"), manner())
    assert [text for text, style in row.pieces if style.reverse] == ["Ann", "ann"]


def test_a_message_of_very_many_lines_is_cut_off_in_words() -> None:
    found = lay(message("x\n" * 1000), Place(), manner())
    assert found[-1].text.endswith("… and 601 more lines")


def test_a_rule_goes_across_the_whole_width() -> None:
    assert rule("Sunday", parsed(""), 20).text == "── Sunday ──────────"
