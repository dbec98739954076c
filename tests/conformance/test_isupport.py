"""What 005 announces, in form and in deed. Source: https://modern.ircdocs.horse/#rplisupport-parameters"""

import re
from dataclasses import replace
from typing import Any

import pytest

from parlour.core.limits import Limits
from parlour.wire.isupport import TOKENS
from tests.support.play import World

OPTIONS: dict[str, Any] = {
    "icon": "https://example.org/icon.png",
    "denied_tags": ("typing",),
    "network_name": "Old House",
}


def replies(world: World) -> list[str]:
    """The lines of 005 that a new client is sent."""
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    return [line for line in ann.lines if " 005 " in line]


def tokens(lines: list[str]) -> dict[str, str]:
    """The parameters that lines of 005 announce, with their values."""
    words = [word for line in lines for word in line.partition(" :")[0].split(" ")[3:]]
    return dict(word.partition("=")[::2] for word in words)


@pytest.fixture
def announced() -> dict[str, str]:
    return tokens(replies(World(**OPTIONS)))


def test_a_reply_has_one_to_thirteen_tokens_and_words_behind_them() -> None:
    # https://modern.ircdocs.horse/#rplisupport-005
    lines = replies(World(**OPTIONS))
    assert lines
    for line in lines:
        assert re.fullmatch(r":parlour\.local 005 ann (\S+ ){1,13}:are supported by this server", line)


def test_the_replies_stand_together_before_anything_else_is_answered() -> None:
    # https://modern.ircdocs.horse/#feature-advertisement
    world = World()
    ann = world.connect("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann", "PING x")
    codes = [line.split(" ")[1] for line in ann.lines]
    first, last = codes.index("005"), len(codes) - 1 - codes[::-1].index("005")
    assert set(codes[first : last + 1]) == {"005"}
    assert codes[first - 1] == "004"
    assert codes.index("PONG") > last


TOKEN = re.compile(r"([A-Z0-9]{1,20}|draft/[A-Z0-9]{1,20})(=[!-<>-~]*)?")
"""A parameter in capitals, and what may stand in a value: no space, no further equals sign."""


def test_a_token_is_a_parameter_in_capitals_perhaps_with_a_value() -> None:
    # https://modern.ircdocs.horse/#rplisupport-005
    for line in replies(World(**OPTIONS)):
        words = line.partition(" :")[0].split(" ")[3:]
        assert all(TOKEN.fullmatch(word) for word in words)
        assert len({word.partition("=")[0] for word in words}) == len(words)


FORMS = {
    "AWAYLEN": r"[1-9]\d*",
    "BOT": r"[A-Za-z]",
    "CASEMAPPING": r"ascii|rfc1459|rfc1459-strict|rfc7613",
    "CHANLIMIT": r"#:\d*",
    "CHANMODES": r"[A-Za-z]*(,[A-Za-z]*){3}",
    "CHANNELLEN": r"[1-9]\d*",
    "CHANTYPES": r"#",
    "CHATHISTORY": r"\d+",
    "CLIENTTAGDENY": r"typing",
    "ELIST": r"[CMNTU]+",
    "EXCEPTS": r"[A-Za-z]",
    "EXTBAN": r"~?,[A-Za-z]+",
    "INVEX": r"[A-Za-z]",
    "KEYLEN": r"[1-9]\d*",
    "KICKLEN": r"[1-9]\d*",
    "MAXLIST": r"[A-Za-z]+:[1-9]\d*(,[A-Za-z]+:[1-9]\d*)*",
    "MODES": r"([1-9]\d*)?",
    "MONITOR": r"[1-9]\d*",
    "MSGREFTYPES": r"msgid,timestamp",
    "NAMELEN": r"[1-9]\d*",
    "NETWORK": r"Old\\x20House",
    "NICKLEN": r"[1-9]\d*",
    "PREFIX": r"\([A-Za-z]+\)\S+",
    "SAFELIST": r"",
    "SILENCE": r"[1-9]\d*",
    "STATUSMSG": r"[~&@%+]+",
    "TARGMAX": r"[A-Z]+:\d*(,[A-Z]+:\d*)*",
    "TOPICLEN": r"[1-9]\d*",
    "USERLEN": r"[1-9]\d*",
    "UTF8ONLY": r"",
    "WHOX": r"",
    "draft/ICON": r"https://example\.org/icon\.png",
}
"""The values that each may have, as its specification says."""


@pytest.mark.parametrize("name", FORMS)
def test_a_value_has_the_form_that_its_specification_gives_it(name: str, announced: dict[str, str]) -> None:
    # https://modern.ircdocs.horse/#rplisupport-parameters
    assert re.fullmatch(FORMS[name], announced[name])


