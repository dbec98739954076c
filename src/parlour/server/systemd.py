"""The service manager that started the server, if one did: told what goes on, in datagrams. Source: sd_notify(3)"""

import contextlib
import os
import socket
import time
from collections.abc import Mapping


class Manager:
    """Where NOTIFY_SOCKET says that somebody listens; without it nobody is told anything."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        where = environ.get("NOTIFY_SOCKET", "")
        self._socket: socket.socket | None = None
        # A path, or a name in the abstract namespace; another kind of address is none that a machine has by itself.
        if where.startswith(("/", "@")):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._address = where.replace("@", "\0", 1) if where.startswith("@") else where
        self.watchdog_s = _watchdog_s(environ)
        """Within this time it wants to hear that the server is well; 0 for never."""

    def ready(self, status: str) -> None:
        """The server serves, or serves again after a reload."""
        self._tell("READY=1", f"STATUS={status}", wait_s=1.0)

    def reloading(self) -> None:
        """A reload or a restart begins, which `ready` ends."""
        now_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._tell("RELOADING=1", f"MONOTONIC_USEC={now_us}", wait_s=1.0)

    def stopping(self, status: str) -> None:
        """The server ends."""
        self._tell("STOPPING=1", f"STATUS={status}", wait_s=1.0)

    def status(self, status: str) -> None:
        """What a person is to see in `systemctl status`."""
        self._tell(f"STATUS={status}")

    def well(self) -> None:
        """The loop still turns."""
        self._tell("WATCHDOG=1")

    def close(self) -> None:
        """There is nothing more to tell."""
        if self._socket is not None:
            self._socket.close()

    def _tell(self, *lines: str, wait_s: float = 0.0) -> None:
        """Send one datagram; what only repeats itself is not waited for, and nobody serves worse for a deaf manager."""
        if self._socket is not None:
            self._socket.settimeout(wait_s)
            with contextlib.suppress(OSError):
                self._socket.sendto("\n".join(lines).encode(), self._address)


def _watchdog_s(environ: Mapping[str, str]) -> float:
    """Source: sd_watchdog_enabled(3)"""
    period = environ.get("WATCHDOG_USEC", "")
    ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(period) / 1_000_000 if period.isascii() and period.isdigit() and ours else 0.0
