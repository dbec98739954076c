import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.direct.names import LONGEST, nick_of


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        ("bob", "bob"), ("Zoë", "Zoë"), ("bob\x1b[31m", "bob"), ("\x1b]0;title\x07eve", "eve"), ("../../x", "x"),
        ("two words", "twowords"), ("7of9", "of9"), ("", "friend"), ("\x00\r\n", "friend"), ("-x", "x"),
        ("\u202egnp", "gnp"), ("a" * 99, "a" * LONGEST),
    ],
)  # fmt: skip
def test_a_name_becomes_a_nick(name: str, nick: str) -> None:
    assert nick_of(name) == nick


@given(st.text())
def test_whatever_somebody_calls_themselves_can_be_shown_and_typed(name: str) -> None:
    nick = nick_of(name)
    assert 0 < len(nick) <= LONGEST
    assert nick.isprintable()
    assert not set(nick) & set(" ,:!@*#&\x1b")
    assert nick_of(nick) == nick
