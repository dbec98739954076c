"""Histories to test, and the time they are told."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from parlour.direct.history import History
from tests.support.histories import Clock

Opened = Callable[[], History]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a history may be made."""
    return tmp_path / "direct" / "direct.db"


@pytest.fixture
async def opened(path: Path, clock: Clock) -> AsyncIterator[Opened]:
    """Opens the history, and closes what it opened when the test ends."""
    made: list[History] = []

    def opening() -> History:
        made.append(History(path, clock))
        return made[-1]

    yield opening
    for history in made:
        history.close()


@pytest.fixture
async def history(opened: Opened) -> History:
    """A history that is empty."""
    return opened()
