"""WeeChat without a terminal: typed into through its pipe, and read in the logs that it writes of what it shows."""

import os
import re
import selectors
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S

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


class Log:
    """What WeeChat has shown in one buffer, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self._tail = subprocess.Popen(
            ["tail", "-n", "+1", "--silent", "-F", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        """Read no more."""
        self._tail.kill()
        self._tail.wait(DEADLINE_S)
        assert self._tail.stdout is not None
        self._tail.stdout.close()

    def expect(self, pattern: str, deadline_s: float = DEADLINE_S) -> re.Match[str]:
        """Wait until a regular expression matches something; returns where first."""
        assert self._tail.stdout is not None
        deadline = time.monotonic() + deadline_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._tail.stdout, selectors.EVENT_READ)
            while (found := re.search(pattern, self.text, re.MULTILINE)) is None:
                left = deadline - time.monotonic()
                assert left > 0, f"not in {self.path.name}: {pattern}\n{self.text}"
                if selector.select(left):
                    self.text += os.read(self._tail.stdout.fileno(), 65536).decode()
        return found

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
        self._logs: dict[str, Log] = {}
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

    def log(self, buffer: str) -> Log:
        """What is shown in a buffer, as in "irc.parlour.#attic"."""
        if buffer not in self._logs:
            self._logs[buffer] = Log(self._folder / "logs" / f"{buffer}.weechatlog")
        return self._logs[buffer]

    def type(self, buffer: str, *lines: str) -> None:
        """Type lines in a buffer."""
        with (self._folder / "fifo").open("w") as pipe:
            pipe.writelines(f"{buffer} *{line}\n" for line in lines)
