"""A proxy's connection, from its header to a client's conversation, on a transport that a test holds."""

import asyncio
import logging
from typing import Any

import pytest

from parlour.server import proxied
from parlour.server.connection import Connection
from parlour.server.proxied import Proxied
from tests.support.play import World
from tests.support.proxy import block, client, line, ssl

FAR, OTHER = "203.0.113.5", "2001:db8::5"
PROXY = "127.0.0.1"
WHO = b"NICK ann\r\nUSER ann 0 * :Ann\r\n"


class Socket(asyncio.Transport):
    """What a proxy at an address is connected by; `told` is what was written to it."""

    def __init__(self, world: World, address: str = PROXY) -> None:
        super().__init__({"peername": "" if address == "unix" else (address, 40000)})
        self.world = world
        self.told = b""
        self.closing = False
        self.protocol: asyncio.BaseProtocol = Proxied(world.node)
        self.protocol.connection_made(self)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closing
        self.told += bytes(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def feed(self, data: bytes) -> "Socket":
        """Bytes come in, unless it is closed."""
        protocol: Any = self.protocol
        if not self.closing:
            protocol.data_received(data)
            self.world.run()
        return self

    def end(self) -> "Socket":
        """Nothing more comes in."""
        protocol: Any = self.protocol
        if not protocol.eof_received():
            self.closing = True
        self.world.run()
        return self

    def gone(self) -> None:
        """The proxy is gone."""
        self.closing = True
        self.protocol.connection_lost(None)
        self.world.run()

    @property
    def lines(self) -> list[str]:
        return self.told.decode().split("\r\n")[:-1]


def only(world: World) -> Connection:
    """The one connection that there is."""
    (connection,) = world.node.connections.values()
    return connection


@pytest.fixture(autouse=True)
def _usual_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


# Whose connection it is


@pytest.mark.parametrize("address", [FAR, OTHER])
@pytest.mark.parametrize("make", [line, client], ids=["version 1", "version 2"])
async def test_behind_the_header_it_is_the_clients(make: Any, address: str) -> None:
    world = World()
    socket = Socket(world).feed(make(address))
    connection = only(world)
    assert (connection.address, connection.exempt, connection.secure) == (address, False, False)
    socket.feed(WHO)
    assert any(" 001 ann " in line for line in socket.lines)


async def test_what_comes_with_the_header_is_the_clients_word() -> None:
    world = World()
    assert any(" 001 ann " in line for line in Socket(world).feed(client(FAR) + WHO).lines)


async def test_a_header_may_come_a_byte_at_a_time_and_nothing_is_done_before_its_end() -> None:
    # "The receiver MUST NOT start processing the connection before it receives a complete and valid PROXY protocol
    # header." https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt, section 2
    world = World()
    socket, header = Socket(world), client(FAR, ssl())
    for byte in header[:-1]:
        socket.feed(bytes([byte]))
        assert not world.node.connections
    socket.feed(header[-1:])
    assert only(world).address == FAR


@pytest.mark.parametrize(("bits", "secure"), [(1, True), (0, False)])
async def test_whether_it_is_secure_is_what_the_proxy_says(bits: int, secure: bool) -> None:
    world = World()
    Socket(world).feed(client(FAR, ssl(bits)))
    assert only(world).secure is secure


async def test_a_client_on_this_machine_is_exempt_as_it_would_be_without_the_proxy() -> None:
    world = World()
    Socket(world).feed(client("::1"))
    assert only(world).exempt


async def test_the_limit_of_connections_counts_the_clients_address() -> None:
    world = World(connections_per_address=2)
    sockets = [Socket(world).feed(client(FAR)) for _ in range(3)]
    assert [len(socket.lines) for socket in sockets] == [0, 0, 1]
    assert sockets[2].lines == [f"ERROR :Closing Link: {FAR} (Too many connections from your address)"]
    assert sockets[2].closing
    Socket(world).feed(client(OTHER))
    sockets[0].gone()
    Socket(world).feed(client(FAR))
    assert sorted(connection.address for connection in world.node.connections.values()) == [OTHER, FAR, FAR]


OWN = {
    "LOCAL": block(command=0x20),
    "LOCAL with an address in it": block(b"whatever", command=0x20, family=0x11),
    "UNKNOWN": b"PROXY UNKNOWN\r\n",
    "UNKNOWN with an address in it": f"PROXY UNKNOWN {FAR} {FAR} 1 2\r\n".encode(),
    "unspecified": block(),
}


@pytest.mark.parametrize("header", OWN.values(), ids=OWN)
async def test_a_proxy_that_only_looks_keeps_its_address_and_is_never_one_too_many(header: bytes) -> None:
    # Section 2.2, LOCAL: "The receiver must accept this connection as valid and must use the real connection
    # endpoints"; section 2.1, UNKNOWN: the same as a SHOULD.
    world = World(connections_per_address=1, exempt=(), proxies=("192.0.2.0/24",))
    sockets = [Socket(world, "192.0.2.9").feed(header) for _ in range(3)]
    assert [connection.address for connection in world.node.connections.values()] == ["192.0.2.9"] * 3
    for socket in sockets:
        socket.gone()
    assert not world.node.connections
    # None of them was counted, nor counted off.
    Socket(world, "192.0.2.9").feed(line("192.0.2.9"))
    assert len(world.node.connections) == 1
    refused = Socket(world, "192.0.2.9").feed(line("192.0.2.9"))
    assert refused.lines == ["ERROR :Closing Link: 192.0.2.9 (Too many connections from your address)"]


async def test_the_header_of_a_header_is_no_header() -> None:
    world = World()
    socket = Socket(world).feed(client(FAR) + line(OTHER))
    assert only(world).address == FAR
    assert socket.lines == [":parlour.local 451 * :You have not registered"]


# Who is refused


def refused(caplog: pytest.LogCaptureFixture, socket: Socket, reason: str) -> bool:
    """Whether it was told why it is closed, and the log too."""
    address = "unix" if not socket.get_extra_info("peername") else socket.get_extra_info("peername")[0]
    assert socket.lines == [f"ERROR :Closing Link: {address} (Refused: {reason})"]
    assert [record.message for record in caplog.records if record.levelno >= logging.INFO] == [
        f"turned away: {address} on a listener for proxies, as {reason}"
    ]
    return socket.closing and not socket.world.node.connections


STRANGER = "it is not a trusted proxy (proxy.trusted)"


@pytest.mark.parametrize("address", [FAR, OTHER, "unix"])
async def test_a_stranger_is_refused_before_it_says_anything(address: str, caplog: pytest.LogCaptureFixture) -> None:
    # "The receiver SHOULD ensure proper access filtering so that only trusted proxies are allowed to use this protocol"
    world = World(proxies=("127.0.0.1", "::1"))
    assert refused(caplog, Socket(world, address), STRANGER)


async def test_what_a_stranger_says_all_the_same_is_nothing(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    socket = Socket(world, FAR)
    protocol: Any = socket.protocol
    protocol.data_received(client(PROXY) + WHO)
    protocol.eof_received()
    assert refused(caplog, socket, STRANGER)


@pytest.mark.parametrize("address", ["192.0.2.77", "2001:db8::77", "unix"])
async def test_who_is_trusted_is_a_setting(address: str) -> None:
    world = World(proxies=("192.0.2.0/24", "2001:db8::/32", "unix"))
    Socket(world, address).feed(client(FAR))
    assert only(world).address == FAR


LIES = {
    "no header": (WHO, "it does not begin with a PROXY header"),
    "TLS in place of a header": (b"\x16\x03\x01\x02\x00", "it does not begin with a PROXY header"),
    "a port past 65535": (
        b"PROXY TCP4 203.0.113.5 192.0.2.1 65536 1\r\n",
        "its PROXY line has a port that is not a number from 0 to 65535",
    ),
    "a line without end": (b"PROXY TCP4 " + b"x" * 500, "its PROXY line does not end within 107 bytes"),
}


@pytest.mark.parametrize(("data", "reason"), LIES.values(), ids=LIES)
async def test_without_a_right_header_nobody_is_let_in(
    data: bytes, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    socket = Socket(world).feed(data)
    assert refused(caplog, socket, reason)
    protocol: Any = socket.protocol
    protocol.data_received(client(FAR) + WHO)
    protocol.eof_received()
    assert refused(caplog, socket, reason)


async def test_a_header_that_is_cut_off_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert refused(caplog, Socket(World()).feed(client(FAR)[:-1]).end(), "its PROXY header is cut off")


async def test_one_that_leaves_without_a_word_is_no_matter(caplog: pytest.LogCaptureFixture) -> None:
    socket = Socket(World()).end()
    assert socket.closing
    assert not socket.lines
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]


@pytest.mark.parametrize("start", [b"", b"PROXY TCP4 ", client(FAR)[:-1]], ids=["nothing", "a line", "a block"])
async def test_a_header_that_does_not_come_in_time_is_told(
    start: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxied, "HEADER_S", 0.01)
    socket = Socket(World()).feed(start)
    await asyncio.wait_for(_closed(socket), 30)
    assert refused(caplog, socket, "no PROXY header came within 0 seconds")


async def _closed(socket: Socket) -> None:
    passed = asyncio.Event()

    def look() -> None:
        if socket.closing:
            passed.set()
        else:
            asyncio.get_running_loop().call_later(0.001, look)

    look()
    await passed.wait()


def test_a_header_has_the_time_of_a_lost_packet() -> None:
    # "at least 3 seconds to cover a TCP retransmit"
    assert proxied.HEADER_S >= 3


@pytest.mark.parametrize("ending", ["a header", "a lie", "gone"])
async def test_once_it_is_settled_no_time_runs(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxied, "HEADER_S", 0.01)
    world = World()
    socket = Socket(world)
    if ending == "gone":
        socket.gone()
    else:
        socket.feed(client(FAR) if ending == "a header" else b"NICK")
    before = socket.told
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, passed.set)
    await asyncio.wait_for(passed.wait(), 30)
    assert socket.told == before
