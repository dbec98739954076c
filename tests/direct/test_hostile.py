"""Somebody in between, somebody who says nothing, somebody who does not read, and a disk that keeps nothing."""

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parlour.direct.conversation import WINDOW
from parlour.direct.database import Database
from parlour.direct.desk import Delivered, Ended, Refused, Unfit
from parlour.direct.history import HistoryError
from parlour.direct.identity import open_identity
from parlour.direct.link import contexts
from parlour.direct.listening import NEWCOMERS
from tests.support.directs import PATIENCE_S, Side, befriend, side


class Between:
    """Somebody who takes connections in another's name, with a certificate of their own, and hands on all bytes."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir()
        _, self._listening, self._dialling = contexts(open_identity(folder / "key.pem"), folder)
        self._port = port
        self.seen = b""
        """What went through."""
        self.came = 0
        self._between: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setblocking(False)
            accepting = asyncio.create_task(self._accept(listening))
            yield listening.getsockname()[1]
            accepting.cancel()
            await asyncio.gather(accepting, *self._between, return_exceptions=True)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            came, _ = await loop.sock_accept(listening)
            self._between.append(loop.create_task(self._stand_between(came)))

    async def until_came(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.came < count:
                self._news.clear()
                await self._news.wait()

    async def _stand_between(self, came: socket.socket) -> None:
        self.came += 1
        self._news.set()
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, ssl=self._dialling, server_hostname="")
        here = asyncio.StreamReader()
        made = asyncio.StreamReaderProtocol(here, lambda _, answers: answered.set_result(answers))
        answered: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: made, came, ssl=self._listening)
            await asyncio.gather(self._hand_on(here, writer), self._hand_on(reader, await answered))
        except (OSError, ssl.SSLError):
            writer.close()  # they do not want this certificate

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                self.seen += data
                writer.write(data)
        except (OSError, ssl.SSLError):
            pass
        writer.close()


@pytest.mark.parametrize("says_code", [True, False])
async def test_somebody_in_between_at_the_first_meeting_is_refused_by_both(tmp_path: Path, *, says_code: bool) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        eve = Between(tmp_path / "eve", bob.node.port)
        async with eve.listening() as port:
            ann.node.dial(f"127.0.0.1:{port} {bob.code if says_code else ''}")
            await bob.until_noted("they could not prove their key: it is not theirs, or somebody stands in between")
            await ann.until_noted("closed the connection")
        assert ann.node.friends() == bob.node.friends() == []


async def test_somebody_in_between_friends_hears_nothing(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.bye("bob")
        await bob.until(lambda: isinstance(bob.told[-1], Ended))
        ann.say("bob", "a secret")
        known = ann.node.known("bob")
        assert known is not None
        eve = Between(tmp_path / "eve", bob.node.port)
        async with eve.listening() as port:
            ann.node.met(known.key, "bob", "127.0.0.1", port)
            ann.node.dial("bob")
            await ann.until_noted("shows another key than bob's: somebody stands in between")
            await bob.until_noted("Somebody at 127.0.0.1 connected, and went without saying who they are.")
        assert eve.seen == b"", "not even who dials"
        assert ann.node.friends()[0].waiting == 1, "it waits for bob himself"


async def test_somebody_who_gets_in_between_friends_later_is_told_of_once_and_left_out(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann:
        async with side(tmp_path / "bob", "bob") as bob:
            await befriend(ann, bob)
            key = bob.node.meetings.identity.key
            eve = Between(tmp_path / "eve", bob.node.port)
            async with eve.listening() as port:
                ann.node.meetings._places[key] = "127.0.0.1", port
                for line in list(ann.node.conversations[key].lines):
                    line.abort()  # type: ignore[attr-defined]
                bob.node.meetings._places.clear()  # so that it is Ann who dials
                await ann.until_noted("shows another key than bob's: somebody stands in between")
                before = eve.came
                await eve.until_came(before + 2)
        assert ann.notes.count("shows another key") == 1
        assert eve.seen == b""


async def test_who_is_not_known_any_more_is_told_so_once_and_not_tried_again(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        key, own = bob.node.meetings.identity.key, ann.node.meetings.identity.key
        del bob.node._known["ann"]  # as after the loss of what was kept there
        bob.node.meetings._places.clear()
        for line in list(ann.node.conversations[key].lines):
            line.abort()  # type: ignore[attr-defined]
        await ann.until_noted("bob does not know your key. Ask them for the two words of their code")
        assert not ann.node.meetings.is_wanted(ann.node.conversations[key])
        ann.node.code(bob.code)
        await bob.until(lambda: bob.node.is_pinned(own))
        await ann.until(lambda: ann.node.friends()[0].talking)


async def test_whom_one_forgets_while_they_are_tried_again_is_tried_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        conversation = ann.node.conversations[bob.node.meetings.identity.key]
        bob.node.meetings._places.clear()
        for line in list(conversation.lines):
            line.abort()  # type: ignore[attr-defined]
        await ann.until_noted("; trying again.")
        ann.node.forget("bob")
        assert not ann.node.meetings.is_wanted(conversation)
        assert ann.node.friends() == []
    assert caplog.text == ""


async def test_a_friend_who_cannot_be_forgotten_is_talked_with_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Full(monkeypatch)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        disk.fill(ann)
        with pytest.raises(Unfit, match="the disk is full"):
            ann.node.forget("bob")
        disk.clear()
        ann.say("bob", "still here")
        await bob.until_heard("still here")


async def test_those_who_say_nothing_are_few_and_friends_come_in_when_they_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.direct.meetings.VERIFY_S", 0.5)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        silent = [await asyncio.open_connection("127.0.0.1", bob.node.port) for _ in range(NEWCOMERS + 10)]
        turned_away = [reader for reader, _ in silent if reader.at_eof()]
        assert await asyncio.gather(*(reader.read() for reader, _ in silent)) == [b""] * len(silent)
        assert len(turned_away) <= 10
        for _, writer in silent:
            writer.close()
        await befriend(ann, bob)


async def test_a_friend_who_does_not_read_holds_up_nobody(tmp_path: Path) -> None:
    async with (
        side(tmp_path / "ann", "ann") as ann,
        side(tmp_path / "bob", "bob") as bob,
        side(tmp_path / "cid", "cid") as cid,
    ):
        await befriend(ann, bob)
        ann.node.dial(f"{cid.place} {cid.code}")
        await ann.until_talking("cid")
        for line in bob.node.conversations[ann.node.meetings.identity.key].lines:
            line.hold(True)  # type: ignore[attr-defined]
        long = "x" * 16_000
        ann.say("bob", *[long] * 600)
        ann.say("cid", "are you there?")
        await cid.until_heard("are you there?")
        for line in ann.node.conversations[bob.node.meetings.identity.key].lines:
            on_its_way = line._transport.get_write_buffer_size()  # type: ignore[attr-defined]
            assert on_its_way < 2 * WINDOW * len(long), "the rest waits on the disk, and in order"
        for each in bob.node.conversations[ann.node.meetings.identity.key].lines:
            each.hold(False)  # type: ignore[attr-defined]
        await bob.until(lambda: len(bob.heard) == 600)
        assert bob.heard == [long] * 600


async def test_a_friend_who_answers_no_more_is_given_up_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.direct.link.GOODBYE_S", 0.1)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.say("bob", "before")
        await bob.until_heard("before")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("parlour.direct.node.DEAD_MS", 200)
            patch.setattr("parlour.direct.node.PING_MS", 50)
            bob.node._watch = lambda *_: None  # type: ignore[method-assign]
            for line in bob.node.conversations[ann.node.meetings.identity.key].lines:
                line.hold(True)  # type: ignore[attr-defined]
            await ann.until_noted("bob does not answer any more; trying again.")
        ann.say("bob", "after")
        await bob.until_heard("after")
        assert bob.heard == ["before", "after"]


class Full:
    """A disk that is full, until it is not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sides: list[Database] = []
        own = Database.writing

        def writing(database: Database) -> object:
            if database in self.sides:
                raise HistoryError("the disk is full")
            return own(database)

        monkeypatch.setattr(Database, "writing", writing)

    def fill(self, full: Side) -> None:
        self.sides.append(full.node.history._database)

    def clear(self) -> None:
        self.sides.clear()


