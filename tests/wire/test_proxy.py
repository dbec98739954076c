"""The PROXY protocol's headers. The clauses are those of https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt"""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.wire.proxy import SIGNATURE, BadHeader, Endpoint, Header, crc32c, parse
from tests.support.proxy import CHECKSUM, TCP4, TCP6, UNIX, addition, block, client, ends, line, ssl, summed

FOUR = ends("198.51.100.7", "192.0.2.1")
SIX = ends("2001:db8::7", "2001:db8::1")
NOBODY = (None, None)

GOOD = {
    # Section 2.1
    "TCP4": (line("198.51.100.7"), (Endpoint("198.51.100.7", 40000), Endpoint("192.0.2.1", 6697)), False),
    "TCP6": (
        line("2001:DB8:0::7", "2001:db8::1"),
        (Endpoint("2001:db8::7", 40000), Endpoint("2001:db8::1", 6697)),
        False,
    ),
    "the lowest and the highest": (
        b"PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n",
        (Endpoint("0.0.0.0", 0), Endpoint("255.255.255.255", 65535)),
        False,
    ),
    "TCP6 with an address of IPv4 in it": (
        line("::ffff:198.51.100.7", "::1"),
        (Endpoint("198.51.100.7", 40000), Endpoint("::1", 6697)),
        False,
    ),
    "UNKNOWN": (b"PROXY UNKNOWN\r\n", NOBODY, False),
    "UNKNOWN with 107 bytes": (b"PROXY UNKNOWN " + b"\xff" * 91 + b"\r\n", NOBODY, False),
    "UNKNOWN with anything": (b"PROXY UNKNOWN \n\r 66666 \x00\r\n", NOBODY, False),
    # Section 2.2
    "version 2 of IPv4": (
        block(FOUR, family=TCP4),
        (Endpoint("198.51.100.7", 40000), Endpoint("192.0.2.1", 6697)),
        False,
    ),
    "version 2 of IPv6": (
        block(SIX, family=TCP6),
        (Endpoint("2001:db8::7", 40000), Endpoint("2001:db8::1", 6697)),
        False,
    ),
    "version 2 of a Unix socket": (
        block(b"/run/a".ljust(216, b"\0"), family=UNIX),
        (Endpoint("unix", 0), Endpoint("unix", 0)),
        False,
    ),
    "LOCAL": (block(command=0x20), NOBODY, False),
    "LOCAL with a family that is none, and what is no address": (
        block(b"whatever", command=0x20, family=0xFF),
        NOBODY,
        False,
    ),
    "PROXY of nobody knows what": (block(b"whatever"), NOBODY, False),
    "PROXY of a transport that nobody knows": (block(FOUR, family=0x10), NOBODY, False),
    "a client that came over TLS": (
        client("198.51.100.7", ssl()),
        (Endpoint("198.51.100.7", 40000), Endpoint("192.0.2.1", 6697)),
        True,
    ),
    "a client that came without TLS": (
        client("198.51.100.7", ssl(0)),
        (Endpoint("198.51.100.7", 40000), Endpoint("192.0.2.1", 6697)),
        False,
    ),
    "a checksum, padding and what nobody knows": (
        summed(client("198.51.100.7", addition(0xEA, b"vpce"), CHECKSUM, addition(4, b""), ssl())),
        (Endpoint("198.51.100.7", 40000), Endpoint("192.0.2.1", 6697)),
        True,
    ),
}

