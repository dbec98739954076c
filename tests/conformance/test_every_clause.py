"""What the server has of the IRC client protocol is in a conversation here, and every clause says where it stands."""

import re

from parlour.core import letters
from parlour.protocols.irc.registry import COMMANDS
from tests.support.specification import conversations

ADDRESS = re.compile(r"(https://[a-z0-9.-]+/[^\s#]*|\.\./[^\s#]*)?(#[a-z0-9._-]+)?")

OF_MODE = {f"{letters.MODERN}user-mode", f"{letters.MODERN}channel-mode"}
"""The specification has MODE twice."""

PLAYED = {clause.anchor.replace("#", letters.MODERN) for clause in conversations() if clause.anchor.startswith("#")}

SENT = {
    command
    for clause in conversations()
    for command in re.findall(r"^ *\w+> (?:@\S* )?(?::\S* +)?([A-Z]+)\b", clause.script, re.MULTILINE)
}


def test_every_address_is_one() -> None:
    assert [clause.words for clause in conversations() if not ADDRESS.fullmatch(clause.anchor)] == []


def test_every_command_of_the_specification_has_a_clause() -> None:
    specs = {command.spec for command in COMMANDS.values()} - {f"{letters.MODERN}mode-message"} | OF_MODE
    assert {spec for spec in specs if spec.startswith(letters.MODERN)} - PLAYED == set()


def test_every_mode_of_the_specification_has_a_clause() -> None:
    every = (letters.RANKS, letters.LISTS, letters.ALWAYS_VALUE, letters.VALUE_TO_SET, letters.FLAGS, letters.USERS)
    specs = {mode.spec for modes in every for mode in modes}
    assert {spec for spec in specs if spec.startswith(letters.MODERN)} - PLAYED == set()


def test_every_command_that_is_not_our_own_is_sent_by_somebody() -> None:
    standard = {name for name, command in COMMANDS.items() if command.spec.startswith("https://")}
    assert standard - SENT == set()
