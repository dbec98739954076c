"""Rows record events so that they come back equal."""

from collections import Counter
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.events import Event
from parlour.core.events.channels import Joined, Kicked, ModeChange, ModesSet, Parted, TopicSet
from parlour.core.events.messages import Said
from parlour.core.events.people import Came, NickChanged, Quit, UserModesSet
from parlour.core.events.record import NO_SCOPE
from parlour.core.events.sessions import (
    CLOSED,
    FULL,
    HALF,
    RESTART,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.ports import Row
from parlour.store.rows import end_row, from_row, to_rows
from tests.support import events
from tests.support.events import ANN, BOB, said

ROBOT = replace(ANN, bot=True)

CHANGES = (ModeChange(True, "o", "bob", "U2"), ModeChange(False, "v", "ann", "U1"), ModeChange(False, "n", None, None),
           ModeChange(True, "k", "secret", None))  # fmt: skip

COLUMNS: dict[str, tuple[Event, tuple[str, str, str, str]]] = {
    "a message to a channel": (
        Said(7, "m", 5, ANN, "message", "#attic", "hi", "+typing=done", None, None, True),
        ("message", "#attic", "hi", "+typing=done"),
    ),
    "a message of a bot": (
        Said(7, "m", 5, ROBOT, "message", "#attic", "hi", "+a=1", None, None, True),
        ("message", "#attic", "hi", "bot;+a=1"),
    ),
    "a message of a bot without tags": (
        Said(7, "m", 5, ROBOT, "message", "#attic", "hi", "", None, None, True),
        ("message", "#attic", "hi", "bot"),
    ),
    "a message to a user has their id behind the name": (
        Said(7, "m", 5, ANN, "notice", "bob", "psst", "", "U2", None, True),
        ("notice", "bob U2", "psst", ""),
    ),
    "a message in a session": (
        Said(7, "m", 5, ANN, "message", "bob", "psst", "", "U2", None, True, None, "s1"),
        ("message", "bob U2", "psst", "session=s1"),
    ),
    "a message of a bot in a session, with tags": (
        Said(7, "m", 5, ROBOT, "message", "bob", "psst", "+a=1", "U2", None, True, None, "s1"),
        ("message", "bob U2", "psst", "bot;session=s1;+a=1"),
    ),
    "a session that began": (
        SessionOpened(7, "m", 5, ANN, "m", "U2", "bob", HALF, False),
        ("opened", "bob U2", "half", "session=m"),
    ),
    "a session that rang": (
        SessionOpened(7, "m", 5, ROBOT, "m", "U2", "bob", FULL, True),
        ("opened", "bob U2", "full", "bot;session=m;ringing"),
    ),
    "a session that was accepted": (
        SessionAccepted(7, "m", 5, ANN, "s1", "U2", "bob"),
        ("accepted", "bob U2", "", "session=s1"),
    ),
    "a session that ended": (
        SessionEnded(7, "m", 5, ANN, "s1", "U2", "bob", CLOSED),
        ("ended", "bob U2", "closed", "session=s1"),
    ),
    "a join that made the channel": (
        Joined(7, "m", 5, ANN, "#attic", "Ann Lee", "o", True),
        ("joined", "#attic", "Ann Lee", "created;modes=o"),
    ),
    "a join of a bot": (
        Joined(7, "m", 5, ROBOT, "#attic", "Ann Lee", "o", True),
        ("joined", "#attic", "Ann Lee", "bot;created;modes=o"),
    ),
    "modes that a bot set": (
        ModesSet(7, "m", 5, ROBOT, "#attic", CHANGES),
        ("modes", "#attic", "+o-vn+k bob ann secret", "bot;o=U2;v=U1;n;k="),
    ),
    "a part": (Parted(7, "m", 5, ANN, "#attic", "bye"), ("parted", "#attic", "bye", "")),
    "a kick": (
        Kicked(7, "m", 5, ANN, "#attic", "U2", "bob", "out"),
        ("kicked", "#attic bob U2", "out", ""),
    ),
    "a topic": (TopicSet(7, "m", 5, ANN, "#attic", "Tea at four"), ("topic", "#attic", "Tea at four", "")),
    "modes, as people write them": (
        ModesSet(7, "m", 5, ANN, "#attic", CHANGES),
        ("modes", "#attic", "+o-vn+k bob ann secret", "o=U2;v=U1;n;k="),
    ),
    "a nick change": (NickChanged(NO_SCOPE, "m", 5, ANN, "anna", (7,)), ("nick", "anna", "", "")),
    "a quit": (Quit(NO_SCOPE, "m", 5, ANN, "tired", (7,)), ("quit", "", "tired", "")),
}


@pytest.mark.parametrize(("event", "columns"), COLUMNS.values(), ids=COLUMNS.keys())
def test_a_row_is_readable(event: Event, columns: tuple[str, str, str, str]) -> None:
    kind, *words = columns
    assert to_rows(event, lambda scope: 3) == [(7, 3, 5, "m", kind, "U1", ANN.text, None, *words)]


def test_every_recorded_kind_of_event_is_among_the_readable_ones() -> None:
    assert {type(event) for event, _ in COLUMNS.values()} == {kind for kind in get_args(Event) if kind.recorded}


@given(events.recorded)
def test_an_event_comes_back_from_its_rows(event: Event) -> None:
    ends: Counter[int] = Counter()

    def next_of(scope: int) -> int:
        ends[scope] += 1
        return ends[scope]

    rows = to_rows(event, next_of)
    scopes = event.scopes if isinstance(event, NickChanged | Quit) else (event.scope,)
    assert [row[:2] for row in rows] == [(scope, 1) for scope in scopes]
    assert set(ends.values()) <= {1}
    assert [from_row(row) for row in rows] == [_as_seen_in(event, scope) for scope in scopes]


def _as_seen_in(event: Event, scope: int) -> Event:
    return replace(event, scope=scope, scopes=(scope,)) if isinstance(event, NickChanged | Quit) else event


@given(events.of_said, st.text())
def test_a_key_against_saying_it_twice_is_not_in_the_row(event: Said, key: str) -> None:
    assert to_rows(replace(event, once=key), lambda scope: 1) == to_rows(event, lambda scope: 1)


NOT_RECORDED: dict[str, Event] = {
    "what nobody keeps": replace(said(7, "m", 5), durable=False),
    "that a user came": Came(NO_SCOPE, "m", 5, ANN, "Ann Lee", "192.0.2.7", 1),
    "that the floor is another's": FloorHanded(7, "m", 5, ANN, "s1", "U2", "bob"),
    "modes of a user": UserModesSet(NO_SCOPE, "m", 5, BOB, "i", ""),
    "a quit that nobody saw": Quit(NO_SCOPE, "m", 5, ANN, "bye", ()),
}


@pytest.mark.parametrize("event", NOT_RECORDED.values(), ids=NOT_RECORDED.keys())
def test_there_is_no_row_and_no_number_for(event: Event) -> None:
    def next_of(scope: int) -> int:
        raise AssertionError("a number was taken")

    assert to_rows(event, next_of) == []


def test_a_kind_that_nobody_knows_is_an_error() -> None:
    row: Row = (7, 1, 5, "m", "sung", "U1", ANN.text, None, "#attic", "la", "")
    with pytest.raises(ValueError, match="sung"):
        from_row(row)


def test_a_session_that_ended_with_the_server_says_so_as_the_next_of_its_conversation() -> None:
    [opened] = to_rows(SessionOpened(7, "m", 5, ANN, "m", "U2", "bob", HALF, False), lambda scope: 3)
    row = end_row(opened, 9, 6000)
    assert row[:3] == (7, 9, 6000)
    ended = from_row(row)
    assert ended == SessionEnded(7, ended.msgid, 6000, ANN, "m", "U2", "bob", RESTART)
    assert end_row(opened, 9, 6000)[3] != ended.msgid, "an id was used twice"
