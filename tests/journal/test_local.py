"""The journal of one process: what every journal must do, tested at its border with the disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.events.channels import TopicSet
from parlour.core.events.people import NickChanged
from parlour.core.ports import Past
from tests.support.events import ANN, said
from tests.support.journal import ATTIC, CELLAR, FULL, Bench, numbers

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
