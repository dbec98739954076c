"""Turns: what is decided happens at once, and is shown when it is kept."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from parlour.core import sessions
from parlour.core.events import Event
from parlour.core.events.messages import Said
from parlour.core.events.sessions import SessionOpened
from parlour.core.ids import Ids
from parlour.core.later import Done, Later
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.network import Network
from parlour.core.ports import Committer
from parlour.core.refusals import Refusal, Why
from parlour.core.undoing import restored
from parlour.journal.local import Keeping, LocalJournal
from parlour.protocols.irc.forms import words_of
from parlour.server.connection import Connection
from parlour.server.delivery import Delivery
from parlour.server.options import Options, Runtime
from parlour.store.rows import to_rows

T = TypeVar("T")

HELD_LONG_S = 0.25
"""Output held for longer than this stops the clock by which connections are found silent."""

WAITING_ROWS = 30_000
"""So many records may gather for a disk that hangs, though nobody waits for them; past them nothing more is read."""

log = logging.getLogger(__name__)


class Turns:
    """A network with its journal, whose `Outcome` it is, and its deliveries."""

    def __init__(self, options: Options, runtime: Runtime, committer: Committer, node_id: int) -> None:
        self.options = options
        self.limits = options.limits
        self.network = Network()
        self.connections: dict[int, Connection] = {}
        self.delivery = Delivery()
        self.journal = LocalJournal(committer, self, to_rows, runtime.clock, wait=options.wait)
        self.stalled = False
        """Whether nothing more is read, as too much waits for the disk."""
        self.now_ms = runtime.now_ms
        self.clock = runtime.clock
        self._runtime = runtime
        self._ids = Ids(node_id)
        self._awake = False
        self._failing = False
        """Whether the last that was to be kept could not be."""
        self._flowing: list[Callable[[], None]] = []
        self._active_s = 0.0
        self._ticked_s = runtime.clock()

    # What is decided

    def new_id(self) -> str:
        """An id that is used for nothing else."""
        return self._ids.new(self.now_ms())

    def _new_scope(self) -> int:
        return self._ids.new_scope(self.now_ms())

    def _moment(self, user: User) -> Moment:
        now_ms = self.now_ms()
        return Moment(self.network, user, now_ms, self._ids.new(now_ms), self._new_scope, self.limits)

    def happen(self, peer: Any, decide: Callable[..., Event | None], *args: Any) -> Event | None:
        """Let a decision be made for the peer's user, and what it decides happen."""
        now_ms = self.now_ms()
        moment = Moment(self.network, peer.user, now_ms, self._ids.new(now_ms), self._new_scope, self.limits)
        event = decide(moment, *args)
        if event is not None:
            self._publish(event, peer)
        return event

    def _publish(self, event: Event, peer: Any) -> None:
        """An event has been decided: it gets its place, changes the state, and is shown."""
        journal, network = self.journal, self.network
        keeping: Keeping | None = None
        if event.durable:
            if not journal.ready:
                journal.probe()
                raise Refusal(Why.CANNOT_KEEP, *words_of(event)[1:])
            keeping = Keeping(event, network.apply(event), peer, peer.bundle)
        else:
            network.apply(event)
            if type(event) is SessionOpened and event.ringing:
                self._ring(event)
        if event.recorded or keeping is not None:
            journal.place(event, keeping)
        if network.ended:
            journal.end(network.ended)
            network.ended.clear()
        self.delivery.deliver(event, peer, keeping.pieces if keeping is not None else [])
        if keeping is not None and journal.waiting_count >= self.options.hold_events:
            self.stalled = True
        if not self._awake:
            self.wake()

    def _ring(self, opened: SessionOpened) -> None:
        """End a session that is not accepted in time."""

        def time_out() -> None:
            user = self.network.users.get(opened.source.user)
            ended = sessions.time_out(self._moment(user), opened.session) if user is not None else None
            if ended is not None:
                self._publish(ended, None)

        self.later(sessions.RING_S, time_out)

    def echo(self, peer: Any, event: Said) -> None:
        """Show a peer, as an answer, what was said; it is dropped if that cannot be kept."""
        piece = peer.form.encode(event)
        if piece is not None:
            self.journal.tie(event, piece, peer, peer.bundle)
            peer.reply(piece)

    def end_of(self, scope: int) -> int:
        """The number of the newest event of a scope."""
        return self.journal.end_of(scope)

    def show(self, peer: Any, scope: int) -> None:
        """Something of a channel's state is shown to a peer in a reply."""
        held_for = self.journal.held_for
        if held_for is not None:
            self.delivery.shown[peer, scope] = held_for

    def settled(self) -> Later[None]:
        """There when all that has happened until now is kept, or has been undone."""
        return self.journal.settled()

    # When it is shown

    def wake(self) -> None:
        """See to it that this turn is ended."""
        if not self._awake:
            self._awake = True
            self._runtime.soon(self._end_turn)

    def _end_turn(self) -> None:
        self._awake = False
        journal = self.journal
        held_for = journal.held_for
        self.delivery.end_turn(held_for)
        if self.delivery.turn.pieces:
            # A long answer that was taken at once has gone on.
            self.wake()
        journal.end_turn()
        if held_for is not None:
            self._runtime.rest()

    def committed(self, number: int) -> None:
        """All batches up to `number` are kept: what waited for them is sent."""
        if self._failing:
            self._failing = False
            log.info("what happens is kept again")
        self.delivery.release(number)
        if self.delivery.shown:
            self.delivery.shown = {key: until for key, until in self.delivery.shown.items() if until > number}
        if self.stalled:
            self._flow()
        if self.delivery.turn.pieces:
            self.wake()

    def failed(self, keepings: list[Keeping], error: Exception) -> None:
        """These events could not be kept: they are undone, newest first, and their authors told."""
        if keepings:
            log.error("%d events could not be kept and were undone: %s", len(keepings), error)
        elif not self._failing:
            log.error("nothing can be kept at the moment: %s", error)
        self._failing = True
        self.delivery.drop(keepings, self.connections.values())
        for keeping in reversed(keepings):
            self.network.undo(keeping.event, keeping.before)
        for keeping in keepings:
            for peer, bundle in keeping.asked:
                peer.front.not_kept(keeping.event, bundle)
        self.delivery.release_all()
        for event in restored(self.network, [(keeping.event, keeping.before) for keeping in keepings]):
            self.delivery.restore(event, self.network.rooms[event.scope])
        self.delivery.shown.clear()
        self._flow()
        self.wake()

    # While output waits

    def active_s(self) -> float:
        """Seconds that stand still while output is held; they go on once a tick."""
        return self._active_s

    def when_flowing(self, advance: Callable[[], None]) -> None:
        """Call when output flows again."""
        self._flowing.append(advance)

    def _flow(self) -> None:
        journal, options = self.journal, self.options
        calm = journal.waiting_s < options.hold_s and journal.rows_count <= WAITING_ROWS
        if calm and journal.waiting_count < max(1, options.hold_events // 2):
            self.stalled = False
            flowing, self._flowing = self._flowing, []
            for advance in flowing:
                self.later(0, advance)

    def tick(self) -> None:
        """A second has passed, more or less."""
        now_s = self.clock()
        held_s = self.journal.waiting_s
        if held_s < HELD_LONG_S:
            self._active_s += now_s - self._ticked_s
        self._ticked_s = now_s
        self.journal.tick()
        if held_s > self.options.hold_s or self.journal.rows_count > WAITING_ROWS:
            self.stalled = True
        elif self.stalled:
            self._flow()

    # What comes from beside the loop, or later

    def later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call in `seconds`, in a turn of its own."""
        return self._runtime.later(seconds, self._in_turn(call))

    def _in_turn(self, call: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            call()
            self.wake()

        return run

    def _answering(self, later: Later[T]) -> Done:
        """What is done with an answer that came from beside the loop."""

        def done(value: Any, error: Exception | None) -> None:
            if error is not None:
                later.fail(error)
            else:
                later.resolve(value)
            self.wake()

        return done
