"""What a client is shown of the past when it joins, if it cannot ask for it itself."""

import pytest

from parlour.core.ports import StoreUnavailable
from tests.support.play import World

PAST = """
    ann> JOIN #attic
    ann> PRIVMSG #attic :hi
    ann> TOPIC #attic :Tea
    ann> PRIVMSG #attic :\x01ACTION waves\x01
    ann> NOTICE #attic :five o'clock
    ann~
"""

JOINED = """
    bob< :bob!bob@127.0.0.1 JOIN #attic
    bob< :parlour.local 332 bob #attic :Tea
    bob< :parlour.local 333 bob #attic ann!ann@127.0.0.1 1700000000
    bob< :parlour.local 353 bob = #attic :@ann bob
    bob< :parlour.local 366 bob #attic :End of NAMES list
"""

CASES = {
    "without times the messages tell when they were said": f"""
        {PAST}
        bob> JOIN #attic
        {JOINED}
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION [22:13] waves\x01
        bob< :ann!ann@127.0.0.1 NOTICE #attic :[22:13] five o'clock
        bob.
    """,
    "with server-time they come as they were, with their times": f"""
        {PAST}
        bob> CAP REQ :server-time
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        bob< @time=2023-11-14T22:13:20.…Z :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        bob< @time=2023-11-14T22:13:20.…Z :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION waves\x01
        bob< @time=2023-11-14T22:13:20.…Z :ann!ann@127.0.0.1 NOTICE #attic :five o'clock
        bob.
    """,
    "with batch they come in one": f"""
        {PAST}
        bob> CAP REQ :batch message-tags
        bob> JOIN #ATTIC
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        bob< :parlour.local BATCH +p1 chathistory #attic
        bob< @batch=p1;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob< @batch=p1;msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION [22:13] waves\x01
        bob< @batch=p1;msgid=… :ann!ann@127.0.0.1 NOTICE #attic :[22:13] five o'clock
        bob< :parlour.local BATCH -p1
        bob.
    """,
    "with a label they are part of the answer": f"""
        {PAST}
        bob> CAP REQ :batch labeled-response
        bob~
        bob> @label=1 JOIN #attic
        bob< @label=1 :parlour.local BATCH +p1 labeled-response
        bob< @batch=p1 :bob!bob@127.0.0.1 JOIN #attic
        bob<< @batch=p1 :parlour.local 366 bob #attic :End of NAMES list
        bob< @batch=p1 :parlour.local BATCH +p2 chathistory #attic
        bob< @batch=p2 :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob<< @batch=p1 :parlour.local BATCH -p2
        bob< :parlour.local BATCH -p1
        bob.
    """,
    "who can ask for the past is shown nothing of it": f"""
        {PAST}
        bob> CAP REQ :draft/chathistory
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """,
    "where nothing was said nothing is shown": """
        ann> JOIN #attic
        ann> TOPIC #attic :Tea
        bob> CAP REQ batch
        bob> JOIN #attic
        bob<< :parlour.local 366 bob #attic :End of NAMES list
        bob.
    """,
    "whoever comes first after all have gone is shown what they said": f"""
        {PAST}
        ann> PART #attic
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :@bob
        bob< :parlour.local 366 bob #attic :End of NAMES list
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob<< :ann!ann@127.0.0.1 NOTICE #attic :[22:13] five o'clock
        bob.
    """,
    "each of several channels is followed by its own": """
        ann> JOIN #a,#b
        ann> PRIVMSG #a :in a
        ann> PRIVMSG #b :in b
        bob> JOIN #a,#b
        bob< :bob!bob@127.0.0.1 JOIN #a
        bob<< :parlour.local 366 bob #a :End of NAMES list
        bob< :ann!ann@127.0.0.1 PRIVMSG #a :[22:13] in a
        bob< :bob!bob@127.0.0.1 JOIN #b
        bob<< :parlour.local 366 bob #b :End of NAMES list
        bob< :ann!ann@127.0.0.1 PRIVMSG #b :[22:13] in b
        bob.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_conversation(script: str) -> None:
    World().play(script)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, []), (1, ["3"]), (3, ["1", "2", "3"]), (9, ["0", "1", "2", "3"])],
    ids=["none", "one", "some", "more than there are"],
)
def test_as_many_are_shown_as_configured(number: int, shown: list[str]) -> None:
    world = World(on_join=number)
    ann, bob = world.client("ann"), world.client("bob", "server-time")
    ann.send("JOIN #attic", *(f"PRIVMSG #attic :{text}" for text in range(4)))
    bob.send("JOIN #attic")
    assert [line.rpartition(":")[2] for line in bob.lines if "PRIVMSG" in line] == shown


def test_what_was_said_before_a_crash_is_shown_after_it() -> None:
    world = World()
    world.play(PAST)
    world.crash()
    world.play("""
        bob> JOIN #attic
        bob<< :ann!ann@127.0.0.1 PRIVMSG #attic :[22:13] hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :\x01ACTION [22:13] waves\x01
        bob< :ann!ann@127.0.0.1 NOTICE #attic :[22:13] five o'clock
        bob.
    """)


def test_when_the_store_cannot_be_asked_whoever_joins_is_told_and_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.play(PAST)

    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("disk gone")

    monkeypatch.setattr(world.store, "latest", fail)
    world.play(f"""
        bob> JOIN #attic
        {JOINED}
        bob< :parlour.local NOTICE #attic :What was said here before cannot be shown at the moment
        ann> PRIVMSG #attic :hi again
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hi again
        bob.
    """)


def test_what_is_said_while_the_past_is_looked_up_comes_behind_it_and_once() -> None:
    world = World()
    world.play(PAST)
    world.clock.slow_reads = True
    world.play("bob> JOIN #attic\nann> PRIVMSG #attic :meanwhile\nbob> PRIVMSG #attic :hello")
    world.clock.answer_reads()
    world.run()
    world.play("""
        bob<< :ann!ann@127.0.0.1 NOTICE #attic :[22:13] five o'clock
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :meanwhile
        bob.
        ann<< :bob!bob@127.0.0.1 PRIVMSG #attic :hello
    """)
