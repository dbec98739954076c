"""What was committed survives `kill -9`."""

import subprocess
import sys
from pathlib import Path

import pytest

from parlour.store.sqlite import SYNCHRONOUS, Durability, SqliteStore
from tests.store import committer
from tests.store.conftest import Clock


@pytest.mark.slow
@pytest.mark.parametrize("durability", SYNCHRONOUS)
def test_all_that_was_told_is_there_after_a_kill(path: Path, clock: Clock, durability: Durability) -> None:
    # The rounds end in different places, also while the log is being copied.
    for lines_count in (1, 100, 2500, 333):
        command = [sys.executable, committer.__file__, str(path), durability]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(lines_count):
                assert process.stdout.readline()
            process.kill()
            told = [line for line in process.stdout.read().split("\n")[:-1] if line]
        store = SqliteStore(path, durability, clock)
        (past,) = store.open()
        page = store.latest(committer.ATTIC, past.last_seq, None, past.last_seq, everything=True)
        store.close()
        assert [event.at_ms for event in page.events] == list(range(1, past.last_seq + 1))
        assert past.last_seq % committer.ROWS_COUNT == 0
        assert past.last_seq >= max(map(int, told), default=committer.ROWS_COUNT * lines_count)
