"""What every store does: one suite for all of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from parlour.core.banlist import Ban
from parlour.core.events import Event
from parlour.core.events.channels import Joined, Parted, TopicSet
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import Quit
from parlour.core.events.sessions import CLOSED, HALF, RESTART, SessionEnded, SessionOpened
from parlour.core.ports import Batch, Page, Past, Reference, Row, Store, StoreUnavailable
from parlour.store.rows import to_rows
from tests.store.conftest import NOON_MS, Clock
from tests.support.events import ANN, BOB, said

ATTIC, CELLAR = 7, 8
DAY_MS = 24 * 60 * 60 * 1000

SEEN: dict[int, Event] = {
    1: Joined(ATTIC, "join", 1000, ANN, "#attic", "Ann Lee", "o", True),
    2: said(ATTIC, "a", 2000),
    3: said(ATTIC, "b", 3000),
    4: said(ATTIC, "c", 3000, kind=NOTICE),
    6: said(ATTIC, "react", 4000, "", TAGS),
    7: said(ATTIC, "d", 5000),
    8: TopicSet(ATTIC, "topic", 5000, ANN, "#attic", "Tea"),
    9: said(ATTIC, "e", 6000),
    10: Parted(ATTIC, "part", 7000, ANN, "#attic", ""),
}
"""What happened in the attic, by seq; nothing got the number 5, and two things happened at once, twice."""

END = 10


def rows_of(seq: int, event: Event) -> list[Row]:
    return to_rows(event, lambda scope: seq)


def at(place: str | int) -> Reference:
    return Reference(at_ms=place) if isinstance(place, int) else Reference(msgid=place)


Read = Callable[[Store], Page]

PAGES: dict[str, tuple[Read, list[str], bool]] = {
    "the latest are the newest, oldest first": (
        lambda store: store.latest(ATTIC, END, None, 2, everything=False), ["d", "e"], False),
    "the latest are all there are, and then it is the end": (
        lambda store: store.latest(ATTIC, END, None, 5, everything=False), ["a", "b", "c", "d", "e"], True),
    "everything includes joins, parts, topics and tags without text": (
        lambda store: store.latest(ATTIC, END, None, 5, everything=True), ["react", "d", "topic", "e", "part"], False),
    "the latest end where the reader's present began": (
        lambda store: store.latest(ATTIC, 7, None, 2, everything=False), ["c", "d"], False),
    "the latest after a message leave it out": (
        lambda store: store.latest(ATTIC, END, at("b"), 9, everything=False), ["c", "d", "e"], True),
    "the latest after a message stop at the limit": (
        lambda store: store.latest(ATTIC, END, at("b"), 2, everything=False), ["d", "e"], False),
    "the latest after a time leave out all of that time": (
        lambda store: store.latest(ATTIC, END, at(3000), 9, everything=False), ["d", "e"], True),
    "the latest after the newest are none": (
        lambda store: store.latest(ATTIC, END, at("part"), 9, everything=True), [], True),
    "before a message come the newest older ones": (
        lambda store: store.before(ATTIC, END, at("d"), 2, everything=False), ["b", "c"], False),
    "before a message of the same millisecond comes the other": (
        lambda store: store.before(ATTIC, END, at("c"), 1, everything=False), ["b"], False),
    "before a time comes nothing of that time": (
        lambda store: store.before(ATTIC, END, at(3000), 9, everything=False), ["a"], True),
    "before a time when nothing happened": (
        lambda store: store.before(ATTIC, END, at(4500), 2, everything=False), ["b", "c"], False),
    "before a time yet to come are the latest": (
        lambda store: store.before(ATTIC, END, at(NOON_MS), 2, everything=False), ["d", "e"], False),
    "before a join counts only what was said": (
        lambda store: store.before(ATTIC, END, at("join"), 2, everything=False), [], True),
    "before what the reader has not seen yet are the latest it has": (
        lambda store: store.before(ATTIC, 3, at("e"), 9, everything=False), ["a", "b"], True),
    "after a message come the oldest newer ones": (
        lambda store: store.after(ATTIC, END, at("a"), 2, everything=False), ["b", "c"], False),
    "after a time comes nothing of that time": (
        lambda store: store.after(ATTIC, END, at(3000), 2, everything=False), ["d", "e"], True),
    "after a time of long ago comes the beginning": (
        lambda store: store.after(ATTIC, END, at(0), 1, everything=True), ["join"], False),
    "after a message up to the reader's present": (
        lambda store: store.after(ATTIC, 4, at("a"), 9, everything=False), ["b", "c"], True),
    "after what the reader has not seen yet is nothing": (
        lambda store: store.after(ATTIC, 4, at("d"), 9, everything=False), [], True),
    "after tags, which are not shown themselves": (
        lambda store: store.after(ATTIC, END, at("react"), 1, everything=False), ["d"], False),
    "around a message, itself included": (
        lambda store: store.around(ATTIC, END, at("c"), 3, everything=False), ["b", "c", "d"], False),
    "around a message with a limit of one is that message": (
        lambda store: store.around(ATTIC, END, at("c"), 1, everything=False), ["c"], False),
    "around an even number has as many before it": (
        lambda store: store.around(ATTIC, END, at("c"), 4, everything=False), ["a", "b", "c", "d"], False),
    "around the first takes more after it": (
        lambda store: store.around(ATTIC, END, at("a"), 4, everything=False), ["a", "b", "c", "d"], False),
    "around the last takes more before it": (
        lambda store: store.around(ATTIC, END, at("e"), 4, everything=False), ["b", "c", "d", "e"], False),
    "around a message with more room than there is": (
        lambda store: store.around(ATTIC, END, at("c"), 5, everything=False), ["a", "b", "c", "d", "e"], True),
    "around a time": (
        lambda store: store.around(ATTIC, END, at(3000), 3, everything=False), ["a", "b", "c"], False),
    "around a time when nothing happened": (
        lambda store: store.around(ATTIC, END, at(4500), 2, everything=False), ["c", "d"], False),
    "around a join that is not shown": (
        lambda store: store.around(ATTIC, END, at("join"), 2, everything=False), ["a", "b"], False),
    "around what the reader has not seen yet": (
        lambda store: store.around(ATTIC, 3, at("e"), 4, everything=False), ["a", "b"], True),
    "between two messages, both left out": (
        lambda store: store.between(ATTIC, END, at("a"), at("e"), 9, everything=False), ["b", "c", "d"], True),
    "between counts from the first when that is the older": (
        lambda store: store.between(ATTIC, END, at("a"), at("e"), 2, everything=False), ["b", "c"], False),
    "between counts from the first when that is the newer": (
        lambda store: store.between(ATTIC, END, at("e"), at("a"), 2, everything=False), ["c", "d"], False),
    "between backwards to the end": (
        lambda store: store.between(ATTIC, END, at("e"), at("a"), 3, everything=False), ["b", "c", "d"], True),
    "between two times": (
        lambda store: store.between(ATTIC, END, at(1000), at(5000), 9, everything=True),
        ["a", "b", "c", "react"], True),
    "between two times, from the newer": (
        lambda store: store.between(ATTIC, END, at(5000), at(1000), 2, everything=True), ["c", "react"], False),
    "between a time and a message": (
        lambda store: store.between(ATTIC, END, at(2000), at("d"), 9, everything=False), ["b", "c"], True),
    "between a message and a time when nothing happened": (
        lambda store: store.between(ATTIC, END, at("d"), at(2500), 9, everything=False), ["b", "c"], True),
    "between a message and itself is nothing": (
        lambda store: store.between(ATTIC, END, at("c"), at("c"), 9, everything=True), [], True),
    "between a time and itself is nothing": (
        lambda store: store.between(ATTIC, END, at(3000), at(3000), 9, everything=True), [], True),
    "between a time and a message of that time is nothing": (
        lambda store: store.between(ATTIC, END, at(3000), at("c"), 9, everything=True), [], True),
    "between neighbours is nothing": (
        lambda store: store.between(ATTIC, END, at("b"), at("c"), 9, everything=True), [], True),
    "between up to the reader's present": (
        lambda store: store.between(ATTIC, 4, at("a"), at("e"), 9, everything=False), ["b", "c"], True),
}  # fmt: skip

STRANGERS: dict[str, Read] = {
    "before": lambda store: store.before(ATTIC, END, at("stranger"), 9, everything=True),
    "after": lambda store: store.after(ATTIC, END, at("stranger"), 9, everything=True),
    "around": lambda store: store.around(ATTIC, END, at("stranger"), 9, everything=True),
    "latest": lambda store: store.latest(ATTIC, END, at("stranger"), 9, everything=True),
    "between, first": lambda store: store.between(ATTIC, END, at("stranger"), at("a"), 9, everything=True),
    "between, second": lambda store: store.between(ATTIC, END, at("a"), at("stranger"), 9, everything=True),
    "between, a time": lambda store: store.between(ATTIC, END, at(0), at("stranger"), 9, everything=True),
    "another scope": lambda store: store.latest(9, END, None, 9, everything=True),
    "another scope by time": lambda store: store.before(9, END, at(NOON_MS), 9, everything=True),
}


@pytest.fixture
def attic(store: Store) -> Store:
    """A store with what happened in the attic."""
    store.commit(Batch(rows=[row for seq, event in SEEN.items() for row in rows_of(seq, event)]))
    store.commit(Batch(rows=rows_of(3, said(CELLAR, "elsewhere", 3000))))
    return store


@pytest.mark.parametrize(("read", "msgids", "end"), PAGES.values(), ids=PAGES.keys())
def test_page(attic: Store, read: Read, msgids: list[str], end: bool) -> None:
    page = read(attic)
    assert [event.msgid for event in page.events] == msgids
    assert page.end is end


def test_events_come_back_as_they_were(attic: Store) -> None:
    assert attic.latest(ATTIC, END, None, 20, everything=True).events == list(SEEN.values())


@pytest.mark.parametrize("msgid", ["elsewhere", "nowhere"])
@pytest.mark.parametrize("read", STRANGERS.values(), ids=STRANGERS.keys())
def test_a_message_that_is_not_in_the_scope_shows_nothing_of_it(attic: Store, read: Read, msgid: str) -> None:
    if msgid == "elsewhere":
        attic.commit(Batch(rows=rows_of(4, said(CELLAR, "stranger", 3001))))
    assert read(attic) == Page([], True)


def test_what_was_said_to_those_of_a_rank_is_for_them_alone(store: Store) -> None:
    said_to = {1: "#attic", 2: "@#attic", 3: "+#attic", 4: "#attic"}
    events = {
        seq: Said(ATTIC, f"m{seq}", seq, ANN, MESSAGE, to, "hi", "", None, None, True) for seq, to in said_to.items()
    }
    store.commit(
        Batch(rows=[row for seq, event in events.items() for row in rows_of(seq, event)], names={ATTIC: "#attic"})
    )
    seen = {
        signs: [event.msgid for event in store.latest(ATTIC, 9, None, 2, everything=True, signs=signs).events]
        for signs in ("", "+", "@%+", "~&@%+")
    }
    assert seen == {"": ["m1", "m4"], "+": ["m3", "m4"], "@%+": ["m3", "m4"], "~&@%+": ["m3", "m4"]}
    assert [event.msgid for event in store.after(ATTIC, 9, at("m1"), 9, everything=False, signs="@%+").events] == [
        "m2", "m3", "m4",
    ]  # fmt: skip
    assert [event.msgid for event in store.before(ATTIC, 9, at("m4"), 9, everything=False, signs="+").events] == [
        "m1",
        "m3",
    ]


def test_a_quit_is_found_in_each_channel_that_showed_it(store: Store) -> None:
    store.commit(Batch(rows=to_rows(Quit(0, "q", 5, ANN, "bye", (ATTIC, CELLAR)), lambda scope: 1)))
    for scope in (ATTIC, CELLAR):
        assert store.latest(scope, 1, at(4), 1, everything=True).events == [Quit(scope, "q", 5, ANN, "bye", (scope,))]


# Commits


def test_a_large_batch_is_kept_whole_and_in_order(store: Store) -> None:
    store.commit(Batch(rows=[row for seq in range(1, 502) for row in rows_of(seq, said(ATTIC, f"m{seq}", seq))]))
    page = store.latest(ATTIC, 1000, None, 1000, everything=False)
    assert [event.msgid for event in page.events] == [f"m{seq}" for seq in range(1, 502)]


def test_a_batch_with_two_events_in_one_place_keeps_nothing_and_the_next_one_is_fine(attic: Store) -> None:
    rows = [row for seq in range(20, 200) for row in rows_of(seq, said(ATTIC, f"m{seq}", NOON_MS))]
    names = {ATTIC: "#attic"}
    with pytest.raises(StoreUnavailable):
        attic.commit(
            Batch(rows + rows_of(9, said(ATTIC, "twice", NOON_MS)), names, {ATTIC}, once=[("k", "m20", NOON_MS)])
        )
    assert attic.latest(ATTIC, 1000, None, 1, everything=True).events == [SEEN[10]]
    assert attic.said_once("k") is None
    attic.commit(Batch(rows, names, {ATTIC}))
    assert attic.latest(ATTIC, 1000, None, 1, everything=True).events[0].msgid == "m199"


def test_an_empty_batch_is_nothing(attic: Store) -> None:
    attic.commit(Batch())
    assert len(attic.latest(ATTIC, END, None, 20, everything=True).events) == len(SEEN)


def test_probing_changes_nothing_that_is_seen(attic: Store) -> None:
    attic.probe()
    attic.probe()
    assert len(attic.latest(ATTIC, END, None, 20, everything=True).events) == len(SEEN)


# Saying it once


def test_what_was_said_under_a_key_is_found(store: Store) -> None:
    store.commit(Batch(rows=rows_of(1, said(ATTIC, "a", NOON_MS, once="k")), once=[("k", "a", NOON_MS)]))
    assert store.said_once("k") == said(ATTIC, "a", NOON_MS)
    assert store.said_once("other") is None


def test_a_key_is_forgotten_after_7_days_and_may_then_be_used_again(store: Store, clock: Clock) -> None:
    store.commit(Batch(rows=rows_of(1, said(ATTIC, "a", NOON_MS)), once=[("k", "a", NOON_MS)]))
    clock.now_ms += 7 * DAY_MS
    assert store.said_once("k") == said(ATTIC, "a", NOON_MS)
    clock.now_ms += 1
    assert store.said_once("k") is None
    later = said(ATTIC, "b", clock.now_ms)
    store.commit(Batch(rows=rows_of(2, later), once=[("k", "b", clock.now_ms)]))
    assert store.said_once("k") == later


def test_a_key_stays_with_what_was_said_first(store: Store) -> None:
    first, again = said(ATTIC, "a", NOON_MS), said(ATTIC, "b", NOON_MS + 5)
    store.commit(Batch(rows=rows_of(1, first), once=[("k", "a", NOON_MS)]))
    store.commit(Batch(rows=rows_of(2, again), once=[("k", "b", NOON_MS + 5)]))
    assert store.said_once("k") == first


def test_forgetting_old_keys_leaves_the_others(store: Store, clock: Clock) -> None:
    for day in range(10):
        clock.now_ms = NOON_MS + day * DAY_MS
        keys = [(f"k{day}-{number}", f"m{day}", clock.now_ms) for number in range(100)]
        store.commit(Batch(rows=rows_of(day + 1, said(ATTIC, f"m{day}", clock.now_ms)), once=keys))
    found = [day for day in range(10) if store.said_once(f"k{day}-50")]
    assert found == [2, 3, 4, 5, 6, 7, 8, 9]


# Bans of the network

SPAM = Ban("192.0.2.0/24", "root", NOON_MS, NOON_MS + DAY_MS, "spam")
BOTS = Ban("~r:*Bot*", "root", NOON_MS + 1, None, "")


def bans(*found: Ban) -> dict[str, Ban | None]:
    return {ban.key: ban for ban in found}


def test_bans_are_kept_with_all_that_is_known_of_them(store: Store) -> None:
    assert store.bans() == []
    store.commit(Batch(bans=bans(SPAM, BOTS)))
    assert sorted(store.bans(), key=lambda ban: ban.at_ms) == [SPAM, BOTS]


def test_a_ban_takes_the_place_of_the_one_of_the_same_target(store: Store) -> None:
    again = Ban("~r:*BOT*", "ops", NOON_MS + 2, NOON_MS + 9, "shorter")
    store.commit(Batch(bans=bans(BOTS)))
    store.commit(Batch(bans=bans(again)))
    assert store.bans() == [again]


def test_a_ban_that_is_lifted_is_gone(store: Store) -> None:
    store.commit(Batch(bans=bans(SPAM, BOTS)))
    store.commit(Batch(bans={SPAM.key: None, "ann!*@*": None}))
    assert store.bans() == [BOTS]


def test_many_bans_are_set_and_lifted_at_once(store: Store) -> None:
    many = [Ban(f"192.0.2.{last}", "root", NOON_MS, None, "") for last in range(256)]
    store.commit(Batch(bans=bans(*many)))
    assert {ban.key for ban in store.bans()} == {ban.key for ban in many}
    store.commit(Batch(bans={ban.key: None for ban in many[1:]}))
    assert store.bans() == many[:1]


def test_a_ban_that_has_ended_is_not_found(store: Store, clock: Clock) -> None:
    store.commit(Batch(bans=bans(SPAM)))
    clock.now_ms = NOON_MS + DAY_MS - 1
    assert store.bans() == [SPAM]
    clock.now_ms += 1
    assert store.bans() == []


def test_setting_a_ban_leaves_those_that_stand(store: Store, clock: Clock) -> None:
    store.commit(Batch(bans=bans(SPAM, BOTS)))
    clock.now_ms = NOON_MS + DAY_MS
    other = Ban("ann!*@*", "root", clock.now_ms, clock.now_ms + 1, "")
    store.commit(Batch(bans=bans(other)))
    assert sorted(store.bans(), key=lambda ban: ban.at_ms) == [BOTS, other]


# Restarts: opening again what was closed is one


def restart(store: Store) -> list[Past]:
    store.close()
    return store.open()


def test_a_restart_finds_the_bans(store: Store) -> None:
    store.commit(Batch(bans=bans(SPAM, BOTS)))
    restart(store)
    assert sorted(store.bans(), key=lambda ban: ban.at_ms) == [SPAM, BOTS]


def test_a_restart_finds_the_pasts_in_which_something_was_kept(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic", CELLAR: "#cellar"}, kept={ATTIC, CELLAR}))
    expected = [Past(ATTIC, "#attic", 10, 7000, 6000), Past(CELLAR, "#cellar", 3, 3000, 3000)]
    assert restart(attic) == expected
    assert restart(attic) == expected


def test_a_past_without_a_word_has_a_last_event_and_no_last_word(store: Store) -> None:
    joined = Joined(ATTIC, "join", 1000, ANN, "#attic", "Ann", "o", True)
    tags = said(ATTIC, "react", 2000, "", TAGS)
    batch = Batch(rows=rows_of(1, joined) + rows_of(2, tags), names={ATTIC: "#attic"}, kept={ATTIC})
    store.commit(batch)
    assert restart(store) == [Past(ATTIC, "#attic", 2, 2000, 0)]


def test_a_restart_forgets_a_channel_in_which_nothing_was_kept(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic", CELLAR: "#cellar"}, kept={CELLAR}))
    assert [past.name for past in restart(attic)] == ["#cellar"]
    assert attic.latest(ATTIC, END, None, 9, everything=True) == Page([], True)
    assert len(attic.latest(CELLAR, END, None, 9, everything=True).events) == 1


def test_a_restart_leaves_conversations_alone(attic: Store) -> None:
    restart(attic)
    assert len(attic.latest(ATTIC, END, None, 20, everything=True).events) == len(SEEN)


def test_a_restart_ends_the_past_of_a_restricted_channel(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic", CELLAR: "#cellar"}, kept={ATTIC, CELLAR}))
    attic.commit(Batch(restricted={ATTIC}))
    assert [past.name for past in restart(attic)] == ["#cellar"]


def test_a_past_that_ended_is_not_found_and_its_name_may_have_another(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic"}, kept={ATTIC}))
    attic.commit(Batch(closed={ATTIC}))
    attic.commit(Batch(rows=rows_of(1, said(9, "new", 9000)), names={9: "#attic"}, kept={9}))
    assert restart(attic) == [Past(9, "#attic", 1, 9000, 9000)]


def test_a_past_that_ended_without_anything_kept_is_gone_at_once(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic"}, closed={ATTIC, CELLAR}))
    assert attic.latest(ATTIC, END, None, 9, everything=True) == Page([], True)
    assert len(attic.latest(CELLAR, END, None, 9, everything=True).events) == 1


def test_all_of_it_in_one_batch(store: Store) -> None:
    batch = Batch(
        rows=rows_of(1, said(ATTIC, "a", 1000, kind=MESSAGE)) + rows_of(1, said(CELLAR, "b", 2000)),
        names={ATTIC: "#attic", CELLAR: "#cellar", 9: "#hall"},
        kept={ATTIC, CELLAR},
        restricted={9},
        closed={CELLAR, 9},
        once=[("k", "a", NOON_MS)],
    )
    store.commit(batch)
    assert store.said_once("k") == said(ATTIC, "a", 1000)
    assert restart(store) == [Past(ATTIC, "#attic", 1, 1000, 1000)]


def test_a_channel_that_is_made_again_under_its_scope_keeps_its_past(attic: Store) -> None:
    attic.commit(Batch(names={ATTIC: "#attic"}, kept={ATTIC}))
    again = Joined(ATTIC, "again", 8000, BOB, "#attic", "Bob", "o", True)
    attic.commit(Batch(rows=rows_of(11, again), names={ATTIC: "#attic"}))
    assert restart(attic) == [Past(ATTIC, "#attic", 11, 8000, 6000)]


# Sessions that a restart ends

TALK = 9
OPENED = SessionOpened(TALK, "s1", 1000, ANN, "s1", "U2", "bob", HALF, True)
TOLD = Said(TALK, "m1", 2000, ANN, MESSAGE, "bob", "hi", "", "U2", None, True, None, "s1")
CLOSED_BY_BOB = SessionEnded(TALK, "m2", 3000, BOB, "s1", "U1", "ann", CLOSED)


def talk_of(store: Store) -> list[Event]:
    return store.latest(TALK, 100, None, 20, everything=True).events


def test_a_restart_ends_the_sessions_that_are_open_as_the_last_of_their_conversations(store: Store) -> None:
    store.commit(Batch(rows=rows_of(3, OPENED), sessions={"s1": TALK}))
    store.commit(Batch(rows=rows_of(5, TOLD)))
    restart(store)
    *before, ended = talk_of(store)
    assert before == [OPENED, TOLD]
    assert ended == SessionEnded(TALK, ended.msgid, 2001, ANN, "s1", "U2", "bob", RESTART)
    assert ended.msgid not in {"s1", "m1"}
    restart(store)
    assert talk_of(store) == [OPENED, TOLD, ended]
    assert store.after(TALK, 100, at("m1"), 9, everything=True).events == [ended]


def test_a_restart_says_nothing_of_sessions_that_had_ended(store: Store) -> None:
    store.commit(Batch(rows=rows_of(1, OPENED), sessions={"s1": TALK}))
    store.commit(Batch(rows=rows_of(2, CLOSED_BY_BOB), sessions={"s1": None}))
    store.commit(Batch(rows=rows_of(3, replace(OPENED, msgid="s2", session="s2", at_ms=4000)), sessions={"s2": None}))
    known = talk_of(store)
    restart(store)
    assert talk_of(store) == known


def test_a_restart_passes_over_a_session_of_whose_beginning_nothing_was_kept(store: Store) -> None:
    store.commit(Batch(rows=rows_of(2, TOLD), sessions={"s1": TALK, "s2": 10}))
    restart(store)
    assert talk_of(store) == [TOLD]


def test_many_sessions_begin_and_end_at_once(store: Store) -> None:
    many = {f"s{count}": replace(OPENED, scope=1000 + count, msgid=f"s{count}") for count in range(200)}
    many = {session: replace(event, session=session) for session, event in many.items()}
    rows = [row for event in many.values() for row in rows_of(1, event)]
    store.commit(Batch(rows=rows, sessions={session: event.scope for session, event in many.items()}))
    store.commit(Batch(sessions=dict.fromkeys(list(many)[1:])))
    restart(store)
    ended = [len(store.latest(event.scope, 9, None, 9, everything=True).events) for event in many.values()]
    assert ended == [2] + [1] * 199
