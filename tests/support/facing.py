"""Somebody who types commands: an engine attached to a server in memory, and what they were shown."""

from types import SimpleNamespace
from typing import cast

from parlour.client.client import Client
from parlour.client.commands import Ctx, run
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.profile import Profile
from parlour.client.told import Answered, BufferAdded
from tests.support.attached import Attached, Home


class Known:
    """What a client remembers, of which nothing is needed but who is known."""

    def __init__(self) -> None:
        self.servers: dict[str, object] = {}

    def profile(self, name: str) -> Profile | None:
        """No server is known."""
        del name
        return None

    def find(self, host: str, port: int, *, tls: bool) -> str:
        """No server is known."""
        del host, port, tls
        return ""


class Somebody:
    """Somebody who types. `shown` is what they were shown as lines, errors with an exclamation mark in front."""

    def __init__(self, home: Home, name: str, *channels: str, without: tuple[str, ...] = ()) -> None:
        self.attached: Attached = home.engine(name, *channels, without=without)
        self.home = home
        self.shown: list[str] = []
        self.acts: list[tuple[str, str]] = []
        """What was asked for that only some faces can do."""
        self.can: set[str] = set()
        """What of it this one can."""
        self.left = False
        self.did: list[tuple[str, str]] = []
        """What was asked of the client."""
        self.buffer: Buffer = self.engine.network.buffers[""]
        self.added: list[Profile] = []
        self.client = cast(
            Client,
            SimpleNamespace(
                engines={"home": self.engine},
                memory=Known(),
                add=self._add,
                mute=self._mute,
                connect=lambda name: self.did.append(("connect", name)),
                disconnect=lambda name: self.did.append(("disconnect", name)),
                reconnect=lambda name: self.did.append(("reconnect", name)),
            ),
        )

    @property
    def engine(self) -> Engine:
        """The engine of their network."""
        return self.attached.engine

    def connect(self) -> "Somebody":
        """Connect, and look at what was joined."""
        self.attached.connect()
        self._see()
        joined = (each for each in self.engine.network.buffers.values() if each.kind == "channel" and each.joined)
        self.buffer = next(joined, self.buffer)
        return self

    def type(self, *lines: str) -> bool:
        """Type lines; whether the last one was taken."""
        taken = True
        for line in lines:
            taken = run(Ctx(self.client, self.engine, self.buffer, self), line)
            self.home.settle()
            self._see()
        return taken

    def take_shown(self) -> list[str]:
        """What was shown since this was last asked."""
        shown, self.shown = self.shown, []
        return shown

    def _add(self, profile: Profile) -> Engine:
        self.added.append(profile)
        return self.engine

    @staticmethod
    def _mute(engine: Engine, buffer: Buffer, *, muted: bool) -> None:
        del engine
        buffer.muted = muted

    def _see(self) -> None:
        for told in self.attached.take_told():
            match told:
                case BufferAdded() if told.wanted:
                    self.buffer = told.buffer
                case Answered():
                    self.shown += [("! " if told.error else "") + line for line in told.lines]

    # The face

    def show(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        """Lines are shown."""
        del buffer
        self.shown += [("! " if error else "") + line for line in lines]

    def switch(self, engine: Engine, buffer: Buffer) -> None:
        """Another buffer is looked at."""
        assert engine is self.engine
        self.buffer = buffer

    def leave(self) -> None:
        """The user leaves."""
        self.left = True

    def act(self, action: str, argument: str = "") -> bool:
        """Something is to be done that only some faces can."""
        self.acts.append((action, argument))
        return action in self.can
