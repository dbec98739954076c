"""IRC as one of the languages that a server speaks."""

from parlour.core.host import Host, Peer
from parlour.protocols.irc.connection import IrcConnection
from parlour.protocols.irc.forms import Forms, IrcForm


class Irc:
    """What is the same for all connections that speak IRC."""

    pings = True

    def __init__(self, server: str) -> None:
        self._forms = Forms(server)

    def form(self) -> IrcForm:
        """The form that a connection begins with."""
        return self._forms.of(0)

    def front(self, host: Host, peer: Peer) -> IrcConnection:
        """The protocol's side of a new connection."""
        return IrcConnection(host, peer, self._forms)

    def refusal(self, address: str, reason: str) -> bytes:
        """What a connection is told that is not even begun."""
        return f"ERROR :Closing Link: {address} ({reason})\r\n".encode()
