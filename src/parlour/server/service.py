"""A node on its listeners, from the first connection to the last."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import signal
import ssl
import sys
from datetime import UTC, datetime

from parlour.journal.writer import Writer
from parlour.server.listeners import BACKLOG, Listener
from parlour.server.node import Node
from parlour.server.options import options
from parlour.server.process import FILES_KEPT
from parlour.server.runtime import AsyncioRuntime
from parlour.server.settings import Settings
from parlour.server.transports import Transport
from parlour.store.sqlite import SqliteStore

DRAIN_S = 6.0
"""A stop waits so long for what is to be kept; the whole of it takes less than ten seconds."""

FAREWELL_S = 2.0
"""So much longer it waits for those who are slow to take what they are owed; the past has it for them."""

log = logging.getLogger(__name__)


class Service:
    """A node on its listeners, from the first connection to the last."""

    def __init__(
        self,
        settings: Settings,
        loop: asyncio.AbstractEventLoop,
        store: SqliteStore,
        listeners: list[Listener],
        tls: ssl.SSLContext | None,
        connections: int,
    ) -> None:
        self._loop = loop
        self._store = store
        self._listeners = listeners
        self._tls = tls
        # asyncio accepts as many as may wait before it does anything else; libuv does not.
        self._backlog = FILES_KEPT if isinstance(loop, asyncio.BaseEventLoop) else BACKLOG
        self._runtime = AsyncioRuntime(loop)
        self._writer = Writer(store, self._runtime.post)
        self.node = Node(options(settings, connections), self._runtime, store, self._writer, secrets.randbits(50))
        self.node.created = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        self._stopping = asyncio.Event()
        self._signal = signal.SIGTERM

    async def run(self, started: str) -> int:
        """Serve until a signal comes, then drain. `started` is printed as soon as both can come."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._stop, number)
        servers = [await self._listen(listener) for listener in self._listeners]
        _announce(started)
        # What is there now stays: the collector need not look at it again, which would stop the loop for it.
        gc.collect()
        gc.freeze()
        # A turn makes thousands of small objects and frees them: no reason to look for cycles among them each time.
        gc.set_threshold(10_000, 20, 50)
        self._tick()
        await self._stopping.wait()
        for server in servers:
            server.close()
        return await self._drain()

    async def _listen(self, listener: Listener) -> asyncio.AbstractServer:
        def plain() -> Transport:
            return Transport(self.node, secure=False)

        def secure() -> Transport:
            return Transport(self.node, secure=True)

        if listener.kind == "unix":
            return await self._loop.create_unix_server(plain, sock=listener.socket)
        if listener.kind == "tls":
            return await self._loop.create_server(secure, sock=listener.socket, ssl=self._tls, backlog=self._backlog)
        return await self._loop.create_server(plain, sock=listener.socket, backlog=self._backlog)

    def _tick(self) -> None:
        self.node.tick()
        self._loop.call_later(1.0, self._tick)

    def _stop(self, number: signal.Signals) -> None:
        if self._stopping.is_set():
            log.error("stopped at once by a second signal")
            os._exit(1)
        self._signal = number
        self._stopping.set()

    async def _drain(self) -> int:
        """Commit what was accepted, tell everybody, close; returns the exit code."""
        deadline_s = self._loop.time() + DRAIN_S + FAREWELL_S
        log.info("stopping: %d connections are told", len(self.node.connections))
        kept, told = asyncio.Event(), asyncio.Event()
        self.node.say_goodbye("The server is shutting down", told.set)
        self.node.settled().then(kept.set)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(kept.wait(), DRAIN_S)
            await asyncio.wait_for(told.wait(), FAREWELL_S)
        for connection in list(self.node.connections.values()):
            connection.link.abort()
        self._runtime.stop()
        ended = self._writer.stop(max(0.1, deadline_s - self._loop.time()))
        if not ended or not kept.is_set():
            log.error("stopped before everything could be kept: the disk did not answer in time")
            return 1
        self._store.close()
        return 130 if self._signal is signal.SIGINT else 0


def _announce(text: str) -> None:
    """Print what a person waits for; a server whose output nobody takes serves all the same."""
    try:
        print(text, flush=True)  # noqa: T201
    except OSError as error:
        log.warning("where it listens cannot be written to the standard output: %s", error.strerror)
        # Python would try again at its end, and fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
