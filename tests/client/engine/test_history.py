"""The past: gaps filled, older pages, what is unread, and servers that say what is not so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.client import history, merging
from parlour.client.engine import Engine
from parlour.client.model import Buffer
from parlour.client.profile import Profile
from parlour.client.told import HistoryAnswered, MessageAdded, MessagesInserted, MessagesRemoved
from parlour.wire.times import format_ms
from tests.support.attached import Attached, Home
from tests.support.surroundings import START_MS


def two(home: Home) -> tuple[Attached, Attached]:
    return home.engine("ann", "#attic").connect(), home.engine("bob", "#attic").connect()


def gap(who: Attached) -> int | None:
    """Where something is missing by now."""
    return who["#attic"].timeline.gap


def is_loading(buffer: Buffer) -> bool:
    """Whether an answer is waited for by now."""
    return buffer.timeline.loading


def flood(someone: Attached, count: int, word: str = "line") -> list[str]:
    said = [f"{word} {number}" for number in range(count)]
    someone.say("#attic", "\n".join(said))
    return [f"{someone.name}: {text}" for text in said]


def test_a_thousand_messages_while_away_come_once_and_in_order() -> None:
    ann, bob = two(Home())
    ann.say("#attic", "before")
    bob.cut()
    said = flood(ann, 1000)
    bob.connect()
    assert bob.timeline("#attic") == ["ann: before", *said]
    assert bob["#attic"].timeline.gap is None
    assert bob["#attic"].unread == 1001
    live = [each for each in bob.told if isinstance(each, MessageAdded) and each.live and each.message.text in said]
    assert live == []


def test_what_is_told_of_pages_leads_to_the_timeline() -> None:
    home = Home()
    ann, bob = two(home)
    picture: list[str] = []
    for turn in range(3):
        flood(ann, 130, f"turn {turn}")
        if turn == 1:
            bob.cut()
    bob.connect()
    home.settle()
    for told in bob.told:
        if isinstance(told, MessageAdded | MessagesInserted | MessagesRemoved) and told.buffer is bob["#attic"]:
            match told:
                case MessageAdded():
                    picture.append("")
                case MessagesInserted():
                    picture[told.index : told.index] = [""] * told.count
                case MessagesRemoved():
                    del picture[told.index : told.index + told.count]
    assert len(picture) == len(bob["#attic"].timeline.messages)


def test_what_is_said_while_the_gap_is_filled_stands_behind_it() -> None:
    home = Home()
    ann, bob = two(home)
    bob.cut()
    said = flood(ann, 300)
    bob.connect(settle=False)
    ended = False
    for number in range(200):
        ann.carry()
        bob.carry(down=2000)
        if bob["#attic"].joined and not ended:
            said.append(f"ann: meanwhile {number}")
            ann.say("#attic", f"meanwhile {number}", settle=False)
            ended = number > 20
    home.settle()
    assert bob.timeline("#attic") == ann.timeline("#attic") == said


def test_what_was_missed_stands_before_the_return() -> None:
    home = Home()
    ann = home.engine("ann", "#attic").connect()
    bob = home.engine("bob", "#attic", without=("draft/event-playback",)).connect()
    ann.say("#attic", "before")
    bob.cut()
    ann.say("#attic", "meanwhile")
    bob.connect(settle=False)
    while not bob["#attic"].joined:
        bob.carry()
    ann.say("#attic", "after", settle=False)
    home.settle()
    shown = [each.text or each.kind for each in bob["#attic"].timeline.messages]
    assert shown == ["joined", "before", "meanwhile", "joined", "after"]


def test_a_gap_that_is_too_large_leaves_a_mark_and_is_filled_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGES", 2)
    monkeypatch.setattr(history, "PAGE", 100)
    ann, bob = two(Home())
    ann.say("#attic", "before")
    bob.cut()
    said = flood(ann, 500)
    bob.connect()
    timeline = bob["#attic"].timeline
    assert timeline.gap is not None
    first = timeline.messages[timeline.gap].text
    assert bob.timeline("#attic") == ["ann: before", *said[said.index(f"ann: {first}") :]]
    assert len(said) - 200 <= said.index(f"ann: {first}") < len(said) - 190
    for _ in range(4):
        bob.engine.history.older(bob["#attic"])
        bob.world.settle()
    assert gap(bob) is None
    assert bob.timeline("#attic") == ["ann: before", *said]


def test_two_gaps_in_a_row_are_both_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = two(Home())
    bob.cut()
    said = flood(ann, 400)
    bob.connect(settle=False)
    for _ in range(40):
        bob.carry(down=700)
    bob.cut(down=100)
    said += flood(ann, 300, "more")
    bob.connect()
    assert bob.timeline("#attic") == said
    assert bob["#attic"].timeline.gap is None


def test_the_past_is_read_back_to_its_beginning() -> None:
    home = Home()
    ann = home.engine("ann", "#attic").connect()
    said = flood(ann, 1400)
    bob = home.engine("bob", "#attic").connect()
    buffer = bob["#attic"]
    assert bob.timeline("#attic") == said[-len(bob.timeline("#attic")) :]
    asked = 0
    while not buffer.timeline.has_begun:
        bob.engine.history.older(buffer)
        assert is_loading(buffer)
        home.settle()
        asked += 1
        assert asked < 10
    assert asked > 2
    assert bob.timeline("#attic") == said
    assert not is_loading(buffer)
    bob.engine.history.older(buffer)
    assert bob.engine.take_output() == b""
    assert buffer.unread == 0, "what was said before one came for the first time is not unread"


def test_what_happened_is_told_and_makes_nothing_unread() -> None:
    home = Home()
    ann, bob = two(home)
    bob.cut()
    ann.engine.send("TOPIC", "#attic", "tea at five")
    ann.engine.send("MODE", "#attic", "+m")
    cid = home.engine("cid", "#attic").connect()
    ann.engine.send("KICK", "#attic", "cid", "not now")
    home.settle()
    cid.cut()
    bob.connect()
    happened = [(each.kind, each.nick, each.to, each.text) for each in bob["#attic"].timeline.messages]
    assert ("topic", "ann", "", "tea at five") in happened
    assert ("mode", "ann", "", "+m") in happened
    assert ("kicked", "ann", "cid", "not now") in happened
    assert ("joined", "cid", "", "") in happened
    assert bob["#attic"].unread == 0


def test_a_server_that_keeps_silent_is_not_waited_for_for_ever() -> None:
    home = Home()
    ann, _ = two(home)
    ann["#attic"].timeline.has_begun = False
    ann.engine.history.older(ann["#attic"])
    ann.engine.take_output()
    home.pass_time(31)
    assert not ann["#attic"].timeline.loading
    assert [each for each in ann.told if isinstance(each, HistoryAnswered)]


def test_what_is_said_goes_out_though_the_history_does_not_answer() -> None:
    home = Home()
    ann, bob = two(home)
    ann.say("#attic", "before")
    ann.cut()
    home.clock.slow_reads = True
    ann.connect()
    (message,) = ann.say("#attic", "hello?")
    assert message.fate == "waiting"
    home.pass_time(31)
    home.clock.slow_reads = False
    home.clock.answer_reads()
    home.run()
    home.settle()
    assert bob.timeline("#attic") == ["ann: before", "ann: hello?"]
    assert ann.timeline("#attic") == ["ann: before", "ann: hello?"]


@pytest.mark.parametrize("without", [("draft/chathistory",), ("draft/chathistory", "batch")], ids=str)
def test_what_a_server_plays_when_one_joins_is_past(without: tuple[str, ...]) -> None:
    home = Home()
    ann = home.engine("ann", "#attic").connect()
    said = flood(ann, 10)
    home.pass_time(5)
    bob = home.engine("bob", "#attic", without=without).connect()
    assert bob.timeline("#attic") == said
    assert bob["#attic"].unread == 0
    assert [each for each in bob.told if isinstance(each, MessageAdded) and each.live and each.message.is_speech] == []
    ann.say("#attic", "now")
    assert bob["#attic"].unread == 1
    home.pass_time(5)
    bob.cut()
    bob.connect()
    assert bob.timeline("#attic") == [*said, "ann: now"]


def test_a_server_without_the_capability_is_asked_nothing() -> None:
    home = Home()
    bob = home.engine("bob", "#attic", without=("draft/chathistory",)).connect()
    bob.engine.history.older(bob["#attic"])
    assert bob.engine.take_output() == b""
    assert not bob["#attic"].timeline.loading


# What is unread


def test_what_was_seen_is_read() -> None:
    ann, bob = two(Home())
    ann.say("#attic", "one\ntwo bob\nthree")
    buffer = bob["#attic"]
    assert (buffer.unread, buffer.mentions) == (3, 1)
    first = bob.engine.history.first_unread(buffer)
    assert first is not None
    assert buffer.timeline.messages[first].text == "one"
    ann.world.pass_time(1)
    bob.engine.history.seen(buffer, buffer.timeline.messages[-2])
    assert (buffer.unread, buffer.mentions) == (1, 0)
    bob.engine.history.seen(buffer, buffer.timeline.messages[-1])
    assert (buffer.unread, bob.engine.history.first_unread(buffer)) == (0, None)


def test_how_far_one_has_read_survives_the_client() -> None:
    home = Home()
    ann, bob = two(home)
    ann.say("#attic", "one\ntwo")
    bob.engine.history.seen(bob["#attic"], bob["#attic"].timeline.messages[-1])
    positions = bob.engine.history.positions()
    bob.cut()
    ann.say("#attic", "three\nfour")
    again = home.engine("bob", "#attic")
    again.engine.history.restore(positions)
    again.connect()
    assert again.timeline("#attic") == ["ann: one", "ann: two", "ann: three", "ann: four"]
    assert again["#attic"].unread == 2
    first = again.engine.history.first_unread(again["#attic"])
    assert first is not None
    assert again["#attic"].timeline.messages[first].text == "three"


# Servers of any kind, by script

NOW = START_MS
WELCOME = (
    b":irc 001 me :hello\r\n:irc 005 me CHATHISTORY=100 MSGREFTYPES=msgid,timestamp MONITOR=10 :are supported\r\n"
    b":irc 422 me :No message of the day\r\n"
)


def scripted(*capabilities: str) -> Engine:
    """An engine that is in a channel with a server that a test speaks for."""
    number = iter(range(1_000_000))
    engine = Engine(Profile("home", "irc", nick="me"), lambda: NOW, lambda: f"{next(number):032}")
    engine.opened()
    engine.network.capabilities |= {"batch", "server-time", "message-tags", "draft/chathistory", *capabilities}
    engine.receive(WELCOME)
    engine.receive(f"@time={format_ms(NOW)} :me!me@host JOIN #attic\r\n".encode())
    engine.take_output()
    return engine


def line(msgid: str, at_ms: int, text: str, target: str = "#attic", nick: str = "eve") -> str:
    return f"@batch=b;msgid={msgid};time={format_ms(at_ms)} :{nick}!e@host PRIVMSG {target} :{text}\r\n"


def batch(*lines: str, target: str = "#attic") -> bytes:
    return f":irc BATCH +b chathistory {target}\r\n{''.join(lines)}:irc BATCH -b\r\n".encode()


def texts(engine: Engine, name: str = "#attic") -> list[str]:
    buffer = engine.network.buffer(name)
    assert buffer is not None
    return [each.text for each in buffer.timeline.messages if each.is_speech]


def test_repeated_ids_count_once_and_wrong_targets_not_at_all() -> None:
    engine = scripted()
    engine.receive(
        batch(
            line("1", NOW - 3, "one"), line("1", NOW - 3, "one again"), line("2", NOW - 2, "two", "#cellar"),
            line("3", NOW - 2, "three", "me"), line("4", NOW - 1, "four"),
        )
    )  # fmt: skip
    assert texts(engine) == ["one", "four"]
    assert set(engine.network.buffers) == {"", "#attic"}
    engine.receive(f"@msgid=4;time={format_ms(NOW)} :eve!e@host PRIVMSG #attic :four\r\n".encode())
    assert texts(engine) == ["one", "four"]


def test_times_that_cannot_be_are_taken_for_now() -> None:
    engine = scripted()
    engine.receive(batch(line("1", NOW + 10**11, "from the future"), line("2", -1, "from before time")))
    engine.receive(f"@msgid=3;time={format_ms(NOW + 10**12)} :eve!e@host PRIVMSG #attic :me: far\r\n".encode())
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    assert {each.at_ms for each in buffer.timeline.messages if each.is_speech} == {NOW}
    engine.history.seen(buffer, buffer.timeline.messages[-1])
    assert buffer.read_ms <= NOW + 60 * 60 * 1000


def test_a_batch_that_nobody_asked_for_opens_nothing() -> None:
    engine = scripted()
    engine.receive(batch(line("1", NOW - 1, "psst", "me"), target="eve"))
    engine.receive(batch(line("1", NOW - 1, "psst", "#cellar"), target="#cellar"))
    assert set(engine.network.buffers) == {"", "#attic"}


def test_a_page_of_what_is_known_ends_the_asking() -> None:
    engine = scripted()
    page = [line(str(number), NOW - 100 + number, f"text {number}") for number in range(5)]
    engine.receive(batch(*page))
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    for _ in range(3):
        engine.history.older(buffer)
        engine.receive(batch(*page))
    assert buffer.timeline.has_begun
    assert len(texts(engine)) == 5


def test_a_refusal_ends_the_asking() -> None:
    engine = scripted()
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    assert is_loading(buffer)
    engine.receive(b":irc FAIL CHATHISTORY INVALID_TARGET LATEST #attic :Messages could not be retrieved\r\n")
    assert not is_loading(buffer)
    assert buffer.timeline.has_begun


def test_a_server_that_knows_only_times_is_asked_by_times() -> None:
    engine = scripted()
    engine.receive(b":irc 005 me MSGREFTYPES=timestamp :are supported\r\n")
    engine.receive(batch(line("1", NOW - 5, "one")))
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    engine.history.older(buffer)
    assert engine.take_output() == f"CHATHISTORY BEFORE #attic timestamp={format_ms(NOW - 4)} 100\r\n".encode()


def test_messages_without_ids_are_known_again_by_when_who_said_what() -> None:
    engine = scripted()
    told = f"@time={format_ms(NOW + 1)} :eve!e@host PRIVMSG #attic :hello\r\n"
    engine.receive(told.encode())
    engine.receive(batch(told.replace("@", "@batch=b;", 1), told.replace("@", "@batch=b;", 1)))
    assert texts(engine) == ["hello"]


def test_conversations_with_news_are_opened_after_a_lost_connection() -> None:
    engine = scripted()
    engine.receive(f"@msgid=1;time={format_ms(NOW)} :eve!e@host PRIVMSG #attic :hello\r\n".encode())
    engine.closed("It broke.")
    engine.opened()
    engine.network.capabilities |= {"batch", "server-time", "message-tags", "draft/chathistory"}
    engine.receive(WELCOME)
    engine.take_output()
    rows = "".join(
        f"@batch=t :irc CHATHISTORY TARGETS {name} {format_ms(NOW + 5)}\r\n" for name in ("#attic", "eve", "a b", "")
    )
    engine.receive(f":irc BATCH +t draft/chathistory-targets\r\n{rows}:irc BATCH -t\r\n".encode())
    assert b"CHATHISTORY LATEST eve * 100" in engine.take_output()
    engine.receive(batch(line("7", NOW + 5, "where were you?", "me"), target="eve"))
    assert texts(engine, "eve") == ["where were you?"]
    buffer = engine.network.buffer("eve")
    assert buffer is not None
    assert (buffer.unread, buffer.mentions) == (1, 1)
    assert set(engine.network.buffers) == {"", "#attic", "eve"}


def test_read_markers_are_kept_by_the_server() -> None:
    """https://ircv3.net/specs/extensions/read-marker"""
    engine = scripted("draft/read-marker")
    engine.receive(f"@msgid=1;time={format_ms(NOW + 1)} :eve!e@host PRIVMSG #attic :hello\r\n".encode())
    engine.receive(f"@msgid=2;time={format_ms(NOW + 9)} :eve!e@host PRIVMSG #attic :there\r\n".encode())
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    assert buffer.unread == 2
    engine.receive(f":irc MARKREAD #attic timestamp={format_ms(NOW + 1)}\r\n:irc MARKREAD #attic *\r\n".encode())
    assert buffer.unread == 1
    engine.history.seen(buffer, buffer.timeline.messages[-1])
    engine.take_output()
    engine.tick()
    assert f"MARKREAD #attic timestamp={format_ms(NOW + 9)}".encode() in engine.take_output()
    engine.tick()
    assert b"MARKREAD" not in engine.take_output()


