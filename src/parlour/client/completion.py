"""What may be meant by what has been typed so far: nicks, channels, commands and what they take, emoji."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parlour.client import emoji
from parlour.client.commands.registry import COMMANDS, Parameter, first_word, offered
from parlour.client.model import Buffer, Network

SPOKEN = 500
"""Whoever said one of so many last things has spoken lately."""

MOST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may have been meant. `text` stands for what was typed from `start` to the cursor, with the blank
    behind it; `note` says what it is. Neither is clean: names are as they came."""

    start: int
    text: str
    note: str = ""


def complete(network: Network, buffer: Buffer, typed: str, servers: Iterable[str] = ()) -> list[Choice]:
    """What may be meant by what stands before the cursor, the likeliest first."""
    start = max(typed.rfind(sign) for sign in " \t\n") + 1
    word = typed[start:]
    if typed.startswith("/") and not typed.startswith("//"):
        if not start:
            return [Choice(0, f"/{name} ", note) for name, note in _commands(network, word[1:])]
        found = _arguments(network, buffer, typed[:start], word, servers)
    else:
        found = _words(network, buffer, word, ": " if not start else " ")
    return [Choice(start, text, note) for text, note in dict.fromkeys(found)][:MOST]


def nicks(network: Network, buffer: Buffer) -> list[str]:
    """Who may be named in a buffer: who spoke lately first, then the others by name; the user is not among them."""
    there = {folded: member.person.nick for folded, member in buffer.members.items()}
    if buffer.kind == "conversation":
        there[network.fold(buffer.name)] = buffer.name
    elif buffer.kind == "server":
        there = {folded: person.nick for folded, person in network.people.items()}
    there.pop(network.fold(network.nick), None)
    spoken = (network.fold(each.nick) for each in reversed(buffer.timeline.messages[-SPOKEN:]) if each.is_speech)
    return [there[folded] for folded in dict.fromkeys([*spoken, *sorted(there)]) if folded in there]


Found = Iterator[tuple[str, str]]


def _words(network: Network, buffer: Buffer, word: str, behind: str) -> Found:
    """Of a text: a nick, a channel, an emoji."""
    if word.startswith(":") and len(word) > 1:
        yield from _emoji(word)
    elif network.is_channel(word):
        yield from _channels(network, word)
    else:
        yield from _nicks(network, buffer, word, behind)


def _arguments(network: Network, buffer: Buffer, before: str, word: str, servers: Iterable[str]) -> Found:
    """Of what a command takes."""
    name, rest = first_word(before)
    command = COMMANDS.get(name[1:].lower())
    for parameter in command.at(rest, network) if command is not None else ():
        yield from _of_kind(network, buffer, parameter, word, servers)


def _of_kind(network: Network, buffer: Buffer, parameter: Parameter, word: str, servers: Iterable[str]) -> Found:
    yield from ((f"{each} ", "") for each in parameter.choices if each.startswith(word.lower()))
    match parameter.kind:
        case "nick":
            yield from _nicks(network, buffer, word, " ")
        case "addressee":
            yield from _nicks(network, buffer, word, ": ")
        case "channel" | "here":
            yield from _channels(network, word)
        case "where":
            yield from _channels(network, word)
            yield from _nicks(network, buffer, word, " ")
            talks = (each.name for each in network.buffers.values() if each.kind == "conversation")
            yield from ((f"{each} ", "") for each in talks if network.fold(each).startswith(network.fold(word)))
        case "command":
            yield from ((f"{each} ", note) for each, note in _commands(network, word.removeprefix("/")))
        case "emoji":
            yield from _emoji(word)
        case "server":
            yield from ((f"{each} ", "") for each in servers if each.startswith(word))
        case "rest":
            yield from _words(network, buffer, word, " ")


def _nicks(network: Network, buffer: Buffer, word: str, behind: str) -> Found:
    beginning = network.fold(word)
    yield from ((nick + behind, "") for nick in nicks(network, buffer) if network.fold(nick).startswith(beginning))


def _channels(network: Network, word: str) -> Found:
    beginning = network.fold(word)
    for folded, buffer in network.buffers.items():
        if buffer.kind == "channel" and folded.startswith(beginning):
            yield f"{buffer.name} ", buffer.topic


def _emoji(word: str) -> Found:
    yield from ((f"{sign} ", f":{name}") for name, sign in emoji.beginning(word.strip(":")))


def _commands(network: Network, word: str) -> list[tuple[str, str]]:
    """The usual names first: another one only where no usual name begins so."""
    known = offered(network)
    usual = [(each.names[0], each.help) for each in known if each.names[0].startswith(word.lower())]
    return sorted(usual) or [
        (name, each.help) for each in known for name in each.names if name.startswith(word.lower())
    ]
