"""A server with somebody who bans, and how those fare who come to it."""

from typing import Any

from tests.support.operators import make_operator
from tests.support.play import Client, World

HOUR_S = 3600
BOB, CAT = "192.0.2.7", "198.51.100.9"


def world(*people: str, **options: Any) -> World:
    """A server with ann, who may ban, and with bob and cat, who come from elsewhere."""
    made = World(**options)
    make_operator(made, "ann", "ban")
    for name, address in (("bob", BOB), ("cat", CAT)):
        if name in people:
            made.client(name, address=address)
    return made


def comes(made: World, name: str, address: str = "127.0.0.1", *, real: str = "Somebody") -> list[str]:
    """What one is told who comes from an address and says who they are."""
    client: Client = made.connect(name, address)
    made.run()
    if not client.wire.closed:
        client.send(f"NICK {name}", f"USER {name} 0 * :{real}")
    return client.lines


def gone(lines: list[str]) -> str:
    """What one is told who is kept out; nothing for one who is not."""
    if not any(" 465 " in line for line in lines):
        assert any(" 001 " in line for line in lines)
        return ""
    assert lines[-1].startswith("ERROR :Closing Link: ")
    assert not any(" 001 " in line for line in lines[-2:-1])
    return lines[-2].partition(" 465 ")[2]
