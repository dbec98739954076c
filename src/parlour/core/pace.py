"""The pace of a connection: lines wait when there are too many, and are done one after another."""

from abc import ABC, abstractmethod
from typing import Protocol

from parlour.core.host import Host, Peer

LINES_A_TURN = 128
"""So many lines of one connection are done before others have their turn."""

_NONE: list[bytes | None] = []


class Framer(Protocol):
    """Gathers bytes until lines are whole."""

    def feed(self, data: bytes) -> list[bytes | None]:
        """The lines that `data` completes; None for one that was too long."""


class Paced(ABC):
    """A front that makes lines of bytes. Lines wait when a handler does, when the client sends faster than it may, and
    when output is held for so long that nothing more is taken."""

    __slots__ = ("_at", "_backlog_bytes", "_framer", "_input_over", "_lines", "_paced", "_pausing", "_tokens",
                 "_tokens_s", "heard_s", "host", "peer", "pinged_s")  # fmt: skip

    def __init__(self, host: Host, peer: Peer, framer: Framer) -> None:
        self.host = host
        self.peer = peer
        self.heard_s = host.active_s()
        self.pinged_s = 0.0
        """When it was asked whether it is there, if it has not been heard of since."""
        self._framer = framer
        self._lines: list[bytes | None] = _NONE
        self._at = 0
        self._backlog_bytes = 0
        self._tokens = host.flood_burst
        self._tokens_s = host.clock()
        self._paced = False
        self._input_over = False
        self._pausing = False

    @abstractmethod
    def _do(self, line: bytes | None) -> None:
        """One line; None is one that was too long."""

    @abstractmethod
    def goodbye(self, reason: str) -> None:
        """Close the connection from here."""

    @abstractmethod
    def _is_free(self, line: bytes) -> bool:
        """Whether a line may come at any pace."""

    def receive(self, data: bytes) -> None:
        """Bytes came in."""
        if self.peer.ended:
            return
        self.heard_s = self.host.active_s()
        self.pinged_s = 0.0
        lines = self._framer.feed(data)
        if not lines:
            return
        if len(lines) == 1 and not self._lines and self.peer.exempt and not self.peer.waiting and not self.host.stalled:
            # What a line at a time costs is what a busy server is made of.
            self._do(lines[0])
            return
        self._backlog_bytes += len(data)
        if self._lines:
            self._lines = self._lines[self._at :] + lines
        else:
            self._lines = lines
        self._at = 0
        self.advance()

    def advance(self) -> None:
        """Do the lines that wait, as far as they may be done now."""
        peer = self.peer
        done = 0
        while self._lines and not peer.waiting and not peer.ended:
            if self.host.stalled:
                self.host.when_flowing(self.advance)
                break
            if done == LINES_A_TURN:
                self._soon(0)
                break
            line = self._lines[self._at]
            if not peer.exempt and self._too_fast(line):
                break
            self._at += 1
            if self._at == len(self._lines):
                self._lines = _NONE
                self._backlog_bytes = 0
            elif line is not None:
                self._backlog_bytes -= len(line)
            done += 1
            self._do(line)
        self._mind_backlog()
        self._mind_end()

    def end_of_input(self) -> None:
        """Nothing more comes in. What came is still done and answered, then the connection is closed."""
        self._input_over = True
        self._mind_end()

    def _mind_end(self) -> None:
        if self._input_over and not self._lines and not self.peer.waiting:
            self.goodbye("Connection closed")

    def _too_fast(self, line: bytes | None) -> bool:
        """Whether a line has to wait for its turn; what it costs is taken when it is known."""
        now_s = self.host.clock()
        rate = self.host.flood_lines_per_s
        self._tokens = min(self.host.flood_burst, self._tokens + (now_s - self._tokens_s) * rate)
        self._tokens_s = now_s
        if self._tokens >= 1 or (line is not None and self._is_free(line)):
            return False
        self._soon((1 - self._tokens) / rate + 0.001)
        return True

    def charge(self, cost: float) -> None:
        """Something took longer than its command tells: the next has to wait the longer."""
        self._tokens -= cost

    def forgive(self) -> None:
        """What an exempt connection has spent is not to be paid when it is one no more."""
        self._tokens = max(self._tokens, 0.0)

    def forget_lines(self) -> None:
        """Nothing that waits is done any more."""
        self._lines = _NONE

    def _soon(self, seconds: float) -> None:
        if not self._paced:
            self._paced = True
            self.host.later(seconds, self._paced_over)

    def _paced_over(self) -> None:
        self._paced = False
        self.advance()

    def _mind_backlog(self) -> None:
        """Read nothing more while too much waits."""
        limit = self.host.receive_backlog_bytes
        full = bool(self._lines) and (self._backlog_bytes > limit or self.host.stalled)
        if full != self._pausing and not self.peer.closed:
            self._pausing = full
            (self.peer.link.pause if full else self.peer.link.resume)()
