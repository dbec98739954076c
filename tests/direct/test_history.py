"""What is said with friends is kept: once, in order, and before anybody is told so."""

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest

from parlour.direct.desk import Entry
from parlour.direct.history import History, HistoryError, Known, Offered, Taken
from parlour.direct.messages import Say
from tests.direct.conftest import Opened
from tests.support.histories import BOB, EVE, NOON_MS, Clock, delivered, everything, hear, ids, number, said, say

# Friends


async def test_whoever_is_pinned_is_known_after_a_restart(history: History, opened: Opened, clock: Clock) -> None:
    assert history.pin(BOB, "bob", "Bob B.") == Known(BOB, "bob", "Bob B.", "", 0, 0)
    history.met(BOB, "Bobby", "10.0.0.3", 7800)
    history.close()
    assert opened().friends() == [Known(BOB, "bob", "Bobby", "10.0.0.3", 7800, NOON_MS)]


async def test_whoever_is_not_pinned_is_not_remembered_when_met(history: History) -> None:
    history.met(BOB, "Bob", "10.0.0.3", 7800)
    assert history.friends() == []
    history.pin(BOB, "bob", "Bob")
    history.unpin(BOB)
    history.met(BOB, "Bob", "10.0.0.3", 7800)
    assert history.pin(BOB, "bob", "Bob") == Known(BOB, "bob", "Bob", "", 0, 0)


async def test_a_nick_belongs_to_one_friend_however_it_is_written(history: History) -> None:
    bob = history.pin(BOB, "bob", "Bob")
    with pytest.raises(HistoryError, match="another friend is called BOB already"):
        history.pin(EVE, "BOB", "Bob")
    assert history.friends() == [bob]
    history.unpin(BOB)
    history.pin(EVE, "BOB", "Bob")
    assert [(each.key, each.nick) for each in history.friends()] == [(EVE, "BOB")]


async def test_who_is_pinned_keeps_their_nick(history: History) -> None:
    history.pin(BOB, "bob", "Bob")
    assert history.pin(BOB, "robert", "Robert") == Known(BOB, "bob", "Robert", "", 0, 0)


async def test_what_was_said_stays_when_a_friend_is_pinned_no_more(history: History) -> None:
    history.pin(BOB, "bob", "Bob")
    history.met(BOB, "Bob", "10.0.0.3", 7800)
    entry = await said(history, 1)
    history.unpin(BOB)
    assert history.friends() == []
    assert history.pin(BOB, "robert", "Rob") == Known(BOB, "robert", "Rob", "", 0, 0)
    assert everything(history) == history.outbox(BOB) == [entry]


# What is said


async def test_what_is_said_waits_until_it_is_delivered(history: History) -> None:
    first, second = await said(history, 1, "one"), await said(history, 2, "two")
    assert first == Entry(first.place, number(1), NOON_MS, NOON_MS, True, "said", "one", False)
    await hear(history, [3])
    assert history.outbox(BOB) == [first, second]
    await delivered(history, [1, 3, 77])
    assert history.outbox(BOB) == [second]
    assert [entry.delivered for entry in everything(history)] == [True, False, True]
    await delivered(history, [2])
    assert history.outbox(BOB) == []


async def test_what_is_said_again_is_kept_once(history: History, clock: Clock) -> None:
    entry = await said(history, 1, "one")
    await delivered(history, [1])
    clock.now_ms += 5
    assert await said(history, 1, "another") == Entry(
        entry.place, entry.id, NOON_MS, NOON_MS, True, "said", "one", True
    )
    assert ids(everything(history)) == [1]


async def test_what_is_heard_again_is_kept_once(history: History) -> None:
    first = await hear(history, [1, 2, 1])
    assert not isinstance(first, HistoryError)
    assert [entry and (entry.text, entry.said_ms, entry.own, entry.delivered) for entry in first] == [
        ("hi", 5, False, True), ("hi", 5, False, True), None,
    ]  # fmt: skip
    again = await hear(history, [2, 3], "other")
    assert not isinstance(again, HistoryError)
    assert [entry and entry.text for entry in again] == [None, "other"]
    assert [(entry.id, entry.text) for entry in everything(history)] == [
        (number(1), "hi"), (number(2), "hi"), (number(3), "other"),
    ]  # fmt: skip


async def test_the_same_id_means_something_else_to_another_friend(history: History) -> None:
    entries = [await said(history, 1, key=key) for key in (BOB, EVE)]
    assert history.place_of(BOB, number(1)) == entries[0].place
    assert history.place_of(EVE, number(1)) == entries[1].place != entries[0].place
    assert history.place_of(EVE, number(2)) is None
    assert history.place_of(b"z" * 32, number(1)) is None


async def test_what_a_friend_said_is_not_taken_for_ones_own(history: History) -> None:
    await hear(history, [1])
    refusal = await say(history, 1, "mine")
    assert isinstance(refusal, HistoryError)
    await said(history, 2)
    assert await hear(history, [2]) == [None]
    assert [(entry.id, entry.own) for entry in everything(history)] == [(number(1), False), (number(2), True)]


