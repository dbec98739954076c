import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.masks import BadMask, glob, mask, normal
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


def slow(pattern: str, text: str) -> bool:
    """The definition, letter by letter: the set of places in the pattern where one may be."""
    signs = re.findall(r"\\[*?]|.", pattern, re.DOTALL)

    def on(places: set[int]) -> set[int]:
        for at, sign in enumerate(signs):
            if at in places and sign == "*":
                places.add(at + 1)
        return places

    def same(sign: str, letter: str) -> bool:
        if sign == "?":
            return True
        sign = sign[-1]
        return sign == letter or (sign.isascii() and letter.isascii() and sign.lower() == letter.lower())

    places = on({0})
    for letter in text:
        stay = {at for at in places if at < len(signs) and signs[at] == "*"}
        step = {at + 1 for at in places if at < len(signs) and signs[at] != "*" and same(signs[at], letter)}
        places = on(stay | step)
    return len(signs) in places


LETTERS = st.sampled_from("abAéÉ[\\*?")


@given(st.text(LETTERS, max_size=14), st.text(LETTERS, max_size=20))
def test_a_pattern_matches_what_its_definition_says(pattern: str, text: str) -> None:
    assert glob(pattern, text) is slow(pattern, text)


@given(st.text(), st.text())
def test_any_pattern_can_be_asked_of_any_text(pattern: str, text: str) -> None:
    assert glob(pattern, text) is slow(pattern, text)


GLOBS = {
    "itself": ("ann", "ann", True),
    "in the other case": ("aNN", "Ann", True),
    "letters of other alphabets have to be the same": ("É", "é", False),
    "what is one letter only for some": ("[", "{", False),
    "nothing": ("", "", True),
    "nothing is not something": ("", "a", False),
    "one of any kind": ("?nn", "ann", True),
    "one, not none": ("ann?", "ann", False),
    "many or none": ("*a*n*", "ann", True),
    "the beginning and the end do not share a letter": ("an*nn", "ann", False),
    "pieces in their order": ("*b*a*", "ab", False),
    "a piece found late": ("*ab?d*", "abcabxd", True),
    "pieces do not share letters": ("*a?a*a?a*", "axaxa", False),
    # https://modern.ircdocs.horse/#wildcard-expressions
    "a star behind a backslash is a star": (r"a\*c", "a*c", True),
    "a star behind a backslash is nothing else": (r"a\*c", "abc", False),
    "a question mark behind a backslash": (r"*\?", "what?", True),
    "and not any letter": (r"*\?", "whatever", False),
    "a star behind such a star": (r"\**", "*anything", True),
    "a backslash before another letter is one": (r"a\b*", r"a\bc", True),
}


@pytest.mark.parametrize(("pattern", "text", "matches"), GLOBS.values(), ids=GLOBS.keys())
def test_what_a_pattern_matches(pattern: str, text: str, matches: bool) -> None:
    assert glob(pattern, text) is matches


STORED = {
    "a nick": ("ann", "ann!*@*"),
    "a user and a host": ("annie@example.org", "*!annie@example.org"),
    "a nick and a user": ("ann!annie", "ann!annie@*"),
    "all three": ("ann!annie@example.org", "ann!annie@example.org"),
    "a nick before the sign": ("ann!", "ann!*@*"),
    "a host behind the sign": ("@example.org", "*!*@example.org"),
    "a nick and a host": ("ann!@example.org", "ann!*@example.org"),
    "the signs alone": ("!@", "*!*@*"),
    "a host": ("*.example.org", "*!*@*.example.org"),
    "an address": ("192.0.2.7", "*!*@192.0.2.7"),
    "a network": ("192.0.2.0/24", "*!*@192.0.2.0/24"),
    "an address of version 6": ("2001:db8::1", "*!*@2001:db8::1"),
    "one that begins with colons": ("::1", "*!*@::1"),
    "a cloak": ("user/ann", "*!*@user/ann"),
    "a star": ("*", "*!*@*"),
    "ten thousand": ("*" * 10_000, "*!*@*"),
    "runs of stars": ("**a**!***@****", "*a*!*@*"),
    "stars of which the first is none": (r"~r:a\***", r"~r:a\**"),
    "a user name as other servers write one": ("~ann@*", "*!~ann@*"),
    "a real name": ("~r:*bot*", "~r:*bot*"),
    "a mute of a nick": ("~m:ann", "~m:ann!*@*"),
    "a mute of a real name": ("~m:~r:*bot*", "~m:~r:*bot*"),
    "an account": ("~a:ann", "~a:ann"),
    "a channel": ("~c:#attic", "~c:#attic"),
    "the operators of a channel": ("~c:@#attic", "~c:@#attic"),
}


@pytest.mark.parametrize(("text", "stored"), STORED.values(), ids=STORED.keys())
def test_how_a_mask_is_stored(text: str, stored: str) -> None:
    assert normal(text) == stored
    assert normal(stored) == stored


