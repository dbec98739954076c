"""Files between two sides on real connections: whole, resumed, refused."""

import os
from pathlib import Path

from tests.support.directs import befriend, side

MEGABYTE = os.urandom(1 << 20)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


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
