"""The plain face: where one is, what is typed there, and what is asked."""

import asyncio
import contextlib
from collections.abc import Callable

from parlour.client.client import Client
from parlour.client.commands import Ctx, run
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.plain.manner import Manner, Teller
from parlour.client.text import shown
from parlour.client.told import (
    Answered,
    BufferAdded,
    BufferChanged,
    BufferRemoved,
    MessageAdded,
    SessionChanged,
    StateChanged,
    TalkBegan,
    Told,
)

IN_FLIGHT_MS = 2_000
"""What is typed so soon after a session has begun or ended may have been meant for the place before."""

LOOK_S = 0.5


class PlainFace:
    """What is typed goes where one is. One is moved when a session begins or ends, and when a channel was entered that
    one asked for; what was meant for the place before goes nowhere, and comes back."""

    def __init__(self, client: Client, teller: Teller, manner: Manner, *, follows: bool) -> None:
        """`follows` tells that sessions which others open move one, too."""
        self.client = client
        self.left = asyncio.Event()
        """Set when the user wants to leave."""
        self.place: tuple[Engine, Buffer] | None = None
        self.moved: Callable[[], None] = lambda: None
        """Called when one is somewhere else."""
        self._teller = teller
        self._manner = manner
        self._follows = follows
        self._before: tuple[Engine, Buffer] | None = None
        """Where one was before the session."""
        self._called_from: tuple[Engine, Buffer] | None = None
        """Where the user was who called somebody: a conversation may have been opened for that."""
        self._moved_ms = 0
        self._moved_from: Buffer | None = None
        self._hung_up = False
        """Whether the user was the last to end the session."""
        self.answers = 0
        """How many times something has happened that a command may have asked for."""
        self.was_refused = False
        """Whether the server has refused something before one was where one wanted to be."""
        self._was_there = False
        """Whether one has been anywhere."""
        self.is_leaving = False
        """Whether the connections are to end: that they do is no news."""
        self._news = asyncio.Event()

    def begin(self) -> None:
        """Listen, and be where one was the last time, if that is still known."""
        client = self.client
        client.listener = self.happened
        network, name = client.memory.last
        engine = client.engines.get(network)
        buffer = engine.network.buffer(name) if engine is not None else None
        if self._follows and not self._manner.to and engine is not None and buffer is not None:
            self.place = engine, buffer

    async def until(self, holds: Callable[[], bool], patience_s: float | None) -> bool:
        """Wait until something holds, for so long at most; whether it does."""
        loop = asyncio.get_running_loop()
        end = None if patience_s is None else loop.time() + patience_s
        while not holds():
            if end is not None and loop.time() >= end:
                return False
            self._news.clear()
            # That a network is not tried any more is not told.
            wait_s = LOOK_S if end is None else min(LOOK_S, max(0.0, end - loop.time()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait_s)
        return True

    @property
    def is_there(self) -> bool:
        """Whether what is typed has somewhere to go."""
        engine, buffer = self.where
        if engine.network.state != "online":
            return False
        if self._manner.to:
            return engine.network.fold(buffer.name) == engine.network.fold(self._manner.to) and self._is_open(buffer)
        return self._is_open(buffer) or not engine.profile.channels

    @staticmethod
    def _is_open(buffer: Buffer) -> bool:
        return buffer.kind == "conversation" or (buffer.joined and buffer.kind == "channel")

    # What happens

    def happened(self, engine: Engine, told: list[Told]) -> None:
        """Something has happened."""
        for each in told:
            if not (self.is_leaving and isinstance(each, StateChanged)):
                self._teller.happened(engine, [each])
            match each:
                case StateChanged() if each.state == "online":
                    self._go_to_first(engine)
                case Answered() if each.error:
                    self.was_refused = True
                    self.answers += 1
                case MessageAdded() if each.message.kind == "error":
                    self.was_refused = True
                case BufferChanged() if each.buffer.joined and each.buffer.kind == "channel":
                    self.answers += 1
                    if self._is_to_be_shown(engine, each.buffer):
                        self._go(engine, each.buffer)
                case BufferAdded() if each.wanted:
                    self._go(engine, each.buffer)
                case TalkBegan() if not self.where[1].talking:
                    self._go(engine, each.buffer, by_others=True)
                case BufferRemoved() if self.place is not None and self.place[1] is each.buffer:
                    self._go(engine, self._another(engine))
                case SessionChanged():
                    self._session_changed(engine, each)
                    self.answers += 1
        self._news.set()

    def _go_to_first(self, engine: Engine) -> None:
        """Go where one was told to go on the command line; that is in the first network."""
        to, network = self._manner.to, engine.network
        if not to or self._was_there or engine is not next(iter(self.client.engines.values())):
            return
        if not network.is_channel(to):
            self._go(engine, engine.doing.query(to))

    def _is_to_be_shown(self, engine: Engine, buffer: Buffer) -> bool:
        """Whether a channel that was entered is where one wants to be: the one that was named, or the first."""
        if self._manner.to and not self._was_there:
            return engine.network.fold(buffer.name) == engine.network.fold(self._manner.to)
        return self.place is None or self.place[1].kind == "server"

    def _session_changed(self, engine: Engine, told: SessionChanged) -> None:
        begins = told.what in ("opened", "accepted")
        if begins and (self._follows or told.session.opener_is_own):
            here = self.place if self.place is not None and self.place[1] is not told.buffer else self._called_from
            self._before = here if here is not None and here[1] is not told.buffer else None
            # Who calls, or accepts, knows that the next line is for the other.
            self._go(engine, told.buffer, by_others=told.session.opener_is_own == (told.what == "accepted"))
            self._hung_up = False
        elif told.what == "closed" and self.place is not None and self.place[1] is told.buffer:
            before, self._before = self._before, None
            if before is not None and before[0].network.buffer(before[1].name) is before[1]:
                self._go(*before, by_others=not self._hung_up)
        self.moved()

    def _go(self, engine: Engine, buffer: Buffer, *, by_others: bool = False) -> None:
        was = self.place[1] if self.place is not None else None
        if was is buffer:
            return
        self.place = engine, buffer
        self._was_there = True
        if self._follows:
            self.client.memory.last = engine.profile.name, buffer.name
        if by_others:
            self._moved_ms, self._moved_from = engine.clock(), was
        self.moved()

    def _another(self, engine: Engine) -> Buffer:
        joined = (each for each in engine.network.buffers.values() if each.kind == "channel" and each.joined)
        return next(joined, engine.network.buffers[""])

    # What is typed

    @property
    def where(self) -> tuple[Engine, Buffer]:
        """Where one is; at first in the place of the first server."""
        if self.place is None or self.place[0] not in self.client.engines.values():
            engine = next(iter(self.client.engines.values()))
            self.place = engine, engine.network.buffers[""]
        return self.place

    @property
    def prompt(self) -> str:
        """Where what is typed goes, in a few words."""
        engine, buffer = self.where
        name = shown(buffer.name) if buffer.kind != "server" else shown(engine.network.name)
        if len(self.client.engines) > 1 and buffer.kind != "server":
            name = f"{shown(engine.network.name)}/{name}"
        session = buffer.session
        if session is not None and not session.ringing:
            name += " (session)" if session.has_floor else " (listening)"
        return f"{name}> "

    def typed(self, text: str, begun: Buffer | None = None) -> bool:
        """Something was typed, which was `begun` in a place; False when it goes nowhere and is given back."""
        engine, buffer = self.where
        if not text.strip():
            return True
        is_text = not text.startswith("/") or text.startswith("//")
        if begun is None and self._moved_from is not None and engine.clock() - self._moved_ms < IN_FLIGHT_MS:
            begun = self._moved_from
        if is_text and begun is not None and begun is not buffer:
            here, there = shown(buffer.name) or "the server", shown(begun.name) or "the server"
            why = f"This was begun for {there}, and you are at {here} now; say it again if it is for here. Not sent: "
            self._teller.note(engine, buffer, [why + text], error=True)
            self._moved_from = None
            return False
        word = text.split(None, 1)[0].lower()
        self._hung_up = self._hung_up or word == "/bye"
        self._called_from = (engine, buffer) if word == "/call" else self._called_from
        done = run(Ctx(self.client, engine, buffer, self), text)
        self.client.flush()
        return done

    # What commands ask for

    def show(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        """Show lines."""
        self._teller.note(self.where[0], buffer, lines, error=error)

    def switch(self, engine: Engine, buffer: Buffer) -> None:
        """Go to a buffer."""
        self._moved_from = None
        self._go(engine, buffer)

    def leave(self) -> None:
        """The user wants to leave."""
        self.left.set()

    def act(self, action: str, argument: str = "") -> bool:
        """Of what only some faces can do, this one can show the history."""
        if action == "history":
            engine, buffer = self.where
            self._teller.recall(engine, buffer, int(argument))
            return True
        return False
