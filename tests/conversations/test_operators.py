"""OPER: how one becomes an operator of the network and ceases to be one, and what is told and logged of it."""

import logging
from dataclasses import replace

import pytest

from parlour.core.ports import StoreUnavailable
from parlour.core.powers import Login
from parlour.server import credentials
from parlour.server.passwords import matches
from tests.support.operators import HASH, PASSWORD, logins, operator, world_with
from tests.support.play import World

NOTHING = frozenset[str]()


@pytest.fixture
def world() -> World:
    return world_with()


def test_a_login_and_its_password_make_an_operator(world: World) -> None:
    # https://modern.ircdocs.horse/#oper-message
    world.play(f"""
        ann> OPER root {PASSWORD}
        ann< :ann MODE ann :+o
        ann< :parlour.local 381 ann :You are now an IRC operator
        ann.
        ann> MODE ann
        ann< :parlour.local 221 ann +o
    """)


REFUSED = {
    "a wrong password": ("OPER root wrong", "464 ann :Password incorrect"),
    "the hash for the password": (f"OPER root {HASH}", "464 ann :Password incorrect"),
    "an empty password": ("OPER root :", "464 ann :Password incorrect"),
    "a login that there is not": (f"OPER toor {PASSWORD}", "464 ann :Password incorrect"),
    "a login in another case": (f"OPER ROOT {PASSWORD}", "464 ann :Password incorrect"),
    "no password": ("OPER root", "461 ann OPER :Not enough parameters"),
    "nothing": ("OPER", "461 ann OPER :Not enough parameters"),
    "a login for another address": (f"OPER far {PASSWORD}", "491 ann :No O-lines for your host"),
    "a login for another address, with a wrong password": ("OPER far wrong", "491 ann :No O-lines for your host"),
}


@pytest.mark.parametrize(("line", "answer"), REFUSED.values(), ids=REFUSED)
def test_anything_else_makes_none(line: str, answer: str) -> None:
    # https://modern.ircdocs.horse/#oper-message
    world = world_with(Login("far", HASH, "admin", NOTHING, places=("192.0.2.0/24", "unix")))
    world.play(f"""
        ann> {line}
        ann< :parlour.local {answer}
        ann.
        ann> MODE ann
        ann< :parlour.local 221 ann +
    """)


@pytest.mark.parametrize("address", ["192.0.2.7", "::ffff:192.0.2.7", "unix", "2001:db8::1"])
def test_a_login_for_some_addresses_works_from_them(address: str) -> None:
    world = world_with(Login("far", HASH, "admin", NOTHING, places=("192.0.2.0/24", "unix", "2001:db8::/32")))
    ann = world.connect("ann", address).register()
    ann.send(f"OPER far {PASSWORD}")
    assert ":parlour.local 381 ann :You are now an IRC operator" in ann.lines


def test_before_registration_nobody_becomes_an_operator(world: World) -> None:
    ann = world.connect("ann")
    ann.send(f"OPER root {PASSWORD}")
    assert ann.lines == [":parlour.local 451 * :You have not registered"]


def test_after_three_wrong_passwords_the_connection_is_closed(world: World) -> None:
    ann = world.client("ann")
    for _ in range(3):
        assert ann.connection is not None
        ann.send("OPER root wrong")
    assert ann.lines == [
        *[":parlour.local 464 ann :Password incorrect"] * 3,
        "ERROR :Closing Link: 127.0.0.1 (Too many wrong passwords)",
    ]
    assert ann.connection is None
    assert not world.node.network.users


def test_wrong_passwords_sent_in_one_piece_are_no_more(world: World) -> None:
    ann = world.client("ann")
    ann.send(*["OPER root wrong"] * 5, f"OPER root {PASSWORD}", "PING after")
    assert len(ann.lines) == 4
    assert ann.connection is None


def test_the_last_answer_keeps_its_label(world: World) -> None:
    ann = world.client("ann", "labeled-response", "batch")
    ann.send(*[f"@label=x{at} OPER root wrong" for at in range(3)])
    assert ann.lines[-2:] == [
        "@label=x2 :parlour.local 464 ann :Password incorrect",
        "ERROR :Closing Link: 127.0.0.1 (Too many wrong passwords)",
    ]


