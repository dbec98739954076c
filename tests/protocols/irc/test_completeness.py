"""Every vocabulary of the protocol is whole: refusals, events, commands, numerics."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_args

import pytest

import parlour
from parlour.core import events
from parlour.core.events import Event, Restored
from parlour.core.events.bans import Banned, Unbanned
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
from parlour.core.events.people import (
    AwaySet,
    BecameOperator,
    Came,
    HostSet,
    NickChanged,
    Quit,
    RealnameSet,
    UserModesSet,
    Wallops,
)
from parlour.core.events.record import Source
from parlour.core.events.sessions import AskSet, BlockSet, FloorHanded, SessionAccepted, SessionEnded, SessionOpened
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc import commands
from parlour.protocols.irc.forms import IrcForm
from parlour.protocols.irc.registry import COMMANDS, Command
from parlour.protocols.irc.words import WORDS, Fail, Worded
from parlour.wire.capabilities import EXTENDED_JOIN, FORM_BITS, MESSAGE_TAGS, SERVER_TIME, SESSION
from parlour.wire.numerics import NUMERICS, RPL_TRYAGAIN
from tests.support.surroundings import START_MS

SOURCE = Path(parlour.__file__).parent


@pytest.mark.parametrize("why", Why, ids=lambda why: why.name)
def test_every_refusal_has_words(why: Why) -> None:
    words = WORDS[why]
    if isinstance(words, Worded):
        assert words.words != words.numeric.words
        words = words.numeric
    if isinstance(words, Fail):
        assert re.fullmatch(r"[A-Z_]+", words.code)
        assert words.words
    else:
        assert words in NUMERICS.values()
        assert words.name.startswith("ERR_") or words is RPL_TRYAGAIN
        assert words.words, "a refusal's numeric has words of its own"


def test_every_refusal_is_raised_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    raised = {
        name
        for call in re.findall(r"Refusal\([^()]*\)?|(?:return|:|why =) Why\.[A-Z_]+(?: if .*)?", source)
        for name in re.findall(r"Why\.([A-Z_]+)", call)
    }
    assert raised == {why.name for why in Why}


ANN = Source("U1", "ann", "a", "host", None, "ann!a@host")
CHANGES = (ModeChange(True, "o", "bob", "U2"), ModeChange(False, "m", None, None), ModeChange(True, "l", "3", None))


def said(kind: str, text: str) -> Said:
    return Said(1, "M1", START_MS, ANN, kind, "#a", text, "+a=1", None, None, True)


def joined() -> Joined:
    return Joined(1, "M1", START_MS, ANN, "#a", "Ann", "o", True)


SHOWN: dict[str, tuple[Any, str | None]] = {
    "Said, a message": (said(MESSAGE, "hi there"), ":ann!a@host PRIVMSG #a :hi there"),
    "Said, a notice": (said(NOTICE, "hi"), ":ann!a@host NOTICE #a :hi"),
    "Said, tags": (said(TAGS, ""), ":ann!a@host TAGMSG #a"),
    "NickChanged": (NickChanged(0, "M1", START_MS, ANN, "anna", (1,)), ":ann!a@host NICK :anna"),
    "Quit": (Quit(0, "M1", START_MS, ANN, "so long", (1,)), ":ann!a@host QUIT :so long"),
    "UserModesSet": (UserModesSet(0, "M1", START_MS, ANN, "i", "x"), ":ann MODE ann :+i-x"),
    "BecameOperator": (
        BecameOperator(0, "M1", START_MS, ANN, "root", "admin", ("kill",)),
        ":ann MODE ann :+o",
    ),
    "Wallops": (Wallops(0, "M1", START_MS, ANN, "hi all", ("U2",)), ":ann!a@host WALLOPS :hi all"),
    "AwaySet": (AwaySet(0, "M1", START_MS, ANN, "at tea", (1,)), ":ann!a@host AWAY :at tea"),
    "AwaySet, here again": (AwaySet(0, "M1", START_MS, ANN, None, (1,)), ":ann!a@host AWAY"),
    "RealnameSet": (RealnameSet(0, "M1", START_MS, ANN, "Ann E.", (1,)), ":ann!a@host SETNAME :Ann E."),
    "HostSet": (HostSet(0, "M1", START_MS, ANN, "b", "there", (joined(),)), ":ann!a@host CHGHOST b there"),
    "Joined": (joined(), ":ann!a@host JOIN #a * :Ann"),
    "Parted": (Parted(1, "M1", START_MS, ANN, "#a", "so long"), ":ann!a@host PART #a :so long"),
    "Kicked": (Kicked(1, "M1", START_MS, ANN, "#a", "U2", "bob", "out"), ":ann!a@host KICK #a bob :out"),
    "Invited": (Invited(1, "M1", START_MS, ANN, "#a", "U2", "bob", True), ":ann!a@host INVITE bob #a"),
    "TopicSet": (TopicSet(1, "M1", START_MS, ANN, "#a", "Tea"), ":ann!a@host TOPIC #a :Tea"),
    "ModesSet": (ModesSet(1, "M1", START_MS, ANN, "#a", CHANGES), ":ann!a@host MODE #a +o-m+l bob 3"),
    "Banned": (
        Banned(0, "M1", START_MS, ANN, "192.0.2.0/24", "root", START_MS + 60_000, "spam", ("U2",)),
        ":server NOTICE * :*** ann banned 192.0.2.0/24: spam (until 2023-11-14 22:14 UTC)",
    ),
    "Banned, for ever": (
        Banned(0, "M1", START_MS, ANN, "bob!*@*", "root", None, "", ("U2",)),
        ":server NOTICE * :*** ann banned bob!*@* (for ever)",
    ),
    "Unbanned": (
        Unbanned(0, "M1", START_MS, ANN, "bob!*@*", ("U2",)),
        ":server NOTICE * :*** ann lifted the ban of bob!*@*",
    ),
    "SessionOpened": (
        SessionOpened(1, "M1", START_MS, ANN, "M1", "U2", "bob", "half", False),
        ":ann!a@host SESSION OPENED bob M1 half",
    ),
    "SessionOpened, ringing": (
        SessionOpened(1, "M1", START_MS, ANN, "M1", "U2", "bob", "full", True),
        ":ann!a@host SESSION RINGING bob M1 full",
    ),
    "SessionAccepted": (
        SessionAccepted(1, "M1", START_MS, ANN, "S1", "U2", "bob"),
        ":ann!a@host SESSION ACCEPTED bob S1",
    ),
    "FloorHanded": (FloorHanded(1, "M1", START_MS, ANN, "S1", "U2", "bob"), ":ann!a@host SESSION FLOOR bob S1"),
    "SessionEnded": (
        SessionEnded(1, "M1", START_MS, ANN, "S1", "U2", "bob", "closed"),
        ":ann!a@host SESSION CLOSED bob S1 closed",
    ),
    "TopicRestored": (TopicRestored(1, START_MS, "#a", "Tea"), ":server TOPIC #a :Tea"),
    "ModesRestored": (ModesRestored(1, START_MS, "#a", CHANGES), ":server MODE #a +o-m+l bob 3"),
}
UNSHOWN = {Came, AskSet, BlockSet}
"""What nobody is shown: a user who comes is seen when joining a channel, and who sets something for themselves is
answered."""


def test_every_event_is_among_those_that_are_shown_or_not() -> None:
    shown = {type(event) for event, _ in SHOWN.values()}
    assert shown | UNSHOWN == set(get_args(Event)) | set(get_args(Restored))
    assert not shown & UNSHOWN


def test_every_event_type_may_be_decided_or_restored() -> None:
    topics = [import_module(f"{events.__name__}.{found.name}") for found in iter_modules(events.__path__)]
    declared = {
        kind for topic in topics for kind in vars(topic).values()
        if inspect.isclass(kind) and "scope" in getattr(kind, "__slots__", ())
    }  # fmt: skip
    assert declared == set(get_args(Event)) | set(get_args(Restored))


ASKED_FOR = {" AWAY", " CHGHOST ", " SETNAME ", " TAGMSG ", " SESSION "}
"""Lines that only those get who asked for them by a capability."""


@pytest.mark.parametrize(("event", "line"), SHOWN.values(), ids=SHOWN.keys())
def test_every_event_has_a_line(event: Any, line: str) -> None:
    bare = IrcForm(0, "server").encode(event)
    shown = line.removesuffix(" * :Ann") if isinstance(event, Joined) else line
    assert bare == (None if any(word in line for word in ASKED_FOR) else f"{shown}\r\n".encode())
    full = IrcForm(FORM_BITS, "server").encode(event)
    assert full is not None
    by_the_server = line.startswith(":server ")
    msgid = "" if by_the_server else ";msgid=M1"
    tags = ";+a=1" if isinstance(event, Said) else ""
    assert full == f"@time=2023-11-14T22:13:20.000Z{msgid}{tags} {line}\r\n".encode()


RECORDED = {name: case for name, case in SHOWN.items() if getattr(case[0], "recorded", False)}


@pytest.mark.parametrize(("event", "line"), RECORDED.values(), ids=RECORDED.keys())
def test_every_recorded_event_can_be_shown_again(event: Any, line: str) -> None:
    recalled = IrcForm(MESSAGE_TAGS | SERVER_TIME | EXTENDED_JOIN | SESSION, "server").recall(event, "b1")
    assert recalled is not None
    assert recalled.startswith(b"@batch=b1;time=2023-11-14T22:13:20.000Z;msgid=M1")
    assert recalled.endswith(f" {line}\r\n".encode())


def test_the_families_of_commands_are_all_imported() -> None:
    folder = Path(commands.__file__).parent
    assert set(commands.__all__) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


SPECIFICATIONS = (
    r"https://modern\.ircdocs\.horse/#[a-z]+-message",
    r"https://ircv3\.net/specs/extensions/[a-z-]+",
    r"https://www\.rfc-editor\.org/rfc/rfc2812#section-[1-9.]+",
    r"https://defs\.ircdocs\.horse/defs/numerics\.html#[a-z]+-[a-z]+-[0-9]{3}",
    r"https://docs\.inspircd\.org/3/modules/[a-z]+",
    r"docs/operating\.md#[a-z-]+",
    r"docs/session-extension\.md",
)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_every_command_has_help_and_a_specification(command: Command) -> None:
    assert command.name == command.name.upper()
    assert re.fullmatch(r"[A-Z].*\.", command.help), "one line that is a sentence"
    assert any(re.fullmatch(pattern, command.spec) for pattern in SPECIFICATIONS)


NEEDS = {
    "ADMIN": (0, 1), "CONNECT": (1, 3), "HELP": (0, 1), "HELPOP": (0, 1), "INFO": (0, 1), "ISON": (1, 99),
    "LINKS": (0, 2), "LIST": (0, 2), "MAP": (0, 0), "RULES": (0, 1), "SQUIT": (2, 2), "STATS": (1, 2),
    "SUMMON": (0, 99), "TIME": (0, 1), "USERHOST": (1, 99), "USERIP": (1, 99), "USERS": (0, 1), "VERSION": (0, 1),
    "WHOIS": (0, 2), "WHOWAS": (0, 3),
    "DLINE": (0, 99), "KLINE": (0, 99), "UBAN": (1, 99), "UNDLINE": (1, 1), "UNKLINE": (1, 1),
    "DIE": (0, 1), "KILL": (2, 2), "OPER": (2, 2), "REHASH": (0, 1), "RESTART": (0, 1), "WALLOPS": (1, 1),
    "SESSION": (1, 99), "SILENCE": (0, 1),
    "AWAY": (0, 1), "ISUPPORT": (0, 0), "MONITOR": (1, 2), "SETNAME": (0, 1),
    "CAP": (1, 2), "CHATHISTORY": (0, 99), "INVITE": (0, 2), "JOIN": (1, 2), "KICK": (2, 3), "LUSERS": (0, 2),
    "MODE": (1, 99), "MOTD": (0, 1), "NAMES": (0, 1), "NICK": (0, 1), "NOTICE": (0, 2), "PART": (1, 2), "PASS": (1, 1),
    "PING": (1, 2), "PONG": (0, 1), "PRIVMSG": (0, 2), "QUIT": (0, 1),
    "TAGMSG": (0, 1), "TOPIC": (1, 2), "USER": (4, 4), "WEBIRC": (0, 5),
    "WHO": (0, 2),
}  # fmt: skip


def test_what_a_command_takes_is_read_from_its_signature() -> None:
    assert {name: (command.needs, command.takes) for name, command in COMMANDS.items()} == NEEDS
    for command in COMMANDS.values():
        first, *parameters = inspect.signature(command.handler).parameters.values()
        assert first.name == "ctx"
        required = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
        assert command.needs == len(required)
        assert command.takes in {99, len(parameters)}


def test_only_what_registration_takes_may_come_before_it() -> None:
    early = {name for name, command in COMMANDS.items() if command.early}
    assert early == {"CAP", "ISUPPORT", "NICK", "PASS", "PING", "PONG", "QUIT", "USER", "WEBIRC"}


def test_what_must_always_get_through_costs_nothing() -> None:
    free = {name for name, command in COMMANDS.items() if command.cost == 0}
    assert free == {"CAP", "PING", "PONG"}


def sources() -> dict[Path, ast.Module]:
    folder = SOURCE / "protocols" / "irc"
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))}


def test_no_numeric_is_written_outside_its_table() -> None:
    written = [
        f"{path.name}:{node.lineno}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r" ?\d{3} ?", node.value)
    ]
    assert written == []


def test_every_numeric_of_the_table_is_used() -> None:
    used = {
        node.attr
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "n"
    }
    assert {name for name in used if name.startswith(("RPL_", "ERR_"))} == NUMERICS.keys()


def test_a_refusal_remembers_why_and_what_about() -> None:
    refusal = Refusal(Why.BAD_NICK, "1ann")
    assert (refusal.why, refusal.subject) == (Why.BAD_NICK, ("1ann",))
