"""The connection of one engine: it is made, watched, and made again until nobody wants it any more."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import cast

from parlour.client.engine import Engine
from parlour.client.means import Means
from parlour.client.profile import Profile
from parlour.client.troubles import Refused, Unreachable, lost, unreachable
from parlour.client.trust import Trust, looking, verifying

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
"""Between attempts one waits twice as long each time."""

LET_IN_MS = 60_000
"""So long a server may take to let one in, whatever it says meanwhile."""

NEXT_ADDRESS_S = 0.25
"""When a host has several addresses the next is tried after so long. Source: RFC 8305, section 5."""

SHUTDOWN_S = 1.0
"""So long the end of TLS may take."""

FIRST_BYTES = 16


class Wire(asyncio.Protocol):
    """asyncio's side of one connection. Until somebody listens, what comes is kept."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.first = b""
        """The first bytes that came."""
        self.ended: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._listener: Callable[[bytes], None] | None = None
        self._kept = b""

    def listen(self, listener: Callable[[bytes], None]) -> None:
        """Hand over what has come, and what will."""
        self._listener = listener
        assert self.transport is not None
        kept, self._kept = self._kept, b""
        if kept:
            listener(kept)
        self.transport.resume_reading()

    @property
    def certificate(self) -> bytes:
        """The server's, in DER."""
        assert self.transport is not None
        return cast(ssl.SSLObject, self.transport.get_extra_info("ssl_object")).getpeercert(binary_form=True) or b""

    # asyncio's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there, TLS included."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        if len(self.first) < FIRST_BYTES:
            self.first = (self.first + data)[:FIRST_BYTES]
        if self._listener is None:
            self._kept += data
        else:
            self._listener(data)

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        if not self.ended.done():
            self.ended.set_result(error)


