"""Sessions from the client's side."""

import pytest

from parlour.client.model import Message
from parlour.client.told import Answered, FreeListed, NotDelivered, SessionChanged
from tests.support.attached import Attached, Home


def two(home: Home, *without: str) -> tuple[Attached, Attached]:
    return home.engine("ann", without=without).connect(), home.engine("bob").connect()


def fate(message: Message) -> str:
    """What has become of a message by now."""
    return message.fate


def happened(who: Attached) -> list[tuple[str, str]]:
    return [(each.what, each.why) for each in who.told if isinstance(each, SessionChanged)]


def answers(who: Attached) -> list[tuple[str, str, bool]]:
    return [(each.buffer.name, each.lines[0], each.error) for each in who.told if isinstance(each, Answered)]


def test_a_session_is_held_and_ended() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob")
    home.settle()
    for who, partner in ((ann, "bob"), (bob, "ann")):
        session = who.engine.network.session
        assert session is not None
        assert (session.partner, session.duplex, session.ringing, session.has_floor) == (partner, "full", False, True)
        assert session.opener_is_own is (who is ann)
    ann.say("bob", "hi")
    bob.say("ann", "hello")
    assert ann.timeline("bob") == bob.timeline("ann") == ["ann: hi", "bob: hello"]
    session = ann.engine.network.session
    assert session is not None
    assert {each.session for each in ann["bob"].timeline.messages if each.is_speech} == {session.id}
    bob.engine.sessions.bye()
    home.settle()
    assert ann.engine.network.session is bob.engine.network.session is None
    assert happened(ann) == [("opened", ""), ("closed", "closed")]
    assert [each.text for each in ann["bob"].timeline.messages if each.kind == "session"] == [
        "You opened a session with bob, full duplex",
        "bob ended the session",
    ]


def test_a_session_rings_and_is_accepted() -> None:
    home = Home()
    ann, bob = two(home)
    bob.engine.sessions.ask(True)
    home.settle()
    assert bob.engine.network.asks
    assert answers(bob) == [("", "You are asked before a session begins.", False)]
    ann.engine.sessions.call("bob")
    home.settle()
    ringing = bob.engine.network.session
    assert ringing is not None
    assert [each.ringing for each in (ringing,)] == [True]
    bob.engine.sessions.accept()
    home.settle()
    assert not ringing.ringing
    assert happened(ann) == happened(bob) == [("ringing", ""), ("accepted", "")]


def test_a_session_is_declined() -> None:
    home = Home()
    ann, bob = two(home)
    bob.engine.sessions.ask(True)
    home.settle()
    ann.engine.sessions.call("bob")
    home.settle()
    bob.engine.sessions.decline()
    home.settle()
    assert happened(ann)[-1] == ("closed", "declined")


def test_who_has_the_floor_speaks_and_nothing_said_out_of_turn_is_lost() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob", "half")
    home.settle()
    assert ann.engine.sessions.may_speak(ann["bob"])
    assert not bob.engine.sessions.may_speak(bob["ann"])
    (message,) = bob.say("ann", "let me")
    assert (message.fate, message.why) == ("failed", "ann has the floor.")
    assert [each.text for each in bob.told if isinstance(each, NotDelivered)] == ["let me"]
    ann.engine.sessions.over()
    home.settle()
    assert bob.engine.sessions.may_speak(bob["ann"])
    bob.engine.sending.retry(message)
    home.settle()
    assert ann.timeline("bob") == ["bob: let me"]


def test_what_the_server_refuses_out_of_turn_is_not_lost() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob", "half")
    home.settle()
    session = bob.engine.network.session
    assert session is not None
    session.has_floor = True
    (message,) = bob.say("ann", "let me " * 58)
    assert fate(message) == "failed"
    assert "has the floor" in message.why
    assert ann.timeline("bob") == []


def test_what_was_written_for_a_session_goes_nowhere_else() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob")
    home.settle()
    ann.engine.sending.draft(ann["bob"], "a secr")
    ann.engine.sending.draft(ann["bob"], "a secret")
    bob.engine.sessions.bye()
    home.settle()
    (message,) = ann.say("bob", "a secret")
    assert fate(message) == "failed"
    assert bob.timeline("ann") == []
    ann.engine.sending.retry(message)
    home.settle()
    assert fate(message) == "failed"
    assert bob.timeline("ann") == []
    ann.say("bob", "something else")
    assert bob.timeline("ann") == ["ann: something else"]


def test_what_is_said_from_elsewhere_leaves_the_composer_as_it_is() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.open("bob", "conversation", wanted=True)
    home.settle()
    ann.engine.sending.draft(ann["bob"], "half a sent")
    ann.say("bob", "hi")
    assert ann["bob"].draft == "half a sent"
    assert bob.timeline("ann") == ["ann: hi"]


