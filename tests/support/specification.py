"""Clauses of a specification, each with the conversation that shows whether the server keeps it."""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.play import World

ROOT = Path(__file__).parents[2]

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Kept:
    """What a specification demands at an address (the part behind #), in a few words."""

    def __init__(self, anchor: str, words: str) -> None:
        self.anchor = anchor
        self.words = words

    def hold(self) -> None:
        """See that it is so."""
        raise NotImplementedError


class Clause(Kept):
    """A clause and a conversation about it.

    Those who are `new` are connected and have said nothing yet; `options` are those of the node.
    """

    def __init__(self, anchor: str, words: str, script: str, *, new: Iterable[str] = (), **options: Any) -> None:
        super().__init__(anchor, words)
        self.script = script
        self.new = tuple(new)
        self.options = options

    def hold(self) -> None:
        """Play the conversation."""
        world = World(**self.options)
        for name in self.new:
            world.connect(name)
        world.play(self.script)


class Elsewhere(Kept):
    """A clause that another test holds, named as pytest names it, without what stands in brackets."""

    def __init__(self, anchor: str, words: str, test: str) -> None:
        super().__init__(anchor, words)
        self.test = test

    def hold(self) -> None:
        """See that the test is there."""
        path, _, name = self.test.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), f"there is no test {self.test}"


def each(clauses: Iterable[Kept]) -> Decorator:
    """A test for each clause; its words, and where they stand, are its id."""
    return pytest.mark.parametrize("clause", [pytest.param(one, id=f"{one.words} {one.anchor}") for one in clauses])


def conversations() -> Iterator[Clause]:
    """All clauses of tests/conformance that are played."""
    folder = ROOT / "tests" / "conformance"
    for path in sorted(folder.rglob("test_*.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        yield from (clause for clause in getattr(module, "CLAUSES", ()) if isinstance(clause, Clause))
