"""Files between two sides on real connections: refused, gone on with, told again."""

import asyncio
import errno
import os
from pathlib import Path

import pytest

from parlour.direct.desk import Unfit
from parlour.direct.link import Line
from parlour.direct.messages import Accept, Data, Got, Offer, Talk
from tests.support.directs import Side, befriend, side

ID = bytes(range(16))
MEGABYTE = os.urandom(1 << 20)


class Wire:
    """What is sent on all connections, which a test can change on its way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.name = ""
        """What files are called on their way, if not as they are."""
        self.lost: type[Talk] | None = None
        """What does not arrive: the connection is lost instead."""
        self.data: list[int] = []
        """Which bytes were sent."""
        self.enough = 1 << 60
        self.was_enough = asyncio.Event()
        """Whether so many bytes were sent."""
        self.accepted = asyncio.Event()
        """Whether somebody has taken a file."""
        send = Line.send

        def sent(line: Line, message: Talk) -> None:
            if self.lost is not None and isinstance(message, self.lost):
                self.lost = None
                line.abort()
                return
            if isinstance(message, Accept):
                self.accepted.set()
            if isinstance(message, Data):
                self.data.append(message.at)
                if message.at >= self.enough:
                    self.was_enough.set()
            if isinstance(message, Offer) and self.name:
                message = Offer(message.file, self.name, message.size)
            send(line, message)

        monkeypatch.setattr(Line, "send", sent)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


def tell(ann: Side, message: Talk) -> None:
    """Ann tells Bob something that she would not tell by herself."""
    known = ann.node.known("bob")
    assert known is not None
    route = ann.node.conversations[known.key].route
    assert route is not None
    route.send(message)


def files(bob: Side) -> dict[str, int]:
    """What is in Bob's folder, and how large it is."""
    return {each.name: each.stat().st_size for each in bob.downloads.iterdir()} if bob.downloads.exists() else {}


def letter(folder: Path, megabytes: int) -> str:
    path = folder / "letter.txt"
    path.write_bytes(MEGABYTE * megabytes)
    return str(path)


async def test_what_nobody_offers_cannot_be_taken(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        with pytest.raises(Unfit, match=r"^Nobody offers a file\.$"):
            bob.node.accept("")
        await befriend(ann, bob)
        with pytest.raises(Unfit, match=r"^ann offers no file\.$"):
            bob.node.accept("ann")
        with pytest.raises(Unfit, match=r"^No file is under way"):
            bob.node.decline("ann")


async def test_a_file_that_is_declined_can_be_offered_again(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        path = letter(tmp_path, 1)
        ann.node.send("bob", path)
        with pytest.raises(Unfit, match="already"):
            ann.node.send("bob", path)
        await bob.until_noted("ann offers letter.txt")
        bob.node.decline("ann")
        await ann.until_noted("bob does not take letter.txt: they do not want it.")
        assert files(bob) == {}
        ann.node.send("bob", path)
        await bob.until(lambda: bob.notes.count("ann offers letter.txt") == 2)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../x", "x"), ("/etc/passwd", "passwd"), ("..", "file"), ("\x1b]0;x\x07\u202e.rc", "]0;x.rc"), ("", "file")],
)
async def test_a_file_never_leaves_the_folder(tmp_path: Path, wire: Wire, name: str, kept: str) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        path = letter(tmp_path, 1)
        wire.name = name or "/"
        ann.node.send("bob", path)
        await bob.until_noted(f"ann offers {kept} (1.0 MB)")
        bob.node.accept("")
        await ann.until_noted("bob has letter.txt, whole.")
        assert files(bob) == {kept: 1 << 20}
        assert "\x1b" not in bob.notes


async def test_another_file_under_the_id_of_one_that_was_accepted_is_asked_about(tmp_path: Path, wire: Wire) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        tell(ann, Offer(ID, "small", 10))
        await bob.until_noted("ann offers small")
        bob.node.accept("ann")
        await wire.accepted.wait()
        tell(ann, Offer(ID, "small", 10_000_000_000))
        await bob.until_noted("ann offers small (10.0 GB): /accept or /decline")


