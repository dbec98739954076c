"""What is measured, in which order, and what came of it."""

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench.loads import CHANNELS, Load, Run, RunFailed, parse, per_cpu_s
from bench.machine import ROOT, Others, load_average
from bench.programs import Programs
from bench.servers import Server, Start, limit, parlour, rss_kib
from bench.talks import Outcome
from bench.threads import Sample, Used, between, sample

LIMIT = "limit"
PARLOUR = "disk"
"""Parlour's runs are named for their durability; this one is the default, and the one with marks."""
DURABILITIES = ("none", "process", "disk")

WARM_UP_S = 2.0
SETTLE_S = 1.0
PATIENCE_S = 120.0
"""A run that takes so much longer than it should is ended."""
LOOK_EVERY_S = 0.25


class Plan(NamedTuple):
    """How much is measured."""

    rounds: int
    seconds: float
    idle: int
    idle_tls: int
    loads: Sequence[Load]
    quick: bool = False


@dataclass
class Results:
    """All that was measured."""

    machine: dict[str, str]
    plan: Plan
    missing: str = ""
    runs: list[Run] = field(default_factory=list)
    threads: dict[str, list[dict[str, Used]]] = field(default_factory=dict)
    """By load: what Parlour's threads used in each run."""
    values: dict[str, list[float]] = field(default_factory=dict)
    """What is not measured by a load, by name: a value for each round."""
    failures: list[str] = field(default_factory=list)
    """What gave no figure, and why: a sentence each."""


