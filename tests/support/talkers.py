"""People at `parlour direct --lines`, in this process: a node on this machine's loopback, the front, the client, and
the lines that its plain face prints."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from parlour.client.client import Client
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.plain.face import PlainFace
from parlour.client.plain.manner import Line, Manner
from parlour.client.plain.printer import Printer
from parlour.client.profile import Profile
from parlour.client.questions import Nobody
from parlour.client.settings import ChatSettings
from parlour.direct.desk import Note, Way
from parlour.direct.front import Front
from parlour.direct.history import History
from parlour.direct.identity import open_identity
from parlour.direct.node import Node, Wish
from parlour.direct.plain import PlainNode
from parlour.direct.run import attached
from tests.support.directs import PATIENCE_S


class Talker:
    """Somebody who types, and sees lines."""

    def __init__(self, node: Node | PlainNode) -> None:
        self.node = node
        self.screen: list[str] = []
        """What is shown; what was typed stands in it behind its prompt."""
        self.face: PlainFace
        self._news = asyncio.Event()

    def put(self, lines: list[Line]) -> None:
        self.screen += ["".join(text for _, text in line) for line in lines]
        self._news.set()

    narrate = put

    def ring(self) -> None:
        """Nobody hears it."""

    def type(self, text: str) -> None:
        self.screen.append(f"{self.face.prompt}{text}")
        if not self.face.typed(text, self.face.where[1]):
            self.screen.append("It comes back.")
        self._news.set()

    @property
    def shown(self) -> str:
        return "\n".join(self.screen)

    async def changed(self) -> None:
        """Wait until something more is shown."""
        self._news.clear()
        await self._news.wait()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, and fail with the screen if it does not come about."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    await self.changed()
        except TimeoutError:
            raise AssertionError(f"on the screen of {self.node.name}:\n{self.shown}") from None

    async def until_shown(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.shown for text in texts))


@asynccontextmanager
async def talker(
    folder: Path, name: str, where: str = "", *, host: str = "127.0.0.1", port: int = 0, way: Way = Way.BOTH,
    is_plain: bool = False, means: Means | None = None, prepare: Callable[[Node], None] | None = None,
) -> AsyncIterator[Talker]:  # fmt: skip
    """Somebody who has started it, and perhaps dials at once; the same folder is the same person. `prepare` is handed
    the node before it listens."""
    folder.mkdir(mode=0o700, exist_ok=True)  # noqa: ASYNC240, nothing else runs yet
    means = means or Means()
    node = _plain(name, host, port, way, means) if is_plain else _node(folder, Wish(name, host, port, way), means)
    if prepare is not None and isinstance(node, Node):
        prepare(node)
    await node.start()
    made = Talker(node)
    front = Front(node, means.clock, asyncio.get_running_loop().call_later)
    for sentence in node.introduction([host]):
        front.told(Note("", sentence))
    if where:
        node.dial(where)
    client = Client(Memory(folder / "face.json"), ChatSettings(), Nobody(), attached(means, front))
    manner = Manner(terminal=True)
    made.face = PlainFace(client, Printer(client, made, manner, marks_read=True), manner, follows=True)
    made.face.begin()
    client.add(Profile("direct", "direct", node.port or 1, tls=False, nick=name))
    try:
        yield made
    finally:
        made.face.is_leaving = True
        await client.close()
        await node.close()
        client.memory.save_now()
        client.memory.close()


def _node(folder: Path, wish: Wish, means: Means) -> Node:
    kept = Wish(wish.name, wish.host, wish.port, wish.way, folder / "downloads")
    return Node(kept, folder, open_identity(folder / "key.pem"), History(folder / "direct.db", means.clock), means)


def _plain(name: str, host: str, port: int, way: Way, means: Means) -> PlainNode:
    return PlainNode(name, host, port, way, means)
