"""Promise 5: chat goes on while the disk fails, waits while it is slow, and holds no more than a bound of output."""

from typing import Any

import pytest

from parlour.server import turns
from tests.support.play import Client, World


def world(**options: Any) -> World:
    made = World(**options)
    made.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
    made.pass_time(1)
    return made


def paused(client: Client) -> bool:
    """Whether nothing is read from somebody."""
    return client.wire.paused


def kept(made: World) -> list[str]:
    """What was said and is on disk."""
    return [row[9] for rows in made.store.rows.values() for row in rows if row[4] == "message"]


# While the disk fails

GOES_ON = {
    "joining": ("cid> JOIN #attic\ncid< …JOIN #attic\nbob< …JOIN #attic"),
    "opening a channel": ("cid> JOIN #new\ncid< …JOIN #new"),
    "leaving": ("ann> PART #attic\nann< …PART #attic\nbob< …PART #attic"),
    "changing the nick": ("ann> NICK ada\nann< …NICK :ada\nbob< …NICK :ada"),
    "going": ("ann> QUIT\nann< ERROR …\nbob< …QUIT…"),
    "asking who is there": ("ann> NAMES #attic\nann< …353…\nann< …366…"),
    "asking for the topic": ("ann> TOPIC #attic\nann< …331…"),
    "asking whether the server is there": ("ann> PING x\nann< …PONG…"),
    "asking what was said": ("ann> CHATHISTORY LATEST #attic * 5\nann< …PRIVMSG #attic :[22:13] before"),
}


@pytest.mark.parametrize("script", GOES_ON.values(), ids=GOES_ON.keys())
def test_what_need_not_be_durable_goes_on_while_the_disk_fails(script: str) -> None:
    made = world()
    made.play("bob> PRIVMSG #attic :before\nann~")
    made.disk.broken = True
    made.play("ann> PRIVMSG #attic :lost\nann< …it could not be kept: lost\nann.")
    made.play(script)


REFUSED = {
    "a message": ("PRIVMSG #attic :hi", "NOTICE ann :Not delivered to #attic, it could not be kept: hi"),
    "a direct message": ("PRIVMSG bob :hi", "NOTICE ann :Not delivered to bob, it could not be kept: hi"),
    "a notice": ("NOTICE #attic :hi", "NOTICE ann :Not delivered to #attic, it could not be kept: hi"),
    "a topic": ("TOPIC #attic :hi", "FAIL TOPIC NOT_DELIVERED #attic :Not delivered, it could not be kept: hi"),
    "a mode": ("MODE #attic +m", "FAIL MODE NOT_DELIVERED #attic :Not delivered, it could not be kept: +m"),
}


@pytest.mark.parametrize("tried", [True, False], ids=["as it proves impossible", "as it was before"])
@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_what_must_be_durable_is_refused_with_its_text_while_the_disk_fails(
    lines: tuple[str, str], tried: bool
) -> None:
    made = world()
    made.disk.broken = True
    if not tried:
        made.play("ann> PRIVMSG #attic :before\nann~")
    made.play(f"ann> {lines[0]}\nann< :parlour.local {lines[1]}")
    bob = made.clients["bob"]
    assert not any(" PRIVMSG " in line or "hi" in line for line in bob.lines)


@pytest.mark.parametrize("tried", [True, False], ids=["as it proves impossible", "as it was before"])
def test_with_standard_replies_and_a_label_it_is_told_under_the_label(tried: bool) -> None:
    made = world()
    made.client("cid", "standard-replies", "labeled-response", "batch", "echo-message").send("JOIN #attic,#new")
    made.disk.broken = True
    if not tried:
        made.play("ann> PRIVMSG #attic :before\nann~\ncid~")
    made.play(
        """
        cid~
        cid> @label=7 PRIVMSG #attic :hi
        cid< @label=7 :parlour.local FAIL PRIVMSG NOT_DELIVERED #attic :Not delivered, it could not be kept: hi
        cid> @label=8 PRIVMSG #attic,#new :hi
        cid< @label=8 :parlour.local BATCH +… labeled-response
        cid< @batch=… :parlour.local FAIL PRIVMSG NOT_DELIVERED #attic :Not delivered, it could not be kept: hi
        cid< @batch=… :parlour.local FAIL PRIVMSG NOT_DELIVERED #new :Not delivered, it could not be kept: hi
        cid< :parlour.local BATCH -…
        cid.
        """
    )


