"""ii, which is a tree of files: typed into through a pipe in each folder, and read in the file beside it."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S
from tests.support.log import Log
from tests.support.person import Manners
from tests.support.programs import programs_missing

PROGRAM = "ii"

MANNERS = Manners(
    typed={
        "join": "/j {where}",
        "say": "{text}",
        "act": "\x01ACTION {text}\x01",
        "notice": "/NOTICE {where} :{text}",
        "nick": "/n {text}",
        "tell": "/j {whom} {text}",
        "go away": "/a {text}",
        "come back": "/a",
        "mode": "/MODE {where} {text}",
        "invite": "/INVITE {whom} {where}",
        "part": "/l {text}",
        "quit": "/q {text}",
    },
    shown={
        "welcomed": r"^(\d+) Welcome to the Parlour network, {who}!",
        "mode": r"^(\d+) -!- {who} changed mode/{where} -> {text} *$",
        "said before": r"^(\d+) <{who}> \[\d\d:\d\d\] {text}$",
        "came": r"^(\d+) -!- {who}\(\S+\) has joined {where}$",
        "said": r"^(\d+) <{who}> {text}$",
        "acted": r"^(\d+) <{who}> \x01ACTION {text}\x01$",
        "noticed": r'^(\d+) -!- "{text}"\)$',
        # Of its own change it tells twice.
        "called otherwise": r'^(\d+) -!- (?:{who} changed nick to {text}|changed nick to "{text}"\n.* "{text}")$',
        "topic": r'^(\d+) -!- {who} changed topic to "{text}"$',
        "voiced": r"^(\d+) -!- {who} changed mode/{where} -> \+v {whom} $",
        "banned": r"^(\d+) -!- {who} changed mode/{where} -> \+b {text} $",
        "unbanned": r"^(\d+) -!- {who} changed mode/{where} -> -b {text} $",
        "kicked": r'^(\d+) -!- {who} kicked {whom}  \("{text}"\)$',
        "left": r"^(\d+) -!- {who}\(\S+\) has left {where}$",
        "gone": r'^(\d+) -!- {who}\(\S+\) has quit "Quit: {text}"$',
        "told": r"^(\d+) <{who}> {text}$",
        "away": r"^(\d+) {who} {text}$",
        "I am away": r"^(\d+) You have been marked as being away$",
        "I am back": r"^(\d+) You are no longer marked as being away$",
        "I am banned": r"^(\d+) {where} Cannot join channel \(\+b\)$",
        "I am not invited": r"^(\d+) {where} Cannot join channel \(\+i\)$",
        # Of an invitation it shows nothing.
    },
    silent=frozenset({"noticed"}),
    elsewhere={"called otherwise": "", "gone": "", "away": ""},
)


def missing() -> str | None:
    """What there is to do before ii can be driven, if anything."""
    return programs_missing({PROGRAM: "ii"})


class Ii:
    """ii under a nick, connected to a host and a port without TLS. A context manager."""

    def __init__(self, folder: Path, nick: str, address: tuple[str, int]) -> None:
        host, port = address
        folder.mkdir()
        self._folder = folder
        self._tree = folder / "irc" / host
        self._words = (PROGRAM, "-i", str(folder / "irc"), "-s", host, "-p", str(port), "-n", nick, "-f", nick)
        self._process: subprocess.Popen[bytes] | None = None
        self._logs: dict[str, Log] = {}
        self._pipes: dict[Path, int] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Start it; what it shows is written behind what it has shown before."""
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(self._folder)}
        with (self._folder / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(
                self._words,
                env=environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def wait(self) -> None:
        """Wait until it has ended."""
        assert self._process is not None
        self._process.wait(DEADLINE_S)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self.wait()
        for pipe in self._pipes.values():
            os.close(pipe)
        for log in self._logs.values():
            if error is not None:
                error.add_note(f"ii, {log.path}:\n{log.text}")
            log.close()

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in a window."""
        path = self._tree / window / "in"
        known = self._pipes.get(path)
        if known is None or not os.path.samestat(os.fstat(known), path.stat()):
            if known is not None:
                os.close(known)
            # It stays open, and so never comes to an end: ii then opens it anew, and what is typed meanwhile is lost.
            self._pipes[path] = os.open(path, os.O_RDWR)
        os.write(self._pipes[path], "".join(f"{line}\n" for line in lines).encode())

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in a window."""
        self._log(window).expect(*patterns)

    def shown_in(self, window: str) -> str:
        """What has been shown in a window until now."""
        return self._log(window).text

    def _log(self, window: str) -> Log:
        if window not in self._logs:
            self._logs[window] = Log(self._tree / window / "out")
        return self._logs[window]
