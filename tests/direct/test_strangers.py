"""Strangers on real connections, who speak the protocol as they like: refused with a sentence, and told nothing."""

import asyncio
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from parlour.direct import messages
from parlour.direct.conversation import MOST_HEARD
from parlour.direct.doorway import TRIES
from parlour.direct.frames import Frames, frame
from parlour.direct.history import History
from parlour.direct.identity import open_identity
from parlour.direct.link import contexts
from parlour.direct.listening import NEWCOMERS
from parlour.direct.meetings import CONNECTIONS
from parlour.direct.messages import Again, DiallerHello, ListenerHello, Ping, Say, Unkept
from parlour.direct.peer import FUTURE, Happened
from tests.support.directs import PATIENCE_S, befriend, side
from tests.support.stranger import stranger

NESTED = b"\x91" * 60_000 + b"\xc0"
"""Lists within lists, in MessagePack."""


def nested(kind: str) -> bytes:
    """A message of a kind, with a field of a later version in which lists lie in lists."""
    return b"\x82\xa4type" + messages.encode(kind) + b"\xa1x" + NESTED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (frame(messages.encode(DiallerHello([2, 3], b"k" * 32, b"n" * 32))), FUTURE),
        ((1 << 30).to_bytes(4), "the other side announced 1073741824"),
        (frame(nested("hello")), "what came is no message of the protocol"),
        (frame(b"\x81\xa4type\xa3bye"), "what came is no message of the protocol"),
        (frame(messages.encode(DiallerHello([1], b"k" * 32, b"n" * 32))) * 2, "out of its turn"),
    ],
    ids=["future", "gigabyte", "nested", "bye", "turn"],
)
async def test_whoever_says_what_is_not_understood_hears_nothing(
    tmp_path: Path, said: bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with side(tmp_path / "bob", "bob") as bob, stranger(tmp_path / "eve", bob.node.port) as eve:
        eve.write(said)
        answer = await eve.hears()
        assert len(Frames().feed(answer)) == ("turn" in why), "a hello to a hello, and nothing else"
        await bob.until_noted(why)
        assert bob.notes.startswith("Somebody at 127.0.0.1 was refused: ")
    assert caplog.text == ""


async def test_a_listener_from_the_future_is_left_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "bob").mkdir()
    _, context, _ = contexts(open_identity(tmp_path / "bob" / "key.pem"), tmp_path / "bob")

    async def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(messages.encode(ListenerHello(2, b"n" * 32))))
        await reader.read()
        writer.close()

    async with (
        side(tmp_path / "ann", "ann") as ann,
        await asyncio.start_server(came, "127.0.0.1", 0, ssl=context) as it,
    ):
        ann.node.dial(f"127.0.0.1:{it.sockets[0].getsockname()[1]} lusab-babad")
        await ann.until_noted(FUTURE[1:])


async def test_what_a_friend_said_to_get_in_lets_nobody_in_a_second_time(tmp_path: Path) -> None:
    async with side(tmp_path / "bob", "bob") as bob:
        key = bob.node.meetings.identity.key
        async with stranger(tmp_path / "ann", bob.node.port) as ann:
            bob.node.meetings.door.trusted.add(ann.identity.key)
            await ann.verified("ann", key)
            await bob.until_talking("ann")
            said = ann.said
        bob.told.clear()
        async with stranger(tmp_path / "eve", bob.node.port) as eve:
            eve.write(said)
            heard = await eve.hears()
            await bob.until_noted("was refused: they could not prove their key")
        assert len(Frames().feed(heard)) == 1, "a hello, as anybody gets"


