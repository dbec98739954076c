"""Promise 3: what is kept and waited for, what is kept and not waited for, and what nobody keeps."""

import pytest

from tests.support.play import World

PLAYBACK = ("message-tags", "batch", "draft/chathistory", "draft/event-playback")


def world() -> World:
    made = World()
    made.client("ann", *PLAYBACK)
    made.client("bob", *PLAYBACK)
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    made.pass_time(1)
    return made


def kinds(made: World) -> list[str]:
    """What is on disk."""
    return [row[4] for rows in made.store.rows.values() for row in rows]


@pytest.mark.parametrize("tags", ["+typing=active", "+draft/typing=done", "+typing=active;+draft/typing=active"])
@pytest.mark.parametrize("target", ["#attic", "bob"])
def test_that_somebody_types_is_shown_at_once_and_kept_nowhere(tags: str, target: str) -> None:
    made = world()
    made.disk.slow = True
    made.play(f"ann> @{tags} TAGMSG {target}\nbob< @…{tags} :ann!ann@… TAGMSG {target}")
    made.disk.slow = False
    made.pass_time(3)
    assert kinds(made) == ["joined", "joined"]
    bob = made.clients["bob"]
    bob.send(f"CHATHISTORY LATEST {'ann' if target == 'bob' else target} * 9")
    assert not any("typing" in line for line in bob.lines)


@pytest.mark.parametrize("tags", ["+draft/react=x", "+typing=active;+draft/react=x"])
def test_tags_that_say_more_are_kept_and_waited_for(tags: str) -> None:
    made = world()
    made.disk.slow = True
    made.play(f"ann> @{tags} TAGMSG #attic\nbob.")
    made.disk.finish()
    made.play("bob< …TAGMSG #attic")
    assert kinds(made) == ["joined", "joined", "tags"]


def test_that_people_come_and_go_is_shown_at_once_and_kept_later() -> None:
    made = world()
    made.client("cid")
    made.disk.slow = True
    made.play(
        """
        cid> JOIN #attic
        cid< :cid!cid@… JOIN #attic
        bob< …:cid!cid@… JOIN #attic
        cid> NICK sid
        bob< …:cid!cid@… NICK :sid
        cid> PART #attic :bye
        bob< …:sid!cid@… PART #attic bye
        cid> JOIN #attic
        bob< …JOIN #attic
        cid> QUIT :gone
        bob< …:sid!cid@… QUIT :Quit: gone
        bob.
        """
    )
    made.disk.slow = False
    made.pass_time(2)
    assert kinds(made) == ["joined", "joined", "joined", "nick", "parted", "joined", "quit"]


def test_nobody_waits_for_what_is_written_but_not_durable() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> NICK ada\nann~\nbob~")
    made.pass_time(1)
    assert made.disk.jobs, "the new nick is on its way to the disk"
    made.play("bob> PING 1\nbob< …PONG…\nann> PART #attic\nbob< …PART #attic")


def test_a_turn_with_nothing_durable_is_sent_at_once_however_slow_the_disk_is() -> None:
    made = world()
    made.disk.slow = True
    made.play(
        "bob> PING 1\nbob< …PONG…\nbob> NAMES #attic\nbob< …353…\nbob< …366…\nbob> MODE bob +i\nbob< …MODE bob :+i"
    )


@pytest.mark.parametrize("kept", [True, False], ids=["and kept with it", "and kept though it is not"])
def test_what_nobody_waits_for_goes_to_the_disk_with_what_somebody_waits_for(kept: bool) -> None:
    made = world()
    made.disk.slow = True
    made.disk.broken = not kept
    made.play("ann> NICK ada\nann> PRIVMSG #attic :hi")
    made.disk.finish()
    made.disk.slow = made.disk.broken = False
    made.pass_time(2)
    assert kinds(made) == ["joined", "joined", "nick", *(["message"] if kept else [])]


def test_nothing_is_waited_for_when_nothing_need_be_durable() -> None:
    made = World(wait=False)
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi\nbob< …PRIVMSG #attic :hi\nann> TOPIC #attic :tea\nbob< …TOPIC #attic :tea")
    made.disk.finish()
    made.disk.finish()
    assert kinds(made) == ["joined", "joined", "message", "topic"]


def test_when_nothing_need_be_durable_what_could_not_be_written_is_written_later() -> None:
    made = World(wait=False)
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    made.disk.broken = True
    made.play("ann> PRIVMSG #attic :hi\nbob< …PRIVMSG #attic :hi\nbob.\nann.")
    made.disk.broken = False
    made.pass_time(2)
    assert kinds(made) == ["joined", "joined", "message"]
    made.crash()
    made.play("ann> JOIN #attic\nann<< …PRIVMSG #attic :[22:13] hi")
