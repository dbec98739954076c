"""Whoever types is asked for a name, and let in with it."""

import pytest

from parlour.core.banlist import Ban
from parlour.core.limits import Limits
from parlour.server.passwords import hash_password
from tests.support.surroundings import START_MS
from tests.support.typed import TypedWorld


def test_whoever_says_a_name_is_welcome() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    assert ann.lines == ["This is Parlour. What is your name?"]
    ann.send("ann")
    assert ann.lines == [
        "Hello ann, your id is 1. Type /help for help, #CLOSE# to leave.",
        "* ann joined",
        "You are in #lobby, and nobody else yet: what you type is for whoever comes.",
    ]


def test_blanks_around_a_name_are_not_a_part_of_it() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.send("   ann  ")
    assert "Hello ann," in ann.lines[1]


def test_a_message_of_the_day_stands_behind_the_welcome() -> None:
    world = TypedWorld(motd=["Be kind.", "", "Or leave."])
    ann = world.typist("ann")
    ann.send("ann")
    assert ann.lines[2:5] == ["Be kind.", "", "Or leave."]


NAME = "cannot be a name: it begins with a letter, has letters, digits, - and _ in it, and no blanks."

REFUSED = {
    "a taken one": ("bob", "Somebody called bob is here already."),
    "in other letters, too": ("BOB", "Somebody called BOB is here already."),
    "one that looks like it": ("b\u043eb", "b\u043eb looks too much like the name of somebody who is here."),
    "a service's": ("NickServ", "Nobody can be called NickServ: names that end so are kept for services."),
    "one with blanks": ("hello everybody", f"'hello everybody' {NAME}"),
    "a number": ("12", f"'12' {NAME}"),
    "one of control characters": ("\x1b[2J\x07", rf"'\x1b[2J\x07' {NAME}"),
    "one that is too long for a name": ("x" * 31, "That is too long for a name: 30 bytes are the most."),
    "one that is too long for a line": (
        "x" * 10_000,
        "That line is too long, so it went to nobody: 400 bytes are the most.",
    ),
    "one that is no text": (b"\xff\xfe", "That line went to nobody: text has to be UTF-8, without NUL characters."),
    "one with a NUL": (b"a\0b", "That line went to nobody: text has to be UTF-8, without NUL characters."),
    "a command": ("GET", "GET is a command, and comes after your name."),
    "a command in small letters": ("connect", "connect is a command, and comes after your name."),
    "a command with a slash": ("/join #attic", "/join is a command, and comes after your name."),
    "what only looks like one": ("/frobnicate", "/frobnicate is a command, and comes after your name."),
}  # fmt: skip


