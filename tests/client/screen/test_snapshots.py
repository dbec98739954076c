"""What the screens look like, held in snapshots/: UPDATE_SNAPSHOTS=1 writes them anew."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.screen.questions import ScreenQuestions
from tests.support.screens import Screen, assert_snapshot, said, screen


@pytest.fixture(autouse=True)
def _in_utc() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


TALK = (
    said("bob", "hello all"),
    said("bob", "has anyone seen the \x02key\x02 to the attic?", minute=1),
    said("carla", "ann: you had it, see https://example.org/keys", minute=1),
    said("dave", "漢字 and 👍🏽 line up", minute=2, **{"+reply": "mbob09"}),
    "@time=2026-03-01T12:03:00.000Z;msgid=a1 :carla!carla@host PRIVMSG #attic :\x01ACTION looks under the mat\x01",
    "@time=2026-03-01T12:03:30.000Z;+draft/react=👍;+reply=mbob09 :dave!dave@host TAGMSG #attic",
    "@time=2026-03-01T12:04:00.000Z;msgid=n1 :dave!dave@host NOTICE #attic :the door is open",
    "@time=2026-03-01T12:05:00.000Z :eve!eve@host JOIN #attic",
    ":dave!dave@host AWAY :at lunch",
)


async def test_a_channel(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(*TALK, ":ann!ann@host JOIN #cellar", ":bob!bob@host PRIVMSG ann :psst")
        await shown.press("alt+up")
        await shown.hear("@+typing=active :bob!bob@host TAGMSG #attic")
        assert_snapshot(shown, "channel")


async def test_a_terminal_of_sixty_columns(tmp_path: Path) -> None:
    async with screen(tmp_path, columns=60, lines=20) as shown:
        await shown.hear(*TALK)
        assert_snapshot(shown, "sixty-columns")


async def test_only_the_colours_of_the_terminal(tmp_path: Path) -> None:
    async with screen(tmp_path, theme="terminal") as shown:
        await shown.hear(*TALK)
        assert_snapshot(shown, "terminal-colours")


async def test_the_unread_begin_at_a_mark(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar", *(said("bob", f"line {at}", minute=at) for at in range(60)))
        await shown.press("alt+a")
        assert_snapshot(shown, "unread")


async def in_session(shown: Screen, duplex: str = "half") -> None:
    await shown.hear(f":bob!bob@host SESSION OPENED ann 01S {duplex}")


async def test_a_session_in_which_the_other_has_the_floor(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await in_session(shown)
        await shown.hear(said("bob", "are you there?", minute=1, target="ann", parlour__chat_session="01S"))
        assert_snapshot(shown, "session")


async def test_it_rings(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":bob!bob@host SESSION RINGING ann 01S half")
        assert_snapshot(shown, "ringing")


async def test_what_was_not_delivered(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":chat.example.org BATCH +h chathistory #attic", ":chat.example.org BATCH -h")
        await shown.type("first")
        await shown.press("enter")
        shown.engine.closed("the connection to chat.example.org broke")
        await shown.settle()
        await shown.type("second")
        await shown.press("enter")
        assert_snapshot(shown, "unsent")


async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        questions = ScreenQuestions()
        questions.ready(shown.app)
        fingerprint = ":".join(f"{at:02X}" for at in range(32))
        certificate = Shown(
            "chat.example.org", 6697, fingerprint, "it is signed by nobody but itself", ("old.example",), "2036-11-18"
        )
        asked = asyncio.ensure_future(questions.trust(Profile("home", "chat.example.org"), certificate))
        await shown.settle()
        assert_snapshot(shown, "certificate")
        await shown.press("y", "e", "s", "enter")
        assert await asked
        named = asyncio.ensure_future(questions.nick(Profile("home", "chat.example.org", nick="ann"), "ann is taken"))
        await shown.settle()
        assert_snapshot(shown, "nick")
        await shown.press("2", "enter")
        assert await named == "ann2"
