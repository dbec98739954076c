"""What only the user can answer. A face asks it; where nobody can be asked, `Nobody` answers."""

from dataclasses import dataclass
from typing import Protocol

from parlour.client.profile import Profile


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate that no authority vouches for, as it is shown to whoever may trust it."""

    host: str
    port: int
    fingerprint: str
    """SHA-256, as in AB:CD:…"""
    why: str
    """What speaks against it, as in "it is signed by nobody but itself"."""
    names: tuple[str, ...]
    """The host names and addresses that it is made for. They are not clean."""
    until: str
    """The last day on which it holds, as in 2036-11-18; "" where it cannot be read."""


class Questions(Protocol):
    """Where the user is asked. Meanwhile there is no connection that would wait for the answer."""

    async def trust(self, profile: Profile, certificate: Shown) -> bool:
        """Whether a certificate is the right one, from now on."""

    async def password(self, profile: Profile) -> str | None:
        """The password of a server that wants one; None to give up."""

    async def nick(self, profile: Profile, why: str) -> str | None:
        """A nick, when there is none or, for the reason `why`, another is needed; None to give up."""


class Nobody:
    """Nobody can be asked."""

    async def trust(self, profile: Profile, certificate: Shown) -> bool:  # noqa: ARG002
        """Nothing is trusted."""
        return False

    async def password(self, profile: Profile) -> str | None:  # noqa: ARG002
        """There is none."""
        return None

    async def nick(self, profile: Profile, why: str) -> str | None:  # noqa: ARG002
        """There is none."""
        return None
