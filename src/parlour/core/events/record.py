"""What every event is made of: how it is declared, in which scope it is, and whose doing it was."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")

NO_SCOPE = 0
"""The scope id of events decided in `names`, in `bans` or in one user; channels that saw them record them."""


@dataclass_transform(frozen_default=True)
def event(cls: type[T]) -> type[T]:
    """Declare an event: frozen for the type checker, cheap at run time."""
    return dataclass(slots=True)(cls)


@event
class Source:
    """Who did it, as others saw them at that time. `text` is nick!name@host; `bot` when they say that they are one."""

    user: str
    nick: str
    name: str
    host: str
    account: str | None
    text: str
    bot: bool = False
