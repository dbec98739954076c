"""The slash commands: what each takes is read from its handler's signature, what it does from its docstring."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from parlour.client.model import Network

Handler = Callable[..., None]

Kind = Literal["word", "rest", "count", "nick", "addressee", "channel", "here", "where", "command", "emoji", "server"]

Rest = Annotated[str, "rest"]
"""Of a handler's last parameter: all that is left of what was typed, with its spaces and line ends."""
Count = Annotated[str, "count"]
"""A number from 1, in digits."""
Nick = Annotated[str, "nick"]
Addressee = Annotated[str, "addressee"]
"""A nick with a colon or a comma behind it, which tells it from the text that follows; it may be left out."""
Channel = Annotated[str, "channel"]
Here = Annotated[str, "here"]
"""A channel in front of something else; it may be left out for the one that is looked at."""
Where = Annotated[str, "where"]
"""A channel, a nick, or * for the server's own buffer."""
CommandName = Annotated[str, "command"]
Emoji = Annotated[str, "emoji"]
Server = Annotated[str, "server"]

Duplex = Literal["full", "half", "simplex"]
Switch = Literal["on", "off"]

COUNT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a command takes: a word of some kind, one of some words, or the rest of the line."""

    name: str
    default: str | None
    choices: tuple[str, ...]
    kind: Kind

    @property
    def needed(self) -> bool:
        """Whether it may not be left out."""
        return self.default is None

    def is_left_out_before(self, word: str, network: Network) -> bool:
        """Whether it is not there, as what stands in its place is something else."""
        if self.needed:
            return False
        if self.kind == "here":
            return not network.is_channel(word)
        if self.kind == "count":
            return not _is_count(word)
        if self.kind == "addressee":
            return word[-1] not in ":," or network.person(bare_nick(word)) is None
        return self.kind == "where" and word[0] in "+-"

    def takes(self, word: str, network: Network) -> bool:
        """Whether a word may stand for it."""
        if self.choices:
            return word.lower() in self.choices
        if self.kind == "count":
            return _is_count(word)
        if self.kind == "nick":
            return not network.is_channel(word)
        return self.kind != "command" or bare(word) in COMMANDS

    @property
    def shown(self) -> str:
        """How it is written: `<text>`, or `[full|half|simplex]` for one that may be left out."""
        words = "|".join(self.choices) or self.name + ":" * (self.kind == "addressee")
        if self.needed:
            return words if self.choices else f"<{words}>"
        return f"[{words}]"


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `names` are all that it goes by, the first of them is the usual one; `help` is the first line of the
    handler's docstring."""

    names: tuple[str, ...]
    handler: Handler
    parameters: tuple[Parameter, ...]
    online: bool
    family: str
    help: str
    needs: str = ""
    """The capability without which it is not offered."""
    lacks: str = ""
    """The capability with which it is not offered."""

    def is_offered(self, network: Network) -> bool:
        """Whether it is one for a network."""
        return (not self.needs or network.can(self.needs)) and not (self.lacks and network.can(self.lacks))

    @property
    def grammar(self) -> str:
        """What it takes: `/call <nick> [full|half|simplex]`."""
        return " ".join([f"/{self.names[0]}", *(parameter.shown for parameter in self.parameters)])

    @property
    def details(self) -> list[str]:
        """What else there is to say of it, in lines."""
        return [line.strip() for line in (inspect.getdoc(self.handler) or "").split("\n")[2:]]

    def at(self, before: str, network: Network) -> list[Parameter]:
        """What may stand behind these words: a parameter, and those behind it for which it may be left out."""
        left = list(self.parameters)
        words = before.split()
        while words and left and left[0].kind != "rest":
            if not left.pop(0).is_left_out_before(words[0], network):
                words.pop(0)
        last = next((at for at, each in enumerate(left) if each.kind not in ("here", "addressee", "count")), len(left))
        return left[: last + 1]

    def arguments(self, rest: str, network: Network) -> list[str] | None:
        """What stands behind the command, by its parameters; None when it does not fit them."""
        found: list[str] = []
        rest = rest.strip()
        for parameter in self.parameters:
            if parameter.default is not None and (not rest or parameter.is_left_out_before(rest.split()[0], network)):
                found.append(parameter.default)
                continue
            if not rest:
                return None
            if parameter.kind == "rest":
                return [*found, rest]
            word, rest = first_word(rest)
            if not parameter.takes(word, network):
                return None
            if parameter.kind in ("nick", "addressee"):
                word = bare_nick(word)
            found.append(word.lower() if parameter.choices else word)
        return None if rest else found


COMMANDS: dict[str, Command] = {}
"""All commands by all their names, in small letters and without the slash."""


def command(*names: str, online: bool = True, needs: str = "", lacks: str = "") -> Callable[[Handler], Handler]:
    """Declare a handler with its names; `online` tells that it asks something of the server, which must be there,
    `needs` which capability it must have, and `lacks` which it must not have."""

    def declare(handler: Handler) -> Handler:
        parameters = tuple(map(_parameter, list(inspect.signature(handler).parameters.values())[1:]))
        text = (inspect.getdoc(handler) or "").partition("\n")[0]
        family = handler.__module__.rpartition(".")[2]
        made = Command(names, handler, parameters, online, family, text, needs, lacks)
        COMMANDS.update(dict.fromkeys(names, made))
        return handler

    return declare


def bare(word: str) -> str:
    """The name of a command without its slash, in small letters."""
    return word.removeprefix("/").lower()


def bare_nick(word: str) -> str:
    """A nick as it was typed or completed, without the sign behind it."""
    return word.rstrip(":,") or word


def first_word(text: str) -> tuple[str, str]:
    """The first word of a text, and what is behind it, without the space between."""
    word, *rest = text.split(None, 1)
    return word, rest[0] if rest else ""


def offered(network: Network) -> list[Command]:
    """The commands that there are on a network."""
    return [each for each in dict.fromkeys(COMMANDS.values()) if each.is_offered(network)]


def near(name: str) -> Command | None:
    """The command that may have been meant."""
    from difflib import get_close_matches  # most mistype nothing

    found = get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.6)
    return COMMANDS[found[0]] if found else None


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= COUNT_DIGITS and int(word) > 0


def _parameter(given: inspect.Parameter) -> Parameter:
    default = None if given.default is given.empty else given.default
    if given.annotation in (Here, Addressee):
        default = ""
    name = given.name.replace("_or_", "|").replace("_", " ")
    if get_origin(given.annotation) is Literal:
        return Parameter(name, default, get_args(given.annotation), "word")
    kind: Any = "word" if given.annotation is str else get_args(given.annotation)[1]
    return Parameter(name, default, (), kind)
