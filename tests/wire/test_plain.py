import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.wire.plain import action, plain, query

CASES = {
    "most texts are plain": ("hello, how are you?", "hello, how are you?"),
    "any script is": ("Привет, 世界, שלום", "Привет, 世界, שלום"),
    "what belongs together stays together": ("👩\u200d💻 क्\u200dष", "👩\u200d💻 क्\u200dष"),
    "bold, italics and the like are taken out": ("\x02a\x1db\x1fc\x1ed\x11e\x16f\x0f", "abcdef"),
    "so is a colour": ("\x034red\x03", "red"),
    "and the one behind it": ("\x0304,12red on blue", "red on blue"),
    "a colour has two digits at most": ("\x03123", "3"),
    "a comma may be nothing but a comma": ("\x034,red", ",red"),
    "so is a colour in hexadecimal": ("\x04ff0000,00FF00red\x04", "red"),
    "what is too short for one is text": ("\x04ff00red", "ff00red"),
    "an escape is seen, not obeyed": ("\x1b[2J\x1b]0;title\x07", "^[[2J^[]0;title^G"),
    "so are those of eight bits": ("\x9b2J \x85", "^[[2J ^[E"),
    "so are all other control characters": ("\x00\x08\x0d\x7f", "^@^H^M^?"),
    "a tab is a blank": ("a\tb", "a b"),
    "so is what separates lines and paragraphs": ("a\u2028b\u2029c", "a b c"),
    "nothing runs the other way": ("\u202eevil\u202c \u2066a\u2069", "evil a"),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES.keys())
def test_what_people_wrote_is_shown_plainly(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_no_control_character_is_left_whatever_was_written(text: str) -> None:
    shown = plain(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Zl", "Zp"}]
    assert plain(shown) == shown


ACTIONS = {
    "an action": ("\x01ACTION waves\x01", "waves"),
    "its end may be missing": ("\x01ACTION waves", "waves"),
    "it may be empty": ("\x01ACTION\x01", ""),
    "what only begins like one": ("\x01ACTIONS speak\x01", None),
    "another query": ("\x01VERSION\x01", None),
    "a text": ("ACTION waves", None),
}


@pytest.mark.parametrize(("text", "does"), ACTIONS.values(), ids=ACTIONS.keys())
def test_what_somebody_does(text: str, does: str | None) -> None:
    assert action(text) == does


QUERIES = {
    "a query": ("\x01VERSION\x01", "VERSION"),
    "with words": ("\x01PING 123\x01", "PING 123"),
    "an action": ("\x01ACTION waves\x01", None),
    "a text": ("VERSION", None),
}


@pytest.mark.parametrize(("text", "asks"), QUERIES.values(), ids=QUERIES.keys())
def test_what_a_program_asks(text: str, asks: str | None) -> None:
    assert query(text) == asks