@pytest.mark.parametrize("opens_another", [True, False])
def test_after_a_lost_connection_the_session_is_over_and_its_words_are_not_sent(opens_another: bool) -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob")
    home.settle()
    (message,) = ann.say("bob", "are you there?", settle=False)
    ann.cut()
    assert happened(ann)[-1] == ("closed", "lost")
    assert fate(message) == "perhaps"
    assert ann.engine.network.session is None
    home.settle()
    assert happened(bob)[-1] == ("closed", "left")
    ann.connect()
    if opens_another:
        ann.engine.sessions.call("bob")
        home.settle()
    home.pass_time(10)
    assert bob.timeline("ann") == []
    ann.engine.sending.retry(message)
    home.settle()
    assert fate(message) == "failed"
    assert bob.timeline("ann") == []


def test_who_is_free_is_listed() -> None:
    home = Home()
    ann, bob = two(home)
    home.engine("cid").connect()
    bob.engine.sessions.call("cid")
    home.settle()
    ann.engine.sessions.free()
    home.settle()
    (listed,) = [each for each in ann.told if isinstance(each, FreeListed)]
    assert [(nick, busy) for _, nick, busy in sorted(listed.rows)] == [("ann", False), ("bob", True), ("cid", True)]


def test_those_one_talks_with_are_seen_to_be_busy() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.open("bob", "conversation", wanted=True)
    home.settle()
    ann.say("bob", "hi")
    home.engine("cid").connect()
    bob.engine.sessions.call("cid")
    home.settle()
    person = ann.engine.network.person("bob")
    assert person is not None
    assert person.busy is True
    bob.engine.sessions.bye()
    home.settle()
    assert person.busy is False


REFUSED = {
    "nobody": ("cid", "cid: "),
    "oneself": ("ann", ""),
}


@pytest.mark.parametrize(("nick", "begins"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_said_in_words(nick: str, begins: str) -> None:
    home = Home()
    ann, _ = two(home)
    ann.engine.sessions.call(nick)
    home.settle()
    ((_, words, error),) = answers(ann)
    assert error
    assert words.startswith(begins)
    assert ann.engine.network.session is None


def test_blocking_is_answered_where_it_was_asked() -> None:
    home = Home()
    ann, _ = two(home)
    ann.engine.open("bob", "conversation", wanted=True)
    home.settle()
    ann.engine.sessions.block("bob")
    ann.engine.sessions.unblock("bob")
    home.settle()
    assert answers(ann) == [("bob", "bob is blocked.", False), ("bob", "bob is not blocked any more.", False)]


def test_what_is_asked_in_a_channel_is_answered_there() -> None:
    home = Home()
    ann, _ = two(home)
    here = ann.engine.open("#attic", "channel", wanted=True)
    ann.engine.sessions.call("nobody", where=here)
    ann.engine.sessions.over(here)
    ann.engine.sessions.ask(True, here)
    home.settle()
    assert [(name, error) for name, _, error in answers(ann)] == [("#attic", True), ("#attic", True), ("#attic", False)]


def test_a_server_without_sessions_is_not_asked_for_any() -> None:
    home = Home()
    ann, _ = two(home, "parlour.chat/session")
    for ask in (ann.engine.sessions.accept, ann.engine.sessions.free, ann.engine.sessions.over):
        ask()
        assert ann.engine.take_output() == b""
    ann.carry()
    assert answers(ann) == [("", "This server has no sessions.", True)] * 3


def test_offline_there_are_none_and_that_is_said() -> None:
    home = Home()
    ann = home.engine("ann")
    ann.engine.sessions.call("bob")
    ann.carry()
    assert answers(ann) == [("", "There is no connection to the server at the moment.", True)]


def test_sessions_of_the_past_are_told_and_are_not_entered() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sessions.call("bob")
    home.settle()
    ann.say("bob", "hi")
    bob.engine.sessions.bye()
    home.settle()
    ann.engine.close(ann["bob"])
    ann.engine.open("bob", "conversation", wanted=True)
    home.settle()
    kinds = [(each.kind, each.text) for each in ann["bob"].timeline.messages]
    assert kinds == [
        ("session", "You opened a session with bob, full duplex"),
        ("said", "hi"),
        ("session", "bob ended the session"),
    ]
    assert ann.engine.network.session is None


STRANGE = (
    b"SESSION", b"SESSION OPENED", b"SESSION OPENED me", b":eve!e@h SESSION OPENED bob 1 full",
    b":eve!e@h SESSION OPENED me  full", b":eve!e@h SESSION CLOSED me 7 {nick}", b":#x SESSION OPENED me 1 full",
    b"SESSION LIST x eve BUSY", b"SESSION STATUS", b"SESSION WHAT", b"FAIL SESSION", b"FAIL SESSION X :no",
    b":eve!e@h SESSION FLOOR me 9", b"SESSION BUSY", b"SESSION LISTEND",
)  # fmt: skip


def test_strange_lines_begin_no_session() -> None:
    ann = Home().engine("ann").connect()
    for line in STRANGE:
        ann.engine.receive(line + b"\r\n")
        assert ann.engine.network.session is None
