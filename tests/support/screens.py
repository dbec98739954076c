"""The client's screen without a terminal: an engine that is fed by script, keys, and what stands on the screen then."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual import _wait
from textual.pilot import Pilot

from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.model import Buffer
from parlour.client.profile import Profile
from parlour.client.screen.app import ChatApp
from parlour.client.screen.questions import ScreenQuestions
from parlour.client.settings import ChatSettings

SNAPSHOTS = Path(__file__).resolve().parents[1] / "client" / "screen" / "snapshots"

AT_MS = 1_772_366_400_000
"""Sunday, 1 March 2026, 12:00 UTC."""

CAPABILITIES = (
    "batch cap-notify draft/chathistory draft/event-playback draft/read-marker echo-message labeled-response "
    "message-tags multi-prefix parlour.chat/once parlour.chat/session server-time standard-replies away-notify"
)

_wait.SLEEP_GRANULARITY = 1 / 500
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 2
"""Textual looks so often whether an app has come to rest, twice for each key; 20 ms of its own are most of a test."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now_ms: int = AT_MS

    def __call__(self) -> int:
        """The time."""
        return self.now_ms


@dataclass
class Screen:
    """A screen and what is behind it."""

    app: ChatApp
    client: Client
    engine: Engine
    clock: Clock
    pilot: Pilot[None]
    sent: list[str] = field(default_factory=list)

    async def hear(self, *lines: str) -> None:
        """The server says something."""
        for line in lines:
            self.engine.receive(line.encode() + b"\r\n")
        await self.settle()

    async def settle(self) -> None:
        """What has happened is shown."""
        self.client.flush()
        self.sent += self.engine.take_output().decode().splitlines()
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Keys are pressed."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """A text is typed."""
        names = {" ": "space", "\n": "ctrl+j", "/": "slash", "#": "number_sign", ",": "comma", ".": "full_stop"}
        await self.press(*(names.get(each, each) for each in text))

    def buffer(self, name: str) -> Buffer:
        """The buffer of that name."""
        found = self.engine.network.buffer(name)
        assert found is not None, name
        return found

    def text(self) -> str:
        """What stands on the screen, in lines."""
        return "\n".join(row.rstrip() for row in self.rows())

    def rows(self) -> list[str]:
        """The rows of the screen."""
        return ["".join(text for text, _, _ in strip) for strip in self._strips()]

    def styles(self) -> list[str]:
        """How what stands there looks, row by row: the pieces that look otherwise than the row's ground."""
        found = []
        for number, strip in enumerate(self._strips()):
            pieces = []
            for text, style, _ in strip.simplify():
                look = str(style.without_color) if style is not None and style.without_color else ""
                colour = style.color.name if style is not None and style.color is not None else ""
                look = " ".join(word for word in (look if look != "none" else "", colour) if word)
                if text.strip() and look:
                    pieces.append(f"{text.strip()!r} {look}")
            if pieces:
                found.append(f"{number:2} {'; '.join(pieces)}")
        return found

    def _strips(self) -> Any:
        return self.app.screen._compositor.render_strips()


@asynccontextmanager
async def screen(
    folder: Path, *, columns: int = 100, lines: int = 24, theme: str = "dark", color: bool = True, to: str = "#attic",
    engine_lines: tuple[str, ...] = (),
) -> AsyncIterator[Screen]:  # fmt: skip
    """A screen of that size, whose server has let "ann" in to #attic."""
    clock = Clock()
    memory = Memory(folder / "chat.json")
    settings = ChatSettings(theme=theme)  # type: ignore[arg-type]
    questions = ScreenQuestions()
    client = Client(memory, settings, questions, Means(clock=clock, chance=_Chance()))
    engine = client.add(Profile("home", "chat.example.org", nick="ann", channels=["#attic"]), connect=False)
    app = ChatApp(client, memory, settings, to=to, color=color)
    app.when_ready = lambda: questions.ready(app)
    try:
        async with app.run_test(size=(columns, lines)) as pilot:
            shown = Screen(app, client, engine, clock, pilot)
            await shown.settle()
            engine.connecting()
            engine.opened()
            await shown.hear(
                f":chat.example.org CAP * LS :{CAPABILITIES}",
                f":chat.example.org CAP ann ACK :{CAPABILITIES}",
                ":chat.example.org 001 ann :Welcome",
                ":chat.example.org 005 ann NETWORK=Example CHATHISTORY=100 PREFIX=(qaohv)~&@%+ CHANTYPES=# :these",
                ":chat.example.org 422 ann :No MOTD",
                ":ann!ann@host JOIN #attic",
                ":chat.example.org 332 ann #attic :What is kept under the roof",
                ":chat.example.org 353 ann = #attic :@bob ann +carla dave",
                ":chat.example.org 366 ann #attic :End",
                *engine_lines,
            )
            yield shown
    finally:
        await client.close()
        memory.close()


class _Chance:
    """Keys that are all different, and the same in every run."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return f"{self._count:032x}"


def said(nick: str, text: str, *, minute: int = 0, target: str = "#attic", **tags: str) -> str:
    """The line with which somebody says something, so many minutes after noon."""
    hour = 12 + minute // 60
    all_tags = {"time": f"2026-03-01T{hour:02}:{minute % 60:02}:00.000Z", "msgid": f"m{nick}{minute}{len(text)}"}
    all_tags |= {name.replace("__", "/"): value for name, value in tags.items()}
    written = ";".join(f"{name}={value}" for name, value in all_tags.items())
    return f"@{written} :{nick}!{nick}@host PRIVMSG {target} :{text}"


def assert_snapshot(shown: Screen, name: str) -> None:
    """Hold the screen to what it looked like; UPDATE_SNAPSHOTS=1 has it written anew."""
    path = SNAPSHOTS / f"{name}.txt"
    frame = "─" * shown.app.size.width
    now = "\n".join([frame, *(row.rstrip() for row in shown.rows()), frame, *shown.styles(), ""])
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"there is no {path.name} yet: UPDATE_SNAPSHOTS=1 writes it"
    assert now == path.read_text(encoding="utf-8")
