"""Plain lines on a terminal: what is typed by key, and what is written."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from parlour.client.client import Client
from parlour.client.plain.face import PlainFace
from parlour.client.plain.manner import Manner
from parlour.client.plain.printer import Printer
from parlour.client.plain.questions import Asking
from parlour.client.plain.terminal import Interrupted, Terminal
from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.settings import ChatSettings
from tests.support.attached import Attached, Home
from tests.support.irc import DEADLINE_S

ENTER, TAB, CTRL_C, CTRL_D, CTRL_J, UP = "\r", "\t", "\x03", "\x04", "\n", "\x1b[A"


class Seat:
    """Somebody at a terminal, in #attic, with bob there."""

    def __init__(self, keys: PipeInput, *, color: bool) -> None:
        self.home = Home()
        self.ann: Attached = self.home.engine("ann", "#attic")
        self.bob: Attached = self.home.engine("bob", "#attic")
        self.keys = keys
        self.written = io.StringIO()
        self.typed: list[str] = []
        memory = SimpleNamespace(last=("", ""), typed=[], add_typed=self.typed.append)
        self.client = cast(
            Client,
            SimpleNamespace(
                engines={"home": self.ann.engine}, memory=memory, settings=ChatSettings(times="none"),
                listener=None, flush=self.flush, is_tried=lambda _: True, is_inside=False,
            ),
        )  # fmt: skip
        asking = self.asking = Asking()
        self.terminal = Terminal(
            asking, color=color, bell=True, typed=["typed before"], source=keys,
            screen=Vt100_Output(self.written, lambda: Size(40, 100), term="xterm", enable_bell=True),
        )  # fmt: skip
        manner = Manner()
        self.face = PlainFace(
            self.client, Printer(self.client, self.terminal, manner, marks_read=True), manner, follows=True
        )
        self.face.begin()
        self.changed = asyncio.Event()
        self.work: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Connect both, and read what is typed."""
        self.ann.connect()
        self.bob.connect()
        self.flush()
        self.work = asyncio.get_running_loop().create_task(self.terminal.read(self.face))

    def flush(self) -> None:
        """Carry everything, and tell the face."""
        self.home.settle()
        while told := self.ann.take_told():
            self.face.happened(self.ann.engine, told)
            self.home.settle()

    def hear(self, text: str, where: str = "#attic") -> None:
        """Bob says something."""
        self.bob.say(where, text)
        self.flush()

    @property
    def seen(self) -> str:
        """What was written, without what moves the cursor or colours it."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", self.written.getvalue())

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(DEADLINE_S):
            while not holds():  # noqa: ASYNC110
                # What prompt_toolkit does is done in turns of the loop, and by threads that it starts.
                await asyncio.sleep(0.001)

    async def see(self, text: str) -> None:
        """Wait until something was written."""
        try:
            await self.until(lambda: text in self.seen)
        except TimeoutError:
            raise AssertionError(f"not seen: {text!r}, but {self.seen[-2000:]!r}") from None

    def said(self) -> list[str]:
        """What bob has heard from ann."""
        return [each for each in self.bob.timeline("#attic") if each.startswith("ann:")]


@pytest.fixture
async def seat() -> AsyncIterator[Seat]:
    with create_pipe_input() as keys:
        made = Seat(keys, color=False)
        made.begin()
        await made.see("#attic>")
        yield made
        if made.work is not None and not made.work.done():
            made.terminal.stop()
            await made.work


async def test_what_is_typed_is_said_and_what_arrives_is_a_line(seat: Seat) -> None:
    seat.keys.send_text("hello bob" + ENTER)
    await seat.see("#attic <ann> hello bob\n")
    seat.hear("hello \x1b[31mann\x07")
    await seat.see("#attic <bob> hello ^[[31mann^G\n")
    assert seat.said() == ["ann: hello bob"]
    assert seat.typed == ["hello bob"]


async def test_there_is_no_colour_where_none_may_be(seat: Seat) -> None:
    seat.hear("ann: look at me")
    await seat.see("look at me\n")
    colours = re.findall(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7])[;m]", seat.written.getvalue())
    assert colours == []


async def test_tab_completes_a_nick(seat: Seat) -> None:
    seat.keys.send_text("bo" + TAB)
    await seat.see("bob:")
    seat.keys.send_text("hi" + ENTER)
    await seat.until(seat.said)
    assert seat.said() == ["ann: bob: hi"]


async def test_several_lines_are_typed_and_pasted_and_sent_at_once(seat: Seat) -> None:
    seat.keys.send_text("one" + CTRL_J + "two" + ENTER)
    await seat.until(lambda: len(seat.said()) >= 1)
    seat.keys.send_text("\x1b[200~three\r\nfour\x1b[201~")
    await seat.see("four")
    assert "three" not in str(seat.said())
    seat.keys.send_text(ENTER)
    await seat.until(lambda: "four" in str(seat.said()))
    assert "\n".join(seat.said()).replace("ann: ", "") == "one\ntwo\nthree\nfour"


