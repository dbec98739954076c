"""Who is in a session with whom: one table, and whatever is asked, nobody is ever with two."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.core import blocks, messages, presence, sessions
from parlour.core.events import Event
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.sessions import (
    CLOSED,
    DECLINED,
    FULL,
    HALF,
    LEFT,
    SIMPLEX,
    TIMED_OUT,
    FloorHanded,
    SessionEnded,
    SessionOpened,
)
from parlour.core.network import Network
from parlour.core.refusals import Refusal, Why
from parlour.core.sessions import CELLS, Cell, State
from tests.core.test_network import STEPS, Step, Story, picture
from tests.support.soundness import check

ANN, BOB, CLEO = range(3)


class Talk(Story):
    """Ann, Bob and Cleo, known by numbers. `refused` has what was refused, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[Refusal] = []
        for who, nick in enumerate(["ann", "bob", "cleo"]):
            self.come(who, nick)

    def ask(self, who: int, decide: Callable[..., Event | None], *args: object) -> bool:
        def note(*given: object) -> Event | None:
            try:
                return decide(*given)
            except Refusal as refusal:
                self.refused.append(refusal)
                raise

        return super().ask(who, note, *args)

    def do(self, who: int, decide: Callable[..., Event | None], *args: object) -> Event:
        """Have something decided that is not refused."""
        assert self.ask(who, decide, *args)
        return self.log[-1][0]

    def refusal(self, who: int, decide: Callable[..., Event | None], *args: object) -> Refusal:
        """With what a decision is refused; nothing changes then."""
        known = len(self.refused)
        assert not self.ask(who, decide, *args)
        [refusal] = self.refused[known:]
        return refusal

    def open(self, duplex: str = FULL, *, asks: bool = False) -> SessionOpened:
        """Ann opens a session with Bob."""
        if asks:
            self.do(BOB, lambda at: sessions.set_asks(at, asks=True))
        event = self.do(ANN, sessions.open_session, "bob", duplex)
        assert isinstance(event, SessionOpened)
        return event

    def say(self, who: int, to: str, text: str = "hi", kind: str = MESSAGE) -> Said:
        event = self.do(who, messages.say, kind, to, text, "", None)
        assert isinstance(event, Said)
        return event


def in_state(state: State) -> tuple[Talk, int]:
    """A talk, and who in it is in that state; the partner is Ann or Bob, whoever it is not."""
    talk = Talk()
    if state is not State.FREE:
        talk.open(HALF, asks=state is not State.TALKING)
    who = BOB if state is State.CALLED else ANN
    assert sessions.state(talk.people[who]) is state
    return talk, who


def partner(who: int) -> str:
    return "bob" if who == ANN else "ann"


def time_out(talk: Talk, who: int) -> bool:
    session = talk.people[who].session
    return talk.ask(who, sessions.time_out, session.id if session is not None else "none")


COMMANDS: dict[str, Callable[[Talk, int], object]] = {
    "open": lambda talk, who: talk.ask(who, sessions.open_session, "cleo"),
    "open, with the partner": lambda talk, who: talk.ask(who, sessions.open_session, partner(who)),
    "accept": lambda talk, who: talk.ask(who, sessions.accept),
    "decline": lambda talk, who: talk.ask(who, sessions.decline),
    "over": lambda talk, who: talk.ask(who, sessions.hand_over),
    "close": lambda talk, who: talk.ask(who, sessions.close),
    "time out": time_out,
    "leave": lambda talk, who: talk.ask(who, sessions.leave),
}
TABLE = [
    (command, state, cell)
    for command, cells in CELLS.items()
    for state, cell in cells.items()
    if (command, state) != ("open, with the partner", State.FREE)
]
"""All cells but the one of a partner whom nobody has who is FREE."""


def test_the_table_has_a_cell_for_every_command_in_every_state() -> None:
    assert CELLS.keys() == COMMANDS.keys()
    assert all(cells.keys() == set(State) for cells in CELLS.values())


