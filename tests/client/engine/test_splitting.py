"""Long texts in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.client.splitting import split

SPLIT = {
    "what fits stays whole": ("hello you", 20, ["hello you"]),
    "nothing is nothing": ("", 20, [""]),
    "it is cut between words": ("hello you there", 10, ["hello you", "there"]),
    "a long word is cut": ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
    "bytes count": ("ä" * 7, 10, ["ä" * 5, "ä" * 2]),
    "an accent stays with its letter": ("aaae\u0301", 5, ["aaa", "e\u0301"]),
    "a family stays together": ("aa👨‍👩‍👧", 18, ["aa👨‍👩‍👧"[:2], "👨‍👩‍👧"]),
    "a flag stays whole": ("🇩🇪🇫🇷", 12, ["🇩🇪", "🇫🇷"]),
    "skin stays with its hand": ("aaa👍🏽", 8, ["aaa", "👍🏽"]),
}


@pytest.mark.parametrize(("text", "limit", "pieces"), SPLIT.values(), ids=SPLIT.keys())
def test_text_is_split(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


@given(st.text(st.sampled_from("ab cä👨\u200d👩🇩🇪\u0301 "), max_size=200), st.integers(4, 60))
def test_nothing_but_blanks_is_lost_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(len(piece.encode()) <= limit for piece in pieces)
