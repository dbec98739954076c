"""The file of operators' logins: an answer to every mistake in it, and nobody's change is lost."""

import multiprocessing
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parlour.core.operators import PRIVILEGES
from parlour.core.powers import Login
from parlour.server import logins
from parlour.server.logins import FILE, LoginsError, add, add_first, load_operators, new, read, remove
from parlour.server.passwords import DECOY, matches, trouble

CLASSES = {"admin": tuple(PRIVILEGES), "helper": ("kill",)}


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert load_operators(tmp_path, CLASSES) == {}
    assert load_operators(tmp_path / "not there", CLASSES) == {}


def test_what_is_added_is_read_again_with_what_its_class_may_do(tmp_path: Path) -> None:
    add(tmp_path, "ann", new("admin", DECOY))
    add(tmp_path, "b-o_b", new("helper", DECOY, "staff.example.org", ("192.0.2.0/24", "unix"), once=True))
    assert load_operators(tmp_path, CLASSES) == {
        "ann": Login("ann", DECOY, "admin", frozenset(PRIVILEGES)),
        "b-o_b": Login(
            "b-o_b", DECOY, "helper", frozenset({"kill"}), "staff.example.org", ("192.0.2.0/24", "unix"), once=True
        ),
    }
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [FILE]  # noqa: PTH208, names are enough


def test_the_first_login_has_a_password_that_can_be_typed(tmp_path: Path) -> None:
    password = add_first(tmp_path)
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", password)
    assert trouble(password) is None
    login = load_operators(tmp_path, CLASSES)["admin"]
    assert login.once
    assert login.privileges == PRIVILEGES.keys()
    assert matches(login.hashed, password)
    remove(tmp_path, "admin")
    assert add_first(tmp_path) != password


def entry(**changes: str) -> str:
    values = {"class": '"admin"', "hash": f'"{DECOY}"', "made": "2026-01-01T00:00:00Z"} | changes
    return "[ann]\n" + "".join(f"{key} = {value}\n" for key, value in values.items() if value)


BROKEN = {
    "no TOML": ("[ann\n", "not a file of logins: "),
    "not UTF-8": ("\udcff", "not a file of logins: "),
    "nested past reason": ("a = " + "[" * 100_000, "not a file of logins: "),
    "a login that is none": ("ann = 3\n", "'ann': expected `object`, got `int`"),
    "a name that is none": (entry().replace("ann", '"a b"'), "'a b': 'a b' is no name of a login: "),
    "a key that there is not": (entry(hosts='"x"'), "'ann': object contains unknown field `hosts`"),
    "no hash": (entry(hash=""), "'ann': object missing required field `hash`"),
    "a plain password": (
        entry(hash='"correct-horse"'), "'ann': its hash is no argon2id hash: remove the login and add it again",
    ),
    "a class that there is not": (
        entry(**{"class": '"helpers"'}), "'ann': operators.classes has no class 'helpers'; did you mean 'helper'?",
    ),
    "a host that is none": (entry(host='"a b"'), "'ann': 'a b' is no host to be seen under: "),
    "a place that is none": (entry(**{"from": '["here"]'}), "'ann': 'here' does not appear to be an IPv4 or IPv6 "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_mistake_in_the_file_is_one_sentence_without_secrets(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / FILE
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(LoginsError) as caught:
        load_operators(tmp_path, CLASSES)
    assert str(caught.value).startswith(f"{path}: {sentence}")
    assert "\n" not in str(caught.value)
    assert "correct-horse" not in str(caught.value)


def test_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("[ann\n")
    with pytest.raises(LoginsError):
        add(tmp_path, "bob", new("admin", DECOY))
    with pytest.raises(LoginsError):
        remove(tmp_path, "ann")
    assert path.read_text() == "[ann\n"


def test_who_changes_it_at_the_same_time_loses_nothing_of_the_others(tmp_path: Path) -> None:
    names = [f"op{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: add(tmp_path, name, new("admin", DECOY)), names))
        list(threads.map(lambda name: remove(tmp_path, name), names[::2]))
    assert set(read(tmp_path)) == set(names[1::2])


def _add_some(folder: Path, names: list[str]) -> None:
    for name in names:
        add(folder, name, new("admin", DECOY))


def test_nor_do_processes(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    names = [[f"op{process}-{number}" for number in range(10)] for process in range(2)]
    processes = [context.Process(target=_add_some, args=(tmp_path, some)) for some in names]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert set(read(tmp_path)) == {name for some in names for name in some}


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, "ann", new("admin", DECOY))
    before = (tmp_path / FILE).read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logins, "put_whole", full)
    with pytest.raises(LoginsError, match="^cannot write .*operators.toml: no space left on device$"):
        remove(tmp_path, "ann")
    assert (tmp_path / FILE).read_bytes() == before


def test_every_privilege_stands_in_the_page_for_those_who_run_a_server() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ", page[page.index("| privilege |") :].partition("\n\n")[0], re.MULTILINE)
    assert rows == list(PRIVILEGES)
