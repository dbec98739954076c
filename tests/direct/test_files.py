"""Files between two sides on real connections: whole, several at once, ended, and never where they do not belong."""

import asyncio
import errno
import gc
import hashlib
import os
import threading
from pathlib import Path

import pytest

from parlour.direct.conversation import Conversation
from parlour.direct.desk import Unfit
from parlour.direct.files import Files
from parlour.direct.link import Line
from parlour.direct.messages import Data, Done, Offer
from tests.support.directs import Side, befriend, side

MEGABYTE = os.urandom(1 << 20)

ID = b"1" * 16


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def files(bob: Side) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in bob.downloads.iterdir()} if bob.downloads.exists() else {}


def tell(ann: Side, *said: Offer | Data | Done) -> None:
    """Ann tells Bob something that she would not tell by herself."""
    route = ann.node.conversations[ann.node.known("bob").key].route  # type: ignore[union-attr]
    assert route is not None
    for message in said:
        route.send(message)


async def test_a_file_that_is_accepted_comes_whole(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        content = MEGABYTE * 5 + b"the end"
        ann.node.send("bob", str(written(tmp_path / "letter.txt", content)))
        await bob.until_noted("ann offers letter.txt (5.2 MB): /accept or /decline")
        bob.node.accept("ann")
        await ann.until_noted("bob has letter.txt, whole.")
        await bob.until_noted("ann has sent you")
        assert (bob.downloads / "letter.txt").read_bytes() == content
        assert [each.name for each in bob.downloads.iterdir()] == ["letter.txt"]
        assert (bob.downloads / "letter.txt").stat().st_mode & 0o077 == 0


async def test_several_go_both_ways_at_once_and_none_takes_the_place_of_another(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        contents = [MEGABYTE * (3 + number) + bytes([number]) for number in range(5)]
        for number, content in enumerate(contents):
            (tmp_path / str(number)).mkdir()
            ann.node.send("bob", str(written(tmp_path / str(number) / "a.txt", content)))
        bob.node.send("ann", str(written(tmp_path / "back.txt", MEGABYTE * 6)))
        await bob.until(lambda: bob.notes.count("ann offers a.txt") == 5)
        await ann.until_noted("bob offers back.txt")
        bob.downloads.mkdir()
        written(bob.downloads / "a.txt", b"mine")
        ann.node.accept("")
        for _ in contents:
            bob.node.accept("ann")
        await ann.until(lambda: ann.notes.count("bob has a.txt, whole.") == 5)
        await bob.until_noted("ann has back.txt, whole.")
        kept = files(bob)
        assert kept.pop("a.txt") == b"mine"
        assert sorted(kept) == [f"a ({number}).txt" for number in range(2, 7)]
        assert sorted(kept.values(), key=len) == contents
        assert files(ann) == {"back.txt": MEGABYTE * 6}


async def test_who_sends_a_file_can_end_it_before_and_while_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        path = str(written(tmp_path / "letter.txt", MEGABYTE * 32))
        ann.node.send("bob", path)
        await bob.until_noted("ann offers letter.txt")
        ann.node.decline("bob")
        await bob.until_noted("ann does not offer letter.txt any more.")
        with pytest.raises(Unfit, match="ann offers no file"):
            bob.node.accept("ann")
        ann.node.send("bob", path)
        await bob.until(lambda: bob.notes.count("ann offers letter.txt") == 2)
        came = asyncio.Event()
        data = Files._data

        def comes(own: Files, conversation: Conversation, line: Line, message: Data) -> None:
            came.set()
            data(own, conversation, line, message)

        monkeypatch.setattr(Files, "_data", comes)
        bob.node.accept("ann")
        await came.wait()
        ann.node.decline("bob")
        await ann.until(lambda: ann.notes.count("letter.txt is ended.") == 2)
        await bob.until_noted("letter.txt does not come: they have ended it.")
        assert "letter.txt" not in files(bob)
        ann.say("bob", "never mind")
        await bob.until_heard("never mind")


async def test_a_connection_that_is_lost_in_the_middle_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = MEGABYTE * 24
    lost_at: list[int] = []
    data = Files._data

    def comes(own: Files, conversation: Conversation, line: Line, message: Data) -> None:
        if message.at >= (len(lost_at) + 1) * 6 << 20:
            lost_at.append(message.at)
            for each in conversation.lines:
                each.abort()  # type: ignore[attr-defined]
        else:
            data(own, conversation, line, message)

    monkeypatch.setattr(Files, "_data", comes)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.send("bob", str(written(tmp_path / "letter.txt", content)))
        await bob.until_noted("ann offers letter.txt")
        bob.node.accept("ann")
        await ann.until_noted("bob has letter.txt, whole.")
        assert len(lost_at) == 3
        assert bob.notes.count("letter.txt goes on from") == 3
        assert bob.notes.count("/accept") == 1, "it is asked for once"
        assert files(bob) == {"letter.txt": content}


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when a file is wanted that was offered by `tell`; nobody sends it by itself."""
    event = asyncio.Event()
    monkeypatch.setattr(Files, "_accepted", lambda *_: event.set())
    return event


async def test_a_file_that_is_not_what_was_sent_is_thrown_away(tmp_path: Path, accepted: asyncio.Event) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        tell(ann, Offer(ID, "\x1b[2J../../x\x07", 5))
        await bob.until_noted("ann offers x (5 bytes)")
        bob.node.accept("ann")
        await accepted.wait()
        assert list(files(bob)) == [f".{ID.hex()}.part"]
        tell(ann, Data(ID, 0, memoryview(b"hello")), Done(ID, hashlib.sha256(b"other").digest()))
        await bob.until_noted(
            "x was not received: it is not what was sent (its SHA-256 is another), and was thrown away."
        )
        assert files(bob) == {}
        assert sorted(os.listdir(tmp_path)) == ["ann", "bob"]  # noqa: PTH208, in a thread it would be no shorter


async def test_a_disk_that_is_full_at_the_end_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accepted: asyncio.Event
) -> None:
    was_done = threading.Event()

    def write(handle: int, pieces: list[memoryview]) -> int:
        del handle, pieces
        was_done.wait()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "writev", write)
    finish = Files._finish

    async def finishes(own: Files, conversation: Conversation, line: Line, done: Done) -> None:
        asyncio.get_running_loop().call_soon(was_done.set)
        await finish(own, conversation, line, done)

    monkeypatch.setattr(Files, "_finish", finishes)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        tell(ann, Offer(ID, "x", 5))
        await bob.until_noted("ann offers x")
        bob.node.accept("ann")
        await accepted.wait()
        tell(ann, Data(ID, 0, memoryview(b"hello")), Done(ID, hashlib.sha256(b"hello").digest()))
        await bob.until_noted("x was not received: no space left on device.")
        await asyncio.gather(*bob.node._files._endings)
        assert bob.notes.count("x was not received") == 1


async def test_a_link_at_the_place_of_the_part_leads_nowhere(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        tell(ann, Offer(ID, "x", 5))
        await bob.until_noted("ann offers x")
        bob.downloads.mkdir()
        mine = written(tmp_path / "mine", b"mine")
        (bob.downloads / f".{ID.hex()}.part").symlink_to(mine)
        bob.node.accept("ann")
        await bob.until_noted("x cannot be kept in")
        assert mine.read_bytes() == b"mine"


async def test_what_is_held_up_for_two_files_goes_on_when_neither_needs_it(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        for line in bob.node.conversations[ann.node.meetings.identity.key].lines:
            assert isinstance(line, Line)
            line.hold(True)
            line.hold(True)
            line.hold(False)
            assert line.is_held
        ann.say("bob", "waits")
        await ann.until(lambda: ann.node.friends()[0].waiting == 1)
        assert bob.heard == []
        for line in bob.node.conversations[ann.node.meetings.identity.key].lines:
            assert isinstance(line, Line)
            line.hold(False)
        await bob.until_heard("waits")


@pytest.mark.slow
async def test_a_gigabyte_comes_in_little_memory_and_one_talks_meanwhile(tmp_path: Path) -> None:
    size = 1 << 30
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(size)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.send("bob", str(path))
        await bob.until_noted("ann offers large")
        gc.collect()
        before, most, said = resident(), 0, 0
        bob.node.accept("ann")
        async with asyncio.timeout(120):
            while "bob has large, whole." not in ann.notes:
                said += 1
                ann.say("bob", str(said))
                await bob.until_heard(str(said))
                most = max(most, resident())
        assert said > 20
        assert most - before < 64 << 20
        kept = bob.downloads / "large"
        assert kept.stat().st_size == size


def resident() -> int:
    """How much memory this process has (bytes)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
