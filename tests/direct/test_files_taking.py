"""What comes of a file: kept in a part, gone on with, put in its place, or refused."""

import asyncio
import errno
import hashlib
import os
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parlour.direct.messages import DATA_BYTES
from parlour.direct.taking import MUCH_BYTES, WRITE_BYTES, Taking, TakingError

ID = bytes(range(16))
PATIENCE_S = 10.0


class Friend:
    """Who sends, as the taking side sees them."""

    def __init__(self, folder: Path, executor: ThreadPoolExecutor) -> None:
        self.folder = folder
        self.part = folder / f".{ID.hex()}.part"
        self.holds: list[bool] = []
        self.failures: list[str] = []
        self.far: list[int] = []
        self._executor = executor

    def taking(self, size: int, name: str = "letter.txt") -> Taking:
        return Taking(
            ID, name, size, self.part, self._executor, self.holds.append, self.failures.append, self.far.append
        )

    async def sends(self, taking: Taking, content: bytes, *, begin: int = 0, step: int = DATA_BYTES) -> None:
        view = memoryview(content)
        for at in range(begin, len(content), step):
            taking.take(at, view[at : at + step])
            if self.holds and self.holds[-1]:
                await taking.settled()

    async def whole(self, content: bytes, name: str = "letter.txt") -> Path:
        taking = self.taking(len(content), name)
        await self.sends(taking, content, begin=await taking.open())
        return await taking.finish(hashlib.sha256(content).digest(), self.folder)


