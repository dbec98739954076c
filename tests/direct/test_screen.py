"""The screen at the front of a direct line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from parlour.client.client import Client
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.profile import Profile
from parlour.client.screen.app import ChatApp
from parlour.client.screen.questions import ScreenQuestions
from parlour.client.settings import ChatSettings
from parlour.direct.front import LATE_S, RECEIPT_S
from tests.support.fronted import Ahead, Line
from tests.support.screens import Clock, Screen


class Direct(Screen):
    """A screen with a front behind it, of which the test plays the line."""

    front: Ahead
    desk: Line

    async def settle(self) -> None:
        """Carry everything, and show it."""
        while self.front.carry(self.engine):
            self.client.flush()
        await super().settle()

    async def wait(self, seconds: float) -> None:
        """Let time pass for the front."""
        self.clock.now_ms += round(seconds * 1000)
        self.front.due(self.clock.now_ms)
        await self.settle()

    async def enter(self, text: str) -> None:
        """Type a line."""
        self.app.composer.text = text
        await self.press("enter")


@asynccontextmanager
async def direct(folder: Path, *friends: str, columns: int = 100) -> AsyncIterator[Direct]:
    """A screen whose user knows these friends."""
    clock, desk = Clock(), Line(*friends)
    memory, settings, questions = Memory(folder / "face.json"), ChatSettings(), ScreenQuestions()
    client = Client(memory, settings, questions, Means(clock=clock))
    engine = client.add(Profile("direct", "direct", 7800, tls=False, nick="ann"), connect=False)
    app = ChatApp(client, memory, settings, to="", color=True)
    app.when_ready = lambda: questions.ready(app)
    try:
        async with app.run_test(size=(columns, 24)) as pilot:
            shown = Direct(app, client, engine, clock, pilot)
            shown.front, shown.desk = Ahead(desk, clock), desk
            engine.connecting()
            shown.front.begin()
            engine.opened()
            await shown.settle()
            yield shown
    finally:
        await client.close()
        memory.close()


def line_with(shown: Screen, text: str) -> str:
    """The row on which a text stands."""
    (found,) = [row for row in shown.rows() if text in row]
    return found


async def test_one_is_where_a_talk_begins_and_sees_that_it_ends(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob") as shown:
        shown.desk.begins("bob")
        await shown.settle()
        assert "connected, from machine to machine" in shown.text()
        shown.desk.hears("bob", "good evening")
        shown.desk.ends("bob")
        await shown.settle()
        assert "good evening" in shown.text()
        assert "not connected: what you write waits" in shown.text()


async def test_what_one_says_is_marked_when_it_waits_and_when_it_is_there(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob") as shown:
        shown.desk.begins("bob")
        await shown.settle()
        await shown.enter("are you there?")
        shown.desk.keeps()
        await shown.wait(RECEIPT_S)
        assert "…│ are you there?" in line_with(shown, "are you there?")
        shown.desk.delivers()
        await shown.wait(LATE_S)
        assert "✓│ are you there?" in line_with(shown, "are you there?")


async def test_what_cannot_be_kept_stays_with_its_reason(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob") as shown:
        shown.desk.begins("bob")
        await shown.settle()
        await shown.enter("important")
        shown.desk.refuses("The disk is full.")
        await shown.settle()
        assert "✗" in line_with(shown, "important")
        assert "The disk is full" in shown.text()


async def test_what_is_asked_in_a_conversation_is_answered_there(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob", "cid") as shown:
        shown.desk.begins("bob")
        await shown.settle()
        await shown.enter("/friends")
        assert "cid: away" in line_with(shown, "cid: away")
        shown.desk.unfit = "Nobody is called eve here."
        await shown.enter("/dial eve")
        assert "Nobody is called eve here." in line_with(shown, "eve here")


async def test_a_stranger_and_a_trouble_are_seen_wherever_one_is(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob", "cid", columns=140) as shown:
        shown.desk.begins("bob")
        await shown.settle()
        shown.desk.hears("cid", "hi")
        shown.desk.notes("Somebody at 10.0.0.3 wants to meet you.")
        shown.desk.notes("cat.png does not come: the disk is full.", "cid", error=True)
        shown.desk.notes("cat.png: 40% of 3 MB", "cid")
        await shown.settle()
        assert shown.app.where is not None
        assert shown.app.where[1].name == "bob"
        assert "Somebody at 10.0.0.3 wants to meet you." in shown.text()
        assert "cid: cat.png does not come: the disk is full." in shown.text()
        assert "40%" not in shown.text()


async def test_what_is_no_thing_of_the_line_is_neither_offered_nor_done(tmp_path: Path) -> None:
    async with direct(tmp_path, "bob") as shown:
        shown.desk.begins("bob")
        await shown.settle()
        await shown.enter("/join #attic")
        assert "/join is a thing of servers" in shown.text()
        assert shown.engine.network.buffer("#attic") is None
        await shown.enter("")
        await shown.press("f1", *"dial")
        assert "/dial <where>" in shown.text()
        await shown.press("escape", "f1", *"join")
        assert "/join <" not in shown.text()
