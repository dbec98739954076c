"""irssi, as people use it: in a terminal, with a home of its own."""

import re
from pathlib import Path
from typing import Self

from tests.support.terminal import Terminal

# irssi itself waits between commands, and for seconds before it says who is in a channel, to be gentle to servers;
# and it would take what a test types for a paste. Nothing else is other than it comes, but that it shows seconds.
CONFIG = """
settings = {{
  core = {{ real_name = "{name}"; user_name = "{nick}"; nick = "{nick}"; timestamp_format = "%H:%M:%S"; }};
  "irc/core" = {{ cmd_queue_speed = "10msec"; cmds_max_at_once = "1000"; }};
  "fe-text" = {{ paste_verify_line_count = "0"; show_server_time = "yes"; }};
}};
"""


class Irssi(Terminal):
    """irssi under a nick, not connected yet."""

    def __init__(self, folder: Path, nick: str) -> None:
        folder.mkdir()
        (folder / "config").write_text(CONFIG.format(nick=nick, name=nick.capitalize()))
        super().__init__(folder, "irssi", "--home", str(folder))

    def __enter__(self) -> Self:
        super().__enter__()
        self.expect(r"^\[\(status\)\]")
        return self

    def times_of(self, line: str) -> list[str]:
        """The times of all lines on the screen that read so."""
        return [str(time) for time in re.findall(rf"^(\d\d:\d\d:\d\d) {re.escape(line)}$", self.screen(), re.MULTILINE)]
