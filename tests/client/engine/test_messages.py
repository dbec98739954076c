"""What people say: where it stands, whom it is for, and what is not answered."""

import pytest

from parlour.client.engine import Engine
from parlour.client.handlers import messages
from parlour.client.told import MessageAdded
from tests.client.engine.test_history import NOW, scripted
from tests.support.attached import Home


def last(engine: Engine, name: str) -> tuple[str, str, str]:
    buffer = engine.network.buffer(name)
    assert buffer is not None
    message = buffer.timeline.messages[-1]
    return message.kind, message.nick, message.text


SHOWN = {
    "in a channel": ("eve!e@h PRIVMSG #attic :hi", "#attic", ("said", "eve", "hi")),
    "a notice in a channel": ("eve!e@h NOTICE #attic :hi", "#attic", ("notice", "eve", "hi")),
    "to the user": ("eve!e@h PRIVMSG me :hi", "eve", ("said", "eve", "hi")),
    "by the user elsewhere": ("me!me@host PRIVMSG eve :hi", "eve", ("said", "me", "hi")),
    "an action": ("eve!e@h PRIVMSG #attic :\x01ACTION waves\x01", "#attic", ("action", "eve", "waves")),
    "an action that does not end": ("eve!e@h PRIVMSG #attic :\x01ACTION waves", "#attic", ("action", "eve", "waves")),
    "to operators": ("eve!e@h PRIVMSG @#attic :hi", "#attic", ("said", "eve", "hi")),
    "by the server": ("irc NOTICE me :hi", "", ("notice", "irc", "hi")),
    "by a server of many": ("hub.example NOTICE me :hi", "", ("notice", "hub.example", "hi")),
    "to all": ("eve!e@h NOTICE $$* :hi", "", ("notice", "eve", "hi")),
    "by somebody without a host": ("eve PRIVMSG me :hi", "eve", ("said", "eve", "hi")),
}


@pytest.mark.parametrize(("line", "where", "shown"), SHOWN.values(), ids=SHOWN.keys())
def test_what_is_said_stands_where_it_belongs(line: str, where: str, shown: tuple[str, str, str]) -> None:
    engine = scripted()
    engine.receive(f":{line}\r\n".encode())
    assert last(engine, where) == shown


def test_a_message_to_those_of_a_rank_says_so() -> None:
    engine = scripted()
    engine.receive(b":irc 005 me STATUSMSG=~@+ :are supported\r\n:eve!e@h PRIVMSG +#attic :hi\r\n")
    assert engine.network.buffers["#attic"].timeline.messages[-1].to == "+#attic"


MENTIONS = {
    "a name alone": ("me", True),
    "a name with a comma": ("me, come here", True),
    "a name in capitals": ("is ME there?", True),
    "with formatting": ("\x0304me\x03 please", True),
    "in another word": ("some more meat", False),
    "in another name": ("me-too and me_ and [me]", False),
    "not at all": ("nobody", False),
}


@pytest.mark.parametrize(("text", "mentions"), MENTIONS.values(), ids=MENTIONS.keys())
def test_whoever_is_named_is_meant(text: str, mentions: bool) -> None:
    engine = scripted()
    engine.receive(f":eve!e@h PRIVMSG #attic :{text}\r\n".encode())
    buffer = engine.network.buffers["#attic"]
    assert buffer.timeline.messages[-1].mentions is mentions
    assert (buffer.unread, buffer.mentions) == (1, int(mentions))


def test_what_is_said_to_the_user_alone_is_meant_for_them() -> None:
    engine = scripted()
    engine.receive(b":eve!e@h PRIVMSG me :hi\r\n")
    buffer = engine.network.buffers["eve"]
    assert (buffer.unread, buffer.mentions) == (1, 1)


ANSWERED = {
    "VERSION": "NOTICE eve :\x01VERSION Parlour ",
    "PING 123": "NOTICE eve :\x01PING 123\x01",
    "TIME": "NOTICE eve :\x01TIME 2023-11-14T",
    "CLIENTINFO": "NOTICE eve :\x01CLIENTINFO ACTION",
}


@pytest.mark.parametrize(("query", "answer"), ANSWERED.items(), ids=ANSWERED.keys())
def test_a_query_of_a_program_is_answered(query: str, answer: str) -> None:
    engine = scripted()
    engine.receive(f":eve!e@h PRIVMSG me :\x01{query}\x01\r\n".encode())
    assert answer.encode() in engine.take_output()
    assert set(engine.network.buffers) == {"", "#attic"}, "it opens no conversation"


