"""Two machines, as far as one can be two: two processes in two network namespaces, with a cable between them."""

import json
import queue
import secrets
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
        mark = secrets.token_hex(4)  # several may run at once
        self.ann, self.bob = f"parlour-a-{mark}", f"parlour-b-{mark}"
        # It removes them when its input ends, as it does even if the tests are killed.
        words = f"cat; ip netns del {self.ann}; ip netns del {self.bob}"
        self._remover = subprocess.Popen(
            ["sh", "-c", words], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def lay(self) -> None:
        for name in (self.ann, self.bob):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.ann, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", self.bob)
        for name, address in ((self.ann, ANN_AT), (self.bob, BOB_AT)):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "cable")
            run("ip", "-n", name, "link", "set", "cable", "up")

    def remove(self) -> None:
        self._remover.communicate(timeout=PATIENCE_S)

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

    def connections(self, name: str) -> list[tuple[str, str]]:
        """The connections of a namespace: both ends, its own first."""
        rows = run("ip", "netns", "exec", name, "ss", "-tnH", "state", "established").splitlines()
        return [(row.split()[-2], row.split()[-1]) for row in rows]


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
        self.name = name
        self._friend = "bob" if name == "ann" else "ann"
        self.told: list[dict[str, Any]] = []
        self.heard: list[str] = []
        self.delivered = 0
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
                self._take(json.loads(self._lines.get(timeout=max(0.01, end - time.monotonic()))))
            except queue.Empty:
                raise AssertionError("\n".join(map(str, self.told[-40:]))) from None

    def _take(self, told: dict[str, Any]) -> None:
        self.told.append(told)
        if told["kind"] == "Heard":
            self.heard.append(told["entry"]["text"])
        elif told["kind"] == "Delivered":
            self.delivered += len(told["ids"])

    def catch_up(self) -> None:
        """Take in all that was told until now."""
        before = self.count("Kept")
        self.ask(kept=self._friend)
        self.until(lambda: self.count("Kept") > before)

    def until_noted(self, words: str) -> None:
        self.until(lambda: self.notes(words) > 0)

    def notes(self, words: str) -> int:
        """How many sentences had these words."""
        return sum(words in each.get("sentence", "") for each in self.told)

    def count(self, kind: str) -> int:
        return sum(each["kind"] == kind for each in self.told)

    def forget(self) -> None:
        """What was told until now does not count any more."""
        self.catch_up()
        self.told.clear()
        self.heard.clear()
        self.delivered = 0

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


OWN = "Each direction has its own connection"
SHARED = "One connection carries both directions"

ANN_TO_BOB = {(f"{ANN_AT}:any", f"{BOB_AT}:{BOB_PORT}")}
"""As they stand at Ann's machine."""
BOB_TO_ANN = {(f"{ANN_AT}:{ANN_PORT}", f"{BOB_AT}:any")}


def talk(ann: Far, bob: Far) -> None:
    """Something is said both ways, and kept, once."""
    ann.ask(say="bob", text="can you hear me?")
    bob.until(lambda: "can you hear me?" in bob.heard)
    bob.ask(say="ann", text="yes")
    ann.until(lambda: "yes" in ann.heard)
    ann.until(lambda: ann.delivered == 1)
    bob.until(lambda: bob.delivered == 1)
    ann.catch_up()
    bob.catch_up()
    assert ann.heard == ["yes"]
    assert bob.heard == ["can you hear me?"]


