"""Promise 4: while one batch is written the next gathers, and each connection is written to once a turn."""

import pytest

from tests.support.play import World


def world() -> World:
    made = World()
    made.play("ann> JOIN #attic\nbob> JOIN #attic\ncid> JOIN #attic\nann~\nbob~\ncid~")
    made.disk.slow = True
    return made


def messages(made: World) -> int:
    return sum(row[4] == "message" for rows in made.store.rows.values() for row in rows)


def test_what_is_said_while_a_batch_is_written_goes_into_the_next() -> None:
    made = world()
    before = made.disk.commits
    made.play("ann> PRIVMSG #attic :0")
    for number in range(1, 100):
        made.play(f"ann> PRIVMSG #attic :{number}")
    made.disk.finish()
    assert messages(made) == 1
    made.disk.finish()
    assert messages(made) == 100
    assert made.disk.commits == before + 2
    assert not made.disk.jobs


@pytest.mark.parametrize("turns", [1, 10, 100])
def test_a_disk_that_takes_so_many_turns_for_a_commit_commits_so_much_at_a_time(turns: int) -> None:
    made = world()
    before = made.disk.commits
    for number in range(1000):
        made.play(f"ann> PRIVMSG #attic :{number}")
        if number % turns == turns - 1:
            made.disk.finish()
    while made.disk.finish():
        pass
    assert messages(made) == 1000
    assert made.disk.commits - before <= 1000 // turns + 1


def test_what_many_say_in_a_turn_is_one_write_for_each_who_hears_it() -> None:
    made = world()
    bob = made.clients["bob"].wire
    made.disk.slow = False
    for number in range(10):
        for name in ("ann", "cid"):
            made.clients[name].feed(f"PRIVMSG #attic :{number}\r\nPRIVMSG bob :{number}\r\n".encode(), run=False)
    made.clients["bob"].feed(b"PING 1\r\n", run=False)
    writes, before = bob.writes, made.disk.commits
    made.run()
    assert bob.writes == writes + 1
    assert made.disk.commits == before + 1
    assert len(made.clients["bob"].lines) == 41


@pytest.mark.parametrize("broken", [False, True], ids=["when they are kept", "when they are not"])
def test_turns_that_are_released_together_are_one_write_for_each(broken: bool) -> None:
    made = world()
    made.play("ann> PRIVMSG #attic :first")
    bob, cid = made.clients["bob"].wire, made.clients["cid"].wire
    for number in range(5):
        made.play(f"ann> PRIVMSG #attic :{number}\ncid> PING {number}")
    before = bob.writes, cid.writes
    if not broken:
        made.disk.finish()
        assert (bob.writes, cid.writes) == (before[0] + 1, before[1] + 1)
        before = bob.writes, cid.writes
    made.disk.broken = broken
    made.disk.finish()
    assert (bob.writes, cid.writes) == (before[0] + (not broken), before[1] + 1)
    assert sum(" PONG " in line for line in made.clients["cid"].lines) == 5


def test_each_turn_is_released_when_its_own_batch_is_kept() -> None:
    made = world()
    made.play("ann> PRIVMSG #attic :1\nann> PRIVMSG #attic :2")
    made.disk.finish()
    made.play("bob< …:1\nbob.")
    made.play("ann> PRIVMSG #attic :3")
    made.disk.finish()
    made.play("bob< …:2\nbob.")
    made.disk.finish()
    made.play("bob< …:3\nbob.")


def test_an_answer_that_waits_and_what_came_before_it_are_one_write_if_they_are_one_turn() -> None:
    made = world()
    made.disk.slow = False
    ann = made.client("dan", "batch", "draft/chathistory")
    ann.send("JOIN #attic", "PRIVMSG #attic :hi")
    before = ann.wire.writes
    ann.send("PING 1", "CHATHISTORY LATEST #attic * 5", "PING 2")
    assert [line.split()[1] for line in ann.lines if "PONG" in line or "BATCH" in line][-4:] == [
        "PONG", "BATCH", "BATCH", "PONG",
    ]  # fmt: skip
    assert ann.wire.writes <= before + 2