@pytest.mark.parametrize(
    ("command", "state", "cell"), TABLE, ids=[f"{command} when {state.value}" for command, state, _ in TABLE]
)
def test_each_command_does_what_the_table_says(command: str, state: State, cell: Cell) -> None:
    talk, who = in_state(state)
    before, known = picture(talk.network), len(talk.log)
    COMMANDS[command](talk, who)
    happened = [event for event, _ in talk.log[known:]]
    if isinstance(cell, Why):
        assert ([refusal.why for refusal in talk.refused], happened) == ([cell], [])
        assert picture(talk.network) == before
    else:
        assert [type(event) for event in happened] == ([] if cell is None else [cell])
        assert not talk.refused
    check(talk.network)


def test_who_opens_and_who_is_opened_are_both_busy_with_one_another() -> None:
    talk = Talk()
    event = talk.open(HALF)
    ann, bob, cleo = (talk.people[who] for who in (ANN, BOB, CLEO))
    assert (event.session, event.to, event.nick, event.ringing) == (event.msgid, bob.id, "bob", False)
    session = talk.network.sessions[event.session]
    assert (ann.session, bob.session, cleo.session) == (session, session, None)
    assert (session.opener, session.other, session.floor, session.duplex) == (ann.id, bob.id, ann.id, HALF)
    assert (session.partner(ann.id), session.partner(bob.id), session.since_ms) == (bob.id, ann.id, event.at_ms)


REFUSED: dict[str, tuple[Callable[[Talk], object], tuple[str, str], Why, tuple[str, ...]]] = {
    "somebody who is not here": (lambda talk: None, ("dan", FULL), Why.OFFLINE, ("dan",)),
    "oneself": (lambda talk: None, ("Ann", FULL), Why.YOURSELF, ()),
    "oneself, in a session": (lambda talk: talk.open(), ("ann", FULL), Why.YOURSELF, ()),
    "in a duplex that there is not": (lambda talk: None, ("bob", "both"), Why.BAD_DUPLEX, ("both",)),
    "who is in a session": (
        lambda talk: talk.do(CLEO, sessions.open_session, "bob"), ("BOB", FULL), Why.BUSY_OTHER, ("bob",)),
    "who calls somebody": (
        lambda talk: (talk.do(CLEO, lambda at: sessions.set_asks(at, asks=True)),
                      talk.do(BOB, sessions.open_session, "cleo")), ("bob", FULL), Why.BUSY_OTHER, ("bob",)),
    "who is called": (
        lambda talk: (talk.do(BOB, lambda at: sessions.set_asks(at, asks=True)),
                      talk.do(CLEO, sessions.open_session, "bob")), ("bob", FULL), Why.BUSY_OTHER, ("bob",)),
    "who blocks one": (
        lambda talk: talk.do(BOB, blocks.block, "ann"), ("bob", FULL), Why.TAKES_NO_SESSIONS, ("bob",)),
    "who blocks one, and is busy": (
        lambda talk: (talk.do(BOB, blocks.block, "ann"), talk.do(BOB, sessions.open_session, "cleo")),
        ("bob", FULL), Why.TAKES_NO_SESSIONS, ("bob",)),
    "whom one blocks": (
        lambda talk: talk.do(ANN, blocks.block, "bob"), ("bob", FULL), Why.BLOCKED_BY_YOU, ("bob", "bob")),
    "whom a mask of one's means": (
        lambda talk: talk.do(ANN, blocks.silence, "B*"), ("bob", FULL), Why.BLOCKED_BY_YOU, ("bob", "B*!*@*")),
    "another, from within a session": (lambda talk: talk.open(), ("cleo", FULL), Why.BUSY_YOURSELF, ("cleo",)),
    "the same one again": (lambda talk: talk.open(), ("bob", HALF), Why.SAME_SESSION, ("bob",)),
}  # fmt: skip


@pytest.mark.parametrize(("before", "asked", "why", "subject"), REFUSED.values(), ids=REFUSED.keys())
def test_a_session_is_refused_with(
    before: Callable[[Talk], object], asked: tuple[str, str], why: Why, subject: tuple[str, ...]
) -> None:
    talk = Talk()
    before(talk)
    refusal = talk.refusal(ANN, sessions.open_session, *asked)
    assert (refusal.why, refusal.subject) == (why, subject)


