"""The loop that a node of a server process runs in: asyncio's, with threads for what waits."""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from parlour.core.later import Done
from parlour.server.passwords import Checks

READERS = 2
PACE_S = 0.0033
"""Turns that wait for the disk follow one another no faster than this."""


def now_ms() -> int:
    """Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


class AsyncioRuntime:
    """A node's loop: asyncio's."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="parlour-reader")
        self.clock = time.monotonic
        self._turn_s = 0.0
        self._posted: deque[Callable[[], None]] = deque()
        self._resting = False
        self._bell = threading.Lock()
        self._bell.acquire()
        self._checks = Checks(self.post)
        self.now_ms = now_ms
        self.soon: Callable[[Callable[[], None]], object] = loop.call_soon
        self.later: Callable[[float, Callable[[], None]], object] = loop.call_later

    def read(self, work: Callable[[], Any], done: Done) -> None:
        """Do work that waits, in a thread; then call `done` in the loop's turn."""
        self._readers.submit(self._job(work, done))

    def aside(self, work: Callable[[], Any], done: Done) -> None:
        """Do work that may wait for long, in a thread of its own, as `read` does."""
        threading.Thread(target=self._job(work, done), name="parlour-aside", daemon=True).start()

    def _job(self, work: Callable[[], Any], done: Done) -> Callable[[], None]:
        def run() -> None:
            value, failure = None, None
            try:
                value = work()
            except Exception as error:  # noqa: BLE001, whoever asked for it is told
                failure = error
            try:
                self._loop.call_soon_threadsafe(done, value, failure)
            except RuntimeError:
                return  # the loop is closed: whoever asked is gone

        return run

    def compute(self, work: Callable[[], Any], done: Done) -> bool:
        """Do work that keeps a processor busy, in a thread; False, and it is not done, when too much waits."""
        return self._checks.submit(work, done)

    def post(self, call: Callable[[], None]) -> None:
        """Call in the loop's turn, from another thread."""
        self._posted.append(call)
        if self._resting:
            with contextlib.suppress(RuntimeError):  # it rings already
                self._bell.release()
        else:
            self._loop.call_soon_threadsafe(self._answer_post)

    def _answer_post(self) -> None:
        while self._posted:
            self._posted.popleft()()

    def rest(self) -> None:
        """Let a turn that waits for the disk last a while, if turns follow one another fast.

        What comes meanwhile would be held anyway. Handling it together, in one turn, one commit and one write a
        connection, costs much less than handling it as it comes; see docs/performance.md. What is posted, such as
        that the disk is done, is answered at once.
        """
        now_s = time.monotonic()
        end_s = self._turn_s + PACE_S
        if now_s < end_s:
            self._resting = True
            try:
                self._answer_post()
                while (now_s := time.monotonic()) < end_s:
                    if self._bell.acquire(timeout=end_s - now_s):
                        self._answer_post()
            finally:
                # Whatever went wrong in an answer, the next is posted to a loop that listens.
                self._resting = False
                if self._posted:
                    self._loop.call_soon(self._answer_post)
        self._turn_s = now_s

    def stop(self) -> None:
        """Read and compute nothing more."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._checks.stop()
