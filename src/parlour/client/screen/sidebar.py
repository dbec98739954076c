"""The places at the left: the networks, and in each its channels, conversations and the session."""

from collections.abc import Iterable

from rich.style import Style

from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.screen.listing import Entry, Rows
from parlour.client.screen.look import Look
from parlour.client.text import shown

Where = tuple[Engine, Buffer]

STATES = {"offline": "✗", "connecting": "…", "registering": "…", "online": ""}

MOST_COUNTED = 999


def places(engines: Iterable[Engine]) -> list[Where]:
    """All places in the order in which they stand: of each network its server, its channels, its conversations."""
    found: list[Where] = []
    for engine in engines:
        for kind in ("server", "channel", "conversation"):
            found.extend((engine, buffer) for buffer in engine.network.buffers.values() if buffer.kind == kind)
    return found


class Sidebar(Rows):
    """The places."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "sidebar")

    def show(self, engines: Iterable[Engine], current: Buffer | None) -> None:
        """Show what there is now."""
        self.fill([self._entry(engine, buffer, current) for engine, buffer in places(engines)])

    def follow(self, current: Buffer) -> None:
        """Scroll to where the user is."""
        at = next((at for at, entry in enumerate(self.entries) if entry.subject[1] is current), None)
        if at is not None:
            self.cursor = at
            self.show_cursor()

    def _entry(self, engine: Engine, buffer: Buffer, current: Buffer | None) -> Entry:
        look = self.look
        mark = buffer is current
        if buffer.kind == "server":
            sign = STATES[engine.network.state]
            name = shown(engine.network.title or engine.network.name)
            return Entry([(name, look.style("title"))], [(sign, look.style("error"))], (engine, buffer), mark=mark)
        style = look.style("text" if not buffer.muted else "dim")
        if buffer.kind == "channel" and not buffer.joined:
            style = look.style("dim")
        if buffer.unread and not buffer.muted:
            style += look.style("own")
        front = (" ", style)
        if buffer.session is not None:
            front = ("☎" if buffer.session.ringing else "◆", look.style("session"))
            style += look.style("session")
        elif buffer.talking:
            front = ("◆", look.style("session"))
        return Entry([front, (shown(buffer.name), style)], self._counts(buffer), (engine, buffer), mark=mark)

    def _counts(self, buffer: Buffer) -> list[tuple[str, Style]]:
        look = self.look
        failed = any(message.fate in ("failed", "perhaps") for message in buffer.unsent)
        found = [("✗", look.style("error"))] if failed else []
        if buffer.muted:
            return found
        if buffer.mentions:
            found.append((f"@{min(buffer.mentions, MOST_COUNTED)}", look.style("count")))
        elif buffer.unread:
            found.append((str(min(buffer.unread, MOST_COUNTED)), look.style("dim")))
        return found