@given(st.permutations([ANN, CLEO]), st.sampled_from(sessions.DUPLEXES), st.booleans())
def test_of_two_who_open_one_with_the_same_third_at_the_same_moment_one_wins(
    order: list[int], duplex: str, asks: bool
) -> None:
    talk = Talk()
    if asks:
        talk.do(BOB, lambda at: sessions.set_asks(at, asks=True))
    first, second = order
    talk.do(first, sessions.open_session, "bob", duplex)
    refusal = talk.refusal(second, sessions.open_session, "bob", duplex)
    assert (refusal.why, refusal.subject) == (Why.BUSY_OTHER, ("bob",))
    assert talk.people[BOB].session is talk.people[first].session is not None
    assert talk.people[second].session is None


def test_of_two_who_open_one_with_each_other_the_first_does_and_the_second_is_told_that_it_is_so() -> None:
    talk = Talk()
    talk.open()
    assert talk.refusal(BOB, sessions.open_session, "ann").why is Why.SAME_SESSION


@pytest.mark.parametrize(
    ("who", "end", "why"),
    [
        (ANN, sessions.close, CLOSED),
        (BOB, sessions.close, DECLINED),
        (BOB, sessions.decline, DECLINED),
        (ANN, sessions.leave, LEFT),
        (BOB, sessions.leave, LEFT),
    ],
)
def test_while_it_rings_either_of_the_two_can_end_it(who: int, end: Callable[..., Event | None], why: str) -> None:
    talk = Talk()
    opened = talk.open(asks=True)
    event = talk.do(who, end)
    assert isinstance(event, SessionEnded)
    assert (event.session, event.why, event.nick) == (opened.session, why, partner(who))
    assert not talk.network.sessions
    assert {user.session for user in talk.people.values()} == {None}


def test_only_the_session_that_rang_times_out() -> None:
    talk = Talk()
    first = talk.open(asks=True)
    talk.do(ANN, sessions.close)
    talk.open()
    assert not talk.ask(ANN, sessions.time_out, first.session)
    [session] = talk.network.sessions
    event = talk.do(ANN, sessions.time_out, session)
    assert isinstance(event, SessionEnded)
    assert event.why == TIMED_OUT


def test_a_session_lies_in_the_conversation_of_the_two_before_and_after() -> None:
    talk = Talk()
    before = talk.say(BOB, "ann")
    opened = talk.open()
    said = talk.say(BOB, "ann")
    closed = talk.do(BOB, sessions.close)
    after = talk.say(ANN, "bob")
    assert {event.scope for event in (before, opened, said, closed, after)} == {before.scope}
    assert [event.session for event in (before, said, after)] == [None, opened.session, None]
    times = [event.at_ms for event in (before, opened, said, closed, after)]
    assert times == sorted(set(times))


def test_a_session_begins_a_conversation_where_there_is_none() -> None:
    talk = Talk()
    opened = talk.open()
    assert talk.say(BOB, "ann").scope == opened.scope
    assert list(talk.network.conversations) == [opened.scope]


SPEAKING = {
    "full duplex": (FULL, {ANN: True, BOB: True}),
    "half duplex": (HALF, {ANN: True, BOB: False}),
    "simplex": (SIMPLEX, {ANN: True, BOB: False}),
}


@pytest.mark.parametrize(("duplex", "speaks"), SPEAKING.values(), ids=SPEAKING.keys())
@pytest.mark.parametrize("kind", [MESSAGE, NOTICE])
def test_who_may_speak_in(duplex: str, speaks: dict[int, bool], kind: str) -> None:
    talk = Talk()
    opened = talk.open(duplex)
    for who, may in speaks.items():
        if may:
            assert talk.say(who, partner(who), kind=kind).session == opened.session
        else:
            refusal = talk.refusal(who, messages.say, kind, partner(who).upper(), "my words", "", None)
            assert refusal.why is (Why.NOT_YOUR_FLOOR if duplex == HALF else Why.ONLY_LISTENING)
            assert refusal.subject == (partner(who), "my words")


@pytest.mark.parametrize("duplex", sessions.DUPLEXES)
def test_who_listens_may_send_tags_and_speak_to_others(duplex: str) -> None:
    talk = Talk()
    opened = talk.open(duplex)
    tags = talk.do(BOB, messages.say, TAGS, "ann", "", "+typing=active", None)
    assert isinstance(tags, Said)
    assert tags.session == opened.session
    assert talk.say(BOB, "cleo").session is None
    assert talk.say(BOB, "bob").session is None, "what one says to oneself is in no session"


