"""Transports: asyncio's side of a connection. What is sent on a plain socket takes the short way: `socket.send`."""

import _socket
import asyncio
import struct
from typing import cast

from parlour.server.connection import Connection, Language
from parlour.server.node import Node

TCP_INFO_COUNTS, TCP_INFO_BYTES = 120, 136
"""Where tcpi_bytes_acked and tcpi_bytes_received stand in struct tcp_info, and where they end (linux/tcp.h)."""

_COUNTS = struct.Struct("=QQ")

DEAD_AFTER_S = 120
"""So long a peer that TCP has to look after may be out of reach before its connection is closed."""

PROBE_AFTER_S, PROBE_EVERY_S = 60, 15
"""When such a peer is silent it is probed after so long, and then so often."""

LINGER_S = 30.0
"""So long a connection that is closed may take for what it is still owed."""


class Transport(asyncio.Protocol):
    """One accepted socket, and the `Link` of its connection."""

    __slots__ = ("_connection", "_input_over", "_language", "_node", "_secure", "_socket", "_tls", "_transport")

    def __init__(self, node: Node, language: Language, *, secure: bool) -> None:
        self._node = node
        self._language = language
        self._secure = secure
        """Whether the client's words are secret on their way, which another may have seen to."""
        self._tls = False
        """Whether this socket itself has TLS."""
        self._input_over = False
        self._connection: Connection | None = None
        self._transport: asyncio.Transport | None = None
        """None as long as there is none, and when it is gone."""
        self._socket: _socket.socket | None = None

    # asyncio's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is connected, TLS included."""
        made = cast(asyncio.Transport, transport)
        if address := peer_address(made):
            self.begin(made, address)
        else:
            made.abort()

    def begin(self, transport: asyncio.Transport, address: str, *, counted: bool = True) -> None:
        """Somebody speaks from an address: the socket's peer, or for whom a proxy speaks; see `Node.connect`."""
        self._transport = transport
        # Told of every byte that cannot be written at once, so that order holds between the two ways of writing.
        self._transport.set_write_buffer_limits(high=0)
        self._connection = self._node.connect(
            self, address, secure=self._secure, counted=counted, language=self._language
        )
        self._tls = transport.get_extra_info("sslcontext") is not None
        under = transport.get_extra_info("socket")
        if under is not None and not self._language.pings:
            _watch_over(under)
        if self._connection is not None and not self._tls and under is not None:
            # A second handle on the descriptor, which stays the transport's: detached before that closes it.
            self._socket = _socket.socket(under.family, under.type, under.proto, under.fileno())
            self._connection.short = self._socket.send

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        connection = self._connection
        if connection is not None:
            self._node.receive(connection, data)

    def eof_received(self) -> bool:
        """The peer sends nothing more. What it asked for is still answered; then the connection is closed."""
        if self._connection is not None and not self._connection.ended:
            self._input_over = True
            self._connection.front.end_of_input()
            self._node.wake()
            return not self._tls
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        self._let_go()
        self._transport = None
        if exc is None and self._input_over and self._connection is not None and not self._connection.ended:
            # With TLS nobody is there to read answers when nothing more comes in (asyncio closes then). But what has
            # come before is still done; the connection is closed from here when it is.
            return
        reason = f"Connection lost: {exc.strerror or exc}" if isinstance(exc, OSError) else "Connection closed"
        self._lost(reason)

    def _lost(self, reason: str) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._node.disconnected(connection, reason)

    def pause_writing(self) -> None:
        """Something could not be written at once."""
        if self._connection is not None:
            self._connection.short = None

    def resume_writing(self) -> None:
        """All has been taken."""
        connection = self._connection
        if connection is not None:
            connection.short = self._socket.send if self._socket is not None else None
            if connection.draining:
                connection.front.drained()
                self._node.wake()

    # Link

    def write(self, data: bytes) -> int:
        """Send; returns how many bytes still wait to be taken."""
        transport = self._transport
        if transport is None:
            return 0
        short = self._connection.short if self._connection is not None else None
        if short is not None:
            try:
                sent = short(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                # The peer is gone; the transport finds that out by itself and says so.
                return 0
            if sent == len(data):
                return 0
            data = data[sent:]
        if transport.is_closing():
            return 0
        transport.write(data)
        return transport.get_write_buffer_size()

    def traffic(self) -> tuple[int, int, int]:
        """Bytes that wait to be taken, that were sent and that were received; 0 where nobody has counted."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return 0, 0, 0
        return transport.get_write_buffer_size(), *tcp_bytes(transport.get_extra_info("socket"))

    def pause(self) -> None:
        """Read nothing more until `resume`."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def close(self) -> None:
        """Close once all that was written is sent."""
        if self._transport is None:
            asyncio.get_running_loop().call_soon(self._lost, "Connection closed")
        else:
            self._let_go()
            self._transport.close()
            if self._transport.get_write_buffer_size():
                asyncio.get_running_loop().call_later(LINGER_S, self._lose_patience)

    def _lose_patience(self) -> None:
        if self._connection is not None:
            self.abort()

    def abort(self) -> None:
        """Close now."""
        if self._transport is None:
            asyncio.get_running_loop().call_soon(self._lost, "Connection closed")
        else:
            self._let_go()
            self._transport.abort()

    def _let_go(self) -> None:
        """Write only through the transport from now on: the descriptor may soon be another's."""
        if self._connection is not None:
            self._connection.short = None
        if self._socket is not None:
            self._socket.detach()
            self._socket = None


def _watch_over(under: _socket.socket) -> None:
    """Have TCP close the connection of a peer that is out of reach: one that says nothing, and one that takes nothing.

    Source: tcp(7), TCP_USER_TIMEOUT, which with keepalive takes the place of TCP_KEEPCNT.
    """
    if under.family == _socket.AF_UNIX:
        return
    under.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)
    probes = (DEAD_AFTER_S - PROBE_AFTER_S) // PROBE_EVERY_S
    for name, value in {
        "TCP_KEEPIDLE": PROBE_AFTER_S,
        "TCP_KEEPINTVL": PROBE_EVERY_S,
        "TCP_KEEPCNT": probes,
        "TCP_USER_TIMEOUT": DEAD_AFTER_S * 1000,
    }.items():
        # Not every platform has all of them.
        if (option := getattr(_socket, name, None)) is not None:
            under.setsockopt(_socket.IPPROTO_TCP, option, value)


