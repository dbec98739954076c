"""Cloaks: the hosts that users have in the eyes of others, which tell nothing of where they come from.

A cloak is made of three labels and a suffix, as in `k3q7wz2a.mv5tq4rn.x2f6hd7c.hidden`: keyed hashes of the address, of
its network, and of the network around that. Those of one network share the end of their hosts, so that a ban of
`*!*@*.mv5tq4rn.x2f6hd7c.hidden`, or of `*!*@*.x2f6hd7c.hidden`, keeps out the whole of it.
"""

from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address

KEY_BYTES = 32

SUFFIX_BYTES = 32
"""The longest suffix: a cloak has 63 bytes then at most, as a name of DNS."""

LOCAL = "localhost"
"""The host of those on this machine: over a Unix socket, and with a cloak also from a loopback address."""

_LABEL_BYTES = 5
"""Eight characters in base 32: two of a million networks share a label with a probability of one half."""

_IPV4_PREFIXES = (4, 3, 2)
_IPV6_PREFIXES = (8, 6, 4)
"""Bytes of the address that each label is of. A /64 is the smallest that a customer has, and is one host therefore."""

_MAPPED = bytes(10) + b"\xff\xff"
_LOOPBACK = bytes(15) + b"\x01"
_HOSTS_IN_MEMORY = 4096


def host_of(address: str, key: bytes | None, suffix: str) -> str:
    """The host that a user from `address` (an IP address or "unix") has; without a key it is the address."""
    if address == "unix":
        return LOCAL
    if key is None:
        # What begins with a colon would end the parameters before it.
        return f"0{address}" if address.startswith(":") else address
    return _cloak(address, key, suffix)


@lru_cache(_HOSTS_IN_MEMORY)
def _cloak(address: str, key: bytes, suffix: str) -> str:
    packed = _packed(address)
    if (len(packed) == 4 and packed[0] == 127) or packed == _LOOPBACK:
        return LOCAL
    family = len(packed)
    prefixes = _IPV4_PREFIXES if family == 4 else _IPV6_PREFIXES
    # Salted, as prefixes of different lengths or families may have the same bytes.
    hashes = [
        blake2b(packed[:size], digest_size=_LABEL_BYTES, key=key, salt=bytes((family, size))).digest()
        for size in prefixes
    ]
    labels = b32encode(b"".join(hashes)).decode().lower()
    return f"{labels[:8]}.{labels[8:16]}.{labels[16:]}.{suffix}"


def _packed(address: str) -> bytes:
    """The bytes of an IP address: four of one of IPv4, be it in the clothes of IPv6, else sixteen."""
    if ":" not in address:
        return bytes(map(int, address.split(".")))
    packed = IPv6Address(address).packed
    return packed[12:] if packed.startswith(_MAPPED) else packed
