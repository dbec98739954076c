"""Whatever is asked of a network, in whatever order, its state stays sound; and what is undone was as good as never."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.core import blocks, channels, messages, modes, presence, sessions
from parlour.core.events import Event
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import HostSet
from parlour.core.ids import Ids
from parlour.core.limits import Limits
from parlour.core.lists import LISTS
from parlour.core.model import User
from parlour.core.moment import Moment
from parlour.core.network import Network
from parlour.core.ranks import RANKS
from parlour.core.refusals import Refusal
from tests.support.soundness import check

START_MS = 1_700_000_000_000
KEY = "7f9c2ba4e88f827d616045507605853e"


class Story:
    """A network in which things are asked for, by people known by numbers. `log` has what happened and what undoing it
    needs."""

    def __init__(self) -> None:
        self.network = Network()
        self.ids = Ids(1)
        self.limits = Limits(channels_per_user=3, list_entries=4)
        self.now_ms = START_MS
        self.people: dict[int, User] = {}
        self.log: list[tuple[Event, Any]] = []
        self.times: dict[int, int] = {}

    def come(self, who: int, nick: str) -> None:
        if who in self.people:
            return
        id = self.ids.new(self.now_ms)
        network, limits, now_ms = self.network, self.limits, self.now_ms

        def decide(_: Any) -> Event:
            return presence.come(
                network, limits, now_ms, id,
                user=id, nick=nick, name="user", host="host", address="192.0.2.7", real="Somebody",
            )  # fmt: skip

        if self._let(decide, None):
            self.people[who] = network.users[id]

    def ask(self, who: int, decide: Callable[..., Event | None], *args: Any) -> bool:
        """Whether a decision of somebody who is here led to an event."""
        if who not in self.people:
            return False
        return self._let(decide, self.moment(who), *args)

    def moment(self, who: int) -> Moment:
        """The moment at which somebody who is here asks for something."""
        return Moment(
            self.network, self.people[who], self.now_ms, self.ids.new(self.now_ms),
            lambda: self.ids.new_scope(self.now_ms), self.limits,
        )  # fmt: skip

    def nick(self, who: int) -> str:
        return self.people[who].nick if who in self.people else "nobody"

    def leave(self, who: int, reason: str) -> None:
        self.ask(who, sessions.leave)
        if self.ask(who, presence.leave, reason):
            del self.people[who]

    def _let(self, decide: Callable[..., Event | None], *args: Any) -> bool:
        before = picture(self.network)
        try:
            event = decide(*args)
        except Refusal:
            event = None
        assert picture(self.network) == before, "a decision changed something"
        if event is None:
            return False
        self._check_time(event)
        self.log.append((event, self.network.apply(event)))
        return True

    def _check_time(self, event: Event) -> None:
        """Within a scope time never goes back, and rises unless the scope is a second ahead of the clock."""
        again = {joined.scope for joined in event.again} if isinstance(event, HostSet) else set()
        for scope in {event.scope, *getattr(event, "scopes", ()), *again} - {0}:
            last_ms = self.times.get(scope, 0)
            assert event.at_ms > last_ms or last_ms == event.at_ms >= self.now_ms + 1000
            self.times[scope] = event.at_ms


def picture(network: Network) -> dict[str, Any]:
    """All of a network's state but for the times of its scopes, and for conversations in which nothing was kept."""
    return {
        "users": {
            id: (
                user.nick, user.folded, user.source, user.realname, user.away, user.modes, sorted(user.channels),
                user.number, user.asks, user.blocks, user.session and user.session.id,
            )
            for id, user in network.users.items()
        },
        "sessions": {
            id: (
                session.scope, session.opener, session.other, session.duplex, session.floor, session.ringing,
                session.since_ms,
            )
            for id, session in network.sessions.items()
        },
        "numbers": (sorted(network.numbers.users), network.numbers.next(0)),
        "nicks": {folded: user.id for folded, user in network.nicks.items()},
        "channels": {
            folded: (
                channel.scope.id, channel.name, channel.created_ms, sorted(channel.modes), channel.key, channel.limit,
                channel.forward, {letter: sorted(masks) for letter, masks in channel.lists.items()}, channel.lists_turn,
                channel.topic, channel.topic_by, channel.topic_ms, channel.restricted, channel.scope.kept,
                channel.scope.last_said_ms, channel.scope.said,
                [(id, member.modes) for id, member in channel.members.items()],
            )
            for folded, channel in network.channels.items()
        },
        "conversations": {
            id: (conversation.nicks, conversation.scope.last_said_ms, conversation.scope.said)
            for id, conversation in network.conversations.items()
            if conversation.scope.kept
        },
        "pasts": {folded: (scope.id, scope.kept, scope.last_said_ms) for folded, scope in network.pasts.items()},
        "once": {key: said.msgid for key, said in network.once.items()},
        "counts": (network.invisible, network.operators, network.peak),
    }  # fmt: skip


