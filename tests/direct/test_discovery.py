import ipaddress
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.direct.discovery import ADDRESSES, SERVICE, Discovery, DiscoveryError, Found, Own, read
from tests.support.programs import programs_missing

HOME: list[Own] = [ipaddress.ip_interface("192.168.1.7/24"), ipaddress.ip_interface("172.17.0.1/16")]
GOOD = {b"v": b"1", b"words": b"lusab-babad"}


def found(
    name: str = "bob",
    addresses: tuple[str, ...] = ("192.168.1.5",),
    port: int = 7800,
    properties: dict[bytes, bytes | None] | None = None,
) -> Found | None:
    return read(name, addresses, port, GOOD if properties is None else properties, HOME, may_be_near=False)


def test_somebody_is_read_out_of_their_records() -> None:
    assert found() == Found("bob", ("192.168.1.5",), 7800, "lusab-babad")


@pytest.mark.parametrize(
    "name", ["", "bob\x1b[2J", "bob\n", "bob smith", " bob", "\u202ebob", "bob\x9b31m", "b" * 64, "bob.example", "\x00"]
)
def test_nobody_is_called_so(name: str) -> None:
    assert found(name) is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "0.0.0.0", "::", "224.0.0.251", "ff02::fb", "255.255.255.255", "fe80::1", "", "bob"]
)
def test_no_other_machine_is_there(address: str) -> None:
    assert found(addresses=(address,)) is None


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_nobody_listens_there(port: int) -> None:
    assert found(port=port) is None


@pytest.mark.parametrize("properties", [{}, {b"v": None}, {b"v": b"2"}, {b"v": b"\xff"}])
def test_what_is_of_another_version_is_left_alone(properties: dict[bytes, bytes | None]) -> None:
    assert found(properties=properties) is None


@pytest.mark.parametrize("words", [None, b"", b"\xff\xfe", b"\x1b[2J", b"lusab-babad\n", b"lusab-babad-lusab"])
def test_what_are_no_words_are_not_shown(words: bytes | None) -> None:
    assert found(properties={b"v": b"1", b"words": words}) == Found("bob", ("192.168.1.5",), 7800, "")


def test_the_most_promising_address_comes_first_and_there_are_not_many() -> None:
    bob = found(addresses=("172.17.0.1", "10.1.2.3", "192.168.1.5"))
    assert bob is not None
    assert bob.addresses == ("192.168.1.5", "10.1.2.3", "172.17.0.1"), "the last is an address of one's own"
    many = found(addresses=tuple(f"10.0.0.{number}" for number in range(200)))
    assert many is not None
    assert len(many.addresses) == ADDRESSES


@given(
    st.text(), st.lists(st.text() | st.ip_addresses().map(str)), st.integers(),
    st.dictionaries(st.sampled_from([b"v", b"words", b"x"]), st.none() | st.binary() | st.just(b"1")),
)  # fmt: skip
def test_whatever_the_network_says_is_fit_to_be_shown(
    name: str, addresses: list[str], port: int, properties: dict[bytes, bytes | None]
) -> None:
    somebody = read(name, addresses, port, properties, HOME, may_be_near=True)
    if somebody is not None:
        assert f"{somebody.name}{somebody.addresses}{somebody.words}".isprintable()
        assert somebody.addresses


@asynccontextmanager
async def here() -> AsyncIterator[Discovery]:
    discovery = Discovery(["127.0.0.1"])
    try:
        yield discovery
    finally:
        await discovery.close()


MARK = secrets.token_hex(3)
"""In all names: other tests may run on this machine."""


async def find(discovery: Discovery) -> list[Found]:
    return [each for each in await discovery.find(2.0) if MARK in each.name]


@pytest.mark.slow
async def test_two_find_one_another_and_not_themselves() -> None:
    async with here() as ann, here() as bob:
        assert await ann.announce(f"ann{MARK}", 7800, "lusab-babad-gutih-tugad") == f"ann{MARK}"
        assert await bob.announce(f"bob{MARK}", 7801, "gutih-tugad-lusab-babad") == f"bob{MARK}"
        bob_found = Found(f"bob{MARK}", ("127.0.0.1",), 7801, "gutih-tugad")
        assert await find(ann) == [bob_found]
        assert await ann.look_up(bob_found.name) == bob_found
        assert [each.name for each in await find(bob)] == [f"ann{MARK}"]
        await bob.close()
        assert await find(ann) == [], "bob has said goodbye"


