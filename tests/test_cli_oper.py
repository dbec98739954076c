"""`parlour password` and `parlour oper`, on a terminal and without one."""

import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from parlour.cli import main
from parlour.server import config
from parlour.server.datafolder import DataFolder
from parlour.server.logins import FILE
from parlour.server.passwords import is_hash, matches
from tests.support.irc import DEADLINE_S
from tests.support.process import command, environment

PASSWORD = "correct-horse"


class Outcome(NamedTuple):
    code: int | str | None
    out: str
    err: str


Parlour = Callable[..., Outcome]


@pytest.fixture
def parlour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Parlour:
    """Runs the command line in a folder of its own, without a terminal, with a password in the file `secret`."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("PARLOUR_CONFIG", raising=False)
    monkeypatch.setenv("PARLOUR_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "etc" / "parlour.toml")
    (tmp_path / "secret").write_text(f"{PASSWORD}\n")

    def run(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(words)
        return Outcome(ended.value.code, *capfd.readouterr())

    return run


def kept(tmp_path: Path) -> dict[str, dict[str, object]]:
    """What the file of logins has."""
    return tomllib.loads((tmp_path / "data" / FILE).read_text())


# On a terminal

ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a command on the terminal that its standard input is, so that Ctrl-C there reaches it."""


def on_terminal(folder: Path, *words: str, typed: list[tuple[str, str]]) -> Outcome:
    """Run parlour on a terminal: for each question that is asked, what is typed then. Gives all the terminal shows."""
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ON_TERMINAL, *command(*words)], env=environment(folder), cwd=folder,
        stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    shown = ""
    with process:
        try:
            for question, answer in typed:
                shown += _until(terminal, question)
                os.write(terminal, answer.encode())
            shown += _until(terminal, None)
            process.wait(DEADLINE_S)
        finally:
            process.kill()
            os.close(terminal)
    return Outcome(process.returncode, shown.replace("\r\n", "\n"), "")


def _until(terminal: int, question: str | None) -> str:
    """What the terminal shows up to a question, or to the end."""
    said = b""
    while question is None or not said.decode(errors="ignore").endswith(question):
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # EIO: the program has ended
            piece = b""
        if not piece:
            assert question is None, f"{question!r} was not asked: {said.decode()}"
            break
        said += piece
    return said.decode()


def test_a_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    typed = [("Password: ", f"{PASSWORD}\n"), ("The same again: ", f"{PASSWORD}\n")]
    code, shown, _ = on_terminal(tmp_path, "password", typed=typed)
    assert code == 0
    assert PASSWORD not in shown
    assert matches(shown.splitlines()[-1], PASSWORD)


def test_two_that_differ_are_asked_for_again(tmp_path: Path) -> None:
    typed = [
        ("Password: ", "one\n"), ("The same again: ", "two\n"),
        ("Password: ", f"{PASSWORD}\n"), ("The same again: ", f"{PASSWORD}\n"),
    ]  # fmt: skip
    code, shown, _ = on_terminal(tmp_path, "password", typed=typed)
    assert code == 0
    assert "do not match" in shown
    assert matches(shown.splitlines()[-1], PASSWORD)


def test_ctrl_c_at_the_question_is_exit_130(tmp_path: Path) -> None:
    code, shown, _ = on_terminal(tmp_path, "oper", "add", "ann", "--data", "data", typed=[("Password: ", "\x03")])
    assert code == 130
    assert "Traceback" not in shown
    assert not (tmp_path / "data" / FILE).exists()


def test_a_login_is_removed_when_that_is_agreed_to(tmp_path: Path) -> None:
    words = ("oper", "add", "ann", "--data", "data")
    on_terminal(tmp_path, *words, typed=[("Password: ", f"{PASSWORD}\n"), ("The same again: ", f"{PASSWORD}\n")])
    assert list(kept(tmp_path)) == ["ann"]
    words = ("oper", "remove", "ann", "--data", "data")
    code, shown, _ = on_terminal(tmp_path, *words, typed=[("Remove the login ann? [y/N]: ", "n\n")])
    assert (code, shown.splitlines()[-1]) == (1, "nothing was removed")
    assert list(kept(tmp_path)) == ["ann"]
    code, shown, _ = on_terminal(tmp_path, *words, typed=[("Remove the login ann? [y/N]: ", "y\n")])
    assert (code, shown.splitlines()[-1]) == (0, "the login ann is removed")
    assert kept(tmp_path) == {}


