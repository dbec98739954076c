"""The front with the client's real engine before it, and a line behind it that does what the test says."""

import pytest

from parlour.client.lines import LONGEST
from parlour.client.told import BufferAdded, NotDelivered, Received, TalkBegan
from parlour.direct.desk import Way
from tests.support.fronted import Fronted, Line


def talking(*friends: str) -> tuple[Fronted, Line]:
    """Somebody who talks with these friends."""
    desk = Line(*friends)
    ann = Fronted(desk).connect()
    for each in friends:
        desk.begins(each)
    ann.settle()
    return ann, desk


def test_one_is_let_in_under_ones_name_with_what_a_direct_line_has() -> None:
    ann = Fronted(Line("bob")).connect()
    network = ann.engine.network
    assert (network.state, network.nick, network.title) == ("online", "ann", "direct")
    assert {"parlour.chat/direct", "parlour.chat/once", "parlour.chat/receipts"} <= network.capabilities
    assert not network.is_channel("#attic")


class TestSaying:
    def test_what_the_friend_has_at_once_is_shown_once_as_delivered(self) -> None:
        ann, desk = talking("bob")
        ann.say("bob", "hi")
        assert ann.timeline("bob") == []
        desk.keeps()
        desk.delivers()
        ann.settle()
        assert ann.timeline("bob") == ["ann: hi ✓"]
        assert ann["bob"].unsent == []
        ann.pass_time(1)
        assert ann.timeline("bob") == ["ann: hi ✓"]

    def test_what_the_friend_has_not_after_a_moment_is_shown_as_waiting_and_then_as_delivered(self) -> None:
        ann, desk = talking("bob")
        ann.say("bob", "hi")
        desk.keeps()
        ann.pass_time(0.3)
        assert ann.timeline("bob") == []
        ann.pass_time(0.2)
        assert ann.timeline("bob") == ["ann: hi …"]
        desk.delivers()
        ann.pass_time(1)
        assert ann.timeline("bob") == ["ann: hi ✓"]

    def test_what_is_said_while_nobody_talks_waits_at_once_and_nothing_of_it_is_lost(self) -> None:
        desk = Line("bob")
        ann = Fronted(desk).connect()
        ann.say("bob", "one", "two")
        desk.keeps()
        ann.settle()
        assert ann.timeline("bob") == ["ann: one …", "ann: two …"]
        assert [entry.text for entry in desk.kept["bob"]] == ["one", "two"]

    def test_what_waits_for_its_echo_when_the_talk_ends_is_shown_as_waiting(self) -> None:
        ann, desk = talking("bob")
        ann.say("bob", "hi")
        desk.keeps()
        desk.ends("bob")
        ann.settle()
        assert ann.timeline("bob") == ["ann: hi …"]

    def test_the_order_is_kept_when_a_later_one_is_delivered_first(self) -> None:
        ann, desk = talking("bob")
        ann.say("bob", "one", "two")
        desk.keeps()
        last = desk.kept["bob"].pop()
        first = desk.kept["bob"].pop()
        desk.kept["bob"] = [last]
        desk.delivers()
        ann.settle()
        assert ann.timeline("bob") == ["ann: one …", "ann: two ✓"]
        desk.kept["bob"] = [first]
        desk.delivers()
        ann.pass_time(1)
        assert ann.timeline("bob") == ["ann: one ✓", "ann: two ✓"]

    def test_many_that_come_late_are_told_at_once_however_many_they_are(self) -> None:
        desk = Line("bob")
        ann = Fronted(desk).connect()
        count = 1500
        for at in range(count):
            desk.entry("bob", f"line {at}", own=True)
        buffer = ann.engine.doing.query("bob")
        ann.settle()
        while not buffer.timeline.has_begun:
            ann.engine.history.older(buffer)
            ann.settle()
        desk.begins("bob")
        ann.told.clear()
        desk.delivers()
        said = b"".join(ann.pass_time(1))
        assert max(map(len, said.splitlines())) < LONGEST
        received = [each for each in ann.told if isinstance(each, Received)]
        assert sum(len(each.messages) for each in received) == count
        assert len(received) < 10
        assert {each.receipt for each in ann["bob"].timeline.messages} == {"delivered"}

    def test_where_no_receipts_are_told_nothing_is_said_of_them(self) -> None:
        ann, desk = talking("bob")
        desk.has_receipts = False
        ann.say("bob", "hi")
        desk.keeps()
        ann.settle()
        assert ann.timeline("bob") == ["ann: hi"]

    @pytest.mark.parametrize("text", [":)", "  indented", "a" * 5000, "naïve 漢字 👍", "//slash", "a :b @c"])
    def test_any_text_goes_there_as_it_was_typed(self, text: str) -> None:
        ann, desk = talking("bob")
        ann.say("bob", text)
        for _ in range(100):
            desk.keeps()
            desk.delivers()
            ann.pass_time(1)
        assert "".join(entry.text for entry in desk.kept["bob"]) == text
        assert ann["bob"].unsent == []

    def test_an_action_is_one(self) -> None:
        ann, desk = talking("bob")
        ann.engine.sending.say(ann["bob"], "waves", "action")
        ann.settle()
        desk.keeps()
        desk.delivers()
        desk.hears("bob", "waves back", kind="action")
        ann.settle()
        assert [(each.kind, each.text) for each in ann["bob"].timeline.messages] == [
            ("action", "waves"),
            ("action", "waves back"),
        ]
        assert (desk.kept["bob"][0].kind, desk.kept["bob"][0].text) == ("action", "waves")

    def test_what_cannot_be_kept_is_given_back_with_the_reason(self) -> None:
        ann, desk = talking("bob")
        (message,) = ann.say("bob", "hi")
        desk.refuses("The disk is full.")
        ann.settle()
        assert (message.fate, message.why) == ("failed", "The disk is full.")
        assert ann["bob"].unsent == [message]
        assert any(isinstance(each, NotDelivered) for each in ann.told)
        ann.engine.sending.retry(message)
        ann.settle()
        desk.keeps()
        desk.delivers()
        ann.settle()
        assert ann.timeline("bob") == ["ann: hi ✓"]

    def test_what_may_not_be_said_is_given_back_with_the_reason(self) -> None:
        ann, desk = talking("bob")
        desk.unfit = "Only bob speaks in this talk."
        (message,) = ann.say("bob", "hi")
        assert (message.fate, message.why) == ("failed", "Only bob speaks in this talk.")

    def test_to_nobody_known_it_is_given_back(self) -> None:
        ann = Fronted(Line("bob")).connect()
        (message,) = ann.say("cid", "hi")
        assert message.fate == "failed"
        assert message.why.startswith("Nobody is known as cid")

    def test_after_a_break_what_had_no_echo_goes_out_again_and_is_kept_once(self) -> None:
        ann, desk = talking("bob")
        ann.say("bob", "hi")
        desk.keeps()
        ann.cut()
        ann.connect()
        ann.pass_time(1)
        desk.keeps()
        desk.delivers()
        ann.pass_time(1)
        assert [entry.text for entry in desk.kept["bob"]] == ["hi"]
        assert ann.timeline("bob") == ["ann: hi ✓"]
        assert ann["bob"].unsent == []

    def test_what_is_delivered_while_there_is_no_face_is_told_to_the_next(self) -> None:
        desk = Line("bob")
        ann = Fronted(desk).connect()
        ann.say("bob", "hi")
        desk.keeps()
        ann.settle()
        desk.begins("bob")
        desk.delivers()
        ann.cut()
        ann.front.begin(lambda: None)
        ann.pass_time(1)
        ann.engine.connecting()
        ann.engine.opened()
        ann.settle()
        ann.pass_time(1)
        assert ann.timeline("bob") == ["ann: hi ✓"]


