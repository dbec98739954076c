"""What docs/session-extension.md says of sessions is what the tables say."""

import re
from pathlib import Path

import pytest

from parlour.core.events.sessions import FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from parlour.core.refusals import Why
from parlour.core.sessions import CELLS, Cell, State
from parlour.protocols.irc import sentences
from parlour.protocols.irc.words import WORDS, Fail
from tests.support.play import World

PAGE = (Path(__file__).parents[3] / "docs" / "session-extension.md").read_text(encoding="utf-8")

DONE = {SessionOpened: "opened", SessionAccepted: "accepted", FloorHanded: "floor handed", SessionEnded: "ended"}


def table(first: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    text = PAGE[PAGE.index(f"| {first} |") :].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in text.splitlines()]
    return [rows[0], *rows[2:]]


def shown(cell: Cell) -> str:
    if isinstance(cell, Why):
        return code(cell)
    return "nothing" if cell is None else DONE[cell]


def code(why: Why) -> str:
    words = WORDS[why]
    assert isinstance(words, Fail)
    return words.code


def test_the_page_has_the_table_of_states() -> None:
    head, *rows = table("command")
    assert head == ["command", *(state.value for state in State)]
    assert rows == [[command, *map(shown, cells.values())] for command, cells in CELLS.items()]


ABOUT = frozenset(sentences.REFUSED) | {Why.ONLY_LISTENING}


def test_the_page_has_every_error() -> None:
    _, *rows = table("code")
    codes = [code(why) for why in ABOUT if isinstance(WORDS[why], Fail)]
    assert sorted(row[0].strip("`") for row in rows) == sorted(codes)


def test_every_refusal_of_a_session_has_a_sentence() -> None:
    # Those that a decision says it raises, but for what is only ever refused where things are said.
    source = Path(__file__).parents[3] / "src" / "parlour" / "core"
    decided = {
        name
        for file in ("sessions.py", "blocks.py")
        for name in re.findall(r"Why\.([A-Z_]+)", (source / file).read_text(encoding="utf-8"))
    }
    assert {Why[name] for name in decided} == ABOUT


@pytest.mark.parametrize("why", sentences.REFUSED, ids=lambda why: why.name)
def test_a_sentence_is_one(why: Why) -> None:
    assert re.fullmatch(r"[A-Z{].*\.", sentences.REFUSED[why])
    assert "{" not in sentences.REFUSED[why].format("bob", "hi")


def test_the_examples_of_the_page_are_true() -> None:
    examples = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 2
    world = World()
    for example in examples:
        # The ids are others each time.
        world.play(re.sub(r"01[0-9A-Z]{24}", "…", example))
    world.play("ann.\nbob.\ncleo.")
