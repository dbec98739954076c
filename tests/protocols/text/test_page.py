"""The page of plain text says what is so: its table, and what people see in its tour."""

from pathlib import Path

from parlour.protocols.text import reference
from parlour.protocols.text.arrivals import GRACE_S
from parlour.protocols.text.naming import TRIES
from parlour.protocols.text.past import MISSED_MOST, PAGE
from parlour.protocols.text.registry import COMMANDS
from parlour.wire.telnet import LONGEST
from tests.support.typed import TypedWorld

PAGE_TEXT = (Path(__file__).parents[3] / "docs" / "plain-text.md").read_text(encoding="utf-8")

TOUR: dict[str, list[tuple[str, str | None]]] = {
    "coming": [
        ("ann", None),
        ("ann", "ann"),
        ("bob", None),
        ("bob", "bob"),
        ("bob", "hello ann"),
        ("ann", "hello bob"),
        ("ann", "GET"),
    ],
    "a session": [
        ("ann", "CONNECT bob"),
        ("ann", "This is for you alone."),
        ("bob", "I read you."),
        ("ann", "#GOODBYE#"),
        ("bob", "one more thing"),
    ],
}


def test_the_table_is_that_of_the_commands() -> None:
    assert reference.page(PAGE_TEXT) == PAGE_TEXT, "run `make docs`"
    assert reference.page(PAGE_TEXT.replace("| `GET` |", "| `GIT` |")) == PAGE_TEXT
    for command in COMMANDS.values():
        assert f"| `{command.grammar.replace('|', chr(92) + '|')}` | {command.help}" in PAGE_TEXT


def test_what_people_see_in_the_tour_is_what_they_are_shown() -> None:
    world = TypedWorld()
    for part in TOUR.values():
        screens: dict[str, list[str]] = {}
        for name, line in part:
            if line is None:
                world.typist(name)
                screens[name] = ["$ nc 127.0.0.1 7000"]
            else:
                screens.setdefault(name, []).append(f"> {line}")
                world.clients[f"${name}"].send(line)
            for other in world.clients.values():
                screens.setdefault(other.name.removeprefix("$"), []).extend(other.lines)
        for name, screen in screens.items():
            shown = "\n".join(screen)
            assert f"```text\n{shown}\n```" in PAGE_TEXT, f"{name} is shown:\n{shown}"


def test_the_numbers_on_the_page_are_those_that_hold() -> None:
    for said in (
        f"after {TRIES} names",
        f"the last {PAGE} messages",
        f"at most {MISSED_MOST}",
        f"within {GRACE_S:.0f} seconds",
        f"at most {LONGEST} bytes",
    ):
        assert said in PAGE_TEXT, said
