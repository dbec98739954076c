"""Where a command was typed: the client, the engine of one network, a buffer, and the face that it was typed into."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, Protocol

from parlour.client.model import Buffer, Network

if TYPE_CHECKING:
    from parlour.client.client import Client
    from parlour.client.engine import Engine


class Face(Protocol):
    """What a command may ask of the face that it was typed into."""

    def show(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        """Show lines in a buffer, to nobody but the user. They may hold what others wrote, and are not clean."""

    def switch(self, engine: "Engine", buffer: Buffer) -> None:
        """Go to a buffer: what is typed next is for it."""

    def leave(self) -> None:
        """End the client, saying what has not been delivered."""

    def act(self, action: str, argument: str = "") -> bool:
        """Do what only some faces can (see `actions`); False where this one cannot."""


class Unfit(Exception):
    """What was typed cannot be done; the sentence says why, and what to do. It goes back to whoever typed it."""


@dataclass(frozen=True, slots=True)
class Ctx:
    """Where a command was typed."""

    client: "Client"
    engine: "Engine"
    buffer: Buffer
    face: Face

    @property
    def network(self) -> Network:
        """What is known of the network."""
        return self.engine.network

    def say(self, *lines: str) -> None:
        """Tell the user something where they typed."""
        self.face.show(self.buffer, list(lines))

    def refuse(self, sentence: str) -> NoReturn:
        """Give what was typed back with a sentence."""
        raise Unfit(sentence)

    def channel(self, name: str = "") -> Buffer:
        """The buffer of a channel, or of the one that the user looks at."""
        if not name:
            if self.buffer.kind != "channel":
                self.refuse("This is no channel: name one, as in #attic.")
            return self.buffer
        name = self.with_sign(name)
        found = self.network.buffer(name)
        if found is None or found.kind != "channel":
            self.refuse(f"You are not in {name}; /join {name} enters it.")
        return found

    def with_sign(self, name: str) -> str:
        """The name of a channel, whose sign may have been left out."""
        network = self.network
        return name if network.is_channel(name) else (network.supported.get("CHANTYPES") or "#")[0] + name

    def partner(self, nick: str = "") -> str:
        """A nick, or that of whom the user talks with here."""
        if not nick and self.buffer.kind != "conversation":
            self.refuse("Say whom: a nick is missing.")
        return nick or self.buffer.name

    def place(self, where: str) -> Buffer:
        """A buffer by its name, * for the server's, or the one that the user looks at."""
        if not where:
            return self.buffer
        found = self.network.buffer("" if where == "*" else where)
        if found is None:
            self.refuse(f"There is nothing open that is called {where}; /join enters a channel, /query begins to talk.")
        return found

    def reader(self, where: str) -> Buffer:
        """The buffer of a channel or a person to be written to; a conversation is opened if there is none."""
        if self.network.is_channel(where):
            return self.channel(where)
        return self.engine.open(where, "conversation", wanted=False)

    def mask(self, nick_or_mask: str) -> str:
        """The mask for a ban: that of a person's host, if it is known, or of their nick."""
        if any(sign in nick_or_mask for sign in "!@*?:$~"):
            return nick_or_mask
        person = self.network.person(nick_or_mask)
        return f"*!*@{person.host}" if person is not None and person.host else f"{nick_or_mask}!*@*"
