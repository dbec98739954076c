"""Queries that programs answer: VERSION, PING, TIME and CLIENTINFO, of those who ask the user alone.

Source: https://modern.ircdocs.horse/ctcp. An answer is a NOTICE, which nothing answers, so that no loop begins; and
there are only so many of them, so that nobody can be used to flood another.
"""

from typing import TYPE_CHECKING

from parlour import __version__
from parlour.client.lines import Line
from parlour.wire.times import format_ms

if TYPE_CHECKING:
    from parlour.client.engine import Engine

BURST = 4
EACH_MS = 5_000
"""So many queries are answered at once, and one more after so long."""
LONGEST = 100


class Ctcp:
    """The queries that come, and what is shown of them."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._room = float(BURST)
        self._filled_ms = 0

    def queried(self, line: Line, query: str, rest: str, *, live: bool) -> None:
        """A query came, or with NOTICE an answer to one."""
        engine, network = self._engine, self._engine.network
        if network.is_me(line.nick) or not line.nick:
            return
        words = f"{query} {rest}".strip()[: 3 * LONGEST]
        if line.command == "NOTICE":
            self._show(f"{line.nick} answers {words}", line)
            return
        answer = self._answer(query, rest)
        if answer is None or not network.is_me(line.parameter(0)):
            self._show(f"{line.nick} asks for {words}, which is not answered", line)
        elif live and self._may_answer(line.nick):
            engine.send("NOTICE", line.nick, f"\x01{query} {answer}".rstrip() + "\x01")
            self._show(f"{line.nick} asks for {words}, and was answered", line)

    def _answer(self, query: str, rest: str) -> str | None:
        match query:
            case "VERSION":
                return f"Parlour {__version__}"
            case "PING":
                return rest[:LONGEST]
            case "TIME":
                return format_ms(self._engine.clock())
            case "CLIENTINFO":
                return "ACTION CLIENTINFO PING TIME VERSION"
        return None

    def _may_answer(self, nick: str) -> bool:
        """Whether there is room; to the partner of a session nothing is said that the user did not say."""
        network, now_ms = self._engine.network, self._engine.clock()
        session = network.session
        if session is not None and network.fold(session.partner) == network.fold(nick):
            return False
        self._room = min(BURST, self._room + max(0, now_ms - self._filled_ms) / EACH_MS)
        self._filled_ms = now_ms
        if self._room < 1:
            return False
        self._room -= 1
        return True

    def _show(self, words: str, line: Line) -> None:
        engine = self._engine
        engine.add(engine.network.buffers[""], engine.message("info", "", words, line))
