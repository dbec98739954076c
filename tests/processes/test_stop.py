"""A server that is told to stop: what it has accepted is kept, everybody is told, and it ends soon."""

import array
import fcntl
import signal
import socket
import termios
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.irc import HISTORY_CAPABILITIES, Client
from tests.support.process import Server
from tests.support.talk import Memory, Talker, run_of, talk_until

CHANNEL = "#attic"
GOODBYE = "ERROR :Closing Link: 127.0.0.1 (The server is shutting down)"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as started:
        yield started


def test_a_server_stops_when_told_to_as_soon_as_it_has_said_that_it_listens(server: Server) -> None:
    assert server.stop() == 0


def test_a_server_that_is_interrupted_ends_with_130(server: Server) -> None:
    with server.client("ann") as ann:
        assert server.stop(signal.SIGINT) == 130
        assert ann.rest() == [GOODBYE]


def test_everybody_is_told_that_the_server_stops_and_nobody_that_everybody_leaves(server: Server) -> None:
    with server.client("ann") as ann, server.client("bob") as bob, Client(server.irc) as stranger:
        ann.join(CHANNEL)
        bob.join(CHANNEL)
        ann.settle()
        stranger.send("PING here")
        stranger.expect("…PONG…")
        assert server.stop() == 0
        assert [client.rest() for client in (ann, bob, stranger)] == [[GOODBYE]] * 3


@pytest.mark.slow
def test_all_that_was_echoed_or_shown_is_there_after_a_stop_in_the_middle_of_talk(server: Server) -> None:
    memories = [
        Memory("ann", ("message-tags", "echo-message", "batch", "labeled-response"), "bob", with_label=True),
        Memory("bob", ("echo-message",), "ann"),
    ]
    with ExitStack() as stack:
        talkers = []
        for memory in memories:
            client = stack.enter_context(server.client(memory.name, *memory.capabilities)).join(CHANNEL)
            talkers.append(Talker(memory, client, CHANNEL))
        for talker in talkers:
            talker.client.settle()
        codes: list[int] = []
        stopper = threading.Thread(target=lambda: codes.append(server.stop()))
        talk_until(talkers, lambda: len(memories[0].confirmed) > 500)
        stopper.start()
        try:
            talk_until(talkers, lambda: False)
        finally:
            stopper.join()
    assert codes == [0]
    assert [talker.farewell for talker in talkers] == [GOODBYE, GOODBYE]
    server.start_again()
    with server.client("eve", *HISTORY_CAPABILITIES) as eve:
        kept = [line.text for line in eve.join(CHANNEL).history(CHANNEL)]
    for memory in memories:
        (sight,) = memory.sights
        assert sight[CHANNEL]
        assert run_of(sight[CHANNEL], kept)
        in_channel = {text for text in memory.confirmed if text in sight[CHANNEL]}
        assert in_channel <= set(kept)


@contextmanager
def stuck(server: Server) -> Iterator[None]:
    """Somebody has asked for much and reads none of it, and all that the system can hold of it is sent."""
    with server.client("bob") as bob, server.client("stuck", *HISTORY_CAPABILITIES) as client:
        bob.join(CHANNEL).send(*[f"PRIVMSG {CHANNEL} :{'x' * 400}"] * 500)
        bob.settle()
        client.join(CHANNEL).send(*[f"CHATHISTORY LATEST {CHANNEL} * 500"] * 200)
        waiting, seen = array.array("i", [0]), [0]
        while not seen[-1] or len(seen) < 1000:
            bob.settle()
            fcntl.ioctl(client.socket, termios.FIONREAD, waiting)
            seen = [*seen, waiting[0]] if waiting[0] == seen[-1] else [waiting[0]]
        yield


@pytest.mark.slow
def test_a_client_that_never_reads_does_not_keep_the_server_from_stopping(server: Server) -> None:
    with stuck(server), server.client("ann") as ann:
        assert server.stop() == 0
        assert ann.rest() == [GOODBYE]


@pytest.mark.slow
def test_while_the_server_stops_nobody_can_come_and_a_second_signal_ends_it_at_once(server: Server) -> None:
    with stuck(server), server.client("ann") as ann:
        server.send_signal(signal.SIGTERM)
        assert ann.rest() == [GOODBYE]
        with pytest.raises(ConnectionRefusedError), socket.create_connection(server.irc):
            pass
        assert server.stop(signal.SIGTERM) == 1
        assert "stopped at once by a second signal" in server.errors