class Measurement:
    """Measures on servers that keep their data under `directory`."""

    def __init__(self, results: Results, programs: Programs, directory: Path, say: Callable[[str], None]) -> None:
        self._results = results
        self._programs = programs
        self._directory = directory
        self._say = say

    def loads(self, loads: Sequence[Load]) -> None:
        """Each load on each server in turn, again and again, with a new server every time."""
        program = self._programs.ircload
        if program is None:
            return
        for load in loads:
            for number in range(1, self._results.plan.rounds + 1):
                for name, start in self._servers(load):
                    run = self._run(program, load, name, start)
                    self._results.runs.append(run)
                    self._say(f"{load.name}, {shown(name)}, {number} of {self._results.plan.rounds}: {outcome(run)}")
                    if run.failure:
                        self._results.failures.append(f"{load.name} on {shown(name)}, run {number}: {run.failure}.")

    def idle(self, name: str, clients: int, *, tls: bool) -> None:
        """Memory and CPU time for each of so many connections that only stay, held by a client of our own."""

        def once() -> dict[str, float]:
            with parlour(self._directory) as server:
                rss, cpu_s = rss_kib(server.pid), _cpu_s(server.pid)
                with _idle_clients(server.tls_port if tls else server.port, clients, tls=tls):
                    cpu_s = _cpu_s(server.pid) - cpu_s
                    time.sleep(SETTLE_S)
                    rss = rss_kib(server.pid) - rss
            return {f"{name} KiB": rss / clients, f"{name} CPU µs": cpu_s / clients * 1e6}

        self._each_round(name, once)

    def talks(self, pairs: int, rate: int, seconds: float) -> None:
        """How long a message in a session takes, while so many pairs talk."""

        def once() -> dict[str, float]:
            with parlour(self._directory) as server:
                words = [
                    "--port",
                    str(server.port),
                    "--pairs",
                    str(pairs),
                    "--rate",
                    str(rate),
                    "--seconds",
                    str(seconds),
                ]
                done = subprocess.run(
                    [sys.executable, "-m", "bench.talks", *words], cwd=ROOT, stdin=subprocess.DEVNULL,
                    capture_output=True, text=True, timeout=seconds + PATIENCE_S, check=False,
                )  # fmt: skip
            if done.returncode != 0:
                raise RunFailed((done.stderr.splitlines() or ["no reason given"])[-1])
            outcome = msgspec.json.decode(done.stdout, type=Outcome)
            if outcome.came < outcome.sent:
                raise RunFailed(f"of {outcome.sent} messages only {outcome.came} came in time")
            return {"talks p50 ms": outcome.p50_ms, "talks p99 ms": outcome.p99_ms}

        self._each_round("talks", once)

    def screen(self, messages: int) -> None:
        """How fast the client's screen is, and how large, with so many messages."""
        self._each_round("screen", lambda: _told_by("bench.screen", "--messages", str(messages)))

    def direct(self, mib: int) -> None:
        """How fast the direct line is, with a file of so many MiB."""
        self._each_round("direct", lambda: _told_by("bench.direct", "--mib", str(mib)))

    def starts(self) -> None:
        """The time until a server has welcomed its first client: on a new data folder, and on one that it knows."""

        def once() -> dict[str, float]:
            with tempfile.TemporaryDirectory(prefix="parlour-bench-", dir=self._directory) as folder:
                with parlour(self._directory, folder=Path(folder, "data")) as server:
                    first_s = server.start_s
                with parlour(self._directory, folder=Path(folder, "data")) as server:
                    return {"first start ms": first_s * 1e3, "start ms": server.start_s * 1e3}

        self._each_round("start", once)

    def help(self) -> None:
        """The time that `parlour --help` takes."""
        script = Path(sys.executable).with_name("parlour")
        words = [str(script)] if script.exists() else [sys.executable, "-m", "parlour"]

        def once() -> dict[str, float]:
            started_s = time.perf_counter()
            done = subprocess.run([*words, "--help"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
            taken_s = time.perf_counter() - started_s
            if done.returncode != 0 or not done.stdout:
                raise RunFailed(f"it ended with exit code {done.returncode}")
            return {"help ms": taken_s * 1e3}

        self._each_round("help", once)

    def _each_round(self, name: str, once: Callable[[], dict[str, float]]) -> None:
        for number in range(1, self._results.plan.rounds + 1):
            try:
                found = once()
            except (RunFailed, OSError, subprocess.SubprocessError) as error:
                self._results.failures.append(f"{name}, run {number}: {error}.")
                self._say(f"{name}, {number} of {self._results.plan.rounds}: failed: {error}")
                continue
            for key, value in found.items():
                self._results.values.setdefault(key, []).append(value)
            told = ", ".join(f"{key} {value:.1f}" for key, value in found.items())
            self._say(f"{name}, {number} of {self._results.plan.rounds}: {told}")

    def _servers(self, load: Load) -> Iterator[tuple[str, Start]]:
        program = self._programs.limit
        if program is not None:
            yield LIMIT, lambda: limit(program)
        for durability in DURABILITIES if load.name == CHANNELS.name else (PARLOUR,):
            yield durability, lambda kind=durability: parlour(self._directory, kind)  # type: ignore[misc]

    def _run(self, program: Path, load: Load, name: str, start: Start) -> Run:
        average, others = load_average(), Others()
        try:
            with start() as server:
                answer, samples = self._put(program, load, server)
                figures = parse(answer, load.due_per_s)
        except (RunFailed, OSError) as error:
            return Run(load.name, name, average, others.cores(), None, str(error))
        if name == PARLOUR and not load.seconds:
            used = between(samples, server.pid, self._results.plan.seconds)
            self._results.threads.setdefault(load.name, []).append(used)
        return Run(load.name, name, average, others.cores(), figures)

    def _put(self, program: Path, load: Load, server: Server) -> tuple[str, list[Sample]]:
        """Put a load on a server; returns ircload's answer, and what the server's threads had used as it went on."""
        seconds = load.seconds or self._results.plan.seconds
        words = ["--port", str(server.port), "--pid", str(server.pid), "--seconds", str(seconds)]
        words += ["--warmup", str(0.0 if load.seconds else WARM_UP_S)]
        samples: list[Sample] = []
        deadline_s = time.monotonic() + seconds + PATIENCE_S
        with subprocess.Popen(
            [program, *load.arguments, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
        ) as process:  # fmt: skip
            try:
                while process.poll() is None:
                    samples.append(sample(server.pid, time.monotonic()))
                    if samples[-1].at_s > deadline_s:
                        raise RunFailed("it did not end in time")
                    time.sleep(LOOK_EVERY_S)
                answer, complaint = process.communicate()
            finally:
                process.kill()
        if process.returncode != 0:
            lines = complaint.splitlines() or ["no reason given"]
            raise RunFailed(f"ircload ended with exit code {process.returncode}: {lines[-1]}")
        return answer, samples


def shown(server: str) -> str:
    """A server's name for a reader."""
    return {LIMIT: "limit", PARLOUR: "Parlour"}.get(server, f"Parlour with durability {server}")


def outcome(run: Run) -> str:
    """What came of one run, for whoever waits."""
    if run.figures is None:
        return f"failed: {run.failure}"
    per_cpu = per_cpu_s(run.figures)
    work = f"{per_cpu:,.0f} deliveries per CPU second, " if per_cpu > 0 else ""
    latency = run.figures.latency_ms
    return f"{work}p50 {latency.p50:.2f} ms, p99 {latency.p99:.2f} ms, others {run.others:.2f} cores"


def _cpu_s(pid: int) -> float:
    return sum(used.both_s for used in sample(pid, 0.0).used.values())


@contextlib.contextmanager
def _idle_clients(port: int, clients: int, *, tls: bool) -> Iterator[None]:
    """So many registered clients, in a process of their own."""
    words = ["--port", str(port), "--clients", str(clients), *(["--tls"] if tls else [])]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.idle", *words],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        impatience = threading.Timer(PATIENCE_S, process.kill)
        impatience.start()
        try:
            if process.stdout.readline().strip() != "ready":
                reason = (process.stderr.read().splitlines() or ["it did not end in time"])[-1]
                raise RunFailed(f"the clients did not get in: {reason}")
            yield
            process.stdin.close()
            process.wait()
        finally:
            impatience.cancel()
            process.kill()


def _told_by(module: str, *words: str) -> dict[str, float]:
    """What a program of its own has measured. Raises RunFailed."""
    done = subprocess.run(
        [sys.executable, "-m", module, "--json", *words], cwd=ROOT,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=2 * PATIENCE_S, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RunFailed((done.stderr.splitlines() or ["no reason given"])[-1])
    return msgspec.json.decode(done.stdout, type=dict[str, float])
