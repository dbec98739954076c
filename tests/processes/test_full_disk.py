"""A disk that is really full: nothing that was shown is lost, and everybody knows what became of their words."""

import ctypes
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, HISTORY_CAPABILITIES
from tests.support.process import Server
from tests.support.talk import Memory, Talker, finish, pump, run_of

pytestmark = pytest.mark.slow

CHANNEL = "#attic"
WORDS = " " + "x" * 300
SIZE = "4m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={SIZE}".encode()):
        pytest.skip(f"no small disk can be mounted ({os.strerror(ctypes.get_errno())}); run the tests as root")
    try:
        yield folder
    finally:
        assert libc.umount2(os.fsencode(folder), 2) == 0


def fill(ballast: Path, spare_bytes: int) -> None:
    """Fill the disk up, but for so much."""
    left = os.statvfs(ballast.parent)
    with ballast.open("ab") as file:
        file.write(b"\x00" * (left.f_bavail * left.f_bsize - spare_bytes))


def people() -> list[Memory]:
    """Three who talk, each told in another way of what was not delivered."""
    return [
        Memory(
            "ann", ("message-tags", "echo-message", "batch", "labeled-response", "standard-replies"), "bob",
            with_label=True,
        ),
        Memory("bob", ("echo-message", "standard-replies"), "ann"),
        Memory("cat", ("echo-message",), "ann"),
    ]  # fmt: skip


def come(server: Server, memories: list[Memory], stack: ExitStack) -> list[Talker]:
    """All connect and join."""
    clients = [stack.enter_context(server.client(memory.name, *memory.capabilities)) for memory in memories]
    for client in clients:
        client.join(CHANNEL)
    for client in clients:
        client.settle()
    return [Talker(memory, client, CHANNEL, WORDS) for memory, client in zip(memories, clients, strict=True)]


def talk_until_refused(talkers: list[Talker]) -> None:
    """Talk until everybody has been refused, and wait for the answers to all that was said."""
    before = [len(talker.memory.refused) for talker in talkers]

    def done() -> bool:
        waiting = [talker for talker, count in zip(talkers, before, strict=True) if len(talker.memory.refused) == count]
        for talker in waiting:
            talker.talk()
        return not waiting

    pump(talkers, done)
    finish(talkers)


def say_until_kept(talker: Talker) -> None:
    """Say one thing after the other until one is confirmed."""
    before = len(talker.memory.confirmed)
    deadline_s = time.monotonic() + DEADLINE_S
    while len(talker.memory.confirmed) == before:
        assert time.monotonic() < deadline_s, "it did not recover"
        talker.say_one()
        finish([talker])


def goes_on(server: Server, talkers: list[Talker], number: int) -> None:
    """While nothing can be kept: people come, join, see one another, and read the past."""
    ann, bob, _ = (talker.client for talker in talkers)
    with server.client(f"dan{number}", *HISTORY_CAPABILITIES) as dan:
        dan.join(CHANNEL, f"#cellar{number}")
        for client in (ann, bob):
            client.expect(f"…:dan{number}!… JOIN {CHANNEL}")
        ann.send(f"@+typing=active TAGMSG {CHANNEL}")
        dan.expect(f"@…+typing=active :ann!… TAGMSG {CHANNEL}")
        dan.send(f"NICK eve{number}")
        bob.expect(f":dan{number}!… NICK :eve{number}")
        ann.send(f"TOPIC {CHANNEL} :spiders")
        ann.expect(f":parlour.local FAIL TOPIC NOT_DELIVERED {CHANNEL} :Not delivered, it could not be kept: spiders")
        dan.send(f"TOPIC {CHANNEL}")
        dan.expect(":parlour.local 331 … :No topic is set")
        kept = [line.text for line in dan.history(CHANNEL)]
        assert run_of(talkers[0].sight[CHANNEL], kept)


def check(server: Server, memories: list[Memory]) -> None:
    """All that was shown is kept, in its order and once, and nothing that was refused."""
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        kept = [line.text for line in eve.join(CHANNEL).history(CHANNEL)]
    shown = [text for sight in memories[0].sights for text in sight[CHANNEL]]
    assert kept == shown
    for memory in memories:
        assert [text for sight in memory.sights for text in sight[CHANNEL]] == shown
        assert memory.refused
        assert not memory.refused.keys() & {*shown, *memory.confirmed}
        assert memory.said == len(memory.refused) + len(memory.confirmed)


def test_a_full_disk_loses_nothing_that_was_shown_and_stops_nothing_that_need_not_be_kept(
    tmp_path: Path, disk: Path
) -> None:
    memories = people()
    ballast = disk / "ballast"
    with Server(tmp_path, data=disk / "data") as server:
        with ExitStack() as stack:
            talkers = come(server, memories, stack)
            for number in range(3):
                fill(ballast, 300_000)
                talk_until_refused(talkers)
                goes_on(server, talkers, number)
                ballast.unlink()
                for talker in talkers:
                    say_until_kept(talker)
                finish(talkers)
            assert server.stop() == 0
        server.start_again()
        check(server, memories)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["is stopped", "is killed"])
def test_a_server_that_ends_while_the_disk_is_full_starts_on_it_with_all_that_was_shown(
    tmp_path: Path, disk: Path, end: signal.Signals
) -> None:
    memories = people()
    ballast = disk / "ballast"
    with Server(tmp_path, data=disk / "data") as server:
        with ExitStack() as stack:
            talkers = come(server, memories, stack)
            fill(ballast, 300_000)
            talk_until_refused(talkers)
            assert server.stop(end) == (0 if end is signal.SIGTERM else -end)
        server.start_again()
        check(server, memories)
        ballast.unlink()
        with ExitStack() as stack:
            for talker in (talkers := come(server, memories, stack)):
                say_until_kept(talker)
            finish(talkers)
        check(server, memories)
