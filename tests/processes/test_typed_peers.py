"""People at nc who do not read, who type faster than they may, who type no more, and who are gone without a word."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import cable, netcat, process
from tests.support.cable import NEAR_IP, Cable
from tests.support.irc import DEADLINE_S, HISTORY_CAPABILITIES, Address
from tests.support.netcat import Typist, by_nc, by_openssl, come
from tests.support.process import Server

pytestmark = pytest.mark.slow

if reason := netcat.missing():
    pytest.skip(reason, allow_module_level=True)

LISTEN = ("127.0.0.1:0", "--text", "127.0.0.1:0", "--text-tls", "127.0.0.1:0")
NOBODY_EXEMPT = "[limits]\nexempt = []\nflood_burst = 10\nflood_lines_per_s = 200\n"
LOBBY = "#lobby"
MIB = 1 << 20


# One that does not read


def test_whoever_has_stopped_nc_is_closed_when_too_much_waits_and_nobody_else_waits(tmp_path: Path) -> None:
    words = "x" * 390
    with Server(tmp_path, *LISTEN) as server, ExitStack() as stack:
        lazy, ann, bob = (come(stack, server, name) for name in ("lazy", "ann", "bob"))
        ann.sees("* bob joined")
        lazy.freeze()
        said = 0
        left = "* lazy left (SendQ exceeded)"
        news: list[str] = []
        while left not in news:
            assert said * len(words) < 64 * MIB, "it was not closed"
            ann.type(*[words] * 100)
            ann.type(f"/msg bob {said}")
            news = bob.expect(f"[ann to you] {said}")
            assert news.count(f"<ann> {words}") == 100, "bob missed something"
            said += 100
        assert len(news) == 101
        ann.sees(left)
        ann.sees_nothing()
        lazy.thaw()
        shown = lazy.rest()
        assert shown[:2] == ["* ann joined", "* bob joined"]
        assert len(shown) < said


# One that types too fast, and one that types nothing more


def said_in_lobby(server: Server) -> list[str]:
    """What is kept of what was said in the lobby."""
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        return [line.text for line in eve.join(LOBBY).history(LOBBY)]


WAYS: dict[str, tuple[str, Callable[[Address], list[str]], list[str], str]] = {
    "nc": ("text", lambda address: by_nc(address, "-N"), [], "*** Connection closed. Good bye."),
    # It waits for the server to close, whether it has anything more to send or not.
    "openssl": ("text_tls", by_openssl, ["#CLOSE#", ""], "Good bye."),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("config", ["", NOBODY_EXEMPT], ids=["at once", "slowed down"])
def test_what_is_piped_into_it_is_all_done_and_answered_before_the_end(tmp_path: Path, way: str, config: str) -> None:
    if way == "openssl" and (reason := netcat.openssl_missing()):
        pytest.skip(reason)
    kind, words, last, farewell = WAYS[way]
    lines = [str(number) for number in range(300)]
    with Server(tmp_path, *LISTEN, config=config) as server:
        piped = subprocess.run(
            words(server.addresses(kind)[0]), input="\n".join(["ann", *lines, "GET", "/history 2", *last]), check=False,
            capture_output=True, text=True, timeout=DEADLINE_S,
        )  # fmt: skip
        shown = piped.stdout.splitlines()
        assert shown[:2] == [
            "This is Parlour. What is your name?",
            "Hello ann, your id is 1. Type /help for help, #CLOSE# to leave.",
        ]
        assert shown[-8:-5] == ["id  name", " 1  ann   FREE  you", "--- What was said in #lobby (times in UTC)"]
        assert [line.partition(" ")[2] for line in shown[-4:-2]] == ["<ann> 298", "<ann> 299"]
        assert shown[-2:] == ["--- Now", farewell]
        assert said_in_lobby(server) == lines


@pytest.mark.skipif(netcat.openssl_missing() is not None, reason=netcat.openssl_missing() or "")
@pytest.mark.parametrize("config", ["", NOBODY_EXEMPT], ids=["at once", "slowed down"])
def test_what_was_typed_by_somebody_who_waits_for_no_answer_is_done_all_the_same(tmp_path: Path, config: str) -> None:
    lines = [str(number) for number in range(100)]
    with Server(tmp_path, *LISTEN, config=config) as server, ExitStack() as stack:
        ann = come(stack, server, "ann")
        subprocess.run(
            # With the last line it says that nothing more comes, and closes.
            [*by_openssl(server.addresses("text_tls")[0]), "-no_ign_eof"], check=False, capture_output=True,
            input="\n".join(["bob", *lines]), text=True, timeout=DEADLINE_S,
        )  # fmt: skip
        ann.sees("* bob joined", *(f"<bob> {line}" for line in lines), "* bob left")
        ann.type("GET")
        ann.sees("id  name", " 1  ann   FREE  you")
        ann.sees_nothing()
        assert said_in_lobby(server) == lines
        assert server.stop() == 0


@pytest.mark.skipif(netcat.openssl_missing() is not None, reason=netcat.openssl_missing() or "")
def test_what_is_still_to_be_done_for_somebody_who_has_gone_keeps_the_server_from_nothing(tmp_path: Path) -> None:
    config = "[limits]\nexempt = []\nflood_burst = 10\nflood_lines_per_s = 0.1\n"
    with Server(tmp_path, *LISTEN, config=config) as server, ExitStack() as stack:
        ann = come(stack, server, "ann")
        bob = stack.enter_context(Typist("bob", *by_openssl(server.addresses("text_tls")[0]), "-no_ign_eof"))
        bob.type("bob", *["hello"] * 100)
        ann.sees("* bob joined", *["<bob> hello"] * 9)
        assert bob.rest()
        assert server.stop() == 0
        assert ann.rest() == ["*** The server is shutting down. Good bye."]


# One that is gone without a word


def timers(server: Server, kind: str) -> list[str]:
    """What TCP waits for on the accepted connections of a listener, once it waits for no acknowledgement."""
    address = server.addresses(kind)[0]
    assert isinstance(address, tuple)
    asked = ["ss", "-tnoH", "state", "established", "src", f"{address[0]}:{address[1]}"]
    deadline = time.monotonic() + DEADLINE_S
    while "timer:(on," in (shown := subprocess.run(asked, capture_output=True, text=True, check=True).stdout):
        assert time.monotonic() < deadline, shown
    return [found[1] if (found := re.search(r"timer:\((\w+),", line)) else "" for line in shown.splitlines()]


@pytest.mark.skipif(shutil.which("ss") is None, reason="ss is missing: apt-get install iproute2")
def test_tcp_looks_after_those_who_come_in_plain_text(tmp_path: Path) -> None:
    with Server(tmp_path, *LISTEN) as server, ExitStack() as stack:
        come(stack, server, "ann")
        come(stack, server, "bob", tls=True)
        stack.enter_context(server.client("irc"))
        found = {kind: timers(server, kind) for kind in ("text", "text_tls", "irc")}
    assert found == {"text": ["keepalive"], "text_tls": ["keepalive"], "irc": [""]}


IMPATIENT = """
from parlour.cli import main
from parlour.server import transports
transports.DEAD_AFTER_S, transports.PROBE_AFTER_S, transports.PROBE_EVERY_S = 2, 1, 1
main()
"""
"""A server that waits seconds where others wait minutes."""


@pytest.mark.skipif(cable.missing() is not None, reason=cable.missing() or "")
@pytest.mark.parametrize("talking", [False, True], ids=["says nothing", "takes nothing"])
def test_somebody_whose_cable_is_cut_is_gone_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, talking: bool
) -> None:
    with Cable() as line, ExitStack() as stack:
        command = line.near(sys.executable, "-c", IMPATIENT)
        monkeypatch.setattr(process, "command", lambda *words: [*command, *words])
        server = stack.enter_context(Server(tmp_path, "--text", f"{NEAR_IP}:0"))
        words = by_nc(server.addresses("text")[0])
        ann = stack.enter_context(Typist("ann", *line.near(*words)))
        bob = stack.enter_context(Typist("bob", *line.far(*words)))
        for typist in (ann, bob):
            typist.type(typist.name)
            typist.expect(f"Hello {typist.name}, …")
            typist.news()
        ann.sees("* bob joined")
        bob.type("CONNECT ann")
        ann.sees("*** bob opened a session …")
        line.cut()
        if talking:
            ann.type("are you there?")
        ann.sees("*** bob has left, and the session is over.", "* bob left (Connection lost: Connection timed out)")
        ann.type("GET")
        ann.sees("id  name", " 1  ann   FREE  you")
        ann.sees_nothing()