def test_an_address_from_which_many_were_wrong_has_to_wait(world: World) -> None:
    for number in range(10):
        eve = world.connect(f"eve{number}", "192.0.2.7").register()
        eve.send("OPER root wrong")
        assert eve.lines == [f":parlour.local 464 eve{number} :Password incorrect"]
    eve = world.connect("eve", "192.0.2.7").register()
    for line in ("OPER root wrong", f"OPER root {PASSWORD}"):
        eve.send(line)
        assert eve.lines == [":parlour.local 263 eve OPER :Please wait a while and try again."]
    # Who comes from elsewhere, or is exempt, does not.
    for name, address in {"ann": "192.0.2.8", "bob": "127.0.0.1"}.items():
        client = world.connect(name, address).register()
        client.send(f"OPER root {PASSWORD}")
        assert f":parlour.local 381 {name} :You are now an IRC operator" in client.lines
    world.pass_time(7)
    eve.lines.clear()
    eve.send(f"OPER root {PASSWORD}")
    assert ":parlour.local 381 eve :You are now an IRC operator" in eve.lines


def test_a_right_password_forgives_the_wrong_ones_before_it(world: World) -> None:
    ann = world.client("ann")
    for _ in range(3):
        ann.send("OPER root wrong", "OPER root wrong", f"OPER root {PASSWORD}")
    assert ann.connection is not None


def test_a_check_that_lasts_holds_up_nobody_else(world: World) -> None:
    ann, bob = world.client("ann"), world.client("bob")
    world.clock.slow_reads = True
    ann.send(f"OPER root {PASSWORD}", "PING ann")
    bob.send("PRIVMSG ann :hi", "PING bob")
    assert bob.lines == [":parlour.local PONG parlour.local :bob"]
    assert ann.lines == []
    world.clock.answer_reads()
    world.run()
    # What bob said came first.
    assert ann.lines == [
        ":bob!bob@127.0.0.1 PRIVMSG ann :hi",
        ":ann MODE ann :+o",
        ":parlour.local 381 ann :You are now an IRC operator",
        ":parlour.local PONG parlour.local :ann",
    ]


def test_a_login_that_is_removed_while_its_password_is_checked_makes_no_operator(world: World) -> None:
    ann = world.client("ann")
    world.clock.slow_reads = True
    ann.send(f"OPER root {PASSWORD}")
    world.node.adopt(replace(world.node.options, logins={}))
    world.clock.answer_reads()
    world.run()
    assert ann.lines == [":parlour.local 464 ann :Password incorrect"]


def test_when_too_many_passwords_wait_one_is_asked_to_try_again(world: World) -> None:
    # https://modern.ircdocs.horse/#rpltryagain-263
    world.clock.busy = True
    world.play(f"""
        ann> OPER root {PASSWORD}
        ann< :parlour.local 263 ann OPER :Please wait a while and try again.
        ann.
    """)


def test_a_name_that_there_is_not_costs_as_much_as_one_that_there_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def counted(hashed: str, password: str) -> bool:
        checked.append(hashed)
        return matches(hashed, password)

    monkeypatch.setattr(credentials, "matches", counted)
    ann = world.client("ann")
    ann.send("OPER root wrong", "OPER toor wrong")
    assert checked == [HASH, ""], "what stands for no hash is the decoy"


def test_a_login_may_have_a_host_of_its_own() -> None:
    world = world_with(Login("staff", HASH, "admin", NOTHING, host="staff.example.org"))
    world.play(f"""
        ann> JOIN #attic
        bob> JOIN #attic
        ann~
        bob~
        ann> OPER staff {PASSWORD}
        ann< :ann MODE ann :+o
        ann< :parlour.local 381 ann :You are now an IRC operator
        ann< :parlour.local 396 ann staff.example.org :is now your displayed host
        bob< :ann!ann@127.0.0.1 QUIT :Changing host
        bob< :ann!ann@staff.example.org JOIN #attic
        ann> PRIVMSG bob :hi
        bob<< :ann!ann@staff.example.org PRIVMSG bob :hi
    """)


def test_an_operator_can_cease_to_be_one(world: World) -> None:
    # https://modern.ircdocs.horse/#oper-user-mode
    world.play(f"""
        ann> OPER root {PASSWORD}
        ann~
        ann> MODE ann -o
        ann< :ann MODE ann :-o
        ann> WALLOPS :hi
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann.
    """)
    assert world.node.network.operators == 0


def test_nobody_becomes_an_operator_by_a_mode(world: World) -> None:
    # https://modern.ircdocs.horse/#oper-user-mode
    world.play("""
        ann> MODE ann +o
        ann.
        ann> KILL ann :me
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
    """)


# A login that works once


def test_a_login_that_works_once_works_once() -> None:
    world = world_with(Login("admin", HASH, "admin", NOTHING, once=True))
    world.play(f"""
        ann> OPER admin {PASSWORD}
        ann< :ann MODE ann :+o
        ann< :parlour.local 381 ann :You are now an IRC operator
        ann< :parlour.local NOTICE ann :*** This login is gone now. Make one of your own where the server runs: …
        ann.
        bob> OPER admin {PASSWORD}
        bob< :parlour.local 464 bob :Password incorrect
        bob.
    """)
    assert world.process.spent == ["admin"]


