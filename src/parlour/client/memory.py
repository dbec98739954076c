"""What the client remembers from one run to the next: servers, certificates, places, drafts, and what was not sent."""

import asyncio
import re
from pathlib import Path

import msgspec

from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.profile import Profile
from parlour.client.statefile import (
    LONGEST_TYPED,
    Place,
    Server,
    StateFile,
    Unsent,
    merge,
    state_folder,
    state_of,
    tree_of,
)
from parlour.files import reason

_SECRET = re.compile(
    r"/(quote\s+)?(oper|pass|authenticate)\b|/(quote\s+)?(msg|privmsg)\s+\S+\s+:?(identify|register|login|oper|pass)\b",
    re.IGNORECASE,
)
"""What was typed with a password in it."""


class Memory:
    """What is remembered. It is read at once; `save` writes what has changed.

    Of several clients at the same time the first takes up drafts and unsent messages; all of them are remembered. With
    `places` off, for one that only says something and leaves, nothing but certificates is.
    """

    def __init__(self, path: Path | None = None, *, places: bool = True) -> None:
        self._file = StateFile(path or state_folder() / "chat.json")
        self._places = places
        self._takes_up = places and self._file.take()
        self._state, self.trouble = self._file.read()
        """`trouble` is a sentence while something is wrong with the file, else ""."""
        self._base = tree_of(self._state)
        self._typed: list[str] = []
        self._given: dict[tuple[str, str], Place] = {}
        """What each buffer was when it was last looked at."""
        self._sent_on: dict[str, set[str]] = {}
        """The keys of the unsent messages of each server that are this client's to look after."""
        self._saving = asyncio.Lock()

    # Servers

    @property
    def servers(self) -> dict[str, Server]:
        """The servers that are known, the one that was used last first."""
        return dict(sorted(self._state.servers.items(), key=lambda each: -each[1].used_ms))

    def profile(self, name: str) -> Profile | None:
        """What is known of a server, as it was last."""
        server = self._state.servers.get(name)
        if server is None:
            return None
        return Profile(
            name, server.host, server.port, server.tls, server.nick, server.realname, list(server.channels)
        )  # fmt: skip

    def find(self, host: str, port: int, *, tls: bool) -> str:
        """The name of the server that is known to be there, or ""."""
        for name, server in self.servers.items():
            if (server.host.lower(), server.port, server.tls) == (host.lower(), port, tls):
                return name
        return ""

    @property
    def nick(self) -> str:
        """The nick that was used last, anywhere."""
        return next((server.nick for server in self.servers.values() if server.nick), "")

    def used(self, profile: Profile, now_ms: int) -> None:
        """A server has let the user in."""
        if self._places:
            server = self._server(profile)
            server.used_ms, server.wanted = now_ms, True

    def left(self, name: str) -> None:
        """The user has left a server: it is not connected to unless it is named."""
        if name in self._state.servers:
            self._state.servers[name].wanted = False

    # Certificates

    def pin(self, place: str) -> str:
        """What certificate is accepted there; see `trust`."""
        return self._state.pins.get(place.lower(), "")

    def set_pin(self, place: str, pin: str) -> None:
        """Accept a certificate there from now on."""
        self._state.pins[place.lower()] = pin

    def forget_pins(self, host: str, port: int | None) -> list[str]:
        """Accept what comes there as if for the first time; returns the places that were known."""
        found = [
            place
            for place in self._state.pins
            if place.rpartition(":")[0].strip("[]") == host.lower() and port in (None, int(place.rpartition(":")[2]))
        ]
        for place in found:
            del self._state.pins[place]
        return found

    # Where the user is

    @property
    def last(self) -> tuple[str, str]:
        """Where the user was last: the server's name, and the buffer's; both "" when nobody knows."""
        network, buffer, *_ = [*self._state.last, "", ""]
        return network, buffer

    @last.setter
    def last(self, place: tuple[str, str]) -> None:
        self._state.last = list(place)

    @property
    def typed(self) -> list[str]:
        """What was typed, oldest first."""
        return [*self._state.typed, *self._typed][-LONGEST_TYPED:]

    def add_typed(self, text: str) -> None:
        """Something was typed; what may be a password is not remembered, nor the same again."""
        if text.strip() and not _SECRET.match(text.strip()) and [text] != self.typed[-1:]:
            self._typed.append(text)

    def worn(self, setting: str) -> str:
        """The theme that was chosen last: on the screen, unless the settings have been changed since."""
        chosen = self._state.theme
        return chosen[0] if len(chosen) == 2 and chosen[1] == setting else setting

    def wear(self, theme: str, setting: str) -> None:
        """A theme was chosen on the screen, while the settings said another."""
        self._state.theme = [theme, setting]

    # Engines

    def restore(self, engine: Engine) -> None:
        """Give an engine what is remembered of its network."""
        name = engine.profile.name
        server = self._state.servers.get(name)
        self._sent_on[name] = set()
        if server is None or not self._places:
            return
        for place in server.places.values():
            buffer = engine.open(place.name, place.kind, wanted=False)
            buffer.muted = place.muted
            if self._takes_up:
                buffer.draft, buffer.draft_session = place.draft, place.draft_session
            self._given[name, engine.network.fold(place.name)] = _place(buffer)
        engine.history.restore(dict(server.positions))
        if self._takes_up:
            engine.sending.restore([msgspec.structs.asdict(each) for each in server.unsent.values()])
            self._sent_on[name] = set(server.unsent)

    def note(self, engine: Engine) -> None:
        """Look at what is to be remembered of a network."""
        profile = engine.profile
        if not self._places or not self._is_worth_it(engine):
            return
        server = self._server(profile)
        server.host, server.port, server.tls = profile.host, profile.port, profile.tls
        server.nick, server.realname, server.channels = profile.nick, profile.realname, engine.registration.wanted
        server.positions.update(engine.history.positions())
        self._note_places(engine, server)
        waiting = {each["once"]: each for each in engine.sending.snapshot()}
        for once in self._sent_on.setdefault(profile.name, set()) - set(waiting):
            server.unsent.pop(once, None)
        for once, each in waiting.items():
            server.unsent[once] = msgspec.convert(each, Unsent)
        self._sent_on[profile.name] = set(waiting)

    def _is_worth_it(self, engine: Engine) -> bool:
        """Whether a server is to be remembered: it has let the user in some day, or they have written something."""
        if engine.profile.name in self._state.servers or engine.network.state == "online":
            return True
        return any(buffer.unsent or buffer.draft for buffer in engine.network.buffers.values())

    def _note_places(self, engine: Engine, server: Server) -> None:
        name, buffers = engine.profile.name, engine.network.buffers
        for folded, buffer in buffers.items():
            now, given = _place(buffer), self._given.get((name, folded))
            if now != (given or Place("", "server")):
                self._change(server, folded, given, now)
                self._given[name, folded] = now
        for folded in [each for network, each in self._given if network == name and each not in buffers]:
            server.places.pop(folded, None)
            del self._given[name, folded]

    @staticmethod
    def _change(server: Server, folded: str, given: Place | None, now: Place) -> None:
        """Only what is another than it was is ours to say."""
        known = server.places.get(folded)
        if known is None or given is None:
            server.places[folded] = now
            return
        for part in now.__struct_fields__:
            if getattr(now, part) != getattr(given, part):
                setattr(known, part, getattr(now, part))

    def _server(self, profile: Profile) -> Server:
        return self._state.servers.setdefault(profile.name, Server(profile.host, profile.port, profile.tls))

    # The file

    async def save(self) -> str:
        """Write what has changed, without holding up anybody; returns a sentence when it newly cannot be written."""
        async with self._saving:
            ours, typed = tree_of(self._state), self._typed[:]
            if ours == self._base and not typed:
                return ""
            try:
                written = await asyncio.to_thread(self._file.write, self._base, ours, typed)
            except OSError as error:
                return self._failed(error)
            self._wrote(ours, typed, written)
            return ""

    def save_now(self) -> str:
        """Write what has changed, at once."""
        ours, typed = tree_of(self._state), self._typed[:]
        if ours != self._base or typed:
            try:
                self._wrote(ours, typed, self._file.write(self._base, ours, typed))
            except OSError as error:
                return self._failed(error)
        return ""

    def close(self) -> None:
        """Let another client take up what is left."""
        self._file.release()

    def _wrote(self, ours: dict[str, object], typed: list[str], written: dict[str, object]) -> None:
        # What others wrote meanwhile is known from now on; what was changed here meanwhile stays changed.
        self._state = state_of(merge(ours, tree_of(self._state), written))
        self._state.typed = list(written["typed"])  # type: ignore[call-overload]
        del self._typed[: len(typed)]
        self._base = written
        self.trouble = ""

    def _failed(self, error: OSError) -> str:
        before, self.trouble = self.trouble, f"what is to be remembered cannot be written: {reason(error)}"
        return "" if self.trouble == before else self.trouble


def _place(buffer: Buffer) -> Place:
    return Place(buffer.name, buffer.kind, buffer.draft, buffer.draft_session, buffer.muted)
