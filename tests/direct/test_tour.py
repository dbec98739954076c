"""The page of the direct line says what is so: what two people see in its tour is what they are shown."""

import asyncio
import re
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from parlour.client.means import Means
from parlour.direct.desk import Way
from parlour.direct.discovery import Found, in_words
from parlour.direct.doorway import TRIES, Doorway
from parlour.direct.identity import Identity, first_words
from parlour.direct.node import Node
from tests.support.directs import PATIENCE_S
from tests.support.talkers import Talker, talker

PAGE = Path(__file__).parents[2] / "docs" / "direct.md"

WIDTH = 110
"""So wide is what is shown on the page; what is longer goes on below, as in a terminal."""

PROMPT = re.compile(r"(direct|ann|bob|peer)> ")

SEEDS = {"ann": 1, "bob": 2, "another bob": 3}

PLACES = {"ann": "192.0.2.1:7800", "bob": "192.0.2.7:7800"}


def folded(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * 6, break_on_hyphens=False, break_long_words=False)


class Person:
    """Somebody of the tour: what they are shown, as the page has it."""

    def __init__(self, tour: "Tour", name: str) -> None:
        self.tour = tour
        self.name = name
        self.talker: Talker | None = None
        self.called = ""
        self.seen = 0
        """How much of the screen stood in the parts before."""
        self.stack = AsyncExitStack()

    @property
    def lines(self) -> list[str]:
        """What is shown in this part, as it stands on the page."""
        called = [f"$ {self.called}"] if self.called and not self.seen else []
        screen = self.talker.screen[self.seen :] if self.talker is not None else []
        return called + [each for line in screen for each in folded(self.tour.on_the_page(self, line))]

    async def shows(self, expected: list[str], *, ordered: bool) -> None:
        """Wait until this is shown, and nothing else."""
        talker = self.talker
        assert talker is not None
        try:
            async with asyncio.timeout(PATIENCE_S):
                while self.lines != expected and (ordered or sorted(self.lines) != sorted(expected)):
                    await talker.changed()
        except TimeoutError:
            assert self.lines == expected, f"{self.name} is shown what is not on the page"

    def part_ends(self) -> None:
        self.seen = len(self.talker.screen) if self.talker is not None else 0