async def test_the_eleventh_guess_within_a_minute_is_none_whatever_it_is(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        for number in range(TRIES):
            ann.node.dial(f"{bob.place} lusab-babad")
            await bob.until(lambda number=number: bob.notes.count("said a wrong code") > number)  # type: ignore[misc]
        ann.node.dial(f"{bob.place} {bob.code}")
        await bob.until_noted("Somebody at 127.0.0.1 was refused: too many have tried the code within a minute.")
        await ann.until(lambda: ann.notes.count("The code is wrong, or somebody stands in between") == TRIES + 1)
        assert "wants to talk" not in bob.notes, "nobody is to be told a code who was refused"
        assert ann.node.friends() == bob.node.friends() == []


async def test_a_friend_who_sends_a_frame_of_a_gigabyte_is_left_and_can_come_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with side(tmp_path / "bob", "bob") as bob:
        key = bob.node.meetings.identity.key
        for wrong in ((1 << 30).to_bytes(4), frame(nested("ping")), frame(nested("wave"))):
            bob.told.clear()
            async with stranger(tmp_path / "ann", bob.node.port) as ann:
                bob.node.meetings.door.trusted.add(ann.identity.key)
                await ann.verified("ann", key)
                await bob.until_talking("ann")
                ann.write(wrong)
                await ann.hears()
                await bob.until_noted("; waiting for ann to dial.")
    assert caplog.text == ""


async def test_a_friend_who_asks_and_never_reads_the_answers_is_left_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.direct.link.MOST_BYTES", 1 << 20)
    async with side(tmp_path / "bob", "bob") as bob, stranger(tmp_path / "ann", bob.node.port) as ann:
        bob.node.meetings.door.trusted.add(ann.identity.key)
        await ann.verified("ann", bob.node.meetings.identity.key)
        await bob.until_talking("ann")
        (line,) = bob.node.conversations[ann.identity.key].lines
        for each, option in ((ann.writer, socket.SO_RCVBUF), (line._transport, socket.SO_SNDBUF)):  # type: ignore[attr-defined]
            each.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, option, 16 << 10)  # so that it is soon full
        pings = frame(messages.encode(Ping())) * 4_000
        with suppress(OSError):
            async with asyncio.timeout(PATIENCE_S):
                while "does not read" not in bob.notes:
                    ann.writer.write(pings)
                    await ann.writer.drain()
                    await asyncio.sleep(0)
        await bob.until_noted("The other side does not read what is sent to it; waiting for ann to dial.")


async def test_what_a_friend_says_faster_than_it_can_be_kept_is_put_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with side(tmp_path / "bob", "bob") as bob, stranger(tmp_path / "ann", bob.node.port) as ann:
        bob.node.meetings.door.trusted.add(ann.identity.key)
        peer = await ann.verified("ann", bob.node.meetings.identity.key)
        await bob.until_talking("ann")
        held: list[tuple[Any, ...]] = []
        hear = History.hear
        monkeypatch.setattr(History, "hear", lambda *asked: held.append(asked))
        says = [Say(number.to_bytes(16), 0, "said", str(number)) for number in range(3 * MOST_HEARD)]
        ann.say(*says)
        told: list[Happened] = []
        while not any(isinstance(each, Unkept) for each in told):
            told += peer.receive(await ann.reader.read(65536))
        monkeypatch.setattr(History, "hear", hear)
        for asked in held:
            hear(*asked)
        ann.say(Again(), *says[: MOST_HEARD // 2])
        await bob.until(lambda: len(bob.heard) > MOST_HEARD)
        heard = len(bob.heard)
        assert bob.heard == [str(number) for number in range(heard)], "in order, without a gap"
        assert heard < 2 * MOST_HEARD


async def test_of_a_friends_connections_few_are_kept(tmp_path: Path) -> None:
    async with side(tmp_path / "bob", "bob") as bob, AsyncExitStack() as stack:
        first = await stack.enter_async_context(stranger(tmp_path / "ann", bob.node.port))
        bob.node.meetings.door.trusted.add(first.identity.key)
        await first.verified("ann", bob.node.meetings.identity.key)
        await bob.until_talking("ann")
        for _ in range(2 * CONNECTIONS):
            one = await stack.enter_async_context(stranger(tmp_path / "ann", bob.node.port))
            await one.verified("ann", bob.node.meetings.identity.key)
        await first.hears()
        await bob.until(lambda: len(bob.lines("ann")) <= CONNECTIONS)
        one.say(Say(b"1" * 16, 0, "said", "still here"))
        await bob.until_heard("still here")


async def test_a_friend_comes_in_while_many_from_the_same_address_say_nothing(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        silent = [await asyncio.open_connection("127.0.0.1", bob.node.port) for _ in range(NEWCOMERS + 8)]
        await befriend(ann, bob)
        await bob.until_noted("Many connections come from 127.0.0.1 that say nothing; the oldest make room.")
        gone = await asyncio.gather(*(reader.read() for reader, _ in silent[:8]))
        assert gone == [b""] * 8, "the oldest made room"
        for _, writer in silent:
            writer.close()