class TestTheTalk:
    def test_it_opens_the_conversation_and_is_known_until_it_ends(self) -> None:
        ann, desk = talking("bob")
        assert ann["bob"].talking == "both"
        assert ann["bob"].joined
        assert [each.buffer.name for each in ann.told if isinstance(each, TalkBegan)] == ["bob"]
        desk.ends("bob")
        ann.settle()
        assert ann["bob"].talking == ""
        assert not ann["bob"].joined

    @pytest.mark.parametrize("way", list(Way))
    def test_it_is_known_who_speaks(self, way: Way) -> None:
        desk = Line("bob")
        ann = Fronted(desk).connect()
        desk.begins("bob", way)
        ann.settle()
        assert ann["bob"].talking == way.value

    def test_what_happened_before_the_face_was_there_is_told_in_its_order(self) -> None:
        desk = Line("bob")
        ann = Fronted(desk)
        desk.notes("You are ann.")
        desk.begins("bob")
        desk.hears("bob", "hi", "there")
        ann.connect()
        assert ("", "You are ann.") in ann.answered()
        assert ann.timeline("bob") == ["bob: hi", "bob: there"]
        assert ann["bob"].talking == "both"

    def test_who_talks_is_known_again_after_a_break(self) -> None:
        ann, desk = talking("bob", "cid")
        desk.ends("cid")
        ann.settle()
        ann.cut()
        assert ann["bob"].talking == ""
        ann.connect()
        assert (ann["bob"].talking, ann["cid"].talking) == ("both", "")

    def test_a_friend_who_speaks_opens_the_conversation(self) -> None:
        desk = Line("bob")
        ann = Fronted(desk).connect()
        desk.hears("bob", "hi")
        ann.settle()
        assert [each.buffer.name for each in ann.told if isinstance(each, BufferAdded)] == ["bob"]
        assert ann.timeline("bob") == ["bob: hi"]

    def test_what_a_friend_says_is_no_line_of_its_own_and_no_query(self) -> None:
        ann, desk = talking("bob")
        desk.hears("bob", "a\r\n:direct.parlour DIRECT TALKING eve both", "\x01VERSION\x01", "\x01ACTION eats\x01")
        said = b"".join(ann.settle())
        assert b"\x01" not in said
        assert ann.timeline("bob") == [
            "bob: a  :direct.parlour DIRECT TALKING eve both", "bob: ␁VERSION␁", "bob: ␁ACTION eats␁",
        ]  # fmt: skip
        assert ann.engine.network.buffer("eve") is None
        assert ann.answered() == []

    def test_a_sentence_stands_where_it_belongs(self) -> None:
        ann, desk = talking("bob")
        ann.answered()
        desk.notes("bob offers cat.png (3 kB).", "bob")
        desk.notes("The disk is full.", error=True)
        desk.notes("eve's words are these.", "eve")
        ann.settle()
        assert ann.answered() == [
            ("bob", "bob offers cat.png (3 kB)."),
            ("", "! The disk is full."),
            ("", "eve's words are these."),
        ]