WHO = st.integers(0, 3)
NICKS = st.sampled_from(["ann", "Ann", "bob", "cleo", "dan", "1bad"])
NAMES = st.sampled_from(["#a", "#a", "#A", "#b", "#c", "#d", "bad"])
TEXTS = st.sampled_from(["", "hi", "x" * 500, "ä" * 200])
KEYS = st.sampled_from([None, "key", "2"])
TAGGED = st.sampled_from(["", "+typing=active", "+react=x"])
LETTERS = st.sampled_from(
    [
        "+o",
        "+v",
        "-v",
        "-o",
        "+ov",
        "+k",
        "-k",
        "+l",
        "-l",
        "+i",
        "-i",
        "+s",
        "+m",
        "-nt",
        "+b",
        "-b",
        "+e",
        "+I",
        "+h",
        "+f",
    ]
) | st.text(alphabet="+-+-oavhklimnstbeIfCz", min_size=1, max_size=6)
VALUES = st.lists(
    st.sampled_from(["ann", "bob", "cleo", "bob", "key", "b,ad", "2", "12345678901234", "bob!*@*", "~c:#b", "#b"]),
    min_size=1,
    max_size=3,
)

Step = Callable[[Story], Any]


def _pass_time(ms: int) -> Step:
    def step(story: Story) -> None:
        story.now_ms += ms

    return step


def _change_modes(who: int, name: str, letters: str, values: list[str]) -> Step:
    return lambda story: story.ask(who, modes.set_modes, name, list(modes.pairs(letters, tuple(values))), [])


def _operate(letters: str, whom: int, value: str) -> Step:
    """An operator of #a changes modes; ranks are somebody's who is here, the others have a value."""

    def step(story: Story) -> None:
        channel = story.network.channels.get("#a")
        for who, user in story.people.items():
            if channel and user.id in channel.members and "o" in channel.members[user.id].modes:
                valued = RANKS + LISTS + "klf"
                values = [story.nick(whom) if letter in RANKS else value for letter in letters if letter in valued]
                story.ask(who, modes.set_modes, "#a", list(modes.pairs(letters, tuple(values))), [])
                return

    return step


def _say(who: int, to: str, kind: str, text: str, tags: str) -> Step:
    return lambda story: story.ask(who, messages.say, kind, to, text, tags, None)


def _say_to(who: int, whom: int) -> Step:
    return lambda story: story.ask(who, messages.say, MESSAGE, story.nick(whom), "hi", "", None)


def _set_own_modes(who: int, letters: str) -> Step:
    return lambda story: story.ask(who, presence.set_user_modes, story.nick(who), letters, [])


def _set_host(who: int, name: str, host: str) -> Step:
    return lambda story: story.ask(who, presence.set_host, name, host)


def _open(who: int, whom: int, duplex: str) -> Step:
    return lambda story: story.ask(who, sessions.open_session, story.nick(whom), duplex)


def _let_ring(who: int) -> Step:
    def step(story: Story) -> None:
        user = story.people.get(who)
        if user is not None and user.session is not None:
            story.ask(who, sessions.time_out, user.session.id)

    return step


def _ask_me(who: int, asks: bool) -> Step:
    return lambda story: story.ask(who, lambda at: sessions.set_asks(at, asks=asks))