@pytest.mark.parametrize(("name", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_name_that_nobody_may_have_is_asked_for_again(name: str | bytes, why: str) -> None:
    world = TypedWorld()
    world.client("bob")
    ann = world.typist("ann")
    ann.lines  # noqa: B018, they are read by it
    ann.send(name)
    assert ann.lines == [why, "What is your name?"]
    ann.send("ann")
    assert ann.lines[0].startswith("Hello ann,")


IRC = "Here people type plain text, by nc or telnet: an IRC client has to connect to another port."
WEB = "Here people type plain text, by nc or telnet: there is no web page."

WRONG_HERE = {
    "an IRC client": ("CAP LS 302", IRC),
    "an old IRC client": ("NICK ann", IRC),
    "an IRC client that says its user first": ("USER ann 0 * :Ann", IRC),
    "a browser": ("GET / HTTP/1.1", WEB),
    "what a browser can be made to send": ("POST /?x=1 HTTP/1.1", WEB),
}


@pytest.mark.parametrize("password", ["", "secret"], ids=["", "where a password is asked for"])
@pytest.mark.parametrize(("line", "why"), WRONG_HERE.values(), ids=WRONG_HERE.keys())
def test_a_program_that_is_wrong_here_is_told_so_and_closed_at_once(line: str, why: str, password: str) -> None:
    world = TypedWorld(password=hash_password(password) if password else "")
    ann = world.typist("ann")
    ann.send(line, "", "ann", "hello")
    assert ann.wire.closed
    assert ann.wire.sent.decode().splitlines()[1:] == [why, "Good bye."]
    assert not world.node.network.users


@pytest.mark.parametrize("name", ["NICK", "Cap", "USER", "nick"])
def test_somebody_may_be_called_like_a_word_of_a_program(name: str) -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.send(name)
    assert ann.lines[1].startswith(f"Hello {name},")


def test_a_name_is_asked_for_three_times() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.send("1", "2", "3", "ann")
    assert ann.lines[1::2][:2] == [f"{name!r} {NAME}" for name in "12"]
    assert ann.lines == []
    assert ann.wire.closed
    assert ann.wire.sent.decode().splitlines()[-2:] == [
        "No name was found for you in 3 tries. Come again.",
        "Good bye.",
    ]
    assert not world.node.network.users


def test_an_empty_line_is_no_try() -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    for _ in range(5):
        ann.send("", "   ")
    assert set(ann.lines[1:]) == {"What is your name?"}
    ann.send("ann")
    assert ann.lines[0].startswith("Hello ann,")


@pytest.mark.parametrize("line", ["/help", "help", "HELP"])
def test_help_can_be_had_before_a_name(line: str) -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.send(line)
    assert any(shown.startswith("CONNECT <id|name> [full|half|simplex]") for shown in ann.lines)
    ann.send("ann")
    assert ann.lines[0].startswith("Hello ann,")


@pytest.mark.parametrize("line", ["#CLOSE#", "#close#", "quit", "QUIT", "/quit"])
def test_whoever_wants_no_name_may_go(line: str) -> None:
    world = TypedWorld()
    ann = world.typist("ann")
    ann.send(line)
    assert ann.lines[-1] == "Good bye."
    assert ann.wire.closed


def test_whoever_says_no_name_in_time_has_to_come_again() -> None:
    world = TypedWorld(registration_s=60)
    ann, bob = world.typist("ann"), world.typist("bob")
    bob.send("bob")
    ann.feed(b"an")
    world.pass_time(59)
    assert ann.lines == ["This is Parlour. What is your name?"]
    world.pass_time(1)
    assert ann.lines == ["*** You did not say your name within 60 seconds. Good bye."]
    assert ann.wire.closed
    world.pass_time(1000)
    assert not bob.wire.closed


def test_two_hundred_who_never_say_a_name_are_gone_after_a_minute() -> None:
    world = TypedWorld(registration_s=60)
    silent = [world.typist(f"n{number}") for number in range(200)]
    assert world.node.unknown == 200
    world.client("bob")
    world.pass_time(60)
    assert all(one.wire.closed for one in silent)
    assert len(world.node.connections) == 1
    assert world.node.unknown == 0


def test_too_many_from_one_address_are_told_so() -> None:
    world = TypedWorld(connections_per_address=2)
    one, other = world.typist("ann", "192.0.2.7"), world.typist("bob", "192.0.2.7")
    third = world.typist("cem", "192.0.2.7")
    assert third.lines == ["*** Too many connections from your address. Good bye."]
    assert third.wire.closed
    assert not one.wire.closed
    assert not other.wire.closed


def test_whoever_is_banned_by_address_is_told_so_at_once() -> None:
    world = TypedWorld()
    world.node.network.bans.put(_ban("192.0.2.0/24"))
    ann = world.typist("ann", "192.0.2.7")
    assert ann.lines == ["*** You are banned from this server: spam. Good bye."]
    assert ann.wire.closed


def test_whoever_is_banned_by_name_is_told_so_when_they_say_it() -> None:
    world = TypedWorld()
    world.node.network.bans.put(_ban("ann!*@*"))
    ann = world.typist("ann")
    ann.send("ann")
    assert ann.lines[-1] == "*** You are banned from this server: spam. Good bye."
    assert ann.wire.closed


def _ban(target: str) -> Ban:
    return Ban(target, "root", START_MS, None, "spam")


# The password of the server

HASH = hash_password("open sesame")


def test_where_there_is_a_password_it_is_asked_for_first() -> None:
    world = TypedWorld(password=HASH)
    ann = world.typist("ann")
    assert ann.lines == ["This is Parlour. What is the password of this server?"]
    ann.send("open sesame")
    assert ann.lines == ["What is your name?"]
    ann.send("ann")
    assert ann.lines[0].startswith("Hello ann,")


def test_a_wrong_password_is_asked_for_again_three_times() -> None:
    world = TypedWorld(password=HASH)
    ann = world.typist("ann")
    ann.send("open", "/sesame", "#GOODBYE#")
    assert ann.lines[1:] == [
        *["That is not the password.", "What is the password of this server?"] * 2,
        "That is not the password.",
        "None of 3 passwords was the right one. Come again.",
        "Good bye.",
    ]
    assert ann.wire.closed


def test_after_the_password_a_name_has_three_times_of_its_own() -> None:
    world = TypedWorld(password=HASH)
    ann = world.typist("ann")
    ann.send("open", "close", "open sesame", "1", "2", "ann")
    assert any(line.startswith("Hello ann,") for line in ann.lines)


def test_when_no_password_can_be_checked_whoever_comes_is_sent_away() -> None:
    world = TypedWorld(password=HASH)
    world.clock.busy = True
    ann = world.typist("ann")
    ann.send("open sesame")
    assert ann.lines[1:] == ["Too much is going on at the moment; try again later.", "Good bye."]
    assert ann.wire.closed


def test_what_is_typed_while_the_password_is_checked_waits() -> None:
    world = TypedWorld(password=HASH)
    world.clock.slow_reads = True
    ann = world.typist("ann")
    ann.send("open sesame", "ann")
    assert len(ann.lines) == 1
    world.clock.answer_reads()
    world.run()
    assert ann.lines[1].startswith("Hello ann,")


# What others see of whoever types


def test_whoever_types_is_a_user_as_all_others_are() -> None:
    world = TypedWorld()
    world.play("""
        $ann> hello
        bob> WHOIS ann
        bob< :parlour.local 311 bob ann ann 127.0.0.1 * :ann
        bob<< :parlour.local 312 bob ann parlour.local :A Parlour chat server
        bob~
        bob> WHO ann
        bob< :parlour.local 352 bob #lobby ann 127.0.0.1 parlour.local ann H :0 ann
    """)


def test_a_longer_name_has_room_where_the_limits_say_so() -> None:
    world = TypedWorld(limits=Limits(nick=60))
    ann = world.typist("ann")
    ann.send("a" * 60)
    assert ann.lines[1].startswith(f"Hello {'a' * 60},")
