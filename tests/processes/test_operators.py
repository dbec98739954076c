"""The first operator of a server, and those after: from what the first start prints to logins that come and go."""

import re
import signal
import time
from pathlib import Path

import pytest

from parlour.server.logins import FILE
from tests.support.irc import DEADLINE_S, Client
from tests.support.process import Server, run

pytestmark = pytest.mark.slow

PASSWORD = "correct-horse"


def first_login(server: Server) -> str | None:
    """The command that the announcement gives to become an operator, if it does."""
    found = re.search(r"/(oper admin \S+)", "\n".join(server.announced))
    return found[1] if found else None


def becomes_operator(client: Client, line: str) -> bool:
    """Whether an OPER makes one of a client, and not 464."""
    client.send(line)
    while (numeric := client.line().split()[1]) not in {"381", "464"}:
        pass
    return numeric == "381"


def test_the_first_start_prints_a_login_that_works_once(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        login = first_login(server)
        assert login is not None
        with server.client("ann") as ann, server.client("bob") as bob:
            assert becomes_operator(ann, login)
            assert not becomes_operator(bob, login)
            ann.send("KILL bob :enough")
            assert bob.rest()[-1] == "ERROR :Closing Link: 127.0.0.1 (Killed (ann (enough)))"
        assert login.rpartition(" ")[2] not in server.errors
        assert "admin" not in (tmp_path / "data" / FILE).read_text().partition("\n\n")[2]
        assert server.stop() == 0
        server.start_again()
        assert first_login(server) is None
        with server.client("ann") as ann:
            assert not becomes_operator(ann, login)


def test_a_login_that_was_not_used_works_after_a_restart_and_is_not_printed_again(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        login = first_login(server)
        assert login is not None
        server.kill()
        server.start_again()
        assert first_login(server) is None
        with server.client("ann") as ann:
            assert becomes_operator(ann, login)


def test_who_has_made_a_login_before_the_first_start_gets_no_other(tmp_path: Path) -> None:
    add(tmp_path, "ann")
    with Server(tmp_path) as server:
        assert first_login(server) is None
        with server.client("ann") as ann:
            assert becomes_operator(ann, f"OPER ann {PASSWORD}")


def add(home: Path, name: str) -> None:
    """Give somebody a login, as a person does."""
    (home / "secret").write_text(f"{PASSWORD}\n")
    added = run(home, "oper", "add", name, "--data", str(home / "data"), "--password-file", str(home / "secret"))
    assert added.returncode == 0, added.stderr


def until(server: Server, line: str, *, works: bool) -> None:
    """Try a login until it works, or does no more."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        with server.client("trying") as client:
            if becomes_operator(client, line) is works:
                return
        assert time.monotonic() < deadline


def test_logins_come_and_go_while_the_server_runs(tmp_path: Path) -> None:
    with Server(tmp_path) as server, server.client("ann") as ann:
        add(tmp_path, "ann")
        assert not becomes_operator(ann, f"OPER ann {PASSWORD}")
        server.send_signal(signal.SIGHUP)
        until(server, f"OPER ann {PASSWORD}", works=True)
        assert becomes_operator(ann, f"OPER ann {PASSWORD}")
        # By REHASH, which says what it did.
        add(tmp_path, "bob")
        ann.send("REHASH")
        ann.expect(":parlour.local NOTICE ann :*** new operators: bob")
        with server.client("bob") as bob:
            assert becomes_operator(bob, f"OPER bob {PASSWORD}")
            removed = run(tmp_path, "oper", "remove", "bob", "--yes", "--data", str(tmp_path / "data"))
            assert removed.returncode == 0
            assert f"kill -HUP {server.pid}" in removed.stderr
            server.send_signal(signal.SIGHUP)
            bob.expect(":bob MODE bob :-o")
        # A broken file changes nothing.
        path = tmp_path / "data" / FILE
        whole = path.read_bytes()
        path.write_bytes(whole + b"[eve\n")
        ann.send("REHASH")
        ann.expect(":parlour.local NOTICE ann :*** Nothing has changed: …operators.toml: not a file of logins: …")
        until(server, f"OPER ann {PASSWORD}", works=True)
        path.write_bytes(whole)
        ann.send("WALLOPS :still here")
        ann.expect(":ann!ann@… WALLOPS :still here")


def test_a_server_with_a_broken_file_of_logins_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE).write_text("[ann\n")
    ended = run(tmp_path, "serve", "127.0.0.1:0", "--data", str(tmp_path / "data"))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"parlour: {tmp_path / 'data' / FILE}: not a file of logins: ")


def test_a_password_of_the_server_is_asked_of_everybody(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{PASSWORD}\n")
    hashed = run(tmp_path, "password", "--password-file", str(tmp_path / "secret")).stdout.strip()
    with Server(tmp_path, config=f'[server]\npassword = "{hashed}"\n') as server:
        with Client(server.irc, "eve") as eve:
            eve.send("PASS wrong", "NICK eve", "USER eve 0 * :Eve")
            assert eve.rest() == [
                ":parlour.local 464 eve :Password incorrect",
                "ERROR :Closing Link: 127.0.0.1 (Bad password)",
            ]
        with Client(server.irc, "ann") as ann:
            ann.send(f"PASS {PASSWORD}")
            ann.register()
        assert PASSWORD not in server.errors


def test_an_operator_ends_the_server_and_starts_it_again(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        login = first_login(server)
        assert login is not None
        with server.client("ann") as ann:
            assert becomes_operator(ann, login)
            ann.send("DIE")
            assert ann.rest()[-1] == "ERROR :Closing Link: 127.0.0.1 (The server is being stopped by ann)"
        assert server.wait() == 0
