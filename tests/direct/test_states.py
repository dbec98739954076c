import pytest

from parlour.direct.states import TABLE, Event, Impossible, State, after

BEFORE_VERIFIED = {State.LISTENING, State.DIALLING, State.VERIFYING}


def test_every_state_stands_in_the_table() -> None:
    assert set(TABLE) == set(State)


def test_every_event_can_happen_somewhere() -> None:
    assert {event for events in TABLE.values() for event in events} == set(Event)


@pytest.mark.parametrize("state", [each for each in State if each is not State.LISTENING])
def test_every_connection_can_be_lost_and_left(state: State) -> None:
    assert after(state, Event.LOST) is State.LISTENING
    assert after(state, Event.BYE) in (State.LISTENING, State.CLOSING)


def test_nobody_talks_who_is_not_verified() -> None:
    ways_in = {
        event for state in BEFORE_VERIFIED for event, then in TABLE[state].items() if then not in BEFORE_VERIFIED
    }
    assert ways_in == {Event.VERIFIED_DIALLER, Event.VERIFIED_LISTENER}


def test_one_is_verified_only_while_verifying() -> None:
    for state in set(State) - {State.VERIFYING}:
        for event in (Event.VERIFIED_DIALLER, Event.VERIFIED_LISTENER):
            with pytest.raises(Impossible, match=state.value):
                after(state, event)


def test_who_cannot_be_dialled_back_is_talked_to_all_the_same() -> None:
    assert after(State.DIAL_BACK, Event.BACK) is State.TALKING
