"""The PROXY protocol, versions 1 and 2: whom a proxy speaks for, told in front of everything else.

Source: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parlour.wire.addresses import read_address, usual

V1_BYTES = 107
"""The longest line of version 1, its CR LF included."""

V1_START = b"PROXY "
SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
"""The first twelve bytes of version 2."""

FIXED_BYTES = 16
"""The part of version 2 that is always there: signature, version and command, family and transport, length."""

LOCAL, PROXY = 0x20, 0x21
"""Version 2 with its two commands: a connection of the proxy's own, or on behalf of a client."""

UNIX_PATH_BYTES = 108

CRC32C, SSL = 0x03, 0x20
"""The types of the two additions (TLVs) that are not skipped."""

CLIENT_SSL = 0x01
"""In the bits of an SSL addition: the client came over TLS."""


class BadHeader(ValueError):
    """The bytes are no PROXY header, or a wrong one; the message says what about them."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a connection: an IP address in its usual form and a port, or "unix" and 0."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a header of `size` bytes says. Without `source` the connection is the proxy's own, or one that it cannot
    say more about; `secure` is whether the client came to the proxy over TLS, as far as the header can say it."""

    size: int
    version: int
    source: Endpoint | None = None
    destination: Endpoint | None = None
    secure: bool = False


def parse(data: bytes) -> Header | None:
    """The header at the start of a connection's bytes, or None when more are needed to tell. Raises BadHeader."""
    if data.startswith(V1_START):
        return _parse_line(data)
    if data.startswith(SIGNATURE):
        return _parse_block(data)
    if V1_START.startswith(data) or SIGNATURE.startswith(data):
        return None
    raise BadHeader("it does not begin with a PROXY header")


# Version 1


def _parse_line(data: bytes) -> Header | None:
    line, end, _ = data[:V1_BYTES].partition(b"\r\n")
    kind, *words = line.removeprefix(V1_START).split(b" ")
    if not end:
        if len(data) >= V1_BYTES:
            raise BadHeader(f"its PROXY line does not end within {V1_BYTES} bytes")
        # What stands behind UNKNOWN is ignored, whatever it is.
        if (b"\n" in line or b"\r" in line[:-1]) and kind != b"UNKNOWN":
            raise BadHeader("its PROXY line does not end with CR LF")
        return None
    size = len(line) + len(end)
    if kind == b"UNKNOWN":
        return Header(size, 1)
    if kind not in {b"TCP4", b"TCP6"}:
        raise BadHeader("its PROXY line is of neither TCP4, TCP6 nor UNKNOWN")
    try:
        source, destination, source_port, destination_port = (word.decode("ascii") for word in words)
    except ValueError:
        raise BadHeader("its PROXY line has not two addresses and two ports, one space apart") from None
    read = _ipv4 if kind == b"TCP4" else _ipv6
    ends = Endpoint(read(source), _port(source_port)), Endpoint(read(destination), _port(destination_port))
    return Header(size, 1, *ends)


def _ipv4(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise BadHeader("its PROXY line has an address that is none of IPv4") from None


def _ipv6(text: str) -> str:
    try:
        if ":" not in text:
            raise ValueError
        return read_address(text)
    except ValueError:
        raise BadHeader("its PROXY line has an address that is none of IPv6") from None


def _port(text: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,4}", text, re.ASCII) or int(text) > 65535:
        raise BadHeader("its PROXY line has a port that is not a number from 0 to 65535")
    return int(text)


# Version 2


def _parse_block(data: bytes) -> Header | None:
    if len(data) > 12 and data[12] not in {LOCAL, PROXY}:
        raise BadHeader("its PROXY header is not of version 2, or has an unknown command")
    # Of LOCAL even the family is ignored.
    if len(data) > 13 and data[12] == PROXY and (data[13] >> 4 > 3 or data[13] & 15 > 2):
        raise BadHeader("its PROXY header has an unknown family or transport")
    if len(data) < FIXED_BYTES:
        return None
    size = FIXED_BYTES + int.from_bytes(data[14:FIXED_BYTES])
    if len(data) < size:
        return None
    family, transport = data[13] >> 4, data[13] & 15
    if data[12] == LOCAL or not family or not transport:
        # The proxy's own, or unspecified: what else stands there has no meaning.
        return Header(size, 2)
    if transport != 1:
        raise BadHeader("its PROXY header is about datagrams")
    address_bytes, port_bytes = {1: (4, 2), 2: (16, 2), 3: (UNIX_PATH_BYTES, 0)}[family]
    at = FIXED_BYTES + 2 * (address_bytes + port_bytes)
    if at > size:
        raise BadHeader("its PROXY header is shorter than its addresses")
    addresses, ports = data[FIXED_BYTES : FIXED_BYTES + 2 * address_bytes], data[at - 2 * port_bytes : at]
    source = _endpoint(family, addresses[:address_bytes], ports[:port_bytes])
    destination = _endpoint(family, addresses[address_bytes:], ports[port_bytes:])
    return Header(size, 2, source, destination, secure=_read_additions(data[:size], at))


def _endpoint(family: int, address: bytes, port: bytes) -> Endpoint:
    if family == 1:
        return Endpoint(str(ipaddress.IPv4Address(address)), int.from_bytes(port))
    if family == 2:
        return Endpoint(usual(ipaddress.IPv6Address(address)), int.from_bytes(port))
    return Endpoint("unix", 0)


def _read_additions(header: bytes, at: int) -> bool:
    """Whether the additions of a header say that the client came over TLS; verifies the checksum, if there is one."""
    secure, met = False, set()
    for type_, start, end in _additions(header, at, len(header)):
        if type_ not in {CRC32C, SSL}:
            continue
        if type_ in met:
            raise BadHeader("its PROXY header says the same thing twice")
        met.add(type_)
        if type_ == SSL:
            if end - start < 5:
                raise BadHeader("its PROXY header has a TLV of a wrong length")
            for _ in _additions(header, start + 5, end):
                pass
            secure = bool(header[start] & CLIENT_SSL)
        elif end - start != 4:
            raise BadHeader("its PROXY header has a TLV of a wrong length")
        elif crc32c(header[:start] + bytes(4) + header[end:]) != int.from_bytes(header[start:end]):
            raise BadHeader("its PROXY header has a wrong checksum")
    return secure


def _additions(header: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The type, start and end of each TLV between two places."""
    while at < end:
        if at + 3 > end:
            raise BadHeader("its PROXY header has a TLV that is cut off")
        start = at + 3
        at = start + int.from_bytes(header[at + 1 : start])
        if at > end:
            raise BadHeader("its PROXY header has a TLV that is longer than the header")
        yield header[start - 3], start, at


def _crc_table() -> tuple[int, ...]:
    def row(value: int) -> int:
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        return value

    return tuple(row(value) for value in range(256))


_CRC_TABLE = _crc_table()


def crc32c(data: bytes) -> int:
    """The checksum of Castagnoli (RFC 4960, appendix B), as zlib's is not that one."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF
