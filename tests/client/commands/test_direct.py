"""What is typed on the direct line, and the same where there is none."""

from types import SimpleNamespace
from typing import cast

import pytest

from parlour.client import direct
from parlour.client.client import Client
from parlour.client.commands import Ctx, run
from parlour.client.commands.registry import COMMANDS, Command
from parlour.client.completion import complete
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from tests.support.attached import Home
from tests.support.facing import Somebody
from tests.support.fronted import Fronted, Line


class Face:
    """A face that remembers what it was asked for."""

    def __init__(self, ann: Fronted) -> None:
        self.ann = ann
        self.buffer = ann[""]
        self.shown: list[str] = []

    def type(self, typed: str) -> bool:
        """Type a line; whether it was taken."""
        ctx = Ctx(
            cast(Client, SimpleNamespace(engines={"direct": self.ann.engine})), self.ann.engine, self.buffer, self
        )
        taken = run(ctx, typed)
        self.ann.settle()
        return taken

    def show(self, buffer: Buffer, lines: list[str], *, error: bool = False) -> None:
        del buffer
        self.shown += [("! " if error else "") + line for line in lines]

    def switch(self, engine: Engine, buffer: Buffer) -> None:
        assert engine is self.ann.engine
        self.buffer = buffer

    def leave(self) -> None:
        self.shown.append("left")

    def act(self, action: str, argument: str = "") -> bool:
        del action, argument
        return False


@pytest.fixture
def desk() -> Line:
    return Line("bob", "cleo")


@pytest.fixture
def ann(desk: Line) -> Face:
    return Face(Fronted(desk).connect())


ASKED = {
    "/dial bob": ("dial", "bob"),
    "/dial 192.0.2.7:7801 lusab-babad": ("dial", "192.0.2.7:7801 lusab-babad"),
    "/code lusab-babad": ("code", "lusab-babad"),
    "/code lusab babad": ("code", "lusab babad"),
    "/code": ("code", ""),
    "/trust 192.0.2.7": ("trust", "192.0.2.7"),
    "/trust 2001:db8::7": ("trust", "2001:db8::7"),
    "/forget bob": ("forget", "bob"),
    "/nearby": ("find",),
    "/accept": ("accept", "bob"),
    "/decline": ("decline", "bob"),
    "/bye": ("bye", "bob"),
    "/send /srv/two  words.txt": ("send", "bob", "/srv/two  words.txt"),
}


@pytest.mark.parametrize(("typed", "asked"), ASKED.items(), ids=ASKED)
def test_what_is_typed_is_asked_of_the_line(desk: Line, ann: Face, typed: str, asked: tuple[str, ...]) -> None:
    assert ann.type("/to bob")
    assert ann.type(typed)
    assert desk.asked == [asked]


def test_who_is_known_is_told(ann: Face) -> None:
    assert ann.type("/friends")
    told = [f"{nick}: away; words lusab-babad of {nick}" for nick in ("bob", "cleo")]
    assert ann.ann.answered() == [("", line) for line in told]


def test_one_goes_from_friend_to_friend(desk: Line, ann: Face) -> None:
    assert ann.type("/to bob")
    assert ann.type("for bob")
    assert ann.type("/to cleo")
    assert ann.type("for cleo")
    assert [(nick, text) for nick, _, _, text in desk.waiting] == [("bob", "for bob"), ("cleo", "for cleo")]


@pytest.mark.parametrize("typed", ["/bye", "/send cats.jpg"])
def test_whom_one_means_has_to_be_known(desk: Line, ann: Face, typed: str) -> None:
    assert not ann.type(typed)
    assert ann.shown == ["! Say whom: a nick is missing."]
    assert desk.asked == []


def test_what_nobody_would_read_comes_back(ann: Face) -> None:
    assert not ann.type("hello?")
    assert ann.shown == ["! Nobody would read this here: /dial somebody, or go to a friend with /to."]


LACKING = [each for each in dict.fromkeys(COMMANDS.values()) if each.lacks]
NEEDING = [each for each in dict.fromkeys(COMMANDS.values()) if each.needs == direct.CAPABILITY]


def ids(command: Command) -> str:
    return command.names[0]


@pytest.mark.parametrize("command", LACKING, ids=ids)
def test_a_thing_of_servers_is_none_of_the_direct_line(ann: Face, command: Command) -> None:
    name = command.names[0]
    assert not ann.type(f"/{name} bob")
    assert ann.shown == [f"! /{name} is a thing of servers, and this is the direct line; /help shows what there is."]


@pytest.mark.parametrize("command", NEEDING, ids=ids)
def test_a_thing_of_the_direct_line_is_none_of_servers(command: Command) -> None:
    ann = Somebody(Home(), "ann", "#attic").connect()
    assert ann.attached.client is not None
    before = bytes(ann.attached.client.wire.sent)
    assert not ann.type(f"/{command.names[0]} bob")
    assert ann.take_shown() == [f"! {direct.NONE_HERE}"]
    assert ann.attached.client.wire.sent == before, "the server was not asked"


def test_help_and_completion_have_what_there_is(ann: Face) -> None:
    bob = Somebody(Home(), "bob", "#attic").connect()
    assert ann.type("/help")
    assert bob.type("/help")
    for network, shown, there, not_there in (
        (ann.ann.engine.network, ann.shown, NEEDING, LACKING),
        (bob.engine.network, bob.take_shown(), LACKING, NEEDING),
    ):
        helped = {line.split()[0] for line in shown}
        completed = {each.text.strip() for each in complete(network, network.buffers[""], "/")}
        for names in (helped, completed):
            assert {f"/{each.names[0]}" for each in there} <= names
            assert not {f"/{each.names[0]}" for each in not_there} & names


def test_nobody_is_told_that_one_types(ann: Face) -> None:
    ann.type("/to bob")
    ann.ann.engine.sending.gestures.typing(ann.buffer, active=True)
    assert ann.ann.engine.take_output() == b""
