"""Plain text as one of the languages that a server speaks."""

from collections.abc import Callable

import parlour.protocols.text.commands  # noqa: F401, with them the tables of commands are complete
from parlour.core.host import Host, Peer
from parlour.protocols.text import words
from parlour.protocols.text.connection import TextConnection
from parlour.protocols.text.forms import LF, TextForm, TextForms


class PlainText:
    """What is the same for all connections in plain text. `lobby` tells which room is the lobby now."""

    pings = False

    def __init__(self, lobby: Callable[[], str]) -> None:
        self._forms = TextForms(lobby)

    def form(self) -> TextForm:
        """The form that a connection begins with, whose lines end as those of most do."""
        return self._forms.of(LF, quiet=False)

    def front(self, host: Host, peer: Peer) -> TextConnection:
        """The protocol's side of a new connection."""
        return TextConnection(host, peer, self._forms, self.form())

    def refusal(self, address: str, reason: str) -> bytes:  # noqa: ARG002, whoever types knows where they are
        """What a connection is told that is not even begun."""
        return self.form().line(words.CLOSED.format(reason=reason))
