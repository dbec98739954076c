"""Whatever a friend or a stranger sends, nothing of it reaches the terminal but letters."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parlour.direct.messages import Decline, Offer, Say, Talk, Unkept
from tests.support.stranger import Stranger, stranger
from tests.support.talkers import Talker, talker

EVIL = "\x1b[2J\x1b]0;mine\x07\x9b31m\x08\r\n:x PRIVMSG bob :forged\0\x7f\u202e\u2066\u2028 the end"

RAW = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""What a terminal obeys, and what turns letters around."""


@asynccontextmanager
async def meeting(folder: Path, name: str) -> AsyncIterator[tuple[Talker, Stranger]]:
    """Bob with his lines, and a friend of his who calls themselves somehow and says anything."""
    async with talker(folder / "bob", "bob") as bob, stranger(folder / "eve", bob.node.port) as eve:
        meetings = bob.node.meetings  # type: ignore[union-attr]
        meetings.door.trusted.add(eve.identity.key)
        await eve.verified(name, meetings.identity.key)
        await bob.until_shown("One connection carries both directions")
        yield bob, eve


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (Say(b"1" * 16, (1 << 53) - 1, "said", EVIL), "the end"),
        (Say(b"1" * 16, 0, "action", EVIL), "the end"),
        (Offer(b"1" * 16, EVIL, 5), "offers"),
        (Offer(b"1" * 16, f"../../{EVIL}/\x1b[31m.bashrc", 5), "offers [31m.bashrc (5 bytes)"),
        (Unkept(EVIL), "it waits here"),
    ],
    ids=["said", "action", "file", "path", "unkept"],
)
async def test_what_a_friend_sends_is_shown_as_letters(tmp_path: Path, said: Talk, shown: str) -> None:
    async with meeting(tmp_path, f"eve{EVIL}") as (bob, eve):
        eve.say(said)
        await bob.until_shown(shown)
        bob.type("/friends")
        bob.type(f"/whois {bob.node.friends()[0].nick}")
        await bob.until_shown("the words of their key")
        assert [line for line in bob.screen if RAW.search(line)] == []
        assert not any(line.startswith(":x") for line in bob.screen)
        assert "<x> forged" not in bob.shown


async def test_why_a_friend_declines_is_shown_as_letters(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_bytes(b"hello")
    async with meeting(tmp_path, "eve") as (bob, eve):
        bob.type(f"/send {letter}")
        await bob.until_shown("letter (5 bytes) is offered to eve")
        files = bob.node._files  # type: ignore[union-attr]
        ((id, _),) = files._boxes[eve.identity.key].sendings.items()
        eve.say(Decline(id, EVIL))
        await bob.until_shown("eve does not take letter")
        assert [line for line in bob.screen if RAW.search(line)] == []
