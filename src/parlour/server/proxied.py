"""Connections that come through a proxy: first its header is read, then they are the client's.

Whether there is a header is never guessed: it must be there on a listener for proxies, and is nothing elsewhere.
Source: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt, sections 2 and 5
"""

import asyncio
from typing import cast

from parlour.server.node import Node
from parlour.server.transports import Transport, peer_address
from parlour.wire.proxy import BadHeader, Header, parse

HEADER_S = 5.0
"""So long a proxy may take for its header: "a few seconds (at least 3 seconds to cover a TCP retransmit)"."""


class Proxied(asyncio.Protocol):
    """An accepted socket whose proxy has not said yet for whom it speaks; a `Transport` takes it over then."""

    __slots__ = ("_data", "_node", "_peer", "_refused", "_timer", "_transport")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._data = b""
        self._peer = ""
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The proxy is connected, or somebody who is none."""
        self._transport = cast(asyncio.Transport, transport)
        self._peer = peer_address(transport)
        if not self._peer:
            self._refused = True
            self._transport.abort()
            return
        if not self._node.admission.trusts(self._peer):
            self._refuse("it is not a trusted proxy (proxy.trusted)")
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(HEADER_S, self._refuse, f"no PROXY header came within {HEADER_S:.0f} seconds")

    def data_received(self, data: bytes) -> None:
        """A piece of the header came in, perhaps with more behind it."""
        if self._refused:
            return
        self._data += data
        try:
            header = parse(self._data)
        except BadHeader as bad:
            self._refuse(str(bad))
            return
        if header is not None:
            self._hand_over(header)

    def _hand_over(self, header: Header) -> None:
        """From here on the connection is the client's."""
        self._stop_timer()
        assert self._transport is not None
        client = Transport(self._node, self._node.irc, secure=header.secure)
        self._transport.set_protocol(client)
        if header.source is not None:
            client.begin(self._transport, header.source.address)
        else:
            # The proxy itself looks whether the server is there: nobody is to be kept out by that.
            client.begin(self._transport, self._peer, counted=False)
        if rest := self._data[header.size :]:
            client.data_received(rest)

    def eof_received(self) -> bool:
        """The proxy sends nothing more, and has not said for whom it speaks."""
        if self._data and not self._refused:
            self._refuse("its PROXY header is cut off")
        # One that connects and leaves without a word only looks whether somebody is there.
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The socket is gone."""
        self._stop_timer()
        self._refused = True

    def _refuse(self, reason: str) -> None:
        self._stop_timer()
        self._refused = True
        said = f"{self._peer} on a listener for proxies, as {reason}"
        self._node.turned_away.log(said, {"address": self._peer})
        assert self._transport is not None
        self._transport.write(f"ERROR :Closing Link: {self._peer} (Refused: {reason})\r\n".encode())
        self._transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
