"""What goes wrong around a history is told, and over when its cause is; what was kept is there, whatever happens."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.direct.database import VERSION
from parlour.direct.desk import Entry
from parlour.direct.history import History, HistoryError
from parlour.direct.messages import Say
from tests.direct import teller
from tests.direct.conftest import Opened
from tests.support.examples import examples
from tests.support.histories import (
    BOB,
    EVE,
    Clock,
    Disk,
    delivered,
    everything,
    full,
    hear,
    ids,
    number,
    said,
    say,
)

# The file


async def test_nobody_else_on_the_machine_may_read_it(history: History, path: Path) -> None:
    await said(history, 1)
    files = list(path.parent.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def refusal(path: Path) -> str:
    """Why a history cannot be opened."""

    async def open_it() -> None:
        History(path, Clock())

    with pytest.raises(HistoryError) as refused:
        asyncio.run(open_it())
    return str(refused.value)


def in_folder(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_what_a_newer_parlour_wrote_is_left_as_it_is(path: Path) -> None:
    async def make() -> None:
        History(path, Clock()).close()

    asyncio.run(make())
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = in_folder(path)
    assert refusal(path) == (
        f"the history {path} has version {VERSION + 1}, and this parlour knows versions up to {VERSION}: "
        "use the newer parlour that wrote it"
    )
    assert in_folder(path) == before


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE cookies (name)")
    db.commit()
    db.close()
    before = in_folder(path)
    assert refusal(path) == f"the file {path} is no history of parlour's: move it away"
    assert in_folder(path) == before


def test_what_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary," * 1000)
    assert refusal(path) == f"the history {path} cannot be opened: its file is no database"
    assert in_folder(path) == {path.name: b"Dear diary," * 1000}


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    assert refusal(path).startswith(f"the history {path} cannot be opened: ")


def test_a_file_in_place_of_its_folder_is_told(path: Path) -> None:
    path.parent.write_text("")
    assert refusal(path).startswith(f"the history {path} cannot be opened: ")


async def test_an_empty_file_becomes_a_history(path: Path, opened: Opened) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as db:  # makes an empty file
        db.execute("PRAGMA user_version")
    db.close()
    await said(opened(), 1)


async def test_two_processes_may_have_it_open(history: History, opened: Opened) -> None:
    other = opened()
    kept = [say(each, id) for id in range(100) for each in (history, other)]
    entries = await asyncio.gather(*kept)
    assert entries[::2] == entries[1::2]
    assert everything(history) == everything(other)
    times = [entry.at_ms for entry in everything(history)]
    assert times == sorted(set(times))
    assert len(times) == 100


@pytest.mark.parametrize("suffix", ["", "-wal"])
async def test_a_file_that_is_removed_is_missed(history: History, path: Path, suffix: str) -> None:
    await said(history, 1)
    shutil.move(f"{path}{suffix}", path.with_name("aside"))
    assert str(await say(history, 2)) == "its file was removed"
    shutil.copy(path.with_name("aside"), f"{path}{suffix}")
    assert "another one was put in its place" in str(await say(history, 2))
    shutil.move(path.with_name("aside"), f"{path}{suffix}")
    await said(history, 3)
    assert ids(everything(history)) == [1, 3]


# Failures


async def test_a_full_disk_is_told_and_over_when_there_is_room(history: History) -> None:
    history.pin(BOB, "bob", "Bob")
    await said(history, 1)
    long = "x" * 10_000
    with full(history):
        assert str(await say(history, 2, long)) == str(await hear(history, [3], long)) == "the disk is full"
        with pytest.raises(HistoryError, match="^the disk is full$"):
            history.pin(EVE, "eve", long)
    await said(history, 2, long)
    assert await hear(history, [4])
    assert ids(everything(history)) == [1, 2, 4]
    assert [each.nick for each in history.friends()] == ["bob"]


async def test_what_failed_holds_up_no_other_process(history: History, opened: Opened) -> None:
    other = opened()
    disk = Disk.under(history)
    for failure in (0, 1, 99):
        disk.failures = [failure]
        assert str(await say(history, failure)) == "the disk cannot be read or written"
        await said(other, failure)
    assert ids(everything(history)) == [0, 1, 99]


async def test_a_group_that_is_heard_is_kept_whole_or_not_at_all(history: History) -> None:
    await said(history, 1)
    with full(history):
        refusal = await hear(history, [2, 3, 4, 5], "x" * 3_000)
        assert str(refusal) == "the disk is full"
    assert ids(everything(history)) == [1]


async def test_a_receipt_that_could_not_be_kept_is_kept_with_what_comes_next(history: History) -> None:
    await said(history, 1)
    disk = Disk.under(history)
    disk.failures = [0]
    told: list[str] = []
    history.delivered(BOB, [number(1)], lambda: told.append("delivered"))
    await disk.failed.wait()
    assert not told
    await said(history, 2)
    assert told == ["delivered"]
    await said(history, 3)
    assert told == ["delivered"]
    assert ids(history.outbox(BOB)) == [2, 3]


async def test_a_receipt_that_could_not_be_kept_is_kept_at_the_end(history: History, opened: Opened) -> None:
    await said(history, 1)
    disk = Disk.under(history)
    disk.failures = [0]
    delivered(history, [1])
    await disk.failed.wait()
    history.close()
    assert opened().outbox(BOB) == []


# Whatever happens


class Story:
    """A history, what it was handed over, and what it called back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.kept: dict[bytes, list[Entry]] = {BOB: [], EVE: []}
        """What was called back as kept and new, in that order."""
        self.delivered: set[tuple[bytes, bytes]] = set()
        self.waits: list[asyncio.Future[object]] = []
        self.open(folder)

    def open(self, folder: Path) -> None:
        self.folder = folder
        self.history = History(folder / "direct.db", self.clock)
        self.disk = Disk.under(self.history)

    def say(self, key: bytes, id: int, text: str) -> None:
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        def told(kept: Entry | HistoryError) -> None:
            done.set_result(None)
            if isinstance(kept, Entry) and kept.id not in {each.id for each in self.kept[key]}:
                self.kept[key].append(kept)
                assert (kept.text, kept.own) == (text, True)

        self.waits.append(done)
        self.history.say(key, number(id), "said", text, told)

    def hear(self, key: bytes, ids: Sequence[int], text: str) -> None:
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        def told(kept: Sequence[Entry | None] | HistoryError) -> None:
            done.set_result(None)
            if isinstance(kept, HistoryError):
                return
            known = {each.id for each in self.kept[key]}
            assert [each is None for each in kept] == [
                number(id) in known or id in ids[:place] for place, id in enumerate(ids)
            ]
            self.kept[key] += [each for each in kept if each is not None]

        self.waits.append(done)
        self.history.hear(key, [Say(number(id), 5, "action", text) for id in ids], told)

    def deliver(self, key: bytes, id: int) -> None:
        def told() -> None:
            if number(id) in {each.id for each in self.kept[key]}:  # else there was nothing to be delivered yet
                self.delivered.add((key, number(id)))

        self.history.delivered(key, [number(id)], told)

    async def settle(self) -> None:
        await asyncio.gather(*self.waits)
        self.waits.clear()

    async def restart(self) -> None:
        self.history.close()
        await self.settle()
        self.open(self.folder)
        self.check()

    def crash(self, folder: Path) -> None:
        """All stops here; what is in the files now is found by the next."""
        with self.history._database._lock:
            shutil.copytree(self.folder, folder)
        (folder / "direct.db-shm").unlink(missing_ok=True)
        self.check_in(folder)

    def check_in(self, folder: Path) -> None:
        history = History(folder / "direct.db", self.clock)
        self._compare(history, exactly=False)
        history.close()

    def check(self) -> None:
        assert not self.waits
        self._compare(self.history, exactly=True)

    def _compare(self, history: History, *, exactly: bool) -> None:
        for key, kept in self.kept.items():
            found = everything(history, key)
            told = {each.id for each in kept}
            # What was not called back may have come as well, in between or behind.
            assert [_plain(each) for each in found if exactly or each.id in told] == [_plain(each) for each in kept]
            times, places = [each.at_ms for each in found], [each.place for each in found]
            assert times == sorted(set(times))
            assert places == sorted(set(places))
            assert len({each.id for each in found}) == len(found)
            waiting = [each for each in found if not each.delivered]
            assert history.outbox(key) == waiting
            assert not {(key, each.id) for each in waiting} & self.delivered


