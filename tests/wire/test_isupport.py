import re

import pytest

from parlour.wire import isupport
from parlour.wire.isupport import TOKENS, Token

VALUES: dict[str, object] = {
    "away": 300,
    "denied_tags": "*," + ",".join(f"-draft/{letter * 10}" for letter in "abcdefghijklmno"),
    "extbans": "acmr",
    "icon": "https://" + "i" * 290,
    "list_entries": 1000,
    "lists": "beI",
    "monitor": 1000,
    "ranks": "qaohv",
    "realname": 150,
    "reason": 300,
    "signs": "~&@%+",
    "silence": 200,
    "nick": 64,
    "channel": 200,
    "topic": 390,
    "key": 32,
    "modes": 12,
    "targets": 100,
    "channels_per_user": 10000,
    "page": 10000,
    "chanmodes": ",k,l,imnst",
    "network": "N" * 63,
}


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token.name)
def test_a_token_is_well_formed_and_has_a_specification(token: Token) -> None:
    assert re.fullmatch(r"(draft/)?[A-Z0-9]{1,20}", token.name)
    assert token.spec.startswith("https://")
    assert " " not in token.value.format_map(VALUES)


def test_the_tokens_are_in_order_and_each_is_there_once() -> None:
    names = [token.name for token in TOKENS]
    assert names == sorted(set(names))


def test_all_tokens_are_announced_few_enough_a_line() -> None:
    lines = isupport.lines(isupport.words(VALUES).values())
    assert [word.partition("=")[0] for line in lines for word in line.split(" ")] == [token.name for token in TOKENS]
    for line in lines:
        # With the nick before and the words after them a line has at most fifteen parameters.
        assert len(line.split(" ")) <= 13
        assert len(f":{'s' * 63} 005 {'n' * 64} {line} :are supported by this server\r\n") <= 512


def test_a_token_shows_its_value_if_it_has_one() -> None:
    words = " ".join(isupport.lines(isupport.words(VALUES).values())).split(" ")
    assert "NICKLEN=64" in words
    assert "UTF8ONLY" in words
    assert "CHANMODES=,k,l,imnst" in words


def test_an_optional_token_is_left_out_while_it_has_no_value() -> None:
    words = isupport.words(VALUES | {"icon": "", "denied_tags": ""})
    assert "draft/ICON" not in words
    assert "CLIENTTAGDENY" not in words
    assert isupport.words(VALUES)["draft/ICON"].startswith("draft/ICON=https://")


def test_a_value_is_escaped_where_it_has_to_be() -> None:
    # https://modern.ircdocs.horse/#rplisupport-005
    assert isupport.escape("a b=c\\d") == r"a\x20b\x3Dc\x5Cd"
