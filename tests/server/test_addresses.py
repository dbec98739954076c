import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parlour.server.addresses import PLAIN_HOST, TLS_HOST, Address, AddressError, parse

READ = {
    "a bare port is on the default host": ("6667", Address("127.0.0.1", 6667)),
    "port 0 lets the system choose": ("0", Address("127.0.0.1", 0)),
    "the last port there is": ("65535", Address("127.0.0.1", 65535)),
    "an IPv4 address": ("0.0.0.0:6667", Address("0.0.0.0", 6667)),
    "an IPv6 address in brackets": ("[::1]:6667", Address("::1", 6667)),
    "every IPv6 interface": ("[::]:6697", Address("::", 6697)),
    "an IPv6 address is written the short way": ("[0:0:0:0:0:0:0:1]:6667", Address("::1", 6667)),
    "an IPv6 address of one interface": ("[fe80::1%eth0]:6667", Address("fe80::1%eth0", 6667)),
    "a host name": ("localhost:6667", Address("localhost", 6667)),
    "a host name of several parts": ("irc.example.org:6667", Address("irc.example.org", 6667)),
    "a host name that starts with a digit": ("3com.example:6667", Address("3com.example", 6667)),
}

REFUSED = {
    "nothing": ("", "port that is not a number"),
    "a word": ("attic", "'attic' has no port: write attic:6667"),
    "an IPv4 address without a port": ("127.0.0.1", "write 127.0.0.1:6667"),
    "an IPv6 address without a port": ("[::1]", r"write \[::1\]:6667"),
    "an IPv6 address without brackets": ("::1", "in brackets"),
    "an IPv6 address and a port without brackets": ("::1:6667", "in brackets"),
    "a bracket that never ends": ("[::1:6667", "lacks the bracket"),
    "brackets around a name": ("[localhost]:6667", "not an IPv6 address"),
    "an IPv6 address with too many parts": ("[1:2:3:4:5:6:7:8:9]:6667", "not an IP address"),
    "an IPv4 address past its range": ("256.0.0.1:6667", "not an IP address"),
    "an IPv4 address with three parts": ("10.0.1:6667", "not an IP address"),
    "a port without its host": (":6667", "has no host"),
    "a host without its port": ("localhost:", "port that is not a number"),
    "a port past the last": ("65536", "past 65535"),
    "a port of many digits": ("1" * 5000, "port that is not a number"),
    "a negative port": ("-1", "port that is not a number"),
    "a port with a word": ("localhost:irc", "port that is not a number"),
    "a port in other digits": ("٦٦٦٧", "port that is not a number"),
    "a space in the host": ("local host:6667", "neither a name nor an address"),
    "a star": ("*:6667", "neither a name nor an address"),
    "a host that starts with a dash": ("-a:6667", "neither a name nor an address"),
    "a URL": ("irc://localhost:6667", "in brackets"),
    "a NUL": ("local\0host:6667", "neither a name nor an address"),
}


@pytest.mark.parametrize(("text", "address"), READ.values(), ids=READ)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert parse(text, default_host=PLAIN_HOST) == address


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_an_address_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(AddressError, match=sentence) as caught:
        parse(text, default_host=PLAIN_HOST)
    assert "\n" not in str(caught.value)


def test_a_bare_port_for_tls_is_on_every_interface() -> None:
    assert parse("6697", default_host=TLS_HOST) == Address("0.0.0.0", 6697)


@pytest.mark.parametrize(("text", "address"), READ.values(), ids=READ)
def test_what_an_address_prints_is_read_again(text: str, address: Address) -> None:
    assert parse(str(address), default_host="unused.example") == address


@settings(deadline=None)
@given(st.text() | st.text(alphabet="[]:.0123456789af%-"))
@example("[::1]:")
@example("[:]:1")
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse(text, default_host=PLAIN_HOST)
    except AddressError:
        return
    assert parse(str(address), default_host=TLS_HOST) == address
