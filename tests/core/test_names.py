# ruff: noqa: RUF001
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.names import distinct, fold, is_channel_name, is_nick, user_name
from parlour.wire.framing import Framer
from parlour.wire.message import parse

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
    "a dot, by which servers are known": ("ann.net", False),
    "a mask": ("an*", False),
    "a mask of one letter": ("an?", False),
    "a list": ("ann,bob", False),
    "a mask of servers": ("$ann", False),
    "the sign of a rank": ("~ann", False),
    "the sign of an administrator": ("&ann", False),
    "the sign of an operator": ("@ann", False),
    "the sign of half an operator": ("%ann", False),
    "the sign of a voice": ("+ann", False),
    "a slash, by which relays know their users": ("ann/there", False),
    "a control": ("an\x07n", False),
    "a letter that is not ASCII": ("änn", True),
    "letters of another script": ("Чердак", True),
    "letters that are words": ("日本語", True),
    "letters from right to left": ("שלום", True),
    "letters of two scripts in one direction": ("annЧ", True),
    "letters in two directions": ("annשלום", False),
    "a digit after letters of another script": ("Чердак1", True),
    "ASCII signs among letters of another script": ("Чер|д[а]-к_", True),
    "an ASCII sign that no nick has among letters of another script": ("Чер.дак", False),
    "the longest in another script": ("Ч" * 15, True),
    "a letter too many in another script": ("Ч" * 16, False),
    "a digit of another script first": ("٣ن", False),
    "a mark first": ("\u0301ann", False),
    "a letter in two pieces": ("a\u0301nn", False),
    "many marks on a letter": ("x\u0316\u0317\u0318\u0319\u031c", False),
    "the marks of Vietnamese": ("Nguyễn", True),
    "the marks of Thai": ("ที่นี่", True),
    "a wide letter": ("ａnn", False),
    "a letter for two": ("ﬁnn", False),
    "a picture": ("ann🎉", False),
    "a sign of another script": ("ann…", False),
    "a space that does not break": ("ann\xa0b", False),
    "a space without width": ("ann\u200bb", False),
    "what joins and is not seen": ("ann\u200db", False),
    "what joins where a script wants it": ("क्\u200dष", False),
    "a turn of direction": ("ann\u202eb", False),
    "the end of a paragraph": ("ann\u2029b", False),
    "a control of the second kind": ("ann\x85b", False),
    "what no script has": ("ann\uffff", False),
    "what is private": ("ann\ue000", False),
}


# https://modern.ircdocs.horse/#clients says what no nick may have in it or begin with.
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
    "letters from right to left": ("#שלום", True),
    "more signs before letters from right to left": ("##שלום", True),
    "a mark after the sign": ("#\u0301attic", False),
    "a digit first": ("#1", True),
    "a space without width": ("#att\u200bic", False),
    "a turn of direction": ("#att\u202eic", False),
    "a picture": ("#🎉", False),
    "a wide letter": ("#ａttic", False),
    "the end of a paragraph": ("#att\u2029ic", False),
}


# https://modern.ircdocs.horse/#channels says what no name of a channel may have in it.
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


LETTERS = st.sampled_from("aZ09[]\\`_^{|}-:#") | st.characters(categories=["L", "Mn"])
NAMES = st.text(LETTERS, min_size=1, max_size=4) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)


@given(NAMES, st.booleans())
def test_what_is_accepted_as_a_name_comes_through_in_the_middle_of_a_line(text: str, as_channel: bool) -> None:
    name = f"#{text}" if as_channel else text
    if not (is_channel_name if as_channel else is_nick)(name, 64):
        return
    framer = Framer()
    (line,) = framer.feed(f"MODE {name} end\r\n".encode())
    assert line is not None
    assert parse(line) == ("", "MODE", [name, "end"])
    assert name.isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_asked_for_is_judged(text: str) -> None:
    is_nick(text, 30)
    is_channel_name(f"#{text}", 64)


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert len(fold(name)) == len(name)
