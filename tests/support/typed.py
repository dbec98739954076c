"""People who type into nc or telnet, in the world of `play`, beside those with an IRC client.

A name with $ before it is such a one's:

    $ann> hello
    bob<< :ann!ann@… PRIVMSG #lobby :hello
    $ann.
"""

from typing import Any

from parlour.core.limits import Limits
from parlour.server.connection import Language
from parlour.server.node import Node
from tests.support.memory_store import MemoryStore
from tests.support.play import Client, World

LOBBY = "#lobby"


class Typist(Client):
    """Somebody who types."""

    END = b"\n"

    def language(self, node: Node) -> Language:
        """Plain text."""
        return node.text

    def register(self, *capabilities: str) -> "Typist":
        """Say their name; what they are told then is read."""
        assert not capabilities, "there are none in plain text"
        self.send(self.name.removeprefix("$"))
        assert any(line.startswith("Hello ") for line in self.lines), "not welcome"
        return self


class TypedWorld(World):
    """A server in memory with a lobby, to which people type."""

    def __init__(self, store: MemoryStore | None = None, *, lobby: str = LOBBY, **options: Any) -> None:
        super().__init__(store, **{"limits": Limits(lobby=lobby), **options})

    def made(self, name: str, address: str) -> Client:
        """The client that somebody of that name has."""
        return Typist(self, name, address) if name.startswith("$") else super().made(name, address)

    def typist(self, name: str, address: str = "127.0.0.1") -> Typist:
        """Somebody who has connected and not typed anything yet."""
        made = self.connect(f"${name}", address)
        self.run()
        assert isinstance(made, Typist)
        return made
