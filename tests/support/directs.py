"""Sides of the direct line, each with a folder of its own, on this machine's loopback."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from parlour.client.means import Means
from parlour.direct.desk import Began, Delivered, Heard, Note, Told, Way
from parlour.direct.history import History
from parlour.direct.identity import open_identity
from parlour.direct.node import Node, Wish

PATIENCE_S = 10.0


class Side:
    """One side, and what its face has been told."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.told: list[Told] = []
        self._news = asyncio.Event()
        node.listener = self._listen

    def _listen(self, told: Told) -> None:
        self.told.append(told)
        self._news.set()

    @property
    def downloads(self) -> Path:
        assert self.node.wish.downloads is not None
        return self.node.wish.downloads

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.node.port}"

    @property
    def code(self) -> str:
        return self.node.meetings.door.code

    @property
    def notes(self) -> str:
        return "\n".join(each.sentence for each in self.told if isinstance(each, Note))

    @property
    def heard(self) -> list[str]:
        return [each.entry.text for each in self.told if isinstance(each, Heard)]

    @property
    def delivered(self) -> int:
        return sum(len(each.ids) for each in self.told if isinstance(each, Delivered))

    def say(self, nick: str, *texts: str) -> None:
        for text in texts:
            self.node.say(nick, os.urandom(16), "said", text)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, and fail with all that was told if it does not come about."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError("\n".join(map(str, self.told))) from None

    async def until_noted(self, words: str) -> None:
        await self.until(lambda: words in self.notes)

    async def until_talking(self, nick: str) -> None:
        await self.until(lambda: any(isinstance(each, Began) and each.nick == nick for each in self.told))

    async def until_heard(self, *texts: str) -> None:
        await self.until(lambda: self.heard[-len(texts) :] == list(texts))

    def lines(self, nick: str) -> list[tuple[bool, tuple[int, int]]]:
        """The connections with a friend: whether they were dialled from here, and the ports of both ends."""
        known = self.node.known(nick)
        assert known is not None
        return [(line.is_own, line.ports) for line in self.node.conversations[known.key].lines]  # type: ignore[attr-defined]


@asynccontextmanager
async def side(folder: Path, name: str, *, way: Way = Way.BOTH, means: Means | None = None) -> AsyncIterator[Side]:
    """A side that listens at a port that the system chooses; the same folder is the same person."""
    folder.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240, nothing else runs yet
    means = means or Means(pause=_hurried)
    history = History(folder / "direct.db", means.clock)
    wish = Wish(name, "127.0.0.1", 0, way, folder / "downloads")
    node = Node(wish, folder, open_identity(folder / "key.pem"), history, means)
    made = Side(node)
    await node.start()
    try:
        yield made
    finally:
        await node.close()


async def _hurried(seconds: float) -> None:
    """What the program waits for by itself comes sooner."""
    await asyncio.sleep(seconds / 20)


async def befriend(ann: Side, bob: Side) -> None:
    """Ann dials Bob with his code; then they talk, each direction on its own connection."""
    ann.node.dial(f"{bob.place} {bob.code}")
    await ann.until_noted("Each direction has its own connection")
    await bob.until_noted("Each direction has its own connection")
