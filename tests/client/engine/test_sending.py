"""What the user says: how it goes out, what its receipt is, and what becomes of it where there is none."""

import pytest

from parlour.client.model import Message
from parlour.client.told import Answered, MessageAdded, NotDelivered
from tests.support.attached import Attached, Home

WITHOUT_LABELS = ("labeled-response",)
WITHOUT_ECHO = ("echo-message", "labeled-response", "parlour.chat/once")


def two(home: Home, *without: str) -> tuple[Attached, Attached]:
    return home.engine("ann", "#attic", without=without).connect(), home.engine("bob", "#attic").connect()


def fate(message: Message) -> str:
    """What has become of a message by now."""
    return message.fate


@pytest.mark.parametrize("without", [(), WITHOUT_LABELS, ("echo-message",), WITHOUT_ECHO], ids=str)
def test_what_is_said_stands_in_the_timeline_when_it_has_arrived(without: tuple[str, ...]) -> None:
    ann, bob = two(Home(), *without)
    (message,) = ann.say("#attic", "hi", settle=False)
    assert fate(message) == "sent"
    assert ann["#attic"].unsent == [message]
    assert ann.timeline("#attic") == []
    ann.world.settle()
    assert fate(message) == ""
    assert ann["#attic"].unsent == []
    assert ann["#attic"].timeline.messages[-1] is message
    assert bob.timeline("#attic") == ["ann: hi"]


def test_the_echo_tells_the_id_and_the_time() -> None:
    ann, bob = two(Home())
    (message,) = ann.say("#attic", "hi")
    heard = bob["#attic"].timeline.messages[-1]
    assert message.msgid == heard.msgid != ""
    assert message.at_ms == heard.at_ms
    assert ann["#attic"].timeline.by_msgid[message.msgid] is message


def test_what_is_said_offline_waits_and_goes_out_in_its_order() -> None:
    ann, bob = two(Home())
    ann.cut()
    for text in ("one", "two", "three"):
        assert [each.fate for each in ann.say("#attic", text)] == ["waiting"]
    ann.connect()
    assert bob.timeline("#attic") == ["ann: one", "ann: two", "ann: three"]
    assert ann.timeline("#attic") == bob.timeline("#attic")


def test_several_lines_are_several_messages_and_empty_ones_are_none() -> None:
    ann, bob = two(Home())
    assert len(ann.say("#attic", "one\r\n\n  two\n \nthree\n")) == 3
    assert bob.timeline("#attic") == ["ann: one", "ann:   two", "ann: three"]
    assert ann.say("#attic", " \n ") == []


@pytest.mark.parametrize("text", ["word " * 300, "x" * 2000, "\N{FAMILY}\N{ZERO WIDTH JOINER}" * 200, "ä" * 700])
def test_a_long_text_is_relayed_whole(text: str) -> None:
    ann, bob = two(Home())
    ann.say("#attic", text)
    heard = [each.text for each in bob["#attic"].timeline.messages if each.is_speech]
    assert "".join(heard).replace(" ", "") == text.replace(" ", "")
    assert ann["#attic"].unsent == []


def test_a_text_that_proves_too_long_is_cut_again() -> None:
    home = Home()
    ann, bob = two(home)
    me = ann.engine.person("ann")
    me.user = me.host = "x"
    text = "".join(f"{number:05}" for number in range(96))
    assert len(ann.say("#attic", text)) == 1, "the engine thinks that it fits"
    heard = [each.text for each in bob["#attic"].timeline.messages if each.is_speech]
    assert "".join(heard) == text
    assert ann["#attic"].unsent == []


def test_an_action_is_one() -> None:
    ann, bob = two(Home())
    ann.engine.sending.say(ann["#attic"], "waves", "action")
    ann.world.settle()
    for each in (ann, bob):
        last = each["#attic"].timeline.messages[-1]
        assert (last.kind, last.text) == ("action", "waves")


def test_control_characters_make_no_query_of_a_text() -> None:
    ann, bob = two(Home())
    ann.say("#attic", "\x01VERSION\x01\0")
    assert bob.timeline("#attic") == ["ann: VERSION"]


def test_an_answer_names_what_it_answers() -> None:
    ann, bob = two(Home())
    (asked,) = ann.say("#attic", "tea?")
    bob.engine.sending.say(bob["#attic"], "yes\nplease", reply_to=asked.msgid)
    bob.world.settle()
    assert [each.reply_to for each in ann["#attic"].timeline.messages[-2:]] == [asked.msgid, ""]


REFUSED = {
    "with labels": (),
    "without labels": WITHOUT_LABELS,
    "without echoes": WITHOUT_ECHO,
}


