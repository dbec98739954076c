"""What a server loads, and what it can do without."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, Client
from tests.support.process import STOP_S, Server, command, environment


def modules_of_a_server(tmp_path: Path, *before: str) -> set[str]:
    """The modules that are loaded in a server that has started and stopped; `before` is done first."""
    script = "\n".join(
        [
            "import atexit, os, signal, sys, threading",
            *before,
            "import parlour.server.run as run",
            "class Stopping(str):",
            "    def __str__(self): os.kill(os.getpid(), signal.SIGTERM); return 'stopping'",
            "run.announcement = lambda *_: Stopping()",
            "from parlour.cli import main",
            "try: main(['serve', '--data', 'data', '127.0.0.1:0', '--tls', '127.0.0.1:0'])",
            "finally: print(*sorted({name.partition('.')[0] for name in sys.modules}))",
        ]
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True,
        timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("stopping\n")
    return set(ended.stdout.split())


def test_a_server_loads_nothing_of_what_only_a_client_or_the_web_needs(tmp_path: Path) -> None:
    loaded = modules_of_a_server(tmp_path)
    assert {"parlour", "sqlite3", "ssl"} <= loaded
    assert not loaded & {"textual", "rich", "prompt_toolkit", "curses", "tkinter", "aiohttp"}


@pytest.mark.slow
def test_a_server_runs_without_uvloop_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "uvloop.py").write_text("raise ImportError('as if it were not installed')")
    with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0", PYTHONPATH=str(tmp_path)) as server:
        assert "uvloop is not installed" in server.errors
        with server.client("ann", "echo-message") as ann, server.client("bob", kind="tls") as bob:
            ann.join("#attic")
            bob.join("#attic")
            ann.send("PRIVMSG #attic :hi")
            bob.expect(":ann!ann@localhost PRIVMSG #attic :hi")
            ann.expect(":ann!ann@localhost PRIVMSG #attic :hi")
            bob.send("QUIT")
            bob.rest()
            ann.expect(":bob!bob@localhost QUIT …")
            assert server.stop() == 0


@pytest.mark.parametrize("where", ["/dev/full", "a pipe that nobody reads"])
def test_a_server_whose_output_cannot_be_written_serves_all_the_same(tmp_path: Path, where: str) -> None:
    if where == "/dev/full":
        output = os.open(where, os.O_WRONLY)
    else:
        reading, output = os.pipe()
        os.close(reading)
    process = subprocess.Popen(
        command("serve", "--data", "data", "--unix", "irc.sock"), env=environment(tmp_path), cwd=tmp_path,
        stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(output)
    with process:
        try:
            assert process.stderr is not None
            said = json.loads(process.stderr.readline())
            assert said["level"] == "warning"
            assert said["message"].startswith("where it listens cannot be written to the standard output: ")
            with Client(tmp_path / "irc.sock", "ann") as ann:
                ann.register()
            process.terminate()
            assert process.wait(STOP_S) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()
