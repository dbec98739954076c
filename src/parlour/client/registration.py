"""Coming in: password, nick, and what is joined then."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from parlour.client.lines import Line
from parlour.client.negotiation import Negotiation
from parlour.client.told import NickTaken

if TYPE_CHECKING:
    from parlour.client.engine import Engine

OTHER_NICKS = 3
"""So often another nick is tried by itself, each with a _ more."""

JOIN_BYTES = 400
"""So long the list of channels in one line may be."""

READY_MS = 5_000
"""A server that has not told so long after its welcome that there is a message of the day, or none, will not."""


class Registration:
    """How one connection comes in, and what is to be entered then."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._channels: dict[str, tuple[str, str]] = {}
        """What the user wants to be in: name and key, by folded name."""
        self.negotiation = Negotiation(engine)
        self._tried = ""
        self._tries = 0
        self._joined = False
        self._welcomed_ms = 0
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

    def refold(self, fold: Callable[[str], str]) -> None:
        """Compare names in another way from now on."""
        self._engine.network.refold(fold)
        self._channels = {fold(name): (name, key) for name, key in self._channels.values()}

    def is_wanted(self, name: str) -> bool:
        """Whether the user wants to be in a channel."""
        return self._engine.network.fold(name) in self._channels

    @property
    def wanted(self) -> list[str]:
        """What the user wants to be in, each perhaps with a key behind a blank."""
        return [f"{name} {key}".rstrip() for name, key in self._channels.values()]

    def begin(self) -> None:
        """Say who one is."""
        engine, profile = self._engine, self._engine.profile
        self._joined = False
        self._tried, self._tries = profile.nick, 0
        self.negotiation.begin()
        if profile.password:
            engine.send("PASS", profile.password)
        engine.send("NICK", profile.nick)
        engine.send("USER", _user(profile.nick), "0", "*", profile.realname or profile.nick)

    # The nick

    def nick_refused(self, line: Line) -> bool:
        """A nick cannot be had; whether that was said while coming in, and another one is tried or asked for."""
        engine = self._engine
        if engine.network.state != "registering":
            return False
        why = line.last or "It is refused."
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
        self._welcomed_ms = engine.clock()
        engine.online()

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        if not self._joined and now_ms - self._welcomed_ms >= READY_MS:
            self.ready()

    @property
    def is_ready(self) -> bool:
        """Whether the server has said all that it says at the beginning."""
        return self._joined

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
        if self._engine.doing.away is not None:
            self._engine.send("AWAY", self._engine.doing.away)
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
