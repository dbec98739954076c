import asyncio
import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.client.engine import Engine
from parlour.client.memory import Memory
from parlour.client.profile import Profile
from parlour.client.statefile import State, StateFile, merge


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "chat.json"


class Run:
    """One run of the client, with an engine that a server has let in."""

    def __init__(self, path: Path, name: str = "home", *, places: bool = True) -> None:
        self.memory = Memory(path, places=places)
        profile = self.memory.profile(name) or Profile(name, f"{name}.example.org", nick="ann")
        self._chances = 0
        self.engine = Engine(profile, lambda: 1_700_000_000_000, self._chance)
        self.memory.restore(self.engine)
        self.engine.connecting()
        self.engine.opened()
        self.engine.receive(b":home.example 001 ann :Welcome\r\n")

    def _chance(self) -> str:
        self._chances += 1
        return f"{id(self):016x}{self._chances:016x}"

    def query(self, nick: str) -> Any:
        """The conversation with somebody."""
        return self.engine.open(nick, "conversation", wanted=True)

    def end(self) -> None:
        """The client ends, or is killed behind the last save."""
        self.memory.note(self.engine)
        assert self.memory.save_now() == ""
        self.memory.close()


def test_a_server_is_known_again(path: Path) -> None:
    first = Run(path)
    first.memory.used(first.engine.profile, 7)
    first.engine.doing.join("#attic", "wisteria")
    first.end()
    known = Memory(path)
    assert known.profile("home") == Profile("home", "home.example.org", nick="ann", channels=["#attic wisteria"])
    assert known.find("HOME.example.org", 6697, tls=True) == "home"
    assert known.find("home.example.org", 6667, tls=False) == ""
    assert known.nick == "ann"
    assert known.servers["home"].wanted
    known.left("home")
    assert not known.servers["home"].wanted


def test_a_server_that_never_let_anybody_in_is_not_remembered(path: Path) -> None:
    memory = Memory(path)
    memory.note(Engine(Profile("home", "hmoe.example.org"), lambda: 0, str))
    assert memory.servers == {}


def test_passwords_are_not_remembered(path: Path) -> None:
    first = Run(path)
    first.engine.profile.password = "wisteria"
    for line in (
        "/quote OPER ann wisteria",
        "/msg NickServ IDENTIFY wisteria",
        "/oper ann wisteria",
        "/quote pass wisteria",
    ):
        first.memory.add_typed(line)
    first.end()
    assert "wisteria" not in path.read_text()


def test_drafts_places_and_what_was_read_are_there_again(path: Path) -> None:
    first = Run(path)
    bob = first.query("bob")
    first.engine.sending.draft(bob, "half a sent")
    bob.muted = True
    bob.read_ms, bob.read_msgid = 1_699_999_999_000, "m1"
    first.memory.last = ("home", "bob")
    first.end()
    second = Run(path)
    found = second.engine.network.buffer("bob")
    assert found is not None
    assert (found.draft, found.muted, found.read_ms, found.read_msgid) == ("half a sent", True, 1_699_999_999_000, "m1")
    assert second.memory.last == ("home", "bob")
    second.engine.close(found)
    second.end()
    assert Run(path).engine.network.buffer("bob") is None


def test_what_was_not_sent_is_sent_by_the_next_run(path: Path) -> None:
    first = Run(path)
    first.engine.closed("the connection broke")
    first.engine.sending.say(first.query("bob"), "are you there?")
    first.end()
    second = Run(path)
    (waiting,) = [each for buffer in second.engine.network.buffers.values() for each in buffer.unsent]
    assert (waiting.text, waiting.own) == ("are you there?", True)
    second.engine.sending.discard(waiting)
    if waiting.fate == "sent":
        second.engine.closed("the connection broke")
        second.engine.sending.discard(waiting)
    second.end()
    assert json.loads(path.read_text())["servers"]["home"].get("unsent", {}) == {}


def test_of_two_clients_at_once_only_the_first_takes_up_what_was_left(path: Path) -> None:
    before = Run(path)
    before.engine.closed("the connection broke")
    bob = before.query("bob")
    before.engine.sending.say(bob, "are you there?")
    before.engine.sending.draft(bob, "half a sent")
    before.end()
    first, second = Run(path), Run(path)
    there = second.engine.network.buffer("bob")
    assert there is not None
    assert (there.draft, there.unsent) == ("", [])
    second.end()
    first.end()
    kept = json.loads(path.read_text())["servers"]["home"]
    assert kept["places"]["bob"]["draft"] == "half a sent"
    assert [each["text"] for each in kept["unsent"].values()] == ["are you there?"]


def test_two_clients_at_once_lose_nothing_of_one_another(path: Path) -> None:
    first, second = Run(path), Run(path, "work")
    first.engine.sending.draft(first.query("bob"), "to bob")
    second.engine.sending.draft(second.query("cat"), "to cat")
    first.memory.set_pin("a:1", "AA")
    second.memory.set_pin("b:1", "BB")
    first.memory.add_typed("one")
    second.memory.add_typed("two")
    first.end()
    second.end()
    memory = Memory(path)
    assert set(memory.servers) == {"home", "work"}
    assert (memory.pin("a:1"), memory.pin("b:1")) == ("AA", "BB")
    assert memory.typed == ["one", "two"]


