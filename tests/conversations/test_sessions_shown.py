"""Who is FREE and who is BUSY, how a session is shown, and what is refused."""

import re

import pytest

from parlour.core.limits import Limits
from tests.support.play import World

KNOWING = "parlour.chat/session"


def notice(words: str, nick: str = "ann") -> str:
    return f":*sessions!sessions@parlour.local NOTICE {nick} :{words}"


def crowd(*names: str, knowing: tuple[str, ...] = ()) -> World:
    world = World()
    for name in names:
        world.client(name, *([KNOWING] if name in knowing else []))
    return world


# WHO, WHOIS, MONITOR


def test_who_and_whois_tell_who_is_busy() -> None:
    crowd("ann", "bob", "cleo").play("""
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob H :0 Bob
        ann~
        bob> SESSION OPEN cleo
        ann> WHO bob
        ann< :parlour.local 352 ann * bob 127.0.0.1 parlour.local bob HS :0 Bob
        ann~
        ann> WHO cleo %nf
        ann< :parlour.local 354 ann cleo HS
        ann~
        ann> WHOIS cleo
        ann<< :parlour.local 320 ann cleo :is BUSY, in a session
        ann~
        cleo> SESSION CLOSE
        ann> WHO cleo %nf
        ann< :parlour.local 354 ann cleo H
        ann~
        ann> WHOIS cleo
        ann< :parlour.local 311 …
        ann< :parlour.local 312 …
        ann< :parlour.local 317 …
        ann< :parlour.local 318 …
    """)


def test_who_monitors_somebody_is_told_that_they_are_busy_and_free_again() -> None:
    crowd("ann", "bob", "cleo", "dan", knowing=("ann",)).play("""
        ann> MONITOR + bob
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        cleo> SESSION OPEN bob
        ann< :parlour.local SESSION BUSY bob
        ann.
        bob> SESSION CLOSE
        ann< :parlour.local SESSION FREE bob
        dan> MONITOR + bob
        dan~
        cleo> SESSION OPEN dan
        dan~
        ann.
        dan> SESSION CLOSE
        dan~
        bob> SESSION OPEN cleo
        dan.
        ann< :parlour.local SESSION BUSY bob
    """)


def test_while_it_rings_both_are_busy() -> None:
    crowd("ann", "bob", "cleo", knowing=("ann",)).play("""
        ann> MONITOR + bob,cleo
        ann~
        bob> SESSION ASK on
        cleo> SESSION OPEN bob
        ann< :parlour.local SESSION BUSY cleo
        ann< :parlour.local SESSION BUSY bob
        bob> SESSION ACCEPT
        ann.
        bob> SESSION CLOSE
        ann< :parlour.local SESSION FREE bob
        ann< :parlour.local SESSION FREE cleo
    """)


def test_who_puts_a_nick_on_the_list_or_asks_is_told_if_they_are_busy() -> None:
    crowd("ann", "bob", "cleo", knowing=("ann",)).play("""
        bob> SESSION OPEN cleo
        ann> MONITOR + bob,nobody
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :nobody
        ann< :parlour.local SESSION BUSY bob
        ann> MONITOR S
        ann< :parlour.local 730 ann :bob!bob@127.0.0.1
        ann< :parlour.local 731 ann :nobody
        ann< :parlour.local SESSION BUSY bob
        cleo> MONITOR + bob
        cleo<< :parlour.local 730 cleo :bob!bob@127.0.0.1
        cleo.
    """)


def test_whoever_leaves_is_offline_and_the_other_free() -> None:
    crowd("ann", "bob", "cleo", knowing=("ann",)).play("""
        bob> SESSION OPEN cleo
        ann> MONITOR + bob,cleo
        ann~
        bob> QUIT
        ann< :parlour.local SESSION FREE cleo
        ann< :parlour.local 731 * :bob
        ann.
    """)


def test_who_is_busy_is_so_under_another_nick() -> None:
    crowd("ann", "bob", "cleo", knowing=("ann",)).play("""
        ann> MONITOR + bob,dan
        ann~
        bob> SESSION OPEN cleo
        ann< :parlour.local SESSION BUSY bob
        bob> NICK dan
        ann< :parlour.local 731 * :bob
        ann< :parlour.local 730 * :dan!bob@127.0.0.1
        ann< :parlour.local SESSION BUSY dan
        cleo> SESSION CLOSE
        ann< :parlour.local SESSION FREE dan
        ann.
    """)


def test_who_monitors_whom_they_talk_with_is_told_as_all_others_are() -> None:
    crowd("ann", "bob", knowing=("ann", "bob")).play("""
        ann> MONITOR + bob,ann
        ann~
        ann> SESSION OPEN bob
        ann< :ann!ann@127.0.0.1 SESSION OPENED bob … full
        ann< :parlour.local SESSION BUSY ann
        ann< :parlour.local SESSION BUSY bob
        bob> SESSION CLOSE
        ann< :bob!bob@127.0.0.1 SESSION CLOSED ann … closed
        ann< :parlour.local SESSION FREE bob
        ann< :parlour.local SESSION FREE ann
        ann.
        bob> MONITOR + ann
        ann> SESSION OPEN bob
        ann~
        bob~
        bob> QUIT
        bob< ERROR …
        bob.
        ann< :bob!bob@127.0.0.1 SESSION CLOSED ann … left
        ann< :parlour.local SESSION FREE ann
        ann< :parlour.local 731 * :bob
        ann.
    """)


