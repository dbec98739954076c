"""Which sessions are open is kept with the batches that say so, and tried again with them."""

from parlour.core.events.sessions import CLOSED, HALF, FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from tests.support.events import ANN, BOB
from tests.support.journal import FULL, Bench, numbers

TALK = 9
OPENED = SessionOpened(TALK, "s1", 1, ANN, "s1", "U2", "bob", HALF, True)
ACCEPTED = SessionAccepted(TALK, "a", 2, BOB, "s1", "U1", "ann")
ENDED = SessionEnded(TALK, "e", 4, BOB, "s1", "U1", "ann", CLOSED)


def test_a_batch_says_which_sessions_began_and_ended() -> None:
    bench = Bench()
    bench.place(OPENED)
    bench.place(ACCEPTED)
    assert not bench.journal.holding, "somebody waits for a session"
    bench.journal.tick()
    batch = bench.answer()
    assert numbers(batch) == [(TALK, 1, "s1"), (TALK, 2, "a")]
    assert batch.sessions == {"s1": TALK}
    bench.place(ENDED)
    bench.journal.tick()
    batch = bench.answer()
    assert numbers(batch) == [(TALK, 3, "e")]
    assert batch.sessions == {"s1": None}


def test_a_floor_that_was_handed_has_no_place_in_the_history() -> None:
    assert not FloorHanded.recorded


def test_it_is_said_again_when_it_could_not_be_kept() -> None:
    bench = Bench()
    bench.place(OPENED)
    bench.say()
    bench.turn()
    bench.place(ENDED)
    bench.say()
    bench.answer(FULL)
    bench.seconds = 1
    bench.journal.tick()
    batch = bench.answer()
    assert [row[3] for row in batch.rows] == ["s1", "e"]
    assert batch.sessions == {"s1": None}
