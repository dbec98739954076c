"""Conversations with a whole server in memory: no socket, no thread, no clock but the test's.

    world = World()
    world.play('''
        ann> JOIN #attic
        bob> JOIN #attic
        ann< :bob!bob@… JOIN #attic
        ann> PRIVMSG #attic :hi
        bob<< :ann!ann@… PRIVMSG #attic :hi
        bob.
    ''')

`ann> LINE` sends, and the world runs until nothing is left to do. Who is named first connects and registers under that
name; what the welcome says is read already. `ann< LINE` is the next line that ann got, `ann<< LINE` a later one (those
before it are passed over), `ann.` says that there is no further one, `ann~` passes over all that there are.
`…` stands for anything, an empty line in the script and a line that begins with -- for nothing.
"""

import re
from collections.abc import Callable
from typing import Any

from parlour.server.connection import Connection, Language
from parlour.server.node import Node
from parlour.server.options import Options
from tests.support.memory_store import MemoryStore
from tests.support.surroundings import Clock, Disk, Process, Wire

READ_BYTES = 65536
"""So much is read at a time."""


class Client:
    """Somebody connected to the world."""

    END = b"\r\n"
    """What ends a line."""

    def __init__(self, world: "World", name: str, address: str = "127.0.0.1", *, secure: bool = False) -> None:
        self.world = world
        self.name = name
        self.wire = Wire()
        self.wire.drained = self._drained
        self.wire.resumed = self._resumed
        self.read = 0
        self.unread = b""
        """What was sent while the server does not read."""
        self.connection: Connection | None = world.node.connect(
            self.wire, address, secure=secure, language=self.language(world.node)
        )

    def language(self, node: Node) -> Language:
        """What it speaks."""
        return node.irc

    def send(self, *lines: str | bytes) -> None:
        """Send lines, all in one piece, and let the world run."""
        self.feed(b"".join((line.encode() if isinstance(line, str) else line) + self.END for line in lines))

    def feed(self, data: bytes, *, run: bool = True) -> None:
        """Send bytes; without `run` more can be sent in the same turn. While the server does not read, they wait."""
        assert self.connection is not None
        if self.wire.paused or self.unread:
            self.unread += data
        else:
            self.world.node.receive(self.connection, data)
        if run:
            self.world.run()

    def take(self, limit_bytes: int | None = None) -> None:
        """Take what waits in the wire, or so many bytes of it, and let the world run."""
        self.wire.take(limit_bytes)
        self.world.run()

    def _drained(self) -> None:
        """As a transport does that has sent all it was given."""
        if self.connection is not None and self.connection.draining:
            self.connection.front.drained()
            self.world.node.wake()

    def _resumed(self) -> None:
        """As a transport does that reads again."""
        self.world.clock.soon(self._read_on)

    def _read_on(self) -> None:
        if self.wire.paused or self.connection is None or not self.unread:
            return
        data, self.unread = self.unread[:READ_BYTES], self.unread[READ_BYTES:]
        self.world.node.receive(self.connection, data)
        if self.unread and not self.wire.paused:
            self._resumed()

    @property
    def lines(self) -> list[str]:
        """All lines that came and were not read yet; reading them reads them."""
        text = self.wire.sent[self.read :]
        self.read = len(self.wire.sent)
        return text.decode().split(self.END.decode())[:-1]

    def peek(self) -> list[str]:
        """All lines that came and were not read yet."""
        return self.wire.sent[self.read :].decode().split(self.END.decode())[:-1]

    def next(self) -> str | None:
        """The next line, read; None if there is none."""
        end = self.wire.sent.find(self.END, self.read)
        if end < 0:
            return None
        line, self.read = self.wire.sent[self.read : end].decode(), end + len(self.END)
        return line

    def register(self, *capabilities: str) -> "Client":
        """Register under its name, with capabilities; what the welcome says is read."""
        if capabilities:
            self.send(f"CAP REQ :{' '.join(capabilities)}")
        self.send(f"NICK {self.name}", f"USER {self.name} 0 * :{self.name.capitalize()}")
        if capabilities:
            self.send("CAP END")
        assert any(" 001 " in line for line in self.lines), "not registered"
        return self

    def drop(self, reason: str = "Connection closed") -> None:
        """The transport is gone."""
        assert self.connection is not None
        connection, self.connection = self.connection, None
        self.wire.abort()
        self.world.node.disconnected(connection, reason)
        self.world.run()


