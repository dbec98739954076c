"""The commands that people type: what each takes is read from its handler's signature."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, NewType, get_args

Handler = Callable[..., Awaitable[None]]

READ, WRITE = 0.2, 1.0
"""What a command costs of the lines that a connection may send."""

Rest = NewType("Rest", str)
"""Of a handler's last parameter: all that is left of the line, with its spaces."""

Count = NewType("Count", str)
"""A number from 1, in digits."""

Name = NewType("Name", str)
"""The name of a command."""

Duplex = Literal["full", "half", "simplex"]
Switch = Literal["on", "off"]

COUNT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a command takes: a word, one of some words, a number, or the rest of the line."""

    name: str
    default: str | None
    choices: tuple[str, ...]
    kind: Any

    @property
    def needed(self) -> bool:
        """Whether it may not be left out."""
        return self.default is None

    def is_left_out_before(self, word: str) -> bool:
        """Whether it is not there, as what stands in its place is something else."""
        return self.kind is Count and not self.needed and not (word[0] in "+-" or word[0].isdigit())

    def takes(self, word: str) -> bool:
        """Whether a word may stand for it."""
        if self.choices:
            return word.lower() in self.choices
        if self.kind is Count:
            return word.isascii() and word.isdigit() and len(word) <= COUNT_DIGITS and int(word) > 0
        return self.kind is not Name or bare(word) in COMMANDS

    @property
    def shown(self) -> str:
        """How it is written: `<text>`, or `[full|half|simplex]` for one that may be left out."""
        words = "|".join(self.choices) or self.name
        if self.needed:
            return words if self.choices else f"<{words}>"
        return f"[{words}]"


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `shown` is what is usually typed for it, `name` the same without signs and in small letters; `help` is
    the first line of the handler's docstring."""

    name: str
    shown: str
    handler: Handler
    parameters: tuple[Parameter, ...]
    cost: float
    help: str

    @property
    def grammar(self) -> str:
        """What it takes: `CONNECT <whom> [full|half|simplex]`."""
        return " ".join([self.shown, *(parameter.shown for parameter in self.parameters)])

    @property
    def details(self) -> list[str]:
        """What else there is to say of it, in lines."""
        return [line.strip() for line in (inspect.getdoc(self.handler) or "").split("\n")[2:]]

    def arguments(self, rest: str, *, guessed: bool = False) -> list[str] | None:
        """What stands behind the command, by its parameters; None when it does not fit them.

        Nor does what people say to one another ("help me"), when it is only `guessed` that it is a command.
        """
        found: list[str] = []
        rest = rest.strip(" ")
        for parameter in self.parameters:
            if not rest:
                return None if parameter.needed else found
            if parameter.kind is Rest:
                return [*found, rest]
            word, _, after = rest.partition(" ")
            if parameter.default is not None and parameter.is_left_out_before(word):
                found.append(parameter.default)
                continue
            rest = after.lstrip(" ")
            if not parameter.takes(word) or (guessed and parameter.kind is Name):
                return None
            found.append(word.lower() if parameter.choices else word)
        return None if rest else found


COMMANDS: dict[str, Command] = {}
"""All commands by all their names, in small letters and without a slash."""

WRITTEN: dict[str, Command] = {}
"""Those that need no slash, by their words, in capitals."""


def command(*words: str, cost: float = WRITE) -> Callable[[Handler], Handler]:
    """Declare a handler: what is typed for it, each in capitals, or in small letters behind a slash."""

    def declare(handler: Handler) -> Handler:
        names = [bare(word) for word in words]
        parameters = tuple(map(_parameter, list(inspect.signature(handler).parameters.values())[1:]))
        text = (inspect.getdoc(handler) or "").partition("\n")[0]
        made = Command(names[0], words[0], handler, parameters, cost, text)
        COMMANDS.update(dict.fromkeys(names, made))
        WRITTEN.update({word: made for word in words if not word.startswith("/")})
        return handler

    return declare


def bare(word: str) -> str:
    """The name of a command without the signs around it, in small letters."""
    return word.strip("#/").lower()


def _parameter(given: inspect.Parameter) -> Parameter:
    choices = get_args(given.annotation)
    default = None if given.default is given.empty else given.default
    return Parameter(given.name.replace("_or_", "|"), default, choices, given.annotation)
