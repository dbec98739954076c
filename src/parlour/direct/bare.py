"""One connection of bare lines, with whatever speaks them: nc, ncat, telnet."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Protocol, cast

from parlour.client.profile import Profile
from parlour.client.splitting import split
from parlour.direct.desk import Kind
from parlour.direct.messages import TEXT_BYTES
from parlour.wire.addresses import read_address
from parlour.wire.plain import plain
from parlour.wire.telnet import TypedLines

FULL_BYTES = 1 << 20
"""So much may wait for a peer that does not read; then the talk ends."""

LINES_AT_ONCE = 100
"""So many lines are shown before anything else has its turn."""

GOODBYE_S = 2.0
"""So long what was said last may take to go out."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that was typed here."""

    id: bytes
    kind: Kind
    text: str
    said_ms: int
    """When it was typed (Unix ms)."""
    lines: bytes
    """As they are sent, with LF at the end of each."""


class Keeper(Protocol):
    """Who keeps the talks, and is told what happens in them."""

    def came(self, talk: "BareTalk") -> bool:
        """It is there; whether it may stay."""

    def heard(self, talk: "BareTalk", text: str) -> None:
        """A line came, fit to be shown."""

    def garbled(self, talk: "BareTalk", sentence: str) -> None:
        """Something that came cannot be shown as it is, in a sentence."""

    def sent(self, talk: "BareTalk", words: Words) -> None:
        """They are on their way: the operating system has taken them."""

    def unsent(self, talk: "BareTalk", words: Words) -> None:
        """They have not gone out, or not whole."""

    def ended(self, talk: "BareTalk", why: str) -> None:
        """It is over, and all of it was told; `why` is a sentence without its end, or "" for one's own wish."""


class BareTalk(asyncio.Protocol):
    """One connection. It lives in a running event loop.

    Nothing is handed to the transport before it has passed on what came before, so that it is known what has gone out.
    """

    def __init__(self, keeper: Keeper, *, is_own: bool) -> None:
        self.is_own = is_own
        """Whether it was dialled here."""
        self.host = ""
        """The address of the other machine."""
        self.place = ""
        """The address and the port there."""
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when it is over."""
        self._keeper = keeper
        self._transport: asyncio.Transport | None = None
        self._stays = False
        self._lines = TypedLines(TEXT_BYTES, cuts=True)
        self._came: deque[bytes] = deque()
        """Lines that are not shown yet."""
        self._is_showing = False
        self._waiting: deque[Words] = deque()
        """What was typed and has not gone out."""
        self._waiting_bytes = 0
        self._is_going = False
        """Whether the first of that is with the transport, which could not pass on all of it."""
        self._is_full = False
        self._is_cut = self._is_bad = False
        """What was told already of that which comes."""
        self._closing = self._has_ended = self._is_lost = False
        self._why = ""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        """Whether one can say something."""
        return self._stays and not self._closing and not self._is_lost

    @property
    def waiting(self) -> int:
        """How many texts wait."""
        return len(self._waiting)

    def say(self, words: Words) -> None:
        """Send something, or end the talk if the peer has not read for so long that too much waits."""
        self._waiting.append(words)
        self._waiting_bytes += len(words.lines)
        if self._waiting_bytes <= FULL_BYTES:
            self._pass_on()
        elif self._transport is not None:
            self._closing, self._why = True, "reads nothing any more; the talk is ended"
            self._transport.abort()

    def close(self, why: str = "") -> None:
        """End it, when what was typed has gone out."""
        if self._transport is None or self._closing:
            return
        self._closing, self._why = True, why
        self._timer = asyncio.get_running_loop().call_later(GOODBYE_S, self._transport.abort)
        if not self._waiting:
            self._transport.close()

    # asyncio's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self._transport = cast(asyncio.Transport, transport)
        peer = self._transport.get_extra_info("peername")  # None if they are gone already
        if peer is not None:
            self.host = read_address(peer[0].partition("%")[0])
            self.place = Profile("", self.host, peer[1]).place
            self._stays = self._keeper.came(self)
        if not self._stays:
            self._transport.abort()
            return
        self._transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if not self.is_open:
            return
        self._take(self._lines.feed(data))
        answers = self._lines.answers()
        if answers and not self._is_full:
            self._writes(answers)

    def eof_received(self) -> bool:
        """Nothing more comes. What was typed may still go out."""
        self._has_ended = True
        self._take(self._lines.rest())
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone."""
        self._is_lost = True
        if self._timer is not None:
            self._timer.cancel()
        if not self._closing:
            self._why = "has ended the talk" if error is None else "is gone: the connection broke"
        self._take(self._lines.rest())

    def pause_writing(self) -> None:
        """The transport could not pass on all that it was given."""
        self._is_full = True

    def resume_writing(self) -> None:
        """It has done so now."""
        self._is_full = False
        if self._is_going:
            self._is_going = False
            self._gone_out()
        self._pass_on()

    # What comes

    def _take(self, lines: list[bytes | None]) -> None:
        self._came.extend(line for line in lines if line is not None)
        if self._lines.has_cut and not self._is_cut:
            self._is_cut = True
            self._keeper.garbled(self, f"sends lines longer than {TEXT_BYTES} bytes: they are shown in pieces")
        if not self._is_showing:
            self._show()

    def _show(self) -> None:
        """Show what came, and hold up what follows while that takes more than one turn."""
        for _ in range(min(LINES_AT_ONCE, len(self._came))):
            self._heard(self._came.popleft())
        if self._came:
            asyncio.get_running_loop().call_soon(self._show)
        if self._transport is not None and bool(self._came) != self._is_showing:
            self._is_showing = not self._is_showing
            if self._is_showing:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
        if not self._came:
            self._settle()

    def _heard(self, line: bytes) -> None:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = line.decode(errors="replace")
            if not self._is_bad:
                self._is_bad = True
                self._keeper.garbled(self, "sends bytes that are no UTF-8: \N{REPLACEMENT CHARACTER} stands for them")
        for piece in split(plain(text), TEXT_BYTES):
            self._keeper.heard(self, piece)

    def _settle(self) -> None:
        """All that came is shown."""
        if self._is_lost and not self.gone.done():
            while self._waiting:
                self._keeper.unsent(self, self._waiting.popleft())
            self.gone.set_result(None)
            if self._stays:
                self._keeper.ended(self, self._why)
        elif self._has_ended:
            self.close("has ended the talk")

    # What goes

    def _pass_on(self) -> None:
        """Pass on what waits, one after another, as long as all of it goes."""
        while self._waiting and not self._is_full and not self._is_lost:
            lines = self._waiting[0].lines
            self._is_going = not self._writes(lines.replace(b"\n", b"\r\n") if self._lines.sends_cr else lines)
            if not self._is_going:
                self._gone_out()

    def _writes(self, data: bytes) -> bool:
        """Write something; whether the operating system has taken all of it."""
        assert self._transport is not None
        self._transport.write(data)
        return not self._is_full

    def _gone_out(self) -> None:
        words = self._waiting.popleft()
        self._waiting_bytes -= len(words.lines)
        self._keeper.sent(self, words)
        if self._closing and not self._waiting and self._transport is not None:
            self._transport.close()
