"""Two machines, as far as one can be two: two processes in two network namespaces, with a cable between them."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import far_side

PATIENCE_S = 60.0

ANN_AT, BOB_AT = "10.77.0.1", "10.77.0.2"
ANN_PORT, BOB_PORT = 7801, 7802
"""In namespaces of their own they are nobody else's."""

pytestmark = pytest.mark.slow


def run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


class Cable:
    """Two namespaces, each with one end of a cable."""

    def __init__(self) -> None:
        self.ann, self.bob = f"parlour-a-{os.getpid()}", f"parlour-b-{os.getpid()}"

    def lay(self) -> None:
        for name in (self.ann, self.bob):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.ann, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", self.bob)
        for name, address in ((self.ann, ANN_AT), (self.bob, BOB_AT)):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "cable")
            run("ip", "-n", name, "link", "set", "cable", "up")

    def remove(self) -> None:
        for name in (self.ann, self.bob):
            subprocess.run(["ip", "netns", "del", name], check=False, stderr=subprocess.DEVNULL)

    def pull_out(self) -> None:
        run("ip", "-n", self.ann, "link", "set", "cable", "down")

    def plug_in(self) -> None:
        run("ip", "-n", self.ann, "link", "set", "cable", "up")

    def firewall(self, name: str, port: int) -> None:
        """What comes to a port over the cable is dropped without a word.

        A rule for routes needs no program that most machines lack; it has to stand before that for local addresses.
        """
        rule = ("ip", "-n", name, "rule")
        run(*rule, "add", "pref", "20", "table", "local")
        run(*rule, "del", "pref", "0")
        run(*rule, "add", "pref", "10", "iif", "cable", "ipproto", "tcp", "dport", str(port), "blackhole")

    def connections(self, name: str) -> set[tuple[str, str]]:
        """The connections of a namespace: both ends, its own first."""
        rows = run("ip", "netns", "exec", name, "ss", "-tnH", "state", "established").splitlines()
        return {(row.split()[-2], row.split()[-1]) for row in rows}


@pytest.fixture
def cable() -> Iterator[Cable]:
    if not all(map(shutil.which, ("ip", "ss"))):
        pytest.skip("ip and ss are needed: apt-get install iproute2")
    laid = Cable()
    try:
        laid.lay()
    except subprocess.CalledProcessError as error:
        laid.remove()
        pytest.skip(f"no network namespaces can be made here: {error.stderr.strip()}")
    try:
        yield laid
    finally:
        laid.remove()


class Far:
    """A side in a namespace of its own."""

    def __init__(self, namespace: str, folder: Path, name: str, port: int) -> None:
        words = [sys.executable, far_side.__file__, str(folder), name, str(port)]
        self._process = subprocess.Popen(
            ["ip", "netns", "exec", namespace, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.told: list[dict[str, Any]] = []
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.until(lambda: bool(self.told))
        self.code = self.told[0]["code"]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def ask(self, **words: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def until(self, holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        end = time.monotonic() + patience_s
        while not holds():
            try:
                self.told.append(json.loads(self._lines.get(timeout=max(0.01, end - time.monotonic()))))
            except queue.Empty:
                raise AssertionError("\n".join(map(str, self.told[-40:]))) from None

    def until_noted(self, words: str) -> None:
        self.until(lambda: any(words in each.get("sentence", "") for each in self.told))

    @property
    def heard(self) -> list[str]:
        return [each["entry"]["text"] for each in self.told if each["kind"] == "Heard"]

    @property
    def delivered(self) -> int:
        return sum(len(each["ids"]) for each in self.told if each["kind"] == "Delivered")

    def count(self, kind: str) -> int:
        return sum(each["kind"] == kind for each in self.told)

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def both(cable: Cable, tmp_path: Path) -> Iterator[tuple[Far, Far]]:
    ann = Far(cable.ann, tmp_path / "ann", "ann", ANN_PORT)
    try:
        bob = Far(cable.bob, tmp_path / "bob", "bob", BOB_PORT)
        try:
            yield ann, bob
        finally:
            bob.end()
    finally:
        ann.end()


def talk(ann: Far, bob: Far) -> None:
    """Something is said both ways."""
    ann.ask(say="bob", text="can you hear me?")
    bob.until(lambda: "can you hear me?" in bob.heard)
    bob.ask(say="ann", text="yes")
    ann.until(lambda: "yes" in ann.heard)


def ports(connections: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Both ends of connections, where the port of a listener is not the system's choice."""

    def known(end: str) -> str:
        address, _, port = end.rpartition(":")
        return end if int(port) in (ANN_PORT, BOB_PORT) else f"{address}:any"

    return {(known(own), known(other)) for own, other in connections}


def test_each_direction_gets_a_connection_of_its_own(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    ann.ask(dial=f"{BOB_AT}:{BOB_PORT} {bob.code}")
    ann.until_noted("Each direction has its own connection")
    bob.until_noted("Each direction has its own connection")
    anns = {(f"{ANN_AT}:any", f"{BOB_AT}:{BOB_PORT}"), (f"{ANN_AT}:{ANN_PORT}", f"{BOB_AT}:any")}
    assert ports(cable.connections(cable.ann)) == anns
    assert ports(cable.connections(cable.bob)) == {(other, own) for own, other in anns}
    talk(ann, bob)


def test_behind_a_firewall_one_connection_carries_both_directions(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    cable.firewall(cable.bob, BOB_PORT)
    bob.ask(dial=f"{ANN_AT}:{ANN_PORT} {ann.code}")
    ann.until_noted("One connection carries both directions")
    bob.until_noted("One connection carries both directions")
    assert ports(cable.connections(cable.ann)) == {(f"{ANN_AT}:{ANN_PORT}", f"{BOB_AT}:any")}
    talk(ann, bob)


def test_both_dialling_at_once_is_one_talk(both: tuple[Far, Far]) -> None:
    ann, bob = both
    ann.ask(dial=f"{BOB_AT}:{BOB_PORT} {bob.code}")
    bob.ask(dial=f"{ANN_AT}:{ANN_PORT} {ann.code}")
    ann.until_noted("Each direction has its own connection")
    bob.until_noted("Each direction has its own connection")
    talk(ann, bob)
    assert ann.count("Began") == bob.count("Began") == 1
    assert ann.heard == ["yes"]
    assert bob.heard == ["can you hear me?"]


def test_a_cable_that_is_out_for_twenty_seconds_loses_and_doubles_nothing(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    ann.ask(dial=f"{BOB_AT}:{BOB_PORT} {bob.code}")
    bob.until_noted("Each direction has its own connection")
    ann.until_noted("Each direction has its own connection")
    count = 3_000
    ann.ask(flood="bob", count=count)
    bob.ask(flood="ann", count=count)
    bob.until(lambda: len(bob.heard) >= 200)
    cable.pull_out()
    time.sleep(20)  # it is this that is asked for
    cable.plug_in()
    bob.until(lambda: len(bob.heard) >= count)
    ann.until(lambda: len(ann.heard) >= count)
    assert bob.heard == [f"ann {number}" for number in range(count)]
    assert ann.heard == [f"bob {number}" for number in range(count)]
    ann.until(lambda: ann.delivered == count)
    bob.until(lambda: bob.delivered == count)
