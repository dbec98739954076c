"""An engine of the client attached to a whole server in memory: what one says the other hears, cut where a test wants.

    home = Home()
    ann = home.engine("ann", "#attic").connect()
    bob = home.engine("bob", "#attic").connect()
    ann.say("#attic", "hi")
    assert bob.timeline("#attic") == ["ann: hi"]

Nothing moves by itself: `Home.settle` carries bytes in both directions, of all that are attached, until none are left;
`connect` and `say` end with it. `carry` carries some of them, `cut` ends a connection after so many more bytes each
way, and what else was under way is lost.
"""

import hashlib
import re
from typing import Any

from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.profile import Profile
from parlour.client.told import Told
from tests.support.play import Client, World


class Home(World):
    """A server in memory with engines attached to it. `crash` and `pass_time` are felt by them, too."""

    def __init__(self, **options: Any) -> None:
        self.engines: list[Attached] = []
        super().__init__(**options)

    def engine(self, name: str, *channels: str, without: tuple[str, ...] = ()) -> "Attached":
        """Somebody's engine, not connected yet; `without` are capabilities that the server does not offer to it."""
        made = Attached(self, name, *channels, without=without)
        self.engines.append(made)
        return made

    def settle(self) -> None:
        """Carry everything until nothing moves."""
        rounds = 0
        while True in [each.carry() for each in self.engines]:
            rounds += 1
            assert rounds < 1000, "it never ends"

    def pass_time(self, seconds: float) -> None:
        """Let time pass for the server and all engines, with a tick each second."""
        for _ in range(round(seconds)):
            super().pass_time(1)
            for each in self.engines:
                each.engine.tick()
            self.settle()

    def crash(self, *, landed: bool = False) -> None:
        """End the server as kill -9 would, and start it again; who was connected has lost the connection."""
        super().crash(landed=landed)
        for each in self.engines:
            each.cut()


class Attached:
    """An engine with a connection that a test carries the bytes of; see `Home.engine`."""

    def __init__(self, world: Home, name: str, *channels: str, without: tuple[str, ...] = ()) -> None:
        self.world = world
        self.name = name
        self.without = frozenset(without)
        self.up = b""
        """What the engine has sent and the server has not got."""
        self.down = b""
        """What the server has sent and the engine has not got."""
        self.told: list[Told] = []
        self.client: Client | None = None
        self._read = 0
        self._chances = 0
        profile = Profile("home", "parlour.local", nick=name, channels=list(channels))
        self.engine = Engine(profile, world.clock.now_ms, self._chance)

    def __getitem__(self, name: str) -> Buffer:
        """The buffer of that name, which is there."""
        buffer = self.engine.network.buffer(name)
        assert buffer is not None, f"{self.name} has no buffer {name}"
        return buffer

    def _chance(self) -> str:
        self._chances += 1
        return hashlib.sha256(f"{self.name}{self._chances}".encode()).hexdigest()[:32]

    def connect(self, *, settle: bool = True) -> "Attached":
        """Connect to the server as it runs now."""
        assert self.client is None, "connected already"
        self.up = self.down = b""
        self._read = 0
        self.engine.connecting()
        self.client = Client(self.world, self.name)
        self.world.attached.append(self.client)
        self.engine.opened()
        if settle:
            self.world.settle()
        return self

    def say(self, where: str, text: str, *, settle: bool = True) -> list[Message]:
        """Say something in a buffer that is there."""
        said = self.engine.sending.say(self[where], text)
        if settle:
            self.world.settle()
        return said

    def carry(self, up: int | None = None, down: int | None = None) -> bool:
        """Carry so many bytes each way, or all that there are; returns whether there were any."""
        self._gather()
        rising, self.up = _divided(self.up, up)
        if rising and self.client is not None and self.client.connection is not None:
            self.client.feed(rising)
        self._gather()
        falling, self.down = _divided(self.down, down)
        if falling:
            self.engine.receive(falling)
        self.told += self.engine.take_told()
        if not self.down and self.client is not None and self.client.connection is None:
            self._gone()
        return bool(rising or falling)

    def cut(self, up: int = 0, down: int = 0) -> None:
        """Break the connection when so many bytes of what is under way have passed each way."""
        if self.client is None:
            return
        self.carry(up, down)
        if self.client is not None:
            if self.client.connection is not None:
                self.client.drop()
            self._gone()

    def _gone(self) -> None:
        self.client = None
        self.up = self.down = b""
        self.engine.closed("The connection was lost.")
        self.told += self.engine.take_told()

    def _gather(self) -> None:
        """Take what either side has written."""
        self.up += self.engine.take_output()
        if self.client is not None:
            sent = self.client.wire.sent[self._read :]
            self._read += len(sent)
            self.down += self._stripped(sent)

    def _stripped(self, data: bytes) -> bytes:
        """What the server said, without the capabilities that it is not to offer."""
        if not self.without or b" CAP " not in data:
            return data
        lines = data.split(b"\r\n")
        for at, line in enumerate(lines):
            if re.match(rb":\S+ CAP \S+ (LS|NEW) ", line):
                head, colon, offered = line.partition(b" :")
                words = [word for word in offered.decode().split() if word.partition("=")[0] not in self.without]
                lines[at] = head + colon + " ".join(words).encode()
        return b"\r\n".join(lines)

    # What it knows

    def timeline(self, where: str) -> list[str]:
        """What was said in a buffer, as `nick: text`."""
        return [f"{each.nick}: {each.text}" for each in self[where].timeline.messages if each.is_speech]

    def take_told(self) -> list[Told]:
        """What was told since this was last asked."""
        told, self.told = self.told, []
        return told


def _divided(data: bytes, at: int | None) -> tuple[bytes, bytes]:
    return (data, b"") if at is None else (data[:at], data[at:])
