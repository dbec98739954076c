"""A server as a service of systemd: what it tells, the sockets that it is handed, and how it starts again."""

import os
import re
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support import netcat
from tests.support.irc import Client, insecure_context
from tests.support.manager import Manager
from tests.support.netcat import Typist, by_nc, come
from tests.support.process import Server

pytestmark = pytest.mark.slow

SYSTEMD = """
import fcntl, os, socket, sys
names, opened = [], []
for asked in sys.argv[1].split(","):
    name, _, where = asked.partition("=")
    made = socket.socket(socket.AF_UNIX if "/" in where else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(where if "/" in where else ("127.0.0.1", int(where)))
    made.listen()
    opened.append(fcntl.fcntl(made, fcntl.F_DUPFD, 100))
    made.close()
    names.append(name)
for number, each in enumerate(opened):
    os.dup2(each, 3 + number)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(names)), "LISTEN_FDNAMES": ":".join(names)}
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Does what systemd does for a socket unit, with sockets as in irc=0,unix=/run/irc.sock."""


class Service(Server):
    """A server that a service manager has started, with sockets that it has opened for it."""

    def __init__(self, home: Path, sockets: str = "", config: str = "", **environ: Any) -> None:
        super().__init__(home, config=config, **environ)
        if sockets:
            self.words = ()
            self._before = [sys.executable, "-c", SYSTEMD, sockets]


@pytest.fixture
def manager(tmp_path: Path) -> Any:
    with Manager(tmp_path / "notify") as made:
        yield made


def test_a_manager_is_told_when_the_server_serves_and_when_it_ends(tmp_path: Path, manager: Manager) -> None:
    with Service(tmp_path, NOTIFY_SOCKET=manager.address) as server:
        assert manager.hear() == {"READY": "1", "STATUS": "0 users, 0 connections, 0 channels"}
        with server.client("ann") as ann, server.client("bob"), Client(server.irc) as stranger:
            ann.join("#attic")
            stranger.send("PING here")
            stranger.expect("…PONG…")
            server.send_signal(signal.SIGHUP)
            told = manager.until("RELOADING")
            assert told.keys() == {"RELOADING", "MONOTONIC_USEC"}
            assert manager.until("READY") == {"READY": "1", "STATUS": "2 users, 3 connections, 1 channels"}
        assert server.stop() == 0
        told = manager.until("STOPPING")
        assert told["STATUS"].startswith("stopping, ")


def test_the_watchdog_hears_from_the_loop_again_and_again(tmp_path: Path) -> None:
    with Manager(name=f"parlour-watchdog-{os.getpid()}") as manager:
        environ = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "100000"}
        with Service(tmp_path, **environ) as server:
            manager.until("READY")
            for _ in range(10):
                manager.until("WATCHDOG")
            with server.client("ann"):
                for _ in range(3):
                    manager.until("WATCHDOG")
            assert server.stop() == 0


def test_sockets_that_are_handed_over_are_served_by_their_names(tmp_path: Path) -> None:
    sockets = f"tls=0,irc=0,unix={tmp_path}/irc.sock,proxied=0"
    with Service(tmp_path, sockets) as server:
        assert [kind for kind, _ in server.listening] == ["tls", "irc", "unix", "proxied"]
        with Client(server.tls, "ann", insecure_context()) as ann, server.client("bob", kind="unix") as bob:
            ann.register().join("#attic")
            bob.join("#attic")
            bob.send("PRIVMSG #attic :hello")
            ann.expect(":bob!… PRIVMSG #attic :hello")
            with server.client("cat"):
                # A reload leaves them alone.
                server.send_signal(signal.SIGHUP)
                ann.settle()
        assert server.stop() == 0
    assert (tmp_path / "irc.sock").exists()


@pytest.mark.skipif(bool(netcat.missing() or netcat.openssl_missing()), reason="nc or openssl is missing")
def test_sockets_for_plain_text_are_handed_over_as_well(tmp_path: Path) -> None:
    with Service(tmp_path, "text=0,text_tls=0,irc=0") as server, ExitStack() as stack:
        assert [kind for kind, _ in server.listening] == ["text", "text_tls", "irc"]
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob", tls=True)
        bob.type("hello")
        ann.sees("* bob joined", "<bob> hello")
        assert server.stop() == 0
        assert [each.rest() for each in (ann, bob)] == [["*** The server is shutting down. Good bye."]] * 2


def test_sockets_without_names_are_told_apart_by_the_configuration(tmp_path: Path) -> None:
    with ExitStack() as held:
        tls, irc = held_port(held), held_port(held)
        config = f'[listen]\nirc = ["0.0.0.0:{irc}"]\ntls = ["0.0.0.0:{tls}"]\n'
        with Service(tmp_path, f"parlour.socket={tls},parlour.socket={irc}", config) as server:
            assert server.listening == [("tls", f"127.0.0.1:{tls}"), ("irc", f"127.0.0.1:{irc}")]
            with server.client("ann", kind="tls"), server.client("bob"):
                pass


def held_port(held: ExitStack) -> int:
    """A port on which nobody listens, and which the system gives to nobody meanwhile."""
    holder = held.enter_context(socket.socket())
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    return port


