"""The full screen from its beginning to its end."""

import contextlib
import os
import sys
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from parlour.client.call import Call
from parlour.client.client import Client
from parlour.client.memory import Memory
from parlour.client.screen.app import ChatApp
from parlour.client.screen.questions import ScreenQuestions
from parlour.client.settings import ChatSettings
from parlour.client.text import plain, shown

DONE, FAILED = 0, 1


class Driver(LinuxDriver):
    """Draws on standard output: Textual's own draws on standard error, which may lead elsewhere."""

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = sys.__stdout__ or self._file


async def talk(call: Call, memory: Memory, settings: ChatSettings) -> int:
    """Be the screen of one call; returns the exit code."""
    questions = ScreenQuestions()
    client = Client(memory, settings, questions, call.means)
    app = ChatApp(
        client, memory, settings, to=call.to, color=call.color, links=os.environ.get("TERM") != "linux", driver=Driver
    )
    for profile in call.profiles:
        client.add(profile, connect=False)

    def begin() -> None:
        questions.ready(app)
        for name in client.engines:
            client.connect(name)

    app.when_ready = begin
    await app.run_async()
    left = [
        f"not delivered to {shown(buffer.name)}: {plain(message.text)}"
        for engine in client.engines.values()
        for buffer in engine.network.buffers.values()
        for message in buffer.unsent
    ]
    await client.close()
    with contextlib.suppress(OSError):
        sys.stderr.write("".join(f"{line}\n" for line in left))
    return FAILED if left or app.return_code else DONE
