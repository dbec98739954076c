"""The table of commands is whole: every command has help, a grammar that reads well, and a test that types it."""

import re
from pathlib import Path

import pytest

from parlour.client.actions import ACTIONS, BY_NAME
from parlour.client.commands.registry import COMMANDS, Command

USUAL = list({each.names[0]: each for each in COMMANDS.values()}.values())

DESIGNED = (
    "join part close msg query me notice nick topic names who whois away back invite kick ban unban mode op deop voice "
    "list call over bye accept decline free ask block unblock reply react history mentions unread find mute unmute "
    "servers connect disconnect reconnect retry discard quote typing theme help quit"
)


def test_every_command_that_people_expect_is_there() -> None:
    assert set(DESIGNED.split()) <= set(COMMANDS)


@pytest.mark.parametrize("command", USUAL, ids=lambda each: each.names[0])
def test_a_command_has_a_sentence_of_help_and_a_grammar(command: Command) -> None:
    assert re.match(r"[A-Z].*", command.help)
    assert command.help.endswith("."), "a sentence"
    assert re.fullmatch(r"/[a-z]+( [<\[]?[\w|: ]+[>\]]?)*", command.grammar), command.grammar


@pytest.mark.parametrize("command", USUAL, ids=lambda each: each.names[0])
def test_what_may_be_left_out_stands_behind_what_may_not(command: Command) -> None:
    kinds = [each.kind for each in command.parameters if each.kind not in ("here", "addressee")]
    assert "rest" not in kinds[:-1], "nothing can stand behind the rest of a line"


@pytest.mark.parametrize("command", USUAL, ids=lambda each: each.names[0])
def test_a_command_is_typed_in_a_test(command: Command) -> None:
    typed = "".join(each.read_text() for each in Path(__file__).parent.glob("test_*.py") if each != Path(__file__))
    assert any(f'"/{name}' in typed for name in command.names)


def test_no_name_is_given_twice() -> None:
    names = [name for each in USUAL for name in each.names]
    assert len(names) == len(set(names)) == len(COMMANDS)


def test_every_action_that_is_a_command_has_one() -> None:
    assert {each.command[1:] for each in ACTIONS if each.command} <= set(COMMANDS)
    assert len(BY_NAME) == len(ACTIONS)


def test_no_key_does_two_things() -> None:
    keys = [key for each in ACTIONS for key in each.keys]
    assert len(keys) == len(set(keys))
    # What terminals send for these is another key.
    assert not {"ctrl+i", "ctrl+m", "ctrl+h", "alt+enter", "ctrl+shift+k"} & set(keys)
