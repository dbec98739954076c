"""The command table: what each command takes is read from its handler's signature."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from parlour.core.letters import MODERN

Handler = Callable[..., Awaitable[None]]

FREE, READ, WRITE = 0.0, 0.2, 1.0
"""What a command costs of the lines that a connection may send."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its handler, how many parameters it needs and takes at most, its cost, and whether it may come before
    registration. `help` is the first line of the handler's docstring."""

    name: str
    handler: Handler
    needs: int
    takes: int
    cost: float
    early: bool
    help: str
    spec: str

    @property
    def grammar(self) -> str:
        """What it takes, as it is written: `JOIN <names> [<keys>] [<more>...]`."""
        words = [self.name]
        for parameter in list(inspect.signature(self.handler).parameters.values())[1:]:
            name = parameter.name.replace("_", "-")
            if parameter.kind is parameter.VAR_POSITIONAL:
                words.append(f"[<{name}>...]")
            else:
                words.append(f"<{name}>" if parameter.default is parameter.empty else f"[<{name}>]")
        return " ".join(words)

    @property
    def details(self) -> list[str]:
        """What else there is to say of it, in lines."""
        return (inspect.getdoc(self.handler) or "").split("\n")[2:]


COMMANDS: dict[str, Command] = {}
"""All commands by name."""


def command(name: str, *, cost: float = WRITE, early: bool = False, spec: str = "") -> Callable[[Handler], Handler]:
    """Declare a handler: `async def topic(ctx, name: str, text: str | None = None)` needs one parameter, takes two."""

    def declare(handler: Handler) -> Handler:
        parameters = list(inspect.signature(handler).parameters.values())[1:]
        needs = sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in parameters)
        takes = 99 if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)
        text = (inspect.getdoc(handler) or "").partition("\n")[0]
        where = spec or f"{MODERN}{name.lower()}-message"
        COMMANDS[name] = Command(name, handler, needs, takes, cost, early, text, where)
        return handler

    return declare
