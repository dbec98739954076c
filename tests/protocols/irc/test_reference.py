import re
from pathlib import Path

import pytest

from parlour.protocols.irc import reference
from parlour.protocols.irc.registry import COMMANDS
from parlour.wire.capabilities import CAPABILITIES
from parlour.wire.isupport import TOKENS
from parlour.wire.numerics import NUMERICS

DOCS = Path(__file__).parents[3] / "docs"


def test_the_reference_page_is_that_of_the_tables() -> None:
    assert (DOCS / "ircv3.md").read_text(encoding="utf-8") == reference.page(), "run `make docs`"


ROWS = {
    "Capabilities": [f"`{capability.name}`" for capability in CAPABILITIES],
    "Commands": sorted(COMMANDS),
    "Tokens": [f"`{token.name}`" for token in TOKENS],
    "Numerics": [numeric.code for numeric in NUMERICS.values()],
}


def tables() -> dict[str, list[list[str]]]:
    """The cells of every table of the page, by its title."""
    found = {}
    for part in reference.page().split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        rows = [line for line in text.splitlines() if line.startswith("|")]
        found[title] = [re.split(r" (?<!\\)\| ", row[2:-2]) for row in rows]
    return found


@pytest.mark.parametrize(("title", "firsts"), ROWS.items(), ids=ROWS.keys())
def test_a_table_has_a_row_for_each_of_what_it_lists(title: str, firsts: list[str]) -> None:
    _, _, *rows = tables()[title]
    shown = [row[0].strip("`").split(" ")[0] if title == "Commands" else row[0] for row in rows]
    assert shown == firsts


def test_every_row_has_as_many_cells_as_its_table_has_columns() -> None:
    assert len(tables()) == 7
    for title, (head, *rows) in tables().items():
        assert {len(row) for row in rows} == {len(head)}, title


def test_a_row_shows_what_a_command_takes_and_does() -> None:
    page = reference.page()
    assert "| `TOPIC <name> [<text>]` | Show the topic of a channel, or set it; an empty one removes it. |  |" in page
    assert "| `MODE <target> [<letters>] [<values>...]` |" in page
