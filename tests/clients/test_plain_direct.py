"""Bare lines with the real `nc`, which dials and which listens."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from parlour.client.means import Means
from parlour.direct.desk import Began, Ended, Heard, Note, Refused, Told, Unfit, Way, Written
from parlour.direct.messages import TEXT_BYTES
from parlour.direct.plain import PlainNode
from tests.support import netcat

pytestmark = pytest.mark.clients

if missing := netcat.missing():
    pytest.skip(missing, allow_module_level=True)

DEADLINE_S = 20.0


class Netcat:
    """A running nc."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.keys, self.screen, self.notices = process.stdin, process.stdout, process.stderr

    async def types(self, text: str) -> None:
        self.keys.write(text.encode())
        await self.keys.drain()

    async def sees(self, line: str) -> None:
        async with asyncio.timeout(DEADLINE_S):
            assert await self.screen.readline() == f"{line}\n".encode()

    async def sees_the_end(self) -> None:
        async with asyncio.timeout(DEADLINE_S):
            assert await self.screen.read() == b""

    async def port(self) -> int:
        """Where it listens, as it says itself."""
        async with asyncio.timeout(DEADLINE_S):
            said = re.search(rb" (\d+)\n", await self.notices.readline())
        assert said is not None
        return int(said[1])


@asynccontextmanager
async def nc(*options: str) -> AsyncIterator[Netcat]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("nc", "-n", *options, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        yield Netcat(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


class Ann:
    """Somebody's own side, and what it was told in order."""

    def __init__(self, node: PlainNode) -> None:
        self.node = node
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._ids = 0
        node.listener = self._told.put_nowait

    @property
    def place(self) -> tuple[str, str]:
        return "127.0.0.1", str(self.node.port)

    def say(self, text: str, nick: str = "peer") -> bytes:
        self._ids += 1
        id = self._ids.to_bytes(16, "big")
        self.node.say(nick, id, "said", text)
        return id

    async def next(self) -> Told:
        """What is told next, written words aside."""
        async with asyncio.timeout(DEADLINE_S):
            while isinstance(told := await self._told.get(), Written):
                pass
        return told

    async def notes(self, part: str) -> None:
        told = await self.next()
        assert isinstance(told, Note)
        assert part in told.sentence

    async def talks(self, nick: str = "peer") -> None:
        await self.notes("unprotected")
        assert await self.next() == Began(nick, Way.BOTH)

    async def hears(self, *texts: str) -> None:
        for text in texts:
            told = await self.next()
            assert isinstance(told, Heard)
            assert told.entry.text == text

    async def ends(self, nick: str = "peer") -> None:
        await self.notes("has ended the talk")
        assert await self.next() == Ended(nick)


@asynccontextmanager
async def listening(means: Means | None = None) -> AsyncIterator[Ann]:
    node = PlainNode("ann", "127.0.0.1", 0, Way.BOTH, means or Means())
    ann = Ann(node)
    await node.start()
    try:
        yield ann
    finally:
        await node.close()


async def test_nc_dials_and_both_talk_until_it_is_closed() -> None:
    async with listening() as ann, nc(*ann.place) as bob:
        await ann.talks()
        await bob.types("hello\n")
        await ann.hears("hello")
        ann.say("hello né")
        await bob.sees("hello né")
        bob.process.kill()
        await ann.ends()
        with pytest.raises(Unfit, match="not there any more"):
            ann.say("gone?")


async def test_nc_listens_and_is_dialled_and_left() -> None:
    async with listening() as ann, nc("-l", "-v", "127.0.0.1", "0") as bob:
        ann.node.dial(f"127.0.0.1:{await bob.port()}")
        await ann.notes("Dialling 127.0.0.1:")
        await ann.talks()
        ann.say("hello")
        await bob.sees("hello")
        await bob.types("hello ann\n")
        await ann.hears("hello ann")
        ann.say("bye")
        ann.node.bye("peer")
        assert await ann.next() == Ended("peer")
        await bob.sees("bye")
        bob.keys.close()
        await bob.sees_the_end()


async def test_what_a_pipe_sends_is_shown_then_the_talk_ends() -> None:
    async with listening() as ann, nc("-N", *ann.place) as bob:
        await bob.types("one\ntwo\n\nno end")
        bob.keys.close()
        await ann.talks()
        await ann.hears("one", "two", "", "no end")
        await ann.ends()
        async with asyncio.timeout(DEADLINE_S):
            assert await bob.process.wait() == 0


async def test_several_talk_at_once() -> None:
    async with listening() as ann, nc(*ann.place) as bob:
        await ann.talks()
        async with nc(*ann.place) as cid:
            await ann.talks("peer2")
            ann.say("hello bob")
            ann.say("hello cid", "peer2")
            await bob.sees("hello bob")
            await cid.sees("hello cid")


async def test_a_megabyte_comes_through_a_pipe_whole() -> None:
    async with listening() as ann, nc("-N", *ann.place) as bob:
        lines = [f"{number} {'x' * 100}" for number in range(10_000)]
        typing = asyncio.create_task(bob.types("".join(f"{line}\n" for line in lines)))
        await ann.talks()
        await ann.hears(*lines)
        await typing


async def test_an_nc_that_is_stopped_is_left_and_what_it_did_not_get_is_given_back() -> None:
    async with listening() as ann, nc(*ann.place) as bob:
        await ann.talks()
        bob.process.send_signal(signal.SIGSTOP)
        said = []
        while ann.node.friends()[0].talking:
            said.append(ann.say("x" * TEXT_BYTES))
        refused = []
        while isinstance(told := await ann.next(), Refused):
            refused.append(told.id)
        assert refused == said[-len(refused) :]
        assert isinstance(told, Note)
        assert "reads nothing any more" in told.sentence
        assert await ann.next() == Ended("peer")
        written = [each.id for each in ann.node.page("peer", before=None, limit=9999)[0]]
        assert not set(written) & set(refused)