async def test_a_mistake_stands_in_the_line_again(seat: Seat) -> None:
    seat.keys.send_text("/tpoic cats" + ENTER)
    await seat.see("There is no command /tpoic; did you mean /topic?")
    await seat.until(lambda: seat.terminal._session.default_buffer.text == "/tpoic cats")


async def test_what_was_begun_for_the_channel_does_not_go_to_who_calls_meanwhile(seat: Seat) -> None:
    seat.keys.send_text("not for bob")
    await seat.see("not for bob")
    seat.bob.engine.sessions.call("ann")
    seat.flush()
    await seat.see("bob opened a session with you, full duplex: both of you speak. What you type goes to bob.")
    await seat.see("bob (session)>")
    seat.keys.send_text(ENTER)
    await seat.see("This was begun for #attic, and you are at bob now")
    assert seat.bob.timeline("ann") == []
    assert seat.said() == []
    await seat.until(lambda: seat.terminal._session.default_buffer.text == "not for bob")


async def test_what_was_begun_in_a_session_does_not_go_to_the_channel(seat: Seat) -> None:
    seat.bob.engine.sessions.call("ann")
    seat.flush()
    await seat.see("bob (session)>")
    seat.keys.send_text("for bob alone")
    await seat.see("for bob alone")
    seat.bob.engine.sessions.bye()
    seat.flush()
    await seat.see("The session with bob is over.")
    seat.keys.send_text(ENTER)
    await seat.see("This was begun for bob, and you are at #attic now")
    assert seat.said() == []
    assert seat.bob.timeline("ann") == []


async def test_who_is_called_hears_it(seat: Seat) -> None:
    seat.bob.engine.sessions.call("ann")
    seat.flush()
    await seat.until(lambda: "\a" in seat.written.getvalue())


async def test_what_is_said_without_a_connection_waits_and_is_marked(seat: Seat) -> None:
    seat.ann.cut()
    seat.flush()
    await seat.see("Not connected to home: The connection was lost")
    seat.keys.send_text("later" + ENTER)
    await seat.see("#attic <ann> later (waits to be sent)\n")
    seat.ann.connect()
    seat.flush()
    await seat.see("#attic <ann> later\n")
    assert seat.said() == ["ann: later"]


async def test_ctrl_c_takes_back_what_was_typed_and_then_leaves(seat: Seat) -> None:
    seat.keys.send_text("oh no" + CTRL_C)
    await seat.until(lambda: not seat.terminal._session.default_buffer.text)
    seat.keys.send_text(CTRL_C)
    assert seat.work is not None
    async with asyncio.timeout(DEADLINE_S):
        with pytest.raises(Interrupted):
            await seat.work
    assert seat.said() == []


async def test_ctrl_d_leaves(seat: Seat) -> None:
    seat.keys.send_text(CTRL_D)
    assert seat.work is not None
    async with asyncio.timeout(DEADLINE_S):
        await seat.work


async def test_what_was_typed_in_an_earlier_run_is_found_with_up(seat: Seat) -> None:
    seat.keys.send_text(UP + ENTER)
    await seat.until(seat.said)
    assert seat.said() == ["ann: typed before"]


async def test_a_password_is_not_seen_nor_said_nor_remembered(seat: Seat) -> None:
    profile = Profile("home", "chat.example")
    asked = asyncio.create_task(seat.asking.password(profile))
    await seat.see("ssword of chat.example:6697:")  # only what is another than it was is drawn
    seat.keys.send_text("hunter2" + ENTER)
    async with asyncio.timeout(DEADLINE_S):
        assert await asked == "hunter2"
    assert "hunter2" not in seat.seen
    assert seat.typed == []
    await seat.until(lambda: seat.terminal._session.app.is_running)
    seat.keys.send_text(UP + ENTER)
    await seat.until(seat.said)
    assert seat.said() == ["ann: typed before"]


async def test_a_certificate_is_trusted_with_a_word(seat: Seat) -> None:
    shown = Shown(
        "chat.example", 6697, "AB:CD", "it is signed by nobody but itself", ("chat\x1b.example",), "2036-11-18"
    )
    asked = asyncio.create_task(seat.asking.trust(Profile("home", "chat.example"), shown))
    await seat.see("Trust it? (yes or no)")
    assert "AB:CD" in seat.seen
    seat.keys.send_text("perhaps" + ENTER)
    await seat.see("Type yes or no.")
    await seat.until(lambda: bool(seat.asking.prompt))
    seat.keys.send_text("yes" + ENTER)
    async with asyncio.timeout(DEADLINE_S):
        assert await asked
    assert seat.said() == []


async def test_earlier_lines_are_shown_when_they_are_asked_for(seat: Seat) -> None:
    for number in range(30):
        seat.hear(f"line {number}")
    seat.keys.send_text("/history 3" + ENTER)
    await seat.see("These were the last 3 lines.")
    assert seat.seen.count("<bob> line 28\n") == 2
    assert seat.seen.count("<bob> line 26\n") == 1
