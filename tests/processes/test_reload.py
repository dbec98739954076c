"""SIGHUP on a server that people are connected to: what has changed holds, and nobody is dropped."""

import json
import re
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from parlour.server.certificates import fingerprint, self_signed
from tests.support import netcat
from tests.support.irc import DEADLINE_S, Client, insecure_context
from tests.support.log import Log
from tests.support.manager import Manager
from tests.support.netcat import Typist, by_nc
from tests.support.process import Server

pytestmark = pytest.mark.slow

CHANNEL = "#attic"


class Running:
    """A server with a configuration file, and the service manager that it tells of its reloads."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.home = home
        self.settings: dict[str, Any] = {"listen.irc": ["127.0.0.1:0"], "listen.tls": [], "listen.text": []} | settings
        self.manager = Manager(home / "notify")
        self.server = Server(home, config=self.text(), NOTIFY_SOCKET=str(home / "notify"))
        self.server.words = ()
        self.tail = Log(home / "stderr")
        self.log: list[str] = []

    def __enter__(self) -> "Running":
        self.server.__enter__()
        self.manager.until("READY")
        return self

    def __exit__(self, *told: Any) -> None:
        self.tail.close()
        self.manager.__exit__(*told)
        self.server.__exit__(*told)

    def text(self) -> str:
        """The configuration file."""
        return "".join(f"{key} = {json.dumps(value)}\n" for key, value in self.settings.items())

    def change(self, settings: dict[str, Any]) -> None:
        """Put settings into the file."""
        self.settings |= settings
        (self.home / "parlour.toml").write_text(self.text())

    def reload(self, settings: dict[str, Any] | None = None) -> str:
        """Have the file read, with these settings changed in it; returns what the log then says of it."""
        if settings is not None:
            self.change(settings)
        self.tail.text = ""
        self.server.send_signal(signal.SIGHUP)
        self.status = self.manager.reloaded()
        self.tail.expect('"configuration (not )?reloaded.*$\\n')
        told = [json.loads(line) for line in self.tail.text.splitlines()]
        self.log += [said := f"{each['level']}: {each['message']}" for each in told if "reloaded" in each["message"]]
        return said

    def port(self, kind: str) -> tuple[str, int]:
        """Where it was last said to listen with this kind."""
        said = re.findall(rf"(?:: |; )listening: {kind} (\S+):(\d+)", "\n".join(self.log))
        return said[-1][0], int(said[-1][1])


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "certificate").mkdir()
    pair = self_signed(tmp_path / "certificate", "old.example.org")
    settings = {
        "listen.tls": ["127.0.0.1:0"], "tls.certificate": str(pair.certificate), "tls.key": str(pair.key),
    }  # fmt: skip
    with Running(tmp_path, **settings) as running:
        yield running


def shown_to(client: Client) -> str:
    """The certificate that a client was shown."""
    assert isinstance(client.socket, ssl.SSLSocket)
    der = client.socket.getpeercert(binary_form=True)
    assert der is not None
    return fingerprint(ssl.DER_cert_to_PEM_cert(der))


def still_talk(ann: Client, bob: Client, text: str) -> None:
    """Two who were there before are still there, in the channel where they were."""
    ann.send(f"PRIVMSG {CHANNEL} :{text}")
    bob.expect(f":ann!… PRIVMSG {CHANNEL} :{text}")


# The certificate


def test_a_new_certificate_is_shown_to_who_comes_next_and_who_was_there_stays(tls: Running) -> None:
    server = tls.server
    with server.client("ann", kind="tls") as ann, server.client("bob", kind="tls") as bob:
        ann.join(CHANNEL)
        bob.join(CHANNEL)
        old = shown_to(ann)
        folder = tls.home / "certificate"
        for name in ("certificate.pem", "key.pem"):
            (folder / name).unlink()
        new = fingerprint(self_signed(folder, "new.example.org").certificate.read_text())
        assert tls.reload() == f"info: configuration reloaded: certificate: SHA-256 {new}"
        still_talk(ann, bob, "hello")
        assert shown_to(ann) == old != new
        with server.client("cat", kind="tls") as cat:
            assert shown_to(cat) == new
            still_talk(ann, bob, "hello again")


BROKEN = {
    "a key of another certificate": ("key.pem", None, "does not belong to the certificate"),
    "a certificate that is none": ("certificate.pem", "attic", "certificate.pem is not a certificate in PEM form"),
    "a key that is gone": ("key.pem", "", "cannot read"),
}


@pytest.mark.parametrize(("name", "content", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_certificate_leaves_the_old_one_and_all_else_as_it_was(
    tls: Running, name: str, content: str | None, sentence: str
) -> None:
    server = tls.server
    with server.client("ann", kind="tls") as ann:
        old = shown_to(ann)
        path = tls.home / "certificate" / name
        if content is None:
            (tls.home / "other").mkdir()
            path.write_bytes(self_signed(tls.home / "other", "other.example.org").key.read_bytes())
        elif content:
            path.write_text(content)
        else:
            path.unlink()
        line = tls.reload({"server.motd": "not to be seen", "listen.unix": ["new.sock"]})
        assert line.startswith("error: configuration not reloaded, everything is as it was: ")
        assert f"{tls.home}/parlour.toml:" in line
        assert "'tls.certificate': " in line
        assert sentence in line
        assert "; the last reload failed: " in tls.status
        with server.client("bob", kind="tls") as bob:
            assert shown_to(bob) == old
            bob.send("MOTD")
            bob.expect("… 422 bob …")
            still_talk(ann.join(CHANNEL), bob.join(CHANNEL), "hello")
        assert not (tls.home / "new.sock").exists()


# What is wrong with the file


MISTAKES = {
    "no TOML": ("[listen\n", "parlour.toml:1: not valid TOML"),
    "a key that there is not": ("[history]\npages = 7\n", "parlour.toml:2: unknown key 'history.pages'; did you mean"),
    "a value that may not be": (
        "\n[limits]\ntargets = 0\n",
        "parlour.toml:3: 'limits.targets': must be a whole number",
    ),
    "a listener that cannot be opened": (
        'listen.tls = []\nlisten.irc = ["127.0.0.1:0", "192.0.2.1:6667"]\n',
        "parlour.toml:2: 'listen.irc': cannot listen on 192.0.2.1:6667: this machine has no such address",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_file_changes_nothing_and_is_told_with_its_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann, running.server.client("bob") as bob:
        ann.join(CHANNEL)
        bob.join(CHANNEL)
        (tmp_path / "parlour.toml").write_text(text)
        line = running.reload()
        assert line.startswith(f"error: configuration not reloaded, everything is as it was: {tmp_path}/{sentence}")
        still_talk(ann, bob, "hello")
        # The next one, which is right, holds.
        assert running.reload({"limits.nick_length": 20}) == "info: configuration reloaded: changed: limits.nick_length"
        ann.expect("… 005 ann NICKLEN=20 …")
        assert "failed" not in running.status


def test_a_file_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann:
        (tmp_path / "parlour.toml").unlink()
        assert running.reload().endswith(f": cannot read {tmp_path}/parlour.toml: no such file or directory")
        ann.settle()


def test_what_needs_a_restart_is_named_and_the_rest_holds(tmp_path: Path) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann:
        line = running.reload({"server.name": "other.example.org", "limits.nick_length": 20})
        assert line == (
            "info: configuration reloaded: changed: limits.nick_length; "
            "server.name has changed in the configuration, which needs a restart"
        )
        ann.expect(":parlour.local 005 ann NICKLEN=20 …")


# Listeners


def test_listeners_come_and_go_and_nobody_is_dropped(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        server = running.server
        old = server.irc
        with server.client("ann") as ann, server.client("bob") as bob:
            ann.join(CHANNEL)
            bob.join(CHANNEL)
            running.reload({"listen.irc": [], "listen.tls": ["127.0.0.1:0"], "listen.unix": ["irc.sock"]})
            still_talk(ann, bob, "hello")
            with pytest.raises(ConnectionRefusedError), socket.create_connection(old, DEADLINE_S):
                pass
            with (
                Client(running.port("tls"), "cat", insecure_context()) as cat,
                Client(tmp_path / "irc.sock", "dan") as dan,
            ):
                cat.register().join(CHANNEL)
                dan.register().join(CHANNEL)
                # Those that stay keep their sockets, and a new one takes a path that nobody has any more.
                kept = running.port("tls")
                running.reload({"listen.unix": []})
                assert not (tmp_path / "irc.sock").exists()
                still_talk(ann, dan, "hello again")
                with Client(kept, "eve", insecure_context()) as eve:
                    eve.register()
        assert server.stop() == 0


@pytest.mark.skipif(netcat.missing() is not None, reason=netcat.missing() or "")
def test_listeners_for_plain_text_come_and_go_and_who_types_stays(tmp_path: Path) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann, ExitStack() as stack:
        ann.join("#lobby")
        running.reload({"listen.text": ["127.0.0.1:0"]})
        text = running.port("text")
        bob = stack.enter_context(Typist("bob", *by_nc(text)))
        bob.type("bob")
        bob.expect("You are in #lobby with ann: what you type goes there.")
        ann.expect(":bob!bob@… JOIN #lobby")
        running.reload({"listen.text": [], "listen.text_tls": ["127.0.0.1:0"], "text.lobby": "#parlour"})
        with pytest.raises(ConnectionRefusedError), socket.create_connection(text, DEADLINE_S):
            pass
        # Where bob is now has its name before what is said there: it is the lobby no more.
        bob.type("still here")
        ann.expect(":bob!bob@… PRIVMSG #lobby :still here")
        ann.send("PRIVMSG #lobby :so am I")
        bob.sees("[#lobby] <ann> so am I")
        with Client(running.port("text_tls"), "cat", insecure_context()) as cat:
            cat.socket.sendall(b"cat\n")
            while b"You are in #parlour" not in (data := cat.socket.recv(1 << 16)):
                assert data
        bob.sees_nothing()


def test_a_port_that_spoke_plain_speaks_tls_and_who_came_before_stays(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        server = running.server
        host, port = server.irc
        running.reload({"listen.irc": [f"{host}:{port}"]})
        with server.client("ann") as ann, Client(running.port("irc"), "bob") as bob:
            ann.join(CHANNEL)
            bob.register().join(CHANNEL)
            running.reload({"listen.irc": [], "listen.tls": [f"{host}:{port}"]})
            with Client((host, port), "cat", insecure_context()) as cat:
                cat.register()
            still_talk(ann, bob, "hello")


def test_a_flag_keeps_its_precedence(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.server.words = ("127.0.0.1:0", "-v")
    with running:
        where = running.server.irc
        assert running.reload({"listen.irc": ["127.0.0.1:1"], "log.level": "error"}) == (
            "info: configuration reloaded: nothing has changed"
        )
        with Client(where, "ann") as ann:
            ann.register()
        running.tail.expect('"level":"debug"')


def test_many_reloads_at_once_leave_the_last_configuration(tmp_path: Path) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann:
        for length in range(10, 30):
            running.change({"limits.nick_length": length})
            running.server.send_signal(signal.SIGHUP)
        ann.expect("… 005 ann NICKLEN=29 …")
        ann.settle()
        assert running.server.stop() == 0


def test_a_reload_while_the_server_stops_is_no_matter(tmp_path: Path) -> None:
    with Running(tmp_path) as running, running.server.client("ann") as ann:
        running.server.send_signal(signal.SIGHUP)
        running.server.send_signal(signal.SIGTERM)
        assert ann.rest()[-1].startswith("ERROR ")
        assert running.server.wait() == 0