def test_who_only_says_something_leaves_places_alone(path: Path) -> None:
    first = Run(path)
    first.engine.sending.draft(first.query("bob"), "half a sent")
    first.end()
    once = Run(path, places=False)
    assert once.engine.network.buffer("bob") is None
    once.memory.set_pin("a:1", "AA")
    once.end()
    again = Run(path)
    assert again.memory.pin("a:1") == "AA"
    found = again.engine.network.buffer("bob")
    assert found is not None
    assert found.draft == "half a sent"


def test_what_changes_while_it_is_written_is_written_the_next_time(path: Path) -> None:
    async def changing() -> None:
        saving = asyncio.create_task(memory.save())
        await asyncio.sleep(0)  # it has begun
        memory.set_pin("b:1", "BB")
        assert await saving == ""

    memory = Memory(path)
    memory.set_pin("a:1", "AA")
    asyncio.run(changing())
    assert Memory(path).pin("b:1") == ""
    assert asyncio.run(memory.save()) == ""
    assert (Memory(path).pin("a:1"), Memory(path).pin("b:1")) == ("AA", "BB")


def test_what_is_as_it_was_is_not_written(path: Path) -> None:
    memory = Memory(path)
    memory.set_pin("a:1", "AA")
    memory.save_now()
    path.unlink()
    assert memory.save_now() == ""
    assert not path.exists()


def test_only_its_owner_can_read_the_file(path: Path) -> None:
    memory = Memory(path)
    memory.set_pin("a:1", "AA")
    memory.save_now()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


DAMAGE = {
    "cut off": b'{"version": 1, "servers": {"home": {"ho',
    "nothing": b"",
    "no JSON": b"\xff\xfe\x00",
    "of another shape": b'{"servers": {"home": {"host": "a", "port": 0}}}',
    "of another kind": b"[]",
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_set_aside_and_told(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    memory = Memory(path)
    aside = path.with_name("chat.damaged.json")
    assert memory.trouble == f"{path} is damaged, and is now {aside}: servers and places are learned anew"
    assert aside.read_bytes() == content
    memory.set_pin("a:1", "AA")
    assert memory.save_now() == ""
    assert Memory(path).pin("a:1") == "AA"


def test_the_file_of_another_version_is_set_aside(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"version": 2}')
    assert "was written by another version of parlour" in Memory(path).trouble


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_once(path: Path) -> None:
    path.parent.mkdir(parents=True)
    memory = Memory(path)
    path.parent.chmod(0o500)
    memory.set_pin("a:1", "AA")
    assert memory.save_now() == "what is to be remembered cannot be written: permission denied"
    assert memory.save_now() == ""


def test_a_disk_that_is_full_is_told_once_and_what_was_not_written_is_written_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    memory = Memory(path)
    memory.set_pin("a:1", "AA")
    with monkeypatch.context() as patched:
        patched.setattr("parlour.client.statefile.put_whole", full)
        assert memory.save_now() == "what is to be remembered cannot be written: no space left on device"
        assert memory.save_now() == ""
    assert memory.save_now() == ""
    assert Memory(path).pin("a:1") == "AA"


def test_pins_are_forgotten_by_host_or_by_place(path: Path) -> None:
    memory = Memory(path)
    for place in ("chat.example.org:6697", "chat.example.org:7000", "[::1]:6697"):
        memory.set_pin(place, "AA")
    assert memory.forget_pins("chat.example.org", 7000) == ["chat.example.org:7000"]
    assert memory.forget_pins("CHAT.example.org", None) == ["chat.example.org:6697"]
    assert memory.forget_pins("::1", None) == ["[::1]:6697"]
    assert memory.forget_pins("::1", None) == []


def test_the_same_typed_again_is_remembered_once(path: Path) -> None:
    memory = Memory(path)
    for text in ("one", "one", " ", "two", "one"):
        memory.add_typed(text)
    memory.save_now()
    memory.add_typed("one")
    assert memory.typed == ["one", "two", "one"]


def test_looking_leaves_a_damaged_file_where_it_is(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{")
    assert StateFile(path).look() == State()
    assert path.read_bytes() == b"{"


trees = st.recursive(
    st.integers(0, 3), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)
tables = st.dictionaries(st.sampled_from("abc"), trees, max_size=3)


@given(tables, tables)
def test_what_only_one_has_changed_is_as_they_say(base: dict[str, Any], changed: dict[str, Any]) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed


@given(tables, tables, tables)
def test_what_was_written_holds_all_that_we_have_changed(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merged = merge(base, ours, theirs)
    assert merge(base, ours, merged) == merged
    assert msgspec.to_builtins(merged) == merged


def test_a_channel_that_was_left_is_not_entered_again(path: Path) -> None:
    first = Run(path)
    for name in ("#attic", "#cellar", "#garden"):
        first.engine.doing.join(name)
        first.engine.receive(f":ann!ann@here JOIN {name}\r\n".encode())
    first.engine.doing.part(first.engine.network.buffers["#attic"])
    first.engine.receive(b":eve!eve@there KICK #cellar ann :out\r\n")
    first.end()
    known = Memory(path).profile("home")
    assert known is not None
    assert known.channels == ["#garden"]
