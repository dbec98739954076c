"""How handlers of commands are driven, and what they are given: whatever the protocol, one at a time on a connection.

They are coroutines driven by hand. Most never wait; while one does, what others say to its connection goes behind its
answer, and the connection's next lines wait.
"""

from abc import abstractmethod
from collections.abc import Callable
from types import CoroutineType
from typing import Any, TypeVar

from parlour.core.answers import Answer
from parlour.core.events import Event
from parlour.core.host import Host, Peer
from parlour.core.later import Later
from parlour.core.model import User
from parlour.core.network import Network
from parlour.core.pace import Framer, Paced
from parlour.core.ports import Bundle, Store, StoreUnavailable
from parlour.core.refusals import Refusal, Why

T = TypeVar("T")

PAUSE = 0.1
"""What each turn costs in which a handler only looks at things; a line that is sent costs 1."""

PORTION_BYTES = 32 * 1024
"""Of a long answer so much is made at a time; the next when it has been taken."""


class Handling(Paced):
    """A front whose lines are done by handlers."""

    __slots__ = ("_coroutine", "drain")

    def __init__(self, host: Host, peer: Peer, framer: Framer) -> None:
        super().__init__(host, peer, framer)
        self.drain: Later[None] | None = None
        self._coroutine: CoroutineType[Any, Any, None] | None = None

    @abstractmethod
    def _refused(self, refusal: Refusal) -> None:
        """Tell what the handler was refused."""

    @abstractmethod
    def _unavailable(self, error: StoreUnavailable) -> None:
        """Tell that the past cannot be asked for at the moment."""

    @abstractmethod
    def _broken(self) -> None:
        """Tell that something went wrong that must not; the host knows what."""

    def _go(self) -> None:
        """Let the handler begin, or go on, until it waits for something or is done."""
        coroutine, peer = self._coroutine, self.peer
        assert coroutine is not None
        try:
            later: Later[Any] = coroutine.send(None)
        except StopIteration:
            pass
        except Refusal as refusal:
            self._refused(refusal)
        except StoreUnavailable as error:
            self._unavailable(error)
        except Exception as error:  # noqa: BLE001, our bug: logged by the host, and nobody else suffers
            self.host.bug(peer, error)
            self._broken()
        else:
            self._wait_for(later)
            return
        self._coroutine = None
        if peer.waiting:
            self._done()
        elif peer.bundle is not None:
            self._finish()

    def _finish(self) -> None:
        """The answer is complete."""
        bundle, self.peer.bundle = self.peer.bundle, None
        if bundle is not None:
            self.peer.put(bundle)

    def _wait_for(self, later: Later[Any]) -> None:
        """The handler waits: what comes for the connection meanwhile goes behind its answer."""
        peer = self.peer
        if not peer.waiting:
            if peer.bundle is None:
                peer.bundle = Answer()
            peer.wait()
        later.resume = self._resume
        if peer.draining:
            self._send_portion()

    def _resume(self) -> None:
        if not self.peer.ended and self._coroutine is not None:
            self._go()

    def _done(self) -> None:
        """A handler that had to wait has answered."""
        peer = self.peer
        bundle, peer.bundle = peer.bundle, None
        if bundle is not None:
            peer.answer(bundle)
        peer.go_on()
        self.host.wake()
        if self._lines or self._input_over:
            self._soon(0)

    def _send_portion(self) -> None:
        """What was answered so far goes out before the answer is complete."""
        bundle = self.peer.bundle
        if isinstance(bundle, Answer) and bundle.pieces:
            for piece in bundle.take():
                self.peer.answer(piece)
        self.host.wake()

    def catch_up(self) -> None:
        """Let what was answered so far and what piled up go out: what is decided from here on comes after it."""
        self._send_portion()
        self.peer.catch_up()

    def drained(self) -> None:
        """All that was sent has been taken."""
        self.peer.draining = False
        self.heard_s = self.host.active_s()
        drain, self.drain = self.drain, None
        if drain is not None:
            drain.resolve(None)

    def lost(self, reason: str) -> None:
        """The transport is gone."""
        self._abandon()
        if self.peer.waiting:
            self.peer.go_on()
        if not self.peer.ended:
            self.host.leave(self.peer, reason)
            self.peer.ended = True

    def _abandon(self) -> None:
        """Nothing more is done of what waits."""
        self.forget_lines()
        if self.peer.waiting and self._coroutine is not None and not self._handling:
            self._coroutine.close()
            self._coroutine = None

    def _break_off(self) -> Bundle | None:
        """End the answer under way: what there is of it is sent. Returns it if there is nothing yet."""
        self._abandon()
        bundle, self.peer.bundle = self.peer.bundle, None
        if isinstance(bundle, Answer) and (bundle.pieces or bundle.begun):
            self.peer.answer(bundle)
            return None
        return bundle

    @property
    def _handling(self) -> bool:
        """Whether this is asked from within the handler of a command."""
        return self._coroutine is not None and self._coroutine.cr_running


class HandlerContext:
    """What handlers are given: the connection, the server, and ways to decide, to ask and to wait."""

    __slots__ = ("_made_bytes", "command", "connection", "host", "network", "peer")

    def __init__(self, connection: Handling, host: Host, peer: Peer) -> None:
        self.connection = connection
        self.host = host
        self.peer = peer
        self.network: Network = host.network
        self.command = ""
        """The name of the command at hand."""
        self._made_bytes = 0

    @property
    def user(self) -> User:
        """The user of the connection, who has registered."""
        user = self.peer.user
        assert user is not None
        return user

    async def happen(self, decide: Callable[..., Event | None], *args: Any) -> Any:
        """Let a decision be made, and what it decides happen. Returns the event, None when there is none.

        Raises:
            Refusal: what the decision refuses.
        """
        if self.peer.waiting:
            self.connection.catch_up()
        return self.host.happen(self.peer, decide, *args)

    async def read(self, query: Callable[[Store], T]) -> T:
        """Ask the store.

        Raises:
            StoreUnavailable: it could not be asked.
        """
        return await self.host.read(query)

    async def verify(self, hashed: str, password: str) -> bool:
        """Whether a password is the one of a hash.

        Raises:
            Refusal: BUSY.
        """
        later = self.host.verify(self.peer, hashed, password)
        if later is None:
            raise Refusal(Why.BUSY, self.command)
        return await later

    async def settled(self) -> None:
        """Wait until all that has happened until now is kept, or has been undone."""
        await self.host.settled()

    async def room(self) -> None:
        """Wait, now and then in a long answer, until what was answered so far has been taken."""
        if self._made_bytes < PORTION_BYTES:
            return
        self._made_bytes = 0
        later: Later[None] = Later()
        self.connection.drain = later
        self.peer.draining = True
        await later

    async def pause(self) -> None:
        """Let others have their turn: for a handler that looks at thousands of things, now and then.

        It costs the connection more of its pace than what the command costs by itself.
        """
        self.connection.charge(PAUSE)
        later: Later[None] = Later()
        self.host.later(0, lambda: later.resolve(None))
        await later

    def send_piece(self, piece: bytes) -> None:
        """Answer a line that was made before."""
        self._made_bytes += len(piece)
        self.peer.reply(piece)
