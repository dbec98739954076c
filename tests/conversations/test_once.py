"""What is sent again under the same key is said once (docs/extensions.md), as conversations."""

import re
from pathlib import Path

import pytest

from parlour.core.ports import Reference, StoreUnavailable
from tests.support.memory_store import MemoryStore
from tests.support.play import Client, World
from tests.support.surroundings import START_MS

KEY = "7f9c2ba4e88f827d616045507605853e"
OTHER = "AAECAwQFBgcICQoLDA0ODw=="
ONCE = (
    "message-tags", "server-time", "echo-message", "labeled-response", "batch", "standard-replies", "parlour.chat/once",
)  # fmt: skip
DAY_S = 24 * 60 * 60


def world_of(*nicks: str) -> tuple[World, list[Client]]:
    """People with all that it takes, in one channel, who have read what that gave."""
    store = MemoryStore(lambda: world.clock.wall_ms)
    world = World(store)
    return world, enter(world, *nicks)


def enter(world: World, *nicks: str) -> list[Client]:
    clients = [world.client(nick, *ONCE) for nick in nicks]
    for client in clients:
        client.send("JOIN #attic")
    for client in clients:
        assert client.lines
    return clients


def recorded(world: World) -> list[str]:
    """All texts that are kept, in their order."""
    return [row[9] for rows in world.store.rows.values() for row in rows if row[4] == "message"]


def without_label(line: str) -> str:
    return re.sub(r"@label=[^; ]+;", "@", line)


def test_a_repeat_gets_the_echo_of_the_first_and_is_neither_shown_nor_recorded() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send(f"@parlour.chat/once={KEY};label=1 PRIVMSG #attic :Tea")
    (first,) = ann.lines
    assert len(bob.lines) == 1
    world.pass_time(60)
    ann.send(f"@parlour.chat/once={KEY};label=2 PRIVMSG #attic :Tea")
    (again,) = ann.lines
    assert first.startswith("@label=1;")
    assert again.startswith("@label=2;")
    assert without_label(again) == without_label(first)
    assert bob.lines == []
    assert recorded(world) == ["Tea"]