@pytest.mark.parametrize("without", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_not_lost(without: tuple[str, ...]) -> None:
    home = Home()
    ann, bob = two(home, *without)
    bob.engine.send("MODE", "#attic", "+m")
    ann.engine.send("MODE", "#attic", "+m")
    home.settle()
    talker = bob
    (message,) = talker.say("#attic", "hear me")
    assert fate(message) == "failed"
    assert "+m" in message.why
    assert talker["#attic"].unsent == [message]
    assert [each.text for each in talker.told if isinstance(each, NotDelivered)] == ["hear me"]
    ann.engine.send("MODE", "#attic", "-m")
    home.settle()
    talker.engine.sending.retry(message)
    home.settle()
    assert fate(message) == ""
    assert ann.timeline("#attic") == ["bob: hear me"]


@pytest.mark.parametrize("without", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_said_to_nobody_fails(without: tuple[str, ...]) -> None:
    home = Home()
    ann = home.engine("ann", "#attic", without=without).connect()
    ann.engine.open("cid", "conversation", wanted=True)
    home.settle()
    (message,) = ann.say("cid", "are you there?")
    assert fate(message) == "failed"
    assert message.why
    ann.engine.sending.discard(message)
    assert ann["cid"].unsent == []


def test_one_refusal_holds_up_nothing_else() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.open("cid", "conversation", wanted=True)
    home.settle()
    ann.say("cid", "there?", settle=False)
    ann.say("#attic", "hi", settle=False)
    home.settle()
    assert bob.timeline("#attic") == ["ann: hi"]
    assert [each.fate for each in ann["cid"].unsent] == ["failed"]


def lost(*without: str, arrives: bool) -> tuple[Attached, Attached, Message]:
    """Ann says something, and loses her connection before she knows whether it arrived."""
    home = Home()
    ann, bob = home.engine("ann", "#attic", without=without).connect(), home.engine("bob", "#attic").connect()
    (message,) = ann.say("#attic", "did you hear?", settle=False)
    ann.cut(up=100_000 if arrives else 20)
    home.settle()
    return ann, bob, message


@pytest.mark.parametrize("arrives", [True, False])
def test_what_nobody_knows_of_goes_out_again_under_its_key(arrives: bool) -> None:
    ann, bob, message = lost(arrives=arrives)
    assert fate(message) == "waiting"
    ann.connect()
    assert fate(message) == ""
    assert ann.timeline("#attic") == bob.timeline("#attic") == ["ann: did you hear?"]


def test_what_comes_late_stands_where_everybody_else_has_it() -> None:
    home = Home(on_join=0)
    ann = home.engine("ann", "#attic", without=("draft/chathistory",)).connect()
    bob = home.engine("bob", "#attic").connect()
    ann.say("#attic", "did you hear?", settle=False)
    ann.cut(up=100_000)
    ann.connect(settle=False)
    while not ann["#attic"].joined:
        ann.carry()
    bob.say("#attic", "what?", settle=False)
    bob.carry()
    home.settle()
    assert ann.timeline("#attic") == bob.timeline("#attic") == ["ann: did you hear?", "bob: what?"]


def test_without_keys_it_is_found_in_the_history() -> None:
    ann, bob, message = lost("parlour.chat/once", arrives=True)
    assert fate(message) == "perhaps"
    ann.connect()
    assert ann["#attic"].unsent == []
    assert ann.timeline("#attic") == bob.timeline("#attic") == ["ann: did you hear?"]


@pytest.mark.parametrize("without", [("parlour.chat/once",), ("parlour.chat/once", "draft/chathistory")], ids=str)
def test_without_keys_it_is_left_to_the_user_when_it_is_not_found(without: tuple[str, ...]) -> None:
    ann, bob, message = lost(*without, arrives=False)
    ann.connect()
    assert [each.fate for each in ann["#attic"].unsent] == ["perhaps"]
    assert bob.timeline("#attic") == []
    ann.engine.sending.retry(message)
    ann.world.settle()
    assert ann["#attic"].unsent == []
    assert bob.timeline("#attic") == ["ann: did you hear?"]


def test_what_was_sent_without_a_key_is_not_sent_again_to_a_server_that_knows_keys() -> None:
    ann, _, message = lost("parlour.chat/once", "draft/chathistory", arrives=True)
    ann.without = frozenset(["draft/chathistory"])
    ann.connect()
    assert fate(message) == "perhaps"


def test_a_key_that_may_be_forgotten_is_not_trusted() -> None:
    ann, bob, message = lost("draft/chathistory", arrives=True)
    ann.world.clock.wall_ms += 7 * 24 * 60 * 60 * 1000
    ann.connect()
    assert fate(message) == "perhaps"
    assert bob.timeline("#attic") == ["ann: did you hear?"]


def test_what_waits_survives_the_client() -> None:
    ann, bob, _ = lost(arrives=True)
    ann.say("#attic", "and this?")
    kept = ann.engine.sending.snapshot()
    again = ann.world.engine("ann", "#attic")
    again.engine.sending.restore(kept)
    again.connect()
    assert again["#attic"].unsent == []
    assert again.timeline("#attic") == bob.timeline("#attic") == ["ann: did you hear?", "ann: and this?"]


def test_what_was_on_its_way_when_the_client_ended_has_the_fate_it_would_have_had() -> None:
    home = Home()
    ann = home.engine("ann", "#attic", without=("parlour.chat/once",)).connect()
    ann.say("#attic", "hi", settle=False)
    again = home.engine("ann")
    again.engine.sending.restore(ann.engine.sending.snapshot())
    assert [(each.text, each.fate) for each in again["#attic"].unsent] == [("hi", "perhaps")]


def test_nothing_can_be_said_to_the_server() -> None:
    ann = Home().engine("ann").connect()
    assert ann.say("", "hello?") == []
    assert [each.error for each in ann.told if isinstance(each, Answered)] == [True]


def test_what_another_device_says_is_shown_and_is_not_unread() -> None:
    ann = Home().engine("ann", "#attic").connect()
    ann.engine.receive(b"@msgid=x1 :ann!ann@host PRIVMSG #attic :from my phone\r\n")
    assert ann.timeline("#attic") == ["ann: from my phone"]
    assert ann["#attic"].timeline.messages[-1].own
    assert ann["#attic"].unread == 0


def test_what_is_said_to_oneself_comes_once() -> None:
    ann = Home().engine("ann").connect()
    ann.engine.open("ann", "conversation", wanted=True)
    ann.world.settle()
    ann.say("ann", "note to self")
    assert ann.timeline("ann") == ["ann: note to self"]


def test_a_server_that_may_take_it_for_a_flood_gets_a_few_lines_and_then_one_a_second() -> None:
    home = Home()
    ann, bob = two(home, "parlour.chat/once")
    ann.say("#attic", "\n".join(f"line {number}" for number in range(12)))
    assert len(bob.timeline("#attic")) == 8
    home.pass_time(6)
    assert bob.timeline("#attic") == [f"ann: line {number}" for number in range(12)]


def test_a_message_without_any_receipt_is_asked_after() -> None:
    home = Home()
    ann = home.engine("ann", "#attic").connect()
    ann.engine.open("*sessions", "conversation", wanted=True)
    home.settle()
    # A server that echoes nothing that was said to its services.
    ann.engine.network.capabilities.add("echo-message")
    (message,) = ann.engine.sending.say(ann["#attic"], "hi")
    ann.engine.take_output()
    home.pass_time(7)
    assert fate(message) == ""


def test_a_message_told_is_live() -> None:
    ann, bob = two(Home())
    ann.say("#attic", "hi")
    assert [each.live for each in bob.told if isinstance(each, MessageAdded) and each.message.text == "hi"] == [True]


# Gestures


def test_a_reaction_is_seen_by_both_and_taken_back() -> None:
    home = Home()
    ann, bob = two(home)
    (message,) = ann.say("#attic", "tea?")
    seen = bob["#attic"].timeline.by_msgid[message.msgid]
    bob.engine.sending.react(bob["#attic"], seen, "👍")
    home.settle()
    assert message.reactions == seen.reactions == {"👍": ["bob"]}
    bob.engine.sending.react(bob["#attic"], seen, "👍")
    home.settle()
    assert message.reactions is seen.reactions is None


def test_a_server_without_tags_passes_on_no_reactions_and_that_is_said() -> None:
    home = Home()
    ann = home.engine("ann", "#attic", without=("message-tags",)).connect()
    (message,) = ann.say("#attic", "tea?")
    ann.engine.sending.react(ann["#attic"], message, "👍")
    assert ann.engine.take_output() == b""
    assert [each.error for each in ann.engine.take_told() if isinstance(each, Answered)] == [True]


def test_typing_is_told_at_most_every_three_seconds_and_ends_by_itself() -> None:
    """https://ircv3.net/specs/client-tags/typing#format"""
    home = Home()
    ann, bob = two(home)
    sent = 0
    for _ in range(6):
        ann.engine.sending.typing(ann["#attic"], True)
        sent += ann.engine.take_output().count(b"TAGMSG")
        home.clock.wall_ms += 1000
    assert sent == 2
    ann.engine.sending.typing(ann["#attic"], True)
    home.settle()
    assert list(bob["#attic"].typing) == ["ann"]
    home.pass_time(7)
    assert bob["#attic"].typing == {}


def test_typing_ends_with_what_was_typed_or_with_a_word() -> None:
    home = Home()
    ann, bob = two(home)
    ann.engine.sending.typing(ann["#attic"], True)
    home.settle()
    assert list(bob["#attic"].typing) == ["ann"]
    ann.say("#attic", "hi")
    assert bob["#attic"].typing == {}
    home.pass_time(4)
    ann.engine.sending.typing(ann["#attic"], True)
    home.settle()
    ann.engine.sending.typing(ann["#attic"], False)
    home.pass_time(4)
    assert bob["#attic"].typing == {}


def test_nobody_is_told_of_typing_who_is_not_to_know() -> None:
    home = Home()
    ann, _ = two(home)
    ann.engine.sending.gestures.tells_typing = False
    ann.engine.sending.typing(ann["#attic"], True)
    assert ann.engine.take_output() == b""
