"""A listener for proxies on real sockets."""

import contextlib
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parlour.server.passwords import hash_password
from tests.support.irc import DEADLINE_S, Address, Client
from tests.support.process import Server
from tests.support.proxy import block, client, line, ssl

pytestmark = pytest.mark.slow

FAR = "203.0.113.5"
TRUSTED = "127.0.0.0/8"


def proxied(server: Server, header: bytes, name: str = "ann", *, at: int = 0) -> Client:
    """Somebody who comes through a proxy that writes this header."""
    made = Client(server.addresses("proxied")[at], name)
    made.socket.sendall(header)
    return made


def leaves(someone: Client) -> str:
    """What the server says to somebody who leaves."""
    someone.send("QUIT")
    return someone.rest()[-1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "proxied.sock"


@pytest.mark.parametrize("at", [0, 1], ids=["TCP", "a Unix socket"])
@pytest.mark.parametrize("header", [line(FAR), client(FAR, ssl())], ids=["version 1", "version 2"])
def test_whoever_a_proxy_speaks_for_talks_from_there(tmp_path: Path, path: Path, header: bytes, at: int) -> None:
    with (
        Server(tmp_path, "127.0.0.1:0", "--proxied", "127.0.0.1:0", "--proxied", str(path)) as server,
        server.client("bob").join("#attic") as bob,
        proxied(server, header, at=at).register().join("#attic") as ann,
    ):
        ann.send(f"PRIVMSG #attic :{'x' * 300}")
        assert "x" * 300 in bob.expect("…PRIVMSG #attic …")
        assert leaves(ann) == f"ERROR :Closing Link: {FAR} (Quit: )"
        bob.expect(":ann!… QUIT …")
        assert server.stop() == 0
        assert not path.exists()


def test_a_header_that_comes_in_pieces_with_all_that_follows_is_read(tmp_path: Path) -> None:
    header = client(FAR, ssl())
    with (
        Server(tmp_path, "--proxied", "127.0.0.1:0") as server,
        proxied(server, header[:1]) as ann,
    ):
        for byte in header[1:-1]:
            ann.socket.sendall(bytes([byte]))
        ann.socket.sendall(header[-1:] + b"NICK ann\r\nUSER ann 0 * :Ann\r\nQUIT\r\n")
        assert ann.rest()[-1] == f"ERROR :Closing Link: {FAR} (Quit: )"


def test_the_limit_is_that_of_the_clients_address(tmp_path: Path) -> None:
    config = "[limits]\nconnections_per_address = 1\n"
    with (
        Server(tmp_path, "--proxied", "127.0.0.1:0", config=config) as server,
        proxied(server, line(FAR)).register(),
        proxied(server, line(FAR)) as other,
        proxied(server, line("203.0.113.6"), "bob").register(),
    ):
        assert other.rest() == [f"ERROR :Closing Link: {FAR} (Too many connections from your address)"]


def test_health_checks_are_neither_refused_nor_told(tmp_path: Path) -> None:
    config = '[limits]\nconnections_per_address = 1\nexempt = []\n[proxy]\ntrusted = ["127.0.0.1"]\n'
    with Server(tmp_path, "--proxied", "127.0.0.1:0", config=config) as server:
        checks = [proxied(server, header) for header in (block(command=0x20), b"PROXY UNKNOWN\r\n", b"") * 3]
        for check in checks[:-3]:
            check.close()
        with proxied(server, line("127.0.0.1")).register() as ann:
            assert leaves(ann) == "ERROR :Closing Link: 127.0.0.1 (Quit: )"
        for check in checks[-3:]:
            check.close()
        assert server.stop() == 0
        assert "turned away" not in server.errors


def refusal(server: Server, address: Address, data: bytes, *, end: bool = False) -> str:
    """Why somebody is closed who comes with this."""
    with Client(address) as stranger:
        # The system may tell of the end before it gives out the words that came first.
        with contextlib.suppress(OSError):
            stranger.socket.sendall(data)
            if end:
                stranger.socket.shutdown(socket.SHUT_WR)
        return "".join(stranger.rest())


def test_who_has_no_right_header_is_closed_and_told_and_logged(tmp_path: Path, path: Path) -> None:
    words = ("127.0.0.1:0", "--proxied", "127.0.0.1:0", "--proxied", str(path))
    config = f'[proxy]\ntrusted = ["{TRUSTED}"]\n'
    with Server(tmp_path, *words, config=config) as server:
        here, there = server.addresses("proxied")
        began = time.monotonic()
        assert refusal(server, here, b"PROXY TCP4 203.0.113.5").endswith(
            "(Refused: no PROXY header came within 5 seconds)"
        )
        assert 3 <= time.monotonic() - began < 25
        assert refusal(server, here, client(FAR)[:-1], end=True).endswith("(Refused: its PROXY header is cut off)")
        refusal(server, here, b"NICK ann\r\nUSER ann 0 * :Ann\r\n")
        refusal(server, here, line("203.0.113.256"))
        refusal(server, there, line(FAR))
        with server.client("bob") as bob:
            assert bob.settle() == []
        assert server.stop() == 0
        for address, reason in (
            ("127.0.0.1", "no PROXY header came within 5 seconds"),
            ("127.0.0.1", "its PROXY header is cut off"),
            ("127.0.0.1", "it does not begin with a PROXY header"),
            ("127.0.0.1", "its PROXY line has an address that is none of IPv4"),
            ("unix", "it is not a trusted proxy (proxy.trusted)"),
        ):
            assert f"turned away: {address} on a listener for proxies, as {reason}" in server.errors


def test_a_header_is_nothing_on_another_listener(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0") as server, Client(server.irc) as ann:
        ann.socket.sendall(line(FAR))
        ann.register()
        assert leaves(ann) == "ERROR :Closing Link: 127.0.0.1 (Quit: )"


def test_whoever_still_owes_a_header_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    with (
        Server(tmp_path, "--proxied", "127.0.0.1:0") as server,
        proxied(server, b"PROXY TCP4 "),
        proxied(server, line(FAR)).register() as ann,
    ):
        assert server.stop() == 0
        assert ann.rest()[-1] == f"ERROR :Closing Link: {FAR} (The server is shutting down)"


def test_a_reload_opens_and_closes_listeners_for_proxies_and_trusts_others(tmp_path: Path, path: Path) -> None:
    server = Server(tmp_path, config=(config := '[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\n'))
    server.words = ()
    with server, server.client("bob") as bob:

        def reload(more: str, done: Callable[[], bool]) -> None:
            """Have the configuration read again, and wait until it holds."""
            (tmp_path / "parlour.toml").write_text(config + more)
            server.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + DEADLINE_S
            while not done():
                assert time.monotonic() < deadline, "nothing has changed"
                bob.settle()

        def refused() -> bool:
            return "(Refused: it is not a trusted proxy" in refusal(server, path, line(FAR) + b"QUIT\r\n")

        reload('proxied = ["./proxied.sock"]\n', path.exists)
        ann = Client(path)
        ann.socket.sendall(line(FAR))
        with ann.register():
            reload('proxied = ["./proxied.sock"]\n[proxy]\ntrusted = []\n', refused)
            reload("", lambda: not path.exists())
            assert leaves(ann) == f"ERROR :Closing Link: {FAR} (Quit: )"


# Gateways


def test_a_gateway_speaks_for_an_address(tmp_path: Path) -> None:
    config = f'[[proxy.gateways]]\nname = "kiwi"\npassword = "{hash_password("hunter2")}"\nhosts = ["127.0.0.1"]\n'
    with Server(tmp_path, "127.0.0.1:0", config=config) as server:
        with Client(server.irc) as ann:
            ann.send(f"WEBIRC hunter2 kiwi {FAR} {FAR}")
            assert leaves(ann.register()) == f"ERROR :Closing Link: {FAR} (Quit: )"
        with Client(server.irc) as liar, Client(server.irc, source="127.0.0.7") as stranger:
            liar.send(f"WEBIRC hunter3 kiwi {FAR} {FAR}")
            assert liar.rest() == ["ERROR :Closing Link: 127.0.0.1 (Invalid WebIRC password)"]
            stranger.send(f"WEBIRC hunter2 kiwi {FAR} {FAR}")
            assert stranger.rest() == ["ERROR :Closing Link: 127.0.0.7 (No WebIRC gateway comes from this address)"]
        assert server.stop() == 0
        assert "WEBIRC gateway kiwi speaks for 203.0.113.5" in server.errors
        assert "hunter" not in server.errors
