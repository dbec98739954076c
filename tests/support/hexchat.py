"""HexChat on a screen that nobody sees: told what to do over D-Bus, and read in the logs of what it shows."""

import os
import re
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S
from tests.support.log import Log
from tests.support.person import COMMANDS, Manners
from tests.support.programs import bound_to_root, programs_missing, rootless

PROGRAM = "hexchat"
PROGRAMS = {PROGRAM: "hexchat", "Xvfb": "xvfb", "dbus-daemon": "dbus-daemon", "dbus-send": "dbus-bin"}
"""What it takes, and the packages that have it."""

NAMELESS = "(nameless)"
_TIME = r"^(\d\d:\d\d:\d\d)"

MANNERS = Manners(
    typed={**COMMANDS, "come back": "/back"},
    shown={
        "welcomed": _TIME + r"\*\tMOTD File is missing$",
        "mode": _TIME + r"\*\t{who} sets mode {text} on {where}$",
        "came": _TIME + r"\*\t(?:{who} \(\S+\) has joined|Now talking on {where})$",
        "said": _TIME + r"<{who}>\t{text}$",
        "acted": _TIME + r"\*\t{who} {text}$",
        "noticed": _TIME + r"(?:-{who}/{where}-|->{where}<-)\t{text}$",
        "called otherwise": _TIME + r"\*\t(?:{who} is|You are) now known as {text}$",
        "topic": _TIME + r"\*\t{who} has changed the topic to: {text}$",
        "voiced": _TIME + r"\*\t{who} gives voice to {whom}$",
        "banned": _TIME + r"\*\t{who} sets ban on {text}$",
        "unbanned": _TIME + r"\*\t{who} removes ban on {text}$",
        "kicked": _TIME + r"\*\t(?:{who} has kicked {whom} from {where}|You have been kicked from {where} by {who}) "
        r"\({text}\)$",
        "left": _TIME + r"\*\t{who} \(\S+\) has left \({text}\)$",
        "gone": _TIME + r"\*\t{who} has quit \(Quit: {text}\)$",
        "told": _TIME + r"<{who}>\t{text}$",
        "away": _TIME + r"\*\t\[{who}\] is away \({text}\)$",
        "I am away": _TIME + r"\*\tYou have been marked as being away$",
        "I am back": _TIME + r"\*\tYou are no longer marked as being away$",
        "I am banned": _TIME + r"\*\tCannot join {where} \(You are banned\)\.$",
        "I am not invited": _TIME + r"\*\tCannot join {where} \(Channel is invite only\)$",
        "I am invited": _TIME + r"\*\tYou have been invited to {where} by {who} \(\S+\)$",
    },
    # It shows these in the window in front, which is the channel's it joined first; that has no name after a kick.
    elsewhere={"away": "#attic", "I am banned": NAMELESS, "I am not invited": "#attic", "I am invited": "#attic"},
)

CONFIG = """\
gui_slist_skip = 1
irc_logging = 1
irc_logmask = %c.log
irc_nick1 = {nick}
irc_user_name = {nick}
irc_real_name = {nick}
net_auto_reconnect = 1
net_auto_reconnectonfail = 1
net_reconnect_delay = 1
net_throttle = 0
stamp_log = 1
stamp_log_format = %H:%M:%S
"""
"""HexChat itself asks for a network first, waits between commands, and tries to connect again but once, later."""

# A bus that starts no service: HexChat would have itself started by it, to hand itself what it was told.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


def missing() -> str | None:
    """What there is to do before HexChat can be driven, if anything."""
    return programs_missing(PROGRAMS) or bound_to_root()


class HexChat:
    """HexChat under a nick, connected to a host and a port without TLS. A context manager."""

    def __init__(self, folder: Path, nick: str, address: tuple[str, int]) -> None:
        self._folder = folder
        self._address = address
        self._bus = folder / "bus"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._logs: dict[str, Log] = {}
        kept = {"PATH": os.environ.get("PATH", "")}
        self._env = {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}
        folder.mkdir()
        (folder / "hexchat.conf").write_text(CONFIG.format(nick=nick))
        (folder / "bus.conf").write_text(BUS.format(path=self._bus))

    def __enter__(self) -> Self:
        host, port = self._address
        try:
            # It takes a display that is free, and says which.
            self._start("Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp")
            self._env["DISPLAY"] = f":{self._said('Xvfb')}"
            self._start("dbus-daemon", f"--config-file={self._folder}/bus.conf", "--nofork", "--print-address")
            self._env["DBUS_SESSION_BUS_ADDRESS"] = self._said("dbus-daemon")
            self._start("hexchat", "--cfgdir", str(self._folder), "--no-plugins", f"--url=irc://{host}:{port}/")
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def _start(self, *words: str) -> None:
        with (self._folder / "stderr").open("ab") as errors, self._output(words[0]).open("wb") as output:
            process = subprocess.Popen(
                rootless(*words),
                env=self._env,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )
        self._processes.append(process)

    def _said(self, program: str) -> str:
        """The first line that a program puts out."""
        log = Log(self._output(program))
        try:
            log.expect(r"\n")
        finally:
            log.close()
        return log.text.splitlines()[0]

    def _output(self, program: str) -> Path:
        return self._folder / f"{program}.out"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The last one first; the screen has something of its own to clean up.
        for process in reversed(self._processes):
            process.terminate()
            process.wait(DEADLINE_S)
        for log in self._logs.values():
            if error is not None:
                error.add_note(f"HexChat, {log.path.name}:\n{log.text}")
            log.close()

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in a window."""
        found = self._call("FindContext", "string:", f"string:{window}")
        number = re.search(r"uint32 ([1-9]\d*)", found)
        assert number is not None, f"HexChat has no window {window}"
        self._call("SetContext", f"uint32:{number[1]}")
        for line in lines:
            # What is no command is said.
            self._call("Command", f"string:{line[1:] if line.startswith('/') else f'say {line}'}")

    def _call(self, method: str, *parameters: str) -> str:
        to = ("--print-reply=literal", "--dest=org.hexchat.service", "/org/hexchat/Remote")
        words = rootless("dbus-send", *to, f"org.hexchat.plugin.{method}", *parameters)
        done = subprocess.run(words, env=self._env, capture_output=True, text=True, check=True, timeout=DEADLINE_S)
        return done.stdout

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in a window."""
        self._log(window).expect(*patterns)

    def shown_in(self, window: str) -> str:
        """What has been shown in a window until now."""
        return self._log(window).text

    def _log(self, window: str) -> Log:
        if window not in self._logs:
            # The server's window is called like the network.
            name = {"": "parlour", NAMELESS: ""}.get(window, window)
            self._logs[window] = Log(self._folder / "logs" / f"{name}.log")
        return self._logs[window]
