"""What a connection is sent, by the short way and by the long one."""

from typing import cast

from parlour.core.ports import Link
from parlour.protocols.irc.forms import Forms
from parlour.server.connection import Connection, Front, Turn


class Socket:
    """A socket that takes so many bytes at each attempt, and its link, which keeps the rest for later."""

    def __init__(self, *rooms: int) -> None:
        self.rooms = list(rooms)
        self.connection: Connection | None = None
        self.sent = b""
        self.waiting = b""

    def send(self, data: bytes) -> int:
        taken = data[: self.rooms.pop(0)]
        self.sent += taken
        return len(taken)

    def write(self, data: bytes) -> int:
        assert self.connection is not None
        self.connection.short = None
        self.waiting += data
        return len(self.waiting)


class Drained:
    """A front that counts how often it is told that all has been taken."""

    count = 0

    def drained(self) -> None:
        self.count += 1


def connection(*rooms: int) -> tuple[Connection, Socket, Drained]:
    link, front = Socket(*rooms), Drained()
    made = Connection(1, cast(Link, link), "unix", Turn(), 1 << 20, Forms("a.b").of(0), exempt=True, secure=False)
    made.front = cast(Front, front)
    made.short = link.send
    link.connection = made
    return made, link, front


def test_what_goes_out_later_in_a_turn_stays_behind_what_the_socket_did_not_take() -> None:
    made, link, _ = connection(3, 100)
    Connection.send([(made.short, b"first ", made), (made.short, b"second", made)])
    assert link.sent + link.waiting == b"first second"


def test_a_long_answer_goes_on_when_the_socket_has_taken_all_at_once() -> None:
    made, _, front = connection(100)
    made.draining = True
    Connection.send([(made.short, b"first", made)])
    assert front.count == 1


def test_a_long_answer_does_not_go_on_before_the_socket_has_taken_all() -> None:
    made, _, front = connection(3)
    made.draining = True
    Connection.send([(made.short, b"first", made)])
    assert front.count == 0