def test_two_who_use_it_at_the_same_time_are_not_both_operators() -> None:
    world = world_with(Login("admin", HASH, "admin", NOTHING, once=True))
    ann, bob = world.client("ann"), world.client("bob")
    world.clock.slow_reads = True
    for client in (ann, bob):
        client.send(f"OPER admin {PASSWORD}")
    world.clock.answer_reads()
    world.run()
    assert ":parlour.local 381 ann :You are now an IRC operator" in ann.lines
    assert bob.lines == [":parlour.local 464 bob :Password incorrect"]


def test_one_that_cannot_be_removed_does_not_work_and_stays() -> None:
    world = world_with(Login("admin", HASH, "admin", NOTHING, once=True))
    world.process.unwritable = StoreUnavailable("no space left on device")
    world.play(f"""
        ann> OPER admin {PASSWORD}
        ann< :parlour.local FAIL OPER TEMPORARILY_UNAVAILABLE admin :This login works once, and cannot be removed: …
        ann.
    """)
    world.process.unwritable = None
    world.play(f"""
        ann> OPER admin {PASSWORD}
        ann<< :parlour.local 381 ann :You are now an IRC operator
    """)


def test_one_that_was_used_stays_gone_though_its_file_was_read_again_too_early() -> None:
    world = world_with(Login("admin", HASH, "admin", NOTHING, once=True))
    ann = operator(world, "ann", "admin")
    world.node.adopt(world.node.options)
    ann.send("MODE ann")
    assert ann.lines == [":parlour.local 221 ann +o"], "who came by it stays an operator"
    world.play(f"""
        bob> OPER admin {PASSWORD}
        bob< :parlour.local 464 bob :Password incorrect
    """)


# What becomes of operators when logins change


def test_who_loses_the_login_is_no_operator_any_more(world: World) -> None:
    ann = operator(world, "ann")
    world.node.adopt(replace(world.node.options, logins={"helper": logins()["helper"]}))
    world.run()
    assert ann.lines == [":ann MODE ann :-o"]
    assert world.node.network.operators == 0


def test_whose_class_may_do_less_may_do_less_at_once(world: World) -> None:
    ann = operator(world, "ann")
    lesser = replace(logins()["root"], privileges=frozenset({"kill"}))
    world.node.adopt(replace(world.node.options, logins={"root": lesser}))
    world.run()
    ann.lines.clear()
    ann.send("WALLOPS :hi")
    assert ann.lines[-1:] == [":parlour.local 723 ann wallops :Insufficient oper privileges."]


def test_nothing_is_told_to_those_for_whom_nothing_changes(world: World) -> None:
    ann = operator(world, "ann")
    world.node.adopt(replace(world.node.options, logins={**logins(), "new": Login("new", HASH, "admin", NOTHING)}))
    world.run()
    assert ann.lines == []


# What is told and logged


def test_operators_who_may_see_it_are_told_of_failures(world: World) -> None:
    operator(world, "ann")
    operator(world, "bob", "helper")
    world.play("""
        eve> OPER root wrong
        ann< :parlour.local NOTICE ann :*** eve!eve@127.0.0.1 from 127.0.0.1 did not become an operator: a wrong password for the login root
        ann.
        bob.
        eve> OPER correct-horse root
        ann< :parlour.local NOTICE ann :*** eve!eve@127.0.0.1 from 127.0.0.1 did not become an operator: there is no such login
    """)  # noqa: E501, one line is one line


def test_what_happens_is_logged_with_the_connection_and_without_any_password(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.play("""
        eve> OPER root s3cret-1
        eve> OPER s3cret-2 root
    """)
    operator(world, "ann")
    world.play("""
        ann> KILL eve :enough
        ann> REHASH
        ann> WALLOPS :s3cret-3
        ann> DIE
    """)
    records = [record for record in caplog.records if record.levelno >= logging.INFO]
    assert not any("s3cret" in record.getMessage() for record in records)
    records = [record for record in records if "operator" in record.getMessage()]
    assert [record.getMessage() for record in records] == [
        "eve!eve@127.0.0.1 did not become an operator: a wrong password for the login root",
        "eve!eve@127.0.0.1 did not become an operator: there is no such login",
        "ann!ann@127.0.0.1 is an operator now: root (admin)",
        "operator root (ann) disconnected eve!eve@127.0.0.1 from 127.0.0.1: 'enough'",
        "operator root (ann) has the configuration read again",
        "operator root (ann) has the server stopped",
    ]
    assert all("connection" in vars(record) for record in records)
