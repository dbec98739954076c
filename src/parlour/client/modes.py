"""Modes of channels and ranks of their members, as a server has them (005 PREFIX and CHANMODES).

Source: https://modern.ircdocs.horse/#chanmodes-parameter and https://modern.ircdocs.horse/#prefix-parameter
"""

from collections.abc import Iterable
from dataclasses import dataclass

from parlour.client.model import Network

DEFAULT_PREFIX = "(ov)@+"
DEFAULT_CHANMODES = "beI,k,l,imnpst"
"""What RFC 1459 and 2812 have, for servers that do not say."""


@dataclass(frozen=True, slots=True)
class Change:
    """A mode that is set, or not any more, with its value, if it has one."""

    letter: str
    given: bool
    value: str


def ranks(network: Network) -> tuple[str, str]:
    """The letters of ranks and their signs, the highest first."""
    letters, bracket, signs = network.supported.get("PREFIX", DEFAULT_PREFIX).removeprefix("(").partition(")")
    return (letters, signs) if bracket and len(letters) == len(signs) else ("", "")


def kinds(network: Network) -> list[str]:
    """The letters of modes: lists, those with a value, those with one when they are set, and those without."""
    return [*network.supported.get("CHANMODES", DEFAULT_CHANMODES).split(","), "", "", "", ""][:4]


def read(network: Network, words: list[str]) -> list[Change]:
    """The changes that a MODE line tells, from the letters on."""
    lists, always, when_set, _ = kinds(network)
    valued = ranks(network)[0] + lists + always
    values = iter(words[1:])
    changes, given = [], True
    for letter in words[0] if words else "":
        if letter in "+-":
            given = letter == "+"
        else:
            has_value = letter in valued or (given and letter in when_set)
            changes.append(Change(letter, given, next(values, "") if has_value else ""))
    return changes


def changed(network: Network, modes: str, changes: Iterable[Change]) -> str:
    """The modes of a channel after changes, as in "+klnt key 5". Lists and ranks are none of them."""
    lists = kinds(network)[0] + ranks(network)[0]
    values = {each.letter: each.value for each in read(network, modes.split())}
    for each in changes:
        if each.letter in lists:
            continue
        if each.given:
            values[each.letter] = each.value
        else:
            values.pop(each.letter, None)
    ordered = sorted(values)
    return " ".join([f"+{''.join(ordered)}", *(values[letter] for letter in ordered if values[letter])])


def ranked(network: Network, held: str, change: Change) -> str:
    """The signs of a member after a change of their rank."""
    letters, signs = ranks(network)
    at = letters.find(change.letter)
    if at < 0:
        return held
    now = set(held) | {signs[at]} if change.given else set(held) - {signs[at]}
    return "".join(sign for sign in signs if sign in now)
