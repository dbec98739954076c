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


def test_it_is_reached_among_others_too() -> None:
    world = crowd("ann", "bob")
    world.play(f"""
        ann> PRIVMSG bob,*Sessions,nobody :close
        ann< {notice(sentences.REFUSED[Why.NO_SESSION])}
        ann< :parlour.local 401 ann nobody :No such nick/channel
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :close
        ann> NOTICE bob,*sessions :close
        bob< :ann!ann@127.0.0.1 NOTICE bob :close
        ann.
    """)


def test_a_key_for_saying_it_once_changes_nothing_about_it() -> None:
    world = World()
    world.client("ann", "message-tags", "echo-message", "parlour.chat/once")
    key = "7f9c2ba4e88f827d616045507605853e"
    for _ in range(2):
        world.play(f"""
            ann> @parlour.chat/once={key} PRIVMSG *sessions :close
            ann< @msgid=… :ann!ann@127.0.0.1 PRIVMSG *sessions :close
            ann< {notice(sentences.REFUSED[Why.NO_SESSION])}
            ann.
        """)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("WHOIS *sessions", "401 ann *sessions :No such nick/channel"),
        ("WHO *sessions", "315 ann *sessions :End of WHO list"),
        ("WHOWAS *sessions", "406 ann *sessions :There was no such nickname"),
        ("ISON *sessions", "303 ann :"),
        ("MONITOR + *sessions", "731 ann :*sessions"),
        ("SESSION OPEN *sessions", "FAIL SESSION OFFLINE *sessions :There is nobody here who goes by that nick"),
        ("SESSION BLOCK *sessions", "FAIL SESSION OFFLINE *sessions :There is nobody here who goes by that nick"),
    ],
)
def test_it_is_no_user(line: str, answer: str) -> None:
    crowd("ann").play(f"""
        ann> {line}
        ann< :parlour.local {answer}
    """)


def test_people_are_told_whom_they_block_and_how_that_ends() -> None:
    crowd("ann", "bob").play(f"""
        ann> SILENCE +b*!*@*
        ann~
        ann> PRIVMSG *sessions :open bob
        ann< {notice("You block bob; /msg *sessions unblock b*!*@* ends that.")}
        ann> SESSION OPEN bob
        ann< :parlour.local FAIL SESSION BLOCKED_BY_YOU bob b*!*@* :You block bob, which SESSION UNBLOCK b*!*@* ends
        ann> PRIVMSG *sessions :list
        ann< {notice("You are FREE. Sessions with you begin at once.")}
        ann< {notice("You hear nothing from: b*")}
        ann~
        ann> PRIVMSG *sessions :unblock b*!*@*
        ann< {notice("You hear from b*!*@* again.")}
        ann> PRIVMSG *sessions :block bob
        ann< {notice("You hear nothing more from bob.")}
        ann> PRIVMSG *sessions :list
        ann<< {notice("You hear nothing from: bob")}
        ann~
        ann> PRIVMSG *sessions :unblock bob
        ann< {notice("You hear from bob again.")}
        ann> PRIVMSG *sessions :open bob
        ann< {notice("You are in a session with bob: …")}
    """)


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
