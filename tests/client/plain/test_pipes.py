"""`parlour chat` in pipes, as a process of its own with a server as people run it."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, HISTORY_CAPABILITIES
from tests.support.process import Server, command, environment

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as started:
        yield started


def chat(
    server: Server, typed: str, *words: str, nick: str = "ann", to: str = "#attic", where: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run `parlour chat` with this as its input to its end."""
    host, port = server.irc
    place = where or (host, str(port), "--no-tls")
    home = server.home / nick
    home.mkdir(exist_ok=True)
    return subprocess.run(
        command("chat", *place, "--nick", nick, *(("--to", to) if to else ()), *words),
        env=environment(home) | {"TZ": "UTC"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def heard(server: Server, where: str = "#attic") -> list[str]:
    """What was said in a channel."""
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        return [line.text for line in eve.join(where).history(where)]


class TestOnce:
    def test_what_is_said_has_arrived(self, server: Server) -> None:
        done = chat(server, "hi\n/var/log is full\n\n  indented\n", "--once")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert heard(server) == ["hi", "/var/log is full", "  indented"]

    def test_to_one_person(self, server: Server) -> None:
        with server.client("bob") as bob:
            assert chat(server, "psst\n", "--once", to="bob").returncode == 0
            bob.expect(":ann!… PRIVMSG bob :psst")

    def test_nobody_of_that_name_is_a_failure(self, server: Server) -> None:
        done = chat(server, "psst\n", "--once", to="nobody")
        assert done.returncode == 1
        assert "not delivered, to nobody" in done.stderr
        assert done.stderr.endswith(": psst\n")

    def test_a_channel_that_takes_nothing_is_a_failure(self, server: Server) -> None:
        with server.client("bob") as bob:
            bob.join("#attic")
            bob.send("MODE #attic +m")
            bob.settle()
            done = chat(server, "may I?\n", "--once")
        assert done.returncode == 1
        assert done.stderr.endswith(": may I?\n")
        assert "Traceback" not in done.stderr
        assert heard(server) == []

    def test_a_channel_that_is_closed_is_a_failure(self, server: Server) -> None:
        with server.client("bob") as bob:
            bob.join("#attic")
            bob.send("MODE #attic +i")
            bob.settle()
            done = chat(server, "hello?\nanybody?\n", "--once", "--timeout", "20")
        assert done.returncode == 1
        assert done.stderr.endswith("not delivered: hello?\nnot delivered: anybody?\n")

    def test_where_nothing_listens_nothing_is_delivered(self, server: Server) -> None:
        server.kill()
        done = chat(server, "hello?\n", "--once", "--timeout", "1")
        assert (done.returncode, done.stdout) == (1, "")
        assert "nothing listens at" in done.stderr
        assert done.stderr.endswith("not delivered: hello?\n")

    def test_what_is_said_after_the_server_was_killed_is_not_delivered(self, server: Server) -> None:
        host, port = server.irc
        words = ("chat", host, str(port), "--no-tls", "--nick", "ann", "--to", "#attic", "--once", "--timeout", "2")
        with subprocess.Popen(
            command(*words),
            env=environment(server.home),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin is not None
            with server.client("bob") as bob:
                bob.join("#attic")
                process.stdin.write("one\n")
                process.stdin.flush()
                bob.expect(":ann!… PRIVMSG #attic :one")
            server.kill()
            _, errors = process.communicate("two\n", timeout=DEADLINE_S)
        assert process.returncode == 1
        assert errors.endswith(": two\n")

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(self, tmp_path: Path) -> None:
        with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server:
            place = ("127.0.0.1", str(server.tls[1]))
            refused = chat(server, "secret\n", "--once", "--timeout", "20", where=place)
            assert refused.returncode == 1
            assert refused.stderr.endswith("not delivered: secret\n")
            wrong = chat(server, "secret\n", "--once", "--fingerprint", "AB" * 32, where=place)
            assert wrong.returncode == 1
            right = chat(server, "hello\n", "--once", "--fingerprint", server.fingerprint, where=place)
            assert (right.returncode, right.stderr) == (0, "")
            assert heard(server) == ["hello"]

    def test_what_failed_is_not_sent_by_the_next_one(self, server: Server) -> None:
        with server.client("bob") as bob:
            bob.join("#attic")
            bob.send("MODE #attic +m")
            bob.settle()
            assert chat(server, "first\n", "--once").returncode == 1
            bob.send("MODE #attic -m")
            bob.settle()
            assert chat(server, "second\n", "--once").returncode == 0
        assert heard(server) == ["second"]


class TestLines:
    def test_what_arrives_is_a_line_and_what_is_typed_is_said(self, server: Server) -> None:
        done = chat(server, "hello\n/me waves\n//join is a command\n")
        assert done.returncode == 0, done.stderr
        lines = [line[6:] for line in done.stdout.splitlines()]
        assert [line for line in lines if line.startswith(("#attic <", "#attic *"))] == [
            "#attic <ann> hello",
            "#attic * ann waves",
            "#attic <ann> /join is a command",
        ]
        assert "\x1b" not in done.stdout + done.stderr

    def test_what_was_not_done_makes_it_a_failure(self, server: Server) -> None:
        done = chat(server, "/tpoic cats\nhello\n")
        assert done.returncode == 1
        assert "There is no command /tpoic; did you mean /topic?" in done.stderr
        assert heard(server) == ["hello"]

    def test_a_channel_is_entered_before_the_next_line_is_said(self, server: Server) -> None:
        done = chat(server, "/join #cellar\ndown here\n/switch #attic\nup here\n")
        assert done.returncode == 0, done.stderr
        assert heard(server, "#cellar") == ["down here"]
        assert heard(server) == ["up here"]

    def test_a_session_is_held(self, server: Server) -> None:
        with server.client("bob", "parlour.chat/session") as bob:
            bob.join("#attic")
            done = chat(server, "/call bob\nfor you alone\n/bye\nfor all\n")
            assert done.returncode == 0, done.stderr
            bob.expect("@parlour.chat/session=… :ann!… PRIVMSG bob :for you alone")
            bob.expect(":ann!… PRIVMSG #attic :for all")

    def test_what_was_said_before_is_shown_at_the_beginning(self, server: Server) -> None:
        chat(server, "one\ntwo\n", "--once", nick="bob")
        done = chat(server, "three\n")
        said = [line[6:] for line in done.stdout.splitlines() if "<" in line]
        assert said == ["#attic <bob> one", "#attic <bob> two", "#attic <ann> three"]

    def test_no_control_character_comes_out(self, server: Server) -> None:
        chat(server, "red \x1b[31malert \x07 \u202eesrever\n", "--once", nick="bob")
        done = chat(server, "")
        assert "alert" in done.stdout
        assert all(each.isprintable() or each == "\n" for each in done.stdout)
        done = chat(server, "", "--json")
        assert all(each.isprintable() or each == "\n" for each in done.stdout)


class TestJson:
    def test_each_line_is_an_object(self, server: Server) -> None:
        with server.client("bob") as bob:
            bob.join("#attic")
            done = chat(server, "hello\n/free\n/nosuch\n", "--json")
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert {each["event"] for each in events} >= {"state", "message", "place", "people", "free", "answer"}
        (said,) = (each for each in events if each["event"] == "message" and each["kind"] == "said")
        assert (said["where"], said["nick"], said["text"], said["own"], said["live"]) == (
            "#attic", "ann", "hello", True, True
        )  # fmt: skip
        assert said["msgid"]
        (free,) = (each for each in events if each["event"] == "free")
        assert {(each["nick"], each["busy"]) for each in free["people"]} == {("ann", False), ("bob", False)}
        assert done.returncode == 1, "there is no such command"

    def test_nothing_but_json_is_on_standard_output(self, server: Server) -> None:
        server.kill()
        done = chat(server, "hello\n", "--json", "--timeout", "1")
        assert done.returncode == 1
        assert all(json.loads(line)["event"] == "state" for line in done.stdout.splitlines())
        assert done.stderr.endswith("not delivered: hello\n")


def test_who_interrupts_it_while_its_input_is_open_has_it_end_in_peace(server: Server) -> None:
    host, port = server.irc
    with subprocess.Popen(
        command("chat", host, str(port), "--no-tls", "--nick", "ann", "--to", "#attic"),
        env=environment(server.home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as chatting:
        with server.client("bob") as bob:
            bob.join("#attic")
            assert chatting.stdin is not None
            chatting.stdin.write(b"hello\n")
            chatting.stdin.flush()
            bob.expect(":ann!… PRIVMSG #attic :hello")
        chatting.send_signal(signal.SIGINT)
        assert chatting.wait(DEADLINE_S) == 130
        assert chatting.stderr is not None
        assert b"Fatal" not in chatting.stderr.read()