def test_every_token_of_the_table_is_announced() -> None:
    assert tokens(replies(World(**OPTIONS))).keys() == FORMS.keys() == {token.name for token in TOKENS}


def test_what_goes_with_modes_and_signs_goes_together(announced: dict[str, str]) -> None:
    # https://modern.ircdocs.horse/#prefix-parameter, https://modern.ircdocs.horse/#chanmodes-parameter
    found = re.fullmatch(r"\((\w+)\)(\S+)", announced["PREFIX"])
    assert found is not None
    ranks, signs = found.groups()
    assert len(ranks) == len(signs) == len(set(ranks)) == len(set(signs))
    assert dict(zip(ranks, signs, strict=True)).items() >= {"o": "@", "v": "+", "h": "%", "a": "&", "q": "~"}.items()
    assert ranks == "qaohv"
    letters = announced["CHANMODES"].replace(",", "")
    assert len(letters) == len(set(letters))
    assert not set(letters) & set(ranks)
    lists = announced["CHANMODES"].split(",")[0]
    assert announced["EXCEPTS"] in lists
    assert announced["INVEX"] in lists
    assert set("".join(part.partition(":")[0] for part in announced["MAXLIST"].split(","))) == set(lists)
    assert set(announced["STATUSMSG"]) <= set(signs)


LENGTHS = {
    # https://modern.ircdocs.horse/#awaylen-parameter
    "AWAYLEN": ("AWAY :{}", "WHOIS ann", r" 301 ann ann :(x+)"),
    # https://modern.ircdocs.horse/#topiclen-parameter
    "TOPICLEN": ("TOPIC #attic :{}", "TOPIC #attic", r" 332 ann #attic :(x+)"),
    # https://modern.ircdocs.horse/#kicklen-parameter
    "KICKLEN": ("KICK #attic ann :{}", "PING x", r" KICK #attic ann :(x+)"),
    # https://defs.ircdocs.horse/defs/isupport.html#keylen
    "KEYLEN": ("MODE #attic +k {}", "MODE #attic", r" 324 ann #attic \S+ (x+)"),
    # https://ircv3.net/specs/extensions/setname
    "NAMELEN": ("SETNAME :{}", "WHOIS ann", r" 311 ann ann ann \S+ \* :(x+)"),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_what_is_as_long_as_announced_is_taken_whole_and_what_is_longer_is_not(name: str) -> None:
    set_it, show_it, shown = LENGTHS[name]
    for more in (0, 1):
        world = World()
        longest = int(tokens(replies(world))[name])
        ann = world.clients["ann"]
        ann.send("JOIN #attic")
        ann.read = len(ann.wire.sent)
        ann.send(set_it.format("x" * (longest + more)), show_it)
        found = re.search(shown, "\n".join(ann.lines))
        length = len(found[1]) if found else 0
        assert length == longest if not more else length in (0, longest)


def test_a_nick_as_long_as_announced_is_taken_and_a_longer_one_is_none(announced: dict[str, str]) -> None:
    # https://modern.ircdocs.horse/#nicklen-parameter
    longest = "a" * int(announced["NICKLEN"])
    World().play(f"""
        ann> NICK {longest}
        ann< :ann!ann@127.0.0.1 NICK :{longest}
        ann> NICK {longest}b
        ann< :parlour.local 432 {longest} {longest}b :Erroneous nickname
    """)


def test_what_changes_is_announced_again_and_what_is_gone_negated() -> None:
    # https://modern.ircdocs.horse/#rplisupport-005
    world = World(icon="https://example.org/icon.png")
    ann = world.client("ann")
    world.node.adopt(replace(world.node.options, limits=Limits(nick=20), icon=""))
    world.node.wake()
    world.run()
    assert ann.lines == [":parlour.local 005 ann NICKLEN=20 -draft/ICON :are supported by this server"]


def test_list_may_be_asked_of_a_channel_of_any_size_without_being_closed() -> None:
    # https://modern.ircdocs.horse/#safelist-parameter
    world = World(send_queue_bytes=20_000, limits=Limits(channels_per_user=1000))
    ann = world.client("ann")
    for number in range(800):
        ann.send(f"JOIN #{number:0>60}")
    ann.read = len(ann.wire.sent)
    ann.wire.stuck = True
    ann.send("LIST")
    ann.wire.stuck = False
    while ann.wire.waiting:
        ann.take()
    assert sum(" 322 " in line for line in ann.lines) == 800
