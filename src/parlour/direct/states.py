"""The states of one connection, and what each event leads to: all of it stands in one table."""

from enum import Enum


class State(Enum):
    """Where a connection is."""

    LISTENING = "listening"
    """There is none yet: one waits for somebody to come."""
    DIALLING = "dialling"
    """It is being made."""
    VERIFYING = "verifying"
    """It is there, with TLS; each side finds out who the other is. Nothing is told or shown but that."""
    DIAL_BACK = "dial-back"
    """The other side is who it says; whether it can be reached at its address is being tried. One talks already."""
    TALKING = "talking"
    CLOSING = "closing"
    """What was said before goes out yet, and nothing is taken in."""


class Event(Enum):
    """What happens to a connection."""

    CAME = "came"
    """Somebody has dialled here."""
    REACHED = "reached"
    """The connection that was dialled is there."""
    VERIFIED_DIALLER = "verified a dialler"
    """Who came is verified, and is dialled back."""
    VERIFIED_LISTENER = "verified a listener"
    """Who was dialled is verified; it may dial back."""
    BACK = "back"
    """Dialling back has come to an end: there are two connections, or this one carries both directions."""
    BYE = "bye"
    """Either side ends the chat."""
    REFUSED = "refused"
    """The other side is not let in, or has made a mistake."""
    LOST = "lost"
    """The connection is gone, or was given up when the time was up for what the state waits for."""


class Impossible(Exception):
    """An event that cannot happen in a state: a bug of ours."""


TABLE: dict[State, dict[Event, State]] = {
    State.LISTENING: {Event.CAME: State.VERIFYING},
    State.DIALLING: {Event.REACHED: State.VERIFYING, Event.BYE: State.LISTENING, Event.LOST: State.LISTENING},
    State.VERIFYING: {
        Event.VERIFIED_DIALLER: State.DIAL_BACK,
        Event.VERIFIED_LISTENER: State.TALKING,
        Event.REFUSED: State.LISTENING,
        Event.BYE: State.LISTENING,
        Event.LOST: State.LISTENING,
    },
    State.DIAL_BACK: {
        Event.BACK: State.TALKING,
        Event.BYE: State.CLOSING,
        Event.REFUSED: State.CLOSING,
        Event.LOST: State.LISTENING,
    },
    State.TALKING: {Event.BYE: State.CLOSING, Event.REFUSED: State.CLOSING, Event.LOST: State.LISTENING},
    State.CLOSING: {Event.BYE: State.CLOSING, Event.LOST: State.LISTENING},
}
"""What is not here cannot happen."""


def after(state: State, event: Event) -> State:
    """The state that an event leads to. Raises Impossible."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise Impossible(f"{event.value} while {state.value}") from None