def _plain(entry: Entry) -> tuple[object, ...]:
    return (entry.place, entry.id, entry.at_ms, entry.said_ms, entry.own, entry.kind, entry.text)


keys = st.sampled_from([BOB, EVE])
texts = st.text(max_size=5) | st.just("a\0b")
own, theirs = st.integers(0, 20), st.integers(100, 110)
steps = st.one_of(
    st.tuples(st.just("say"), keys, own, texts),
    st.tuples(st.just("hear"), keys, st.lists(theirs, max_size=4), texts),
    st.tuples(st.just("deliver"), keys, own),
    st.tuples(st.just("clock"), st.integers(-5, 5)),
    st.tuples(st.just("failures"), st.lists(st.none() | st.integers(0, 9), max_size=3)),
    st.tuples(st.sampled_from(["settle", "restart", "crash"])),
)


@settings(max_examples=examples(60))
@given(st.lists(steps, max_size=40))
def test_whatever_fails_or_stops_what_was_called_back_is_there_once_and_in_order(story: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), story))


async def _play(folder: Path, steps: list[tuple[Any, ...]]) -> None:
    (folder / "0").mkdir()
    story = Story(folder / "0")
    for count, (what, *parts) in enumerate(steps, 1):
        match what:
            case "clock":
                story.clock.now_ms += parts[0]
            case "failures":
                story.disk.failures += parts[0]
            case "settle":
                await story.settle()
                story.check()
            case "restart":
                await story.restart()
            case "crash":
                story.crash(folder / str(count))
            case _:
                getattr(story, what)(*parts)
    await story.restart()
    story.history.close()


def found_in(path: Path) -> tuple[list[Entry], list[Entry]]:
    """All that was said with the teller's friend, and what of it waits."""

    async def look() -> tuple[list[Entry], list[Entry]]:
        history = History(path, Clock())
        found = everything(history, teller.BOB), history.outbox(teller.BOB)
        history.close()
        return found

    return asyncio.run(look())


@pytest.mark.slow
def test_what_was_told_is_there_after_a_kill(path: Path) -> None:
    # The rounds end in different places, also while the log is being copied.
    for lines_count in (1, 100, 2_500, 333):
        command = [sys.executable, teller.__file__, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(lines_count)]
            process.kill()
            told += process.stdout.read().split("\n")[:-1]
        first, last = int(told[0].split()[1]), int(told[-1].split()[1])
        numbers = [int(line.split()[1]) for line in told if line.startswith("kept")]
        entries, waiting = found_in(path)
        assert numbers == list(range(first, last + 1))
        assert [int(entry.text) for entry in entries] == list(range(1, len(entries) + 1))
        assert len(entries) >= last
        assert [entry.own for entry in entries] == [bool(int(entry.text) % 2) for entry in entries]
        receipts = {int(line.split()[1]) for line in told if line.startswith("delivered")}
        assert waiting == [entry for entry in entries if not entry.delivered]
        assert not receipts & {int(entry.text) for entry in waiting}
        assert waiting
