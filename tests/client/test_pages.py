"""The pages of the client are held to its tables."""

from pathlib import Path

import pytest

from parlour.client.reference import COMMANDS, EVENTS, KEYS, page

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "parts"), [("chat.md", (COMMANDS, KEYS)), ("chat-json.md", (EVENTS,))])
def test_the_page_has_the_tables_as_they_are(name: str, parts: tuple[tuple[str, str], ...]) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert all(begin in text and end in text for begin, end in parts)
    assert page(text) == text, "run `make docs`"
