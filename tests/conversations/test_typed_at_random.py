"""Whatever three people type, in whatever order and pieces: what must hold all the same."""

import re
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parlour.store.rows import from_row
from tests.support.typed import TypedWorld, Typist

NAMES = ("ann", "bob", "cem")

WITH_TEXT = (
    "{t}", " {t}", "  {t} ", "{t} \x02bold\x03 \x1b[2J\u202e", "/me {t}", "/msg ann {t}", "/msg 2 {t}",
    "/msg #attic {t}", "/msg nobody {t}", "/mgs bob {t}", "GET {t}", "get {t}", "CONNECT bob {t}", "connect me {t}",
    "quit {t}", "/ {t}", "#GOODBYE# {t}", "#over# {t}",
)  # fmt: skip
"""What has something in it that is said nowhere else."""

WITHOUT = (
    "GET", "get", "CONNECT ann", "CONNECT bob half", "CONNECT cem simplex", "connect 1", "CONNECT 99999999999",
    "#OVER#", "#GOODBYE#", "ACCEPT", "DECLINE", "accept", "/ask on", "/ask off", "/block ann", "/unblock ann",
    "/join attic", "/join lobby", "/part", "/who", "/rooms", "/history", "/history 3 bob", "/nick ann", "/nick zoe",
    "/help", "help", "quit", "#CLOSE#", "", "   ", "\x07",
)  # fmt: skip

