"""A server as people run it: a process of its own, on a data folder and ports that nothing else uses."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.irc import DEADLINE_S, Address, Client, insecure_context

STOP_S = 10.0
"""A server that is told to stop has done so after this time."""

_LISTENING = re.compile(r"listening: (\w+) (.+)")


def command(*words: str) -> list[str]:
    """The command line of parlour, in the Python that runs the tests."""
    return [sys.executable, "-m", "parlour", *words]


def environment(home: Path) -> dict[str, str]:
    """An environment without anybody's configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARLOUR_", "XDG_"))}
    return kept | {"HOME": str(home), "RES_OPTIONS": "timeout:1 attempts:1"}


def run(home: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run parlour to its end; `extra` is put into its environment."""
    return subprocess.run(
        command(*words),
        env=environment(home) | extra,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )


class Server:
    """`parlour serve` with these words, in the folder `home`; use it as a context manager.

    Where nothing says otherwise it listens on a port of 127.0.0.1 that the system chooses, and keeps its data in
    home/data. `config` is the text of a configuration file, `files` the limits of open files that it is started with
    (the soft and the hard one). Started again, it has the ports that it had before.
    """

    def __init__(
        self,
        home: Path,
        *words: str,
        data: Path | None = None,
        config: str = "",
        files: tuple[int, int] | None = None,
        **extra: str,
    ) -> None:
        self.home = home
        self.data = data or home / "data"
        self.words = words or ("127.0.0.1:0",)
        self.announced: list[str] = []
        self.listening: list[tuple[str, str]] = []
        """What it listens on, as announced: kinds and names."""
        self._config = home / "parlour.toml"
        self._config.write_text(config)
        self._errors = home / "stderr"
        self._errors.write_bytes(b"")
        self._extra = extra
        # By a shell, as nothing may be done between fork and exec where there are threads.
        limit = f'ulimit -Sn {files[0]} && ulimit -Hn {files[1]} && exec "$@"' if files else ""
        self._before = ["sh", "-c", limit, "sh"] if files else []
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if error is not None:
            error.add_note(f"the server said:\n{self.errors}")
        else:
            assert "Traceback" not in self.errors, self.errors

    def start(self) -> None:
        """Start it, and wait until it says that it listens."""
        assert self._process is None, "it runs already"
        words = ("serve", *self.words, "--data", str(self.data), "--config", str(self._config))
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [*self._before, *command(*words)],
                env=environment(self.home) | self._extra,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        try:
            self.read_announcement()
        except BaseException:
            self.kill()
            raise

    def start_again(self) -> None:
        """Start it where it listened before."""
        kinds = ("tls", "unix", "proxied", "text", "text_tls")
        flags: dict[str, list[str]] = {"irc": []} | {kind: [f"--{kind.replace('_', '-')}"] for kind in kinds}
        self.words = tuple(word for kind, name in self.listening for word in (*flags[kind], name))
        self.start()

    def read_announcement(self) -> None:
        """Wait until it says that it listens; it does so again when it has started itself again."""
        self.announced = self._announcement()
        found = (_LISTENING.fullmatch(line) for line in self.announced)
        self.listening = [(match[1], match[2]) for match in found if match]

    def _announcement(self) -> list[str]:
        assert self._process is not None
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        deadline = time.monotonic() + DEADLINE_S
        said = b""
        while b"Stop it with" not in said:
            ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"the server did not start in time: {said.decode()}{self.errors}"
            data = os.read(fd, 65536)
            assert data, f"the server ended: {self.errors}"
            said += data
        return said.decode().splitlines()

    @property
    def first_password(self) -> str:
        """The password of the operator's login that the first start on a data folder makes."""
        (line,) = (line for line in self.announced if "/oper admin " in line)
        return line.partition("/oper admin ")[2].split()[0]

    @property
    def errors(self) -> str:
        """What it has written to standard error, since the first start."""
        return self._errors.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash does, if it still runs."""
        if self._process is not None:
            self._process.kill()
            self.wait()

    def wait(self, deadline_s: float = STOP_S) -> int:
        """Wait until it has ended; returns the exit code, or minus the signal that ended it."""
        assert self._process is not None, "it does not run"
        code = self._process.wait(deadline_s)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return code

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; returns the exit code."""
        self.send_signal(number)
        return self.wait()

    def addresses(self, kind: str) -> list[Address]:
        """Where it listens with this kind: "irc", "tls", "unix" or "proxied"."""
        return [_address(kind, name) for found, name in self.listening if found == kind]

    @property
    def irc(self) -> tuple[str, int]:
        """Where it first listens for plain IRC."""
        address = self.addresses("irc")[0]
        assert isinstance(address, tuple)
        return address

    @property
    def tls(self) -> tuple[str, int]:
        """Where it first listens for TLS."""
        address = self.addresses("tls")[0]
        assert isinstance(address, tuple)
        return address

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its certificate, as announced."""
        (line,) = (line for line in self.announced if line.startswith("certificate: "))
        return line.split()[-1]

    def client(self, name: str, *capabilities: str, kind: str = "irc") -> Client:
        """A client that has registered, with capabilities."""
        made = Client(self.addresses(kind)[0], name, insecure_context() if kind == "tls" else None)
        try:
            return made.register(*capabilities)
        except BaseException:
            made.close()
            raise

    @property
    def memory_bytes(self) -> int:
        """How much memory it uses now (resident set)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024


def _address(kind: str, name: str) -> Address:
    if kind == "unix" or "/" in name:
        return Path(name)
    host, _, port = name.rpartition(":")
    return host.strip("[]"), int(port)
