"""A program in a terminal of fixed size, typed into and looked at as a person does: tmux, with a server of its own."""

import os
import re
import select
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.support.irc import DEADLINE_S

COLUMNS, LINES = 110, 50


class Terminal:
    """A program that runs in a terminal; `folder` is its home, and nothing else of it stays. A context manager.

    With enough `lines` nothing that it shows scrolls away; `extra` is put into its environment.
    """

    def __init__(self, folder: Path, *words: str, lines: int = LINES, columns: int = COLUMNS, **extra: str) -> None:
        folder.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        self._env = {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC", **extra}
        self._folder = folder
        self._words = words
        self._size = ("-x", str(columns), "-y", str(lines))
        self._tmux = ["tmux", "-S", str(folder / "tmux"), "-f", os.devnull]
        self._control: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._told = threading.Condition()
        self._changes = 0
        """How many times the program has put something out."""

    def __enter__(self) -> Self:
        started = [*self._tmux, "new-session", "-d", *self._size, *self._words]
        subprocess.run(started, env=self._env, cwd=self._folder, check=True, timeout=DEADLINE_S)
        try:
            # Whoever is attached in control mode is told of everything that the program puts out.
            self._control = subprocess.Popen(
                [*self._tmux, "-C", "attach"],
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._watcher = threading.Thread(target=self._watch, args=(self._control.stdout,))
            self._watcher.start()
            self._run("set", "-g", "status", "off")
            self._run("resize-window", *self._size)
        except BaseException:
            self._end()
            raise
        return self

    def _watch(self, output: IO[bytes]) -> None:
        """Take what is told at once: while it is not taken, tmux takes nothing from the program either."""
        while os.read(output.fileno(), 65536):
            with self._told:
                self._changes += 1
                self._told.notify_all()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note(f"the screen of {self._words[0]}:\n{self.screen()}")
        self._end()

    def kill(self) -> None:
        """End the program as `kill -9` does."""
        program = self._program()
        assert program is not None, f"{self._words[0]} has ended already"
        signal.pidfd_send_signal(program, signal.SIGKILL)
        os.close(program)
        self.wait()

    def wait(self) -> None:
        """Wait until the program has ended by itself."""
        program = self._program()
        if program is not None:
            ended, _, _ = select.select([program], [], [], DEADLINE_S)
            os.close(program)
            assert ended, f"{self._words[0]} does not end"

    def _program(self) -> int | None:
        """A descriptor of the program's process, if it is not gone."""
        try:
            return os.pidfd_open(int(self._run("display-message", "-p", "#{pane_pid}", check=False) or 0))
        except (OSError, ValueError):
            return None

    def _end(self) -> None:
        program = self._program()
        self._run("kill-server", check=False)
        if program is not None:
            # It may still write into its home, which is to be removed.
            select.select([program], [], [], DEADLINE_S)
            os.close(program)
        if self._control is not None:
            assert self._control.stdin is not None
            assert self._control.stdout is not None
            self._control.kill()
            if self._watcher is not None:
                self._watcher.join(DEADLINE_S)
            self._control.stdin.close()
            self._control.wait(DEADLINE_S)
            self._control.stdout.close()

    def _run(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._tmux, *words], env=self._env, capture_output=True, text=True, check=check, timeout=DEADLINE_S
        )
        return done.stdout

    def type(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            self._run("send-keys", "-l", line)
            self._run("send-keys", "Enter")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        self._run("send-keys", *keys)

    def screen(self) -> str:
        """What is on the screen, without the blanks at the ends."""
        text = self._run("capture-pane", "-p", check=False)
        return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()

    def expect(self, *patterns: str, deadline_s: float = DEADLINE_S) -> str:
        """Wait until all these regular expressions match something on the screen; returns the screen."""
        deadline = time.monotonic() + deadline_s
        while True:
            changes = self._changes
            screen = self.screen()
            missing = [pattern for pattern in patterns if not re.search(pattern, screen, re.MULTILINE)]
            if not missing:
                return screen
            with self._told:
                changed = self._told.wait_for(lambda: self._changes != changes, deadline - time.monotonic())  # noqa: B023
            assert changed, f"{self._words[0]}: not on the screen: {missing}"