def test_until_it_is_accepted_nothing_is_said_in_it() -> None:
    talk = Talk()
    opened = talk.open(SIMPLEX, asks=True)
    assert [talk.say(who, partner(who)).session for who in (ANN, BOB)] == [None, None]
    talk.do(BOB, sessions.accept)
    assert talk.say(ANN, "bob").session == opened.session


def test_the_floor_goes_from_one_to_the_other_and_back() -> None:
    talk = Talk()
    talk.open(HALF)
    for who in (ANN, BOB, ANN):
        talk.say(who, partner(who))
        event = talk.do(who, sessions.hand_over)
        assert isinstance(event, FloorHanded)
        assert (event.nick, event.to) == (partner(who), talk.people[1 - who].id)
        refusal = talk.refusal(who, sessions.hand_over)
        assert (refusal.why, refusal.subject) == (Why.NOT_YOUR_FLOOR, (partner(who),))


@pytest.mark.parametrize("duplex", [FULL, SIMPLEX])
@pytest.mark.parametrize("who", [ANN, BOB])
def test_only_in_half_duplex_there_is_a_floor(duplex: str, who: int) -> None:
    talk = Talk()
    talk.open(duplex)
    assert talk.refusal(who, sessions.hand_over).why is Why.NO_FLOOR


def test_whoever_leaves_another_is_told_of_by_their_nick_of_that_moment() -> None:
    talk = Talk()
    talk.open()
    talk.do(BOB, presence.change_nick, "dan")
    event = talk.do(ANN, sessions.close)
    assert isinstance(event, SessionEnded)
    assert event.nick == "dan"


def test_a_user_who_is_gone_before_their_session_is_leaves_the_other_free() -> None:
    talk = Talk()
    talk.open()
    ended = sessions.leave(talk.moment(ANN))
    assert ended is not None
    talk.do(ANN, presence.leave, "gone")
    talk.do(BOB, presence.leave, "gone")
    talk.network.apply(ended)
    assert not talk.network.sessions


def test_asking_to_be_asked_twice_changes_nothing() -> None:
    talk = Talk()
    talk.do(BOB, lambda at: sessions.set_asks(at, asks=True))
    assert not talk.ask(BOB, lambda at: sessions.set_asks(at, asks=True))
    talk.do(BOB, lambda at: sessions.set_asks(at, asks=False))
    assert not talk.open().ringing


def test_it_is_counted_how_often_something_was_said() -> None:
    talk = Talk()
    talk.say(ANN, "bob")
    opened = talk.open()
    talk.say(BOB, "ann")
    talk.do(BOB, messages.say, TAGS, "ann", "", "+react=x", None)
    scope = talk.network.conversations[opened.scope].scope
    assert scope.said == 2
    for event, before in reversed(talk.log):
        if event.durable:
            talk.network.undo(event, before)
    assert scope.said == 0


# Whatever is asked

WHO = st.integers(0, 3)
OFTEN: st.SearchStrategy[Step] = st.one_of(
    *[
        st.builds(
            lambda who, whom, duplex: lambda story: story.ask(who, sessions.open_session, story.nick(whom), duplex),
            WHO, WHO, st.sampled_from(sessions.DUPLEXES),
        )
        for _ in range(3)
    ],
    st.builds(lambda who: lambda story: story.ask(who, sessions.accept), WHO),
    st.builds(lambda who: lambda story: story.ask(who, sessions.close), WHO),
    st.builds(lambda who: lambda story: story.leave(who, "gone"), WHO),
    st.builds(lambda who: lambda story: story.come(who, f"user{who}"), WHO),
    STEPS,
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(OFTEN, max_size=60))
def test_whatever_is_asked_nobody_is_in_two_sessions_and_busy_is_with_exactly_one(steps: list[Step]) -> None:
    story = Talk()
    for step in steps:
        step(story)
        check(story.network)


@settings(max_examples=100)
@given(st.lists(OFTEN, max_size=60))
def test_the_same_events_give_the_same_network(steps: list[Step]) -> None:
    story, again = Talk(), Network()
    for step in steps:
        step(story)
    for event, _ in story.log:
        again.apply(event)
    assert picture(again) == picture(story.network)