STEPS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(NAMES), st.just(WITH_TEXT[0])),
    st.tuples(st.just("type"), st.sampled_from(NAMES), st.sampled_from(WITH_TEXT)),
    st.tuples(st.just("type"), st.sampled_from(NAMES), st.sampled_from(WITHOUT)),
    st.tuples(st.just("noise"), st.sampled_from(NAMES), st.binary(max_size=20)),
    st.tuples(st.just("lose"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("kick"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from([0.5, 2.5, 61.0])),
    st.tuples(st.just("disk"), st.just(""), st.sampled_from(["well", "slow", "broken"])),
)
"""What somebody does, or what happens."""


class Evening:
    """People in a world of their own, what they typed, and whose connection that went over."""

    def __init__(self, *, paced: bool) -> None:
        options: dict[str, Any] = {"exempt": (), "flood_burst": 4, "flood_lines_per_s": 2} if paced else {}
        self.world = TypedWorld(**options)
        self.now: dict[str, Typist] = {}
        self.all: list[Typist] = []
        self.leaving: set[Typist] = set()
        self.typed: list[tuple[str, Typist]] = []
        self.guard = self.world.client("guard")
        self.guard.send("JOIN #attic")

    def typist(self, name: str) -> Typist | None:
        """The one who goes by a name, who comes again if they have left; None while they are leaving."""
        typist = self.now.get(name)
        if typist is None or typist.connection is None:
            typist = self.now[name] = self.world.typist(name)
            self.all.append(typist)
            # Somebody may have taken the name meanwhile.
            typist.send(name)
            if typist.connection is not None and typist.connection.user is None:
                typist.send(f"x{len(self.all)}")
        return typist if typist not in self.leaving else None

    def take(self, step: tuple[str, str, object], cut: int) -> None:
        """Let one thing happen."""
        what, name, how = step
        if what == "wait":
            assert isinstance(how, float)
            self.world.pass_time(how)
            self.guard.send("PONG :I am here")
        elif what == "disk":
            self._mind_disk(str(how))
        elif what == "kick":
            self.guard.send(f"KICK #attic {name}")
        elif (typist := self.typist(name)) is None:
            self.world.pass_time(1)
        elif what == "lose":
            typist.drop()
        elif what == "noise":
            assert isinstance(how, bytes)
            typist.feed(how.replace(b"\xff", b"") + b"\n")
        else:
            self._type(typist, str(how), cut)

    def _type(self, typist: Typist, line: str, cut: int) -> None:
        if "{t}" in line:
            text = f"m{len(self.typed)}m"
            self.typed.append((text, typist))
            line = line.format(t=text)
        elif line in {"#CLOSE#", "quit"}:
            self.leaving.add(typist)
        data = f"{line}\n".encode()
        typist.feed(data[:cut], run=False)
        typist.feed(data[cut:])
        # In a session "quit" is text, and after it what was not meant for others.
        if line == "quit" and typist.connection is not None and not typist.wire.closing:
            self.leaving.discard(typist)

    def _mind_disk(self, how: str) -> None:
        disk = self.world.disk
        disk.slow, disk.broken = how == "slow", how == "broken"
        disk.finish()
        self.world.pass_time(1)

    def settle(self) -> None:
        """Everything comes to rest, and the disk is well again."""
        self._mind_disk("well")
        for _ in range(40):
            self.world.disk.finish()
            self.world.pass_time(2)

    def check_pairs(self) -> None:
        """Whoever is BUSY has exactly one counterpart, and is shown nothing of rooms."""
        network = self.world.node.network
        for user in network.users.values():
            session = user.session
            if session is not None:
                assert network.users[session.partner(user.id)].session is session
                assert network.sessions[session.id] is session
        busy = sum(user.session is not None for user in network.users.values())
        assert busy == 2 * len(network.sessions)

    def check_screens(self) -> None:
        """What stands on screens are lines without control characters."""
        for typist in self.all:
            shown = typist.wire.sent.decode().replace("\r\n", "\n").replace("\n", "")
            assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Zl", "Zp"} or char == "\u202e"]

    def check_fates(self) -> None:
        """What was typed was kept and is shown to those it is for, or came back."""
        kept = [from_row(row) for rows in self.world.store.rows.values() for row in rows if row[4] == "message"]
        live = {typist: _live(typist) for typist in self.all}
        for text, author in self.typed:
            said = [event for event in kept if text in event.text]  # type: ignore[union-attr]
            back = [line for line in live[author] if f"{text}" in line and " Not sent: " in line]
            assert len(said) + len(back) <= 1, f"{text} was said and came back"
            if not self._was_lost(author):
                assert len(said) + len(back) == 1, f"{text} is lost"
            for typist in self.all:
                shown = [line for line in live[typist] if text in line and " Not sent: " not in line]
                assert len(shown) <= len(said), f"{text} is shown: {shown}"
                if shown and said[0].session is not None:  # type: ignore[union-attr]
                    assert not shown[0].startswith("["), "in a session it needs no name of a room"
                    assert not [other for other in self.all if other is not typist and text in "".join(live[other])]

    def _was_lost(self, author: Typist) -> bool:
        return author.connection is None or author in self.leaving


def _live(typist: Typist) -> list[str]:
    """The lines that somebody was shown as they came, without those of the past."""
    lines = typist.wire.sent.decode().split("\n")
    return [line for line in lines if not re.match(r"\d\d:\d\d ", line)]


@given(st.lists(st.tuples(STEPS, st.integers(0, 12)), min_size=20, max_size=80), st.booleans())
def test_whatever_three_people_type_is_said_to_those_it_is_for_or_comes_back(
    steps: list[tuple[tuple[str, str, object], int]], paced: bool
) -> None:
    evening = Evening(paced=paced)
    for step, cut in steps:
        evening.take(step, cut)
        evening.check_pairs()
    evening.settle()
    evening.check_pairs()
    evening.check_screens()
    evening.check_fates()


@given(st.lists(st.sampled_from(WITHOUT + WITH_TEXT), max_size=12), st.lists(st.integers(0, 300), max_size=10))
def test_how_what_is_typed_was_cut_does_not_matter(lines: list[str], cuts: list[int]) -> None:
    data = "".join(f"{line.format(t=number)}\n" for number, line in enumerate(["ann", *lines])).encode()
    screens = []
    for ends in ([], sorted({min(cut, len(data)) for cut in cuts}), range(len(data))):
        world = TypedWorld()
        world.client("$bob")
        ann = world.typist("ann")
        for start, end in zip([0, *ends], [*ends, len(data)], strict=True):
            if ann.connection is not None:
                ann.feed(data[start:end])
        screens.append([client.wire.sent for client in (ann, world.clients["$bob"])])
    assert screens[0] == screens[1] == screens[2]
