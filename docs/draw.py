"""Draw the pictures in docs/pictures: `make pictures`.

A server is started, people come to it and talk, and the client's own screen is written as it looks, in SVG.
"""

import asyncio
import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # so that what the tests use to drive a server is found

from parlour.client.client import Client as ChatClient  # noqa: E402
from parlour.client.memory import Memory  # noqa: E402
from parlour.client.profile import Profile  # noqa: E402
from parlour.client.screen.app import ChatApp  # noqa: E402
from parlour.client.screen.questions import ScreenQuestions  # noqa: E402
from parlour.client.settings import ChatSettings  # noqa: E402
from tests.support.irc import Client  # noqa: E402
from tests.support.process import Server  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"

WAIT_S = 20.0


class Shown:
    """The screen while it is drawn."""

    def __init__(self, app: ChatApp, pilot: Any) -> None:
        self.app = app
        self.pilot = pilot

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        ends = time.monotonic() + WAIT_S
        while not so():
            if time.monotonic() > ends:
                raise SystemExit("what was to be drawn did not come")
            await self.pilot.pause(0.02)
        await self.pilot.pause(0.2)

    def says(self, text: str) -> Callable[[], bool]:
        """Whether somebody has said a text where one is."""

        def so() -> bool:
            where = self.app.where
            return where is not None and any(text in each.text for each in where[1].timeline.messages)

        return so

    async def type(self, text: str) -> None:
        """Type a line, and send it."""
        self.app.composer.fill(text)
        await self.pilot.press("enter")
        await self.pilot.pause(0.2)

    def draw(self, name: str, title: str) -> None:
        """Write a picture."""
        drawn = self.app.export_screenshot(title=title, simplify=True)
        # Nothing is fetched from elsewhere to look at a picture: the reader's own fonts will do.
        drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
        # The names of classes are made of a sum of what is drawn; a name that stays makes for small changes.
        drawn = re.sub(r"terminal-\d+-", "p-", drawn)
        (PICTURES / f"{name}.svg").write_text(drawn, encoding="utf-8")
        print(f"docs/pictures/{name}.svg")  # noqa: T201


@contextlib.asynccontextmanager
async def screen(
    folder: Path, server: Server, *, columns: int = 100, lines: int = 26, theme: str = "dark"
) -> AsyncIterator[Shown]:
    """The client's screen, connected to a server."""
    memory, questions = Memory(folder / "chat.json"), ScreenQuestions()
    settings = ChatSettings(theme=theme)  # type: ignore[arg-type]
    client = ChatClient(memory, settings, questions)
    host, port = server.irc
    client.add(Profile("chat.example.org", host, port, False, "ann", channels=["#attic", "#books"]), connect=False)
    app = ChatApp(client, memory, settings, to="#attic")
    app.when_ready = lambda: client.connect("chat.example.org")
    async with app.run_test(size=(columns, lines)) as pilot:
        shown = Shown(app, pilot)
        try:
            await shown.until(lambda: app.where is not None and app.where[1].names_known)
            yield shown
        finally:
            await client.close()
            memory.close()


async def pictures(folder: Path, server: Server) -> None:
    """All of them, one after the other."""
    with (
        Client(server.irc, "bob") as bob,
        Client(server.irc, "carla") as carla,
        Client(server.irc, "dave") as dave,
    ):
        everybody = (bob, carla, dave)
        for each in everybody:
            each.register("message-tags", "echo-message", "server-time").join("#attic", "#books")
        bob.send("TOPIC #attic :What is kept under the roof")
        async with screen(folder, server) as shown:
            await talk(shown, bob, carla, dave)
            shown.draw("channel", "parlour chat")
            await shown.pilot.press("ctrl+k")
            await shown.pilot.pause(0.3)
            shown.draw("switcher", "Ctrl-K")
            await shown.pilot.press("escape", "f5")
            await shown.until(lambda: len(shown.app.screen_stack) > 1)
            shown.draw("free", "F5: who is FREE")
            await shown.pilot.press("escape")
            await shown.type("/call bob half")
            await shown.until(lambda: shown.app.where is not None and shown.app.where[1].session is not None)
            await shown.type("Did you find the key to the chest?")
            await shown.type("/over")
            bob.settle()
            bob.send("PRIVMSG ann :Yes, and you will not believe what is in it")
            await shown.until(shown.says("not believe"))
            shown.draw("session", "a session in half duplex")
            bob.send("SESSION CLOSE")
            bob.settle()
            await shown.pilot.pause(0.2)
            for theme in ("light", "terminal"):
                await shown.type(f"/theme {theme}")
                await shown.type("/go #attic")
                await shown.pilot.pause(0.3)
                shown.draw(theme, f"the theme {theme}")
        async with screen(folder / "narrow", server, columns=60, lines=20) as shown:
            await shown.until(shown.says("Tea?"))
            shown.draw("sixty-columns", "sixty columns")


async def talk(shown: Shown, bob: Client, carla: Client, dave: Client) -> None:
    """What is said before the first picture."""
    bob.send("PRIVMSG #attic :Good evening! The \x02roof window\x02 is open again.")
    bob.settle()
    carla.send("PRIVMSG #attic :I closed it an hour ago, see https://example.org/window")
    carla.settle()
    dave.send("PRIVMSG #attic :\x01ACTION looks for a ladder\x01")
    dave.settle()
    await shown.until(shown.says("roof window"))
    await shown.type("The cat can do it, I am sure of that.")
    carla.send("PRIVMSG #attic :ann: she always waits until nobody looks 🐈")
    carla.settle()
    await shown.until(shown.says("nobody looks"))
    where = shown.app.where
    assert where is not None
    asked = next(each for each in where[1].timeline.messages if "The cat" in each.text)
    dave.send(f"@+draft/react=👍;+reply={asked.msgid};+draft/reply={asked.msgid} TAGMSG #attic")
    dave.send(f"@+reply={asked.msgid};+draft/reply={asked.msgid} PRIVMSG #attic :Then she is welcome to my ladder.")
    dave.settle()
    carla.send("PRIVMSG #books :Chapter three is done")
    carla.send("AWAY :at the stove", "PRIVMSG #attic :Tea? 茶?")
    await shown.until(shown.says("Tea?"))
    await shown.pilot.pause(0.3)


def main() -> None:
    """Draw them."""
    PICTURES.mkdir(exist_ok=True)
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Server(home, config='[server]\nnetwork = "Example"\n[hosts]\ncloak = true\n') as server:
            asyncio.run(pictures(home / "chat", server))


if __name__ == "__main__":
    main()