class World:
    """A server in memory. `options` are those of the node; `restart` starts another on the same store."""

    def __init__(self, store: MemoryStore | None = None, **options: Any) -> None:
        self.options = Options(**options)
        self.clock = Clock()
        self.store = store or MemoryStore()
        self.starts = 0
        self.start()

    def start(self) -> None:
        """Start a server on the store as it is."""
        self.starts += 1
        self.disk = Disk(self.clock, self.store)
        self.process = Process()
        self.node = Node(self.options, self.clock, self.store, self.disk, self.starts, self.process)
        self.node.bug = self.bug  # type: ignore[method-assign]
        self.node.recall(self.store.open(), self.store.bans())
        self.clients: dict[str, Client] = {}
        self.attached: list[Client] = []

    def bug(self, peer: object, error: Exception) -> None:
        """Something that must not happen did: a test that it happens in fails."""
        raise error

    def crash(self, *, landed: bool = False) -> None:
        """End the server as kill -9 would, and start it again on what it had kept.

        A commit that was under way may have `landed`, though nobody has heard of it.
        """
        if landed and not self.disk.broken:
            for work, _ in self.disk.jobs:
                work()
        self.clock.queue.clear()
        self.clock.timers.clear()
        self.clock.reads.clear()
        for client in self.attached:
            client.connection = None
            client.wire.abort()
        self.start()

    def run(self) -> None:
        """Until nothing is left to do now; then those whose connection was closed are gone."""
        self.clock.run()
        gone = [client for client in self.attached if client.wire.closed]
        while gone:
            for client in gone:
                self.attached.remove(client)
                connection, client.connection = client.connection, None
                if connection is not None:
                    self.node.disconnected(connection, "Connection closed")
            self.clock.run()
            gone = [client for client in self.attached if client.wire.closed]

    def client(self, name: str, *capabilities: str, address: str = "127.0.0.1") -> Client:
        """A new client under that name, registered with capabilities."""
        made = self.connect(name, address)
        return made.register(*capabilities)

    def connect(self, name: str, address: str = "127.0.0.1") -> Client:
        """A new client that has said nothing yet."""
        made = self.clients[name] = self.made(name, address)
        self.attached.append(made)
        return made

    def made(self, name: str, address: str) -> Client:
        """The client that somebody of that name has."""
        return Client(self, name, address)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, with a tick each second."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            step = min(1.0, end - self.clock.seconds)
            self.clock.seconds += step
            self.clock.wall_ms += round(step * 1000)
            self.node.tick()
            self.run()

    def play(self, script: str) -> None:
        """Play a conversation; see the head of this module."""
        for number, line in enumerate(script.splitlines(), 1):
            text = line.strip()
            if not text or text.startswith("--"):
                continue
            step = _STEP.match(text)
            assert step is not None, f"line {number} is no step: {text}"
            name, sign, said = step.groups()
            client = self.clients.get(name) or self.client(name)
            _SIGNS[sign](client, said, f"line {number}: {text}")


_STEP = re.compile(r"(\$?[a-z][a-z0-9]*)(>|<<|<|\.|~)(?: (.*))?$")


def matches(pattern: str, line: str) -> bool:
    """Whether a line is what a pattern says; … stands for anything."""
    return re.fullmatch(".*?".join(re.escape(part) for part in pattern.split("…")), line, re.DOTALL) is not None


def _send(client: Client, said: str | None, where: str) -> None:
    client.send(said or "")


def _expect(client: Client, said: str | None, where: str) -> None:
    line = client.next()
    assert line is not None, f"{where}\n  nothing more came"
    assert matches(said or "", line), f"{where}\n  came: {line}"


def _expect_later(client: Client, said: str | None, where: str) -> None:
    passed = []
    while (line := client.next()) is not None:
        if matches(said or "", line):
            return
        passed.append(line)
    raise AssertionError("\n  ".join([where, "did not come; this did:", *passed]))


def _expect_nothing(client: Client, said: str | None, where: str) -> None:
    left = client.peek()
    assert not left, "\n  ".join([where, "more came:", *left])


def _pass_over(client: Client, said: str | None, where: str) -> None:
    client.read = len(client.wire.sent)


_SIGNS: dict[str, Callable[[Client, str | None, str], None]] = {
    ">": _send,
    "<": _expect,
    "<<": _expect_later,
    ".": _expect_nothing,
    "~": _pass_over,
}
