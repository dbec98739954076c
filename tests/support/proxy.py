"""PROXY headers as proxies write them."""

import ipaddress
import struct

from parlour.wire.proxy import SIGNATURE, crc32c

TCP4, TCP6, UNIX = 0x11, 0x21, 0x31


def line(source: str, destination: str = "", source_port: int = 40000, destination_port: int = 6697) -> bytes:
    """A header of version 1."""
    kind = "TCP6" if ":" in source else "TCP4"
    destination = destination or _here(source)
    return f"PROXY {kind} {source} {destination} {source_port} {destination_port}\r\n".encode()


def block(content: bytes = b"", *, command: int = 0x21, family: int = 0, length: int | None = None) -> bytes:
    """A header of version 2 with any content."""
    return SIGNATURE + struct.pack("!BBH", command, family, len(content) if length is None else length) + content


def ends(source: str, destination: str, source_port: int = 40000, destination_port: int = 6697) -> bytes:
    """The addresses and ports of a header of version 2."""
    packed = [ipaddress.ip_address(address).packed for address in (source, destination)]
    return b"".join(packed) + struct.pack("!HH", source_port, destination_port)


def client(source: str, *additions: bytes, destination: str = "", source_port: int = 40000) -> bytes:
    """A header of version 2 on behalf of a client."""
    content = ends(source, destination or _here(source), source_port)
    return block(content + b"".join(additions), family=TCP6 if ":" in source else TCP4)


def _here(source: str) -> str:
    """Where a client comes to that has this address."""
    return "2001:db8::1" if ":" in source else "192.0.2.1"


def addition(type_: int, value: bytes) -> bytes:
    """A TLV."""
    return struct.pack("!BH", type_, len(value)) + value


def ssl(client_bits: int = 1) -> bytes:
    """The TLV that says over what TLS the client came, as HAProxy writes it."""
    return addition(0x20, struct.pack("!BI", client_bits, 0) + addition(0x21, b"TLSv1.3"))


CHECKSUM = addition(0x03, bytes(4))
"""The TLV of a checksum that is not made yet."""


def summed(header: bytes) -> bytes:
    """A header with the checksum put into its CHECKSUM."""
    at = header.index(CHECKSUM) + 3
    return header[:at] + struct.pack("!I", crc32c(header)) + header[at + 4 :]