BAD = {
    "another protocol": (b"NICK ann\r\n", "it does not begin with a PROXY header"),
    "TLS": (b"\x16\x03\x01\x02", "it does not begin with a PROXY header"),
    "nothing but an empty line": (b"\r\n\n", "it does not begin with a PROXY header"),
    "lower case": (b"proxy TCP4", "it does not begin with a PROXY header"),
    "a signature that goes wrong late": (SIGNATURE[:11] + b"\r", "it does not begin with a PROXY header"),
    "two spaces": (
        b"PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "its PROXY line is of neither TCP4, TCP6 nor UNKNOWN",
    ),
    "UDP": (b"PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", "its PROXY line is of neither TCP4, TCP6 nor UNKNOWN"),
    "a longer UNKNOWN": (b"PROXY UNKNOWNS\r\n", "its PROXY line is of neither TCP4, TCP6 nor UNKNOWN"),
    "a port too few": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
        "its PROXY line has not two addresses and two ports, one space apart",
    ),
    "a word too many": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
        "its PROXY line has not two addresses and two ports, one space apart",
    ),
    "a space at the end": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
        "its PROXY line has not two addresses and two ports, one space apart",
    ),
    "what is not ASCII": (
        b"PROXY TCP4 1.2.3.4 1.2.3.\xd9\xa4 1 2\r\n",
        "its PROXY line has not two addresses and two ports, one space apart",
    ),
    "a family that is not the address's": (
        b"PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n",
        "its PROXY line has an address that is none of IPv4",
    ),
    "the other way round": (
        b"PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
        "its PROXY line has an address that is none of IPv6",
    ),
    "a leading zero in an address": (
        b"PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n",
        "its PROXY line has an address that is none of IPv4",
    ),
    "an address past 255": (
        b"PROXY TCP4 1.2.3.4 1.2.3.256 1 2\r\n",
        "its PROXY line has an address that is none of IPv4",
    ),
    "an address of three numbers": (
        b"PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
        "its PROXY line has an address that is none of IPv4",
    ),
    "an address with a zone": (
        b"PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n",
        "its PROXY line has an address that is none of IPv6",
    ),
    "a port past 65535": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n",
        "its PROXY line has a port that is not a number from 0 to 65535",
    ),
    "a leading zero in a port": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 02\r\n",
        "its PROXY line has a port that is not a number from 0 to 65535",
    ),
    "a negative port": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
        "its PROXY line has a port that is not a number from 0 to 65535",
    ),
    "a line with LF alone": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
        "its PROXY line does not end with CR LF",
    ),
    "a line with CR alone": (
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rNICK",
        "its PROXY line does not end with CR LF",
    ),
    "a line of 108 bytes": (
        b"PROXY UNKNOWN " + b"x" * 92 + b"\r\n",
        "its PROXY line does not end within 107 bytes",
    ),
    "a line without end": (b"PROXY TCP4 " + b"1" * 96, "its PROXY line does not end within 107 bytes"),
    "version 1 in version 2": (
        block(FOUR, command=0x11, family=TCP4),
        "its PROXY header is not of version 2, or has an unknown command",
    ),
    "version 3": (SIGNATURE + b"\x31", "its PROXY header is not of version 2, or has an unknown command"),
    "an unknown command": (SIGNATURE + b"\x22", "its PROXY header is not of version 2, or has an unknown command"),
    "an unknown family": (SIGNATURE + b"\x21\x41", "its PROXY header has an unknown family or transport"),
    "an unknown transport": (SIGNATURE + b"\x21\x13", "its PROXY header has an unknown family or transport"),
    "datagrams": (block(FOUR, family=0x12), "its PROXY header is about datagrams"),
    "IPv4 in 11 bytes": (block(FOUR[:11], family=TCP4), "its PROXY header is shorter than its addresses"),
    "IPv6 in the bytes of IPv4": (block(FOUR, family=TCP6), "its PROXY header is shorter than its addresses"),
    "a Unix socket in 215 bytes": (block(bytes(215), family=UNIX), "its PROXY header is shorter than its addresses"),
    "a TLV of two bytes": (client("198.51.100.7", b"\x04\x00"), "its PROXY header has a TLV that is cut off"),
    "a TLV that takes the client's words for its own": (
        client("198.51.100.7", b"\x04\x00\x09"),
        "its PROXY header has a TLV that is longer than the header",
    ),
    "an SSL TLV without bits": (
        client("198.51.100.7", addition(0x20, b"\x01")),
        "its PROXY header has a TLV of a wrong length",
    ),
    "a TLV in the SSL TLV that leaves it": (
        client("198.51.100.7", addition(0x20, b"\x01\0\0\0\0\x21\x00\x02"), addition(4, b"")),
        "its PROXY header has a TLV that is longer than the header",
    ),
    "two SSL TLVs": (client("198.51.100.7", ssl(0), ssl()), "its PROXY header says the same thing twice"),
    # Section 2.2.3: "the receiver MUST treat the TCP connection providing the header as invalid"
    "a checksum that is wrong": (client("198.51.100.7", CHECKSUM), "its PROXY header has a wrong checksum"),
    "a checksum of another header": (
        summed(client("198.51.100.7", CHECKSUM)).replace(b"\xc6\x33\x64\x07", b"\xc6\x33\x64\x08"),
        "its PROXY header has a wrong checksum",
    ),
    "a checksum of three bytes": (
        client("198.51.100.7", addition(3, bytes(3))),
        "its PROXY header has a TLV of a wrong length",
    ),
}


