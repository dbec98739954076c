"""Ranges of addresses: one IP address or a network, as numbers."""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

WIDTH = {4: 32, 6: 128}
"""How many bits an address of each version has."""


@dataclass(slots=True)
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
    text = text.partition("%")[0]
    prefix: int
    try:
        if "/" not in text:
            # It is asked of every user when one network is banned, and a network takes three times as long to make.
            address = ipaddress.ip_address(text)
            version, base, prefix = address.version, int(address), address.max_prefixlen
        else:
            network = ipaddress.ip_network(text, strict=False)
            version, base, prefix = network.version, int(network.network_address), network.prefixlen
    except ValueError:
        return None
    if version == 6 and prefix >= 96 and base >> 32 == 0xFFFF:
        return Range(4, base & 0xFFFFFFFF, prefix - 96)
    return Range(version, base, prefix)