NOT_ANSWERED = {
    "an answer": ":eve!e@h NOTICE me :\x01VERSION x\x01",
    "one to a channel": ":eve!e@h PRIVMSG #attic :\x01VERSION\x01",
    "an unknown one": ":eve!e@h PRIVMSG me :\x01DCC SEND evil 1 2 3\x01",
    "one of the user": ":me!me@host PRIVMSG me :\x01VERSION\x01",
    "an empty one": ":eve!e@h PRIVMSG me :\x01\x01",
}


@pytest.mark.parametrize("line", NOT_ANSWERED.values(), ids=NOT_ANSWERED.keys())
def test_other_queries_are_not_answered(line: str) -> None:
    engine = scripted()
    engine.receive(f"{line}\r\n".encode())
    assert b"NOTICE" not in engine.take_output()
    assert set(engine.network.buffers) == {"", "#attic"}


def test_nobody_is_made_to_flood_another() -> None:
    engine = scripted()
    for _ in range(50):
        engine.receive(b":eve!e@h PRIVMSG me :\x01VERSION\x01\r\n")
    assert engine.take_output().count(b"NOTICE") == 4


def test_only_so_many_conversations_are_opened_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "OPENED_BY_OTHERS", 10)
    engine = scripted()
    for number in range(30):
        engine.receive(f":eve{number}!e@h PRIVMSG me :psst {number}\r\n".encode())
        engine.receive(f":eve!e@h PRIVMSG #room{number} :psst {number}\r\n".encode())
    assert len(engine.network.buffers) == 10
    assert last(engine, "") == ("said", "eve", "psst 29"), "what they say is not lost"


def test_a_bot_says_that_it_is_one() -> None:
    engine = scripted()
    engine.receive(b"@bot :eve!e@h PRIVMSG #attic :beep\r\n")
    assert engine.network.buffers["#attic"].timeline.messages[-1].bot


def test_a_reaction_with_words_is_both() -> None:
    engine = scripted()
    engine.receive(b"@msgid=1 :eve!e@h PRIVMSG #attic :tea?\r\n")
    engine.receive("@msgid=2;+draft/reply=1;+draft/react=👍 :bob!b@h PRIVMSG #attic :yes\r\n".encode())
    timeline = engine.network.buffers["#attic"].timeline
    assert timeline.by_msgid["1"].reactions == {"👍": ["bob"]}
    assert timeline.by_msgid["2"].reply_to == "1"


def test_reactions_have_a_bound() -> None:
    engine = scripted()
    engine.receive(b"@msgid=1 :eve!e@h PRIVMSG #attic :tea?\r\n")
    for number in range(100):
        engine.receive(f"@+reply=1;+draft/react=r{number} :bob!b@h TAGMSG #attic\r\n".encode())
    engine.receive(f"@+reply=1;+draft/react={'x' * 200} :bob!b@h TAGMSG #attic\r\n".encode())
    reactions = engine.network.buffers["#attic"].timeline.by_msgid["1"].reactions
    assert reactions is not None
    assert len(reactions) == 40


def test_reactions_of_the_past_are_seen() -> None:
    home = Home()
    ann = home.engine("ann", "#attic").connect()
    (message,) = ann.say("#attic", "tea?")
    ann.engine.sending.react(ann["#attic"], message, "👍")
    home.settle()
    bob = home.engine("bob", "#attic").connect()
    assert bob["#attic"].timeline.by_msgid[message.msgid].reactions == {"👍": ["ann"]}


def test_somebody_typing_opens_no_conversation() -> None:
    engine = scripted()
    engine.receive(b"@+typing=active :eve!e@h TAGMSG me\r\n")
    assert set(engine.network.buffers) == {"", "#attic"}


def test_a_pause_in_typing_is_longer() -> None:
    """https://ircv3.net/specs/client-tags/typing#format"""
    engine = scripted()
    engine.receive(b":eve!e@h JOIN #attic\r\n@+typing=paused :eve!e@h TAGMSG #attic\r\n")
    assert engine.network.buffers["#attic"].typing == {"eve": NOW + 30_000}
    engine.receive(b"@+typing=done :eve!e@h TAGMSG #attic\r\n")
    assert engine.network.buffers["#attic"].typing == {}


def test_a_message_without_text_is_none() -> None:
    engine = scripted()
    engine.receive(b":eve!e@h PRIVMSG #attic :\r\n:eve!e@h PRIVMSG #attic\r\n:eve!e@h PRIVMSG\r\n")
    assert [each for each in engine.take_told() if isinstance(each, MessageAdded) and each.message.is_speech] == []
