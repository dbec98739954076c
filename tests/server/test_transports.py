"""The server's side of a socket, on a transport that a test holds."""

import asyncio

import pytest

from parlour.server import transports
from parlour.server.transports import Transport
from tests.support.play import World


class Held(asyncio.Transport):
    """A transport whose peer takes `room` bytes and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self.waiting = b""
        self.closing = False
        self.aborted = asyncio.Event()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.waiting += bytes(data)[self.room :]
        self.room = max(0, self.room - len(data))

    def get_write_buffer_size(self) -> int:
        return len(self.waiting)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.aborted.set()


def connected(world: World, room: int) -> tuple[Transport, Held]:
    made, held = Transport(world.node, secure=True), Held(room)
    made.connection_made(held)
    return made, held


async def test_whoever_does_not_take_the_last_words_is_closed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "LINGER_S", 0.01)
    world = World()
    made, held = connected(world, room=3)
    made.data_received(b"QUIT\r\n")
    world.run()
    assert held.closing
    await asyncio.wait_for(held.aborted.wait(), 30)


async def test_whoever_takes_the_last_words_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "LINGER_S", 0.01)
    world = World()
    made, held = connected(world, room=1000)
    made.data_received(b"QUIT\r\n")
    world.run()
    assert held.closing
    made.connection_lost(None)
    # What was to happen later would have happened before this.
    await asyncio.wait_for(_later(0.02), 30)
    assert not held.aborted.is_set()


async def _later(seconds: float) -> None:
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, passed.set)
    await passed.wait()


async def test_nobody_is_taken_in_while_the_server_stops() -> None:
    world = World()
    world.node.say_goodbye("The server is shutting down", lambda: None)
    made, held = connected(world, room=1000)
    assert held.closing
    assert not world.node.connections
    made.data_received(b"NICK ann\r\nUSER ann 0 * :Ann\r\n")
    world.run()
    assert held.room < 1000, "it was told nothing"
