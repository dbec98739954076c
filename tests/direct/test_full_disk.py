"""A disk that is really full, on either side: nothing is lost, and everybody is told what becomes of their words."""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from parlour.direct.desk import Refused, Unfit
from parlour.direct.taking import Taking
from tests.support.directs import befriend, side

pytestmark = pytest.mark.slow

SIZE_BYTES = 4 << 20

LONG = "x" * 16_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={SIZE_BYTES}".encode()):
        pytest.skip(f"no small disk can be mounted ({os.strerror(ctypes.get_errno())}); run the tests as root")
    try:
        yield folder
    finally:
        assert libc.umount2(os.fsencode(folder), 2) == 0


def fill(disk: Path, spare_bytes: int = 0) -> Path:
    """Fill a disk up, but for so much."""
    ballast = disk / "ballast"
    left = os.statvfs(disk)
    with ballast.open("ab") as file:
        file.write(b"\0" * (left.f_bavail * left.f_frsize - spare_bytes))
    return ballast


async def test_what_a_friend_has_no_room_for_waits_and_comes_in_order_and_once(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.direct.conversation.UNKEPT_MS", 100)
    async with side(tmp_path / "ann", "ann") as ann, side(disk / "bob", "bob") as bob:
        await befriend(ann, bob)
        ballast = fill(disk, 100_000)
        said = [f"{number} {LONG}" for number in range(50)]
        ann.say("bob", *said)
        await bob.until_noted("What ann says cannot be kept, and waits with them: the disk is full")
        await ann.until_noted("bob cannot keep what you say at the moment (the disk is full); it waits here.")
        assert ann.node.friends()[0].waiting
        assert not any(isinstance(each, Refused) for each in ann.told)
        ballast.unlink()
        await bob.until(lambda: len(bob.heard) == 50)
        await ann.until(lambda: ann.delivered == 50)
        assert bob.heard == said
        assert [each.text for each in bob.node.page("ann", before=None, limit=100)[0]] == said


async def test_what_there_is_no_room_for_here_is_given_back_and_reading_goes_on(tmp_path: Path, disk: Path) -> None:
    async with side(disk / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.say("bob", "before")
        await bob.until_heard("before")
        ballast = fill(disk)
        for number in range(100):
            ann.say("bob", f"{number} {LONG}")
        await ann.until(lambda: any(isinstance(each, Refused) for each in ann.told))
        assert {each.why for each in ann.told if isinstance(each, Refused)} == {"the disk is full"}
        assert ann.node.page("bob", before=None, limit=1)[0], "what was kept can be read"
        with pytest.raises(Unfit, match="That cannot be done now: the disk is full"):
            ann.node.forget("bob")
        ballast.unlink()
        bob.say("ann", "and now?")
        await ann.until_heard("and now?")


async def test_a_file_that_there_is_no_room_for_is_not_begun(tmp_path: Path, disk: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(2 * SIZE_BYTES))
    async with side(tmp_path / "ann", "ann") as ann, side(disk / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.send("bob", str(path))
        await bob.until_noted("ann offers large")
        bob.node.accept("ann")
        await bob.until_noted("large cannot be kept in")
        await ann.until_noted("bob does not take large: they cannot keep it: there is not enough room on the disk.")
        assert list(bob.downloads.iterdir()) == []


async def test_a_disk_that_fills_up_while_a_file_comes_keeps_what_has_come(tmp_path: Path, disk: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(SIZE_BYTES * 3 // 4))
    opening = Taking.open

    async def opens(taking: Taking) -> int:
        at = await opening(taking)
        fill(disk, 1 << 20)
        return at

    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        bob.downloads.symlink_to(disk)
        await befriend(ann, bob)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Taking, "open", opens)
            ann.node.send("bob", str(path))
            await bob.until_noted("ann offers large")
            bob.node.accept("ann")
            await bob.until_noted("large was not received: no space left on device.")
            await ann.until_noted("bob does not take large: they cannot keep it: no space left on device.")
        (disk / "ballast").unlink()
        ann.node.send("bob", str(path))
        await bob.until(lambda: bob.notes.count("ann offers large") == 2)
        bob.node.accept("ann")
        await bob.until_noted("large goes on from")
        await ann.until_noted("bob has large, whole.")
        assert (disk / "large").read_bytes() == path.read_bytes()
