"""Sockets that are open before the server starts: systemd's, and its own from before a restart.

Source: https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from parlour.server import handover
from parlour.server.config import Source
from parlour.server.handover import from_before, from_systemd, keep
from parlour.server.kinds import KINDS
from parlour.server.listeners import Listener, ListenError, Wanted, close_all, open_all, wanted
from parlour.server.settings import Listen
from parlour.server.setup import first, renewed

DEFAULT = Listen()


class Systemd:
    """Sockets as systemd hands them over, one descriptor behind the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._first = os.dup(0)
        os.close(self._first)
        monkeypatch.setattr(handover, "FIRST", self._first)
        self._taken: list[Listener] | None = None
        self.sockets: list[int] = []
        self.names: list[str] = []

    def add(self, opened: socket.socket, name: str = "parlour.socket", *, listen: bool = True) -> str | tuple[str, int]:
        """One more socket, which this takes; returns where it is."""
        where: str | tuple[str, int] = opened.getsockname()
        if listen:
            opened.listen()
        number = self._first + len(self.sockets)
        os.dup2(opened.fileno(), number)
        if opened.fileno() == number:
            opened.detach()
        else:
            opened.close()
        self.sockets.append(number)
        self.names.append(name)
        return where

    def taken(self, listen: Listen = DEFAULT) -> list[Listener]:
        """What a server with this configuration makes of them."""
        self._taken = from_systemd(self.environ, listen)
        return self._taken

    @property
    def environ(self) -> dict[str, str]:
        """What systemd says of them."""
        told = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(self.sockets))}
        return told | ({"LISTEN_FDNAMES": ":".join(self.names)} if self.names else {})

    def close(self) -> None:
        if self._taken is not None:
            close_all(self._taken)


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Systemd]:
    made = Systemd(monkeypatch)
    yield made
    made.close()


def tcp(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made


def unix(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    return made


def on(port: int) -> Listen:
    """A configuration in which a port is for TLS."""
    return Listen(irc=("127.0.0.1:6667",), tls=(f"0.0.0.0:{port}",))


def test_a_name_says_what_is_spoken(systemd: Systemd, tmp_path: Path) -> None:
    for kind in ("irc", "tls", "proxied"):
        systemd.add(tcp(), kind)
    systemd.add(unix(tmp_path / "a.sock"), "unix")
    systemd.add(unix(tmp_path / "b.sock"), "proxied")
    listeners = systemd.taken()
    assert [each.kind for each in listeners] == ["irc", "tls", "proxied", "unix", "proxied"]
    assert listeners[0].name.startswith("127.0.0.1:")
    assert listeners[3].name == str(tmp_path / "a.sock")


def test_the_kinds_are_those_that_can_be_configured() -> None:
    assert set(KINDS) == set(Listen.__struct_fields__)


def test_without_a_name_the_port_in_the_configuration_says_it(systemd: Systemd, tmp_path: Path) -> None:
    where = systemd.add(tcp())
    systemd.add(unix(tmp_path / "a.sock"))
    systemd.add(unix(tmp_path / "b.sock"))
    assert isinstance(where, tuple)
    listen = Listen(irc=(), tls=(f"0.0.0.0:{where[1]}",), proxied=(str(tmp_path / "b.sock"),))
    assert [each.kind for each in systemd.taken(listen)] == ["tls", "unix", "proxied"]


def test_names_need_not_be_told(systemd: Systemd) -> None:
    where = systemd.add(tcp())
    assert isinstance(where, tuple)
    systemd.names.clear()
    assert [each.kind for each in systemd.taken(on(where[1]))] == ["tls"]


def test_a_socket_of_no_use_that_anybody_knows_is_a_mistake(systemd: Systemd) -> None:
    systemd.add(tcp())
    with pytest.raises(ListenError, match=r"under the name 'parlour\.socket', which does not say what is to be spoken"):
        systemd.taken()


@pytest.mark.parametrize("name", ["irc", "tls"])
def test_a_path_under_the_name_of_a_port_is_a_mistake(systemd: Systemd, tmp_path: Path, name: str) -> None:
    systemd.add(unix(tmp_path / "a.sock"), name)
    with pytest.raises(ListenError, match="which does not say what is to be spoken there"):
        systemd.taken()


def test_a_port_under_the_name_of_a_path_is_a_mistake(systemd: Systemd) -> None:
    systemd.add(tcp(), "unix")
    with pytest.raises(ListenError, match="which does not say what is to be spoken there"):
        systemd.taken()


def test_a_socket_on_which_nobody_can_be_accepted_is_a_mistake(systemd: Systemd) -> None:
    systemd.add(tcp(), "irc", listen=False)
    with pytest.raises(ListenError, match="on which nobody can be accepted: it needs ListenStream= and Accept=no"):
        systemd.taken()


def test_what_is_no_socket_is_a_mistake(systemd: Systemd) -> None:
    reading, writing = os.pipe()
    os.dup2(reading, handover.FIRST)
    for each in {reading, writing} - {handover.FIRST}:
        os.close(each)
    systemd.sockets.append(handover.FIRST)
    systemd.names.append("irc")
    with pytest.raises(ListenError, match=r"^systemd handed over descriptor \d+, which is no socket: "):
        systemd.taken()


def test_what_systemd_says_is_told_to_nobody_else(systemd: Systemd) -> None:
    systemd.add(tcp(), "irc")
    environ = systemd.environ | {"HOME": "/srv"}
    close_all(from_systemd(environ, DEFAULT))
    assert environ == {"HOME": "/srv"}


# "the LISTEN_PID environment variable is not set to the current process": they are somebody else's.
NOT_OURS = {
    "another process": {"LISTEN_PID": "1", "LISTEN_FDS": "1"},
    "no process": {"LISTEN_FDS": "1"},
    "none at all": {},
    "a count that is none": {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "many"},
}


@pytest.mark.parametrize("environ", NOT_OURS.values(), ids=NOT_OURS)
def test_sockets_of_somebody_else_are_left_alone(environ: dict[str, str]) -> None:
    told = dict(environ)
    assert from_systemd(told, DEFAULT) == []
    assert told == {}


def test_a_socket_that_listens_on_both_protocols_is_named_by_its_address(systemd: Systemd) -> None:
    where = systemd.add(tcp("::1"), "irc")
    assert [each.name for each in systemd.taken()] == [f"[::1]:{where[1]}"]


# What a server does with them


def text(folder: Path, listen: str = "") -> str:
    return f'[server]\ndata = "{folder}"\n{listen}'


def test_sockets_of_systemd_are_in_place_of_the_configurations_and_stay_in_a_reload(
    systemd: Systemd, file: Path, tmp_path: Path
) -> None:
    where = systemd.add(tcp(), "irc")
    file.write_text(text(tmp_path, '[listen]\nirc = ["127.0.0.1:1"]\ntls = []\n'))
    source = Source(file=file)
    server = first(source.read(), 0, systemd.environ)
    assert [(each.kind, each.name) for each in server.listeners] == [("irc", f"127.0.0.1:{where[1]}")]
    file.write_text(text(tmp_path, '[listen]\nirc = ["127.0.0.1:2"]\ntls = []\n[limits]\ntargets = 7\n'))
    renewal = renewed(server, source.read())
    assert renewal.setup.listeners == server.listeners
    assert renewal.told == [
        "changed: listen.irc, limits.targets",
        "the listeners are still those that systemd handed over",
    ]
    close_all(server.listeners)


def test_listeners_that_the_command_line_names_are_opened_beside_those_of_systemd(
    systemd: Systemd, tmp_path: Path
) -> None:
    systemd.add(tcp(), "tls")
    flags = {
        "listen.irc": ("127.0.0.1:0",), "listen.tls": (), "listen.unix": (), "listen.proxied": (), "listen.text": (),
        "server.data": str(tmp_path),
    }  # fmt: skip
    server = first(Source(flags=flags).read(), 0, systemd.environ)
    assert [each.kind for each in server.listeners] == ["tls", "irc"]
    assert server.certificate is not None
    close_all(server.listeners)


def test_the_file_of_a_socket_of_systemd_stays_when_the_server_closes_it(systemd: Systemd, tmp_path: Path) -> None:
    systemd.add(unix(tmp_path / "a.sock"), "unix")
    close_all(systemd.taken())
    assert (tmp_path / "a.sock").exists()


# Over a restart


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Listener]]:
    made = open_all(wanted(Listen(irc=("127.0.0.1:0",), tls=(), unix=(str(tmp_path / "irc.sock"),), text=())))
    yield made
    close_all(made)


