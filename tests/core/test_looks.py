"""Which names look alike."""
# ruff: noqa: RUF001

import json
import pkgutil
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core import presence
from parlour.core.ids import Ids
from parlour.core.limits import Limits
from parlour.core.looks import _confusables, _skeleton, looks
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.names import is_nick
from parlour.core.network import Network
from parlour.core.refusals import Refusal, Why
from tests.support.soundness import check


def alike(one: str, other: str) -> bool:
    return not set(looks(one)).isdisjoint(looks(other))


PAIRS = {
    "the same": ("ann", "ann", True),
    "another case": ("ann", "ANN", True),
    "others": ("ann", "bob", False),
    "I for l": ("Ivan", "lvan", True),
    "the two in small letters": ("ivan", "lvan", False),
    "the two in capitals, in which they are the same names": ("IVAN", "LVAN", True),
    "1 for l": ("ade1e", "adele", True),
    "1 for I": ("1van", "Ivan", True),
    "1 for i": ("1van", "ivan", False),
    "| for l": ("p|ease", "please", True),
    "0 for O": ("B0B", "BOB", True),
    "0 for o": ("b0b", "bob", False),
    "0 for O in small letters": ("b0b", "bOb", True),
    "rn for m": ("rnary", "mary", True),
    "rn for M, which is m": ("rnary", "Mary", True),
    "rn where no m is": ("corn", "cora", False),
    "vv for w": ("vvalter", "walter", False),
    "one sign more": ("ann", "ann_", False),
    "a Cyrillic letter": ("аnn", "ann", True),
    "a Cyrillic letter, and another case": ("аnn", "Ann", True),
    "all letters Cyrillic": ("сор", "cop", True),
    "all capitals Cyrillic": ("НАТ", "hat", True),
    "a small letter that looks like none": ("нат", "hat", False),
    "Greek": ("ΑΝΝΑ", "Anna", True),
    "Cyrillic in another case": ("Чердак", "ЧЕРДАК", True),
    "the Cyrillic l": ("Іvan", "lvan", True),
    "the Cyrillic i": ("іvan", "ivan", True),
    "the Cyrillic O and zero": ("bОb", "b0b", True),
    "an accent": ("ánn", "ann", False),
    "an accent in another case": ("ÁNN", "ánn", True),
    "an accent of another script": ("á", "а\u0301", True),
    "two s for one": ("straße", "STRASSE", True),
    "an i without a dot": ("ıvan", "ivan", True),
    "the end of a word in Greek": ("νίκος", "ΝΊΚΟΣ", True),
    "Hebrew for Latin": ("ו", "l", True),
    "Arabic digits": ("a١", "al", True),
    "kanji and kana": ("力", "カ", True),
    "a channel": ("#Аttic", "#attic", True),
    "channels with another number of signs": ("##attic", "#attic", False),
    "signs that no nick has": ('#"a"', "#''a''", True),
    "a sign for three": ("#100%", "#1ОО%", True),
}


# https://www.unicode.org/reports/tr39/#Confusable_Detection
@pytest.mark.parametrize(("one", "other", "expected"), PAIRS.values(), ids=PAIRS.keys())
def test_names_look_alike_or_not(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected
    assert alike(other, one) is expected


def test_what_looks_alike_is_all_that_the_table_says() -> None:
    data = pkgutil.get_data("confusable_homoglyphs", "confusables.json")
    assert data is not None
    lines = [
        (one.replace("\u200e", ""), other["c"].replace("\u200e", ""))
        for one, others in json.loads(data).items()
        for other in others
        # What is taken apart before it is looked up is never found.
        if "%" not in (one, other["c"]) and unicodedata.is_normalized("NFD", one + other["c"])
    ]
    assert len(lines) > 10_000
    assert not [line for line in lines if standing_for(line[0]) != standing_for(line[1])]


def standing_for(text: str) -> str:
    """A skeleton as UTS 39 has it."""
    mapped = unicodedata.normalize("NFD", text).translate(_confusables())
    return unicodedata.normalize("NFD", mapped)


def test_what_the_table_maps_to_it_does_not_map() -> None:
    table = _confusables()
    assert not [char for others in table.values() for char in others if ord(char) in table]


PRINTABLE = st.text(st.sampled_from("rnmIl1|O0o'\"`") | st.characters(min_codepoint=33, max_codepoint=126), max_size=8)


@given(PRINTABLE)
def test_the_short_way_for_ascii_finds_what_the_long_one_finds(name: str) -> None:
    assert set(looks(name)) == {_skeleton(name.casefold()), _skeleton(name)}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_a_name_looks_like_itself_in_small_letters(name: str) -> None:
    assert alike(name, name.casefold())


class People:
    """People who come, change their nicks and go."""

    def __init__(self) -> None:
        self.network = Network()
        self.ids = Ids(1)
        self.users: dict[int, User] = {}

    def come(self, who: int, nick: str) -> None:
        if who in self.users:
            return
        id = self.ids.new(1)
        event = presence.come(
            self.network, Limits(), 1, id, user=id, nick=nick, name="user", host="host", address="unix", real="Real"
        )
        self.network.apply(event)
        self.users[who] = self.network.users[id]

    def change(self, who: int, nick: str) -> None:
        if who in self.users:
            event = presence.change_nick(self._moment(who), nick)
            if event is not None:
                self.network.apply(event)

    def leave(self, who: int, nick: str) -> None:
        if who in self.users:
            self.network.apply(presence.leave(self._moment(who), "gone"))
            del self.users[who]

    def _moment(self, who: int) -> Moment:
        return Moment(self.network, self.users[who], 1, self.ids.new(1), lambda: 1, Limits())


NICKS = st.sampled_from(
    ["Ivan", "ivan", "lvan", "IVAN", "Іvan", "rn", "m", "M", "bOb", "b0b", "bob", "ЬоЬ", "Чер", "чер"]
)
STEPS = st.tuples(st.sampled_from([People.come, People.change, People.change, People.leave]), st.integers(0, 3), NICKS)


@given(st.lists(STEPS, max_size=30))
def test_no_two_who_are_here_ever_look_alike(steps: list[tuple[Callable[..., Any], int, str]]) -> None:
    people = People()
    for step, who, nick in steps:
        nicks = {user: user.nick for user in people.network.users.values()}
        own = people.users.get(who)
        why = None
        try:
            step(people, who, nick)
        except Refusal as refusal:
            why = refusal.why
        if why is not None:
            assert why in {Why.NICK_IN_USE, Why.NICK_LOOKS_TAKEN}
            assert any(alike(nick, other) for user, other in nicks.items() if user is not own)
        check(people.network)
        present = [user.nick for user in people.network.users.values()]
        assert not [(one, other) for one in present for other in present if one is not other and alike(one, other)]


RESERVED = ["NickServ", "nickserv", "CHANSERV", "N1ckServ", "Nісkѕеrv", "MemoServ", "serv"]


@pytest.mark.parametrize("nick", RESERVED)
def test_the_nicks_of_services_are_for_nobody(nick: str) -> None:
    assert is_nick(nick, 30)
    with pytest.raises(Refusal) as refused:
        presence.check_nick(Network(), nick, Limits())
    assert refused.value.why is Why.NICK_RESERVED


def test_who_only_sounds_like_a_service_may_have_that_nick() -> None:
    for nick in ("server", "Servan", "nickserv_"):
        presence.check_nick(Network(), nick, Limits())
