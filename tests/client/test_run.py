"""Where `parlour chat` goes, and as whom: what was typed, what is known, what is asked."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from parlour.client import run
from parlour.client.call import Call
from parlour.client.memory import Memory
from parlour.client.profile import Profile
from parlour.client.run import CallError, Wish, chat, fit_nick, forget
from parlour.client.settings import ChatSettings
from parlour.client.statefile import Server, StateFile, state_folder, tree_of


class Input(io.StringIO):
    """What is typed; on a terminal, or in a pipe."""

    def __init__(self, text: str = "", *, terminal: bool) -> None:
        super().__init__(text)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Streams:
    """What `sys` is to the client: pytest has a standard output of its own in the other."""

    def __init__(self) -> None:
        self.stdout = Input(terminal=True)

    @property
    def stdin(self) -> Any:
        return sys.stdin

    @stdin.setter
    def stdin(self, stream: Any) -> None:
        sys.stdin = stream


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Call, bool]]:
    """What each face was called with, and whether it was the plain one."""
    made: list[tuple[Call, bool]] = []

    async def talk() -> int:
        return 0

    def face(call: Call, memory: Memory, settings: ChatSettings, *, is_plain: bool) -> Any:
        made.append((call, is_plain))
        return talk()

    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("PARLOUR_CHAT_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(run, "_face", face)
    monkeypatch.setattr(run, "_login", lambda: "Ann B.")
    monkeypatch.setattr(sys, "stdin", Input(terminal=True))
    monkeypatch.setattr(run, "sys", Streams())
    return made


def know(**servers: Server) -> None:
    memory = Memory()
    memory._state.servers.update(servers)
    assert memory.save_now() == ""
    memory.close()


def profile(calls: list[tuple[Call, bool]]) -> Profile:
    ((call, _),) = calls
    (found,) = call.profiles
    return found


HOME = Server("home.example.org", 6697, True, "bob", "", ["#attic wisteria"], 7)


def test_a_new_server_is_called_by_its_host(calls: list[tuple[Call, bool]]) -> None:
    assert chat(Wish("chat.example.org", nick="ann")) == 0
    assert profile(calls) == Profile("chat.example.org", "chat.example.org", nick="ann")


def test_another_port_of_a_known_host_has_a_name_of_its_own(calls: list[tuple[Call, bool]]) -> None:
    know(**{"home.example.org": HOME})
    chat(Wish("home.example.org:7000"))
    assert profile(calls) == Profile("home.example.org:7000", "home.example.org", 7000, nick="bob")


def test_a_known_server_is_gone_to_as_before(calls: list[tuple[Call, bool]]) -> None:
    know(home=HOME)
    for where in ("home", "home.example.org", "ircs://home.example.org"):
        calls.clear()
        chat(Wish(where))
        assert profile(calls) == Profile("home", "home.example.org", nick="bob", channels=["#attic wisteria"])


def test_channels_of_a_url_are_joined_beside_those_that_are_known(calls: list[tuple[Call, bool]]) -> None:
    know(home=HOME)
    chat(Wish("ircs://cat@home.example.org/#books,#ATTIC"))
    ((call, _),) = calls
    assert call.profiles[0].channels == ["#attic wisteria", "#books"]
    assert call.profiles[0].nick == "cat"
    assert call.to == "#books"


def test_without_a_name_one_goes_where_one_was(calls: list[tuple[Call, bool]]) -> None:
    know(
        home=HOME, work=Server("work.example.org", nick="ann", used_ms=9), left=Server("left.example.org", wanted=False)
    )
    chat(Wish())
    chat(Wish(once=True, to="ann"))
    assert [[each.name for each in call.profiles] for call, _ in calls] == [["work", "home"], ["work"]]


def test_who_knows_no_server_is_asked_for_one_and_for_a_name(
    calls: list[tuple[Call, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Input("ircs://chat.example.org/#attic\nann\n", terminal=True))
    chat(Wish())
    assert profile(calls) == Profile("chat.example.org", "chat.example.org", nick="ann", channels=["#attic"])


def test_who_cannot_be_asked_has_the_name_of_their_login(calls: list[tuple[Call, bool]]) -> None:
    chat(Wish("chat.example.org", no_input=True))
    assert profile(calls).nick == "AnnB"


@pytest.mark.parametrize(
    ("name", "nick"), [("ann", "ann"), ("7 dwarfs", "dwarfs"), ("", "guest"), ("-", "guest"), ("é", "guest")]
)
def test_a_login_is_made_a_nick(name: str, nick: str) -> None:
    assert fit_nick(name) == nick


def test_who_cannot_be_asked_and_knows_no_server_is_told_what_to_type(calls: list[tuple[Call, bool]]) -> None:
    with pytest.raises(CallError, match="no server is named, and none is known: parlour chat HOST"):
        chat(Wish(no_input=True))


def test_who_only_says_something_joins_only_where_they_say_it(calls: list[tuple[Call, bool]]) -> None:
    know(home=Server("home.example.org", nick="bob", channels=["#attic wisteria", "#books"], used_ms=7))
    chat(Wish("home", to="#attic", once=True))
    assert profile(calls).channels == ["#attic wisteria"]


def test_who_only_says_something_has_to_say_to_whom(calls: list[tuple[Call, bool]]) -> None:
    with pytest.raises(CallError, match="--once needs somebody to speak to"):
        chat(Wish("chat.example.org", nick="ann", once=True))
    chat(Wish("ircs://chat.example.org/#attic", nick="ann", once=True))
    assert calls[0][0].to == "#attic"


FACES: dict[str, tuple[dict[str, Any], dict[str, str], bool]] = {
    "a terminal": ({}, {}, False),
    "asked for": ({"plain": True}, {}, True),
    "only saying something": ({"once": True, "to": "bob"}, {}, True),
    "for a program": ({"as_json": True}, {}, True),
    "a dumb terminal": ({}, {"TERM": "dumb"}, True),
    "an unknown terminal": ({}, {"TERM": ""}, True),
}


@pytest.mark.parametrize(("wish", "environ", "plain"), FACES.values(), ids=FACES)
def test_the_face_is_chosen_by_what_is_asked_and_what_there_is(
    calls: list[tuple[Call, bool]],
    monkeypatch: pytest.MonkeyPatch,
    wish: dict[str, Any],
    environ: dict[str, str],
    plain: bool,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    chat(Wish("chat.example.org", nick="ann", **wish))
    assert [is_plain for _, is_plain in calls] == [plain]


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_a_pipe_has_the_plain_face_without_colours(
    calls: list[tuple[Call, bool]], monkeypatch: pytest.MonkeyPatch, stream: str
) -> None:
    monkeypatch.setattr(f"parlour.client.run.sys.{stream}", Input(terminal=False))
    chat(Wish("chat.example.org", nick="ann"))
    ((call, is_plain),) = calls
    assert is_plain
    assert not call.color
    assert call.may_ask is (stream == "stdout")


def test_colours_can_be_refused(calls: list[tuple[Call, bool]], monkeypatch: pytest.MonkeyPatch) -> None:
    chat(Wish("chat.example.org", nick="ann"))
    chat(Wish("chat.example.org", nick="ann", no_color=True))
    monkeypatch.setenv("NO_COLOR", "1")
    chat(Wish("chat.example.org", nick="ann"))
    assert [call.color for call, _ in calls] == [True, False, False]


def test_a_password_is_the_first_line_of_a_file(calls: list[tuple[Call, bool]], tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wisteria\r\nand more\n")
    chat(Wish("chat.example.org", nick="ann", password_file=str(tmp_path / "password")))
    assert profile(calls).password == "wisteria"
    (tmp_path / "password").write_text("\n")
    with pytest.raises(CallError, match="is empty: the password is expected there"):
        chat(Wish("chat.example.org", nick="ann", password_file=str(tmp_path / "password")))
    with pytest.raises(CallError, match=r"cannot read .*: no such file or directory"):
        chat(Wish("chat.example.org", nick="ann", password_file=str(tmp_path / "gone")))


def test_a_password_from_standard_input_leaves_the_rest_there(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"wisteria\nhello\n")
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        assert run._first_line("-") == "wisteria"
        assert pipe.read() == b"hello\n"


def test_a_fingerprint_is_read_or_refused(calls: list[tuple[Call, bool]]) -> None:
    chat(Wish("chat.example.org", nick="ann", fingerprint="ab" * 32))
    assert profile(calls).fingerprint == ":".join(["AB"] * 32)
    with pytest.raises(CallError, match="--fingerprint: a SHA-256 fingerprint has 64 hexadecimal digits"):
        chat(Wish("chat.example.org", nick="ann", fingerprint="ab"))


def test_a_certificate_is_forgotten(calls: list[tuple[Call, bool]], capsys: pytest.CaptureFixture[str]) -> None:
    memory = Memory()
    memory.set_pin("chat.example.org:7000", "AA")
    memory.save_now()
    memory.close()
    assert forget("chat.example.org", "6697") == 1
    assert forget("chat.example.org", "") == 0
    assert forget("chat.example.org", "") == 1
    assert capsys.readouterr().err.splitlines() == [
        "no certificate of chat.example.org is known",
        "the certificate of chat.example.org:7000 is forgotten; the next one is shown before it is accepted",
        "no certificate of chat.example.org is known",
    ]


def test_the_lock_is_free_for_the_next(calls: list[tuple[Call, bool]]) -> None:
    chat(Wish("chat.example.org", nick="ann"))
    file = StateFile(state_folder() / "chat.json")
    assert file.take()
    file.release()
    assert tree_of(file.look())["servers"] == {}
