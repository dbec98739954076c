"""What a user wants of one network: where it is, who they are there, and what they join."""

from dataclasses import dataclass, field

TLS_PORT, PLAIN_PORT = 6697, 6667


@dataclass(slots=True)
class Profile:
    """One network as the user knows it. `name` is their own word for it, unique among theirs."""

    name: str
    host: str
    port: int = TLS_PORT
    tls: bool = True
    nick: str = ""
    realname: str = ""
    channels: list[str] = field(default_factory=list)
    """What is joined when it is there, each perhaps with a key behind a blank."""
    password: str = field(default="", repr=False)
    """The server's, as it was given for this run; it is never written down."""
    fingerprint: str = ""
    """The only certificate that is accepted (SHA-256, as in AB:CD:…), where the user has named one for this run."""

    @property
    def place(self) -> str:
        """Where it is: `host:port`, an address of IPv6 in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
