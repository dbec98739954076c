"""Bans are found as fast as they are many, and no other ones than a look at each would find."""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.banlist import Ban, BanList, target
from parlour.core.masks import BadMask
from parlour.core.ranges import parse_range


@dataclass(slots=True)
class Person:
    nick: str = "Ann"
    name: str = "annie"
    host: str = "k3v.cloak"
    address: str = "192.0.2.7"
    realname: str = "Ann Archer"
    account: str | None = None
    id: str = "u1"
    channels: dict[int, Any] = field(default_factory=dict)


TARGETS = {
    "an address": ("192.0.2.7", "192.0.2.7"),
    "a network, with bits behind its prefix": ("192.0.2.7/24", "192.0.2.0/24"),
    "an address of version 6": ("2001:DB8::0:7", "2001:db8::7"),
    "version 4 in the clothes of version 6": ("::ffff:192.0.2.7", "192.0.2.7"),
    "a mask that says nothing but an address": ("*!*@192.0.2.7", "192.0.2.7"),
    "a mask that says nothing but a network": ("*@2001:db8::/32", "2001:db8::/32"),
    "a user of a network": ("bot@192.0.2.0/24", "*!bot@192.0.2.0/24"),
    "addresses with a star": ("192.0.2.*", "*!*@192.0.2.*"),
    "a host": ("*.example.org", "*!*@*.example.org"),
    "a nick": ("ann", "ann!*@*"),
    "a real name": ("~r:*bot*", "~r:*bot*"),
}


@pytest.mark.parametrize(("text", "normal"), TARGETS.values(), ids=TARGETS.keys())
def test_how_a_target_is_written(text: str, normal: str) -> None:
    assert target(text).text == normal
    assert target(normal).text == normal


BAD = {
    "nothing": "",
    "a prefix that is too long": "192.0.2.0/33",
    "a prefix that is too long for version 6": "2001:db8::/129",
    "an address that is none": "192.0.2.256",
    "an address of version 6 that is none": "2001:db8::7::1",
    "a network of a user that is none": "bot@192.0.2.0/33",
    "accounts, as there are none before one is here": "~a:ann",
    "channels, as one is in none before one is here": "~c:#attic",
    "a mute": "~m:ann",
    "an extended ban that there is not": "~z:ann",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_target(text: str) -> None:
    with pytest.raises(BadMask):
        target(text)


def ban(text: str, until_ms: int | None = None, at_ms: int = 0) -> Ban:
    return Ban(target(text).text, "root", at_ms, until_ms, "")


def test_there_is_one_ban_of_a_target_however_it_is_written() -> None:
    bans = BanList()
    assert bans.put(ban("~r:*Bot*", 100)) is None
    assert bans.put(ban("~r:*bot*", 50)) == ban("~r:*Bot*", 100)
    assert len(bans) == 1
    assert bans.get("~R:*BOT*", 49) == ban("~r:*bot*", 50)
    assert bans.remove("~r:*BOT*") == ban("~r:*bot*", 50)
    assert bans.remove("~r:*bot*") is None
    assert len(bans) == 0


def test_a_ban_that_has_ended_is_as_if_it_were_not_there() -> None:
    bans = BanList()
    bans.put(ban("192.0.2.0/24", 100))
    bans.put(ban("ann", 100))
    assert bans.of_address("192.0.2.7", 99) is not None
    assert bans.of_user(Person(), 99) is not None
    assert bans.of_address("192.0.2.7", 100) is None
    assert bans.of_user(Person(), 100) is None
    assert bans.get("192.0.2.0/24", 100) is None
    assert bans.standing(100) == []
    assert bans.covering(_range("192.0.2.7"), 100) == []


def test_what_has_ended_is_forgotten_and_what_took_its_place_is_not() -> None:
    bans = BanList()
    for end, text in ((100, "192.0.2.0/24"), (100, "ann"), (200, "bob"), (None, "cleo")):
        bans.put(ban(text, end))
    bans.put(ban("ann", 300))
    bans.forget_ended(99)
    assert len(bans) == 4
    bans.forget_ended(100)
    assert [found.target for found in bans.standing(0)] == ["bob!*@*", "cleo!*@*", "ann!*@*"]
    bans.forget_ended(1000)
    assert [found.target for found in bans.standing(0)] == ["cleo!*@*"]


def test_who_is_kept_out_by_several_bans_is_told_of_the_one_that_lasts() -> None:
    bans = BanList()
    for end, text in ((100, "192.0.2.7"), (None, "192.0.2.0/24"), (50, "192.0.0.0/16"), (9, "annie@*"), (8, "ann")):
        bans.put(ban(text, end))
    assert bans.of_address("192.0.2.7", 0) == ban("192.0.2.0/24")
    assert bans.of_user(Person(), 0) == ban("annie@*", 9)


def test_what_comes_from_no_address_is_kept_out_by_masks_alone() -> None:
    bans = BanList()
    bans.put(ban("0.0.0.0/0"))
    assert bans.of_address("unix", 0) is None
    bans.put(ban("*@unix"))
    assert bans.of_user(Person(address="unix"), 0) == ban("*@unix")


def _range(text: str) -> Any:
    found = parse_range(text)
    assert found is not None
    return found


ADDRESSES = st.sampled_from(["192.0.2.7", "192.0.2.8", "192.0.3.7", "10.0.0.1", "2001:db8::1", "2001:db8:1::1", "::1"])
NETWORKS = st.builds(
    lambda address, prefix: str(
        ip_network(f"{address}/{min(prefix, ip_address(address).max_prefixlen)}", strict=False)
    ),
    ADDRESSES,
    st.sampled_from([0, 8, 23, 24, 30, 31, 32, 48, 64, 127, 128]),
)
MASKS = st.sampled_from(["ann", "a*", "*@192.0.2.*", "annie@192.0.2.0/24", "~r:*archer", "bob"])
TEXTS = ADDRESSES | NETWORKS | MASKS
ENDS = st.none() | st.integers(0, 60)
STEPS = st.lists(st.tuples(st.sampled_from(["put", "put", "remove", "forget", "undo"]), TEXTS, ENDS), max_size=25)


@given(STEPS, st.integers(0, 60), ADDRESSES)
def test_what_is_found_is_what_a_look_at_each_ban_finds(
    steps: list[tuple[str, str, int | None]], now_ms: int, address: str
) -> None:
    bans, plain = BanList(), dict[str, Ban]()
    for at_ms, (what, text, until_ms) in enumerate(steps):
        made = ban(text, until_ms, at_ms)
        if what == "put":
            assert bans.put(made) == plain.pop(made.target, None)
            plain[made.target] = made
        elif what == "remove":
            assert bans.remove(made.target) == plain.pop(made.target, None)
        elif what == "undo":
            bans.restore(made.target, bans.put(made))
        else:
            bans.forget_ended(now_ms)
            plain = {text: found for text, found in plain.items() if found.end_ms > now_ms}
    person = Person(address=address)
    here = ip_address(address)
    standing = [found for found in plain.values() if found.end_ms > now_ms]
    covering = [found for found in standing if target(found.target).mask is None and here in ip_network(found.target)]
    matching = [found for found in standing if target(found.target).mask and target(found.target).means("", person)]
    assert bans.standing(now_ms) == sorted(standing, key=lambda found: found.at_ms)
    assert sorted(bans.covering(_range(address), now_ms), key=str) == sorted(covering, key=str)
    for found, among in ((bans.of_address(address, now_ms), covering), (bans.of_user(person, now_ms), matching)):
        assert (found is None) is (not among)
        assert found is None or (found in among and found.end_ms == max(one.end_ms for one in among))