BAD = {
    "nothing": "",
    "a space": "ann archer",
    "a line's end": "ann\n",
    "too long": "a" * 200,
    "too long for what it is about": "~r:" + "ä" * 100,
    "an extended ban there is not": "~z:ann",
    "one in capitals": "~R:ann",
    "one that says nobody": "~r:",
    "a mute of nobody": "~m:",
    "a mute of an extended ban there is not": "~m:~z:ann",
    "a mute of a mute": "~m:~m:ann",
    "no channel": "~c:attic",
    "a sign without a channel": "~c:@",
    "what would be the last word of a line": ":ann!a@b",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_mask(text: str) -> None:
    with pytest.raises(BadMask):
        normal(text)
    with pytest.raises(BadMask):
        mask(text)


@given(st.text(st.sampled_from("a*?!@.:/~mrc#+") | st.characters(codec="utf-8"), max_size=40))
def test_a_stored_mask_is_stored_as_it_is_and_is_one_word(text: str) -> None:
    try:
        stored = normal(text)
    except BadMask:
        return
    assert normal(stored) == stored == mask(text).text
    assert " " not in stored
    assert not stored.startswith(":")


MATCHES = {
    "by nick": ("ann", True),
    "by another nick": ("bob", False),
    "by user name": ("annie@*", True),
    "by the host that others see": ("*.cloak", True),
    "by the address behind it": ("192.0.2.*", True),
    "by the network it is in": ("192.0.2.0/24", True),
    "by a network with bits behind its prefix": ("192.0.2.200/24", True),
    "by another network": ("192.0.3.0/24", False),
    "by a network and a nick": ("bob!*@192.0.2.0/24", False),
    "by the address as version 6 writes it": ("::ffff:192.0.2.7", True),
    "by a network that version 6 writes so": ("::ffff:192.0.2.0/120", True),
    "all of version 6 is not version 4": ("::/0", False),
    "by the whole": ("ann!annie@k3v.cloak", True),
    "stars do not reach over the signs": ("a*k!*@*", False),
    "by real name": ("~r:*archer", True),
    "by another real name": ("~r:archer", False),
    "by account, as there is none": ("~a:*", False),
    "by channel": ("~c:#attic", True),
    "by some channel": ("~c:*", True),
    "by another channel": ("~c:#cellar", False),
    "by being voiced there": ("~c:+#attic", True),
    "by being an operator there": ("~c:@#attic", False),
    "by a mute": ("~m:192.0.2.0/24", True),
    "by a mute of another": ("~m:bob", False),
}


@pytest.mark.parametrize(("text", "matches"), MATCHES.values(), ids=MATCHES.keys())
def test_whom_a_mask_means(text: str, matches: bool) -> None:
    person = Person()
    person.channels[7] = SimpleNamespace(
        name="#Attic", modes=set("nt"), members={person.id: SimpleNamespace(modes="v")}
    )
    assert mask(text).matches(person) is matches


def test_operators_of_a_channel_are_also_more_than_voiced() -> None:
    person = Person()
    person.channels[7] = SimpleNamespace(
        name="#attic", modes=set("nt"), members={person.id: SimpleNamespace(modes="o")}
    )
    assert mask("~c:@#attic").matches(person)
    assert mask("~c:+#attic").matches(person)
    assert not mask("~c:~#attic").matches(person)


def test_an_account_is_meant_by_its_name() -> None:
    assert mask("~a:Ann").matches(Person(account="ann"))
    assert not mask("~a:bob").matches(Person(account="ann"))


def test_one_without_an_address_is_meant_by_text_alone() -> None:
    person = Person(address="unix", host="parlour.example")
    assert mask("*!*@unix").matches(person)
    assert not mask("0.0.0.0/0").matches(person)
    assert not mask("::/0").matches(person)


def test_addresses_of_version_6_are_the_same_however_written() -> None:
    person = Person(address="2001:db8::7")
    assert mask("2001:0DB8:0::7").matches(person)
    assert mask("2001:db8::/32").matches(person)
    assert not mask("2001:db9::/32").matches(person)


def test_only_a_mute_is_about_speaking_alone() -> None:
    assert mask("~m:ann").mutes_only
    assert not mask("~r:ann").mutes_only
    assert not mask("ann").mutes_only


RANGES = {
    "an address": ("192.0.2.7", "192.0.2.7"),
    "a network": ("192.0.2.7/24", "192.0.2.0/24"),
    "an address of version 6": ("2001:DB8:0:0::7", "2001:db8::7"),
    "a network of version 6": ("2001:db8::7/48", "2001:db8::/48"),
    "version 4 within version 6": ("::ffff:192.0.2.7", "192.0.2.7"),
    "a network of version 4 within version 6": ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
    "a zone does not count": ("fe80::1%eth0", "fe80::1"),
    "a name": ("example.org", None),
    "numbers that are too large": ("192.0.2.256", None),
    "a prefix that is too long": ("192.0.2.0/33", None),
    "a network with a star": ("192.0.2.*", None),
    "a Unix socket": ("unix", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("text", "written"), RANGES.values(), ids=RANGES.keys())
def test_ranges(text: str, written: str | None) -> None:
    found = parse_range(text)
    assert (None if found is None else str(found)) == written
