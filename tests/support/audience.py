"""Who is to be shown what: it must fit the network, whatever was done to it."""

from typing import Any

from parlour.core.names import fold
from parlour.server.connection import Connection
from parlour.server.node import Node
from tests.support.soundness import check


def check_node(node: Node) -> None:
    """What must hold of a node when nothing is under way: its network, and who is shown what happens in it."""
    network, delivery = node.network, node.delivery
    check(network)
    assert delivery.connections.keys() == network.users.keys()
    rooms: dict[int, dict[Any, set[Connection]]] = {}
    for id, connections in delivery.connections.items():
        assert connections
        for connection in connections:
            assert connection.user is network.users[id]
            for scope in network.users[id].channels:
                rooms.setdefault(scope, {}).setdefault(connection.form, set()).add(connection)
    for scope, forms in delivery.rooms.items():
        assert {form: set(group) for form, group in forms.items()} == rooms.pop(scope, {})
    assert not rooms, "somebody is shown nothing of a channel"
    assert node.unknown == sum(one.user is None and not one.ended for one in node.connections.values())
    watched: dict[str, set[Connection]] = {}
    for connection in node.connections.values():
        for nick in delivery.monitors.names(connection):
            watched.setdefault(fold(nick), set()).add(connection)
    assert {nick: set(watching) for nick, watching in delivery.monitors.watched.items()} == watched
    paired = [(session.opener, session.other) for session in network.sessions.values()]
    assert delivery.engagements.partners == dict(paired) | {other: opener for opener, other in paired}