@pytest.mark.parametrize(("header", "who", "secure"), GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("rest", [b"", b"NICK ann\r\n", b"\r\n\r\n\0"], ids=["alone", "with more", "with a start"])
def test_a_header_says_who_comes(
    header: bytes, who: tuple[Endpoint | None, Endpoint | None], secure: bool, rest: bytes
) -> None:
    found = parse(header + rest)
    version = 1 if header.startswith(b"PROXY") else 2
    source, destination = who
    assert found == Header(len(header), version, source, destination, secure=secure)


@pytest.mark.parametrize("header", [header for header, _, _ in GOOD.values()], ids=GOOD)
def test_a_header_is_waited_for_until_its_last_byte(header: bytes) -> None:
    assert all(parse(header[:end]) is None for end in range(len(header)))


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_header_is_refused_and_said_why(data: bytes, sentence: str) -> None:
    with pytest.raises(BadHeader) as caught:
        parse(data)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_header_becomes_none_by_what_follows(data: bytes, sentence: str) -> None:
    with pytest.raises(BadHeader):
        parse(data + b"\r\n")


def test_the_checksum_is_the_one_of_castagnoli() -> None:
    # RFC 3720, B.4
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


# Properties

PORTS = st.integers(0, 65535)
ADDITIONS = st.lists(
    st.builds(addition, st.integers(0, 255).filter(lambda type_: type_ not in (0x03, 0x20)), st.binary(max_size=40))
)


@given(st.data())
def test_what_is_written_is_read(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([st.ip_addresses(v=4), st.ip_addresses(v=6)]))
    source, destination, ports = data.draw(kind), data.draw(kind), (data.draw(PORTS), data.draw(PORTS))
    one, other = (
        Endpoint(str(getattr(address, "ipv4_mapped", None) or address), port)
        for address, port in zip((source, destination), ports, strict=True)
    )
    text = line(str(source), str(destination), *ports)
    assert parse(text) == Header(len(text), 1, one, other)
    secure = data.draw(st.booleans())
    parts = [*data.draw(ADDITIONS), ssl(int(secure)), CHECKSUM]
    content = ends(str(source), str(destination), *ports) + b"".join(data.draw(st.permutations(parts)))
    header = summed_at_the_checksum(block(content, family=TCP6 if source.version == 6 else TCP4))
    assert parse(header) == Header(len(header), 2, one, other, secure=secure)


def summed_at_the_checksum(header: bytes) -> bytes:
    """With the checksum in its TLV, which other bytes may look like."""
    at = 16 + (36 if header[13] == TCP6 else 12)
    while header[at] != 0x03:
        at += 3 + int.from_bytes(header[at + 1 : at + 3])
    return header[: at + 3] + crc32c(header).to_bytes(4) + header[at + 7 :]


@given(st.binary(max_size=300), st.sampled_from([b"", b"PROXY ", b"PROXY TCP4 ", SIGNATURE, SIGNATURE + b"\x21\x11\0"]))
def test_any_bytes_are_a_header_too_short_or_refused_however_they_are_cut(rest: bytes, start: bytes) -> None:
    data = start + rest
    try:
        found = parse(data)
    except BadHeader:
        found = None
        refused = True
    else:
        refused = False
    for end in range(len(data)):
        try:
            before = parse(data[:end])
        except BadHeader:
            assert refused
            return
        if before is not None:
            assert before == found
            return
        assert found is None or end < found.size
    if found is not None and found.source is not None and found.source.address != "unix":
        ipaddress.ip_address(found.source.address)


@given(st.sampled_from([header for header, _, _ in GOOD.values()]), st.data())
def test_a_header_with_a_byte_changed_is_read_or_refused(header: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(header) - 1))
    changed = header[:at] + bytes([data.draw(st.integers(0, 255))]) + header[at + 1 :]
    try:
        found = parse(changed)
    except BadHeader:
        return
    assert found is None or 0 < found.size <= len(changed)
