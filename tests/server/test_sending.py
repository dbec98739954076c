"""What a connection is sent, by the short way and by the long one."""

from typing import cast

from parlour.core.ports import Link
from parlour.protocols.irc.forms import Forms
from parlour.server.connection import Connection, Front
from parlour.server.delivery import Delivery


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
        if self.connection.short is not None:
            data = data[self.connection.short(data) :]
            if not data:
                return 0
        self.connection.short = None
        self.waiting += data
        return len(self.waiting)


class Drained:
    """A front that counts how often it is told that all has been taken."""

    count = 0

    def drained(self) -> None:
        self.count += 1


def connection(*rooms: int) -> tuple[Delivery, Connection, Socket, Drained]:
    link, front, delivery = Socket(*rooms), Drained(), Delivery()
    form = Forms("a.b").of(0)
    made = Connection(1, cast(Link, link), "unix", delivery.turn, 1 << 20, form, exempt=True, secure=False)
    made.front = cast(Front, front)
    made.short = link.send
    link.connection = made
    return delivery, made, link, front


def send(delivery: Delivery, made: Connection, *pieces: bytes) -> None:
    for piece in pieces:
        made.put(piece)
    delivery.end_turn(None)


def test_what_a_turn_produced_goes_out_in_one_write() -> None:
    delivery, made, link, _ = connection(100)
    send(delivery, made, b"first ", b"second")
    assert link.sent == b"first second"
    assert not link.rooms


def test_what_goes_out_later_stays_behind_what_the_socket_did_not_take() -> None:
    delivery, made, link, _ = connection(3, 0)
    send(delivery, made, b"first ")
    send(delivery, made, b"second")
    assert link.sent + link.waiting == b"first second"
    assert link.sent == b"fir"


def test_a_long_answer_goes_on_when_the_socket_has_taken_all_at_once() -> None:
    delivery, made, _, front = connection(100)
    made.draining = True
    send(delivery, made, b"first")
    assert front.count == 1


def test_a_long_answer_does_not_go_on_before_the_socket_has_taken_all() -> None:
    delivery, made, _, front = connection(3)
    made.draining = True
    send(delivery, made, b"first")
    assert front.count == 0
