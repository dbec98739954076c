"""A turn that rests: what other threads post meanwhile is answered, whatever becomes of it."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from parlour.server.runtime import AsyncioRuntime


class Bug(Exception):
    """Something that must not happen."""


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def runtime(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[AsyncioRuntime]:
    monkeypatch.setattr("parlour.server.runtime.PACE_S", 0.3)
    made = AsyncioRuntime(loop)
    # The first rest follows no turn, so it lasts no time; the next would be too soon after it.
    made.rest()
    yield made
    made.stop()


def from_another_thread(runtime: AsyncioRuntime, *calls: object) -> None:
    def post() -> None:
        for call in calls:
            runtime.post(call)  # type: ignore[arg-type]

    thread = threading.Thread(target=post)
    thread.start()
    thread.join()


def raise_bug() -> None:
    raise Bug


def test_what_is_posted_before_a_rest_is_answered_in_it(runtime: AsyncioRuntime) -> None:
    answered: list[str] = []
    from_another_thread(runtime, lambda: answered.append("kept"))
    runtime.rest()
    assert answered == ["kept"]


def test_what_is_posted_while_a_turn_rests_is_answered_before_it_ends(runtime: AsyncioRuntime) -> None:
    answered: list[str] = []

    def start() -> None:
        from_another_thread(runtime, lambda: answered.append("kept"))
        assert not answered

    runtime.post(start)
    runtime.rest()
    assert answered == ["kept"]


def test_a_bug_in_an_answer_leaves_the_next_ones_answered(
    loop: asyncio.AbstractEventLoop, runtime: AsyncioRuntime
) -> None:
    answered: list[str] = []
    from_another_thread(runtime, raise_bug, lambda: answered.append("posted before"))
    with pytest.raises(Bug):
        runtime.rest()
    from_another_thread(runtime, lambda: answered.append("posted after"))
    loop.call_soon(lambda: loop.call_soon(loop.stop))
    loop.run_forever()
    assert answered == ["posted before", "posted after"]
