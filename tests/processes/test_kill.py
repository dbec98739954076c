"""What anybody was shown survives kill -9."""

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.support.irc import HISTORY_CAPABILITIES
from tests.support.process import Server
from tests.support.talk import Memory, Talker, finish, run_of, talk_until

pytestmark = pytest.mark.slow

ROUNDS = 5
CHANNEL = "#attic"


def people() -> list[Memory]:
    """Four who talk, each with other capabilities."""
    return [
        Memory(
            "ann",
            ("message-tags", "echo-message", "server-time", "batch", "labeled-response", "parlour.chat/once"),
            "bob",
            with_label=True,
            with_once=True,
        ),
        Memory("bob", ("message-tags", "echo-message", "parlour.chat/once"), "ann", with_once=True),
        Memory("cat", ("message-tags", "echo-message", "batch", "labeled-response"), "dan", with_label=True),
        Memory("dan", ("echo-message",), "cat"),
    ]


def conversations(data: Path) -> list[list[str]]:
    """What is kept of each conversation: its texts in their order."""
    question = "SELECT scope, text FROM events WHERE kind = 'message' AND target NOT LIKE '#%' ORDER BY scope, seq"
    found: dict[int, list[str]] = {}
    with closing(sqlite3.connect(f"{(data / 'parlour.db').as_uri()}?mode=ro", uri=True)) as db:
        for scope, text in db.execute(question):
            found.setdefault(scope, []).append(text)
    return list(found.values())


def say_again(talkers: list[Talker]) -> int:
    """Say what was not confirmed again, where a key sees to it that it is said once; returns how much that was."""
    for talker in talkers:
        if talker.memory.with_once:
            talker.say_again()
        else:
            talker.memory.waiting.clear()
    again = sum(len(talker.memory.waiting) for talker in talkers)
    finish(talkers)
    for talker in talkers:
        # A repeated message is shown to its author in the place of the repetition: that is no order to hold.
        for texts in talker.sight.values():
            texts.clear()
    return again


def a_round(server: Server, memories: list[Memory], stack: ExitStack, after_s: float) -> int:
    """All talk, and after a while the server is killed; returns how much was said again at first."""
    clients = [stack.enter_context(server.client(memory.name, *memory.capabilities)) for memory in memories]
    for client in clients:
        client.join(CHANNEL)
    for client in clients:
        client.settle()
    talkers = [Talker(memory, client, CHANNEL) for memory, client in zip(memories, clients, strict=True)]
    again = say_again(talkers)
    # From a thread of its own, so that it happens whatever the talkers are just doing.
    killer = threading.Timer(after_s, server.kill)
    killer.start()
    try:
        talk_until(talkers, lambda: False)
    finally:
        killer.join()
    return again


def places(memories: list[Memory]) -> Iterator[tuple[str, str, list[str]]]:
    """What each was shown on each connection at each place: whose it is, the place, the texts."""
    for memory in memories:
        for number, sight in enumerate(memory.sights, 1):
            for place, texts in sight.items():
                yield f"{memory.name} in round {number}", place, texts


def test_what_was_echoed_or_shown_is_kept_once_and_in_its_order_whenever_the_server_is_killed(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201, to see it when this fails
    chance = random.Random(seed)
    memories = people()
    again = 0
    with Server(tmp_path) as server:
        for _ in range(ROUNDS):
            with ExitStack() as stack:
                again += a_round(server, memories, stack, chance.uniform(0.2, 1.2))
            server.start_again()
        with ExitStack() as stack:
            talkers = []
            for memory in memories:
                client = stack.enter_context(server.client(memory.name, *memory.capabilities)).join(CHANNEL)
                talkers.append(Talker(memory, client, CHANNEL))
            again += say_again(talkers)
        with server.client("eve", *HISTORY_CAPABILITIES) as eve:
            history = eve.join(CHANNEL).history(CHANNEL)
        two_sided = conversations(server.data)

    print(f"{len(history)} in the channel, {sum(map(len, two_sided))} in conversations, {again} said again")  # noqa: T201
    kept = [line.text for line in history]
    assert len(set(kept)) == len(kept), "something is kept twice"
    assert len({line.tags["msgid"] for line in history}) == len(history)
    assert [line.tags["time"] for line in history] == sorted(line.tags["time"] for line in history)
    kept_between_two = [text for texts in two_sided for text in texts]
    assert len(set(kept_between_two)) == len(kept_between_two), "something is kept twice"

    everything = {*kept, *kept_between_two}
    for memory in memories:
        assert not memory.shown - everything, f"what {memory.name} was shown is lost"
        assert not set(memory.confirmed) - everything, f"what was confirmed to {memory.name} is lost"
        assert len(set(memory.confirmed)) == len(memory.confirmed), f"{memory.name} got an echo twice"
        if memory.with_once:
            assert len(memory.confirmed) == memory.said
    for whose, place, texts in places(memories):
        held = [kept] if place == CHANNEL else two_sided
        assert any(run_of(texts, one) for one in held), f"{whose} saw {place} in another order than is kept"

    # What the test is worth: there was much, and the kills came in the middle of it.
    assert len(everything) > 500
    assert again > 0
