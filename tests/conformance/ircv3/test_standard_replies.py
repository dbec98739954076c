"""The clauses of https://ircv3.net/specs/extensions/standard-replies, and every code that the server replies with."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import parlour
from parlour.core.ports import StoreUnavailable
from tests.support.irc import parse
from tests.support.operators import PASSWORD, logins
from tests.support.play import Client, World

SPEC = "https://ircv3.net/specs/extensions/standard-replies"


def broken_store(world: World) -> None:
    """The store cannot be asked."""

    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("disk gone")

    world.store.latest = fail  # type: ignore[assignment,method-assign]


def broken_disk(world: World) -> None:
    """The disk takes nothing."""
    world.disk.broken = True


def unwritable(world: World) -> None:
    """The file of logins cannot be written."""
    world.process.unwritable = StoreUnavailable("read-only")


def nothing(world: World) -> None:
    """All is well."""


def busy_others(world: World) -> None:
    """Bob and Cleo are in a session."""
    world.client("cleo")
    world.client("bob").send("SESSION OPEN cleo")


def listening(duplex: str) -> Callable[[World], None]:
    """Bob has opened a session with Ann in which he speaks first."""

    def trouble(world: World) -> None:
        world.client("dan")
        world.client("bob").send(f"SESSION OPEN ann {duplex}")

    return trouble


def rung(world: World) -> None:
    """It rings for Ann."""
    world.clients["ann"].send("SESSION ASK on")
    world.client("bob").send("SESSION OPEN ann half")


def blocked_by_bob(world: World) -> None:
    """Bob blocks Ann."""
    world.client("bob").send("SESSION BLOCK ann")


def bob_blocked(world: World) -> None:
    """Ann blocks Bob."""
    world.client("bob")
    world.clients["ann"].send("SESSION BLOCK bob")


ONCE = "@parlour.chat/once={} PRIVMSG {} :hi"
KEY = "7f9c2ba4e88f827d616045507605853e"

PROVOKED: dict[str, tuple[Callable[[World], None], str, str]] = {
    # https://ircv3.net/specs/extensions/utf8-only#the-invalid_utf8-standard-replies-code
    "INVALID_UTF8": (nothing, "PRIVMSG #attic :\udcff", "PRIVMSG INVALID_UTF8"),
    # https://ircv3.net/specs/extensions/setname#errors
    "INVALID_REALNAME": (nothing, "SETNAME :", "SETNAME INVALID_REALNAME"),
    # https://ircv3.net/specs/extensions/chathistory#errors-and-warnings
    "INVALID_PARAMS of CHATHISTORY": (nothing, "CHATHISTORY NEWEST #attic * 5", "CHATHISTORY INVALID_PARAMS NEWEST"),
    "INVALID_TARGET": (nothing, "CHATHISTORY LATEST #cellar * 5", "CHATHISTORY INVALID_TARGET LATEST #cellar"),
    "INVALID_MSGREFTYPE": (
        nothing, "CHATHISTORY AFTER #attic id=1 5", "CHATHISTORY INVALID_MSGREFTYPE AFTER #attic id=1",
    ),
    "MESSAGE_ERROR": (broken_store, "CHATHISTORY LATEST #attic * 5", "CHATHISTORY MESSAGE_ERROR LATEST #attic"),
    # docs/extensions.md
    "INVALID_PARAMS of a key": (nothing, ONCE.format("1", "#attic"), "PRIVMSG INVALID_PARAMS 1"),
    "INVALID_PARAMS of two targets": (nothing, ONCE.format(KEY, "#attic,bob"), "PRIVMSG INVALID_PARAMS"),
    "NOT_DELIVERED": (broken_disk, "TOPIC #attic :Tea", "TOPIC NOT_DELIVERED #attic"),
    # docs/session-extension.md#errors
    "OFFLINE": (nothing, "SESSION OPEN bob", "SESSION OFFLINE bob"),
    "YOURSELF": (nothing, "SESSION OPEN ann", "SESSION YOURSELF"),
    "BUSY_OTHER": (busy_others, "SESSION OPEN cleo", "SESSION BUSY_OTHER cleo"),
    "BUSY_YOURSELF": (listening("half"), "SESSION OPEN dan", "SESSION BUSY_YOURSELF dan"),
    "SAME_SESSION": (listening("half"), "SESSION OPEN bob", "SESSION SAME_SESSION bob"),
    "TAKES_NO_SESSIONS": (blocked_by_bob, "SESSION OPEN bob", "SESSION TAKES_NO_SESSIONS bob"),
    "BLOCKED_BY_YOU": (bob_blocked, "SESSION OPEN bob", "SESSION BLOCKED_BY_YOU bob bob"),
    "INVALID_DUPLEX": (nothing, "SESSION OPEN ann both", "SESSION INVALID_DUPLEX both"),
    "NO_SESSION": (nothing, "SESSION CLOSE", "SESSION NO_SESSION"),
    "NOT_RINGING": (listening("half"), "SESSION ACCEPT", "SESSION NOT_RINGING"),
    "NOT_ANSWERED": (rung, "SESSION OVER", "SESSION NOT_ANSWERED"),
    "NO_FLOOR": (listening("simplex"), "SESSION OVER", "SESSION NO_FLOOR bob"),
    "NOT_YOUR_FLOOR": (listening("half"), "SESSION OVER", "SESSION NOT_YOUR_FLOOR bob"),
    "NOT_YOUR_FLOOR of a message": (listening("half"), "PRIVMSG bob :hi", "PRIVMSG NOT_YOUR_FLOOR bob"),
    "ONLY_LISTENING": (listening("simplex"), "NOTICE bob :hi", "NOTICE ONLY_LISTENING bob"),
    "NOT_BLOCKED": (nothing, "SILENCE -bob", "SILENCE NOT_BLOCKED bob"),
    "INVALID_PARAMS of a block": (nothing, "SILENCE +~z:x", "SILENCE INVALID_PARAMS ~z:x"),
    "INVALID_PARAMS of SESSION": (nothing, "SESSION DANCE", "SESSION INVALID_PARAMS DANCE"),
    "INVALID_PARAMS of being asked": (nothing, "SESSION ASK maybe", "SESSION INVALID_PARAMS maybe"),
    # Others have no code of their own.
    "INVALID_PARAMS of MONITOR": (nothing, "MONITOR X bob", "MONITOR INVALID_PARAMS X"),
    "INVALID_PARAMS of UBAN": (nothing, "UBAN MAKE x", "UBAN INVALID_PARAMS MAKE"),
    "INVALID_PARAMS of a target": (nothing, "UBAN ADD ~z:x", "UBAN INVALID_PARAMS ~z:x"),
    "INVALID_PARAMS of a duration": (nothing, "UBAN ADD x!*@* 30x", "UBAN INVALID_PARAMS 30x"),
    "TOO_WIDE": (nothing, "UBAN ADD *", "UBAN TOO_WIDE *!*@* 0"),
    "NO_SUCH_BAN": (nothing, "UBAN DEL x!*@*", "UBAN NO_SUCH_BAN x!*@*"),
    "TEMPORARILY_UNAVAILABLE": (unwritable, f"OPER once {PASSWORD}", "OPER TEMPORARILY_UNAVAILABLE once"),
}  # fmt: skip


def operator(*capabilities: str) -> tuple[World, Client]:
    """An operator in a channel, on a server with a login that works once."""
    world = World(logins=logins(replace(logins()["root"], name="once", once=True)))
    ann = world.client("ann", *capabilities)
    ann.send("JOIN #attic", f"OPER root {PASSWORD}", "PRIVMSG #attic :hi")
    ann.read = len(ann.wire.sent)
    return world, ann


@pytest.mark.parametrize("label", [True, False], ids=["with a label", "without"])
@pytest.mark.parametrize(("trouble", "line", "reply"), PROVOKED.values(), ids=PROVOKED)
def test_every_code_is_provoked(trouble: Callable[[World], None], line: str, reply: str, label: bool) -> None:
    """#message-format: "<type> <command> <code> [<context>...] <description>", the description being "a required final
    parameter"; "This message SHOULD also be given a label"."""
    capabilities = ["standard-replies", "parlour.chat/once", "batch", "message-tags"]
    world, ann = operator(*capabilities, *(["labeled-response"] if label else []))
    trouble(world)
    tags, _, rest = line.rpartition("@")[2].partition(" ") if line.startswith("@") else ("", "", line)
    sent = ";".join(filter(None, ["label=1", tags]))
    ann.send(f"@{sent} {rest}".encode("utf-8", "surrogateescape"))
    shown = [parse(text) for text in ann.lines]
    [failure] = [one for one in shown if one.command == "FAIL"]
    *before, description = failure.params
    assert before == reply.split()
    assert re.fullmatch(r"\S.* .*\S", description)
    labels = [one.tags["label"] for one in shown if "label" in one.tags]
    assert labels == (["1"] if label else [])


def test_every_code_in_the_source_stands_in_the_table() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(parlour.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r'\b(?:Fail|fail|_Bad)\(\s*"([A-Z0-9_]+)"', source))
    assert codes == {name.partition(" ")[0] for name in PROVOKED}


def test_who_has_not_asked_for_such_replies_is_told_of_a_lost_message_in_a_notice() -> None:
    """#capabilities: it "allows servers to send arbitrary standard replies other than ones enabled by a specific
    specification"."""
    for capabilities, verb in (["standard-replies"], "FAIL"), ([], "NOTICE"):
        world, ann = operator(*capabilities)
        world.disk.broken = True
        ann.send("PRIVMSG #attic :hi")
        assert [parse(line).command for line in ann.lines] == [verb]
