"""The connections: TLS 1.3 over TCP, listened for and dialled."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from parlour.direct.identity import Identity, IdentityError, key_of
from parlour.direct.messages import Talk
from parlour.direct.pairing import Role
from parlour.direct.peer import Failed, Happened, Peer
from parlour.direct.states import Event, State
from parlour.files import put_whole, reason

VERIFY_S = 10.0
"""So long it may take to verify one another; of who comes, TLS included."""

FULL_BYTES = 256 << 10
"""More than this is not put on its way."""

MOST_BYTES = 16 << 20
"""Whoever has not read so much of what was sent is left: answers are sent however much is on its way."""

GOODBYE_S = 2.0
"""So long what was said last may take to go out."""


def contexts(identity: Identity, folder: Path) -> tuple[bytes, ssl.SSLContext, ssl.SSLContext]:
    """One's certificate in DER, and what a listener and a dialler need. Raises IdentityError."""
    der = identity.certificate()
    pem = load_der_x509_certificate(der).public_bytes(Encoding.PEM)
    path = folder / "certificate.pem"
    listening = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    dialling = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    dialling.check_hostname, dialling.verify_mode = False, ssl.CERT_NONE  # whose key it is gets settled inside
    for context in (listening, dialling):
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    listening.num_tickets = 0  # a session that is taken up again shows no certificate
    try:
        put_whole(path, pem, mode=0o600)
        listening.load_cert_chain(path, folder / "key.pem")
    except OSError as error:  # ssl.SSLError is one
        raise IdentityError(f"the certificate in {path} cannot be used: {reason(error)}") from error
    return der, listening, dialling


class Line(asyncio.Protocol):
    """One connection, and the peer that speaks on it."""

    def __init__(
        self,
        role: Role,
        make: Callable[["Line"], Peer],
        happened: Callable[["Line", list[Happened]], None],
        ended: Callable[["Line"], None],
        resumed: Callable[["Line"], None],
        clock: Callable[[], int],
    ) -> None:
        """`make` gives the peer once TLS is there; `ended` is called once for each that had one."""
        self.is_own = role == "dialler"
        self.address = ""
        """Of the other machine."""
        self.place = "", 0
        """Of one that was dialled: the host and the port."""
        self.peer: Peer | None = None
        self.heard_ms = 0
        """When anything came last, or went on its way that had been held up (Unix ms)."""
        self.pinged_ms = 0
        """When the other side was asked last whether it is there (Unix ms)."""
        self.is_full = False
        self.known: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Whether the other side was verified, once that is settled."""
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failure = ""
        """Why it is over, when it is known."""
        self._make = make
        self._happened = happened
        self._ended = ended
        self._resumed = resumed
        self._clock = clock
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._flushing = False
        self._holders = 0
        """How many have taken nothing in for now."""

    @property
    def is_open(self) -> bool:
        """Whether one can talk on it."""
        return self.peer is not None and self.peer.is_talking and not self.gone.done()

    @property
    def ports(self) -> tuple[int, int]:
        """The ports of both ends, one's own first."""
        assert self._transport is not None
        return self._transport.get_extra_info("sockname")[1], self._transport.get_extra_info("peername")[1]

    @property
    def certificate(self) -> bytes:
        """What the other side has shown, in DER."""
        assert self._transport is not None
        return cast(ssl.SSLObject, self._transport.get_extra_info("ssl_object")).getpeercert(binary_form=True) or b""

    @property
    def listener_key(self) -> bytes:
        """The key in that certificate. Raises IdentityError."""
        return key_of(self.certificate)

    # What is done with it

    def send(self, message: Talk) -> None:
        """Send something; all that is sent within one turn goes out at once."""
        if self.peer is None or not self.is_open:
            return
        self.peer.send(message)
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write what the peer has to say."""
        self._flushing = False
        data = self.peer.take_output() if self.peer is not None else None
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > MOST_BYTES:
                self.abort("the other side does not read what is sent to it")

    async def room(self) -> None:
        """Wait until there is room for more; at once when the connection is gone."""
        self.flush()
        await self._room.wait()

    def bye(self) -> None:
        """End the talk, and the connection when that has gone out."""
        if self.peer is not None:
            self.peer.bye()
        self.close()

    def close(self) -> None:
        """Close the connection when what there is to say has gone out."""
        self.flush()
        if self._transport is not None and not self.gone.done():
            self._timer = asyncio.get_running_loop().call_later(GOODBYE_S, self.abort)
            self._transport.close()

    def abort(self, why: str = "") -> None:
        """Close it now."""
        self.failure = self.failure or why
        if self._transport is not None:
            self._transport.abort()

    def hold(self, on: bool) -> None:  # noqa: FBT001, it is all that is said
        """Take nothing in for now, or take it in again once everybody does who did not."""
        self._holders += 1 if on else -1
        transport, is_held = self._transport, self.is_held
        if transport is not None and not transport.is_closing() and transport.is_reading() is is_held:
            if is_held:
                transport.pause_reading()
            else:
                transport.resume_reading()

    @property
    def is_held(self) -> bool:
        """Whether what comes waits for this side."""
        return self._holders > 0

    # asyncio's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there, TLS included."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=FULL_BYTES)
        self.address = self._transport.get_extra_info("peername")[0]
        self.heard_ms = self._clock()
        try:
            self.peer = self._make(self)
        except IdentityError as error:
            self.failure = str(error)
            self._transport.abort()
            return
        self.flush()

    def data_received(self, data: bytes) -> None:
        """Bytes came in."""
        peer = self.peer
        if peer is None or peer.is_over:
            return
        self.heard_ms = self._clock()
        if happened := peer.receive(data):
            failed = next((each for each in happened if isinstance(each, Failed)), None)
            if failed is not None:
                self.failure = failed.why
            self._happened(self, happened)
        self.flush()
        if peer.state in (State.CLOSING, State.LISTENING):
            self.close()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002
        """It is gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._room.set()
        if not self.known.done():
            self.known.set_result(False)
        if not self.gone.done():
            self.gone.set_result(None)
        if self.peer is not None:
            if self.peer.state is not State.LISTENING:
                self.peer.happen(Event.LOST)
            self._ended(self)

    def pause_writing(self) -> None:
        """There is much on its way."""
        self.is_full = True
        self._room.clear()

    def resume_writing(self) -> None:
        """There is room again."""
        self.is_full = False
        self.heard_ms = self._clock()
        self._room.set()
        self._resumed(self)
