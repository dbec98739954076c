"""How often an event is encoded: once for all who are shown the same."""

from itertools import product

import pytest

from parlour.core.events.messages import Said
from parlour.protocols.irc.forms import IrcForm
from tests.support.play import World

LOOKS = ("extended-join", "away-notify", "chghost", "setname", "invite-notify", "account-notify", "multi-prefix")
WORDS = {"bare": (), "timed": ("server-time",), "tagged": ("message-tags", "server-time")}


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bits of the forms for which something said was encoded."""
    made: list[int] = []
    encode = IrcForm.encode

    def count(form: IrcForm, event: object) -> bytes | None:
        if isinstance(event, Said):
            made.append(form.bits)
        return encode(form, event)  # type: ignore[arg-type]

    monkeypatch.setattr(IrcForm, "encode", count)
    return made


def crowd(words: tuple[str, ...]) -> World:
    """Ann, and in the same channel one of each look for each of some ways to be shown words."""
    world = World()
    world.play("ann> JOIN #attic")
    for number, (look, kind) in enumerate(product((*LOOKS, ""), words)):
        capabilities = [look, *WORDS[kind], "account-tag"] if look else WORDS[kind]
        world.client(f"c{number}", *capabilities).send("JOIN #attic")
    for client in world.clients.values():
        _ = client.lines
    return world


@pytest.mark.parametrize("words", [("bare",), ("bare", "timed"), tuple(WORDS)], ids=["one way", "two", "three"])
def test_what_is_said_is_encoded_once_for_all_who_are_shown_the_same(
    words: tuple[str, ...], encoded: list[int]
) -> None:
    world = crowd(words)
    ann, *others = world.clients.values()
    ann.send("PRIVMSG #attic :hi")
    assert len(encoded) == len(set(encoded)) == len(words)
    assert all(len(client.lines) == 1 for client in others)
    assert ann.lines == []


def test_those_who_are_shown_the_same_are_one_entry_of_a_turn(encoded: list[int]) -> None:
    world = crowd(("bare",))
    world.disk.slow = True
    world.clients["ann"].send("PRIVMSG #attic :hi")
    [(_, pieces)] = world.node.delivery._held
    [(_, receivers)] = pieces
    assert len(receivers) == len(world.clients) - 1
    assert encoded == [0]


def test_where_all_agree_nothing_is_put_together(encoded: list[int]) -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\ncat> JOIN #attic\nbob~\ncat~")
    world.play("ann> PRIVMSG #attic :hi\nbob< …hi\ncat< …hi")
    assert encoded == [0]


def test_what_is_said_to_those_with_a_rank_is_encoded_once(encoded: list[int]) -> None:
    world = crowd(("bare",))
    ann, *others = world.clients.values()
    for other in others:
        ann.send(f"MODE #attic +v {other.name}")
        for client in world.clients.values():
            _ = client.lines
    ann.send("PRIVMSG +#attic :hi")
    assert encoded == [0]
    assert all(client.lines == [":ann!ann@127.0.0.1 PRIVMSG +#attic :hi"] for client in others)
