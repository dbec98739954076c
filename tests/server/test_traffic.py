"""What went over a socket, as the system counts it."""

import socket

import pytest

from parlour.server.transports import tcp_bytes

pytestmark = pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="this system does not tell")


def test_bytes_that_were_sent_and_received_are_those_of_the_system() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as one:
        other, _ = server.accept()
        with other:
            one.sendall(b"x" * 3000)
            left = 3000
            while left:
                left -= len(other.recv(left))
            other.sendall(b"y")
            assert one.recv(1) == b"y"
            # The first byte that is acknowledged may be the one that a connection begins with (SYN).
            assert tcp_bytes(one) in {(3000, 1), (3001, 1)}
            assert tcp_bytes(other)[1] == 3000


def test_nobody_counts_where_there_is_no_tcp() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert tcp_bytes(one) == (0, 0)
    assert tcp_bytes(None) == (0, 0)