def handles() -> int:
    """How many files are open."""
    return len(list(Path("/dev/fd").iterdir()))


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.fixture
def friend(tmp_path: Path, executor: ThreadPoolExecutor) -> Friend:
    return Friend(tmp_path / "downloads", executor)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(0, 300) | st.integers(0, 3 * WRITE_BYTES),
    step=st.sampled_from([7, 1_000, DATA_BYTES]),
    stops=st.lists(st.integers(0, 3 * WRITE_BYTES), max_size=4),
)
def test_however_it_is_cut_and_resumed_the_file_is_the_same(
    size: int, step: int, stops: list[int], tmp_path_factory: pytest.TempPathFactory, executor: ThreadPoolExecutor
) -> None:
    content = os.urandom(997) * (size // 997) + b"x" * (size % 997)
    step = max(step, size // 300)
    friend = Friend(tmp_path_factory.mktemp("downloads"), executor)

    async def come() -> Path:
        for stop in sorted(stops):
            taking = friend.taking(len(content))
            begin = await taking.open()
            await friend.sends(taking, content[:stop], begin=begin, step=step)
            await taking.close()
            assert friend.part.stat().st_size == max(begin, min(stop, len(content)))
        taking = friend.taking(len(content))
        await friend.sends(taking, content, begin=await taking.open(), step=step)
        return await taking.finish(hashlib.sha256(content).digest(), friend.folder)

    goal = asyncio.run(come())
    assert goal.read_bytes() == content
    assert list(friend.folder.iterdir()) == [goal]


async def test_what_does_not_follow_is_left_out(friend: Friend) -> None:
    taking = friend.taking(6)
    await taking.open()
    for at, data in ((0, b"abc"), (0, b"abc"), (4, b"ef"), (3, b"def")):
        taking.take(at, memoryview(data))
    goal = await taking.finish(hashlib.sha256(b"abcdef").digest(), friend.folder)
    assert goal.read_bytes() == b"abcdef"


async def test_more_than_was_offered_is_refused(friend: Friend) -> None:
    taking = friend.taking(4)
    await taking.open()
    with pytest.raises(TakingError, match="more came than was offered"):
        taking.take(0, memoryview(b"abcde"))
    await taking.close()
    assert friend.part.stat().st_size == 0


async def test_less_than_was_offered_is_refused_and_stays_to_be_gone_on_with(friend: Friend) -> None:
    taking = friend.taking(4)
    await taking.open()
    taking.take(0, memoryview(b"abc"))
    with pytest.raises(TakingError, match="only 3 of 4 bytes came"):
        await taking.finish(hashlib.sha256(b"abc").digest(), friend.folder)
    await taking.close()
    assert friend.part.read_bytes() == b"abc"


async def test_what_is_not_what_was_sent_is_thrown_away(friend: Friend) -> None:
    taking = friend.taking(3)
    await taking.open()
    taking.take(0, memoryview(b"abc"))
    with pytest.raises(TakingError, match="SHA-256"):
        await taking.finish(hashlib.sha256(b"abd").digest(), friend.folder)
    assert list(friend.folder.iterdir()) == []


async def test_a_part_that_was_changed_meanwhile_is_found_out(friend: Friend) -> None:
    taking = friend.taking(6)
    await taking.open()
    taking.take(0, memoryview(b"abc"))
    await taking.close()
    friend.part.write_bytes(b"abX")
    taking = friend.taking(6)
    assert await taking.open() == 3
    taking.take(3, memoryview(b"def"))
    with pytest.raises(TakingError, match="SHA-256"):
        await taking.finish(hashlib.sha256(b"abcdef").digest(), friend.folder)


async def test_a_part_that_is_longer_than_the_file_begins_anew(friend: Friend) -> None:
    friend.folder.mkdir()
    friend.part.write_bytes(b"much too long")
    assert (await friend.whole(b"abc")).read_bytes() == b"abc"


async def test_nothing_is_overwritten(friend: Friend) -> None:
    friend.folder.mkdir()
    (friend.folder / "letter.txt").write_bytes(b"mine")
    (friend.folder / "letter (2).txt").symlink_to(friend.folder / "nowhere")
    assert await friend.whole(b"theirs") == friend.folder / "letter (3).txt"
    assert (friend.folder / "letter.txt").read_bytes() == b"mine"
    assert not (friend.folder / "nowhere").exists()


async def test_a_link_at_the_place_of_the_part_is_not_followed(friend: Friend, tmp_path: Path) -> None:
    friend.folder.mkdir()
    (tmp_path / "precious").write_bytes(b"")
    friend.part.symlink_to(tmp_path / "precious")
    with pytest.raises(TakingError):
        await friend.taking(3).open()
    assert (tmp_path / "precious").read_bytes() == b""


async def test_what_waits_at_the_place_of_the_part_and_is_no_file_is_refused(friend: Friend) -> None:
    friend.folder.mkdir()
    os.mkfifo(friend.part)
    before = handles()
    with pytest.raises(TakingError):
        await friend.taking(3).open()
    assert handles() == before


async def test_a_file_is_readable_by_its_owner_alone(friend: Friend) -> None:
    assert (await friend.whole(b"abc")).stat().st_mode & 0o777 == 0o600


async def test_a_file_of_no_bytes_comes(friend: Friend) -> None:
    assert (await friend.whole(b"")).read_bytes() == b""


async def test_without_room_for_it_nothing_is_begun(friend: Friend) -> None:
    with pytest.raises(TakingError, match="not enough room"):
        await friend.taking(1 << 52).open()


async def test_where_nothing_can_be_linked_a_file_is_put_in_its_place_all_the_same(
    friend: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    friend.folder.mkdir()
    (friend.folder / "letter.txt").write_bytes(b"mine")
    assert await friend.whole(b"theirs") == friend.folder / "letter (2).txt"
    assert (friend.folder / "letter.txt").read_bytes() == b"mine"
    assert (friend.folder / "letter (2).txt").read_bytes() == b"theirs"
    assert not friend.part.exists()


class Disk:
    """Where writes come that are to fail, or to wait."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self.goes_on = threading.Event()
        self.goes_on.set()
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)
        monkeypatch.setattr(os, "writev", self.writev)

    def write(self, handle: int, data: bytes) -> int:
        assert self.goes_on.wait(PATIENCE_S)
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = self._write(handle, data[: self.room])
        self.room -= count
        return count

    def writev(self, handle: int, pieces: list[memoryview]) -> int:
        return self.write(handle, b"".join(pieces))


async def test_when_the_disk_is_full_it_ends_and_what_came_can_be_gone_on_with(
    friend: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(5 * WRITE_BYTES)
    room = WRITE_BYTES + 12_345
    disk = Disk(monkeypatch, room)
    taking = friend.taking(len(content))
    await taking.open()
    disk.goes_on.clear()
    for at in range(0, len(content), DATA_BYTES):
        taking.take(at, memoryview(content)[at : at + DATA_BYTES])
    disk.goes_on.set()
    async with asyncio.timeout(PATIENCE_S):
        await taking.close()
    assert friend.failures == ["no space left on device"]
    assert friend.part.read_bytes() == content[:room]
    monkeypatch.undo()
    assert (await friend.whole(content)).read_bytes() == content


async def test_what_came_during_a_write_is_written_too_before_the_part_is_let_go_of(
    friend: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(WRITE_BYTES + 3)
    disk = Disk(monkeypatch, len(content))
    taking = friend.taking(len(content) + 1)
    await taking.open()
    disk.goes_on.clear()
    taking.take(0, memoryview(content)[:WRITE_BYTES])
    taking.take(WRITE_BYTES, memoryview(content)[WRITE_BYTES:])
    closing = asyncio.create_task(taking.close())
    await asyncio.sleep(0)
    disk.goes_on.set()
    await closing
    assert friend.part.read_bytes() == content


async def test_a_slow_disk_holds_the_friend_up(friend: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    content = os.urandom(MUCH_BYTES + 4 * WRITE_BYTES)
    disk = Disk(monkeypatch, len(content))
    taking = friend.taking(len(content))
    await taking.open()
    disk.goes_on.clear()
    at = 0
    while not friend.holds:
        taking.take(at, memoryview(content)[at : at + DATA_BYTES])
        at += DATA_BYTES
    assert friend.holds == [True]
    assert at <= MUCH_BYTES + DATA_BYTES
    disk.goes_on.set()
    await taking.settled()
    assert friend.holds == [True, False]
    await friend.sends(taking, content, begin=at)
    assert (await taking.finish(hashlib.sha256(content).digest(), friend.folder)).read_bytes() == content


@pytest.mark.parametrize("length", [0, 1])
async def test_small_pieces_do_not_fill_the_memory(
    friend: Friend, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    disk = Disk(monkeypatch, 1 << 30)
    taking = friend.taking(1 << 20)
    await taking.open()
    disk.goes_on.clear()
    tracemalloc.start()
    try:
        for at in range(200_000):
            if friend.holds:
                break
            taking.take(at * length, memoryview(bytes(64))[:length])
        assert tracemalloc.get_traced_memory()[0] < 2 * MUCH_BYTES
    finally:
        tracemalloc.stop()
        disk.goes_on.set()
        await taking.close()


async def test_a_connection_that_is_lost_while_the_file_is_put_in_its_place_harms_nothing(
    friend: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    fsync = os.fsync

    def slow(handle: int) -> None:
        begun.set()
        assert goes_on.wait(PATIENCE_S)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    taking = friend.taking(3)
    await taking.open()
    taking.take(0, memoryview(b"abc"))
    finishing = asyncio.create_task(taking.finish(hashlib.sha256(b"abc").digest(), friend.folder))
    await asyncio.to_thread(begun.wait, PATIENCE_S)
    closing = asyncio.create_task(taking.close())
    await asyncio.sleep(0)
    goes_on.set()
    assert (await finishing).read_bytes() == b"abc"
    await closing
