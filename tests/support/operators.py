"""Operators to test with, whose passwords are cheap to check."""

from argon2 import PasswordHasher

from parlour.core import powers
from parlour.core.operators import PRIVILEGES
from parlour.core.powers import Login
from tests.support.play import Client, World

PASSWORD = "correct-horse"

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def logins(*given: Login) -> dict[str, Login]:
    """The login `root`, which may do everything, `helper`, which may do little, and those that are given."""
    standing = (
        Login("root", HASH, "admin", frozenset(PRIVILEGES)),
        Login("helper", HASH, "helper", frozenset({"kill"})),
    )
    return {login.name: login for login in (*standing, *given)}


def world_with(*given: Login) -> World:
    """A server with these logins."""
    return World(logins=logins(*given))


def operator(world: World, name: str, login: str = "root") -> Client:
    """A new client that is an operator; what it was told of that is read."""
    made = world.client(name)
    made.send(f"OPER {login} {PASSWORD}")
    assert f":parlour.local 381 {name} :You are now an IRC operator" in made.lines
    return made


def make_operator(world: World, name: str, *privileges: str) -> Client:
    """Let somebody, who comes if need be, be an operator of a class that may do this; what they are told is read."""
    client = world.clients.get(name) or world.client(name)
    world.node.happen(client.connection, powers.become_operator, Login("root", "", "admin", frozenset(privileges)))
    world.node.wake()
    world.run()
    client.read = len(client.wire.sent)
    return client
