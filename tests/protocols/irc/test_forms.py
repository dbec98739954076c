"""Events as lines, for those who agree in their capabilities and those who do not."""

from dataclasses import replace
from itertools import product

import pytest

from parlour.core.events.channels import Joined, Parted
from parlour.core.events.messages import MESSAGE, TAGS, Said
from parlour.core.events.record import Source
from parlour.protocols.irc.forms import Forms
from parlour.wire.capabilities import (
    ACCOUNT_TAG,
    AWAY_NOTIFY,
    CAPABILITIES,
    CHGHOST,
    ECHO_MESSAGE,
    EXTENDED_JOIN,
    FORM_BITS,
    INVITE_NOTIFY,
    MESSAGE_TAGS,
    SERVER_TIME,
    SETNAME,
)
from tests.support.surroundings import START_MS

GUEST = Source("U1", "ann", "ann", "host", None, "ann!ann@host")
ANN = replace(GUEST, account="Ann Lee")
SAID = Said(1, "M1", START_MS, ANN, MESSAGE, "#a", "hi", "+a=1", None, None, True)
LOOKS = (EXTENDED_JOIN, AWAY_NOTIFY, CHGHOST, INVITE_NOTIFY, SETNAME)
"""Capabilities that change how what happens is shown, but not what is said."""


def line(bits: int, event: object) -> str | None:
    piece = Forms("server").of(bits).encode(event)  # type: ignore[arg-type]
    return piece.decode().removesuffix("\r\n") if piece is not None else None


TIME = "time=2023-11-14T22:13:20.000Z"
TAGGED = {
    "nothing": (0, ":ann!ann@host PRIVMSG #a :hi"),
    "time": (SERVER_TIME, f"@{TIME} :ann!ann@host PRIVMSG #a :hi"),
    # https://ircv3.net/specs/extensions/account-tag: the tag "MUST be added by the ircd to all commands sent by a user"
    "account": (ACCOUNT_TAG, r"@account=Ann\sLee :ann!ann@host PRIVMSG #a :hi"),
    "time and account": (SERVER_TIME | ACCOUNT_TAG, rf"@{TIME};account=Ann\sLee :ann!ann@host PRIVMSG #a :hi"),
    "tags": (MESSAGE_TAGS, "@msgid=M1;+a=1 :ann!ann@host PRIVMSG #a :hi"),
    "tags and account": (MESSAGE_TAGS | ACCOUNT_TAG, r"@account=Ann\sLee;msgid=M1;+a=1 :ann!ann@host PRIVMSG #a :hi"),
    "all": (FORM_BITS, rf"@{TIME};account=Ann\sLee;msgid=M1;+a=1 :ann!ann@host PRIVMSG #a :hi"),
}


@pytest.mark.parametrize(("bits", "expected"), TAGGED.values(), ids=TAGGED.keys())
def test_a_line_has_the_tags_that_were_asked_for(bits: int, expected: str) -> None:
    assert line(bits, SAID) == expected


def test_who_has_no_account_has_no_tag_of_it() -> None:
    # "If the user is not identified to any services account, the tag MUST NOT be sent"
    assert line(ACCOUNT_TAG, replace(SAID, source=GUEST)) == ":ann!ann@host PRIVMSG #a :hi"


def test_an_account_is_shown_where_somebody_joins_and_tags_what_they_do() -> None:
    # https://ircv3.net/specs/extensions/extended-join
    joined = Joined(1, "M1", START_MS, replace(ANN, account="ann"), "#a", "Ann Lee", "", False)
    assert line(EXTENDED_JOIN, joined) == ":ann!ann@host JOIN #a ann :Ann Lee"
    assert line(EXTENDED_JOIN | ACCOUNT_TAG, joined) == "@account=ann :ann!ann@host JOIN #a ann :Ann Lee"
    assert line(ACCOUNT_TAG, Parted(1, "M1", START_MS, ANN, "#a", "")) == r"@account=Ann\sLee :ann!ann@host PART #a"
    assert line(EXTENDED_JOIN, replace(joined, realname="", source=GUEST)) == ":ann!ann@host JOIN #a * :"


def test_connections_that_agree_in_what_matters_have_one_form() -> None:
    forms = Forms("server")
    other = [capability.bit for capability in CAPABILITIES if not capability.bit & FORM_BITS]
    assert forms.of(SERVER_TIME) is forms.of(SERVER_TIME | ECHO_MESSAGE)
    assert {forms.of(bit) for bit in other} == {forms.of(0)}
    assert len({forms.of(bit) for bit in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize("words", [0, SERVER_TIME, MESSAGE_TAGS, MESSAGE_TAGS | SERVER_TIME])
def test_what_is_said_has_one_form_for_all_who_are_shown_the_same(words: int) -> None:
    forms = Forms("server")
    all_looks = [sum(bit for bit, on in zip(LOOKS, some, strict=True) if on) for some in product((0, 1), repeat=5)]
    guests = {forms.of(words | account | looks).said_by_guest for looks in all_looks for account in (0, ACCOUNT_TAG)}
    assert guests == {forms.of(words)}
    for account in (0, ACCOUNT_TAG):
        named = {forms.of(words | account | looks).said_by_account for looks in all_looks}
        assert named == {forms.of(words | account)}
    for looks in all_looks:
        form = forms.of(words | ACCOUNT_TAG | looks)
        for kind, source in product((MESSAGE, TAGS), (GUEST, ANN)):
            event = replace(SAID, kind=kind, source=source)
            shared = form.said_by_guest if source is GUEST else form.said_by_account
            assert shared.encode(event) == form.encode(event)
