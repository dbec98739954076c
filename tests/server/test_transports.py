"""The server's side of a socket, on a transport that a test holds."""

import asyncio
import logging
import socket
from types import SimpleNamespace
from typing import cast

import pytest

from parlour.server import transports
from parlour.server.connection import Language
from parlour.server.proxied import Proxied
from parlour.server.transports import Transport, peer_address
from tests.support.play import World


class Held(asyncio.Transport):
    """A transport whose peer takes `room` bytes and no more."""

    def __init__(self, room: int, **extra: object) -> None:
        super().__init__(extra)
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
    made, held = Transport(world.node, world.node.irc, secure=True), Held(room)
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


PEERS = {
    "IPv4": (("192.0.2.1", 5000), ("192.0.2.9", 6667), "192.0.2.1"),
    "IPv6": (("2001:db8::1", 5000, 0, 0), ("2001:db8::9", 6667, 0, 0), "2001:db8::1"),
    "IPv6 of one link": (("fe80::1%eth0", 5000, 0, 2), ("fe80::9%eth0", 6667, 0, 2), "fe80::1"),
    "IPv4 on a socket for both": (("::ffff:192.0.2.1", 5000, 0, 0), ("::ffff:192.0.2.9", 6667, 0, 0), "192.0.2.1"),
    "a Unix socket": ("", "/run/irc.sock", "unix"),
    "one that was gone before it was accepted": (None, ("192.0.2.9", 6667), ""),
}


@pytest.mark.parametrize(("peer", "own", "address"), PEERS.values(), ids=PEERS)
def test_the_address_of_a_peer_is(peer: object, own: object, address: str) -> None:
    told = {"peername": peer, "sockname": own}
    assert peer_address(cast(asyncio.Transport, SimpleNamespace(get_extra_info=told.get))) == address


@pytest.mark.parametrize("proxied", [False, True])
async def test_who_was_gone_before_being_accepted_is_heard_no_more(
    proxied: bool, caplog: pytest.LogCaptureFixture
) -> None:
    # Nobody knows whether the address is banned. HAProxy breaks off so each time it has seen that somebody listens.
    caplog.set_level(logging.INFO)
    world, held = World(), Held(room=1000, sockname=("192.0.2.9", 6667))
    made = Proxied(world.node) if proxied else Transport(world.node, world.node.irc, secure=False)
    made.connection_made(held)
    assert held.aborted.is_set()
    made.data_received(b"PROXY UNKNOWN\r\n" * proxied + b"NICK ann\r\nUSER ann 0 * :Ann\r\n")
    assert not made.eof_received()
    made.connection_lost(None)
    world.run()
    assert not world.node.connections
    assert held.room == 1000
    assert not caplog.records


async def options_of_a_connection(world: World, language: Language) -> dict[str, int]:
    """What TCP does for a connection that was accepted, by the names of tcp(7)."""
    accepted: asyncio.Queue[Transport] = asyncio.Queue()

    def make() -> Transport:
        accepted.put_nowait(made := Transport(world.node, language, secure=False))
        return made

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    made = await accepted.get()
    assert made._transport is not None
    under = made._transport.get_extra_info("socket")
    names = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_USER_TIMEOUT")
    found = {name: under.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in names}
    found["SO_KEEPALIVE"] = under.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    made.abort()
    writer.close()
    server.close()
    await server.wait_closed()
    return found


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this platform has no TCP_USER_TIMEOUT")
async def test_tcp_looks_after_peers_that_cannot_be_asked_whether_they_are_there() -> None:
    world = World()
    assert await options_of_a_connection(world, world.node.text) == {
        "SO_KEEPALIVE": 1, "TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_USER_TIMEOUT": 120_000
    }  # fmt: skip
    asked = await options_of_a_connection(world, world.node.irc)
    assert (asked["SO_KEEPALIVE"], asked["TCP_USER_TIMEOUT"]) == (0, 0)
