"""What is around a server in memory: a clock and a loop, a disk, wires, the process; all of them the test's."""

import heapq
from collections.abc import Callable
from typing import Any

from parlour.core.ports import Batch, Store, StoreUnavailable

START_MS = 1_700_000_000_000

Done = Callable[[Exception | None], None]


class Clock:
    """A loop's time and queues, moved by the test. `slow_reads` keeps what is asked of the store, and passwords
    to check, until `answer_reads`; while it is `busy` no password can be checked."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wall_ms = START_MS
        self.queue: list[Callable[[], None]] = []
        self.timers: list[tuple[float, int, Callable[[], None]]] = []
        self.reads: list[Callable[[], None]] = []
        self.slow_reads = False
        self.busy = False
        self._count = 0

    def clock(self) -> float:
        return self.seconds

    def now_ms(self) -> int:
        return self.wall_ms

    def soon(self, call: Callable[[], None]) -> None:
        self.queue.append(call)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self.timers, (self.seconds + seconds, self._count, call))

    def read(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]) -> None:
        def run() -> None:
            try:
                value = work()
            except StoreUnavailable as error:
                done(None, error)
            else:
                done(value, None)

        if self.slow_reads:
            self.reads.append(run)
        else:
            self.queue.append(run)

    def compute(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]) -> bool:
        if self.busy:
            return False
        self.read(work, done)
        return True

    def rest(self) -> None:
        """The test's turns follow one another as the test wants."""

    def answer_reads(self) -> None:
        """Let the reads that wait be answered."""
        reads, self.reads = self.reads, []
        self.queue += reads

    def run(self) -> None:
        """Until nothing is left to do now."""
        while True:
            while self.queue:
                self.queue.pop(0)()
            if not self.timers or self.timers[0][0] > self.seconds:
                return
            self.queue.append(heapq.heappop(self.timers)[2])


class Disk:
    """A committer for tests. Commits are done at the end of the turn, unless it is `slow`: then they wait for
    `finish`, and with `broken` they fail."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.clock = clock
        self.store = store
        self.slow = False
        self.broken = False
        self.jobs: list[tuple[Callable[[], None], Done]] = []
        self.commits = 0

    def commit(self, batch: Batch, done: Done) -> None:
        self._take(lambda: self.store.commit(batch), done)

    def probe(self, done: Done) -> None:
        self._take(self.store.probe, done)

    def _take(self, work: Callable[[], None], done: Done) -> None:
        assert not self.jobs, "one commit at a time"
        self.jobs.append((work, done))
        if not self.slow:
            self.clock.soon(self._finish)

    def finish(self) -> bool:
        """Let the job that waits be done, or fail; returns whether there was one."""
        if not self.jobs:
            return False
        self.clock.soon(self._finish)
        self.clock.run()
        return True

    def _finish(self) -> None:
        if not self.jobs:
            return
        work, done = self.jobs.pop()
        self.commits += 1
        try:
            if self.broken:
                raise StoreUnavailable("disk full")
            work()
        except StoreUnavailable as error:
            done(error)
        else:
            done(None)


class Wire:
    """A link of a test: what was sent. While it is `stuck`, what is written waits until `take`.

    `watch` is called with what is written, at that moment; `drained` when all that waited has been taken, and
    `resumed` when it is read from again.
    """

    def __init__(self) -> None:
        self.sent = b""
        self.waiting = b""
        self.stuck = False
        self.closing = False
        self.closed = False
        self.paused = False
        self.writes = 0
        self.watch: Callable[[bytes], None] | None = None
        self.drained: Callable[[], None] | None = None
        self.resumed: Callable[[], None] | None = None

    def write(self, data: bytes) -> int:
        assert not self.closed, "written to after it was closed"
        assert not self.closing, "written to after it was to be closed"
        self.writes += 1
        if self.watch is not None:
            self.watch(data)
        if self.stuck or self.waiting:
            self.waiting += data
            return len(self.waiting)
        self.sent += data
        return 0

    def take(self, limit_bytes: int | None = None) -> None:
        """Take what waits, or so many bytes of it."""
        count = len(self.waiting) if limit_bytes is None else min(limit_bytes, len(self.waiting))
        if not count:
            return
        self.sent += self.waiting[:count]
        self.waiting = self.waiting[count:]
        if self.waiting:
            return
        if self.closing:
            self.closed = True
        elif self.drained is not None:
            self.drained()

    def traffic(self) -> tuple[int, int, int]:
        return len(self.waiting), len(self.sent), 0

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False
        if self.resumed is not None:
            self.resumed()

    def close(self) -> None:
        self.closing = True
        self.closed = not self.waiting

    def abort(self) -> None:
        self.waiting = b""
        self.closed = True


class Process:
    """What runs the node of a test: `reloaded` is what a reload answers with, and `stops` how it was told to end."""

    def __init__(self) -> None:
        self.reloaded: list[str] | Exception = []
        self.reloads = 0
        self.unwritable: Exception | None = None
        """Why the file of operators cannot be written."""
        self.spent: list[str] = []
        self.stops: list[tuple[str, bool]] = []

    def reload(self, done: Callable[[Any, Exception | None], None]) -> None:
        self.reloads += 1
        if isinstance(self.reloaded, Exception):
            done(None, self.reloaded)
        else:
            done(self.reloaded, None)

    def spend(self, login: str, done: Callable[[Any, Exception | None], None]) -> None:
        self.spent.append(login)
        done(None, self.unwritable)

    def stop(self, reason: str, done: Callable[[Any, Exception | None], None], *, restart: bool) -> None:
        if restart and isinstance(self.reloaded, Exception):
            done(None, self.reloaded)
            return
        self.stops.append((reason, restart))
        done(None, None)
