"""Peers that do not read, that send too much, that say nothing or nonsense: the others are not harmed."""

import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, HISTORY_CAPABILITIES, Client, insecure_context
from tests.support.process import Server

pytestmark = pytest.mark.slow

NOBODY_EXEMPT = "[limits]\nexempt = []\n"
MIB = 1 << 20


# One that does not read


@pytest.mark.parametrize("kind", ["irc", "tls"])
def test_whoever_does_not_read_is_closed_at_a_mebibyte_and_nobody_else_waits(tmp_path: Path, kind: str) -> None:
    words = "x" * 400
    shown_bytes = len(f":bob!bob@localhost PRIVMSG #attic :000000 {words}\r\n")
    with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server, ExitStack() as stack:
        lazy = stack.enter_context(server.client("lazy", kind=kind)).join("#attic")
        bob = stack.enter_context(server.client("bob", "echo-message")).join("#attic")
        cat = stack.enter_context(server.client("cat")).join("#attic")
        bob.settle()
        said, longest_s, gone = 0, 0.0, ""
        while not gone:
            assert said * shown_bytes < 64 * MIB, "it was not closed"
            bob.send(*(f"PRIVMSG #attic :{said + number:06} {words}" for number in range(50)))
            started_s = time.monotonic()
            for number in range(said, said + 50):
                for other in (bob, cat):
                    while " QUIT " in (line := other.line()):
                        gone = line
                    assert line.endswith(f"{number:06} {words}")
            longest_s = max(longest_s, time.monotonic() - started_s)
            said += 50
        assert gone == ":lazy!lazy@localhost QUIT :SendQ exceeded"
        assert longest_s < 5
        taken = sum(" PRIVMSG " in line for line in lazy.rest())
        waited_bytes = (said - taken) * shown_bytes
    print(f"{kind}: closed with {waited_bytes} bytes waiting, {taken} messages taken, longest step {longest_s:.3f} s")  # noqa: T201
    # What was said in its last turn counts as waiting too, and TLS has some of it in records that were not whole.
    assert MIB - 2 * 16384 < waited_bytes < 1.25 * MIB


# One that sends too fast


def test_whoever_sends_too_fast_is_slowed_down_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    config = "[limits]\nexempt = []\nflood_burst = 10\nflood_lines_per_s = 500\n"
    count, words = 1000, "x" * 300
    with Server(tmp_path, config=config) as server, ExitStack() as stack:
        bob = stack.enter_context(server.client("bob")).join("#attic")
        ann = stack.enter_context(server.client("ann")).join("#attic")
        bob.settle()
        started_s = time.monotonic()
        # More than the 64 KiB that the server takes at a time.
        ann.send(*(f"PRIVMSG #attic :{number} {words}" for number in range(count)))
        for number in range(count):
            bob.expect(f":ann!ann@localhost PRIVMSG #attic :{number} {words}")
        assert time.monotonic() - started_s >= (count - 10) / 500
        # Meanwhile another one is served at once, as its lines are counted apart.
        assert bob.settle() == []


def test_who_is_slowed_down_does_not_slow_down_others(tmp_path: Path) -> None:
    config = "[limits]\nexempt = []\nflood_burst = 10\nflood_lines_per_s = 0.1\n"
    with Server(tmp_path, config=config) as server, ExitStack() as stack:
        ann, bob = (stack.enter_context(server.client(name)) for name in ("ann", "bob"))
        ann.send(*["PRIVMSG bob :hello"] * 50)
        heard = 0
        while heard < 5:
            bob.expect(":ann!ann@localhost PRIVMSG bob :hello")
            heard += 1
        bob.send("PRIVMSG ann :slowly, please")
        ann.expect(":bob!bob@localhost PRIVMSG ann :slowly, please")


# Many from one address


def test_the_65th_connection_from_an_address_is_refused_until_one_of_the_others_leaves(tmp_path: Path) -> None:
    words = ("127.0.0.1:0", "--tls", "127.0.0.1:0", "--unix", str(tmp_path / "irc.sock"))
    refusal = "ERROR :Closing Link: 127.0.0.1 (Too many connections from your address)"
    with Server(tmp_path, *words, config='[limits]\nexempt = ["unix"]\n') as server, ExitStack() as stack:
        for number in range(64):
            client = stack.enter_context(Client(server.irc))
            client.send(f"PING {number}")
            client.expect(f"…PONG … :{number}")
        with Client(server.irc) as late:
            late.send("NICK ann", "USER ann 0 * :Ann")
            assert late.rest() == [refusal]
        with Client(server.tls, tls=insecure_context()) as late:
            assert late.rest() == [refusal]
        stack.enter_context(server.client("exempt", kind="unix"))
        client.send("QUIT")
        client.rest()
        stack.enter_context(server.client("ann"))


# One that says nothing, or nonsense


