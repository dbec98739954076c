"""`parlour chat --plain` in a real terminal, with an irssi on the other side."""

import sys
from pathlib import Path

import pytest

from tests.support import irssi
from tests.support.irssi import Irssi
from tests.support.process import Server
from tests.support.terminal import Terminal

pytestmark = pytest.mark.clients

if reason := irssi.missing():
    pytest.skip(reason, allow_module_level=True)


def test_two_talk_hold_a_session_and_outlive_a_crash_of_the_server(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        host, port = server.irc
        words = (sys.executable, "-m", "parlour", "chat", host, str(port), "--no-tls", "--nick", "ann", "--plain")
        with (
            Terminal(tmp_path / "ann", *words, "--to", "#attic") as ann,
            Irssi(tmp_path / "bob", "bob") as bob,
        ):
            ann.expect(r"^#attic>$")
            bob.type(f"/connect {host} {port}")
            bob.expect("Welcome to the Parlour network, bob!")
            bob.type("/join #attic")
            ann.expect(r"^\d\d:\d\d #attic bob joined$")
            ann.type("hello bob")
            bob.expect(r"<.?ann> hello bob$")
            bob.type("hello ann")
            ann.expect(r"^\d\d:\d\d #attic <ann> hello bob$", r"^\d\d:\d\d #attic <bob> hello ann$")
            ann.type("/call bob")
            ann.expect(r"You opened a session with bob, full duplex", r"^bob \(session\)>$")
            ann.type("for you alone")
            ann.expect(r"bob <ann> for you alone$")
            ann.type("/bye")
            ann.expect(r"The session with bob is over\.$", r"^#attic>$")
            server.kill()
            ann.expect(r"Not connected to \S+: the connection|Not connected to \S+: .* has closed the connection")
            ann.type("said meanwhile")
            ann.expect(r"#attic <ann> said meanwhile \(waits to be sent\)$")
            server.start_again()
            ann.expect(r"^\d\d:\d\d #attic <ann> said meanwhile$")
            ann.type("/quit")
            ann.wait()
