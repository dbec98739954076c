"""Who watches for which nicks: whatever is asked, the two sides of it agree and stay within their bounds."""

from hypothesis import given
from hypothesis import strategies as st

from parlour.core.names import fold
from parlour.server.monitors import Monitors
from tests.support.play import Client, World

LIMIT = 3

names = st.sampled_from(["ann", "Ann", "ANN", "bob", "b[ob]", "cat", "dan", "Dan", "eve"])
steps = st.lists(st.tuples(st.sampled_from(["add", "remove", "clear"]), st.integers(0, 2), names), max_size=60)


@given(steps)
def test_lists_and_watchers_agree_and_stay_within_the_limit(steps: list[tuple[str, int, str]]) -> None:
    world = World()
    connections = [Client(world, str(number)).connection for number in range(3)]
    monitors = Monitors()
    model: list[dict[str, str]] = [{}, {}, {}]
    for step, number, name in steps:
        connection, wanted = connections[number], model[number]
        assert connection is not None
        if step == "add":
            room = fold(name) in wanted or len(wanted) < LIMIT
            assert monitors.add(connection, name, LIMIT) is room
            if room:
                wanted.setdefault(fold(name), name)
        elif step == "remove":
            monitors.remove(connection, name)
            wanted.pop(fold(name), None)
        else:
            monitors.clear(connection)
            wanted.clear()
        assert [monitors.names(one) for one in connections if one is not None] == [
            list(each.values()) for each in model
        ]
        watched = {folded for each in model for folded in each}
        assert monitors.watched.keys() == watched
        for folded in watched:
            assert set(monitors.of(folded)) == {
                connections[number] for number, each in enumerate(model) if folded in each
            }


class Watcher:
    """What a client makes of what MONITOR tells it: who of its list is here."""

    def __init__(self) -> None:
        self.here: dict[str, bool] = {}

    def read(self, lines: list[str]) -> None:
        for line in lines:
            words = line.split(" ", 3)
            if words[1] in {"730", "731"}:
                for target in words[3].removeprefix(":").split(","):
                    self.here[fold(target.partition("!")[0])] = words[1] == "730"


nicks = st.sampled_from(["ann", "bob", "Bob", "cat", "dan"])
moves = st.lists(st.tuples(st.sampled_from(["come", "nick", "quit", "watch", "unwatch"]), nicks), max_size=40)


@given(moves)
def test_who_watches_always_knows_who_is_here(moves: list[tuple[str, str]]) -> None:
    world = World()
    eve = world.client("eve")
    picture = Watcher()
    people: list[Client] = []
    watched: set[str] = set()
    for move, nick in moves:
        if move == "come":
            guest = world.connect(f"x{len(world.clients)}")
            guest.send(f"NICK {nick}", "USER x 0 * :X")
            if any(" 001 " in line for line in guest.lines):
                people.append(guest)
            else:
                guest.send("QUIT")
        elif move == "nick" and people:
            people[0].send(f"NICK {nick}")
        elif move == "quit" and people:
            people.pop(0).send("QUIT")
        elif move == "watch":
            eve.send(f"MONITOR + {nick}")
            watched.add(fold(nick))
        elif move == "unwatch":
            eve.send(f"MONITOR - {nick}")
            watched.discard(fold(nick))
        told = eve.lines
        picture.read(told)
        here = world.node.network.nicks
        assert {nick: picture.here[nick] for nick in watched} == {nick: nick in here for nick in watched}
        if move in {"come", "nick", "quit"}:
            # Nothing is told twice: at most that one nick went and another came.
            assert len(told) <= 2
