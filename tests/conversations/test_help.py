"""HELP and HELPOP. Source: https://modern.ircdocs.horse/#help-message"""

import pytest

from parlour.core.letters import ALWAYS_VALUE, EXTENDED_BANS, FLAGS, LISTS, RANKS, USERS, VALUE_TO_SET, Letter
from parlour.protocols.irc.registry import COMMANDS, Command
from tests.support.irc import Line, parse
from tests.support.play import World


def answer(asked: str) -> list[Line]:
    ann = World().client("ann")
    ann.send(asked)
    return [parse(line) for line in ann.lines]


def check(lines: list[Line], subject: str) -> None:
    """Whether it is help: a title, an empty line, more, and a last line, all about the subject."""
    # "reply with a single RPL_HELPSTART message, then arbitrarily many RPL_HELPTXT messages, then a single
    # RPL_ENDOFHELP"; "the first RPL_HELPTXT message SHOULD be empty"
    assert [line.command for line in lines] == ["704", *["705"] * (len(lines) - 2), "706"]
    assert {line.params[1] for line in lines} == {subject}
    assert lines[1].params[2] == ""
    assert all(len(line.params) == 3 for line in lines)
    assert all(len(line.text.encode()) < 400 for line in lines)


@pytest.mark.parametrize("name", ["HELP", "HELPOP"])
def test_without_a_subject_all_commands_are_listed(name: str) -> None:
    lines = answer(name)
    check(lines, "*")
    words = {word for line in lines for word in line.text.split()}
    assert words >= COMMANDS.keys()
    assert max(len(line.text) for line in lines[3:-1]) <= 72


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.parametrize("name", ["HELP", "helpop"])
def test_help_says_what_the_reference_does(command: Command, name: str) -> None:
    lines = answer(f"{name} {command.name}")
    check(lines, command.name)
    texts = [line.text for line in lines]
    assert texts[0] == command.grammar
    assert texts[2] == command.help
    assert texts[-1] == f"Specification: {command.spec}"


def test_details_are_told_behind_the_first_sentence() -> None:
    texts = [line.text for line in answer("HELP LIST")]
    assert "Of several masks one has to match; of several conditions all have to hold." in texts[3:-2]


def test_the_subject_is_repeated_as_it_was_sent() -> None:
    # "The <subject> MUST be the one requested by the client, but may be casefolded"
    check(answer("HELP join"), "join")


UNKNOWN = {"HELP NoSuch": "NoSuch", "HELP :no such": "*", "HELPOP nosuch": "nosuch", "HELP ::x": "*"}


@pytest.mark.parametrize(("asked", "subject"), UNKNOWN.items(), ids=UNKNOWN.keys())
def test_what_there_is_no_help_for_is_told(asked: str, subject: str) -> None:
    # "unless it would be an invalid parameter, in which case it MUST be *"
    # (https://modern.ircdocs.horse/#errhelpnotfound-524)
    (line,) = answer(asked)
    assert (line.command, line.params) == ("524", ["ann", subject, "No help available on this topic"])


@pytest.mark.parametrize(
    ("subject", "table"),
    [("MODES", RANKS + LISTS + ALWAYS_VALUE + VALUE_TO_SET + FLAGS), ("UMODES", USERS), ("extbans", EXTENDED_BANS)],
)
def test_every_letter_is_explained(subject: str, table: tuple[Letter, ...]) -> None:
    ann = World().client("ann")
    ann.send(f"HELP {subject}")
    lines = ann.lines
    assert f":parlour.local 704 ann {subject} :" in lines[0]
    assert all(any(f" {entry.means}" in line for line in lines) for entry in table)
    assert len(lines) == len(table) + 4