class TestThePast:
    def test_the_latest_is_there_when_a_conversation_is_opened_and_receipts_with_it(self) -> None:
        desk = Line("bob")
        desk.entry("bob", "one", own=True)
        desk.delivers()
        desk.entry("bob", "two")
        desk.entry("bob", "three", own=True)
        ann = Fronted(desk).connect()
        ann.say("bob")
        assert ann.timeline("bob") == ["ann: one ✓", "bob: two", "ann: three …"]

    def test_one_can_go_back_to_the_very_first(self) -> None:
        desk = Line("bob")
        for at in range(1200):
            desk.entry("bob", f"line {at}", own=at % 2 == 0)
        ann = Fronted(desk).connect()
        buffer = ann.engine.doing.query("bob")
        ann.settle()
        pages = 1
        while not buffer.timeline.has_begun:
            ann.engine.history.older(buffer)
            ann.settle()
            pages += 1
            assert pages < 10
        assert [each.text for each in buffer.timeline.messages] == [f"line {at}" for at in range(1200)]

    def test_a_page_before_a_time_ends_there(self) -> None:
        desk = Line("bob")
        entries = [desk.entry("bob", f"line {at}") for at in range(1200)]
        ann = Fronted(desk).connect()
        at_ms = entries[300].at_ms
        stamp = f"2026-03-01T12:00:{(at_ms - 1_772_366_400_000) / 1000:06.3f}Z"
        said = ann.send(f"@label=x CHATHISTORY BEFORE bob timestamp={stamp} 2")
        assert said.count(b" PRIVMSG ") == 2
        assert said.index(b":line 298") < said.index(b":line 299")

    @pytest.mark.parametrize("line", ["CHATHISTORY AROUND bob * 5", "CHATHISTORY LATEST eve * 5", "CHATHISTORY"])
    def test_what_there_is_not_is_refused_under_its_label(self, line: str) -> None:
        ann = Fronted(Line("bob")).connect()
        assert ann.send(f"@label=x {line}").startswith(b"@label=x :direct.parlour FAIL CHATHISTORY ")