def tcp_bytes(under: _socket.socket | None) -> tuple[int, int]:
    """Bytes that a socket's peer has acknowledged and those that were received, as Linux counts them for TCP."""
    if under is None or under.family == _socket.AF_UNIX or not hasattr(_socket, "TCP_INFO"):
        return 0, 0
    handle = _socket.socket(under.family, under.type, under.proto, under.fileno())
    try:
        told = handle.getsockopt(_socket.IPPROTO_TCP, _socket.TCP_INFO, TCP_INFO_BYTES)
    except OSError:
        return 0, 0
    finally:
        handle.detach()
    return _COUNTS.unpack_from(told, TCP_INFO_COUNTS) if len(told) == TCP_INFO_BYTES else (0, 0)


def peer_address(transport: asyncio.BaseTransport) -> str:
    """The IP address at the other end of a transport, without a zone and not in IPv6's clothes, or "unix".

    It is empty if the other end was gone before it was accepted, as when a proxy only looks whether somebody listens.
    """
    peer = transport.get_extra_info("peername")
    if not peer and isinstance(transport.get_extra_info("sockname"), tuple):
        # It is no Unix socket for that, of which more may be trusted.
        return ""
    address = str(peer[0]).partition("%")[0] if isinstance(peer, tuple) and peer else "unix"
    return address.removeprefix("::ffff:") if address.startswith("::ffff:") and "." in address else address
