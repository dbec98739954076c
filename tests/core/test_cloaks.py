"""What others see of where somebody comes from."""

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.cloaks import SUFFIX_BYTES, host_of

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


def cloak(address: str, key: bytes = KEY) -> str:
    return host_of(address, key, "hidden")


WITHOUT_CLOAK = {
    "an address of IPv4 is itself": ("192.0.2.7", "192.0.2.7"),
    "an address of IPv6 is itself": ("2001:db8::7", "2001:db8::7"),
    "an address that begins with a colon has a zero before it": ("::1", "0::1"),
    "a Unix socket is this machine": ("unix", "localhost"),
    "a loopback address is itself": ("127.0.0.1", "127.0.0.1"),
}


@pytest.mark.parametrize(("address", "host"), WITHOUT_CLOAK.values(), ids=WITHOUT_CLOAK.keys())
def test_a_host_without_a_cloak(address: str, host: str) -> None:
    assert host_of(address, None, "hidden") == host


@pytest.mark.parametrize("address", ["unix", "127.0.0.1", "127.9.8.7", "::1", "0:0::1", "::ffff:127.0.0.1"])
def test_who_comes_from_this_machine_is_seen_to(address: str) -> None:
    assert cloak(address) == "localhost"


CLOAKS = {
    # They stand in lists of bans for years: a new version makes the same of them.
    "IPv4": ("192.0.2.7", "krr3iggn.uqcy3wkg.r4kxg7t4.hidden"),
    "IPv6": ("2001:db8::7", "7x7vcjg4.6uyhodaw.jx7t7mec.hidden"),
}


@pytest.mark.parametrize(("address", "host"), CLOAKS.values(), ids=CLOAKS.keys())
def test_a_cloak_is_the_same_for_ever(address: str, host: str) -> None:
    assert cloak(address) == host


def test_another_key_makes_other_cloaks() -> None:
    one, other = cloak("192.0.2.7").split("."), cloak("192.0.2.7", OTHER_KEY).split(".")
    assert not set(one[:-1]) & set(other[:-1])


def test_the_suffix_is_what_it_is_told_to_be() -> None:
    assert host_of("192.0.2.7", KEY, "users.example").endswith(".r4kxg7t4.users.example")


def test_the_longest_host_is_as_long_as_a_name_in_dns_may_be() -> None:
    assert len(host_of("192.0.2.7", KEY, "x" * SUFFIX_BYTES)) <= 63


SHARED = {
    "the same address": ("192.0.2.7", "192.0.2.7", 3),
    "the same /24": ("192.0.2.7", "192.0.2.8", 2),
    "the same /16": ("192.0.2.7", "192.0.3.7", 1),
    "another /16": ("192.0.2.7", "192.1.2.7", 0),
    "an address of IPv4 in the clothes of IPv6": ("192.0.2.7", "::ffff:192.0.2.7", 3),
    "the same in hexadecimal": ("192.0.2.7", "::ffff:c000:207", 3),
    "the same /64": ("2001:db8:1:2::7", "2001:db8:1:2:3:4:5:6", 3),
    "the same /48": ("2001:db8:1:2::7", "2001:db8:1:3::7", 2),
    "the same /32": ("2001:db8:1:2::7", "2001:db8:2:2::7", 1),
    "another /32": ("2001:db8::7", "2001:db9::7", 0),
    "the same bytes in the two families": ("32.1.13.184", "2001:db8::", 0),
}


@pytest.mark.parametrize(("one", "other", "labels"), SHARED.values(), ids=SHARED.keys())
def test_networks_share_the_end_of_their_hosts(one: str, other: str, labels: int) -> None:
    left, right = cloak(one).split("."), cloak(other).split(".")
    assert left[4 - labels - 1 :] == right[4 - labels - 1 :]
    assert all(a != b for a, b in zip(left[: 3 - labels], right[: 3 - labels], strict=True))


IPV4 = st.ip_addresses(v=4)
ADDRESSES = st.ip_addresses().filter(lambda address: not address.is_loopback)


@given(ADDRESSES)
def test_a_cloak_is_a_host_and_tells_nothing_of_its_address(address: ipaddress.IPv4Address) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None and mapped.is_loopback:
        return
    host = cloak(str(address))
    assert re.fullmatch(r"([a-z2-7]{8}\.){3}hidden", host)
    assert cloak(address.exploded) == host


@given(IPV4.filter(lambda address: not address.is_loopback), st.integers(0, 255), st.integers(0, 255))
def test_a_network_shares_its_tail(address: ipaddress.IPv4Address, third: int, fourth: int) -> None:
    first, second, own, _ = str(address).split(".")
    host = cloak(str(address)).split(".")
    assert cloak(f"{first}.{second}.{own}.{fourth}").split(".")[1:] == host[1:]
    assert cloak(f"{first}.{second}.{third}.{fourth}").split(".")[2:] == host[2:]
