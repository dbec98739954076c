"""`parlour direct` as processes of their own, without terminals: what it says, its exit codes, and what it keeps."""

import contextlib
import re
import select
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S
from tests.support.process import command, environment

pytestmark = pytest.mark.slow

HERE = ("--host", "127.0.0.1", "--hidden")


def surroundings(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    return environment(folder) | {"XDG_STATE_HOME": str(folder), "TZ": "UTC"}


def direct(folder: Path, *words: str, typed: str = "", port: str = "0") -> subprocess.CompletedProcess[str]:
    """Run it with this as its input to its end."""
    return subprocess.run(
        command("direct", *HERE, "--port", port, *words),
        env=surroundings(folder),
        input=typed,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


class Listener:
    """Somebody who listens, and whose input stays open."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._said = b""
        introduced = self.reads("The words of your key")
        port, code = re.search(r"127\.0\.0\.1:(\d+)", introduced), re.search(r"spoken aloud: (\S+)", introduced)
        assert port is not None
        assert code is not None
        self.port, self.code = port[1], code[1]

    @property
    def dialled(self) -> str:
        """What a stranger types to meet them."""
        return f"127.0.0.1:{self.port} {self.code}"

    def types(self, text: str) -> None:
        """Type this, and nothing more."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.close()

    def reads(self, words: str) -> str:
        """Wait until these words are shown; returns all that was."""
        assert self.process.stdout is not None
        while words.encode() not in self._said:
            ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
            data = self.process.stdout.read(65536) if ready else b""
            assert data, f"{words!r} was not shown: {self._said.decode()}"
            self._said += data
        return self._said.decode()

    def ends(self, number: signal.Signals) -> tuple[int, str]:
        """Send it a signal; returns its exit code, and all that was said."""
        self.process.send_signal(number)
        assert self.process.stdout is not None
        code = self.process.wait(DEADLINE_S)
        return code, (self._said + self.process.stdout.read()).decode()


@contextlib.contextmanager
def listening(folder: Path, name: str, *words: str) -> Iterator[Listener]:
    process = subprocess.Popen(
        command("direct", *HERE, "--port", "0", "--name", name, *words),
        env=surroundings(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
    )
    with process:
        try:
            yield Listener(process)
        finally:
            process.kill()


def test_what_comes_by_a_pipe_is_said_to_whoever_is_dialled(tmp_path: Path) -> None:
    with listening(tmp_path / "ann", "ann") as ann:
        first = direct(tmp_path / "bob", "--name", "bob", ann.dialled, typed="one\ntwo\n")
        assert first.returncode == 0, first
        assert "<bob> two ✓" in first.stdout
        second = direct(tmp_path / "bob", "ann", typed="three\n")
        assert second.returncode == 0, second
        shown = ann.reads("<bob> three")
        assert re.findall(r"<bob> (\w+)", shown) == ["one", "two", "three"]


def test_what_the_other_side_has_not_yet_is_waited_for(tmp_path: Path) -> None:
    with listening(tmp_path / "ann", "ann") as ann, listening(tmp_path / "bob", "bob", ann.dialled) as bob:
        ann.reads("bob is here")
        bob.reads("Each direction has its own connection")
        ann.process.send_signal(signal.SIGSTOP)
        try:
            bob.types("are you frozen?\n")
            bob.reads("are you frozen? (waits for ann)")
        finally:
            ann.process.send_signal(signal.SIGCONT)
        assert bob.process.wait(DEADLINE_S) == 0
        bob.reads("ann has the message that waited.")


def test_what_the_other_side_has_not_when_it_goes_is_kept_and_told(tmp_path: Path) -> None:
    with listening(tmp_path / "ann", "ann") as ann, listening(tmp_path / "bob", "bob", ann.dialled) as bob:
        ann.reads("bob is here")
        bob.reads("Each direction has its own connection")
        ann.process.send_signal(signal.SIGSTOP)
        bob.types("are you frozen?\n")
        bob.reads("are you frozen? (waits for ann)")
        ann.process.kill()
        assert bob.process.wait(DEADLINE_S) == 1
        bob.reads(
            "not there yet, and kept for the next meeting, to ann (they have not said that they have it): are you f"
        )


def test_who_cannot_be_reached_is_exit_code_1(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = direct(tmp_path, f"127.0.0.1:{port}", typed="hello\n")
    assert (done.returncode, done.stderr) == (1, f"parlour: Nothing listens at 127.0.0.1:{port}\n")


def test_a_stranger_without_the_code_says_nothing(tmp_path: Path) -> None:
    with listening(tmp_path / "ann", "ann") as ann:
        done = direct(tmp_path / "eve", "--name", "eve", f"127.0.0.1:{ann.port}", typed="hello\n")
        assert done.returncode == 1
        assert "is not known here yet" in done.stderr
        assert "hello" not in ann.reads("wants to talk")


def test_a_port_that_is_taken_is_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = direct(tmp_path, port=port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"parlour: cannot listen on port {port} of 127.0.0.1: address already in use")


def test_what_was_typed_wrongly_is_exit_code_2(tmp_path: Path) -> None:
    for words, sentence in (
        (("--name", "e ve"), "'e ve' is no name"),
        (("--one-way", "both"), "'both' is not one of"),
        (("a:b:c",), "'a:b:c' has a host that is not an IP address"),
    ):
        done = direct(tmp_path, *words)
        assert done.returncode == 2, done
        assert sentence in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_who_is_told_to_end_says_goodbye_whatever_its_input_waits_for(tmp_path: Path, number: signal.Signals) -> None:
    with listening(tmp_path / "ann", "ann") as ann:
        with listening(tmp_path / "bob", "bob", ann.dialled) as bob:
            ann.reads("bob is here")
            code, said = bob.ends(number)
            assert code == 130, said
            assert "Traceback" not in said, said
            assert "Fatal" not in said
        ann.reads("bob said goodbye.")


def test_what_is_kept_is_for_ones_own_eyes(tmp_path: Path) -> None:
    assert direct(tmp_path).returncode == 0
    kept = tmp_path / "parlour" / "direct"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {each.name for each in kept.iterdir()} >= {"key.pem", "certificate.pem", "direct.db", "face.json"}
    assert {stat.S_IMODE(each.stat().st_mode) for each in kept.iterdir()} == {0o600}
    (kept / "key.pem").chmod(0o644)
    done = direct(tmp_path)
    assert done.returncode == 2
    assert "can be used by others (mode 644): chmod 600" in done.stderr