class TestAsking:
    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            (("DIAL", "far.example:7800", "lusab-babad"), ("dial", "far.example:7800 lusab-babad")),
            (("CODE", "lusab babad"), ("code", "lusab babad")),
            (("CODE", ""), ("code", "")),
            (("TRUST", "10.0.0.3"), ("trust", "10.0.0.3")),
            (("FORGET", "bob"), ("forget", "bob")),
            (("BYE", "bob"), ("bye", "bob")),
            (("SEND", "bob", "/tmp/two words.png"), ("send", "bob", "/tmp/two words.png")),
            (("ACCEPT", "bob"), ("accept", "bob")),
            (("ACCEPT", ""), ("accept", "")),
            (("DECLINE", "bob"), ("decline", "bob")),
            (("FIND",), ("find",)),
        ],
        ids=str,
    )
    def test_it_is_asked_and_what_cannot_be_is_answered_where_it_was(
        self, words: tuple[str, ...], asked: tuple[str, ...]
    ) -> None:
        ann, desk = talking("bob")
        ann.answered()
        ann.engine.direct.ask(ann["bob"], *words)
        ann.settle()
        assert (desk.asked, ann.answered()) == ([asked], [])
        desk.unfit = "That cannot be."
        ann.engine.direct.ask(ann["bob"], *words)
        ann.settle()
        assert ann.answered() == [("bob", "! That cannot be.")]

    def test_whom_one_knows(self) -> None:
        ann, desk = talking("bob")
        desk.kept["cid"] = []
        desk.entry("cid", "hi", own=True)
        ann.answered()
        ann.engine.direct.ask(ann["bob"], "FRIENDS")
        ann.settle()
        (_, bob), (_, cid) = ann.answered()
        assert bob == "bob: talking; words lusab-babad of bob"
        assert cid == "cid: away, 1 message waits; words lusab-babad of cid"

    def test_who_somebody_is(self) -> None:
        ann, _ = talking("bob")
        ann.answered()
        ann.engine.doing.whois("bob", ann["bob"])
        ann.engine.doing.whois("eve", ann["bob"])
        ann.settle()
        told = [line for _, line in ann.answered()]
        assert any("lusab-babad of bob" in line for line in told)
        assert any("Nobody is known by that name" in line for line in told)

    @pytest.mark.parametrize("word", ["WALLOPS", "LET_IN", "PUT", "FRIENDS", "366"])
    def test_what_there_is_not_is_said_to_be_unknown(self, word: str) -> None:
        ann = Fronted(Line("bob")).connect()
        assert f" 421 ann {word} ".encode() in ann.send(f"{word} :hi")

    def test_what_the_line_cannot_do_is_refused(self) -> None:
        ann = Fronted(Line("bob")).connect()
        assert b" FAIL DIRECT UNKNOWN JUGGLE " in ann.send("DIRECT JUGGLE")

    def test_leaving_is_answered(self) -> None:
        ann = Fronted(Line("bob")).connect()
        ann.engine.quit("bye")
        ann.settle()
        assert ann.front.is_over
