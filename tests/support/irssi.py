"""irssi, as people use it: in a terminal, with a home of its own."""

import re
from pathlib import Path
from typing import Self

from tests.support.person import COMMANDS, Manners
from tests.support.programs import programs_missing
from tests.support.terminal import LINES, Terminal

# irssi itself waits between commands, and for seconds before it says who is in a channel, to be gentle to servers;
# and it would take what a test types for a paste. Nothing else is other than it comes, but that it shows seconds.
CONFIG = """
settings = {{
  core = {{ real_name = "{name}"; user_name = "{nick}"; nick = "{nick}"; timestamp_format = "%H:%M:%S"; }};
  "irc/core" = {{ cmd_queue_speed = "10msec"; cmds_max_at_once = "1000"; }};
  "fe-text" = {{ paste_verify_line_count = "0"; show_server_time = "yes"; }};
}};
"""

_TIME = r"^(\d\d:\d\d:\d\d)"

MANNERS = Manners(
    typed=COMMANDS,
    shown={
        "welcomed": _TIME + r" -!- Welcome to the Parlour network, {who}!",
        "mode": _TIME + r" -!- mode/{where} \[{text}\] by {who}$",
        "came": _TIME + r" -!- {who} \[\S+\] has joined {where}$",
        "knows its channel": _TIME + r" -!- Irssi: Join to {where} was synced in \d+ secs$",
        "said": _TIME + r" <.?{who}> {text}$",
        "acted": _TIME + r"  \* {who} {text}$",
        "noticed": _TIME + r" (?:-{who}:{where}-|\[notice\({where}\)\]) {text}$",
        "called otherwise": _TIME + r" -!- (?:{who} is|You're) now known as {text}$",
        "topic": _TIME + r" -!- {who} changed the topic of {where} to: {text}$",
        "voiced": _TIME + r" -!- mode/{where} \[\+v {whom}\] by {who}$",
        "banned": _TIME + r" -!- mode/{where} \[\+b {text}\] by {who}$",
        "unbanned": _TIME + r" -!- mode/{where} \[-b {text}\] by {who}$",
        "kicked": _TIME + r" -!- {whom} was kicked from {where} by {who} \[{text}\]$",
        "left": _TIME + r" -!- {who} \[\S+\] has left {where} \[{text}\]$",
        "gone": _TIME + r" -!- {who} \[\S+\] has quit \[Quit: {text}\]$",
        "told": _TIME + r" <{who}> {text}$",
        "away": _TIME + r" -!- {who} is away: {text}$",
        "I am away": _TIME + r" -!- You have been marked as being away$",
        "I am back": _TIME + r" -!- You are no longer marked as being away$",
        "I am banned": _TIME + r" -!- Cannot join to channel {where} \(You are banned\)$",
        "I am not invited": _TIME + r" -!- Cannot join to channel {where} \(You must be invited\)$",
        "I am invited": _TIME + r" -!- {who} invites you to {where}$",
    },
)


def missing() -> str | None:
    """What there is to do before irssi can be driven, if anything."""
    return programs_missing({"irssi": "irssi", "tmux": "tmux"})


class Irssi(Terminal):
    """irssi under a nick, not connected yet."""

    def __init__(self, folder: Path, nick: str, lines: int = LINES) -> None:
        folder.mkdir()
        (folder / "config").write_text(CONFIG.format(nick=nick, name=nick.capitalize()))
        super().__init__(folder, "irssi", "--home", str(folder), lines=lines)
        self._window = ""
        self._named: set[str] = set()

    def __enter__(self) -> Self:
        super().__enter__()
        self.expect(r"^\[\(status\)\]")
        return self

    def times_of(self, line: str) -> list[str]:
        """The times of all lines on the screen that read so."""
        return [str(time) for time in re.findall(rf"^(\d\d:\d\d:\d\d) {re.escape(line)}$", self.screen(), re.MULTILINE)]

    def type_in(self, window: str, *lines: str) -> None:
        """Type lines in a window."""
        self._look_at(window)
        self.type(*lines)

    def expect_in(self, window: str, *patterns: str) -> None:
        """Wait until all these regular expressions match something in a window."""
        self._look_at(window)
        self.expect(*patterns)
        if window.startswith("#") and window not in self._named:
            # By its name it is found while the channel is gone from it, too.
            self.type(f"/window name {window}")
            self._named.add(window)

    def shown_in(self, window: str) -> str:
        """What is on the screen when one looks at a window."""
        self._look_at(window)
        return self.screen()

    def _look_at(self, window: str) -> None:
        if window != self._window:
            self.type(f"/window goto {window or 1}" if window[:1] in ("", "#") else f"/query {window}")
            self._window = window