async def test_what_cannot_be_kept_here_goes_back_to_whoever_typed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Full(monkeypatch)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        disk.fill(ann)
        ann.say("bob", "lost?")
        await ann.until(lambda: isinstance(ann.told[-1], Refused))
        assert ann.told[-1] == Refused("bob", ann.told[-1].id, "the disk is full")  # type: ignore[union-attr]
        disk.clear()
        ann.say("bob", "kept")
        await bob.until_heard("kept")
        assert bob.heard == ["kept"]


async def test_what_a_friend_cannot_keep_waits_here_and_comes_in_order_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.direct.conversation.UNKEPT_MS", 100)
    disk = Full(monkeypatch)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        disk.fill(bob)
        said = [str(number) for number in range(300)]
        ann.say("bob", *said)
        await bob.until_noted("What ann says cannot be kept, and waits with them: the disk is full")
        await ann.until_noted("bob cannot keep what you say at the moment (the disk is full); it waits here.")
        assert not any(isinstance(each, Delivered) for each in ann.told)
        disk.clear()
        await bob.until(lambda: len(bob.heard) == 300)
        assert bob.heard == said
        await ann.until(lambda: ann.delivered == 300)


async def test_whom_one_cannot_keep_one_does_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Full(monkeypatch)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        disk.fill(bob)
        ann.node.dial(f"{bob.place} {bob.code}")
        await bob.until_noted("is closed, as nothing can be kept: the disk is full")
        assert bob.node.friends() == []
        disk.clear()


async def test_where_a_friend_is_that_cannot_be_kept_is_a_sentence_and_one_talks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Full(monkeypatch)
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.bye("bob")
        await bob.until(lambda: isinstance(bob.told[-1], Ended))
        disk.fill(ann)
        ann.node.dial("bob")
        await ann.until_noted("It cannot be kept where bob is: the disk is full.")
        bob.say("ann", "waits")
        await ann.until_noted("What bob says cannot be kept, and waits with them: the disk is full")
        disk.clear()


@pytest.mark.parametrize(
    "ask",
    [
        lambda ann: ann.node.page("bob", before=None, limit=5),
        lambda ann: ann.node.place_of("bob", b"1" * 16),
        lambda ann: ann.node.forget("bob"),
        lambda ann: ann.node.send("bob", __file__),
    ],
    ids=["page", "place", "forget", "send"],
)
async def test_what_cannot_be_read_or_kept_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Side], object]
) -> None:
    def fails(_: Database) -> object:
        raise HistoryError("the disk is full")

    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        with monkeypatch.context() as patch:
            patch.setattr(Database, "writing", fails)
            patch.setattr(Database, "reading", fails)
            with pytest.raises(Unfit, match="the disk is full"):
                ask(ann)


async def test_what_is_said_may_be_anything(tmp_path: Path) -> None:
    """Nothing of it is taken out on the way: the faces see to it that nothing reaches a terminal raw."""
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        text = "\x1b[2J\x07 \x9b31m \u202e" + os.urandom(8).hex()
        ann.say("bob", text)
        await bob.until_heard(text)
