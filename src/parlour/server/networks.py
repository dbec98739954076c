"""Networks of addresses, as the configuration names them."""

import ipaddress
from collections.abc import Iterable

UNIX = "unix"
"""What stands for the Unix sockets, both as a network and as an address."""


class Networks:
    """Networks in CIDR form and, if it is among them, "unix"."""

    __slots__ = ("_networks", "_unix")

    def __init__(self, texts: Iterable[str]) -> None:
        texts = tuple(texts)
        self._unix = UNIX in texts
        self._networks = [ipaddress.ip_network(text) for text in texts if text != UNIX]

    def __contains__(self, address: str) -> bool:
        """Whether an IP address in text, or "unix", is in one of them."""
        if address == UNIX:
            return self._unix
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._networks)
