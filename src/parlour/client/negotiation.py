"""Capabilities: what the server offers, what of it is asked for, and what was agreed on.

Source: https://ircv3.net/specs/extensions/capability-negotiation
"""

from typing import TYPE_CHECKING

from parlour.client.lines import Line

if TYPE_CHECKING:
    from parlour.client.engine import Engine

WANTED = (
    "account-notify", "account-tag", "away-notify", "batch", "cap-notify", "chghost", "draft/chathistory",
    "draft/event-playback", "draft/read-marker", "echo-message", "extended-join", "extended-monitor", "invite-notify",
    "labeled-response", "message-tags", "multi-prefix", "parlour.chat/direct", "parlour.chat/once",
    "parlour.chat/receipts", "parlour.chat/session", "server-time", "setname", "standard-replies",
    "userhost-in-names",
)  # fmt: skip
"""Every capability that the client knows what to do with; of those the server offers, all are asked for."""

REQUEST_BYTES = 400
"""So long the list of capabilities in one request may be."""

MOST_OFFERED = 500
"""So many capabilities of a server are known."""


class Negotiation:
    """The capabilities of one connection."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._requested: list[list[str]] = []
        """What was asked for in each request that has not been answered, oldest first."""
        self._ended = False

    def begin(self) -> None:
        """Ask what there is. A server that does not know of capabilities goes on as if that had not been said."""
        self._requested, self._ended = [], False
        self._engine.send("CAP", "LS", "302")

    def told(self, line: Line) -> None:
        """A CAP line came."""
        words = line.last.split() if len(line.parameters) > 2 else []
        match line.parameter(1).upper():
            case "LS" | "NEW":
                self._offered(words)
                if line.parameter(2) != "*":
                    self._request()
            case "ACK":
                self._agreed(words)
            case "NAK":
                self._refused()
            case "DEL":
                for name in words:
                    self._engine.network.offered.pop(name, None)
                    self._engine.network.capabilities.discard(name)

    def _offered(self, words: list[str]) -> None:
        offered = self._engine.network.offered
        for word in words:
            name, _, value = word.partition("=")
            if name in offered or len(offered) < MOST_OFFERED:
                offered[name] = value

    def _request(self) -> None:
        network = self._engine.network
        asked = {name for names in self._requested for name in names}
        group: list[str] = []
        for name in WANTED:
            if name not in network.offered or name in network.capabilities or name in asked:
                continue
            if group and len(" ".join([*group, name])) > REQUEST_BYTES:
                self._ask(group)
                group = []
            group.append(name)
        if group:
            self._ask(group)
        self._end()

    def _ask(self, names: list[str]) -> None:
        self._requested.append(names)
        self._engine.send("CAP", "REQ", " ".join(names))

    def _agreed(self, words: list[str]) -> None:
        """Some of what was asked for is agreed on: an answer may come in several lines."""
        network = self._engine.network
        for name in words:
            if name.startswith("-"):
                network.capabilities.discard(name[1:])
            elif name in WANTED:
                network.capabilities.add(name)
        left = [[name for name in names if name not in words] for names in self._requested]
        self._requested = [names for names in left if names]
        self._end()

    def _refused(self) -> None:
        refused = self._requested.pop(0) if self._requested else []
        if len(refused) > 1:
            # One of them cannot be had: each is asked for by itself.
            for name in refused:
                self._ask([name])
        self._end()

    def _end(self) -> None:
        if not self._ended and not self._requested and self._engine.network.state == "registering":
            self._ended = True
            self._engine.send("CAP", "END")