# The list


def test_the_list_has_numbers_and_who_is_free() -> None:
    world = crowd("ann", "bob", "cleo", "dan", knowing=("ann",))
    world.play("""
        bob> SESSION OPEN cleo
        ann> SESSION LIST
        ann< :parlour.local SESSION ASK off
        ann< :parlour.local SESSION LIST 1 ann FREE
        ann< :parlour.local SESSION LIST 2 bob BUSY
        ann< :parlour.local SESSION LIST 3 cleo BUSY
        ann< :parlour.local SESSION LIST 4 dan FREE
        ann< :parlour.local SESSION LISTEND
        ann.
        bob> QUIT
        ann> PRIVMSG *sessions :list
    """)
    world.play(f"""
        ann< {notice("You are FREE. Sessions with you begin at once.")}
        ann< {notice("FREE: ann (1), cleo (3), dan (4)")}
        ann.
    """)


STANDING = {
    "full": ("full", "talking", "*", "both may speak"),
    "half": ("half", "talking", "ann", "you have the floor"),
    "simplex": ("simplex", "talking", "ann", "only you speak"),
}


@pytest.mark.parametrize(("duplex", "state", "speaker", "words"), STANDING.values(), ids=STANDING.keys())
def test_the_list_begins_with_ones_own_session(duplex: str, state: str, speaker: str, words: str) -> None:
    others = {"both may speak": "both may speak", "you have the floor": "ann has the floor"}
    crowd("ann", "bob", knowing=("ann", "bob")).play(f"""
        ann> SESSION OPEN bob {duplex.upper()}
        ann~
        bob~
        ann> SESSION LIST
        ann< :parlour.local SESSION STATUS bob … {duplex} {state} {speaker}
        ann~
        bob> SESSION LIST
        bob< :parlour.local SESSION STATUS ann … {duplex} {state} {speaker}
        bob~
        ann> PRIVMSG *sessions :list
        ann< {notice(f"You are BUSY, in a session with bob ({words}). Sessions with you begin at once.")}
        ann~
        bob> PRIVMSG *sessions :list
        bob< {notice(f"You are BUSY, in a session with ann ({others.get(words, 'only ann speaks')}). …", "bob")}
    """)


def test_the_list_says_for_whom_it_rings() -> None:
    asking = "You are asked before a session begins."
    crowd("ann", "bob", knowing=("ann", "bob")).play(f"""
        bob> SESSION ASK on
        bob< :parlour.local SESSION ASK on
        ann> SESSION OPEN bob half
        ann~
        bob~
        ann> SESSION LIST
        ann< :parlour.local SESSION STATUS bob … half calling ann
        ann~
        bob> SESSION LIST
        bob< :parlour.local SESSION STATUS ann … half called ann
        bob< :parlour.local SESSION ASK on
        bob~
        ann> PRIVMSG *sessions :list
        ann< {notice("You are BUSY: it rings for bob. Sessions with you begin at once.")}
        bob> PRIVMSG *sessions :list
        bob< {notice(f"You are BUSY: ann asks you for a session (half duplex). {asking}", "bob")}
    """)


def test_the_list_leaves_out_who_is_not_to_be_seen() -> None:
    crowd("ann", "bob", "cleo", knowing=("ann",)).play("""
        bob> MODE bob +i
        ann> SESSION LIST
        ann< :parlour.local SESSION ASK off
        ann< :parlour.local SESSION LIST 1 ann FREE
        ann< :parlour.local SESSION LIST 3 cleo FREE
        ann< :parlour.local SESSION LISTEND
    """)


def test_people_are_told_how_many_the_list_leaves_out() -> None:
    more = "more {} here who {} not show in lists; whoever knows {} nick can open a session with them."
    crowd("ann", "bob", "cleo").play(f"""
        bob> MODE bob +i
        ann> PRIVMSG *sessions :list
        ann<< {notice("FREE: ann (1), cleo (3)")}
        ann< {notice("1 " + more.format("is", "does", "the"))}
        ann.
        cleo> MODE cleo +i
        ann> PRIVMSG *sessions :open cleo
        ann~
        ann> PRIVMSG *sessions :list
        ann<< {notice("BUSY: ann (1)")}
        ann< {notice("2 " + more.format("are", "do", "a"))}
        ann> JOIN #attic
        ann~
        cleo> JOIN #attic
        ann~
        ann> PRIVMSG *sessions :list
        ann<< {notice("BUSY: ann (1), cleo (3)")}
        ann< {notice("1 " + more.format("is", "does", "the"))}
        ann.
    """)


