"""What a user wants of one network: where it is, who they are there, and what they join."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Profile:
    """One network as the user knows it. `name` is their own word for it, unique among theirs."""

    name: str
    host: str
    port: int = 6697
    tls: bool = True
    nick: str = ""
    realname: str = ""
    channels: list[str] = field(default_factory=list)
    """What is joined when it is there, each perhaps with a key behind a blank."""
    password: str = ""
    """The server's, as it was given for this run; it is never written down."""
