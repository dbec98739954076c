"""Operators of the network, without a password."""

from parlour.core import powers
from parlour.core.powers import Login
from tests.support.play import Client, World


def make_operator(world: World, name: str, *privileges: str) -> Client:
    """Let somebody, who comes if need be, be an operator of a class that may do this; what they are told is read."""
    client = world.clients.get(name) or world.client(name)
    world.node.happen(client.connection, powers.become_operator, Login("root", "", "admin", frozenset(privileges)))
    world.node.wake()
    world.run()
    client.read = len(client.wire.sent)
    return client
