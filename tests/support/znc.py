"""ZNC, which stays on the network for somebody who comes and goes."""

import os
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S
from tests.support.log import Log
from tests.support.programs import bound_to_root, programs_missing, rootless

PROGRAM = "znc"
PASSWORD = "secret"
"""Of the one who comes and goes."""

CONFIG = """
Version = 1.8
ConnectDelay = 1
ServerThrottle = 1
<Listener irc>
    Host = 127.0.0.1
    Port = {port}
    IPv6 = false
    SSL = false
    AllowWeb = false
</Listener>
<User {nick}>
    Nick = {nick}
    AltNick = {nick}_
    Ident = {nick}
    RealName = {nick}
    Pass = plain#{password}
    <Network parlour>
        FloodBurst = 1000
        Server = {host} +{server_port}
        TrustedServerFingerprint = {fingerprint}
    </Network>
</User>
"""
"""ZNC itself waits longer before it connects, and between commands; nothing else is other than it comes."""


def missing() -> str | None:
    """What there is to do before ZNC can be driven, if anything."""
    return programs_missing({PROGRAM: "znc"}) or bound_to_root()


class Znc:
    """ZNC for somebody, connected with TLS to a server with this certificate. A context manager."""

    def __init__(self, folder: Path, nick: str, address: tuple[str, int], fingerprint: str) -> None:
        host, port = address
        self._folder = folder
        self._facts = {
            "nick": nick,
            "password": PASSWORD,
            "host": host,
            "server_port": port,
            "fingerprint": fingerprint,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ("127.0.0.1", 0)
        """Where it listens."""
        (folder / "configs").mkdir(parents=True)

    def __enter__(self) -> Self:
        # It cannot listen where the system chooses, and another may be faster to take what is free now.
        deadline = time.monotonic() + DEADLINE_S
        while not self._start():
            self._end()
            assert time.monotonic() < deadline, "no port stayed free for ZNC"
        return self

    def _start(self) -> bool:
        """Start it on a port that is free; tells whether it still was."""
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.address = ("127.0.0.1", found.getsockname()[1])
        config = CONFIG.format(port=self.address[1], **self._facts)
        (self._folder / "configs" / "znc.conf").write_text(config)
        stdout = self._folder / "stdout"
        with stdout.open("wb") as out:
            self._process = subprocess.Popen(
                rootless(PROGRAM, "--foreground", "--no-color", "--datadir", str(self._folder)),
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(self._folder), "LANG": "C.UTF-8"},
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        said = Log(stdout)
        try:
            said.expect("Staying open|Unable to bind")
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        finally:
            said.close()
        return "Unable to bind" not in said.text

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(DEADLINE_S)
