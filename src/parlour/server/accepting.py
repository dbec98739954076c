"""Accepting: the listeners at work, while they come and go and while their certificate changes."""

import asyncio
import ssl
import sys
from collections.abc import Sequence
from typing import Any

from parlour.server.kinds import KINDS
from parlour.server.listeners import BACKLOG, Listener, close_all
from parlour.server.node import Node
from parlour.server.process import FILES_KEPT
from parlour.server.proxied import Proxied
from parlour.server.setup import Renewal, Setup
from parlour.server.transports import Transport

_FILE_STAYS: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
"""The file of a Unix socket is not the loop's: it may be used again, or be somebody else's."""

Servers = dict[Listener, asyncio.AbstractServer]


class Accepting:
    """Everything that connections come in by. A listener's own socket stays open whatever becomes of its server."""

    def __init__(self, loop: asyncio.AbstractEventLoop, node: Node, setup: Setup) -> None:
        self._loop = loop
        self._node = node
        self._listeners = setup.listeners
        self._certificate = setup.certificate
        self._tls = setup.certificate.context() if setup.certificate is not None else None
        self._servers: Servers = {}
        # asyncio accepts as many as may wait before it does anything else; libuv does not.
        self._backlog = FILES_KEPT if isinstance(loop, asyncio.BaseEventLoop) else BACKLOG

    async def start(self) -> None:
        """Accept connections from now on."""
        self._servers = await self._made(self._listeners, self._tls)
        for server in self._servers.values():
            await server.start_serving()

    async def prepare(self, renewal: Renewal) -> "Switch":
        """Make all that a renewal needs; nobody sees anything of it yet."""
        certificate = renewal.setup.certificate
        tls = None
        if certificate is not None:
            # Those who listen already have this very context; what is loaded into it is what they show next.
            tls = self._tls or certificate.context()
        return Switch(renewal, await self._made(renewal.opened, tls), tls)

    async def switch(self, switch: "Switch") -> None:
        """Be what was prepared, as a whole; whoever is connected stays."""
        renewal, certificate = switch.renewal, switch.renewal.setup.certificate
        if certificate is not None and switch.tls is not None and certificate != self._certificate:
            certificate.load_into(switch.tls)
        self._certificate, self._tls = certificate, switch.tls
        for listener in renewal.gone:
            self._servers.pop(listener).close()
        close_all(renewal.gone, keep=renewal.setup.listeners)
        self._servers |= switch.servers
        for server in switch.servers.values():
            await server.start_serving()

    def pause(self) -> None:
        """Accept nobody more. Who comes now waits for whoever has the sockets next."""
        for server in self._servers.values():
            server.close()

    async def _made(self, listeners: Sequence[Listener], tls: ssl.SSLContext | None) -> Servers:
        return {listener: await self._server(listener, tls) for listener in listeners}

    async def _server(self, listener: Listener, tls: ssl.SSLContext | None) -> asyncio.AbstractServer:
        """A server that does not accept anybody yet."""

        kind = KINDS[listener.kind]
        language = self._node.text if kind.text else self._node.irc

        def direct() -> Transport:
            return Transport(self._node, language, secure=kind.tls)

        def proxied() -> Proxied:
            return Proxied(self._node)

        make = proxied if listener.kind == "proxied" else direct
        own = listener.socket.dup()
        if listener.is_unix:
            return await self._loop.create_unix_server(make, sock=own, start_serving=False, **_FILE_STAYS)
        return await self._loop.create_server(
            make, sock=own, ssl=tls if kind.tls else None, backlog=self._backlog, start_serving=False
        )


class Switch:
    """A renewal with its servers made, which accept nobody yet."""

    def __init__(self, renewal: Renewal, servers: Servers, tls: ssl.SSLContext | None) -> None:
        self.renewal = renewal
        self.servers = servers
        self.tls = tls

    def drop(self) -> None:
        """It is not wanted any more."""
        for server in self.servers.values():
            server.close()
        self.renewal.drop()