def ports(connections: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Both ends of connections, where the port of a listener is not the system's choice."""

    def known(end: str) -> str:
        address, _, port = end.rpartition(":")
        return end if int(port) in (ANN_PORT, BOB_PORT) else f"{address}:any"

    return sorted((known(own), known(other)) for own, other in connections)


def assert_connected(cable: Cable, expected: set[tuple[str, str]]) -> None:
    """The system has these connections on both machines, each once, and no other."""
    assert ports(cable.connections(cable.ann)) == sorted(expected)
    assert ports(cable.connections(cable.bob)) == sorted((other, own) for own, other in expected)


def meet(ann: Far, bob: Far) -> None:
    ann.ask(dial=f"{BOB_AT}:{BOB_PORT} {bob.code}")
    ann.until_noted(OWN)
    bob.until_noted(OWN)


def test_each_direction_gets_a_connection_of_its_own(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    meet(ann, bob)
    assert_connected(cable, ANN_TO_BOB | BOB_TO_ANN)
    talk(ann, bob)


def test_behind_a_firewall_one_connection_carries_both_directions(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    cable.firewall(cable.bob, BOB_PORT)
    bob.ask(dial=f"{ANN_AT}:{ANN_PORT} {ann.code}")
    ann.until_noted(SHARED)
    bob.until_noted(SHARED)
    assert_connected(cable, BOB_TO_ANN)
    talk(ann, bob)
    assert ann.notes(SHARED) == bob.notes(SHARED) == 1
    assert ann.notes(OWN) == bob.notes(OWN) == 0


def test_both_dialling_at_once_is_one_talk(cable: Cable, both: tuple[Far, Far]) -> None:
    """The first time they do not know one another yet; then a head start shifts what meets what."""
    ann, bob = both
    ann.ask(dial=f"{BOB_AT}:{BOB_PORT} {bob.code}")
    bob.ask(dial=f"{ANN_AT}:{ANN_PORT} {ann.code}")
    assert_one_talk(cable, ann, bob)
    for head_start_s in (0, 0.001, 0.002, 0.004, 0.008, 0.016):
        for first, second in ((ann, bob), (bob, ann)):
            first.ask(bye=second.name)
            for each in (ann, bob):
                each.until(lambda each=each: each.count("Ended") == 1)  # type: ignore[misc]
                each.forget()
            first.ask(dial=second.name)
            time.sleep(head_start_s)  # it is this that is tried
            second.ask(dial=first.name)
            assert_one_talk(cable, ann, bob)


def assert_one_talk(cable: Cable, ann: Far, bob: Far) -> None:
    ann.until_noted(OWN)
    bob.until_noted(OWN)
    talk(ann, bob)
    assert (ann.count("Began"), ann.count("Ended")) == (bob.count("Began"), bob.count("Ended")) == (1, 0)
    # One that was too many, or of the talk before, may take a moment to go.
    end = time.monotonic() + PATIENCE_S
    while len(cable.connections(cable.ann)) + len(cable.connections(cable.bob)) > 4 and time.monotonic() < end:
        time.sleep(0.01)
    assert_connected(cable, ANN_TO_BOB | BOB_TO_ANN)


def test_a_cable_that_is_out_for_twenty_seconds_loses_and_doubles_nothing(cable: Cable, both: tuple[Far, Far]) -> None:
    ann, bob = both
    meet(ann, bob)
    count = 4_000
    ann.ask(flood="bob", count=count)
    bob.ask(flood="ann", count=count)
    bob.until(lambda: len(bob.heard) >= 700)
    cable.pull_out()
    time.sleep(20)  # it is this that is asked for
    assert cable.connections(cable.ann) == cable.connections(cable.bob) == [], "both have given up"
    ann.catch_up()
    bob.catch_up()
    assert max(len(ann.heard), len(bob.heard), ann.delivered, bob.delivered) < count, "it was in the middle"
    cable.plug_in()
    for each in (ann, bob):
        each.until(lambda each=each: each.delivered >= count)  # type: ignore[misc]
        each.until(lambda each=each: each.notes(OWN) == 2)  # type: ignore[misc]
    anns, bobs = ([f"{name} {number}" for number in range(count)] for name in ("ann", "bob"))
    for each, own, theirs in ((ann, anns, bobs), (bob, bobs, anns)):
        each.catch_up()
        assert each.heard == theirs
        assert each.delivered == count
        assert each.told[-1] == {"kind": "Kept", "own": own, "theirs": theirs}, "so it is on disk"
        assert (each.count("Began"), each.count("Ended")) == (2, 1)
    assert_connected(cable, ANN_TO_BOB | BOB_TO_ANN)