IN_SESSIONS: list[Callable[..., Event | None]] = [
    sessions.accept, sessions.decline, sessions.hand_over, sessions.close, sessions.close_blocked,
]  # fmt: skip
MASKS = st.sampled_from(["bob", "b*!*@*", "*!*@host", "~c:#a", "bad mask", "cleo!*@*"])

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda who, nick: lambda story: story.come(who, nick), WHO, NICKS),
    st.builds(lambda who, name, key: lambda story: story.ask(who, channels.join, name, key), WHO, NAMES, KEYS),
    st.builds(lambda who, name: lambda story: story.ask(who, channels.join, name, "key"), WHO, NAMES),
    st.builds(lambda who, name: lambda story: story.ask(who, channels.part, name, "bye"), WHO, NAMES),
    st.builds(lambda who, name, text: lambda story: story.ask(who, channels.set_topic, name, text), WHO, NAMES, TEXTS),
    st.builds(_change_modes, WHO, NAMES, LETTERS, VALUES),
    st.builds(_operate, LETTERS, WHO, st.sampled_from(["1", "2", "key"])),
    st.builds(_operate, LETTERS, WHO, st.sampled_from(["1", "#b", "bob", "~m:cleo", "~c:#b"])),
    st.builds(
        lambda who, whom, name: lambda story: story.ask(who, channels.kick, name, story.nick(whom), ""), WHO, WHO, NAMES
    ),
    st.builds(
        lambda who, whom, name: lambda story: story.ask(who, channels.invite, story.nick(whom), name), WHO, WHO, NAMES
    ),
    st.builds(_say, WHO, st.sampled_from(["@#a", "+#a", "%#b", "@", "~#nowhere"]), st.just(MESSAGE), TEXTS, TAGGED),
    st.builds(_say_to, WHO, WHO),
    st.builds(_say, WHO, NAMES | NICKS, st.sampled_from([MESSAGE, NOTICE, TAGS]), TEXTS, TAGGED),
    st.builds(lambda who, nick: lambda story: story.ask(who, presence.change_nick, nick), WHO, NICKS),
    st.builds(_set_own_modes, WHO, st.sampled_from(["+i", "-i", "+ix", "i-i", "+B", "-B+w", "+o", "-o"])),
    st.builds(lambda who, why: lambda story: story.ask(who, presence.set_away, why), WHO, TEXTS),
    st.builds(lambda who, name: lambda story: story.ask(who, presence.set_realname, name), WHO, TEXTS),
    st.builds(_set_host, WHO, st.sampled_from(["user", "other"]), st.sampled_from(["host", "tea.example"])),
    st.builds(lambda who: lambda story: story.leave(who, "gone"), WHO),
    *[st.builds(_open, WHO, WHO, st.sampled_from(sessions.DUPLEXES)) for _ in range(3)],
    *[st.builds(lambda who, do: lambda story: story.ask(who, do), WHO, st.sampled_from(IN_SESSIONS)) for _ in range(3)],
    st.builds(_let_ring, WHO),
    st.builds(_ask_me, WHO, st.booleans()),
    st.builds(lambda who, whom: lambda story: story.ask(who, blocks.block, story.nick(whom)), WHO, WHO),
    st.builds(lambda who, mask: lambda story: story.ask(who, blocks.silence, mask), WHO, MASKS),
    st.builds(lambda who, mask: lambda story: story.ask(who, blocks.unblock, mask), WHO, MASKS | NICKS),
    st.builds(_pass_time, st.sampled_from([1, 500, 2000, -3000])),
)


def crowd() -> Story:
    """Three people, two of them in a channel with another each."""
    story = Story()
    for who, nick in enumerate(["ann", "bob", "cleo"]):
        story.come(who, nick)
    for who, name in [(0, "#a"), (1, "#a"), (0, "#b"), (2, "#c")]:
        assert story.ask(who, channels.join, name, None)
    return story


@settings(max_examples=200)
@given(st.lists(STEPS, max_size=40))
def test_whatever_is_asked_for_the_network_stays_sound(steps: list[Step]) -> None:
    story = crowd()
    for step in steps:
        step(story)
        check(story.network)


@settings(max_examples=200)
@given(before=st.lists(STEPS, max_size=15), after=st.lists(STEPS, min_size=1, max_size=25))
def test_what_is_undone_newest_first_was_as_good_as_never(before: list[Step], after: list[Step]) -> None:
    story, other = crowd(), Network()
    for step in before:
        step(story)
    known = len(story.log)
    for step in after:
        step(story)
    for event, _ in story.log[:known]:
        other.apply(event)
    for event, _ in story.log[known:]:
        if not event.durable:
            other.apply(event)

    for event, undo in reversed(story.log[known:]):
        if event.durable:
            story.network.undo(event, undo)

    check(story.network)
    left, right = picture(story.network), picture(other)
    # A channel that was closed to some for a while, and empty meanwhile, keeps nothing for whoever comes next.
    for folded in right["pasts"].keys() - left["pasts"].keys():
        assert right["pasts"].pop(folded)[0] in story.network.ended
    assert left == right


def said(story: Story, key: str) -> Said:
    assert story.ask(0, messages.say, MESSAGE, "#a", "hi", "", key)
    event = story.log[-1][0]
    assert isinstance(event, Said)
    return event


def test_what_was_said_under_a_key_is_remembered_until_it_is_undone() -> None:
    story = crowd()
    event = said(story, KEY)
    assert story.network.once == {KEY: event}
    story.network.undo(*story.log[-1])
    assert not story.network.once


def test_only_so_much_of_what_was_said_under_a_key_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.core.network.ONCE_IN_MEMORY", 3)
    story = crowd()
    for number in range(5):
        said(story, f"{KEY}{number}")
    assert list(story.network.once) == [f"{KEY}{number}" for number in (2, 3, 4)]


def test_what_is_not_durable_is_never_undone() -> None:
    story = crowd()
    with pytest.raises(TypeError, match="Joined is never undone"):
        story.network.undo(*story.log[-1])
