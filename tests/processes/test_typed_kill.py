"""The server is killed while people talk by nc: what anybody was shown is there when they come back."""

import random
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import netcat
from tests.support.irc import HISTORY_CAPABILITIES, Line
from tests.support.netcat import Typist, by_nc, come
from tests.support.process import Server
from tests.support.talk import run_of

pytestmark = pytest.mark.slow

if reason := netcat.missing():
    pytest.skip(reason, allow_module_level=True)

LOBBY = "#lobby"
LISTEN = ("127.0.0.1:0", "--text", "127.0.0.1:0")
NAMES = ("ann", "bob", "cat", "dan")
ROUNDS = 3
SAID = 2000
"""So much is said by each at a time."""


def typists(stack: ExitStack, server: Server) -> list[Typist]:
    """All of them, who have said their names."""
    made = [come(stack, server, name) for name in NAMES]
    for typist in made:
        typist.news()
    return made


def in_history(server: Server) -> list[Line]:
    """All that is kept of what was said in the lobby, by IRC."""
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        return eve.join(LOBBY).history(LOBBY)


def test_what_was_said_in_the_lobby_is_there_in_its_order_and_with_its_times_after_a_kill(tmp_path: Path) -> None:
    with Server(tmp_path, *LISTEN) as server, ExitStack() as stack:
        ann, bob, cat, _ = typists(stack, server)
        for number in range(10):
            for speaker, listener in ((ann, bob), (bob, cat), (cat, ann)):
                speaker.type(f"{number} from {speaker.name}")
                listener.expect(f"<{speaker.name}> {number} from {speaker.name}")
        said = [f"<{name}> {number} from {name}" for number in range(10) for name in ("ann", "bob", "cat")]
        ann.type("/history 30")
        _, day, *before, now = ann.news()
        assert [line.partition(" ")[2] for line in before] == said
        assert (day[:4], now) == ("--- ", "--- Now")
        server.kill()
        server.start_again()
        with ExitStack() as again:
            ann, *_ = typists(again, server)
            ann.type("/history 30")
            _, then, *after, _ = ann.news()
            assert (then, after) == (day, before)
        with Typist("new", *by_nc(server.addresses("text")[0])) as new:
            new.type("new")
            new.expect("--- What was said in #lobby (times in UTC)")
            new.sees(day, *before[-20:], "--- Now")


def test_all_that_anybody_was_shown_while_all_talk_is_there_whenever_the_server_is_killed(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201, to see it when this fails
    chance = random.Random(seed)
    sights: list[tuple[str, list[str]]] = []
    with Server(tmp_path, *LISTEN) as server:
        for a_round in range(ROUNDS):
            with ExitStack() as stack:
                there = typists(stack, server)
                for typist in there:
                    typist.type(*(f"{a_round}.{number} by {typist.name}" for number in range(SAID)))
                watcher = chance.choice(there)
                seen = [watcher.line() for _ in range(chance.randrange(1, SAID))]
                server.kill()
                sights += [(typist.name, seen * (typist is watcher) + typist.rest()) for typist in there]
            server.start_again()
        kept = in_history(server)
    said = [f"<{line.nick}> {line.text}" for line in kept]
    print(f"{len(said)} kept, shown: {[len(lines) for _, lines in sights]}")  # noqa: T201
    assert len(set(said)) == len(said), "something is kept twice"
    assert [line.tags["time"] for line in kept] == sorted(line.tags["time"] for line in kept)
    for name, lines in sights:
        assert all(re.fullmatch(r"<\w+> \d\.\d+ by \w+", line) for line in lines)
        others = [line for line in said if not line.startswith(f"<{name}>")]
        assert run_of(lines, others), f"{name} was shown something else than is kept, or in another order"
    # What the test is worth: much was shown, and the kills came in the middle of it.
    assert sum(len(lines) for _, lines in sights) > SAID
    assert len(said) < ROUNDS * len(NAMES) * SAID
