"""IP addresses as others write them, in their usual form."""

import ipaddress

Parsed = ipaddress.IPv4Address | ipaddress.IPv6Address


def read_address(text: str) -> str:
    """The usual form of an address of IPv4 or IPv6. Raises ValueError for what is none, or names a zone."""
    if "%" in text:
        raise ValueError(f"{text!r} names a zone, which means something on its own machine only")
    return usual(ipaddress.ip_address(text))


def usual(address: Parsed) -> str:
    """An address in its usual form: one of IPv4 that came in IPv6's clothes is one of IPv4."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
