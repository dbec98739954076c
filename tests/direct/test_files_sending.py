"""What goes out of a file: all of it, from a byte on, in memory that stays the same; or why not."""

import asyncio
import hashlib
import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parlour.direct import sending as sending_module
from parlour.direct.desk import Unfit
from parlour.direct.messages import DATA_BYTES, Data, Done, Talk
from parlour.direct.sending import PIECE_BYTES, Sending, SendingError, Source, look

ID = bytes(range(16))


class Line:
    """A connection that keeps what is sent on it."""

    def __init__(self) -> None:
        self.is_open = True
        self.content = bytearray()
        self.sizes: list[int] = []
        self.begin: int | None = None
        self.done: bytes | None = None
        self.keeps = True
        self.rooms = 0
        self.at_room: Callable[[], None] = lambda: None

    def send(self, message: Talk) -> None:
        if isinstance(message, Data):
            if self.begin is None:
                self.begin = message.at
            if self.keeps:
                assert message.at == self.begin + len(self.content)
                self.content += message.bytes
            self.sizes.append(len(message.bytes))
        else:
            assert isinstance(message, Done)
            self.done = message.sha256

    async def room(self) -> None:
        self.rooms += 1
        self.at_room()
        await asyncio.sleep(0)


def handles() -> int:
    """How many files are open."""
    return len(list(Path("/dev/fd").iterdir()))


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def sending(path: Path, executor: ThreadPoolExecutor, far: list[int] | None = None) -> Sending:
    return Sending(ID, look(str(path)), executor, (far if far is not None else []).append)


async def run(each: Sending, line: Line, from_byte: int = 0) -> bool:
    return await each.run(line, from_byte)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(0, 3 * PIECE_BYTES) | st.sampled_from([DATA_BYTES, PIECE_BYTES]), share=st.floats(0, 1))
def test_from_whatever_byte_it_is_wanted_all_that_follows_comes(
    size: int, share: float, tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    content = os.urandom(997) * (size // 997) + b"x" * (size % 997)
    path = tmp_path / "letter"
    path.write_bytes(content)
    line, from_byte = Line(), int(share * size)
    assert asyncio.run(run(sending(path, executor), line, from_byte))
    assert line.content == content[from_byte:]
    assert line.done == hashlib.sha256(content).digest()
    assert line.begin in (None, from_byte)
    assert max(line.sizes, default=0) <= DATA_BYTES


async def test_it_waits_for_room(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "letter"
    path.write_bytes(bytes(4 * PIECE_BYTES))
    line = Line()
    most = 0

    def at_room() -> None:
        nonlocal most
        most = max(most, sum(line.sizes))
        line.sizes.clear()

    line.at_room = at_room
    assert await run(sending(path, executor), line)
    assert most <= 4 * DATA_BYTES


@pytest.mark.slow
async def test_a_file_of_a_gigabyte_takes_little_memory(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    line = Line()
    line.keeps = False
    tracemalloc.start()
    try:
        assert await run(sending(path, executor), line)
        assert tracemalloc.get_traced_memory()[1] < 8 * PIECE_BYTES
    finally:
        tracemalloc.stop()
    assert sum(line.sizes) == 1 << 30


async def test_it_ends_with_the_connection(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "letter"
    path.write_bytes(bytes(4 * PIECE_BYTES))
    line = Line()

    def lost() -> None:
        line.is_open = line.rooms < 3

    line.at_room = lost
    each = sending(path, executor)
    assert not await run(each, line)
    assert not each.is_running
    assert line.done is None


async def test_it_ends_when_it_is_stopped(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "letter"
    path.write_bytes(bytes(4 * PIECE_BYTES))
    line, each = Line(), sending(path, executor)
    line.at_room = each.stop
    assert not await run(each, line)
    assert line.done is None
    assert line.rooms == 1


async def test_one_that_is_begun_again_ends_the_one_before(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "letter"
    content = os.urandom(4 * PIECE_BYTES)
    path.write_bytes(content)
    first, second, each = Line(), Line(), sending(path, executor)
    before = asyncio.create_task(run(each, first))
    has_begun = asyncio.Event()
    first.at_room = has_begun.set
    await has_begun.wait()
    assert await run(each, second, PIECE_BYTES + 1)
    assert not await before
    assert second.content == content[PIECE_BYTES + 1 :]
    assert first.done is None
    assert not each.is_running


@pytest.mark.parametrize(("content", "why"), [(b"ab", "shorter"), (b"abcdef", "grown"), (b"xyz", "changed")])
async def test_a_file_that_is_another_than_was_offered_is_not_sent_to_its_end(
    tmp_path: Path, executor: ThreadPoolExecutor, content: bytes, why: str
) -> None:
    path = tmp_path / "letter"
    path.write_bytes(b"abc")
    os.utime(path, ns=(1, 1))
    each, line = sending(path, executor), Line()
    path.write_bytes(content)
    with pytest.raises(SendingError, match=f"{why}|changed"):
        await run(each, line)
    assert line.done is None


async def test_a_file_that_changes_while_it_is_sent_is_not_said_to_be_whole(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    path = tmp_path / "letter"
    path.write_bytes(bytes(8 * PIECE_BYTES))
    os.utime(path, ns=(1, 1))
    each, line = sending(path, executor), Line()

    def change() -> None:
        if line.rooms == 3:
            with path.open("r+b") as file:
                file.write(b"x")

    line.at_room = change
    with pytest.raises(SendingError, match="changed"):
        await run(each, line)
    assert line.done is None


async def test_a_file_that_is_gone_is_told(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    path = tmp_path / "letter"
    path.write_bytes(b"abc")
    each = sending(path, executor)
    path.unlink()
    with pytest.raises(SendingError, match="no such file"):
        await run(each, Line())
    assert not each.is_running


def test_the_same_file_has_the_same_id_and_another_another() -> None:
    ann, bob, source = b"a" * 32, b"b" * 32, Source(Path("/letter"), 3, 5)
    id = source.id(ann, bob)
    assert len(id) == 16
    assert id == Source(Path("/letter"), 3, 5).id(ann, bob)
    others = [Source(Path("/letter2"), 3, 5), Source(Path("/letter"), 4, 5), Source(Path("/letter"), 3, 6)]
    assert len({id, source.id(bob, ann), *(each.id(ann, bob) for each in others)}) == 5


@pytest.mark.parametrize("path", ["nothing", "folder", "fifo", "~nobody-of-that-name/letter", "a\0b", ""])
def test_what_is_no_file_is_refused_with_a_sentence(tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    before = handles()
    with pytest.raises(Unfit, match="cannot be sent"):
        look(path)
    assert handles() == before


def test_a_name_that_is_not_utf_8_is_refused_with_a_sentence(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    Path(name).write_bytes(b"abc")
    with pytest.raises(Unfit, match="UTF-8"):
        look(name)


async def test_a_file_that_is_being_opened_is_closed_when_nobody_wants_it_any_more(
    tmp_path: Path, executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = threading.Event()
    opened: list[BinaryIO] = []
    own = sending_module._open

    def slowly(path: Path) -> BinaryIO:
        may.wait()
        opened.append(own(path))
        return opened[0]

    path = tmp_path / "letter"
    path.write_bytes(b"x")
    wanted = sending(path, executor)
    monkeypatch.setattr(sending_module, "_open", slowly)
    running = asyncio.ensure_future(run(wanted, Line()))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    may.set()
    executor.shutdown()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert opened[0].closed
