"""Every vocabulary of plain text is whole: refusals, events, commands."""

import re
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from parlour.core.events import Event, Restored
from parlour.core.events.bans import Banned
from parlour.core.events.channels import (
    Invited,
    Joined,
    Kicked,
    ModeChange,
    ModesRestored,
    ModesSet,
    Parted,
    TopicRestored,
    TopicSet,
)
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import Came, HostSet, NickChanged, Quit, Wallops
from parlour.core.events.record import Source
from parlour.core.events.sessions import (
    CLOSED,
    DECLINED,
    LEFT,
    RESTART,
    TIMED_OUT,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.refusals import Refusal, Why
from parlour.core.sessions import DUPLEXES
from parlour.protocols.text import commands, words
from parlour.protocols.text.columns import width
from parlour.protocols.text.forms import CR_LF, LF, UNSHOWN, TextForms, recalled
from parlour.protocols.text.registry import COMMANDS, Command
from tests.support.surroundings import START_MS
from tests.support.typed import TypedWorld


@pytest.mark.parametrize("why", Why, ids=lambda why: why.name)
def test_every_refusal_has_words(why: Why) -> None:
    said = words.WORDS[why]
    assert re.fullmatch(r"[A-Z{].*[.]", said), "a sentence"
    fields = [field for _, field, _, _ in Formatter().parse(said) if field is not None]
    assert set(fields) <= {"0", "1"}
    assert words.why(Refusal(why, "one", "two", "three"))
    assert words.why(Refusal(why)), "it may be about nothing"


def test_what_a_refusal_is_about_is_repeated_as_far_as_a_name_goes() -> None:
    said = words.why(Refusal(Why.OFFLINE, "x" * 390))
    assert said == f"Nobody called {'x' * 60}… is here; GET shows who is."


ANN = Source("U1", "ann", "a", "host", None, "ann!a@host")
CHANGES = (ModeChange(True, "o", "bob", "U2"), ModeChange(False, "m", None, None), ModeChange(True, "l", "3", None))


def said(text: str, kind: str = MESSAGE, target: str = "#attic", to: str | None = None, session: str = "") -> Said:
    return Said(1, "M1", START_MS, ANN, kind, target, text, "+a=1", to, None, True, session=session or None)


MODERATED = "moderated: only who has a rank may speak"

SHOWN: dict[str, tuple[Any, str | None]] = {
    "Said, in a room": (said("hi there"), "[#attic] <ann> hi there"),
    "Said, in the lobby": (said("hi", target="#Lobby"), "<ann> hi"),
    "Said, to those with a rank": (said("hi", target="@#lobby"), "<ann> hi"),
    "Said, to one": (said("hi", to="U2", target="bob"), "[ann to you] hi"),
    "Said, in a session": (said("hi", to="U2", target="bob", session="S1"), "<ann> hi"),
    "Said, a notice": (said("hi", NOTICE), "[#attic] -ann- hi"),
    "Said, a notice to one": (said("hi", NOTICE, to="U2", target="bob"), "-ann to you- hi"),
    "Said, an action": (said("\x01ACTION waves\x01", target="#lobby"), "* ann waves"),
    "Said, an action to one": (said("\x01ACTION waves\x01", to="U2", target="bob"), "* ann (to you) waves"),
    "Said, a query": (said("\x01VERSION\x01", to="U2", target="bob"), "* ann asks you for VERSION (CTCP)"),
    "Said, a query to all": (said("\x01PING 1\x01", target="#lobby"), "* ann asks for PING 1 (CTCP)"),
    "Said, what answers a query": (
        said("\x01VERSION irssi\x01", NOTICE, to="U2", target="bob"),
        "-ann to you- VERSION irssi (CTCP)",
    ),
    "Said, with formatting": (said("\x02\x034,5hi\x0f \x1b[2J"), "[#attic] <ann> hi ^[[2J"),
    "Said, tags": (said("", TAGS), None),
    "NickChanged": (NickChanged(0, "M1", START_MS, ANN, "anna", (1,)), "* ann is called anna now"),
    "Quit": (Quit(0, "M1", START_MS, ANN, "Quit: so \x02long", (1,)), "* ann left (so long)"),
    "Quit, without a reason": (Quit(0, "M1", START_MS, ANN, "Quit: ", (1,)), "* ann left"),
    "Quit, without a word": (Quit(0, "M1", START_MS, ANN, "Connection closed", (1,)), "* ann left"),
    "Joined": (Joined(1, "M1", START_MS, ANN, "#attic", "Ann", "o", True), "[#attic] * ann joined"),
    "Joined, the lobby": (Joined(1, "M1", START_MS, ANN, "#lobby", "Ann", "", False), "* ann joined"),
    "Parted": (Parted(1, "M1", START_MS, ANN, "#attic", "so long"), "[#attic] * ann left (so long)"),
    "Kicked": (Kicked(1, "M1", START_MS, ANN, "#attic", "U2", "bob", "ann"), "[#attic] * bob was put out by ann (ann)"),
    "Invited": (
        Invited(1, "M1", START_MS, ANN, "#attic", "U2", "bob", True),
        "* ann invites you to #attic: /join #attic",
    ),
    "TopicSet": (TopicSet(1, "M1", START_MS, ANN, "#attic", "Tea"), "[#attic] * ann set the topic: Tea"),
    "TopicSet, to nothing": (TopicSet(1, "M1", START_MS, ANN, "#attic", ""), "[#attic] * ann removed the topic"),
    "ModesSet": (
        ModesSet(1, "M1", START_MS, ANN, "#attic", CHANGES),
        f"[#attic] * ann gave +o (operator) to bob; removed +m ({MODERATED}); set +l 3 (how many members there can be)",
    ),
    "ModesSet, of a rank": (
        ModesSet(1, "M1", START_MS, ANN, "#lobby", (ModeChange(False, "v", "bob", "U2"),)),
        "* ann took +v (voice) from bob",
    ),
    "ModesSet, of a list": (
        ModesSet(1, "M1", START_MS, ANN, "#lobby", (ModeChange(True, "b", "*!*@\x02", None),)),
        "* ann set +b *!*@ (who is banned: cannot enter, nor speak without a rank)",
    ),
    "Wallops": (Wallops(0, "M1", START_MS, ANN, "hi all", ("U2",)), "-ann to all- hi all"),
    "TopicRestored": (
        TopicRestored(1, START_MS, "#attic", "Tea"),
        "[#attic] * the topic could not be changed, it is still: Tea",
    ),
    "TopicRestored, to none": (
        TopicRestored(1, START_MS, "#attic", ""),
        "[#attic] * the topic could not be changed, there is still none",
    ),
    "ModesRestored": (
        ModesRestored(1, START_MS, "#attic", CHANGES),
        "[#attic] * the mode could not be changed, it is still +o-m+l bob 3",
    ),
}
IN_A_SESSION = {
    "Said, to one", "Said, in a session", "Said, a notice to one", "Said, an action to one", "Said, a query",
    "Said, what answers a query", "Invited", "Wallops",
}  # fmt: skip
"""What is for whoever is in a session: their partner's words, and what is addressed to them."""


@pytest.mark.parametrize(("event", "line"), SHOWN.values(), ids=SHOWN.keys())
def test_every_event_has_a_line(event: Any, line: str | None) -> None:
    form = TextForms(lambda: "#lobby").of(LF, quiet=False)
    assert form.encode(event) == (f"{line}\n".encode() if line is not None else None)


@pytest.mark.parametrize(("name", "case"), SHOWN.items(), ids=SHOWN.keys())
def test_in_a_session_nothing_else_is_shown(name: str, case: tuple[Any, str | None]) -> None:
    event, line = case
    form = TextForms(lambda: "#lobby").of(CR_LF, quiet=True)
    assert form.encode(event) == (f"{line}\r\n".encode() if name in IN_A_SESSION else None)


def test_every_event_is_among_those_that_are_shown_or_not() -> None:
    shown = {type(event) for event, _ in SHOWN.values()}
    assert shown | UNSHOWN | {Came} == set(get_args(Event)) | set(get_args(Restored))
    assert not shown & UNSHOWN


@pytest.mark.parametrize("quiet", [False, True])
def test_what_has_no_line_is_not_shown(quiet: bool) -> None:
    form = TextForms(lambda: "").of(LF, quiet=quiet)
    assert form.encode(Banned(0, "M1", START_MS, ANN, "bob!*@*", "root", None, "", ("U2",))) is None
    # In no bytes, which is not the same: nobody is shown leaving and coming again.
    assert form.encode(HostSet(0, "M1", START_MS, ANN, "b", "there", ())) == b""


def test_without_a_lobby_every_room_is_named() -> None:
    assert TextForms(lambda: "").of(LF, quiet=False).encode(said("hi", target="#lobby")) == b"[#lobby] <ann> hi\n"


def test_whoever_monitors_is_told_who_is_here_and_free() -> None:
    form = TextForms(lambda: "").of(LF, quiet=False)
    assert form.tell("ann!a@host", START_MS, here=True) == b"* ann is here\n"
    assert form.tell("ann", START_MS, here=False) == b"* ann is gone\n"
    assert form.engaged("ann", START_MS, busy=True) == b"* ann is BUSY\n"
    assert form.engaged("ann", START_MS, busy=False) == b"* ann is FREE\n"


def ended(why: str) -> SessionEnded:
    return SessionEnded(1, "M1", START_MS, ANN, "S1", "U2", "bob", why)


PAST: dict[str, tuple[Any, str | None]] = {
    "what was said": (said("hi"), "22:13 <ann> hi"),
    "what was said in a session": (said("hi", to="U2", target="bob", session="S1"), "22:13 <ann> hi"),
    "an action": (said("\x01ACTION waves\x01"), "22:13 * ann waves"),
    "a session that began": (
        SessionOpened(1, "M1", START_MS, ANN, "S1", "U2", "bob", "half", False),
        "22:13 * ann opened a session with bob (half)",
    ),
    "one that rang": (
        SessionOpened(1, "M1", START_MS, ANN, "S1", "U2", "bob", "full", True),
        "22:13 * ann asked for a session with bob (full)",
    ),
    "and was accepted": (
        SessionAccepted(1, "M1", START_MS, ANN, "S1", "U2", "bob"),
        "22:13 * ann accepted, and the session began",
    ),
    "one that was ended": (ended(CLOSED), "22:13 * ann ended the session"),
    "one that was not wanted": (ended(DECLINED), "22:13 * ann wanted no session"),
    "one that was not answered": (ended(TIMED_OUT), "22:13 * nobody answered ann"),
    "one whose partner left": (ended(LEFT), "22:13 * ann left, and the session ended"),
    "one that the server ended": (ended(RESTART), "22:13 * the server ended, and the session with it"),
    "who had the floor": (FloorHanded(1, "M1", START_MS, ANN, "S1", "U2", "bob"), None),
    "who came": (Joined(1, "M1", START_MS, ANN, "#attic", "Ann", "o", True), None),
}


@pytest.mark.parametrize(("event", "line"), PAST.values(), ids=PAST.keys())
def test_what_is_shown_of_the_past(event: Any, line: str | None) -> None:
    assert recalled(event) == line


def test_the_families_of_commands_are_all_imported() -> None:
    folder = Path(commands.__file__).parent
    assert set(commands.__all__) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_every_command_has_help_that_fits_a_line(command: Command) -> None:
    assert re.fullmatch(r"[A-Z].*[.]", command.help), "one line that is a sentence"
    assert len(command.help) <= 62
    assert all(len(line) <= 82 for line in command.details)


def test_every_sentence_is_said_somewhere() -> None:
    folder = Path(words.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "words.py")
    used_there = {"TEXT_ALL_THE_SAME", "NOBODY", "NO_SUCH_ID", "SUBJECT_LETTERS", "LONGEST"}
    named = {name for name in vars(words) if name.isupper()} - used_there
    assert {name for name in named if f"words.{name}" not in source} == set()


def test_what_everybody_reads_fits_on_a_screen_of_80_columns() -> None:
    world = TypedWorld()
    ann, bob = world.typist("ann"), world.typist("bob")
    ann.send("annabel1", "/help", *(f"/help {name}" for name in COMMANDS))
    bob.send("bob")
    for duplex in DUPLEXES:
        bob.send(f"CONNECT annabel1 {duplex}", "#GOODBYE#")
    for typist in (ann, bob):
        assert [line for line in typist.lines if width(line) > 80] == []
