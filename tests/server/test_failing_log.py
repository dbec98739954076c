"""What the log says of a store that keeps nothing."""

import logging

import pytest

from tests.support.play import World


def kept(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of what was kept, or was not."""
    return [message for record in caplog.records if "kept" in (message := record.getMessage())]


@pytest.fixture
def world() -> World:
    made = World()
    made.client("ann").send("JOIN #attic")
    made.pass_time(2)
    return made


def test_a_store_that_fails_is_logged_once_until_it_keeps_something_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "parlour.server")
    world.disk.broken = True
    world.client("bob").send("JOIN #attic")
    world.pass_time(30)
    assert kept(caplog) == ["nothing can be kept at the moment: disk full"]
    world.disk.broken = False
    world.pass_time(2)
    assert kept(caplog)[1:] == ["what happens is kept again"]
    world.disk.broken = True
    world.client("cat").send("JOIN #attic")
    world.pass_time(30)
    assert len(kept(caplog)) == 3


def test_what_was_undone_is_logged_with_its_number_each_time(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.disk.broken = True
    world.play("ann> PRIVMSG #attic :hi")
    assert kept(caplog) == ["1 events could not be kept and were undone: disk full"]
