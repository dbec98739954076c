"""The journal of one process: gives events their place, and commits them in groups.

While one batch is being written the next gathers, so that cost falls as load rises. What a turn of the loop produced
is held until its batch is committed; see `Outflow`. When a batch cannot be committed, neither can the one that
gathered behind it, as it was decided on a state that is now undone: both fail together.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from parlour.core.banlist import Ban
from parlour.core.changes import RESTRICTING
from parlour.core.events import Event
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import Joined, ModesSet, TopicSet
from parlour.core.events.messages import Said
from parlour.core.events.sessions import SessionEnded, SessionOpened
from parlour.core.later import Later, ready
from parlour.core.names import fold
from parlour.core.ports import Batch, Committer, Past, Row

RETAINED_ROWS = 10_000
"""Records that nobody waits for (joins, parts) and that could not be kept yet: so many are tried again."""


class Keeping:
    """A durable event on its way to the disk, with all that is needed should it not arrive."""

    __slots__ = ("asked", "before", "event", "pieces")

    def __init__(self, event: Event, before: Any, peer: Any, bundle: Any) -> None:
        self.event = event
        self.before = before
        self.asked: list[tuple[Any, Any]] = [(peer, bundle)]
        """Who waits to hear of it: connections, each with the answer that it is part of, if any."""
        self.pieces: list[bytes] = []


class Outcome(Protocol):
    """Whoever wants to know what became of what the journal was given."""

    def committed(self, number: int) -> None:
        """All batches up to `number` are kept."""

    def failed(self, keepings: list[Keeping], error: Exception) -> None:
        """These durable events, oldest first, could not be kept; nothing is held any more."""


class _Group:
    """A batch and the durable events in it. `since_s` is when its first durable event came."""

    __slots__ = ("batch", "keepings", "number", "since_s", "waiters", "wanted")

    def __init__(self, number: int) -> None:
        self.number = number
        self.batch = Batch()
        self.keepings: list[Keeping] = []
        self.waiters: list[Later[None]] = []
        self.since_s = 0.0
        self.wanted = False


class LocalJournal:
    """Order and durability within one process.

    `to_rows` makes of an event what the store keeps of it, given where to get the next number of a scope.
    `wait` False (durability "none") holds nothing: batches are written, and nobody waits for them.
    `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        committer: Committer,
        outcome: Outcome,
        to_rows: Callable[[Event, Callable[[int], int]], list[Row]],
        clock: Callable[[], float],
        *,
        wait: bool = True,
    ) -> None:
        self.ready = True
        """Whether the last that was tried could be kept; while not, durable events are refused."""
        self._committer = committer
        self._outcome = outcome
        self._to_rows = to_rows
        self._clock = clock
        self._wait = wait
        self._positions: dict[int, int] = {}
        self._kept: set[int] = set()
        self._gathering = _Group(1)
        self._writing: _Group | None = None
        self._probing = False
        self._probed_s = float("-inf")

    def recall(self, pasts: Iterable[Past]) -> None:
        """Take up the numbering of scopes where the store says it ended."""
        for past in pasts:
            self._positions[past.scope] = past.last_seq
            self._kept.add(past.scope)

    def end_of(self, scope: int) -> int:
        """The number of the newest event of a scope, kept or on its way; 0 for none."""
        return self._positions.get(scope, 0)

    @property
    def holding(self) -> bool:
        """Whether durable events are on their way, so that output has to wait."""
        return self.held_for is not None

    @property
    def held_for(self) -> int | None:
        """The number of the batch that the newest durable event is in, while that is on its way."""
        if self._gathering.keepings:
            return self._gathering.number
        writing = self._writing
        return writing.number if writing is not None and writing.keepings else None

    @property
    def waiting_count(self) -> int:
        """How many durable events are on their way."""
        return len(self._gathering.keepings) + (len(self._writing.keepings) if self._writing else 0)

    @property
    def rows_count(self) -> int:
        """How many records have gathered for the next batch, whether anybody waits for them or not."""
        return len(self._gathering.batch.rows)

    @property
    def waiting_s(self) -> float:
        """For how long the oldest durable event has been on its way, in seconds."""
        for group in (self._writing, self._gathering):
            if group is not None and group.keepings:
                return self._clock() - group.since_s
        return 0.0

    def place(self, event: Event, keeping: Keeping | None) -> None:
        """Give an event its place in its scope, to be kept with the next batch."""
        group = self._gathering
        batch = group.batch
        batch.rows += self._to_rows(event, self._next)
        kind = type(event)
        if keeping is not None:
            if self._wait:
                if not group.keepings:
                    group.since_s = self._clock()
                group.keepings.append(keeping)
            group.wanted = True
            if kind is Said:
                assert isinstance(event, Said)
                if event.to is None and event.scope not in self._kept:
                    batch.kept.add(event.scope)
                if event.once is not None:
                    batch.once.append((event.once, event.msgid, event.at_ms))
            else:
                self._set(event, batch)
        elif isinstance(event, Joined):
            if event.created:
                batch.names[event.scope] = fold(event.channel)
        elif isinstance(event, SessionOpened):
            batch.sessions[event.session] = event.scope
        elif isinstance(event, SessionEnded):
            batch.sessions[event.session] = None

    def _set(self, event: Event, batch: Batch) -> None:
        """Something was set that outlives a restart, or ends with one."""
        if isinstance(event, TopicSet | ModesSet):
            if event.scope not in self._kept:
                batch.kept.add(event.scope)
            if isinstance(event, ModesSet) and any(c.adding and c.mode in RESTRICTING for c in event.changes):
                batch.restricted.add(event.scope)
        elif isinstance(event, Banned):
            ban = Ban.of(event)
            batch.bans[ban.key] = ban
        elif isinstance(event, Unbanned):
            batch.bans[fold(event.target)] = None

    def tie(self, event: Event, piece: bytes, peer: Any, bundle: Any) -> None:
        """A piece that shows an event again, to somebody who asked for it again, shares its fate."""
        for group in (self._gathering, self._writing):
            for keeping in group.keepings if group is not None else ():
                if keeping.event is event:
                    keeping.pieces.append(piece)
                    keeping.asked.append((peer, bundle))

    def end(self, scopes: Iterable[int]) -> None:
        """Nothing happens in these scopes any more."""
        for scope in scopes:
            self._positions.pop(scope, None)
            self._kept.discard(scope)
            self._gathering.batch.closed.add(scope)

    def _next(self, scope: int) -> int:
        seq = self._positions.get(scope, 0) + 1
        self._positions[scope] = seq
        return seq

    def settled(self) -> Later[None]:
        """There when all that has happened until now is kept, or has been undone."""
        group = self._gathering
        if group.batch.happened and self.ready:
            group.wanted = True
        elif self._writing is not None:
            group = self._writing
        else:
            return ready(None)
        later: Later[None] = Later()
        group.waiters.append(later)
        return later

    def end_turn(self) -> None:
        """Hand over what gathered, if anybody waits for it and nothing is being written."""
        if self._gathering.wanted and self._writing is None and self.ready:
            self._hand_over()

    def tick(self) -> None:
        """Now and then: write what nobody waits for, and find out whether a failing store has recovered."""
        if not self.ready:
            self.probe(every_s=0.5)
        elif self._writing is None and (self._gathering.batch.happened or self._gathering.batch.closed):
            self._hand_over()

    def probe(self, *, every_s: float = 0.1) -> None:
        """Find out whether the store can keep anything again, at most once in `every_s` seconds."""
        if self.ready or self._probing or self._writing is not None or self._clock() < self._probed_s + every_s:
            return
        self._probing = True
        self._probed_s = self._clock()
        if self._gathering.batch.happened:
            self._hand_over()
        else:
            self._committer.probe(self._probe_done)

    def _probe_done(self, error: Exception | None) -> None:
        self._probing = False
        self.ready = error is None

    def _hand_over(self) -> None:
        group = self._writing = self._gathering
        self._gathering = _Group(group.number + 1)
        self._committer.commit(group.batch, self._done)

    def _done(self, error: Exception | None) -> None:
        group = self._writing
        assert group is not None
        self._writing = None
        self._probing = False
        if error is not None:
            self._fail(group, error)
            return
        self.ready = True
        if group.batch.kept:
            self._kept |= group.batch.kept
        self._outcome.committed(group.number)
        for waiter in group.waiters:
            waiter.resolve(None)
        self.end_turn()

    def _fail(self, group: _Group, error: Exception) -> None:
        self.ready = False
        self._probed_s = self._clock()
        gathered = self._gathering
        keepings = group.keepings + gathered.keepings
        lost = {keeping.event.msgid for keeping in keepings}
        fresh = self._gathering = _Group(gathered.number + 1)
        for batch in (group.batch, gathered.batch):
            fresh.batch.rows += [row for row in batch.rows if row[3] not in lost]
            fresh.batch.names |= batch.names
            fresh.batch.closed |= batch.closed
            fresh.batch.sessions |= batch.sessions
            if not self._wait:
                # Nobody was told to wait, so nothing is undone: all of it is tried again.
                fresh.batch.kept |= batch.kept
                fresh.batch.restricted |= batch.restricted
                fresh.batch.once += batch.once
                fresh.batch.bans |= batch.bans
        del fresh.batch.rows[:-RETAINED_ROWS]
        self._outcome.failed(keepings, error)
        for waiter in group.waiters + gathered.waiters:
            waiter.resolve(None)
