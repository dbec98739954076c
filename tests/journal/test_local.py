"""The journal of one process: what every journal must do, tested at its border with the disk."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.events import Event
from parlour.core.events.channels import Joined, ModeChange, ModesSet, Parted, TopicSet
from parlour.core.events.people import NickChanged
from parlour.core.ports import Batch, Past, StoreUnavailable
from parlour.journal import local
from parlour.journal.local import Keeping, LocalJournal
from parlour.store.rows import to_rows
from tests.support.events import ANN, said

Done = Callable[[Exception | None], None]

ATTIC, CELLAR = 7, 8
FULL = StoreUnavailable("disk full")


class Bench:
    """A journal, a disk that a test answers for, and what the journal said. It is the journal's outcome and
    committer."""

    def __init__(self, *, wait: bool = True) -> None:
        self.seconds = 0.0
        self.jobs: list[tuple[Batch | None, Done]] = []
        self.committed_numbers: list[int] = []
        self.lost: list[list[str]] = []
        self.journal = LocalJournal(self, self, to_rows, lambda: self.seconds, wait=wait)
        self.wait = wait
        self.count = 0

    # Committer

    def commit(self, batch: Batch, done: Done) -> None:
        assert not self.jobs, "one at a time"
        self.jobs.append((batch, done))

    def probe(self, done: Done) -> None:
        assert not self.jobs, "one at a time"
        self.jobs.append((None, done))

    # Outcome

    def committed(self, number: int) -> None:
        self.committed_numbers.append(number)

    def failed(self, keepings: list[Keeping], error: Exception) -> None:
        assert error is FULL
        assert not self.journal.holding
        self.lost.append([keeping.event.msgid for keeping in keepings])

    # What tests do

    def say(self, scope: int = ATTIC, once: str | None = None) -> Keeping:
        self.count += 1
        return self.place(said(scope, f"m{self.count}", self.count, once=once))

    def place(self, event: Event) -> Keeping:
        keeping = Keeping(event, None, None, None)
        self.journal.place(event, keeping if event.durable else None)
        return keeping

    def join(self, scope: int = ATTIC, channel: str = "#Attic") -> None:
        self.count += 1
        self.place(Joined(scope, f"j{self.count}", self.count, ANN, channel, "Ann", "o", True))

    def part(self, scope: int = ATTIC) -> None:
        self.count += 1
        self.place(Parted(scope, f"p{self.count}", self.count, ANN, "#attic", ""))

    def set_modes(self, *letters: str) -> None:
        self.count += 1
        changes = tuple(ModeChange(letter[0] == "+", letter[1], None, None) for letter in letters)
        self.place(ModesSet(ATTIC, f"o{self.count}", self.count, ANN, "#attic", changes))

    def turn(self) -> None:
        self.journal.end_turn()

    def answer(self, error: Exception | None = None) -> Batch:
        """The disk has done, or failed to do, what it was given; returns that."""
        batch, done = self.jobs.pop()
        done(error)
        return batch or Batch()


def numbers(batch: Batch) -> list[tuple[int, int, str]]:
    """Scope, number and id of what is in a batch."""
    return [(row[0], row[1], row[3]) for row in batch.rows]


# Places


def test_events_of_a_scope_are_numbered_from_one_without_gaps() -> None:
    bench = Bench()
    assert bench.journal.end_of(ATTIC) == 0
    bench.say(ATTIC)
    bench.say(CELLAR)
    bench.say(ATTIC)
    bench.turn()
    assert numbers(bench.answer()) == [(ATTIC, 1, "m1"), (CELLAR, 1, "m2"), (ATTIC, 2, "m3")]
    assert (bench.journal.end_of(ATTIC), bench.journal.end_of(CELLAR)) == (2, 1)


def test_numbers_go_on_where_the_store_says_they_ended() -> None:
    bench = Bench()
    bench.journal.recall([Past(ATTIC, "#attic", 41, 0, 0)])
    assert bench.journal.end_of(ATTIC) == 41
    bench.say()
    bench.turn()
    batch = bench.answer()
    assert numbers(batch) == [(ATTIC, 42, "m1")]
    assert not batch.kept, "it was known to be kept"


def test_what_several_scopes_saw_has_a_number_in_each() -> None:
    bench = Bench()
    bench.say(ATTIC)
    bench.place(NickChanged(0, "n", 5, ANN, "ada", (ATTIC, CELLAR)))
    bench.turn()
    assert numbers(bench.answer()) == [(ATTIC, 1, "m1"), (ATTIC, 2, "n"), (CELLAR, 1, "n")]


def test_a_scope_that_ended_is_numbered_anew() -> None:
    bench = Bench()
    bench.say()
    bench.journal.end([ATTIC])
    assert bench.journal.end_of(ATTIC) == 0


# What is in a batch


def test_a_batch_says_which_channels_are_new_and_in_which_something_was_said_first() -> None:
    bench = Bench()
    bench.join()
    bench.say()
    bench.say(once="key")
    bench.turn()
    batch = bench.answer()
    assert batch.names == {ATTIC: "#attic"}
    assert batch.kept == {ATTIC}
    assert batch.once == [("key", "m3", 3)]
    bench.say()
    bench.turn()
    assert not bench.answer().kept


def test_it_is_said_again_that_a_channel_is_kept_if_that_could_not_be_kept() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    bench.answer()
    bench.say()
    bench.turn()
    assert bench.answer().kept == {ATTIC}


@pytest.mark.parametrize(
    ("letters", "restricted"),
    [(["+i"], True), (["+k"], True), (["+s"], True), (["+m", "+s"], True), (["-s"], False), (["+m", "+n"], False)],
)  # fmt: skip
def test_a_batch_says_which_channels_were_closed_to_some(letters: list[str], restricted: bool) -> None:
    bench = Bench()
    bench.set_modes(*letters)
    bench.turn()
    batch = bench.answer()
    assert batch.restricted == ({ATTIC} if restricted else set())
    assert batch.kept == {ATTIC}


def test_a_topic_makes_a_channel_kept() -> None:
    bench = Bench()
    bench.place(TopicSet(ATTIC, "t", 1, ANN, "#attic", "tea"))
    bench.turn()
    assert bench.answer().kept == {ATTIC}


def test_a_conversation_is_no_channel_that_is_kept() -> None:
    bench = Bench()
    event = said(ATTIC, "m", 1)
    bench.place(type(event)(ATTIC, "m", 1, ANN, "message", "bob", "hi", "", "U2", None, True))
    bench.turn()
    assert not bench.answer().kept


def test_a_batch_says_which_scopes_have_ended() -> None:
    bench = Bench()
    bench.join()
    bench.part()
    bench.journal.end([ATTIC])
    bench.journal.tick()
    assert bench.answer().closed == {ATTIC}


# Groups


def test_nothing_is_handed_over_before_the_turn_ends() -> None:
    bench = Bench()
    bench.say()
    assert not bench.jobs
    bench.turn()
    assert bench.jobs


def test_while_one_batch_is_written_the_next_gathers() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.say()
    bench.turn()
    bench.say()
    bench.turn()
    assert [row[3] for row in bench.answer().rows] == ["m1"]
    assert bench.committed_numbers == [1]
    assert [row[3] for row in bench.answer().rows] == ["m2", "m3"]
    assert bench.committed_numbers == [1, 2]
    assert not bench.jobs


def test_what_nobody_waits_for_is_not_handed_over_until_a_tick() -> None:
    bench = Bench()
    bench.join()
    bench.turn()
    assert not bench.jobs
    bench.journal.tick()
    assert numbers(bench.answer()) == [(ATTIC, 1, "j1")]
    bench.journal.tick()
    assert not bench.jobs, "there is nothing to write"


def test_output_is_held_for_the_batch_of_the_newest_durable_event() -> None:
    bench = Bench()
    journal = bench.journal
    bench.join()
    assert not journal.holding
    bench.say()
    assert (journal.holding, journal.held_for, journal.waiting_count) == (True, 1, 1)
    bench.turn()
    assert (journal.holding, journal.held_for, journal.waiting_count) == (True, 1, 1)
    bench.join()
    assert (journal.holding, journal.held_for) == (True, 1)
    bench.say()
    assert (journal.holding, journal.held_for, journal.waiting_count) == (True, 2, 2)
    bench.answer()
    assert (journal.holding, journal.held_for, journal.waiting_count) == (True, 2, 1)
    bench.answer()
    assert (journal.holding, journal.waiting_count) == (False, 0)


def test_a_batch_that_nobody_waits_for_holds_nothing() -> None:
    bench = Bench()
    bench.join()
    bench.journal.tick()
    assert not bench.journal.holding
    assert bench.journal.waiting_s == 0


def test_it_is_known_how_long_the_oldest_has_waited() -> None:
    bench = Bench()
    bench.seconds = 5
    bench.say()
    bench.turn()
    bench.seconds = 7
    bench.say()
    bench.seconds = 8
    assert bench.journal.waiting_s == 3
    bench.answer()
    assert bench.journal.waiting_s == 1
    bench.answer()
    assert bench.journal.waiting_s == 0


# Failure


def test_a_batch_that_fails_takes_along_what_gathered_behind_it_oldest_first() -> None:
    bench = Bench()
    bench.say()
    bench.say()
    bench.turn()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    assert bench.lost == [["m1", "m2", "m3"]]
    assert not bench.journal.holding
    assert not bench.journal.ready
    assert not bench.committed_numbers


def test_of_a_batch_that_failed_what_nobody_waits_for_is_tried_again_in_order() -> None:
    bench = Bench()
    bench.join()
    bench.say()
    bench.part()
    bench.turn()
    bench.say()
    bench.join(CELLAR, "#cellar")
    bench.journal.end([ATTIC])
    bench.answer(FULL)
    bench.part(CELLAR)
    bench.turn()
    assert not bench.jobs
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert numbers(batch) == [(ATTIC, 1, "j1"), (ATTIC, 3, "p3"), (CELLAR, 1, "j5"), (CELLAR, 2, "p6")]
    assert batch.names == {ATTIC: "#attic", CELLAR: "#cellar"}
    assert batch.closed == {ATTIC}
    assert not batch.kept
    assert bench.journal.ready


def test_nothing_of_what_was_undone_is_in_a_later_batch() -> None:
    bench = Bench()
    bench.set_modes("+i")
    bench.say(once="key")
    bench.turn()
    bench.answer(FULL)
    bench.join()
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert [row[3] for row in batch.rows] == ["j3"]
    assert [batch.kept, batch.restricted, batch.once] == [set(), set(), []]


def test_a_number_that_was_given_is_never_given_again() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    bench.answer()
    bench.say()
    bench.turn()
    assert numbers(bench.answer()) == [(ATTIC, 2, "m2")]


def test_only_so_much_of_what_nobody_waits_for_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "RETAINED_ROWS", 3)
    bench = Bench()
    for _ in range(5):
        bench.join()
    bench.journal.tick()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    assert [row[3] for row in bench.answer(FULL).rows] == ["j3", "j4", "j5"]
    assert bench.journal.rows_count == 3


def test_while_nothing_can_be_kept_it_is_tried_every_half_second_at_most() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 0.4
    bench.journal.tick()
    assert not bench.jobs
    bench.seconds = 0.5
    bench.journal.tick()
    assert bench.jobs[0][0] is None, "there is nothing to write, so something else is"
    bench.seconds = 9
    bench.journal.tick()
    bench.answer(FULL)
    assert not bench.journal.ready
    bench.journal.tick()
    bench.answer()
    assert bench.journal.ready


def test_who_asks_for_it_has_it_tried_every_tenth_of_a_second_at_most() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.journal.probe()
    assert not bench.jobs
    bench.seconds = 0.1
    bench.journal.probe()
    bench.journal.probe()
    bench.answer(FULL)
    bench.seconds = 0.19
    bench.journal.probe()
    assert not bench.jobs
    bench.seconds = 0.2
    bench.journal.probe()
    bench.answer()
    assert bench.journal.ready
    bench.seconds = 9
    bench.journal.probe()
    assert not bench.jobs, "it is known that things can be kept"


def test_what_gathered_while_it_was_tried_is_written_when_it_works_again() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    bench.join()
    bench.answer()
    bench.journal.tick()
    assert [row[3] for row in bench.answer().rows] == ["j2"]


# Waiting


def test_with_nothing_on_its_way_all_is_settled() -> None:
    assert Bench().journal.settled().done


def test_what_gathers_is_settled_when_it_is_kept() -> None:
    bench = Bench()
    bench.join()
    later = bench.journal.settled()
    bench.turn()
    assert not later.done
    bench.answer()
    assert later.done


def test_what_is_being_written_is_settled_when_it_is_kept() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    later = bench.journal.settled()
    bench.say()
    bench.turn()
    bench.answer()
    assert later.done


def test_what_gathers_behind_a_batch_is_settled_after_it() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    bench.join()
    later = bench.journal.settled()
    bench.answer()
    assert not later.done
    bench.answer()
    assert later.done


def test_it_is_settled_after_what_waited_has_been_released() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    order: list[Any] = []
    bench.journal.settled().then(lambda: order.extend(bench.committed_numbers))
    bench.answer()
    assert order == [1]


def test_it_is_settled_when_it_could_not_be_kept_and_was_undone() -> None:
    bench = Bench()
    bench.say()
    bench.turn()
    first = bench.journal.settled()
    bench.say()
    second = bench.journal.settled()
    undone: list[bool] = []
    second.then(lambda: undone.append(bench.lost == [["m1", "m2"]]))
    bench.answer(FULL)
    assert (first.done, second.done) == (True, True)
    assert undone == [True]


def test_while_nothing_can_be_kept_nobody_waits_for_what_is_tried_again() -> None:
    bench = Bench()
    bench.join()
    bench.say()
    bench.turn()
    bench.answer(FULL)
    assert bench.journal.settled().done


# Ties


@pytest.mark.parametrize("handed_over", [True, False])
def test_what_shows_an_event_again_shares_its_fate(handed_over: bool) -> None:
    bench = Bench()
    keeping, other = bench.say(), bench.say()
    if handed_over:
        bench.turn()
    bench.journal.tie(keeping.event, b"again", "peer", "bundle")
    assert (keeping.pieces, keeping.asked[1:]) == ([b"again"], [("peer", "bundle")])
    assert (other.pieces, other.asked[1:]) == ([], [])


def test_what_shows_an_event_that_is_kept_is_tied_to_nothing() -> None:
    bench = Bench()
    keeping = bench.say()
    bench.turn()
    bench.answer()
    bench.journal.tie(keeping.event, b"again", "peer", None)
    assert keeping.pieces == []


# Nothing need be durable


def test_when_nothing_need_be_durable_nothing_is_held() -> None:
    bench = Bench(wait=False)
    bench.say()
    bench.turn()
    assert not bench.journal.holding
    assert bench.jobs


def test_when_nothing_need_be_durable_all_of_a_batch_that_failed_is_tried_again() -> None:
    bench = Bench(wait=False)
    bench.join()
    bench.set_modes("+i")
    bench.say(once="key")
    bench.turn()
    bench.say(CELLAR)
    bench.answer(FULL)
    assert bench.lost == [[]]
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert [row[3] for row in batch.rows] == ["j1", "o2", "m3", "m4"]
    assert (batch.kept, batch.restricted, batch.once) == ({ATTIC, CELLAR}, {ATTIC}, [("key", "m3", 3)])


# Anything at all

STEPS = st.lists(
    st.sampled_from(
        ["say", "say", "say", "say elsewhere", "join", "join", "turn", "turn", "turn", "keep", "keep", "fail", "tick"]
    ),
    max_size=60,
)


@given(STEPS, st.booleans())
def test_whatever_happens_each_event_is_kept_once_and_in_order_or_given_back(steps: list[str], wait: bool) -> None:
    bench = Bench(wait=wait)
    placed: list[str] = []
    kept: list[tuple[int, int, str]] = []
    for step in [*steps, *(["turn", "tick", "keep"] * 3)]:
        bench.seconds += 0.5
        if step.startswith("say") and bench.journal.ready:
            placed.append(bench.say(CELLAR if step.endswith("elsewhere") else ATTIC).event.msgid)
        elif step == "join":
            bench.join()
            placed.append(f"j{bench.count}")
        elif step == "turn":
            bench.turn()
        elif step == "tick":
            bench.journal.tick()
        elif step in {"keep", "fail"} and bench.jobs:
            batch = bench.answer(FULL if step == "fail" else None)
            kept += numbers(batch) if step == "keep" else []
    lost = [msgid for ids in bench.lost for msgid in ids]
    assert sorted([*lost, *(msgid for _, _, msgid in kept)]) == sorted(placed)
    assert all(msgid.startswith("m") for msgid in lost)
    for scope in (ATTIC, CELLAR):
        seqs = [seq for at, seq, _ in kept if at == scope]
        assert seqs == sorted(set(seqs))
    assert bench.committed_numbers == sorted(set(bench.committed_numbers))
    assert not bench.journal.holding
    assert bench.journal.settled().done
