"""`*sessions`: sessions in plain words, for people whose client knows nothing of them."""

import pytest

from parlour.core.refusals import Why
from parlour.protocols.irc import sentences
from parlour.protocols.irc.commands import sessions
from tests.conversations.test_sessions_shown import crowd, notice
from tests.support.play import World


def test_help_is_given_in_sentences() -> None:
    world = crowd("ann")
    ann = world.clients["ann"]
    for asked in ("help", "HELP", "  ", "help me"):
        ann.send(f"PRIVMSG *Sessions :{asked}")
        assert ann.lines == [notice(line) for line in sentences.HELP]


def test_help_names_everything_there_is() -> None:
    words = {word.strip(",") for line in sentences.HELP for word in line.partition(" -- ")[0].split()}
    assert {name.lower() for name in sessions._SUBCOMMANDS} <= words


ODD = {
    "dance": "There is no dance; /msg *sessions help shows what there is.",
    "open": "With whom? /msg *sessions open <nick> [full|half|simplex]",
    "open nobody": "There is nobody here who goes by nobody.",
    "open ann": "That is yourself.",
    "open bob both": "both is no duplex: there are full, half and simplex.",
    "open bob half at once": "You are in a session with bob: half duplex, …",
    "ask": "On or off? /msg *sessions ask on, or /msg *sessions ask off",
    "ask maybe": "maybe is neither. On or off? …",
    "Ask ON": "You are asked before a session begins.",
    "block": "Whom? /msg *sessions block <nick>",
    "Block BOB": "You hear nothing more from bob.",
    "block nobody": "There is nobody here who goes by nobody.",
    "unblock": "Whom? /msg *sessions unblock <nick>",
    "unblock bob": "You do not block bob.",
    "unblock ~z:x": "~z:x is no nick of somebody who is here, and no mask (nick!user@host).",
    "\x01VERSION\x01": "There is no ?VERSION?; /msg *sessions help shows what there is.",
    "{0}": "There is no {0}; /msg *sessions help shows what there is.",
}


@pytest.mark.parametrize(("said", "answer"), ODD.items(), ids=ODD)
def test_what_is_odd_is_answered(said: str, answer: str) -> None:
    crowd("ann", "bob").play(f"""
        ann> PRIVMSG *sessions :{said}
        ann< {notice(answer)}
        ann.
    """)


@pytest.mark.parametrize("line", ["NOTICE *sessions :help", "TAGMSG *sessions"])
def test_what_no_program_may_answer_is_not_answered(line: str) -> None:
    world = World()
    world.client("ann", "message-tags")
    world.play(f"""
        ann> {line}
        ann.
    """)


def test_what_is_written_to_it_is_echoed_to_who_wants_echoes() -> None:
    world = World()
    world.client("ann", "echo-message", "message-tags", "labeled-response", "batch", "server-time")
    world.play(f"""
        ann> @label=1;+a=b PRIVMSG *sessions :over
        ann< @label=1 :parlour.local BATCH +p1 labeled-response
        ann< @batch=p1;time=…;msgid=…;+a=b :ann!ann@127.0.0.1 PRIVMSG *sessions :over
        ann< @batch=p1 {notice(sentences.REFUSED[Why.NO_SESSION])}
        ann< :parlour.local BATCH -p1
        ann> @label=2 TAGMSG *sessions
        ann< @label=2;time=…;msgid=… :ann!ann@127.0.0.1 TAGMSG *sessions
        ann> @label=3 NOTICE *sessions :x
        ann< @label=3;time=…;msgid=… :ann!ann@127.0.0.1 NOTICE *sessions :x
        ann.
    """)
    assert not any(row for rows in world.store.rows.values() for row in rows if "*sessions" in row[8])


def test_notices_have_their_time() -> None:
    world = World()
    world.client("ann")
    world.client("bob", "server-time")
    world.play(f"""
        ann> SESSION OPEN bob
        bob< @time=2023-11-14T22:13:20.000Z {notice("ann has opened a session with you: …", "bob")}
    """)


def test_nobody_can_be_called_so() -> None:
    world = World()
    world.connect("ann").send("NICK *sessions")
    world.play("ann< :parlour.local 432 * *sessions :Erroneous nickname")


def test_what_is_too_long_to_be_echoed_is_refused() -> None:
    crowd("ann").play(f"""
        ann> PRIVMSG *sessions :{"x" * 480}
        ann< :parlour.local 417 ann :Input line was too long
        ann.
    """)
