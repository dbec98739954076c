"""WeeChat without a terminal: typed into through its pipe, and read in the logs that it writes of what it shows."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S
from tests.support.log import Log
from tests.support.person import COMMANDS, Manners

PROGRAM = "weechat-headless"

FILES = {
    "logger.conf": "[file]\nflush_delay = 0\n",
    "fifo.conf": '[file]\nenabled = on\npath = "${{weechat_data_dir}}/fifo"\n',
    "irc.conf": """
[server_default]
autoreconnect_delay = 1
anti_flood_prio_high = 0
anti_flood_prio_low = 0
nicks = "{nick}"
username = "{nick}"
realname = "{nick}"
""",
}
"""WeeChat itself waits between commands, and before it connects again; nothing else is other than it comes."""


def missing() -> str | None:
    """What there is to do before WeeChat can be driven, if anything."""
    program = shutil.which(PROGRAM)
    if program is None:
        return f"{PROGRAM} is missing: apt-get install weechat-headless weechat-plugins"
    if not any(Path("/usr").glob("lib*/**/weechat/plugins/fifo.so")):
        return "WeeChat lacks its plugin fifo: apt-get install weechat-plugins"
    return None


def version() -> tuple[int, ...]:
    """The first numbers of WeeChat's version."""
    said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True, timeout=DEADLINE_S)
    return tuple(int(number) for number in re.findall(r"\d+", said.stdout)[:2])


_TIME = r"^(\S+ \S+)\t"

MANNERS = Manners(
    typed=COMMANDS,
    shown={
        "welcomed": _TIME + r"--\tWelcome to the Parlour network, {who}!",
        "mode": _TIME + r"--\tMode {where} \[{text}\] by {who}$",
        "invited": _TIME + r"--\t{who} has invited {whom} to {where}$",
        "came": _TIME + r"-->\t{who} (?:\(.+\) )?\(\S+\) has joined {where}$",
        "knows its channel": _TIME + r"--\tChannel created on .*$",
        "said": _TIME + r"\W?{who}\t{text}$",
        "acted": _TIME + r" \*\t{who} {text}$",
        "noticed": _TIME + r"--\tNotice(?:\({who}\)| -> {where}): {text}$",
        "called otherwise": _TIME + r"--\t(?:{who} is|You are) now known as {text}$",
        "topic": _TIME + r'--\t{who} has changed topic for {where} to "{text}"$',
        "voiced": _TIME + r"--\tMode {where} \[\+v {whom}\] by {who}$",
        "banned": _TIME + r"--\tMode {where} \[\+b {text}\] by {who}$",
        "unbanned": _TIME + r"--\tMode {where} \[-b {text}\] by {who}$",
        "kicked": _TIME + r"<--\t{who} has kicked {whom} \({text}\)$",
        "left": _TIME + r"<--\t{who} \(\S+\) has left {where} \({text}\)$",
        "gone": _TIME + r"<--\t{who} \(\S+\) has quit \(Quit: {text}\)$",
        "told": _TIME + r"{who}\t{text}$",
        "away": _TIME + r"--\t\[{who}\] is away: {text}$",
        "I am away": _TIME + r"--\tYou have been marked as being away$",
        "I am back": _TIME + r"--\tYou are no longer marked as being away$",
        "I am banned": _TIME + r"--\t{where}: Cannot join channel \(\+b\)$",
        "I am not invited": _TIME + r"--\t{where}: Cannot join channel \(\+i\)$",
        "I am invited": _TIME + r"--\tYou have been invited to {where} by {who}$",
    },
    # Of a channel that it has been in there is still the buffer.
    elsewhere={"I am banned": "{where}"},
)


def options(address: tuple[str, int], fingerprint: str | None = None) -> tuple[str, ...]:
    """What WeeChat is told to connect to an address, with TLS if there is the fingerprint of a certificate."""
    at = f"{address[0]}/{address[1]}"
    tls = "tls" if version() >= (4, 0) else "ssl"
    if fingerprint is None:
        return (at, f"-no{tls}")
    return (at, f"-{tls}", f"-{tls}_fingerprint={fingerprint.replace(':', '').lower()}")


class Buffer(Log):
    """What WeeChat has shown in one buffer."""

    def times_of(self, line: str) -> list[str]:
        """The times of all lines until now that read so."""
        return [str(time) for time in re.findall(rf"^(\S+ \S+)\t{re.escape(line)}$", self.text, re.MULTILINE)]


class WeeChat:
    """WeeChat under a nick, with a server called parlour that is at `address` (host/port). A context manager."""

    def __init__(self, folder: Path, nick: str, address: str, *options: str) -> None:
        self._folder = folder
        self._options = options
        self._address = address
        self._process: subprocess.Popen[bytes] | None = None
        self._logs: dict[str, Buffer] = {}
        folder.mkdir()
        for name, text in FILES.items():
            (folder / name).write_text(text.format(nick=nick))

    def __enter__(self) -> Self:
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(self._folder), "LANG": "C.UTF-8", "TZ": "UTC"}
        self._process = subprocess.Popen(
            [PROGRAM, "--dir", str(self._folder)],
            env=environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.log("core.weechat").expect("Plugins loaded: ")
            self.type("core.weechat", f"/server add parlour {self._address} {' '.join(self._options)}")
            self.type("core.weechat", "/connect parlour")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for log in self._logs.values():
                error.add_note(f"{log.path.name}:\n{log.text}")
        self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(DEADLINE_S)
        for log in self._logs.values():
            log.close()

    def log(self, buffer: str) -> Buffer:
        """What is shown in a buffer, as in "irc.parlour.#attic"."""
        if buffer not in self._logs:
            self._logs[buffer] = Buffer(self._folder / "logs" / f"{buffer}.weechatlog")
        return self._logs[buffer]

    def type(self, buffer: str, *lines: str) -> None:
        """Type lines in a buffer."""
        with (self._folder / "fifo").open("w") as pipe:
            pipe.writelines(f"{buffer} *{line}\n" for line in lines)

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in the buffer of a channel or a partner, or in the server's."""
        self.type(self._buffer(window), *lines)

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in such a buffer."""
        self.log(self._buffer(window)).expect(*patterns)

    def shown_in(self, window: str) -> str:
        """What has been shown in such a buffer until now."""
        return self.log(self._buffer(window)).text

    @staticmethod
    def _buffer(window: str) -> str:
        return f"irc.parlour.{window}" if window else "irc.server.parlour"
