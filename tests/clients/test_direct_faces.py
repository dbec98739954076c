"""`parlour direct` in real terminals, in both of its faces: two people meet, talk, and outlive a `kill -9`."""

import re
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.programs import programs_missing
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.clients, pytest.mark.slow]

if reason := programs_missing({"tmux": "tmux"}):
    pytest.skip(reason, allow_module_level=True)


def direct(folder: Path, name: str, *words: str, port: str = "0") -> Terminal:
    """`parlour direct` in a terminal, on this machine only."""
    here = ("--host", "127.0.0.1", "--port", port, "--hidden", "--name", name)
    return Terminal(folder, sys.executable, "-m", "parlour", "direct", *here, *words, lines=60)


def met(screen: str) -> tuple[str, str]:
    """The port and the code that somebody is shown."""
    found = re.search(r"listen at\s+127\.0\.0\.1:(\d+)[^$]*spoken aloud:[\s│]+(\w{5}-\w{5})", screen)
    assert found is not None, screen
    return found[1], found[2]


def test_two_people_with_lines(tmp_path: Path) -> None:
    with direct(tmp_path / "ann", "ann", "--lines") as ann, ExitStack() as stack:
        bob = stack.enter_context(direct(tmp_path / "bob", "bob", "--lines"))
        ann.expect("You are ann", "The words of your key", "^direct>$")
        port, code = met(bob.expect("The words of your key", "^direct>$"))
        ann.type(f"/dial 127.0.0.1:{port}")
        ann.expect("is not known here yet")
        bob.expect(r"Somebody at 127\.0\.0\.1 wants to talk")
        ann.type(f"/code {code}")
        ann.expect(r"bob is here, at 127\.0\.0\.1\.$", "Each direction has its own connection", "^bob>$")
        bob.expect(r"ann is here, at 127\.0\.0\.1\.$", "Each direction has its own connection", "^ann>$")
        ann.type("hello bob")
        ann.expect(r"^\d\d:\d\d bob <ann> hello bob ✓$")
        bob.expect(r"^\d\d:\d\d ann <ann> hello bob$")
        bob.type("hello ann")
        ann.expect(r"^\d\d:\d\d bob <bob> hello ann$")
        bob.type("/bye")
        bob.expect("The talk with ann is over")
        ann.expect("bob said goodbye")
        ann.type("/dial bob")
        ann.expect(r"(?s)said goodbye.*bob is here")
        bob.expect(r"(?s)is over.*ann is here")
        bob.kill()
        ann.expect(r"trying again\.$")
        ann.type("one", "two")
        ann.expect(r"<ann> one \(waits for bob\)$", r"<ann> two \(waits for bob\)$")
        bob = stack.enter_context(direct(tmp_path / "bob", "bob", "--lines", port=port))
        shown = bob.expect("<ann> hello bob$", "<bob> hello ann ✓$", "<ann> one$", "<ann> two$")
        assert [shown.count(f"<ann> {text}") for text in ("hello bob", "one", "two")] == [1, 1, 1]
        ann.expect("bob has the 2 messages that waited")
        ann.type("/quit")
        ann.wait()
        bob.expect("ann said goodbye")
        bob.press("C-c")
        bob.wait()


def test_two_people_with_the_full_screen(tmp_path: Path) -> None:
    with direct(tmp_path / "ann", "ann") as ann, ExitStack() as stack:
        bob = stack.enter_context(direct(tmp_path / "bob", "bob"))
        ann.expect("the direct line  ann, port", "The words of your key", "/dial host, /to friend")
        port, code = met(bob.expect("The words of your key", "/dial host, /to friend"))
        ann.type(f"/dial 127.0.0.1:{port} {code}")
        ann.expect("bob  ◆ connected, from machine to machine", "Write to bob")
        bob.expect("ann  ◆ connected, from machine to machine", "Write to ann")
        ann.type("hello bob")
        ann.expect(r"ann✓│ hello bob$")
        bob.expect(r"ann │ hello bob$")
        bob.type("hello ann")
        ann.expect(r"bob │ hello ann$")
        bob.kill()
        ann.expect("bob  ○ not connected: what you write waits")
        ann.type("one", "two")
        ann.expect(r"…│ one$", r"…│ two$")
        bob = stack.enter_context(direct(tmp_path / "bob", "bob", port=port))
        shown = bob.expect(r"│ hello bob$", r"✓│ hello ann$", r"│ one$", r"│ two$")
        assert [shown.count(f"│ {text}\n") for text in ("hello bob", "one", "two")] == [1, 1, 1]
        ann.expect(r"✓│ one$", r"✓│ two$")
        ann.type("/bye")
        bob.expect("ann said goodbye", "ann  ○ not connected")
        for each in (ann, bob):
            each.press("C-q")
            each.wait()