# Without one


def test_the_hash_of_a_password_in_a_file(parlour: Parlour) -> None:
    code, out, err = parlour("password", "--password-file", "secret")
    assert (code, err) == (0, "")
    assert matches(out.removesuffix("\n"), PASSWORD)


def test_the_hash_of_a_password_from_standard_input(tmp_path: Path) -> None:
    ended = subprocess.run(
        command("password", "--password-file", "-"), input=f"{PASSWORD}\r\nmore\n".encode(), capture_output=True,
        env=environment(tmp_path), check=True, timeout=DEADLINE_S,
    )  # fmt: skip
    assert matches(ended.stdout.decode().removesuffix("\n"), PASSWORD)


NO_TERMINAL = "the password cannot be asked for here: give --password-file FILE, or - for standard input"

MISTAKES = {
    "no terminal to ask for a password on": (["password"], 2, NO_TERMINAL),
    "no terminal to ask for an operator's on": (["oper", "add", "bob"], 2, NO_TERMINAL),
    "no terminal to ask on whether one is sure": (
        ["oper", "remove", "ann"], 2, "it cannot be asked here whether you are sure: give --yes",
    ),
    "a file that is not there": (
        ["password", "--password-file", "gone"], 2, "cannot read gone: no such file or directory",
    ),
    "a file that is no text": (["password", "--password-file", "bytes"], 2, "bytes is not UTF-8 text"),
    "an empty file": (["password", "--password-file", "empty"], 2, "this cannot be a password: it is empty"),
    "a password of two words": (
        ["oper", "add", "bob", "--password-file", "words"], 2,
        "this cannot be a password: it has a blank in it, and most clients would send only what stands before that",
    ),
    "no file": (
        ["password", "--password-file", ""], 2,
        "invalid value for '--password-file': it is empty. See 'parlour password --help'.",
    ),
    "a secret on the command line": (
        ["oper", "add", "bob", "--password", "x"], 2,
        "no such option '--password'. Did you mean '--password-file'? See 'parlour oper add --help'.",
    ),
    "a name that is none": (
        ["oper", "add", "a b"], 2, "'a b' is no name of a login: 1 to 30 letters, digits, '-' and '_'",
    ),
    "a class that there is not": (
        ["oper", "add", "bob", "--class", "helpr"], 2, "operators.classes has no class 'helpr'; did you mean 'helper'?",
    ),
    "a class like none that there is": (
        ["oper", "add", "bob", "--class", "xyz"], 2,
        "operators.classes has no class 'xyz'; there are 'admin', 'helper'",
    ),
    "a host that is none": (
        ["oper", "add", "bob", "--host", ":x y"], 2,
        "':x y' is no host to be seen under: letters, digits, '.', ':', '/', '-' and '_', at most 63",
    ),
    "an address that is none": (
        ["oper", "add", "bob", "--from", "10.0.0.1/8"], 2,
        "10.0.0.1/8 has host bits set; write an address, a network as in 192.0.2.0/24, or unix",
    ),
    "one who has a login": (
        ["oper", "add", "ann", "--password-file", "secret"], 1,
        "there is a login 'ann' already; `parlour oper remove ann` removes it",
    ),
    "one who has a login in another case": (
        ["oper", "add", "ANN", "--password-file", "secret"], 1,
        "there is a login 'ann' already; `parlour oper remove ann` removes it",
    ),
    "nobody of that name": (["oper", "remove", "an", "--yes"], 1, "there is no login 'an'; did you mean 'ann'?"),
    "nobody like that name": (["oper", "remove", "xyz", "--yes"], 1, "there is no login 'xyz'"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "code", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_and_changes_nothing(
    parlour: Parlour, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    (tmp_path / "bytes").write_bytes(b"caf\xe9\n")
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "words").write_text("correct horse\n")
    parlour("oper", "add", "ann", "--password-file", "secret")
    before = (tmp_path / "data" / FILE).read_bytes()
    assert parlour(*words) == (code, "", f"parlour: {sentence}\n")
    assert (tmp_path / "data" / FILE).read_bytes() == before


def test_a_login_is_kept_for_its_owner_alone_and_has_no_password_in_it(parlour: Parlour, tmp_path: Path) -> None:
    added = parlour("oper", "add", "ann", "--password-file", "secret")
    assert added == (0, "", "ann can log in as an operator of the class admin, with /oper ann PASSWORD\n")
    path = tmp_path / "data" / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert PASSWORD not in path.read_text()
    (login,) = kept(tmp_path).values()
    assert login.keys() == {"class", "hash", "made"}
    assert is_hash(str(login["hash"]))


def test_logins_are_listed_with_all_that_is_said_of_them(parlour: Parlour, tmp_path: Path) -> None:
    assert parlour("oper", "list") == (
        0, "", "nobody can become an operator; `parlour oper add NAME` gives somebody a login\n",
    )  # fmt: skip
    assert json.loads(parlour("oper", "list", "--json").out) == []
    parlour("oper", "add", "ann", "--password-file", "secret")
    more = ("--class", "helper", "--host", "staff.example.org", "--from", "192.0.2.0/24", "--from", "unix")
    parlour("oper", "add", "robert", *more, "--password-file", "secret")
    day = str(kept(tmp_path)["ann"]["made"])[:10]
    assert parlour("oper", "list").out.splitlines() == [
        f"ann     admin   {day}",
        f"robert  helper  {day}  seen under staff.example.org  from 192.0.2.0/24, unix",
    ]
    ann, robert = json.loads(parlour("oper", "list", "--json").out)
    assert (ann["name"], ann["class"], ann["host"], ann["from"], ann["once"]) == ("ann", "admin", None, [], False)
    assert (robert["host"], robert["from"]) == ("staff.example.org", ["192.0.2.0/24", "unix"])
    assert "hash" not in ann


def test_removing_one_leaves_the_others(parlour: Parlour, tmp_path: Path) -> None:
    for name in ("ann", "bob", "eve"):
        parlour("oper", "add", name, "--password-file", "secret")
    before = kept(tmp_path)
    assert parlour("oper", "remove", "bob", "--yes") == (0, "", "the login bob is removed\n")
    assert kept(tmp_path) == {name: before[name] for name in ("ann", "eve")}


def test_a_class_of_the_configuration_can_be_given(parlour: Parlour, tmp_path: Path) -> None:
    Path("parlour.toml").write_text('[operators.classes]\nwatcher = ["see"]\n')
    words = ("oper", "add", "ann", "--class", "watcher", "--password-file", "secret")
    assert parlour(*words).code == 2
    assert parlour(*words, "--config", "parlour.toml").code == 0
    # Whoever reads it without that class is told, rather than that the login quietly may do nothing.
    sentence = f"{tmp_path / 'data' / FILE}: 'ann': operators.classes has no class 'watcher'"
    for asked in (("oper", "list"), ("config", "check")):
        code, _, err = parlour(*asked)
        assert code in {1, 2}
        assert err.startswith(f"parlour: {sentence}")
    assert parlour("oper", "list", "--config", "parlour.toml").code == 0
    assert parlour("config", "check", "--config", "parlour.toml").code == 0


def test_a_server_that_runs_has_to_be_told(parlour: Parlour, tmp_path: Path) -> None:
    with DataFolder(tmp_path / "data"):
        told = parlour("oper", "add", "ann", "--password-file", "secret").err.splitlines()[1:]
        assert told == [f"the server runs; tell it: kill -HUP {os.getpid()}, or /rehash as an operator"]
        assert parlour("oper", "remove", "ann", "--yes").err.splitlines()[1:] == told
    assert len(parlour("oper", "add", "ann", "--password-file", "secret").err.splitlines()) == 1


def test_a_data_folder_that_cannot_be_written_is_one_line_and_exit_1(parlour: Parlour, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    code, out, err = parlour("oper", "add", "ann", "--password-file", "secret")
    assert (code, out) == (1, "")
    assert err.startswith("parlour: ")
    assert len(err.splitlines()) == 1