async def test_a_file_goes_on_where_it_stopped_when_both_come_back(
    tmp_path: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, size = letter(tmp_path, 24), 24 << 20
    async with side(tmp_path / "ann", "ann") as ann:
        async with side(tmp_path / "bob", "bob") as bob:
            await befriend(ann, bob)
            ann.node.send("bob", path)
            await bob.until_noted("ann offers letter.txt")
            writev = os.writev

            def written(handle: int, pieces: list[memoryview]) -> int:
                count = writev(handle, pieces)
                if sum(files(bob).values()) > 4 << 20:
                    wire.lost = Data
                return count

            monkeypatch.setattr(os, "writev", written)
            bob.node.accept("ann")
            await ann.until(lambda: wire.lost is None and bool(wire.data) and ann.notes.count("lost") > 0)
        monkeypatch.setattr(os, "writev", writev)
        there = sum(files(bob).values())
        assert 4 << 20 < there < size
    wire.lost = None
    wire.data.clear()
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        bob.node.dial(ann.place)
        await ann.until_noted("bob has letter.txt, whole.")
        assert files(bob) == {"letter.txt": size}
        assert (bob.downloads / "letter.txt").read_bytes() == MEGABYTE * 24
        assert min(wire.data) == there


async def test_who_has_not_heard_that_it_is_whole_hears_it_when_they_come_back(tmp_path: Path, wire: Wire) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        wire.lost = Got
        ann.node.send("bob", letter(tmp_path, 2))
        await bob.until_noted("ann offers letter.txt")
        bob.node.accept("ann")
        await ann.until_noted("bob has letter.txt, whole.")
        assert files(bob) == {"letter.txt": 2 << 20}
        assert bob.notes.count("ann offers") == 1


async def test_both_are_told_of_a_full_disk_and_it_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, size = letter(tmp_path, 16), 16 << 20
    writev = os.writev

    def written(handle: int, pieces: list[memoryview]) -> int:
        if os.fstat(handle).st_size > 4 << 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return writev(handle, pieces)

    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        monkeypatch.setattr(os, "writev", written)
        ann.node.send("bob", path)
        await bob.until_noted("ann offers letter.txt")
        bob.node.accept("ann")
        await bob.until_noted("letter.txt was not received: no space left on device.")
        await ann.until_noted("bob does not take letter.txt: they cannot keep it: no space left on device.")
        monkeypatch.undo()
        ann.node.send("bob", path)
        await bob.until(lambda: bob.notes.count("ann offers letter.txt") == 2)
        bob.node.accept("ann")
        await bob.until_noted("letter.txt goes on from")
        await ann.until_noted("bob has letter.txt, whole.")
        assert files(bob) == {"letter.txt": size}


async def test_one_talks_while_a_file_comes(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.send("bob", letter(tmp_path, 64))
        await bob.until_noted("ann offers letter.txt")
        bob.node.accept("ann")
        ann.say("bob", "look")
        bob.say("ann", "I do")
        await bob.until_heard("look")
        await ann.until_heard("I do")
        await ann.until_noted("bob has letter.txt, whole.")


async def test_who_takes_a_file_can_end_it(tmp_path: Path, wire: Wire) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        tell(ann, Offer(ID, "slow", 10_000))
        await bob.until_noted("ann offers slow")
        bob.node.accept("ann")
        await wire.accepted.wait()
        assert files(bob) == {f".{ID.hex()}.part": 0}
        bob.node.decline("ann")
        await bob.until_noted("slow is ended.")
        assert files(bob) == {}


async def test_who_leaves_in_the_middle_of_a_file_gets_the_rest_when_they_come_back(
    tmp_path: Path, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    path, size = letter(tmp_path, 24), 24 << 20
    async with side(tmp_path / "ann", "ann") as ann:
        async with side(tmp_path / "bob", "bob") as bob:
            await befriend(ann, bob)
            ann.node.send("bob", path)
            await bob.until_noted("ann offers letter.txt")
            wire.enough = 8 << 20
            bob.node.accept("ann")
            await wire.was_enough.wait()
        there = sum(files(bob).values())
        assert 0 < there < size
        wire.data.clear()
        async with side(tmp_path / "bob", "bob") as bob:
            bob.node.dial(ann.place)
            await ann.until_noted("bob has letter.txt, whole.")
            assert files(bob) == {"letter.txt": size}
            assert min(wire.data) == there
    assert caplog.text == ""
