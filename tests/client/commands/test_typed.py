"""What is typed: a command, text, or a mistake that comes back with a sentence."""

import pytest

from parlour.client import wording
from parlour.client.model import Buffer
from tests.support.attached import Home
from tests.support.facing import Somebody

CALL = "! /call <nick> [full|half|simplex] is how it is typed: Open a session: what you type goes to that one alone."


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def ann(home: Home) -> Somebody:
    return Somebody(home, "ann", "#attic").connect()


@pytest.fixture
def bob(home: Home) -> Somebody:
    return Somebody(home, "bob", "#attic").connect()


def said(buffer: Buffer) -> list[str]:
    return [f"{each.nick}: {each.text}" for each in buffer.timeline.messages if each.is_speech]


def test_text_is_said_where_one_is(ann: Somebody, bob: Somebody) -> None:
    assert bob.type("hello")
    assert said(ann.buffer) == ["bob: hello"]


def test_two_slashes_say_what_begins_with_one(ann: Somebody, bob: Somebody) -> None:
    assert bob.type("//join is a command", "/ is a sign") is False
    assert said(ann.buffer) == ["bob: /join is a command"]
    assert bob.take_shown() == [
        "! A slash begins a command; /help shows them, and two slashes say what begins with one."
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "/tpoic cats",
            "! There is no command /tpoic; did you mean /topic? To say it, begin with two slashes.",
        ),
        (
            "/usr/bin/env python",
            "! There is no command /usr/bin/env; /help shows those that there are. To say it, begin with two slashes.",
        ),
        ("/call", CALL),
        ("/call bob loud", CALL),
        ("/ask maybe", "! /ask on|off is how it is typed: Be asked before a session begins, or have it begin at once."),
        ("   ", "! There is nothing to say in that."),
    ],
)
def test_a_mistake_comes_back_with_a_sentence(ann: Somebody, typed: str, shown: str) -> None:
    assert not ann.type(typed)
    assert ann.take_shown() == [shown]


def test_text_for_the_server_comes_back(home: Home) -> None:
    cleo = Somebody(home, "cleo").connect()
    assert not cleo.type("is anybody there?")
    assert cleo.take_shown() == [
        "! Nobody would read this here: /join #channel or /query nick first, or begin with a slash."
    ]


def test_text_in_a_channel_that_one_has_left_comes_back(ann: Somebody) -> None:
    ann.type("/part")
    ann.take_shown()
    assert not ann.type("hello?")
    assert ann.take_shown() == ["! You are not in #attic, so nobody would read this; /join #attic enters it."]


def test_what_needs_the_server_comes_back_while_there_is_none(ann: Somebody) -> None:
    ann.attached.cut()
    assert not ann.type("/topic cats")
    assert ann.take_shown() == ["! There is no connection to home now; /topic needs one."]


def test_text_waits_while_there_is_no_server(ann: Somebody) -> None:
    ann.attached.cut()
    assert ann.type("later")
    assert [each.text for each in ann.buffer.unsent] == ["later"]


def test_several_lines_are_said_as_they_are(ann: Somebody, bob: Somebody) -> None:
    assert bob.type("one\ntwo")
    assert said(ann.buffer) in (["bob: one", "bob: two"], ["bob: one\ntwo"])


def test_a_line_of_words_names_who_speaks(ann: Somebody, bob: Somebody) -> None:
    bob.type("hello", "/me waves", "/notice #attic mind the cat")
    lines = [wording.line(ann.engine.network, each) for each in ann.buffer.timeline.messages if each.is_speech]
    assert lines == ["<bob> hello", "* bob waves", "-bob- mind the cat"]
