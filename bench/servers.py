"""Servers under measurement: Parlour and limit, each started for one run and stopped after it."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, NamedTuple

from bench.loads import RunFailed

START_S = 30.0
STOP_S = 15.0


class Server(NamedTuple):
    """A running server on ports of 127.0.0.1."""

    pid: int
    port: int
    tls_port: int = 0
    start_s: float = 0.0
    """Time from its start until it had welcomed a client."""


Start = Callable[[], AbstractContextManager[Server]]


@contextlib.contextmanager
def parlour(directory: Path, durability: str = "disk", folder: Path | None = None) -> Iterator[Server]:
    """A Parlour with its data in `folder`, or in a new one under `directory` that is removed after it.

    Raises:
        RunFailed: it did not start, or it did not stop as it should.
    """
    with tempfile.TemporaryDirectory(prefix="parlour-bench-", dir=directory) as made:
        config = Path(made, "parlour.toml")
        config.write_text(f'[history]\ndurability = "{durability}"\n')
        data = str(folder or Path(made, "data"))
        words = ["serve", "127.0.0.1:0", "--tls", "127.0.0.1:0", "--data", data, "--config", str(config)]
        with Path(made, "log").open("w+b") as log:
            started_s = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "parlour", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log
            )
            with _stopped_after(process):
                ports = _announced(process, log)
                greet(ports["irc"])
                try:
                    yield Server(process.pid, ports["irc"], ports["tls"], time.perf_counter() - started_s)
                except RunFailed as error:
                    raise RunFailed(f"{error}{_last_line(log)}") from None
                _stop(process)
            if process.returncode != 0:
                raise RunFailed(f"Parlour ended with exit code {process.returncode}{_last_line(log)}")


@contextlib.contextmanager
def limit(program: Path) -> Iterator[Server]:
    """The C program that does no more than a server must.

    Raises:
        RunFailed: it did not start, or it ended by itself.
    """
    for _ in range(3):  # another program may take the port between its choice and its use
        port = _free_port()
        process = subprocess.Popen([program, str(port)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with _stopped_after(process):
            if _accepts(process, port):
                yield Server(process.pid, port)
                if process.poll() is not None:
                    raise RunFailed(f"limit ended with exit code {process.returncode}")
                return
    raise RunFailed("limit did not start")


def greet(port: int) -> None:
    """Register as a client and quit, so that the server has done all that it does once; returns when it is gone.

    Raises:
        RunFailed: the server did not welcome it.
    """
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=START_S) as peer:
            peer.sendall(b"NICK probe\r\nUSER probe 0 * :probe\r\n")
            while b" 001 " not in answer and (data := peer.recv(4096)):
                answer += data
            peer.sendall(b"QUIT\r\n")
            while peer.recv(4096):
                pass
    except OSError as error:
        if b" 001 " not in answer:
            raise RunFailed(f"no client was welcomed ({error})") from None
    if b" 001 " not in answer:
        raise RunFailed("the first client was not welcomed")


def ports_of(announcement: str) -> dict[str, int]:
    """The first port of each kind of listener that a server said it listens on."""
    found = re.findall(r"^listening: (irc|tls) \S+:(\d+)$", announcement, re.MULTILINE)
    return {kind: int(port) for kind, port in reversed(found)}


def rss_kib(pid: int) -> float:
    """Memory that a process has in use, in KiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024


def _announced(process: subprocess.Popen[bytes], log: IO[bytes]) -> dict[str, int]:
    said = b""
    assert process.stdout is not None
    impatience = threading.Timer(START_S, process.kill)
    impatience.start()
    try:
        for line in process.stdout:
            said += line
            ports = ports_of(said.decode(errors="replace"))
            if len(ports) == 2:
                return ports
    finally:
        impatience.cancel()
    process.wait()
    raise RunFailed(f"Parlour did not start{_last_line(log)}")


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    return f" (the last that Parlour said: {lines[-1]})" if lines else ""


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _accepts(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline_s = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline_s:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process.poll() is None
        time.sleep(0.005)
    return False


@contextlib.contextmanager
def _stopped_after(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, the process is ended and waited for."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        raise RunFailed(f"Parlour did not stop in {STOP_S:.0f} s") from None