@pytest.mark.parametrize("tried", [True, False], ids=["as it proves impossible", "as it was before"])
def test_a_text_that_is_too_long_for_the_line_that_tells_of_it_comes_in_parts(tried: bool) -> None:
    made = world()
    made.disk.broken = True
    if not tried:
        made.play("ann> PRIVMSG #attic :before\nann~")
    ann = made.clients["ann"]
    text = "".join(chr(0x4E00 + number) for number in range(150))
    ann.send(f"PRIVMSG #attic :{text}")
    lines = ann.lines
    assert len(lines) == 2
    assert all(len(line.encode()) <= 510 for line in lines)
    assert "".join(line.partition("kept: ")[2] for line in lines) == text


def test_nothing_of_what_was_refused_comes_after_the_disk_has_recovered() -> None:
    made = world()
    made.disk.broken = True
    made.play("ann> PRIVMSG #attic :one\nann> PRIVMSG #attic :two\nann~")
    made.disk.broken = False
    made.pass_time(1)
    made.play("ann> PRIVMSG #attic :three\nbob< …PRIVMSG #attic :three\nbob.\nann.")
    assert kept(made) == ["three"]


def test_a_disk_that_recovers_is_used_again_within_a_second_though_nobody_asks() -> None:
    made = world()
    made.disk.broken = True
    made.play("ann> PRIVMSG #attic :one\nann> NICK ada")
    made.pass_time(60)
    made.disk.broken = False
    made.pass_time(1)
    assert [row[4] for rows in made.store.rows.values() for row in rows] == ["joined", "joined", "nick"]


def test_whoever_is_about_to_leave_is_told_first_that_something_was_not_delivered() -> None:
    made = world()
    made.disk.slow = made.disk.broken = True
    made.play("ann> NICK ada\nann~")
    made.clients["ann"].send("PRIVMSG #attic :hi", "QUIT :bye")
    made.disk.finish()
    made.play(
        """
        ann< :parlour.local NOTICE ada :Not delivered to #attic, it could not be kept: hi
        ann< ERROR :Closing Link: 127.0.0.1 (Quit: bye)
        ann.
        bob< …NICK :ada
        bob< …QUIT :Quit: bye
        bob.
        """
    )


def test_whoever_is_gone_before_is_told_nothing() -> None:
    made = world()
    made.disk.slow = made.disk.broken = True
    made.clients["ann"].send("PRIVMSG #attic :hi")
    made.clients["ann"].drop()
    made.disk.finish()
    made.play("bob< …QUIT :Connection closed\nbob.")


def test_a_commit_that_fails_takes_along_what_gathered_behind_it() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :one\nbob> PRIVMSG #attic :two")
    made.disk.broken = True
    made.disk.finish()
    made.play("ann< …kept: one\nann.\nbob< …kept: two\nbob.")
    assert not kept(made)


# While the disk is slow


def test_a_slow_commit_is_not_a_failed_one() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi")
    made.pass_time(3600)
    made.play("ann.\nbob.")
    made.disk.finish()
    made.play("bob< …PRIVMSG #attic :hi\nbob.\nann.")


