"""Somebody in between, somebody who says nothing, somebody who does not read, and a disk that keeps nothing."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parlour.direct.database import Database
from parlour.direct.desk import Delivered, Ended, Refused, Unfit
from parlour.direct.history import HistoryError
from parlour.direct.identity import open_identity
from parlour.direct.link import contexts
from parlour.direct.listening import NEWCOMERS
from tests.support.directs import Side, befriend, side


class Between:
    """Somebody who takes connections in another's name, with a certificate of their own, and hands on all bytes."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir()
        _, self._listening, self._dialling = contexts(open_identity(folder / "key.pem"), folder)
        self._port = port
        self.seen = b""
        """What went through."""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        async with await asyncio.start_server(self._came, "127.0.0.1", 0, ssl=self._listening) as server:
            yield server.sockets[0].getsockname()[1]

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._port, ssl=self._dialling, server_hostname="")
        await asyncio.gather(self._hand_on(reader, there[1]), self._hand_on(there[0], writer))

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
        assert b"secret" not in eve.seen
        assert ann.node.friends()[0].waiting == 1, "it waits for bob himself"


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
        for each in bob.node.conversations[ann.node.meetings.identity.key].lines:
            each.hold(False)  # type: ignore[attr-defined]
        await bob.until(lambda: len(bob.heard) == 600)
        assert bob.heard == [long] * 600


async def test_a_friend_who_answers_no_more_is_given_up_with_a_sentence(tmp_path: Path) -> None:
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