def test_the_key_is_never_relayed() -> None:
    _, (ann, bob) = world_of("ann", "bob")
    ann.send(f"@+a=1;parlour.chat/once={KEY} PRIVMSG #attic :Tea", f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    lines = [*ann.lines, *bob.lines]
    assert len(lines) == 3
    assert all("once" not in line and KEY not in line and ";+a=1 " in line for line in lines)


def test_the_key_alone_tells_that_it_is_the_same() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    (first,) = ann.lines
    ann.send(f"@parlour.chat/once={KEY} NOTICE bob :Coffee")
    assert ann.lines == [first]
    assert len(bob.lines) == 1
    assert recorded(world) == ["Tea"]


def test_another_key_is_another_message() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send(*(f"@parlour.chat/once={key} PRIVMSG #attic :Tea" for key in (KEY, OTHER, KEY, OTHER)))
    assert len(ann.lines) == 4
    assert len(bob.lines) == 2
    assert recorded(world) == ["Tea", "Tea"]


def test_a_repeat_on_another_connection_gets_the_echo_too() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    (first,) = ann.lines
    ann.drop()
    (again,) = enter(world, "ann")
    bob.read = len(bob.wire.sent)
    again.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert again.lines == [first]
    assert bob.lines == []
    assert recorded(world) == ["Tea"]


def test_a_repeat_after_a_crash_gets_the_echo_too() -> None:
    world, (ann,) = world_of("ann")
    ann.send(f"@+react=x;parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    (first,) = ann.lines
    world.crash()
    ann, bob = enter(world, "ann", "bob")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert ann.lines == [first]
    assert bob.lines == []
    assert recorded(world) == ["Tea"]


@pytest.mark.parametrize("landed", [True, False], ids=["that it survived", "that it did not survive"])
def test_what_was_on_its_way_to_the_disk_at_a_crash_is_recorded_once(landed: bool) -> None:
    world, (ann,) = world_of("ann")
    world.disk.slow = True
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert ann.lines == []
    world.crash(landed=landed)
    (ann,) = enter(world, "ann")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert len(ann.lines) == 1
    assert recorded(world) == ["Tea"]


def test_two_that_come_at_the_same_time_are_one() -> None:
    world, (ann, bob, cleo) = world_of("ann", "bob", "cleo")
    world.clock.slow_reads = True
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    bob.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert cleo.lines == []
    world.clock.answer_reads()
    world.run()
    assert len(cleo.lines) == 1
    assert recorded(world) == ["Tea"]
    assert all(len({without_label(line) for line in client.lines}) == 1 for client in (ann, bob))


@pytest.mark.parametrize("crash", [False, True], ids=["without a restart", "with one"])
@pytest.mark.parametrize(("days", "times"), [(6.9, 1), (7.1, 2)], ids=["within 7 days", "after 7 days"])
def test_a_key_is_remembered_for_seven_days(days: float, times: int, crash: bool) -> None:
    world, (ann,) = world_of("ann")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    world.clock.wall_ms += round(days * DAY_S * 1000)
    if crash:
        world.crash()
        (ann,) = enter(world, "ann")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea", f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert recorded(world) == ["Tea"] * times


def test_what_was_refused_may_be_sent_again_under_its_key() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send("MODE #attic +m")
    assert bob.lines
    bob.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert bob.lines == [":parlour.local 404 bob #attic :Cannot send to channel (+m)"]
    ann.send("MODE #attic -m")
    assert bob.lines
    bob.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert len(bob.lines) == 1
    assert recorded(world) == ["Tea"]


def test_what_could_not_be_kept_may_be_sent_again_under_its_key() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    world.disk.broken = True
    ann.send(f"@parlour.chat/once={KEY};label=1 PRIVMSG #attic :Tea")
    (answer,) = ann.lines
    assert answer.startswith("@label=1 :parlour.local FAIL PRIVMSG NOT_DELIVERED #attic :")
    assert answer.endswith(": Tea")
    world.disk.broken = False
    world.pass_time(2)
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert len(ann.lines) == 1
    assert len(bob.lines) == 1
    assert recorded(world) == ["Tea"]


def test_while_it_cannot_be_known_whether_it_was_said_it_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    world, (ann, bob) = world_of("ann", "bob")

    def fail(_: str) -> None:
        raise StoreUnavailable("disk gone")

    with monkeypatch.context() as patched:
        patched.setattr(world.store, "said_once", fail)
        ann.send(f"@parlour.chat/once={KEY};label=1 PRIVMSG #attic :Tea")
    (answer,) = ann.lines
    assert answer.startswith("@label=1 :parlour.local FAIL PRIVMSG NOT_DELIVERED #attic :")
    assert answer.endswith(": Tea")
    assert bob.lines == []
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic :Tea")
    assert len(bob.lines) == 1
    assert recorded(world) == ["Tea"]


def test_without_echo_a_repeat_is_acknowledged_if_it_has_a_label() -> None:
    world = World()
    ann = world.client("ann", "labeled-response", "batch", "message-tags", "parlour.chat/once")
    bob = world.client("bob")
    ann.send(*(f"@parlour.chat/once={KEY}{label} PRIVMSG bob :Tea" for label in ("", "", ";label=3")))
    assert ann.lines == ["@label=3 :parlour.local ACK"]
    assert bob.lines == [":ann!ann@127.0.0.1 PRIVMSG bob :Tea"]


def test_without_the_capability_the_tag_means_nothing() -> None:
    world = World()
    ann, bob = world.client("ann", "message-tags", "echo-message"), world.client("bob", "message-tags")
    ann.send(*[f"@parlour.chat/once={KEY} PRIVMSG bob :Tea"] * 2)
    assert len(bob.lines) == len(ann.lines) == 2


def test_a_notice_and_tags_that_are_kept_are_said_once_too() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    for line in ("NOTICE #attic :Tea", "TAGMSG #attic"):
        key = KEY[::-1] if line.startswith("TAGMSG") else KEY
        ann.send(*[f"@+react=x;parlour.chat/once={key} {line}"] * 2)
        first, again = ann.lines
        assert first == again
        assert bob.lines == [first]
    scope = next(iter(world.store.rows))
    page = world.store.after(scope, 1 << 60, Reference(at_ms=START_MS), 10, everything=True)
    assert [event.kind for event in page.events if hasattr(event, "kind")] == ["notice", "tags"]


GOOD = {
    "base 16": KEY,
    "base 32": "PVZ4FJHIR6BH2YLAIVIHMBMFHY",
    "base 64": "f5wrpOiPgn1hYEVQdgWFPg==",
    "base 64 for addresses": "f5wrpOiPgn1hYEVQdgWF_-",
    "more bits than needed": "f" * 64,
}
BAD = {
    "too short": "f" * 21,
    "too long": "f" * 65,
    "other characters": "f" * 21 + "!",
    "spaces": r"ffffffffffffffff\sfffffffffffff",
    "nothing": "",
}


@pytest.mark.parametrize("key", GOOD.values(), ids=GOOD.keys())
def test_a_key_has_128_bits_in_some_base(key: str) -> None:
    world, (ann,) = world_of("ann")
    ann.send(*[f"@parlour.chat/once={key} PRIVMSG #attic :Tea"] * 2)
    first, again = ann.lines
    assert first == again
    assert recorded(world) == ["Tea"]


@pytest.mark.parametrize("key", BAD.values(), ids=BAD.keys())
def test_a_key_that_is_none_is_refused_and_nothing_said(key: str) -> None:
    world, (ann,) = world_of("ann")
    ann.send(f"@parlour.chat/once={key};label=1 PRIVMSG #attic :Tea")
    (line,) = ann.lines
    assert re.fullmatch(
        r"@label=1 :parlour\.local FAIL PRIVMSG INVALID_PARAMS (\S+) :parlour\.chat/once takes .*", line
    )
    assert recorded(world) == []


def test_a_key_goes_with_one_target_only() -> None:
    world, (ann, bob) = world_of("ann", "bob")
    ann.send(f"@parlour.chat/once={KEY} PRIVMSG #attic,bob :Tea")
    assert ann.lines == [":parlour.local FAIL PRIVMSG INVALID_PARAMS :parlour.chat/once goes with one target only"]
    assert bob.lines == []
    assert recorded(world) == []


def test_the_example_of_the_page_is_what_happens() -> None:
    page = (Path(__file__).parents[2] / "docs" / "extensions.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```text\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    before, after = re.split(r"^-- the connection breaks$", example, flags=re.MULTILINE)
    world = World()
    world.play(before)
    world.crash()
    world.play(after)
    assert recorded(world) == ["Tea is ready"]