class Tour:
    """The page, and the people who play it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports: dict[str, int] = {}
        self.people = {name: Person(self, name) for name in PLACES}
        self._begun = time.monotonic()
        self._noon = datetime(2026, 11, 21, 12, 3).astimezone().timestamp()
        page = PAGE.read_text(encoding="utf-8")
        self.blocks = iter(re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))

    def clock(self) -> int:
        return round((self._noon + (time.monotonic() - self._begun) / 10) * 1000)

    def on_the_page(self, person: Person, line: str) -> str:
        for name, place in PLACES.items():
            line = line.replace(f"127.0.0.1:{self.ports.get(name)}", place)
            line = line.replace(f"/send {self.folder / name}", "/send ~")
            line = line.replace(str(self.folder / name), f"/var/home/{name}").replace(
                "/downloads/", "/Downloads/parlour/"
            )
        other = next(place for name, place in PLACES.items() if name != person.name)
        line = line.replace(f"nc 127.0.0.1 {self.ports[person.name]}", "nc " + PLACES[person.name].replace(":", " "))
        line = re.sub(r"127\.0\.0\.1:\d{4,5} has", f"{other.partition(':')[0]}:41822 has", line)
        line = line.replace("127.0.0.1", other.partition(":")[0])
        return re.sub(r"^(\S+> /dial \S+):7800$", r"\1", line)

    async def comes(
        self, name: str, called: str, where: str = "", way: Way = Way.BOTH, key: str = "", **more: Any
    ) -> None:
        """Somebody starts it."""
        person = self.people[name]
        folder = self.folder / (key or name)
        folder.mkdir(exist_ok=True)
        if not (folder / "key.pem").exists():
            private = Ed25519PrivateKey.from_private_bytes(bytes([SEEDS[key or name]]) * 32)
            (folder / "key.pem").touch(mode=0o600)
            (folder / "key.pem").write_bytes(Identity(private).private_pem())
        coming: AbstractAsyncContextManager[Talker] = talker(
            folder, name, where, way=way, port=self.ports.get(name, 0), means=Means(clock=self.clock),
            prepare=lambda node: self._prepare(name, node), **more,
        )  # fmt: skip
        person.talker = await person.stack.enter_async_context(coming)
        person.called, person.seen = called, 0
        self.ports[name] = person.talker.node.port

    def _prepare(self, name: str, node: Node) -> None:
        """Its codes are drawn by nobody."""
        drawn = iter(range(SEEDS[name] * 0x1234567, 1 << 32, 0x7654321))
        meetings = node.meetings
        meetings.door = Doorway(
            node.is_pinned, node.welcome, lambda count: next(drawn).to_bytes(count, "big"), self.clock
        )

    async def goes(self, name: str) -> None:
        await self.people[name].stack.aclose()

    async def part(
        self, *steps: tuple[str, str], shown: tuple[str, ...] = ("ann", "bob"), ordered: bool = True
    ) -> None:
        """People type, each as soon as they are shown what stands above that on the page, whose next blocks are theirs.
        What comes on two connections comes in no order."""
        blocks = {name: next(self.blocks).splitlines() for name in shown}
        at = dict.fromkeys(shown, 0)
        for name, typed in steps:
            person, block = self.people[name], blocks[name]
            while not PROMPT.match(block[at[name]]):
                at[name] += 1
            await person.shows(block[: at[name]], ordered=ordered)
            at[name] += 1
            assert person.talker is not None
            person.talker.type(typed)
        for name in shown:
            await self.people[name].shows(blocks[name], ordered=ordered)
            self.people[name].part_ends()


@pytest.fixture
async def tour(tmp_path: Path) -> AsyncIterator[Tour]:
    made = Tour(tmp_path)
    yield made
    for name in PLACES:
        await made.goes(name)


async def test_what_two_people_see_in_the_tour_is_what_they_are_shown(tour: Tour) -> None:
    await tour.comes("ann", "parlour direct")
    await tour.comes("bob", "parlour direct")
    code = tour.people["bob"].talker.node.meetings.door.code  # type: ignore[union-attr]
    place = f"127.0.0.1:{tour.ports['bob']}"
    await tour.part(("ann", f"/dial {place}"), ("ann", f"/code {code}"))
    await tour.part(("ann", "hello bob"), ("bob", "hello ann"), ("ann", "/friends"))
    cats = tour.folder / "ann" / "cats.jpg"
    cats.write_bytes(bytes(1_234_567))
    await tour.part(("ann", f"/send {cats}"), ("bob", "/accept"))
    await tour.part(("bob", "/quit"), shown=("bob",))
    await tour.goes("bob")
    await tour.part(("ann", "are you coming tonight?"), shown=("ann",))
    await tour.comes("bob", "parlour direct ann", "ann")
    await tour.part(ordered=False)
    await tour.goes("bob")
    await tour.comes("bob", "parlour direct --one-way send ann", "ann", way=Way.SEND)
    await tour.part(
        ("bob", "The play begins in ten minutes."), ("ann", "which door?"), shown=("bob", "ann"), ordered=False
    )
    await tour.goes("bob")
    ann = tour.people["ann"].talker
    assert ann is not None
    assert isinstance(ann.node, Node)
    await ann.node.meetings.listener.close()
    await tour.comes("bob", "parlour direct")
    await tour.part(("ann", "/dial bob"), ("ann", "hello?"), shown=("ann",))
    await tour.goes("bob")
    await tour.comes("bob", "parlour direct", key="another bob")
    await tour.part(("ann", "/dial bob"), shown=("ann",))
    await tour.goes("bob")
    await tour.goes("ann")
    await tour.comes("bob", "parlour direct --plain", is_plain=True)
    bob = tour.people["bob"].talker
    assert bob is not None
    await bob.until_shown("You are bob")
    reader, writer = await asyncio.open_connection("127.0.0.1", tour.ports["bob"])
    writer.write(b"hello bob\n")
    await bob.until_shown("<peer> hello bob")
    bob.type("hello, whoever you are")
    assert await reader.readline() == b"hello, whoever you are\n"
    writer.close()
    await writer.wait_closed()
    await bob.until_shown("has ended the talk")
    bob.type("and now?")
    await tour.part(shown=("bob",))
    assert next(tour.blocks).startswith("$ parlour direct --find"), "all of the page was played"


def test_who_was_found_is_listed_as_on_the_page() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes([SEEDS["bob"]]) * 32)
    found = Found("bob", ("192.0.2.7",), 7800, first_words(Identity(key).key))
    assert f"```text\n$ parlour direct --find\n{in_words(found)}\n```" in PAGE.read_text(encoding="utf-8")


def test_the_numbers_on_the_page_are_those_that_hold() -> None:
    assert f"at most {TRIES} strangers a minute" in " ".join(PAGE.read_text(encoding="utf-8").split())