@pytest.mark.parametrize("kind", ["irc", "tls"])
def test_whoever_does_not_say_who_it_is_is_closed_after_a_while(tmp_path: Path, kind: str) -> None:
    words = ("127.0.0.1:0", "--tls", "127.0.0.1:0")
    with Server(tmp_path, *words, config="[limits]\nregistration_s = 1\n") as server:
        context = insecure_context() if kind == "tls" else None
        with server.client("bob") as bob, Client(server.addresses(kind)[0], "ann", context) as ann:
            started_s = time.monotonic()
            ann.send("NICK ann")
            assert ann.rest() == ["ERROR :Closing Link: 127.0.0.1 (Registration timed out after 1 seconds)"]
            assert time.monotonic() - started_s > 0.9
            assert bob.settle() == []


def test_who_closes_in_the_middle_of_a_line_or_a_handshake_harms_nobody(tmp_path: Path) -> None:
    with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server:
        for address, words in ((server.irc, b"NICK an"), (server.tls, b"\x16\x03\x01"), (server.irc, b"")):
            with socket.create_connection(address, DEADLINE_S) as peer:
                peer.sendall(words)
        with server.client("ann") as ann, server.client("bob", kind="tls") as bob:
            assert ann.settle() == bob.settle() == []


def nonsense(chance: random.Random) -> bytes:
    """Bytes that are no IRC, or almost."""
    pieces: list[Callable[[], bytes]] = [
        lambda: chance.randbytes(chance.randrange(2000)),
        lambda: b"\r\n",
        lambda: b"x" * chance.randrange(20_000) + b"\n",
        lambda: b"@" + b"a=b;" * chance.randrange(4000) + b" PING x\r\n",
        lambda: b"PRIVMSG #attic :" + chance.randbytes(100) + b"\n",
        lambda: b"\x00" * chance.randrange(600) + b"\r",
        lambda: chance.choice([b"JOIN", b"MODE", b"CHATHISTORY", b"CAP", b"NICK", b"USER", b"WHO"])
        + b" " + chance.randbytes(20).replace(b"\n", b" ") + b"\n",
    ]  # fmt: skip
    return b"".join(chance.choice(pieces)() for _ in range(30))


def test_nonsense_harms_nobody(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201, to see it when this fails
    chance = random.Random(seed)
    with Server(tmp_path) as server, server.client("ann") as ann:
        ann.join("#attic")
        for number in range(100):
            with Client(server.irc, f"peer{number}") as peer:
                if chance.random() < 0.5:
                    peer.register()
                peer.socket.sendall(nonsense(chance) + b"\nPING over\r\n")
                while b":over\r\n" not in (data := peer.socket.recv(1 << 20)):
                    assert data, "it was closed"
        ann.send("PRIVMSG ann :still here")
        ann.expect(":ann!ann@localhost PRIVMSG ann :still here")
        assert "internal error" not in server.errors


def test_a_line_that_is_too_long_is_refused_and_the_next_is_done(tmp_path: Path) -> None:
    with Server(tmp_path) as server, server.client("ann") as ann:
        ann.send("PRIVMSG ann :" + "x" * 1_000_000, "PRIVMSG ann :short")
        assert ann.line() == ":parlour.local 417 ann :Input line was too long"
        assert ann.line() == ":ann!ann@localhost PRIVMSG ann :short"


# One that sends nothing more, and waits for its answers

TYPED = [
    "NICK ann",
    "USER ann 0 * :Ann",
    "JOIN #attic",
    *(f"PRIVMSG #attic :{number}" for number in range(500)),
    "NAMES #attic",
]


def check_answers(server: Server, answers: list[str]) -> None:
    """All that was typed was done and answered, and it stays."""
    assert answers[0].startswith(":parlour.local 001 ann ")
    assert answers[-3:] == [
        ":parlour.local 353 ann = #attic :@ann",
        ":parlour.local 366 ann #attic :End of NAMES list",
        "ERROR :Closing Link: 127.0.0.1 (Connection closed)",
    ]
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        kept = eve.join("#attic").history("#attic")
    assert [line.text for line in kept] == [str(number) for number in range(500)]


def test_whoever_sends_nothing_more_gets_all_answers_first(tmp_path: Path) -> None:
    with Server(tmp_path) as server, Client(server.irc) as ann:
        ann.send(*TYPED)
        ann.socket.shutdown(socket.SHUT_WR)
        check_answers(server, ann.rest())


@pytest.mark.skipif(shutil.which("nc") is None, reason="nc is missing: apt-get install netcat-openbsd")
def test_what_is_piped_into_nc_gets_its_answers(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        host, port = server.irc
        piped = subprocess.run(
            ["nc", "-N", host, str(port)], input="\n".join([*TYPED, ""]), capture_output=True, text=True,
            timeout=DEADLINE_S, check=True,
        )  # fmt: skip
        check_answers(server, piped.stdout.splitlines())


def test_what_is_asked_of_the_past_is_answered_though_nothing_more_is_sent(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        with server.client("bob") as bob:
            bob.join("#attic").send(*(f"PRIVMSG #attic :{number} {'x' * 300}" for number in range(500)))
            bob.settle()
        with Client(server.irc, "ann") as ann:
            ann.register("batch", "draft/chathistory", "message-tags")
            ann.send("JOIN #attic", "CHATHISTORY LATEST #attic * 500")
            ann.socket.shutdown(socket.SHUT_WR)
            answers = ann.rest()
        assert sum(" PRIVMSG " in line for line in answers) == 500
        assert answers[-1].startswith("ERROR ")
