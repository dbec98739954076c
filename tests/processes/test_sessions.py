"""Sessions on real sockets, and what is left of them when the server is killed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.process import Server

pytestmark = pytest.mark.slow

KNOWING = ("message-tags", "server-time", "echo-message", "parlour.chat/session")


def kept(data: Path) -> list[tuple[str, str, str]]:
    """What is kept of conversations: who did what, in the order of each."""
    question = "SELECT substr(source, 1, 3), kind, text FROM events WHERE target NOT LIKE '#%' ORDER BY scope, seq"
    with closing(sqlite3.connect(f"{(data / 'parlour.db').as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(question).fetchall()


def test_a_session_that_the_server_is_killed_in_has_an_end_in_the_history(tmp_path: Path) -> None:
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
            server.kill()
        server.start_again()
        said = [("ann", "opened", "half"), ("ann", "message", "hello"), ("bob", "message", "hello yourself")]
        assert kept(server.data) == [*said, ("ann", "ended", "restart")]
        with server.client("ann", *KNOWING) as ann, server.client("bob", *KNOWING) as bob:
            ann.send("SESSION OPEN bob")
            bob.expect("…SESSION OPENED bob … full")
            bob.send("SESSION CLOSE")
            ann.expect("…SESSION CLOSED ann … closed")
        assert server.stop() == 0
        # In any order, as it was new people who had the second.
        assert sorted(kept(server.data)) == sorted(
            [*said, ("ann", "ended", "restart"), ("ann", "opened", "full"), ("bob", "ended", "closed")]
        )
