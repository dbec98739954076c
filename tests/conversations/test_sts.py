"""STS: who is told to use TLS, and how. The clauses are those of https://ircv3.net/specs/extensions/sts"""

from dataclasses import replace
from typing import Any

import pytest

from parlour.core.host import StrictTransport
from tests.support.play import Client, World

MONTH_S = 30 * 24 * 3600
POLICY = StrictTransport(MONTH_S, 6697)


def comes(world: World, *, secure: bool) -> Client:
    """Somebody who has said nothing yet, over TLS or not."""
    client = world.clients["ann"] = Client(world, "ann", secure=secure)
    world.attached.append(client)
    return client


def offered(client: Client, version: str = "302") -> list[str]:
    """What CAP LS offers that is about TLS."""
    client.send(f"CAP LS {version}".strip())
    words = [word for line in client.lines for word in line.partition(" LS ")[2].split(":")[-1].split()]
    assert "batch" in words
    return [word for word in words if word.startswith("sts")]


# #the-port-key: "servers MUST send this key to insecurely connected clients"
# #the-duration-key: "servers MUST send this key to securely connected clients"
TOLD: dict[str, tuple[StrictTransport | None, list[str], list[str]]] = {
    "nothing, unless it is configured": (None, [], []),
    "the port without TLS, the duration with it": (POLICY, ["sts=port=6697"], ["sts=duration=2592000"]),
    "that it may be delivered with clients": (
        StrictTransport(MONTH_S, 6697, preload=True),
        ["sts=port=6697"],
        ["sts=duration=2592000,preload"],
    ),
    # "A duration=0 value indicates a disabled STS persistence policy with an immediate expiry", and clients without
    # TLS would still be sent away by a port.
    "that it is to be forgotten": (StrictTransport(0, 6697), [], ["sts=duration=0"]),
}


@pytest.mark.parametrize(("policy", "plain", "secure"), TOLD.values(), ids=TOLD)
def test_who_asks_for_values_is_told(policy: StrictTransport | None, plain: list[str], secure: list[str]) -> None:
    world = World(sts=policy)
    assert offered(comes(world, secure=False)) == plain
    assert offered(comes(world, secure=True)) == secure


@pytest.mark.parametrize("version", ["", "301"])
@pytest.mark.parametrize("secure", [True, False])
def test_who_understands_no_values_is_told_nothing(version: str, secure: bool) -> None:
    # "the capability has a REQUIRED value"
    assert offered(comes(World(sts=POLICY), secure=secure), version) == []


def test_it_is_told_at_any_time() -> None:
    ann = comes(World(sts=POLICY), secure=True)
    ann.register()
    assert offered(ann) == ["sts=duration=2592000"]


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("options", [{}, {"sts": POLICY}], ids=["off", "on"])
@pytest.mark.parametrize("asked", ["sts", "-sts", "batch sts", "sts=port=6697"])
def test_nobody_can_ask_for_it(asked: str, options: dict[str, Any], secure: bool) -> None:
    # "Clients MUST NOT request this capability with CAP REQ. Servers MAY reply with a CAP NAK message"
    ann = comes(World(**options), secure=secure)
    ann.send("CAP LS 302")
    ann.lines.clear()
    ann.send(f"CAP REQ :{asked}")
    assert ann.lines == [f":parlour.local CAP * NAK :{asked}"]
    ann.send("CAP LIST")
    assert ann.lines == [":parlour.local CAP * LIST :cap-notify"]


# https://ircv3.net/specs/extensions/capability-negotiation#cap-notify: "the server MUST notify the client about all new
# capabilities"; #the-duration-key: "Clients MUST reset the STS policy expiry time [...] every time"
CHANGES: dict[str, tuple[StrictTransport | None, StrictTransport | None, list[str], list[str]]] = {
    "one that is new": (None, POLICY, ["sts=port=6697"], ["sts=duration=2592000"]),
    "another port": (POLICY, StrictTransport(MONTH_S, 7000), ["sts=port=7000"], []),
    "another duration": (POLICY, StrictTransport(60, 6697), [], ["sts=duration=60"]),
    "that it is to be forgotten": (POLICY, StrictTransport(0, 6697), [], ["sts=duration=0"]),
    # "Servers MUST NOT send CAP DEL to disable this capability"
    "none any more": (POLICY, None, [], []),
    "the same": (POLICY, POLICY, [], []),
}


@pytest.mark.parametrize(("before", "after", "plain", "secure"), CHANGES.values(), ids=CHANGES)
def test_a_policy_that_changes_is_told_to_who_wants_to_know(
    before: StrictTransport | None, after: StrictTransport | None, plain: list[str], secure: list[str]
) -> None:
    world = World(sts=before)
    for is_secure, words in [(False, plain), (True, secure)]:
        registered, coming, stranger, older = (comes(world, secure=is_secure) for _ in range(4))
        registered.send("CAP LS 302", "NICK ann", "USER ann 0 * :Ann", "CAP END")
        coming.send("CAP LS 302")
        older.send("CAP REQ :cap-notify")
        everybody = (registered, coming, stranger, older)
        for client in everybody:
            client.read = len(client.wire.sent)
        world.node.adopt(replace(world.node.options, sts=after))
        world.run()
        told = [client.lines for client in everybody]
        news = [f"NEW :{word}" for word in words]
        # Who understands no values is told nothing, as it has to have one.
        assert told == [[f":parlour.local CAP {nick} {new}" for new in news] for nick in ("ann", "*")] + [[], []]
        registered.drop()
        world.node.adopt(replace(world.node.options, sts=before))
