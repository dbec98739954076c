"""What was asked on the command line, as the faces get it."""

from dataclasses import dataclass, field

from parlour.client.means import Means
from parlour.client.profile import Profile


@dataclass(frozen=True, slots=True)
class Call:
    """One call of `parlour chat`.

    A face is a module with `async def talk(call: Call, memory: Memory, settings: ChatSettings) -> int`: it makes a
    `Client`, adds the profiles, and returns the exit code once the user has left and `Client.close` has ended.
    """

    profiles: tuple[Profile, ...]
    """Where to connect to; the first is looked at first."""
    to: str = ""
    """The channel or nick that is looked at first, and that is spoken to; without it, `Memory.last`."""
    once: bool = False
    """Only say what comes in from standard input, and leave; exit 1 when not all of it was delivered."""
    as_json: bool = False
    may_ask: bool = True
    """Whether anything may be asked: there is a terminal to ask at."""
    color: bool = True
    """Whether there may be colours: none without a terminal, with NO_COLOR, TERM=dumb or --no-color."""
    patience_s: float = 30.0
    """So long what was said may take to arrive when one leaves."""
    means: Means = field(default_factory=Means)
