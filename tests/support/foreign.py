"""Servers that are not Parlour: what the client does with those that have hardly any of IRCv3, and with one that has.

A server listens on a port of 127.0.0.1 that was free, keeps it when it is started again, and stores nothing.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S, Client
from tests.support.log import Log
from tests.support.programs import bound_to_root, rootless

NGIRCD = """
[Global]
Name = irc.example
Info = A server of few words
Network = Example
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = Be kind
[Limits]
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
"""
"""It has multi-prefix, and nothing else of IRCv3 that a client would miss."""

INSPIRCD = """
<config format="xml">
<server name="irc.example" description="A server of many words" network="Example" id="001">
<admin name="admin" nick="admin" email="admin@irc.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect allow="*" timeout="60" pingfreq="120" threshold="1000" fakelag="off" globalmax="100" localmax="100"
 resolvehostnames="no" maxconnwarn="off">
<performance clonesonconnect="no">
<pid file="{folder}/inspircd.pid">
<dns server="127.0.0.1" timeout="1">
<module name="ircv3">
<module name="ircv3_batch">
<module name="ircv3_capnotify">
<module name="ircv3_chghost">
<module name="ircv3_ctctags">
<module name="ircv3_echomessage">
<module name="ircv3_invitenotify">
<module name="ircv3_labeledresponse">
<module name="ircv3_msgid">
<module name="ircv3_servertime">
<module name="cap">
<module name="monitor">
<module name="namesx">
<module name="setname">
"""
"""It has labels, echoes and ids of messages, but neither a history nor sessions."""


def missing(program: str) -> str | None:
    """What there is to do before a server can be driven, if anything."""
    if _found(program) is None:
        return f"missing: {program} (apt-get install {program})"
    return bound_to_root()


def _found(program: str) -> str | None:
    """Where a program is; servers are where the path of people who are not root does not lead."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin")


class Foreign:
    """A server of another make, a process of its own. Use it as a context manager."""

    def __init__(self, folder: Path, program: str, config: str, words: list[str], ready: str, taken: str) -> None:
        self._folder = folder
        self._program = program
        self._config = config
        self._words = words
        self._ready = ready
        self._taken = taken
        self._log: Log | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ("127.0.0.1", 0)
        """Where it listens."""
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        # It cannot listen where the system chooses, and another may be faster to take what is free now.
        deadline = time.monotonic() + DEADLINE_S
        while not self._start(_free_port()):
            self.kill()
            assert time.monotonic() < deadline, f"no port stayed free for {self._program}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self._log is not None:
            error.add_note(f"{self._program} said:\n{self._log.path.read_text(errors='replace')}")
        self.kill()

    def _start(self, port: int) -> bool:
        """Start it; tells whether the port was free."""
        self.address = ("127.0.0.1", port)
        config, stdout = self._folder / "server.conf", self._folder / "stdout"
        config.write_text(self._config.format(port=port, folder=self._folder))
        config.chmod(0o644)
        with stdout.open("wb") as out:
            self._process = subprocess.Popen(
                rootless(_found(self._program) or self._program, *(word.format(config=config) for word in self._words)),
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._folder), "LANG": "C.UTF-8"},
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._log = Log(stdout)
        try:
            self._log.expect(f"{self._ready}|{self._taken}")
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        finally:
            self._log.close()
        return re.search(self._taken, self._log.text) is None

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(DEADLINE_S)
            self._process = None

    def freeze(self) -> None:
        """Have it do nothing any more, though it keeps its connections, until it is killed."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(signal.SIGSTOP)

    def start_again(self) -> None:
        """Start it where it listened before."""
        assert self._process is None, "it runs already"
        assert self._start(self.address[1]), f"{self.address} was taken meanwhile"

    def client(self, name: str) -> Client:
        """A client that has registered."""
        made = Client(self.address, name)
        try:
            made.send(f"NICK {name}", f"USER {name} 0 * :{name}")
            made.expect(":… 001 …")
        except BaseException:
            made.close()
            raise
        return made


def ngircd(folder: Path) -> Foreign:
    """ngIRCd."""
    return Foreign(
        folder,
        "ngircd",
        NGIRCD,
        ["--nodaemon", "--config", "{config}"],
        r"Now listening on",
        r"Can't bind|Can't listen",
    )


def inspircd(folder: Path) -> Foreign:
    """InspIRCd 3."""
    return Foreign(
        folder,
        "inspircd",
        INSPIRCD,
        ["--nofork", "--runasroot", "--config", "{config}"],
        r"is now running",
        r"failed to bind|Address already",
    )


SERVERS: dict[str, Callable[[Path], Foreign]] = {"ngircd": ngircd, "inspircd": inspircd}
"""By their programs."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
