"""Operators to test with, whose passwords are cheap to check."""

from argon2 import PasswordHasher

from parlour.core.operators import PRIVILEGES
from parlour.core.powers import Login

PASSWORD = "correct-horse"

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def logins(*given: Login) -> dict[str, Login]:
    """The login `root`, which may do everything, `helper`, which may do little, and those that are given."""
    standing = (
        Login("root", HASH, "admin", frozenset(PRIVILEGES)),
        Login("helper", HASH, "helper", frozenset({"kill"})),
    )
    return {login.name: login for login in (*standing, *given)}
