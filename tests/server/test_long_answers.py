"""Answers that are longer than what is made of them at a time."""

from tests.support.play import World


def world_with_a_past(count: int) -> World:
    world = World()
    ann = world.client("ann")
    ann.send("JOIN #attic")
    for number in range(count):
        ann.send(f"PRIVMSG #attic :{number} {'x' * 400}")
    return world


def test_a_long_answer_comes_whole_without_waiting_for_anything_else_to_happen() -> None:
    world = world_with_a_past(400)
    bob = world.client("bob", "draft/chathistory", "batch")
    bob.send("JOIN #attic", "CHATHISTORY LATEST #attic * 400")
    lines = bob.lines
    assert sum(" PRIVMSG " in line for line in lines) == 400
    assert lines[-1].startswith(":parlour.local BATCH -")