class Link:
    """The connection of one engine, over and over."""

    def __init__(
        self,
        engine: Engine,
        trust: Trust,
        means: Means,
        prepare: Callable[[Engine], Awaitable[None]],
        flush: Callable[[], None],
    ) -> None:
        """`prepare` sees to what an attempt needs (a nick), and raises Refused; `flush` is called after each change."""
        self.engine = engine
        self.next_ms: int | None = None
        """When the next attempt begins, while one waits for it (Unix ms)."""
        self._trust = trust
        self._means = means
        self._prepare = prepare
        self._flush = flush
        self._wire: Wire | None = None
        self._task: asyncio.Task[None] | None = None
        self._opened_ms = 0
        self._was_online = False
        self._given_up = ""
        self._last_trouble = ""
        """Why there has been no connection since the last one."""
        self._quitting = self._again = self._hurries = False

    @property
    def runs(self) -> bool:
        """Whether there is a connection, or one is tried for again and again."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Connect, and again whenever the connection is lost; what runs is left alone."""
        if self._quitting:
            self._again = True
        elif not self.runs:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self, why: str) -> None:
        """Have no connection any more, now."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task])
        self._drop()
        self.next_ms = None
        if self.engine.network.state != "offline":
            self.engine.closed(why)
        self._flush()

    async def quit(self, reason: str, patience_s: float) -> None:
        """Leave with a reason; the server gets a moment to take what was said last, and to close the connection."""
        if self._quitting:
            return
        self._quitting, self._again = True, False
        if self.engine.network.state == "online" and self._task is not None:
            self.engine.quit(reason)
            self.write()
            await asyncio.wait([self._task], timeout=patience_s)
        await self.stop("")
        self._quitting = False
        if self._again:
            self.start()

    def hurry(self) -> None:
        """Give this connection up, and try again at once."""
        self._hurries = True
        self._drop()

    def write(self) -> None:
        """Send what the engine has to say, if there is a connection."""
        if self._wire is not None and self._wire.transport is not None:
            data = self.engine.take_output()
            if data:
                self._wire.transport.write(data)

    def tick(self) -> None:
        """About a second has passed."""
        engine = self.engine
        if self._wire is None:
            return
        if engine.network.state == "online":
            self._was_online = True
        if engine.is_stalled:
            self._give_up(f"{engine.profile.place} does not answer{' any more' if self._was_online else ''}")
        elif engine.network.state == "registering" and self._means.clock() - self._opened_ms >= LET_IN_MS:
            self._give_up(f"{engine.profile.place} does not let you in: it says nothing that IRC servers say then")

    def _give_up(self, why: str) -> None:
        self._given_up = why
        self._drop()

    def _drop(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None and wire.transport is not None:
            wire.transport.abort()

    async def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            self._opened_ms, self._was_online = self._means.clock(), False
            try:
                why = await self._once()
            except Unreachable as trouble:
                why = str(trouble)
            except Refused as refused:
                self.engine.closed(str(refused))
                self._flush()
                return
            if self._was_online and self._means.clock() - self._opened_ms >= wait_s * 1000:
                wait_s = FIRST_WAIT_S
            if self._hurries:
                self._hurries = False
                self.engine.closed("")
                continue
            this_s = wait_s * (1 + self._means.jitter()) / 2
            self.next_ms = self._means.clock() + round(this_s * 1000)
            # The same trouble as before is no news.
            self.engine.closed("" if why == self._last_trouble else why)
            self._last_trouble = why
            self._flush()
            if self._quitting:
                return
            await self._means.pause(this_s)
            self.next_ms = None
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _once(self) -> str:
        """One connection, from its beginning to its end; says why it ended. Raises Unreachable and Refused."""
        engine = self.engine
        await self._prepare(engine)
        engine.connecting()
        self._flush()
        wire = await self._connect(engine.profile)
        self._wire, self._given_up, self._opened_ms = wire, "", self._means.clock()
        try:
            engine.opened()
            self._flush()
            wire.listen(self._receive)
            error = await wire.ended
        finally:
            self._drop()
        if self._given_up:
            return self._given_up
        if self._quitting:
            return ""  # which is no news
        return lost(engine.profile, error, wire.first, online=self._was_online)

    def _receive(self, data: bytes) -> None:
        self.engine.receive(data)
        if self.engine.network.state == "online":
            self._was_online = True
            self._last_trouble = ""
        self._flush()

    async def _connect(self, profile: Profile) -> Wire:
        """A connection whose certificate is accepted. Raises Unreachable and Refused."""
        if self._means.attach is not None:
            wire = Wire()
            self._means.attach(wire)
            return wire
        if not profile.tls:
            return await self._open(profile, None)
        while True:
            if self._trust.pin(profile):
                return await self._open_pinned(profile)
            try:
                wire = await self._open(profile, verifying())
            except ssl.SSLCertVerificationError as error:
                await self._trust.ask(profile, await self._look(profile), error)
            else:
                self._trust.vouched_for(profile)
                return wire

    async def _open_pinned(self, profile: Profile) -> Wire:
        wire = await self._open(profile, looking())
        der = wire.certificate
        if self._trust.fits(profile, der):
            return wire
        _abort(wire)
        if not profile.fingerprint:
            # Its server may have a certificate of an authority by now, which needs no pin.
            try:
                return await self._open(profile, verifying())
            except ssl.SSLCertVerificationError:
                pass
        raise self._trust.changed(profile, der)

    async def _look(self, profile: Profile) -> bytes:
        """The certificate of a server, without a word to it."""
        wire = await self._open(profile, looking())
        try:
            return wire.certificate
        finally:
            _abort(wire)

    async def _open(self, profile: Profile, context: ssl.SSLContext | None) -> Wire:
        """Raises Unreachable, and SSLCertVerificationError."""
        made: list[Wire] = []

        def wire() -> Wire:
            made.append(Wire())
            return made[-1]

        try:
            async with asyncio.timeout(self._means.patience_s):
                _, opened = await asyncio.get_running_loop().create_connection(
                    wire,
                    profile.host,
                    profile.port,
                    ssl=context,
                    server_hostname=profile.host.partition("%")[0].rstrip(".") if context else None,
                    happy_eyeballs_delay=NEXT_ADDRESS_S,
                    ssl_handshake_timeout=self._means.patience_s if context else None,
                    ssl_shutdown_timeout=SHUTDOWN_S if context else None,
                )
        except ssl.SSLCertVerificationError:
            raise
        except OSError as error:  # TimeoutError is one
            raise unreachable(profile, error) from None
        return opened


def _abort(wire: Wire) -> None:
    if wire.transport is not None:
        wire.transport.abort()
