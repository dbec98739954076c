"""A file that a client writes of what it shows, read while it grows."""

import codecs
import os
import re
import selectors
import subprocess
import time
from pathlib import Path

from tests.support.irc import DEADLINE_S


class Log:
    """What has been shown in one window of a client, line by line. Its file need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        # For a file that is not there tail would look only once a second.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
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

    def expect(self, *patterns: str, deadline_s: float = DEADLINE_S) -> None:
        """Wait until all these regular expressions match something."""
        assert self._tail.stdout is not None
        deadline = time.monotonic() + deadline_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._tail.stdout, selectors.EVENT_READ)
            while missing := [pattern for pattern in patterns if not re.search(pattern, self.text, re.MULTILINE)]:
                left = deadline - time.monotonic()
                assert left > 0, f"not in {self.path.name}: {missing}\n{self.text}"
                if selector.select(left):
                    self.text += self._decoder.decode(os.read(self._tail.stdout.fileno(), 65536))