def test_after_two_seconds_nothing_more_is_read_until_the_disk_has_answered_and_nothing_is_lost() -> None:
    made = world()
    ann, bob = made.clients["ann"], made.clients["bob"]
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :0")
    made.pass_time(2)
    made.play("bob> PRIVMSG #attic :1")
    assert not paused(bob)
    made.pass_time(1)
    for client in (ann, bob):
        client.send("PRIVMSG #attic :2", "PRIVMSG #attic :3")
        assert paused(client)
        client.send("PRIVMSG #attic :4")
        assert client.unread
    made.disk.finish()
    made.disk.finish()
    made.disk.finish()
    assert not paused(ann)
    assert not paused(bob)
    assert sorted(kept(made)) == ["0", "1", "2", "2", "3", "3", "4", "4"]
    made.play("bob< …:0\nbob< …:2\nbob< …:3\nbob< …:4\nbob.\nann< …:1\nann< …:2\nann< …:3\nann< …:4\nann.")


@pytest.mark.parametrize("events", [4, 100])
def test_after_so_many_events_nothing_more_is_read_until_the_disk_has_answered(events: int) -> None:
    made = world(hold_events=events)
    ann = made.clients["ann"]
    made.disk.slow = True
    ann.send(*(f"PRIVMSG #attic :{number}" for number in range(events * 3)))
    assert paused(ann)
    assert made.node.journal.waiting_count == events
    made.play("bob> PING x\nbob.")
    rounds = 0
    while made.disk.finish():
        rounds += 1
        assert made.node.journal.waiting_count <= events
    assert kept(made) == [str(number) for number in range(events * 3)]
    assert rounds <= 6
    assert not paused(ann)
    assert not paused(made.clients["bob"])
    made.play("bob<< …PONG…\nann.")


def test_while_nothing_is_read_a_new_client_waits_too() -> None:
    made = world()
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi")
    made.pass_time(3)
    cid = made.connect("cid")
    cid.send("NICK cid", "USER cid 0 * :Cid", "JOIN #attic")
    assert not cid.peek()
    made.pass_time(600)
    assert not cid.wire.closed
    made.disk.finish()
    made.play("cid<< …001 cid…\ncid<< …JOIN #attic")


def test_a_failure_lets_go_of_all_that_was_held() -> None:
    made = world()
    made.disk.slow = made.disk.broken = True
    made.play("ann> PRIVMSG #attic :hi")
    made.pass_time(3)
    made.play("bob> PING x\nbob.")
    made.disk.finish()
    made.play("bob< …PONG…\nann< …kept: hi")
    assert not paused(made.clients["bob"])


def test_no_ping_time_runs_while_output_is_held() -> None:
    made = world()
    made.pass_time(100)
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi\nann~")
    made.pass_time(3600)
    made.disk.finish()
    made.disk.slow = False
    made.play("ann.\nbob~")
    made.pass_time(15)
    made.play("ann.\nbob.")
    made.pass_time(10)
    made.play("bob< …PING…\nann.")
    made.pass_time(50)
    assert not made.clients["bob"].wire.closed
    made.pass_time(10)
    made.play("bob< ERROR …Ping timeout…")


def test_no_registration_time_runs_while_output_is_held() -> None:
    made = world()
    made.connect("cid")
    made.disk.slow = True
    made.play("ann> PRIVMSG #attic :hi")
    made.pass_time(3600)
    made.play("cid.")
    made.disk.finish()
    made.pass_time(62)
    made.play("cid< ERROR …Registration timed out…")


@pytest.mark.parametrize("wait", [True, False], ids=["what must be durable", "what need not be durable"])
def test_what_nobody_waits_for_piles_up_to_a_bound_while_the_disk_hangs(
    monkeypatch: pytest.MonkeyPatch, wait: bool
) -> None:
    monkeypatch.setattr(turns, "WAITING_ROWS", 50)
    made = world(wait=wait)
    ann = made.clients["ann"]
    made.disk.slow = True
    ann.send(*(f"NICK {'ada' if number % 2 else 'ann'}" for number in range(60)))
    made.pass_time(1)
    assert not paused(ann)
    ann.send(*(f"NICK {'ann' if number % 2 else 'ada'}" for number in range(60)))
    made.pass_time(1)
    ann.send("NICK eve")
    assert paused(ann)
    made.disk.finish()
    made.disk.finish()
    made.pass_time(1)
    assert not paused(ann)
    assert made.node.network.nicks.keys() == {"eve", "bob"}
