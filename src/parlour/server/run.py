"""The server process: from settings to an exit code."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import resource
import secrets
import signal
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parlour.core.limits import Limits
from parlour.core.ports import StoreTooNew, StoreUnavailable
from parlour.journal.writer import Writer
from parlour.server.announcement import announcement
from parlour.server.certificates import Pair, self_signed, server_context
from parlour.server.datafolder import DataFolder
from parlour.server.listeners import BACKLOG, Listener, ListenError, close_all, open_all
from parlour.server.node import Node, Options
from parlour.server.settings import Settings
from parlour.server.transports import Transport
from parlour.store.sqlite import SqliteStore

DRAIN_S = 6.0
"""A stop waits so long for what is to be kept; the whole of it takes less than ten seconds."""

FAREWELL_S = 2.0
"""So much longer it waits for those who are slow to take what they are owed; the past has it for them."""

READERS = 2
FILES_WANTED = 20_000
FILES_KEPT = 64
"""So many of the files that can be open are not for connections, but for the store and all else."""
PACE_S = 0.0033
"""Turns that wait for the disk follow one another no faster than this."""

M_MMAP_THRESHOLD = -3
BIG_BLOCK_BYTES = 192 * 1024

log = logging.getLogger(__name__)


class ServeError(Exception):
    """The server cannot be started; the message is one sentence."""


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop; returns the exit code.

    Raises:
        ServeError, and the errors of the data folder, the certificate and the addresses: it cannot be started.
    """
    logging.basicConfig(level=logging.INFO, format="parlour: %(levelname)s: %(message)s", stream=sys.stderr)
    connections = _raise_file_limit()
    _keep_big_blocks_apart()
    folder = Path(settings.server.data)
    with DataFolder(folder):
        store = SqliteStore(folder / "parlour.db", settings.history.durability, _now_ms)
        try:
            listeners = open_all(settings.listen.irc, settings.listen.tls, settings.listen.unix)
        except ListenError as error:
            raise ServeError(str(error)) from None
        # Sockets are for others; what is written from here on is for nobody else to read.
        os.umask(0o077)
        try:
            tls, pair = _tls(settings, folder, listeners)
            pasts = store.open()
        except (StoreTooNew, StoreUnavailable) as error:
            close_all(listeners)
            raise ServeError(str(error)) from None
        except Exception:
            close_all(listeners)
            raise
        loop = _new_loop()
        try:
            server = _Server(settings, loop, store, listeners, tls, connections)
            server.node.recall(pasts)
            return loop.run_until_complete(server.run(announcement(settings, listeners, pair)))
        finally:
            loop.close()
            close_all(listeners)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        log.warning("uvloop is not installed: the server runs without it, slower and with more memory for TLS")
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(_complain)
        return loop
    return uvloop.new_event_loop()


def _announce(text: str) -> None:
    """Print what a person waits for; a server whose output nobody takes serves all the same."""
    try:
        print(text, flush=True)  # noqa: T201
    except OSError as error:
        log.warning("where it listens cannot be written to the standard output: %s", error.strerror)
        # Python would try again at its end, and fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what a callback of the loop raised; that nobody can be accepted now needs no traceback each time."""
    error = context.get("exception")
    if isinstance(error, OSError) and str(context.get("message", "")).startswith("socket.accept()"):
        log.warning("nobody can be accepted at the moment: %s", error.strerror)
    else:
        loop.default_exception_handler(context)


def _raise_file_limit() -> int:
    """Let as many files be open as may be; returns how many of them can be connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return sys.maxsize
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
        except (OSError, ValueError) as error:
            log.warning("the limit of open files could not be raised from %d to %d: %s", soft, hard, error)
    if soft == resource.RLIM_INFINITY:
        return sys.maxsize
    connections = max(1, soft - FILES_KEPT)
    if soft < FILES_WANTED:
        log.warning("only %d files can be open at once, so at most %d connections", soft, connections)
    return connections


def _keep_big_blocks_apart() -> None:
    """Have big blocks of memory come from the system and go back to it, each by itself.

    uvloop gives each TLS connection a block of 256 KiB, of which it touches little. When the first of them is freed,
    glibc takes it for a hint to keep such blocks in its heap from then on, where the next ones find pages that others
    have touched: 45 KiB a connection in place of 26. A threshold that is set stays. Source: mallopt(3)
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, BIG_BLOCK_BYTES)


