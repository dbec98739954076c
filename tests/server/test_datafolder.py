import errno
import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parlour.server.datafolder import DataFolder, DataFolderError, cloak_key


def failing(number: int) -> Callable[..., Any]:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_folder_is_made_for_its_owner_alone_with_all_above_it(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two"
    with DataFolder(path) as folder:
        assert folder.path == path
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_folder_that_is_there_keeps_its_mode_and_content(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    (tmp_path / "attic").write_text("here")
    with DataFolder(tmp_path):
        assert (tmp_path / "attic").read_text() == "here"
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_the_lock_names_its_process(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("12345678901234567890\n")
    with DataFolder(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_second_process_is_told_who_has_the_folder(tmp_path: Path) -> None:
    holder = (
        "import sys, pathlib; from parlour.server.datafolder import DataFolder\n"
        "with DataFolder(pathlib.Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DataFolderError) as caught:
            DataFolder(tmp_path)
        assert str(caught.value) == f"another parlour (process {other.pid}) is using {tmp_path}"
        other.kill()
    with DataFolder(tmp_path):
        """A process that was killed holds nothing."""


def test_a_lock_without_a_number_is_a_lock(tmp_path: Path) -> None:
    with DataFolder(tmp_path):
        (tmp_path / "lock").write_text("")
        with pytest.raises(DataFolderError, match=f"^another parlour is using {tmp_path}$"):
            DataFolder(tmp_path)


def test_a_folder_that_was_let_go_is_free_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.close()
    folder.close()
    with DataFolder(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_child_process_does_not_hold_the_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        folder.close()
        with DataFolder(tmp_path):
            child.kill()


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match="file is a file, not a folder$"):
        DataFolder(tmp_path / "file")
    with pytest.raises(DataFolderError, match="a part of its path is a file$"):
        DataFolder(tmp_path / "file" / "data")


REFUSALS = {
    "no permission to make it": (os, "mkdir", errno.EACCES, "cannot be made: permission denied"),
    "a disk that is only for reading": (os, "mkdir", errno.EROFS, "cannot be made: read-only file system"),
    "no permission to write in it": (os, "open", errno.EACCES, "cannot be written: permission denied"),
    "a file system without locks": (fcntl, "flock", errno.ENOLCK, "cannot be locked: no locks available"),
}


@pytest.mark.parametrize(("module", "function", "number", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_system_refuses_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, function: str, number: int, sentence: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, function, failing(number))
        with pytest.raises(DataFolderError) as caught:
            DataFolder(tmp_path / "data")
    assert str(caught.value) == f"the data folder {tmp_path / 'data'} {sentence}"


def test_a_full_disk_does_not_keep_the_lock_from_holding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", failing(errno.ENOSPC))
    with DataFolder(tmp_path), pytest.raises(DataFolderError, match="^another parlour is using"):
        DataFolder(tmp_path)


def test_a_key_of_cloaks_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = cloak_key(tmp_path)
    assert len(key) == 32
    assert stat.S_IMODE((tmp_path / "cloak.key").stat().st_mode) == 0o600
    assert cloak_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["cloak.key"]


def test_every_folder_has_a_key_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert cloak_key(one) != cloak_key(other)


def test_a_key_of_cloaks_that_was_put_there_is_used(tmp_path: Path) -> None:
    (tmp_path / "cloak.key").write_text("AB" * 32 + "\r\n")
    assert cloak_key(tmp_path) == b"\xab" * 32


@pytest.mark.parametrize("content", [b"", b"ab" * 31, b"ab" * 33, b"xy" * 32, b"\xff" * 32])
def test_what_is_no_key_of_cloaks_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cloak.key").write_bytes(content)
    with pytest.raises(
        DataFolderError, match=r"cloak\.key is not a key of cloaks: put the right one back, or remove it"
    ):
        cloak_key(tmp_path)
    assert (tmp_path / "cloak.key").read_bytes() == content


def test_a_key_of_cloaks_that_cannot_be_read_or_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cloak.key").mkdir()
    with pytest.raises(DataFolderError, match=r"the key of cloaks .* cannot be read: is a directory"):
        cloak_key(tmp_path)
    (tmp_path / "cloak.key").rmdir()
    monkeypatch.setattr("os.fsync", failing(errno.ENOSPC))
    with pytest.raises(DataFolderError, match=r"the key of cloaks .* cannot be written: no space left on device"):
        cloak_key(tmp_path)
    assert not list(tmp_path.iterdir())
