"""Sessions on real sockets, and what is left of them when the server ends."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.irc import Client, parse
from tests.support.process import Server

pytestmark = pytest.mark.slow

KNOWING = ("message-tags", "server-time", "echo-message", "parlour.chat/session")

Kept = tuple[int, str, str, str, str]
"""The scope, who did it, the kind, the text, and the session."""


def kept(data: Path) -> list[Kept]:
    """What is kept of conversations, in the order of each."""
    question = (
        "SELECT scope, source, kind, text, tags, at_ms FROM events WHERE target NOT LIKE '#%' ORDER BY scope, seq"
    )
    with closing(sqlite3.connect(f"{(data / 'parlour.db').as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(question).fetchall()
    for scope in {row[0] for row in rows}:
        times = [row[5] for row in rows if row[0] == scope]
        assert times == sorted(set(times))
    return [
        (scope, source.partition("!")[0], kind, text, tags.partition("session=")[2].partition(";")[0])
        for scope, source, kind, text, tags, _ in rows
    ]


def flags(client: Client, nick: str) -> str:
    """How WHO shows somebody."""
    client.send(f"WHO {nick} %nf")
    line = client.expect(f"…354 … {nick} …")
    client.expect("…315 …")
    return parse(line).params[-1]


ENDS: dict[str, Callable[[Server], object]] = {"kill -9": Server.kill, "SIGTERM": Server.stop}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_session_that_the_server_ends_in_has_an_end_in_the_history(
    tmp_path: Path, end: Callable[[Server], object]
) -> None:
    with Server(tmp_path) as server:
        with server.client("ann", *KNOWING) as ann, server.client("bob") as bob:
            ann.send("SESSION OPEN bob half")
            ann.expect("…:ann!… SESSION OPENED bob … half")
            bob.expect("…NOTICE bob :ann has opened a session with you: half duplex, ann has the floor.…")
            ann.send("PRIVMSG bob :hello")
            ann.expect("…parlour.chat/session=… :ann!… PRIVMSG bob :hello")
            bob.expect("…:ann!… PRIVMSG bob :hello")
            bob.send("PRIVMSG ann :too early")
            bob.expect("…NOTICE bob :Not delivered to ann, ann has the floor: too early")
            ann.send("SESSION OVER")
            bob.expect("…You have the floor now…")
            bob.send("PRIVMSG ann :hello yourself")
            ann.expect("…parlour.chat/session=… :bob!… PRIVMSG ann :hello yourself")
            end(server)
        server.start_again()
        first = kept(server.data)
        [(scope, session)] = {(row[0], row[4]) for row in first}
        assert [row[1:4] for row in first] == [
            ("ann", "opened", "half"),
            ("ann", "message", "hello"),
            ("bob", "message", "hello yourself"),
            ("ann", "ended", "restart"),
        ]
        with server.client("ann", *KNOWING) as ann, server.client("bob", *KNOWING) as bob:
            assert (flags(ann, "bob"), flags(bob, "ann")) == ("H", "H")
            ann.send("SESSION OPEN bob")
            bob.expect("…SESSION OPENED bob … full")
            assert (flags(ann, "bob"), flags(bob, "ann")) == ("HS", "HS")
            bob.send("SESSION CLOSE")
            ann.expect("…SESSION CLOSED ann … closed")
        assert server.stop() == 0
        # It was new people who had the second, as guests go with their connections.
        assert [row for row in kept(server.data) if row[0] == scope] == first
        second = [row for row in kept(server.data) if row[0] != scope]
        assert [row[1:4] for row in second] == [("ann", "opened", "full"), ("bob", "ended", "closed")]
        assert {row[4] for row in second} != {session}


def test_of_many_who_open_one_with_the_same_third_at_the_same_moment_one_wins(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        names = [f"caller{number}" for number in range(8)]
        bob = server.client("bob", *KNOWING)
        callers = [server.client(name, *KNOWING) for name in names]
        for _ in range(20):
            for caller in callers:
                caller.send("SESSION OPEN bob")
            answers = [parse(caller.expect("…SESSION …")) for caller in callers]
            won = [line for line in answers if line.command == "SESSION"]
            lost = [line.params[1] for line in answers if line.command == "FAIL"]
            assert (len(won), lost) == (1, ["BUSY_OTHER"] * 7)
            told = parse(bob.expect("…SESSION OPENED bob …"))
            assert told.nick == won[0].nick
            bob.send("SESSION CLOSE")
            callers[names.index(told.nick)].expect(f"…SESSION CLOSED {told.nick} … closed")
            bob.expect(f"…SESSION CLOSED {told.nick} … closed")
        for client in (bob, *callers):
            client.close()
        assert server.stop() == 0