def _tls(settings: Settings, folder: Path, listeners: list[Listener]) -> tuple[ssl.SSLContext | None, Pair | None]:
    if not any(listener.kind == "tls" for listener in listeners):
        return None, None
    if settings.tls.certificate:
        pair = Pair(Path(settings.tls.certificate), Path(settings.tls.key))
    else:
        pair = self_signed(folder, settings.server.name)
    return server_context(pair.certificate, pair.key), pair


def options(settings: Settings, connections: int) -> Options:
    """What the node is told of the settings, and of how many connections there is room for."""
    given = settings.limits
    return Options(
        server_name=settings.server.name,
        network_name=settings.server.network,
        motd=settings.server.motd.splitlines(),
        on_join=settings.history.on_join,
        wait=settings.history.durability != "none",
        exempt=given.exempt,
        registration_s=given.registration_s,
        ping_after_s=given.ping_after_s,
        ping_wait_s=given.ping_wait_s,
        send_queue_bytes=given.send_queue_bytes,
        flood_burst=given.flood_burst,
        flood_lines_per_s=given.flood_lines_per_s,
        receive_backlog_bytes=given.receive_backlog_bytes,
        connections=connections,
        connections_per_address=given.connections_per_address,
        hold_s=given.hold_s,
        hold_events=given.hold_events,
        limits=Limits(
            nick=given.nick_length,
            channel=given.channel_length,
            topic=given.topic_length,
            targets=given.targets,
            channels_per_user=given.channels_per_user,
            page=settings.history.page,
        ),
    )


class _Runtime:
    """A node's loop: asyncio's."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="parlour-reader")
        self.clock = time.monotonic
        self._turn_s = 0.0
        self._posted: deque[Callable[[], None]] = deque()
        self._resting = False
        self._bell = threading.Lock()
        self._bell.acquire()
        self.now_ms = _now_ms
        self.soon: Callable[[Callable[[], None]], object] = loop.call_soon
        self.later: Callable[[float, Callable[[], None]], object] = loop.call_later

    def read(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]) -> None:
        """Do work that waits, in a thread; then call `done` in the loop's turn."""

        def run() -> None:
            value, failure = None, None
            try:
                value = work()
            except Exception as error:  # noqa: BLE001, whoever asked for it is told
                failure = error
            try:
                self._loop.call_soon_threadsafe(done, value, failure)
            except RuntimeError:
                return  # the loop is closed: whoever asked is gone

        self._readers.submit(run)

    def post(self, call: Callable[[], None]) -> None:
        """Call in the loop's turn, from another thread."""
        self._posted.append(call)
        if self._resting:
            with contextlib.suppress(RuntimeError):  # it rings already
                self._bell.release()
        else:
            self._loop.call_soon_threadsafe(self._answer_post)

    def _answer_post(self) -> None:
        while self._posted:
            self._posted.popleft()()

    def rest(self) -> None:
        """Let a turn that waits for the disk last a while, if turns follow one another fast.

        What comes meanwhile would be held anyway. Handling it together, in one turn, one commit and one write a
        connection, costs much less than handling it as it comes; see docs/performance.md. What is posted, such as
        that the disk is done, is answered at once.
        """
        now_s = time.monotonic()
        end_s = self._turn_s + PACE_S
        if now_s < end_s:
            self._resting = True
            try:
                self._answer_post()
                while (now_s := time.monotonic()) < end_s:
                    if self._bell.acquire(timeout=end_s - now_s):
                        self._answer_post()
            finally:
                # Whatever went wrong in an answer, the next is posted to a loop that listens.
                self._resting = False
                if self._posted:
                    self._loop.call_soon(self._answer_post)
        self._turn_s = now_s

    def stop(self) -> None:
        """Read nothing more."""
        self._readers.shutdown(wait=False, cancel_futures=True)


class _Server:
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
        self._runtime = _Runtime(loop)
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
