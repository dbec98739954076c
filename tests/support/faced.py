"""A client without a face: what it is told, what it asks, and time that passes when a test says so."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.settings import ChatSettings
from parlour.client.told import StateChanged, Told
from tests.support.irc import DEADLINE_S


class Time:
    """Time that stands still until somebody is woken."""

    def __init__(self) -> None:
        self.now_ms = 1_700_000_000_000
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._changed = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Sleep until `wake`."""
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((seconds, sleeper))
        self._changed.set()
        await sleeper

    async def asleep(self, seconds: float) -> list[tuple[float, asyncio.Future[None]]]:
        """Wait until somebody sleeps for so long."""
        async with asyncio.timeout(DEADLINE_S):
            while not (found := [each for each in self._sleepers if each[0] == seconds and not each[1].done()]):
                self._changed.clear()
                await self._changed.wait()
        return found

    async def wake(self, seconds: float) -> None:
        """Once somebody sleeps for so long, let that time pass for them."""
        found = await self.asleep(seconds)
        self.now_ms += round(seconds * 1000)
        for each in found:
            self._sleepers.remove(each)
            each[1].set_result(None)


@dataclass
class User:
    """Whoever is asked."""

    trusts: bool = True
    nicks: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    """The certificates that they were shown."""
    asked: list[str] = field(default_factory=list)
    """Why they were asked for a nick, and for whose password."""

    async def trust(self, profile: Profile, certificate: Shown) -> bool:
        """They trust a certificate, or not."""
        self.shown.append(certificate)
        return self.trusts

    async def password(self, profile: Profile) -> str | None:
        """They know the password, or not."""
        self.asked.append(profile.place)
        return self.passwords.pop(0) if self.passwords else None

    async def nick(self, profile: Profile, why: str) -> str | None:
        """They know another nick, or not."""
        self.asked.append(why)
        return self.nicks.pop(0) if self.nicks else None


class Faced:
    """A client with everything that a test needs to see of it; it lives in a running event loop."""

    def __init__(
        self, folder: Path, user: User | None = None, settings: ChatSettings | None = None, **means: Any
    ) -> None:
        self.time = Time()
        self.user = user or User()
        self.memory = Memory(folder / "chat.json")
        given = {"clock": lambda: self.time.now_ms, "pause": self.time.pause, "jitter": lambda: 0.5} | means
        self.client = Client(self.memory, settings or ChatSettings(), self.user, Means(**given))
        self.client.listener = self._listen
        self.told: list[Told] = []
        self._changed = asyncio.Event()

    def _listen(self, engine: Engine, told: list[Told]) -> None:
        self.told += told
        self._changed.set()

    def add(self, port: int, name: str = "home", host: str = "127.0.0.1", **profile: Any) -> Engine:
        """Connect to a port of this machine, as ann and without TLS where nothing else is said."""
        given: dict[str, Any] = {"tls": False, "nick": "ann"} | profile
        return self.client.add(Profile(name, host, port, **given))

    async def until(self, so: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(DEADLINE_S):
            while not so():
                self._changed.clear()
                await self._changed.wait()

    @property
    def troubles(self) -> list[str]:
        """The sentences that told why there is no connection."""
        return [
            each.why for each in self.told if isinstance(each, StateChanged) and each.state == "offline" and each.why
        ]

    async def trouble(self, count: int = 1) -> str:
        """The sentence that tells why there is no connection, for the so many-th time."""
        await self.until(lambda: len(self.troubles) >= count)
        return self.troubles[count - 1]

    async def online(self, engine: Engine) -> None:
        """Wait until the server has let the client in."""
        await self.until(lambda: engine.network.state == "online")
