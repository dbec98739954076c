"""Coming in: capabilities, password, nick, and what is joined then."""

from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.told import NickTaken

if TYPE_CHECKING:
    from parlour.client.engine import Engine

WANTED = (
    "account-notify", "account-tag", "away-notify", "batch", "cap-notify", "chghost", "draft/chathistory",
    "draft/event-playback", "draft/read-marker", "echo-message", "extended-join",
    "extended-monitor", "invite-notify", "labeled-response", "message-tags", "multi-prefix", "parlour.chat/once",
    "parlour.chat/session", "server-time", "setname", "standard-replies", "userhost-in-names",
)  # fmt: skip
"""Every capability that the client knows what to do with; of those the server offers, all are asked for."""

REQUEST_BYTES = 400
"""So long the list of capabilities in one request may be."""

OTHER_NICKS = 3
"""So often another nick is tried by itself, each with a _ more."""

JOIN_BYTES = 400

OUT_OF_NICKS = frozenset({"431", "432", "433", "436", "437"})
"""Numerics that refuse a nick."""


class Registration:
    """How one connection comes in, and what is to be entered then."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._channels: dict[str, tuple[str, str]] = {}
        """What the user wants to be in: name and key, by folded name."""
        self._requested: list[list[str]] = []
        """The capabilities of each request that has not been answered."""
        self._ended = False
        self._tried = ""
        self._tries = 0
        self._joined = False
        for channel in engine.profile.channels:
            name, _, key = channel.partition(" ")
            self.wants(name, key)

    def wants(self, name: str, key: str = "") -> None:
        """The user wants to be in a channel, also after a lost connection."""
        folded = self._engine.network.fold(name)
        _, known = self._channels.get(folded, ("", ""))
        self._channels[folded] = (name, key or known)

    def wants_no_more(self, name: str) -> None:
        """The user does not want to be in a channel any more."""
        self._channels.pop(self._engine.network.fold(name), None)

    @property
    def wanted(self) -> list[str]:
        """What the user wants to be in, each perhaps with a key behind a blank."""
        return [f"{name} {key}".rstrip() for name, key in self._channels.values()]

    def begin(self) -> None:
        """Say who one is."""
        engine, profile = self._engine, self._engine.profile
        self._requested, self._ended, self._joined = [], False, False
        self._tried, self._tries = profile.nick, 0
        engine.send("CAP", "LS", "302")
        if profile.password:
            engine.send("PASS", profile.password)
        engine.send("NICK", profile.nick)
        engine.send("USER", _user(profile.nick), "0", "*", profile.realname or profile.nick)

    # Capabilities

    def capabilities(self, line: Line) -> None:
        """A CAP line."""
        network = self._engine.network
        subcommand = line.parameter(1).upper()
        words = line.parameters[-1].split() if len(line.parameters) > 2 else []
        match subcommand:
            case "LS" | "NEW":
                offered = [word.partition("=") for word in words]
                network.offered.update((name, value) for name, _, value in offered)
                if line.parameter(2) != "*":
                    self._request()
            case "ACK":
                for name in words:
                    if name.startswith("-"):
                        network.capabilities.discard(name[1:])
                    else:
                        network.capabilities.add(name)
                self._answered()
            case "NAK":
                refused = self._requested[0] if self._requested else []
                self._answered(final=len(refused) < 2)
                if len(refused) > 1:
                    # One of them was not to be had: each is asked for by itself.
                    for name in refused:
                        self._ask([name])
            case "DEL":
                for name in words:
                    network.offered.pop(name, None)
                    network.capabilities.discard(name)

    def _request(self) -> None:
        network = self._engine.network
        wanted = [name for name in WANTED if name in network.offered and name not in network.capabilities]
        group: list[str] = []
        for name in wanted:
            if group and len(" ".join([*group, name])) > REQUEST_BYTES:
                self._ask(group)
                group = []
            group.append(name)
        if group:
            self._ask(group)
        elif not self._requested:
            self._end()

    def _ask(self, names: list[str]) -> None:
        self._requested.append(names)
        self._engine.send("CAP", "REQ", " ".join(names))

    def _answered(self, *, final: bool = True) -> None:
        del self._requested[:1]
        if final and not self._requested:
            self._end()

    def _end(self) -> None:
        if not self._ended and self._engine.network.state == "registering":
            self._ended = True
            self._engine.send("CAP", "END")

    # The nick

    def nick_refused(self, line: Line) -> bool:
        """A nick cannot be had; whether that was said while coming in, and another one is tried or asked for."""
        engine = self._engine
        if engine.network.state != "registering":
            return False
        why = line.parameters[-1] if line.parameters else "It is refused."
        nick = line.parameter(1) if len(line.parameters) > 2 else self._tried
        self._tries += 1
        taken = line.command in ("433", "436", "437")
        trying = f"{self._tried}_" if taken and self._tries <= OTHER_NICKS else ""
        if trying:
            self.try_nick(trying)
        engine.tell(NickTaken(nick, why, trying))
        return True

    def try_nick(self, nick: str) -> None:
        """Ask for a nick while coming in."""
        self._tried = nick
        self._engine.send("NICK", nick)

    # In

    def welcome(self, line: Line) -> None:
        """The server has let the user in (001)."""
        engine = self._engine
        # What 001 calls the user is the nick, whatever was asked for: it may have been cut.
        engine.network.nick = line.parameter(0) or self._tried
        engine.network.server = line.source
        engine.person(engine.network.nick)
        engine.online()

    def ready(self) -> None:
        """All that a server says at the beginning has been said: enter what is to be entered."""
        if self._joined or self._engine.network.state != "online":
            return
        self._joined = True
        plain: list[str] = []
        for name, key in self._channels.values():
            if key:
                self._engine.send("JOIN", name, key)
            elif plain and len(",".join([*plain, name])) > JOIN_BYTES:
                self._engine.send("JOIN", ",".join(plain))
                plain = [name]
            else:
                plain.append(name)
        if plain:
            self._engine.send("JOIN", ",".join(plain))
        self._engine.history.online()
        self._engine.sessions.online()

    def lost(self) -> None:
        """The connection is gone."""
        network = self._engine.network
        network.capabilities.clear()
        network.offered.clear()
        network.supported.clear()
        network.away = network.operator = False


def _user(nick: str) -> str:
    """A user name for a nick: letters and digits that every server takes."""
    return "".join(each for each in nick if each.isascii() and each.isalnum())[:9].lower() or "parlour"
