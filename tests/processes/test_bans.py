"""A ban that an operator has seen holds whatever becomes of the server."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from parlour.server import logins
from tests.support.irc import Client
from tests.support.process import Server
from tests.support.proxy import line

pytestmark = pytest.mark.slow

PASSWORD = "hunter2"
WORDS = ("127.0.0.1:0", "--proxied", "127.0.0.1:0")


def operator(server: Server) -> Client:
    """Ann, who is an operator."""
    ann = server.client("ann")
    ann.send(f"OPER root {PASSWORD}")
    ann.expect(":… 381 ann …")
    return ann


def told(server: Server, address: str) -> list[str]:
    """What one is told until the end who comes from an address and leaves again, if let in."""
    with Client(server.addresses("proxied")[0], "bob") as bob:
        bob.socket.sendall(line(address) + b"NICK bob\r\nUSER bob 0 * :A leaflet machine\r\nQUIT\r\n")
        return bob.rest()


def is_kept_out(server: Server, address: str, reason: str) -> bool:
    lines = told(server, address)
    if any(" 001 " in each for each in lines):
        return False
    assert f" :You are banned from this server: {reason}" in lines[-2]
    assert lines[-1].startswith(f"ERROR :Closing Link: {address} (Banned: {reason}")
    return True


def test_what_is_banned_stays_so_after_a_kill_and_what_is_lifted_does_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    logins.add(data, "root", logins.new("admin", hashed))
    with Server(tmp_path, *WORDS) as server:
        with operator(server) as ann:
            assert not is_kept_out(server, "192.0.2.7", "")
            ann.send("UBAN ADD 192.0.2.0/24 1h no more tea", "UBAN ADD 2001:db8::/48")
            ann.send("UBAN ADD ~r:*leaflet* 1w no paper")
            ann.expect("…banned ~r:*leaflet*: no paper …")
            server.kill()
        server.start()
        assert is_kept_out(server, "192.0.2.7", "no more tea (until ")
        assert is_kept_out(server, "198.51.100.7", "no paper (until ")
        with operator(server) as ann:
            ann.send("UBAN LIST", "UNKLINE ~r:*leaflet*", "UBAN DEL 192.0.2.0/24")
            ann.expect("…:192.0.2.0/24 until …, by root on …: no more tea")
            ann.expect("…lifted the ban of 192.0.2.0/24")
            server.kill()
        server.start()
        assert not is_kept_out(server, "192.0.2.7", "")
        assert [each.partition(" :")[2] for each in told(server, "2001:db8::9")] == [
            "You are banned from this server",
            "Closing Link: 2001:db8::9 (Banned)",
        ]
