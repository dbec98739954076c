"""A node on its listeners, from the first connection to the last."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from parlour.core.host import ReloadFailed
from parlour.core.later import Done
from parlour.core.ports import StoreUnavailable
from parlour.journal.writer import Writer
from parlour.server.accepting import Accepting
from parlour.server.addresses import AddressError
from parlour.server.config import ConfigError, Source
from parlour.server.listeners import close_all
from parlour.server.logins import LoginsError, remove
from parlour.server.logs import Log
from parlour.server.node import Node
from parlour.server.options import options
from parlour.server.runtime import AsyncioRuntime
from parlour.server.setup import Setup, SetupError, check, renewed
from parlour.server.systemd import Manager
from parlour.store.sqlite import SqliteStore

DRAIN_S = 6.0
"""A stop waits so long for what is to be kept; the whole of it takes less than ten seconds."""

FAREWELL_S = 2.0
"""So much longer it waits for those who are slow to take what they are owed; the past has it for them."""

STATUS_S = 10.0
"""So often the service manager is told the numbers, if they have changed."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def _ignore(told: list[str] | None, error: Exception | None) -> None:
    """Nobody waits for the answer; the log has it."""


class Service:
    """A node on its listeners, from the first connection to the last. It is the node's `Process`."""

    def __init__(
        self,
        setup: Setup,
        source: Source,
        loop: asyncio.AbstractEventLoop,
        store: SqliteStore,
        connections: int,
        cloak_key: bytes,
        manager: Manager,
        output: Log,
    ) -> None:
        self.setup = setup
        self.restarting = False
        """Whether it is to start again when it has ended."""
        self._source = source
        self._loop = loop
        self._store = store
        self._connections = connections
        self._cloak_key = cloak_key
        self._manager = manager
        self._output = output
        self._runtime = AsyncioRuntime(loop)
        self._writer = Writer(store, self._runtime.post)
        self.node = Node(
            options(setup, connections, cloak_key), self._runtime, store, self._writer, secrets.randbits(50),
            self,
        )  # fmt: skip
        self.node.created = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        self._accepting = Accepting(loop, self.node, setup)
        self._stopping = asyncio.Event()
        self._signal = signal.SIGTERM
        self._reason = "The server is shutting down"
        self._asked: list[Done] = []
        """Those who wait for the next reload."""
        self._reload: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._status = ""
        self._remark = ""

    async def run(self, started: str) -> int:
        """Serve until a signal comes, then drain. `started` is printed as soon as both can come."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._end, number)
        await self._accepting.start()
        self._loop.add_signal_handler(signal.SIGHUP, self.reload, _ignore)
        _announce(started)
        # What is there now stays: the collector need not look at it again, which would stop the loop for it.
        gc.collect()
        gc.freeze()
        # A turn makes thousands of small objects and frees them: no reason to look for cycles among them each time.
        gc.set_threshold(10_000, 20, 50)
        self._tick()
        self._manager.ready(self._numbers())
        self._tell_numbers()
        if self._manager.watchdog_s:
            self._tell_well()
        await self._stopping.wait()
        self._accepting.pause()
        if self.restarting:
            self._manager.reloading()
        else:
            self._manager.stopping(f"stopping, {self._numbers()}")
            self.close_listeners()
        return await self._drain()

    def close_listeners(self) -> None:
        """Let nobody wait to be accepted any more."""
        close_all(self.setup.listeners)
        self.setup = replace(self.setup, listeners=())

    def _tick(self) -> None:
        self.node.tick()
        self._loop.call_later(1.0, self._tick)

    # What the service manager is told

    def _numbers(self) -> str:
        network = self.node.network
        numbers = (
            f"{len(network.users)} users, {len(self.node.connections)} connections, {len(network.channels)} channels"
        )
        return f"{numbers}; {self._remark}" if self._remark else numbers

    def _tell_numbers(self) -> None:
        if self._status != (numbers := self._numbers()):
            self._status = numbers
            self._manager.status(numbers)
        self._loop.call_later(STATUS_S, self._tell_numbers)

    def _tell_well(self) -> None:
        self._manager.well()
        self._loop.call_later(self._manager.watchdog_s / 2, self._tell_well)

    # What the node, signals and operators ask for

    def reload(self, done: Done) -> None:
        """Read the configuration again; then call `done` with sentences that tell what changed, or ReloadFailed."""
        self._asked.append(done)
        if self._reload is None:
            self._reload = self._loop.create_task(self._reload_all())

    async def _reload_all(self) -> None:
        """Reload as often as was asked while the last was under way, which may have come too early for it."""
        while self._asked:
            asked, self._asked = self._asked, []
            told, failure = None, None
            self._manager.reloading()
            try:
                told = await self._renew()
                log.info("configuration reloaded: %s", "; ".join(told))
            except ReloadFailed as error:
                failure = error
                log.error("configuration not reloaded, everything is as it was: %s", error)
            except Exception:
                failure = ReloadFailed("an internal error, which the log has")
                log.exception("configuration not reloaded: internal error")
            self._remark = f"the last reload failed: {failure}" if failure is not None else ""
            self._manager.ready(self._numbers())
            for done in asked:
                done(told, failure)
        self._reload = None

    async def _renew(self) -> list[str]:
        """Prepare everything, then switch."""
        try:
            renewal = await self._beside(lambda: renewed(self.setup, self._source.read()))
        except (ConfigError, SetupError, AddressError) as error:
            raise ReloadFailed(str(error)) from None
        switch = await self._accepting.prepare(renewal)
        if self._stopping.is_set():
            switch.drop()
            raise ReloadFailed("the server is stopping")
        # From here on nothing can go wrong, and nobody sees one half of it.
        self.setup = renewal.setup
        self.node.adopt(options(self.setup, self._connections, self._cloak_key))
        self._output.adopt(self.setup.settings.log.format, self.setup.settings.log.level)
        await self._accepting.switch(switch)
        return renewal.told

    async def _beside(self, work: Callable[[], T]) -> T:
        """Do work that waits beside the loop."""
        there: asyncio.Future[T] = self._loop.create_future()

        def done(value: T, error: Exception | None) -> None:
            if error is None:
                there.set_result(value)
            else:
                there.set_exception(error)

        self._runtime.aside(work, done)
        return await there

    def spend(self, login: str, done: Done) -> None:
        """Take a login that works once out of its file; then call `done` with None, or StoreUnavailable."""
        folder = Path(self.setup.settings.server.data)

        def work() -> None:
            try:
                remove(folder, login)
            except LoginsError as error:
                raise StoreUnavailable(str(error)) from None

        self._runtime.aside(work, done)

    def stop(self, reason: str, done: Done, *, restart: bool) -> None:
        """End as a signal would, and start again with `restart`; `done` is called when it begins, or is refused."""
        self._ending = self._loop.create_task(self._stop(reason, done, restart=restart))

    async def _stop(self, reason: str, done: Done, *, restart: bool) -> None:
        if restart:
            try:
                await self._beside(lambda: check(self._source.read()))
            except (ConfigError, SetupError) as error:
                log.error("not restarted, as the server could not start again: %s", error)
                done(None, ReloadFailed(str(error)))
                return
        done(None, None)
        if not self._stopping.is_set():
            self._reason, self.restarting = reason, restart
            self._stopping.set()

    def _end(self, number: signal.Signals) -> None:
        """A signal says to end. The second is the last, but for one that only makes an end of a restart."""
        if self._stopping.is_set() and not self.restarting:
            log.error("stopped at once by a second signal")
            self._output.end()
            os._exit(1)
        self._signal = number
        self.restarting = False
        self._stopping.set()

    async def _drain(self) -> int:
        """Commit what was accepted, tell everybody, close; returns the exit code."""
        deadline_s = self._loop.time() + DRAIN_S + FAREWELL_S
        what = "restarting" if self.restarting else "stopping"
        log.info("%s: %d connections are told", what, len(self.node.connections))
        kept, told = asyncio.Event(), asyncio.Event()
        self.node.say_goodbye(self._reason, told.set)
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
