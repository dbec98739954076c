"""Coming in: capabilities, password, nick, and what is joined then."""

from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine

WANTED = (
    "account-notify", "account-tag", "away-notify", "batch", "cap-notify", "chghost", "draft/chathistory",
    "draft/event-playback", "draft/multiline", "draft/read-marker", "echo-message", "extended-join",
    "extended-monitor", "invite-notify", "labeled-response", "message-tags", "multi-prefix", "parlour.chat/once",
    "parlour.chat/session", "server-time", "setname", "standard-replies", "userhost-in-names",
)  # fmt: skip
"""Every capability that the client knows what to do with; of those the server offers, all are asked for."""


class Registration:
    """How one connection comes in."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def begin(self) -> None:
        """Say who one is."""
        engine = self._engine
        engine.send("CAP", "LS", "302")
        if engine.profile.password:
            engine.send("PASS", engine.profile.password)
        engine.send("NICK", engine.profile.nick)
        engine.send("USER", engine.profile.nick, "0", "*", engine.profile.realname or engine.profile.nick)

    def capabilities(self, line: Line) -> None:
        """A CAP line."""
        engine, network = self._engine, self._engine.network
        subcommand, words = line.parameter(1).upper(), line.parameters[-1].split()
        if subcommand in ("LS", "NEW"):
            network.offered.update((name, value) for name, _, value in (word.partition("=") for word in words))
            if line.parameter(2) == "*":
                return
            wanted = [name for name in WANTED if name in network.offered and name not in network.capabilities]
            if wanted:
                engine.send("CAP", "REQ", " ".join(wanted))
            else:
                engine.send("CAP", "END")
        elif subcommand == "ACK":
            network.capabilities.update(words)
            engine.send("CAP", "END")
        elif subcommand == "NAK":
            engine.send("CAP", "END")

    def welcome(self, line: Line) -> None:
        """The server has let the user in (001)."""
        engine = self._engine
        engine.network.nick = line.parameter(0)
        engine.network.server = line.source
        engine.online()
        for channel in engine.profile.channels:
            engine.send("JOIN", *channel.split(" ", 1))

    def lost(self) -> None:
        """The connection is gone."""
        self._engine.network.capabilities.clear()
        self._engine.network.offered.clear()