@pytest.mark.slow
async def test_whoever_has_a_name_that_is_taken_gets_a_number() -> None:
    async with here() as first, here() as second, here() as ann:
        name = f"carl{MARK}"
        assert await first.announce(name, 7800, "lusab-babad") == name
        assert await second.announce(name, 7801, "gutih-tugad") == f"{name}-2"
        assert [(each.name, each.port) for each in await find(ann)] == [(name, 7800), (f"{name}-2", 7801)]


@pytest.mark.slow
async def test_a_name_that_a_label_has_no_room_for_is_cut() -> None:
    async with here() as ann, here() as bob:
        name = await bob.announce(f"_{MARK}" + "\U00010400" * 20 + ".\x1b[2J", 7801, "gutih-tugad")
        assert len(name.encode()) <= 40
        assert name.isprintable()
        assert await ann.look_up(name) == Found(name, ("127.0.0.1",), 7801, "gutih-tugad")


@pytest.mark.slow
async def test_hostile_names_on_the_network_are_not_found_and_hide_nobody() -> None:
    from zeroconf._dns import DNSPointer
    from zeroconf._protocol.outgoing import DNSOutgoing
    from zeroconf.asyncio import AsyncZeroconf

    eve = AsyncZeroconf(["127.0.0.1"])
    try:
        async with here() as ann, here() as bob:
            await bob.announce(f"dora{MARK}", 7801, "gutih-tugad")
            await ann.announce(f"erin{MARK}", 7800, "lusab-babad")
            pointers = DNSOutgoing(0x8400)  # an answer, with authority
            for name in ("\x1b[2Jeve", "eve eve", "eve.eve", "--eve", "\u202eeve"):
                pointers.add_answer_at_time(DNSPointer(SERVICE, 12, 1, 4500, f"{name}{MARK}.{SERVICE}"), 0)
            eve.zeroconf.async_send(pointers)
            assert [each.name for each in await find(ann)] == [f"dora{MARK}"]
    finally:
        await eve.async_close()


@pytest.mark.slow
async def test_nobody_answers_to_an_unknown_name() -> None:
    async with here() as ann:
        assert await ann.look_up(f"nobody{MARK}") is None


async def test_what_is_no_name_is_not_even_asked_for() -> None:
    discovery = Discovery(["203.0.113.9"])
    for name in ("", "a b", "host.example", "\x1b", "x" * 70):
        assert await discovery.look_up(name) is None
    await discovery.close()


async def test_an_interface_that_is_not_there_is_told_in_words() -> None:
    discovery = Discovery(["203.0.113.9"])
    with pytest.raises(DiscoveryError, match="no address"):
        await discovery.find(0.1)
    with pytest.raises(DiscoveryError, match="no address"):
        await discovery.announce("ann", 7800, "lusab-babad")
    await discovery.close()
    with pytest.raises(DiscoveryError, match="ended"):
        await discovery.find(0.1)


ALONE = """
import asyncio
from parlour.direct.discovery import Discovery, DiscoveryError

async def main():
    discovery = Discovery()
    try:
        print("announced", await discovery.announce("ann", 7800, "lusab-babad"))
    except DiscoveryError as error:
        print("told:", error)
    try:
        print("found", await discovery.find(0.2))
    except DiscoveryError as error:
        print("told:", error)
    await discovery.close()

asyncio.run(main())
"""


@pytest.mark.slow
def test_a_machine_without_a_network_is_told_so() -> None:
    if missing := programs_missing({"unshare": "util-linux"}):
        pytest.skip(missing)
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("network namespaces cannot be made here")
    ran = subprocess.run(["unshare", "-rn", sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert ran.stdout == 2 * "told: this machine has no address of IPv4 on any network\n"