@pytest.mark.parametrize("how", ["SESSION LIST", "PRIVMSG *sessions :list"])
def test_a_long_list_comes_as_it_is_read_and_others_go_on(how: str) -> None:
    world = World()
    for number in range(450):
        world.connect(f"u{number}").register()
    ann = world.client("ann", KNOWING)
    ann.send(how, "PING after")
    lines = ann.lines
    assert lines[-1].endswith("PONG parlour.local :after")
    found = [int(number) for line in lines for number in re.findall(r"(?:LIST |\()(\d+)(?: u|\))", line)]
    assert sorted({*found, 451}) == list(range(1, 452))
    assert all(len(line.encode()) <= 510 for line in lines)


# The command


BAD: dict[str, str] = {
    "SESSION": "461 ann SESSION :Not enough parameters",
    "SESSION OPEN": "461 ann SESSION :Not enough parameters",
    "SESSION ASK": "461 ann SESSION :Not enough parameters",
    "SESSION DANCE": "FAIL SESSION INVALID_PARAMS DANCE :There is no such subcommand; HELP SESSION shows them",
    "SESSION ASK maybe": "FAIL SESSION INVALID_PARAMS maybe :SESSION ASK takes on or off",
    "SESSION OPEN nobody": "FAIL SESSION OFFLINE nobody :There is nobody here who goes by that nick",
    "SESSION OPEN #attic": "FAIL SESSION OFFLINE #attic :There is nobody here who goes by that nick",
    "SESSION OPEN ANN": "FAIL SESSION YOURSELF :That is yourself",
    "SESSION OPEN bob both": "FAIL SESSION INVALID_DUPLEX both :The duplex of a session is full, half or simplex",
    "SESSION OPEN cleo": "FAIL SESSION BUSY_OTHER cleo :cleo is BUSY, in a session with somebody else",
    "SESSION OPEN eve": "FAIL SESSION TAKES_NO_SESSIONS eve :eve takes no sessions",
    "SESSION OPEN fred": "FAIL SESSION BLOCKED_BY_YOU fred fred :You block fred, which SESSION UNBLOCK fred ends",
    "SESSION BLOCK nobody": "FAIL SESSION OFFLINE nobody :There is nobody here who goes by that nick",
    "SESSION BLOCK ann": "FAIL SESSION YOURSELF :That is yourself",
    "SESSION BLOCK bob": "511 ann bob :Your silence list is full",
    "SESSION UNBLOCK bob": "FAIL SESSION NOT_BLOCKED bob :You do not block bob",
    "SESSION UNBLOCK ~z:x": "FAIL SESSION INVALID_PARAMS ~z:x :That is no nick of somebody who is here, and no mask …",
}


@pytest.mark.parametrize(("line", "answer"), BAD.items(), ids=BAD)
def test_what_is_refused_is_told_with_its_code(line: str, answer: str) -> None:
    world = World(limits=Limits(silence=1))
    world.client("ann", KNOWING)
    world.client("bob")
    world.play(f"""
        dan> SESSION OPEN cleo
        cleo> PING x
        dan> SESSION OPEN cleo
        eve> SESSION BLOCK ann
        fred> PING x
        ann> SESSION BLOCK fred
        ann~
        ann> {line}
        ann< :parlour.local {answer}
        ann.
    """)


def test_who_has_not_registered_has_no_sessions() -> None:
    world = World()
    world.connect("ann").send("SESSION LIST", "SESSION")
    world.play("""
        ann< :parlour.local 451 * :You have not registered
        ann< :parlour.local 451 * :You have not registered
        ann.
    """)


def test_labels_go_with_the_answers() -> None:
    world = World()
    world.client("ann", KNOWING, "labeled-response", "batch", "message-tags")
    world.client("bob", KNOWING, "labeled-response", "batch", "message-tags")
    world.play("""
        ann> @label=1 SESSION OPEN bob
        ann< @label=1;msgid=… :ann!ann@127.0.0.1 SESSION OPENED bob … full
        bob< @msgid=… :ann!ann@127.0.0.1 SESSION OPENED bob … full
        ann> @label=2 SESSION OPEN bob
        ann< @label=2 :parlour.local FAIL SESSION SAME_SESSION bob :…
        bob> @label=3 SESSION CLOSE
        bob< @label=3;msgid=… :bob!bob@127.0.0.1 SESSION CLOSED ann … closed
        ann< @msgid=… :bob!bob@127.0.0.1 SESSION CLOSED ann … closed
        bob> @label=4 SESSION ASK on
        bob< @label=4 :parlour.local SESSION ASK on
        ann> @label=5 SESSION OPEN bob
        ann< @label=5;msgid=… :ann!ann@127.0.0.1 SESSION RINGING bob … full
        bob~
        bob> @label=6 SESSION BLOCK ann
        bob< @label=6 :parlour.local BATCH +p3 labeled-response
        bob< @batch=p3 :parlour.local SESSION BLOCK ann
        bob< @batch=p3;msgid=… :bob!bob@127.0.0.1 SESSION CLOSED ann … declined
        bob< :parlour.local BATCH -p3
        bob> @label=7 SILENCE -ann
        bob< @label=7 :bob!bob@127.0.0.1 SILENCE -ann!*@*
        bob> @label=8 SILENCE
        bob< @label=8 :parlour.local 272 bob :End of silence list
        bob.
    """)
