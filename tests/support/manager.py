"""A service manager as systemd is one: it hears what a server tells it, in datagrams."""

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S

Told = dict[str, str]
"""The variables of one datagram."""


class Manager:
    """Listens at a path, or with `name` in the abstract namespace; use it as a context manager."""

    def __init__(self, path: Path | None = None, *, name: str = "") -> None:
        self.address = f"@{name}" if path is None else str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(DEADLINE_S)
        self._socket.bind(f"\0{name}" if path is None else str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def hear(self) -> Told:
        """What it is told next."""
        lines = self._socket.recv(65536).decode().split("\n")
        return dict(line.split("=", 1) for line in lines)

    def until(self, name: str) -> Told:
        """What it is told when it is told this, whatever comes before."""
        while name not in (told := self.hear()):
            continue
        return told

    def reloaded(self) -> str:
        """Wait for a reload to begin and to be over; returns what a person would see then."""
        self.until("RELOADING")
        return self.until("READY")["STATUS"]