def test_listeners_are_the_same_after_a_restart(opened: list[Listener]) -> None:
    environ: dict[str, str] = {}
    keep(opened, environ)
    assert all(os.get_inheritable(each.socket.fileno()) for each in opened)
    found = from_before(environ)
    try:
        assert environ == {}
        assert [(each.kind, each.name, each.inode, each.wanted) for each in found] == [
            (each.kind, each.name, each.inode, each.wanted) for each in opened
        ]
        assert [each.socket.getsockname() for each in found] == [each.socket.getsockname() for each in opened]
        assert not any(os.get_inheritable(each.socket.fileno()) for each in found)
    finally:
        for each in found:
            each.socket.detach()


def test_a_restart_with_another_configuration_opens_and_closes_what_has_changed(
    opened: list[Listener], file: Path, tmp_path: Path
) -> None:
    environ: dict[str, str] = {}
    keep(opened, environ)
    file.write_text(text(tmp_path, '[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\nproxied = ["127.0.0.1:0"]\n'))
    server = first(Source(file=file).read(), 0, environ)
    try:
        assert [each.kind for each in server.listeners] == ["irc", "proxied"]
        assert server.listeners[0].name == opened[0].name
        assert not (tmp_path / "irc.sock").exists()
    finally:
        opened[1].socket.detach()
        opened[0].socket.detach()
        close_all(server.listeners)


def test_listeners_of_another_process_are_nobodys(opened: list[Listener]) -> None:
    environ: dict[str, str] = {}
    keep(opened, environ)
    environ[handover.OWN] = environ[handover.OWN].replace(str(os.getpid()), "1")
    assert from_before(environ) == []


def test_what_is_wanted_is_what_the_configuration_has() -> None:
    assert wanted(Listen(irc=("127.0.0.1:6667",), tls=(), unix=("/run/irc.sock",), text_tls=("[::]:7001",))) == [
        Wanted("irc", "127.0.0.1:6667"),
        Wanted("unix", "/run/irc.sock"),
        Wanted("text", "127.0.0.1:7000"),
        Wanted("text_tls", "[::]:7001"),
    ]