def test_a_timeline_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST", 50)
    monkeypatch.setattr(merging, "SPARE", 10)
    engine = scripted()
    for number in range(200):
        engine.receive(f"@msgid=m{number} :eve!e@host PRIVMSG #attic :text {number}\r\n".encode())
    buffer = engine.network.buffer("#attic")
    assert buffer is not None
    assert len(buffer.timeline.messages) <= 50
    assert texts(engine)[-1] == "text 199"
    assert set(buffer.timeline.by_msgid) == {each.msgid for each in buffer.timeline.messages if each.msgid}
    assert not buffer.timeline.has_begun
    assert [each for each in engine.take_told() if isinstance(each, MessagesRemoved)]


ANYTHING = st.lists(
    st.one_of(
        st.builds(line, st.sampled_from("abcdef"), st.integers(NOW - 9, NOW + 9), st.sampled_from("xyz"),
                  st.sampled_from(["#attic", "me", "eve", "*", ""]), st.sampled_from(["eve", "me", "irc", ""])),
        st.builds(lambda nick, verb: f"@batch=b;msgid={nick}{verb} :{nick}!e@host {verb} #attic me :x\r\n",
                  st.sampled_from(["eve", "me", ""]),
                  st.sampled_from(["JOIN", "KICK", "QUIT", "NICK", "MODE", "TOPIC", "SESSION", "TAGMSG", "001"])),
        st.sampled_from(["@batch=b PRIVMSG\r\n", "@batch=b;time=never :eve NOTICE #attic\r\n", "@batch=b \r\n",
                         "@batch=b :eve!e@h SESSION CLOSED me 7 {nick}\r\n"]),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["#attic", "eve", "*", "me"]), ANYTHING, st.booleans()), max_size=6))
def test_whatever_comes_as_history_changes_nobody_and_breaks_nothing(
    pages: list[tuple[str, list[str], bool]],
) -> None:
    engine = scripted()
    members = dict(engine.network.buffers["#attic"].members)
    for target, lines, asks in pages:
        buffer = engine.network.buffers["#attic"]
        if asks:
            engine.history.older(buffer)
        engine.receive(batch(*lines, target=target))
        sound(buffer)
    assert engine.network.buffers["#attic"].members == members
    assert engine.network.nick == "me"
    assert set(engine.network.buffers) == {"", "#attic"}


def sound(buffer: Buffer) -> None:
    timeline = buffer.timeline
    ids = [each.msgid for each in timeline.messages if each.msgid]
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(timeline.by_msgid)
    assert timeline.gap is None or 0 <= timeline.gap <= len(timeline.messages)
