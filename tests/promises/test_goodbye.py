"""Promise 9: a server that stops keeps what it has accepted, tells everybody, and closes."""

import pytest

from tests.support.play import World


class Stopping:
    """A world with two people in a channel, whose server can be told to stop."""

    def __init__(self) -> None:
        self.world = World()
        self.world.client("ann", "echo-message", "labeled-response", "batch")
        self.world.play("ann> JOIN #attic\nbob> JOIN #attic\nann~\nbob~")
        self.idle = 0

    def stop(self) -> None:
        self.world.node.say_goodbye("The server is shutting down", self._done)
        self.world.run()

    def _done(self) -> None:
        self.idle += 1

    def play(self, script: str) -> None:
        self.world.play(script)

    def kept(self) -> list[str]:
        return [row[9] for rows in self.world.store.rows.values() for row in rows if row[4] == "message"]


FAREWELL = "ERROR :Closing Link: 127.0.0.1 (The server is shutting down)"


def test_everybody_is_told_and_closed_and_nobody_hears_that_all_leave() -> None:
    made = Stopping()
    made.stop()
    made.play(f"ann< {FAREWELL}\nann.\nbob< {FAREWELL}\nbob.")
    assert made.idle == 1
    assert not made.world.node.connections


def test_a_server_without_anybody_is_done_at_once() -> None:
    made = World()
    done: list[bool] = []
    made.node.say_goodbye("The server is shutting down", lambda: done.append(True))
    made.run()
    assert done == [True]


def test_who_has_not_registered_is_told_too() -> None:
    made = Stopping()
    made.world.connect("cid")
    made.stop()
    made.play(f"cid< {FAREWELL}\ncid.")
    assert made.idle == 1


def test_what_was_accepted_is_kept_and_echoed_before_the_farewell() -> None:
    made = Stopping()
    made.world.disk.slow = True
    made.play("ann> @label=1 PRIVMSG #attic :one\nbob> PRIVMSG #attic :two")
    made.stop()
    made.play("ann.\nbob.")
    assert made.idle == 0
    made.world.disk.finish()
    assert made.idle == 0
    made.world.disk.finish()
    made.world.run()
    made.play(f"ann< @label=1 …:one\nann< …:two\nann< {FAREWELL}\nbob< …:one\nbob< {FAREWELL}")
    assert made.idle == 1
    assert made.kept() == ["one", "two"]


def test_what_nobody_waits_for_is_kept_too() -> None:
    made = Stopping()
    made.play("ann> NICK ada")
    made.stop()
    kinds = [row[4] for rows in made.world.store.rows.values() for row in rows]
    assert kinds == ["joined", "joined", "nick"]
    assert made.idle == 1


def test_it_is_done_only_when_what_nobody_waits_for_is_kept() -> None:
    made = Stopping()
    made.world.disk.slow = True
    made.play("ann> NICK ada")
    made.stop()
    assert not made.world.node.connections
    assert made.idle == 0
    while made.world.disk.finish():
        pass
    assert made.idle == 1


def test_nothing_is_accepted_after_it() -> None:
    made = Stopping()
    made.world.disk.slow = True
    made.play("ann> PRIVMSG #attic :one")
    made.stop()
    made.play("ann> PRIVMSG #attic :two\nbob> PRIVMSG #attic :three\nbob> NICK rob")
    while made.world.disk.finish():
        pass
    made.world.run()
    assert made.kept() == ["one"]
    made.play(f"bob< …:one\nbob< {FAREWELL}\nbob.")


def test_lines_that_wait_for_their_turn_are_not_accepted() -> None:
    made = Stopping()
    cid = made.world.connect("cid", "203.0.113.5").register()
    cid.send(*(f"PRIVMSG ann :{number}" for number in range(40)))
    count = len(made.kept())
    made.stop()
    made.world.pass_time(20)
    assert len(made.kept()) == count
    assert count < 20


def test_a_command_that_waits_is_given_up_and_its_client_told() -> None:
    made = Stopping()
    made.play("ann> PRIVMSG #attic :one\nann~")
    made.world.clock.slow_reads = True
    made.world.client("cid", "draft/chathistory").send("JOIN #attic", "CHATHISTORY LATEST #attic * 5")
    made.play("cid~\nann> PRIVMSG #attic :two")
    made.stop()
    made.play(f"cid< …:two\ncid< {FAREWELL}\ncid.")
    made.world.clock.answer_reads()
    made.world.run()
    assert made.idle == 1


def test_what_cannot_be_kept_any_more_is_told_before_the_farewell() -> None:
    made = Stopping()
    made.world.disk.slow = made.world.disk.broken = True
    made.play("ann> @label=1 PRIVMSG #attic :one\nbob> PRIVMSG #attic :two")
    made.stop()
    made.world.disk.finish()
    made.world.run()
    made.play(
        f"""
        ann< @label=1 …it could not be kept: one
        ann< {FAREWELL}
        ann.
        bob< …it could not be kept: two
        bob< {FAREWELL}
        bob.
        """
    )
    assert not made.kept()


def test_who_does_not_read_holds_up_nobody_elses_farewell() -> None:
    made = Stopping()
    made.world.clients["bob"].wire.stuck = True
    made.play("ann> PRIVMSG #attic :one\nann~")
    made.stop()
    made.play(f"ann< {FAREWELL}")
    assert made.idle == 0
    assert made.world.clients["bob"].wire.closing
    made.world.clients["bob"].take()
    made.play(f"bob< …:one\nbob< {FAREWELL}")
    assert made.idle == 1


def test_nobody_is_taken_in_any_more() -> None:
    made = Stopping()
    made.world.disk.slow = True
    made.play("ann> PRIVMSG #attic :one")
    made.stop()
    cid = made.world.connect("cid")
    made.play(f"cid< {FAREWELL}")
    assert cid.wire.closed


@pytest.mark.parametrize("held", [True, False], ids=["with the disk", "with nothing"])
def test_farewells_are_not_sent_twice(held: bool) -> None:
    made = Stopping()
    made.world.disk.slow = held
    made.play("ann> PRIVMSG #attic :one\nann~")
    made.stop()
    made.stop()
    made.world.pass_time(300)
    while made.world.disk.finish():
        pass
    made.world.run()
    assert sum(line == FAREWELL for line in made.world.clients["ann"].lines) == 1
