"""Sessions from the client's side: `parlour.chat/session`, see docs/session-extension.md."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Sessions:
    """The session that the user is in, and what they do about it."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def call(self, nick: str, duplex: str = "full") -> None:
        """Open a session with somebody."""
        self._engine.send("SESSION", "OPEN", nick, duplex)

    def lost(self) -> None:
        """The connection is gone, and with it the session."""
