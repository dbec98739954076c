"""Ranges of addresses: one IP address or a network, as numbers."""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

WIDTH = {4: 32, 6: 128}
"""How many bits an address of each version has."""


@dataclass(frozen=True, slots=True)
class Range:
    """All addresses of a version (4 or 6) whose first `prefix` bits are those of `base`."""

    version: int
    base: int
    prefix: int

    def __contains__(self, address: "Range") -> bool:
        if address.version != self.version or address.prefix < self.prefix:
            return False
        return address.base >> (WIDTH[self.version] - self.prefix) == self.base >> (WIDTH[self.version] - self.prefix)

    def __str__(self) -> str:
        """As people write it: an address, or NETWORK/PREFIX."""
        address = ipaddress.IPv4Address(self.base) if self.version == 4 else ipaddress.IPv6Address(self.base)
        return str(address) if self.prefix == WIDTH[self.version] else f"{address}/{self.prefix}"


@lru_cache(maxsize=4096)
def parse_range(text: str) -> Range | None:
    """The address or network (CIDR) that a text names, or None. Bits behind the prefix do not count.

    IPv4 within IPv6 (::ffff:192.0.2.1) is that IPv4 address, as it is the same machine that comes by either.
    """
    try:
        network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError:
        return None
    base = int(network.network_address)
    if network.version == 6 and network.prefixlen >= 96 and base >> 32 == 0xFFFF:
        return Range(4, base & 0xFFFFFFFF, network.prefixlen - 96)
    return Range(network.version, base, network.prefixlen)
