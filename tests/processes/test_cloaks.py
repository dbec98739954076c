"""Cloaks of a server as people run it, which are the same as long as its key is."""

import stat
from pathlib import Path

import pytest

from tests.support.irc import Client
from tests.support.process import Server
from tests.support.proxy import line

pytestmark = pytest.mark.slow

PROXIED = ("--proxied", "127.0.0.1:0")


def host_of(server: Server, address: str) -> str:
    """The host that somebody from an address has, for whom a proxy speaks."""
    with Client(server.addresses("proxied")[0]) as ann:
        ann.socket.sendall(line(address))
        ann.send("NICK ann", "USER ann 0 * :Ann")
        welcome = ann.expect(":… 001 ann …")
    return welcome.rpartition("@")[2]


def test_a_cloak_is_kept_with_its_key(tmp_path: Path) -> None:
    with Server(tmp_path, *PROXIED) as server:
        key = server.data / "cloak.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        host = host_of(server, "192.0.2.7")
        assert host.endswith(".hidden")
        assert host_of(server, "192.0.2.8").split(".")[1:] == host.split(".")[1:]
        assert server.stop() == 0
        server.start()
        assert host_of(server, "192.0.2.7") == host
        assert server.stop() == 0
        key.unlink()
        server.start()
        assert host_of(server, "192.0.2.7") != host
        assert host_of(server, "127.0.0.1") == "localhost"


def test_a_server_may_cloak_nobody(tmp_path: Path) -> None:
    with Server(tmp_path, *PROXIED, config="[hosts]\ncloak = false\n") as server:
        assert host_of(server, "192.0.2.7") == "192.0.2.7"
        assert host_of(server, "2001:db8::7") == "2001:db8::7"


def test_a_cloak_ends_as_configured(tmp_path: Path) -> None:
    with Server(tmp_path, *PROXIED, config='[hosts]\nsuffix = "users.example"\n') as server:
        assert host_of(server, "2001:db8::7").endswith(".users.example")


def test_a_server_does_not_start_with_a_key_that_is_none(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.stop() == 0
        (server.data / "cloak.key").write_text("not hexadecimal\n")
        with pytest.raises(AssertionError, match="cloak.key is not a key of cloaks: put the right one back"):
            server.start()