async def test_the_time_rises_strictly_with_each_friend_whatever_the_clock_says(
    history: History, opened: Opened, clock: Clock
) -> None:
    assert (await said(history, 1)).at_ms == NOON_MS
    heard = await hear(history, [2, 3])
    assert not isinstance(heard, HistoryError)
    assert [entry and entry.at_ms for entry in heard] == [NOON_MS + 1, NOON_MS + 2]
    assert (await said(history, 1, key=EVE)).at_ms == NOON_MS
    clock.now_ms -= 3_600_000
    history.close()
    history = opened()
    entry = await said(history, 4)
    assert (entry.at_ms, entry.said_ms) == (NOON_MS + 3, NOON_MS - 3_600_000)
    clock.now_ms = NOON_MS + 50
    assert (await said(history, 5)).at_ms == NOON_MS + 50


async def test_pages_lead_back_to_the_beginning(history: History) -> None:
    for id in range(1, 8):
        await (say(history, id) if id % 2 else hear(history, [id]))
        await said(history, id, key=EVE)
    assert history.page(b"z" * 32, before=None, limit=5) == ([], True)
    pages, before, is_start = [], None, False
    while not is_start:
        entries, is_start = history.page(BOB, before=before, limit=3)
        pages.append(ids(entries))
        before = entries[0].place
    assert pages == [[5, 6, 7], [2, 3, 4], [1]]
    assert history.page(BOB, before=before, limit=3) == ([], True)
    whole = everything(history)
    assert history.page(BOB, before=None, limit=7) == (whole, True)
    assert history.page(BOB, before=whole[3].place, limit=3) == (whole[:3], True)
    assert history.page(BOB, before=whole[3].place, limit=2) == (whole[1:3], False)


async def test_all_is_called_back_in_the_loop_and_in_the_order_of_the_calls(history: History) -> None:
    told: list[tuple[str, int, int]] = []
    finished = asyncio.Event()

    def tell(what: str, id: int, *_: object) -> None:
        told.append((what, id, threading.get_ident()))
        if len(told) == 900:
            finished.set()

    for id in range(300):
        history.say(BOB, number(id), "said", "hello", partial(tell, "said", id))
        history.hear(EVE, [Say(number(id), 5, "action", "waves")], partial(tell, "heard", id))
        history.delivered(BOB, [number(id)], partial(tell, "delivered", id))
    assert not told
    await finished.wait()
    here = threading.get_ident()
    assert told == [(what, id, here) for id in range(300) for what in ("said", "heard", "delivered")]


async def test_what_fails_when_it_is_called_back_keeps_nothing_else_from_being(history: History) -> None:
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: failures.append(context))
    history.say(BOB, number(1), "said", "hello", lambda kept: 1 // 0)
    await said(history, 2)
    assert [type(each["exception"]) for each in failures] == [ZeroDivisionError]
    assert ids(everything(history)) == [1, 2]


async def test_what_was_handed_over_before_the_end_is_kept(history: History, opened: Opened) -> None:
    kept = [say(history, id) for id in range(500)]
    history.close()
    history.close()
    assert [(await each) for each in kept] == everything(opened())


async def test_after_the_end_nothing_is_kept_and_that_is_said(history: History) -> None:
    history.close()
    assert str(await say(history, 1)) == str(await hear(history, [2])) == "the history is closed"
    with pytest.raises(HistoryError, match="the history is closed"):
        history.friends()
    with pytest.raises(HistoryError, match="the history is closed"):
        history.pin(BOB, "bob", "Bob")


async def test_the_end_ends_its_thread(history: History) -> None:
    assert "parlour-history" in {thread.name for thread in threading.enumerate()}
    history.close()
    assert "parlour-history" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("text", ["\udc80", "a\ud800b", ["no text"]])
async def test_what_can_never_be_kept_takes_nothing_else_with_it(history: History, text: Any) -> None:
    kept = [say(history, 1), say(history, 2, text), say(history, 3)]
    heard = hear(history, [4])
    receipt = delivered(history, [1])
    results = await asyncio.gather(*kept)
    assert [type(each) for each in results] == [Entry, HistoryError, Entry]
    await asyncio.gather(heard, receipt)
    assert ids(everything(history)) == [1, 3, 4]


async def test_ten_thousand_messages_are_kept_within_a_second(history: History) -> None:
    begin_s = time.process_time()  # of all threads, whatever else this machine does
    await asyncio.gather(*[say(history, id) for id in range(10_000)])
    assert time.process_time() - begin_s < 1
    assert ids(everything(history)) == list(range(10_000))


# Files


async def test_transfers_are_known_after_a_restart(history: History, opened: Opened) -> None:
    offers = [Offered(number(id), key, f"/files/{id}", 10 * id, 7) for id, key in ((2, BOB), (1, BOB), (3, EVE))]
    takings = [
        Taken(number(id), key, f"f{id}", 10 * id, f".{id}.part", "/d") for id, key in ((2, BOB), (1, BOB), (1, EVE))
    ]
    for offer in offers:
        history.offer(offer)
    for taking in takings:
        history.take(taking)
    history.close()
    history = opened()
    assert history.offers(BOB) == offers[:2]
    assert history.takings(BOB) == takings[:2]
    changed = Offered(number(2), BOB, "/files/2", 99, 8)
    history.offer(changed)
    assert history.offers(BOB) == [changed, offers[1]]
    history.forget_offer(BOB, number(2))
    history.forget_taking(BOB, number(1))
    assert (history.offers(BOB), history.offers(EVE)) == ([offers[1]], [offers[2]])
    assert (history.takings(BOB), history.takings(EVE)) == ([takings[0]], [takings[2]])
