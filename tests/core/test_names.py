import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.names import distinct, fold, is_channel_name, is_nick, user_name

NICKS = {
    "a word": ("ann", True),
    "all letters, digits and signs that must be allowed": ("Az09[]{}\\|", True),
    "the other signs of old": ("a_-`^", True),
    "the longest": ("a" * 30, True),
    "a byte too many": ("a" * 31, False),
    "nothing": ("", False),
    "a digit first": ("1ann", False),
    "a hyphen first": ("-ann", False),
    "a space": ("ann b", False),
    "a channel's sign": ("#ann", False),
    "a colon": (":ann", False),
    "what stands in a source": ("ann!x@y", False),
    "a line's end": ("ann\n", False),
    "a letter of another alphabet": ("änn", False),
    "a dot, by which servers are known": ("ann.net", False),
    "a mask": ("an*", False),
}


@pytest.mark.parametrize(("nick", "allowed"), NICKS.values(), ids=NICKS.keys())
def test_what_may_be_a_nick(nick: str, allowed: bool) -> None:
    assert is_nick(nick, 30) is allowed


CHANNELS = {
    "a word": ("#attic", True),
    "another alphabet": ("#чердак", True),
    "signs": ("##c++:!", True),
    "the longest": ("#" + "a" * 63, True),
    "a byte too many": ("#" + "a" * 64, False),
    "too many bytes in fewer letters": ("#" + "ä" * 32, False),
    "the sign alone": ("#", False),
    "no sign": ("attic", False),
    "another sign": ("&attic", False),
    "a comma": ("#a,b", False),
    "a space": ("#a b", False),
    "a bell": ("#a\x07", False),
    "a space that does not break": ("#a\xa0b", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("name", "allowed"), CHANNELS.values(), ids=CHANNELS.keys())
def test_what_may_be_a_channel(name: str, allowed: bool) -> None:
    assert is_channel_name(name, 64) is allowed


USER_NAMES = {
    "a word stays": ("ann", "ann"),
    "what would end a source is left out": ("a!n@n", "ann"),
    "a tilde is left out, as it means that nobody was asked": ("~ann", "ann"),
    "the rest is cut": ("a" * 20, "a" * 16),
    "nothing is user": ("", "user"),
    "nothing that may stand is user": ("äöü", "user"),
}


@pytest.mark.parametrize(("given", "shown"), USER_NAMES.values(), ids=USER_NAMES.keys())
def test_a_user_name_is_made_of_what_is_given(given: str, shown: str) -> None:
    assert user_name(given) == shown


def test_only_ascii_letters_are_folded() -> None:
    assert fold("#ATTIC[]ÄЧ") == "#attic[]ÄЧ"
    assert fold("ANN{}|^") == "ann{}|^"


def test_a_list_names_each_once_as_it_was_first_written() -> None:
    assert distinct("#B,,#a,#b,ann,#A,Ann") == ["#B", "#a", "ann"]
    assert distinct(",") == []


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert len(fold(name)) == len(name)
