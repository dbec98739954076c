"""What the log says of who comes and goes."""

import logging

import pytest

from parlour.protocols.irc.connection import IrcConnection
from tests.support.play import World

Told = list[tuple[str, object, str]]


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "parlour")


def told(caplog: pytest.LogCaptureFixture) -> Told:
    """The lines since the last time: level, connection, sentence."""
    records = [(each.levelname, getattr(each, "connection", None), each.getMessage()) for each in caplog.records]
    caplog.clear()
    return records


def test_who_comes_registers_and_leaves_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.client("ann", address="192.0.2.1").send("QUIT :going home")
    assert told(caplog) == [
        ("DEBUG", 1, "connected from 192.0.2.1"),
        ("INFO", 1, "registered as ann"),
        ("INFO", 1, "ann closed: quit"),
    ]
    assert all(getattr(each, "address", "192.0.2.1") == "192.0.2.1" for each in caplog.records)


def test_who_only_comes_is_logged_for_those_who_want_everything(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.connect("ann").drop("Connection lost: Connection reset by peer")
    assert told(caplog) == [("DEBUG", 1, "connected from 127.0.0.1"), ("DEBUG", 1, "closed: connection lost")]


def test_who_is_too_slow_to_register_is_turned_away(caplog: pytest.LogCaptureFixture) -> None:
    world = World(registration_s=5)
    world.connect("ann")
    world.pass_time(7)
    assert told(caplog)[1:] == [("INFO", 1, "turned away: registration timed out after 5 seconds")]


def test_a_ban_is_logged_without_the_words_that_it_was_given(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    ann = world.client("ann", address="192.0.2.1")
    told(caplog)
    assert ann.connection is not None
    assert isinstance(ann.connection.front, IrcConnection)
    ann.connection.front.goodbye("Banned until noon", shown="Banned: sang too loud")
    world.run()
    assert told(caplog) == [("INFO", 1, "ann closed: banned")]


def test_of_many_who_are_turned_away_within_a_second_some_are_logged_and_the_others_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World(exempt=(), connections_per_address=1)
    world.connect("ann", "192.0.2.1")
    told(caplog)
    for number in range(30):
        world.connect(f"bob{number}", "192.0.2.1")
    assert told(caplog) == [("INFO", None, "turned away: too many connections from your address")] * 10
    world.pass_time(1)
    assert told(caplog) == [("INFO", None, "turned away: 20 more connections")]
    world.connect("cat", "192.0.2.1")
    assert told(caplog) == [("INFO", None, "turned away: too many connections from your address")]


def test_a_bug_is_logged_with_the_number_of_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    ann = world.client("ann")
    told(caplog)
    assert ann.connection is not None
    type(world.node).bug(world.node, ann.connection, ValueError("what ann said"))
    assert told(caplog) == [("ERROR", 1, "internal error")]


def test_when_the_server_ends_not_everybody_gets_a_line(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    for name in ("ann", "bob", "cat"):
        world.client(name)
    told(caplog)
    world.node.say_goodbye("The server is shutting down", lambda: None)
    world.run()
    assert told(caplog) == []