def test_a_socket_that_nobody_knows_the_use_of_keeps_the_server_from_starting(tmp_path: Path) -> None:
    server = Service(tmp_path, "parlour.socket=0")
    with pytest.raises(AssertionError, match="the server ended"), server:
        pass
    assert re.fullmatch(
        r"parlour: systemd handed over 127\.0\.0\.1:\d+ under the name 'parlour\.socket', which does not say what is "
        r"to be spoken there: write FileDescriptorName= with one of irc, tls, unix, proxied, text, "
        r"text_tls in its socket unit, unix for a path\n",
        server.errors,
    )


# RESTART


def operator(server: Server, name: str) -> Client:
    """An operator, who has just logged in for the first time that anybody did."""
    made = server.client(name)
    made.send(f"OPER admin {server.first_password}")
    made.expect("… 381 …")
    return made


def test_a_server_that_is_restarted_is_the_same_process_on_the_same_sockets_and_refuses_nobody(
    tmp_path: Path, manager: Manager
) -> None:
    server = Server(tmp_path, "127.0.0.1:0", "--unix", "irc.sock", NOTIFY_SOCKET=manager.address)
    os.umask(before := os.umask(0o027))
    with server:
        manager.until("READY")
        listening, process = server.listening, server.pid
        mode = (tmp_path / "irc.sock").stat().st_mode
        with operator(server, "ann") as ann, server.client("bob") as bob:
            bob.join("#attic").send("PRIVMSG #attic :before")
            bob.settle()
            ann.send("RESTART")
            goodbye = "ERROR :Closing Link: 127.0.0.1 (The server is being restarted by ann)"
            assert bob.rest()[-1] == ann.rest()[-1] == goodbye
        # From the moment on that everybody is gone: nobody is refused.
        with Client(server.irc, "cat") as cat, Client(tmp_path / "irc.sock", "dan") as dan:
            assert "RELOADING" in manager.until("RELOADING")
            manager.until("READY")
            server.read_announcement()
            assert (server.listening, server.pid) == (listening, process)
            cat.register("draft/chathistory", "batch", "server-time", "message-tags").join("#attic")
            assert [line.text for line in cat.history("#attic")] == ["before"]
            dan.register()
            assert (tmp_path / "irc.sock").stat().st_mode == mode
            server.send_signal(signal.SIGHUP)
            manager.reloaded()
            cat.settle()
        assert server.stop() == 0
    assert os.umask(before) == before
    assert not (tmp_path / "irc.sock").exists()


@pytest.mark.skipif(netcat.missing() is not None, reason=netcat.missing() or "")
def test_those_who_type_are_told_of_a_restart_and_find_what_was_said_before(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0", "--text", "127.0.0.1:0") as server, ExitStack() as stack:
        ann, bob = come(stack, server, "ann"), come(stack, server, "bob")
        bob.type("hello", "CONNECT ann", "secret")
        ann.sees("* bob joined", "<bob> hello", "*** bob opened a session …", "<bob> secret")
        with operator(server, "root") as root:
            root.send("RESTART")
            root.rest()
        assert ann.rest() == bob.rest()[-1:] == ["*** The server is being restarted by root. Good bye."]
        server.read_announcement()
        again = stack.enter_context(Typist("again", *by_nc(server.addresses("text")[0])))
        again.type("ann")
        again.expect("--- What was said in #lobby (times in UTC)")
        again.sees("--- …", "… <bob> hello", "--- Now")
        again.sees_nothing()
        assert server.stop() == 0


def test_a_server_that_could_not_start_again_is_not_restarted(tmp_path: Path) -> None:
    with Server(tmp_path) as server, operator(server, "ann") as ann:
        (tmp_path / "parlour.toml").write_text("[history]\npages = 7\n")
        ann.send("RESTART")
        ann.expect(
            f":parlour.local NOTICE ann :*** The server goes on: {tmp_path}/parlour.toml:2: unknown key "
            "'history.pages'; did you mean 'page'?"
        )
        with server.client("bob"):
            assert server.stop() == 0


def test_a_restart_takes_up_what_only_a_restart_can_change(tmp_path: Path) -> None:
    config = '[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\nunix = ["old.sock"]\n'
    server = Server(tmp_path, config=config)
    server.words = ()
    with server:
        irc = server.irc
        with operator(server, "ann") as ann:
            text = config.replace('"old.sock"', '"new.sock"') + '[server]\nname = "other.example.org"\n'
            (tmp_path / "parlour.toml").write_text(text)
            ann.send("RESTART")
            ann.rest()
        server.read_announcement()
        assert server.irc == irc
        assert not (tmp_path / "old.sock").exists()
        with Client(tmp_path / "new.sock", "bob") as bob:
            bob.register().send("PING here")
            bob.expect(":other.example.org PONG …")


def test_a_signal_makes_an_end_of_a_restart(tmp_path: Path) -> None:
    with Server(tmp_path) as server, operator(server, "ann") as ann:
        # It finds both when it goes on.
        server.send_signal(signal.SIGSTOP)
        ann.send("RESTART")
        server.send_signal(signal.SIGTERM)
        server.send_signal(signal.SIGCONT)
        assert ann.rest()[-1].startswith("ERROR :Closing Link: 127.0.0.1 (The server is ")
        assert server.wait() == 0


def test_die_ends_the_server_as_a_signal_does(tmp_path: Path) -> None:
    with Server(tmp_path) as server, operator(server, "ann") as ann:
        ann.send("DIE")
        assert ann.rest()[-1] == "ERROR :Closing Link: 127.0.0.1 (The server is being stopped by ann)"
        assert server.wait() == 0
