"""What a typed line is: a command, or text for others.

In capitals a first word that is a command always is one. In small letters it is one only when the whole line is
well formed, and never while somebody talks in a session, where nothing but text may be expected. Behind a slash there
is always a command, behind a blank always text.
"""

from dataclasses import dataclass

from parlour.protocols.text.registry import COMMANDS, WRITTEN, Command


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its arguments; `guessed` when the same words might have been meant as text."""

    command: Command
    arguments: list[str]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Misused:
    """A command with arguments that it does not take."""

    command: Command


@dataclass(frozen=True, slots=True)
class Unknown:
    """A slash with something behind it that is no command; `near` is the one that may have been meant."""

    word: str
    near: Command | None


@dataclass(frozen=True, slots=True)
class Text:
    """What is for others to read."""

    text: str


def read(line: str, *, talking: bool) -> Call | Misused | Unknown | Text:
    """What a line is, for somebody who is `talking` in a session or not."""
    if line.startswith(" "):
        return Text(line[1:])
    word, _, rest = line.partition(" ")
    if word.startswith("/"):
        command = COMMANDS.get(word[1:].lower())
        if command is None:
            return Unknown(word, _near(word[1:].lower()))
    elif word in WRITTEN:
        command = WRITTEN[word]
    else:
        guess = WRITTEN.get(word.upper()) if not talking else None
        if guess is not None and (words := guess.arguments(rest, guessed=True)) is not None:
            return Call(guess, words, guessed=True)
        return Text(line)
    arguments = command.arguments(rest)
    return Misused(command) if arguments is None else Call(command, arguments)


def _near(name: str) -> Command | None:
    from difflib import get_close_matches  # most who come mistype nothing

    found = get_close_matches(name, COMMANDS, n=1)
    return COMMANDS[found[0]] if found else None
