"""Servers that do what a test wants, on a port of this machine that the system chooses."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter

Script = Callable[["Scripted", Reader, Writer], Awaitable[None]]


class Scripted:
    """A server that follows a script with everyone who connects; use it as an asynchronous context manager."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.tls = tls
        """The context of who connects from now on."""
        self.heard = b""
        """All that was heard, from everybody."""
        self.came = 0
        """How many have come."""
        self._script = script
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await self._server.wait_closed()

    async def _visit(self, reader: Reader, writer: Writer) -> None:
        self.came += 1
        task = asyncio.current_task()
        assert task is not None
        self._visits.add(task)
        try:
            with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await self._script(self, reader, writer)
        finally:
            self._visits.discard(task)
            writer.transport.abort()

    async def lines(self, reader: Reader) -> AsyncIterator[str]:
        """The lines that somebody sends."""
        while line := await reader.readline():
            self.heard += line
            yield line.decode("latin-1").rstrip("\r\n")


async def welcoming(server: Scripted, reader: Reader, writer: Writer) -> None:
    """As little of an IRC server as a client needs to be let in."""
    async for line in server.lines(reader):
        command, _, rest = line.partition(" ")
        match command:
            case "USER":
                writer.write(b":home.example 001 ann :Welcome\r\n:home.example 422 ann :No message of the day\r\n")
            case "PING":
                writer.write(f":home.example PONG home.example {rest}\r\n".encode())
            case "QUIT":
                return


async def silent(server: Scripted, reader: Reader, writer: Writer) -> None:
    """It listens, and says nothing."""
    async for _ in server.lines(reader):
        pass


def saying(words: bytes) -> Script:
    """It says this whatever it hears, and leaves."""

    async def script(server: Scripted, reader: Reader, writer: Writer) -> None:
        server.heard += await reader.read(1000)
        writer.write(words)
        await writer.drain()

    return script
