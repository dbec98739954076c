"""Somebody who dials a side of the direct line, and says whatever a test wants."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from parlour.direct import messages
from parlour.direct.frames import frame
from parlour.direct.identity import Identity, open_identity
from parlour.direct.link import contexts
from parlour.direct.messages import Message, Welcome
from parlour.direct.peer import Happened, Peer, Verified
from tests.support.directs import PATIENCE_S


class Nobody:
    """The door of a stranger who knows whoever they dial."""

    def __init__(self, name: str) -> None:
        self._name = name

    def knows(self, key: bytes) -> bool:
        return bool(key)

    def guess(self) -> str | None:
        return None

    def welcome(self) -> Welcome:
        return Welcome(self._name, 0, "both")


class Stranger:
    """A connection to somebody's listener, on which anything can be said."""

    def __init__(self, identity: Identity, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self.identity = identity
        self.reader, self.writer = streams
        self.said = b""

    @property
    def certificate(self) -> bytes:
        shown: ssl.SSLObject = self.writer.get_extra_info("ssl_object")
        return shown.getpeercert(binary_form=True) or b""

    def say(self, *contents: bytes | Message) -> None:
        for each in contents:
            self.write(frame(each if isinstance(each, bytes) else messages.encode(each)))

    def write(self, data: bytes) -> None:
        self.said += data
        self.writer.write(data)

    async def hears(self) -> bytes:
        """All that is said until the connection is closed."""
        async with asyncio.timeout(PATIENCE_S):
            heard = b""
            with suppress(OSError):
                while data := await self.reader.read(65536):
                    heard += data
            return heard

    async def verified(self, name: str, listener_key: bytes) -> Peer:
        """Say who one is, as the protocol has it, to somebody who knows one."""
        peer = Peer("dialler", self.identity, Nobody(name), self.certificate, os.urandom, listener_key=listener_key)
        happened: list[Happened] = []
        async with asyncio.timeout(PATIENCE_S):
            while not any(isinstance(each, Verified) for each in happened):
                self.write(bytes(peer.take_output()))
                happened += peer.receive(await self.reader.read(65536))
        self.write(bytes(peer.take_output()))
        return peer


@asynccontextmanager
async def stranger(folder: Path, port: int) -> AsyncIterator[Stranger]:
    """Somebody with a key of their own, who has connected to a listener; the same folder is the same person."""
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240, nothing else runs yet
    identity = open_identity(folder / "key.pem")
    _, _, context = contexts(identity, folder)
    streams = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="")
    made = Stranger(identity, streams)
    try:
        yield made
    finally:
        made.writer.transport.abort()
