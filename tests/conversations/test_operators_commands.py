"""What operators of the network do: KILL, WALLOPS, REHASH, DIE and RESTART, and who may."""

import pytest

from parlour.core.host import ReloadFailed
from parlour.core.powers import Login
from tests.support.operators import HASH, logins, operator, world_with
from tests.support.play import World


@pytest.fixture
def world() -> World:
    return world_with()


# Who may do what

NEEDED = {
    "KILL bob :why": "kill",
    "WALLOPS :hi": "wallops",
    "REHASH": "reload",
    "DIE": "stop",
    "RESTART": "stop",
}


@pytest.mark.parametrize("line", NEEDED)
def test_who_is_no_operator_is_told_so(world: World, line: str) -> None:
    # https://modern.ircdocs.horse/#errnoprivileges-481
    world.play(f"""
        ann> {line}
        ann< :parlour.local 481 ann :Permission Denied- You're not an IRC operator
        ann.
    """)
    assert world.process.stops == []
    assert world.process.reloads == 0


@pytest.mark.parametrize(("line", "privilege"), NEEDED.items(), ids=NEEDED)
def test_an_operator_whose_class_may_not_do_it_is_told_what_it_takes(line: str, privilege: str) -> None:
    # https://modern.ircdocs.horse/#errnoprivs-723
    world = world_with(Login("other", HASH, "other", frozenset({"see"})))
    world.client("bob")
    operator(world, "ann", "other")
    world.play(f"""
        ann> {line}
        ann< :parlour.local 723 ann {privilege} :Insufficient oper privileges.
        ann.
        bob.
    """)


# KILL


def test_a_killed_user_is_told_and_closed_and_others_see_a_quit(world: World) -> None:
    # https://modern.ircdocs.horse/#kill-message
    operator(world, "ann")
    world.play("""
        bob> JOIN #attic
        eve> JOIN #attic
        bob~
        eve~
        ann> KILL bob :too loud
        ann.
        bob< :ann!ann@127.0.0.1 KILL bob :too loud
        bob< :bob!bob@127.0.0.1 QUIT :Killed (ann (too loud))
        bob< ERROR :Closing Link: 127.0.0.1 (Killed (ann (too loud)))
        bob.
        eve< :bob!bob@127.0.0.1 QUIT :Killed (ann (too loud))
        eve.
        ann> PRIVMSG bob :are you there?
        ann< :parlour.local 401 ann bob :No such nick/channel
    """)
    assert world.clients["bob"].connection is None


def test_all_that_a_killed_user_was_about_to_do_is_not_done(world: World) -> None:
    operator(world, "ann")
    bob = world.client("bob")
    world.clock.slow_reads = True
    bob.send("OPER root wrong", "PRIVMSG ann :still here")
    world.play("ann> KILL bob :too loud")
    world.clock.answer_reads()
    world.run()
    assert bob.lines == [
        ":ann!ann@127.0.0.1 KILL bob :too loud",
        ":bob!bob@127.0.0.1 QUIT :Killed (ann (too loud))",
        "ERROR :Closing Link: 127.0.0.1 (Killed (ann (too loud)))",
    ]
    assert world.clients["ann"].lines == []


def test_an_operator_may_kill_themselves(world: World) -> None:
    operator(world, "ann")
    world.play("""
        ann> @label=x KILL ann :enough
        ann< :ann!ann@127.0.0.1 KILL ann :enough
        ann< :ann!ann@127.0.0.1 QUIT :Killed (ann (enough))
        ann< ERROR :Closing Link: 127.0.0.1 (Killed (ann (enough)))
        ann.
    """)
    assert not world.node.network.users


KILLS = {
    "nobody of that nick": ("KILL nobody :why", "401 ann nobody :No such nick/channel"),
    "a channel": ("KILL #attic :why", "401 ann #attic :No such nick/channel"),
    "no reason": ("KILL bob", "461 ann KILL :Not enough parameters"),
    "an empty reason": ("KILL bob :", "461 ann KILL :Not enough parameters"),
    "nobody at all": ("KILL", "461 ann KILL :Not enough parameters"),
}


@pytest.mark.parametrize(("line", "answer"), KILLS.values(), ids=KILLS)
def test_a_kill_of_nobody_or_for_nothing_is_refused(world: World, line: str, answer: str) -> None:
    operator(world, "ann")
    world.play(f"""
        bob> JOIN #attic
        bob~
        ann> {line}
        ann< :parlour.local {answer}
        ann.
        bob.
    """)


def test_a_long_reason_is_cut_so_that_every_line_of_it_fits() -> None:
    world = World(logins=logins())
    operator(world, "a" * 30)
    bob, eve = world.client("b" * 30), world.client("eve")
    for client in (bob, eve):
        client.send("JOIN #attic")
    bob.lines.clear()
    world.clients["a" * 30].send(f"KILL {'b' * 30} :{'é' * 200}")
    for line in [*bob.lines, *eve.lines]:
        assert len(line.encode()) <= 510
    assert world.clients["b" * 30].connection is None


# WALLOPS


def test_wallops_reach_all_who_want_them_and_whoever_sent_them(world: World) -> None:
    # https://modern.ircdocs.horse/#wallops-message
    operator(world, "ann")
    world.play("""
        bob> MODE bob +w
        bob~
        eve> MODE eve -w
        ann> WALLOPS :the server rests tonight
        ann< :ann!ann@127.0.0.1 WALLOPS :the server rests tonight
        ann.
        bob< :ann!ann@127.0.0.1 WALLOPS :the server rests tonight
        bob.
        eve.
    """)


def test_wallops_are_shown_in_the_form_that_each_asked_for(world: World) -> None:
    operator(world, "ann")
    bob, eve = world.client("bob", "server-time"), world.client("eve", "message-tags")
    for client in (bob, eve):
        client.send(f"MODE {client.name} +w")
        client.lines.clear()
    world.play("""
        ann> WALLOPS hello
        bob<< @time=… :ann!ann@127.0.0.1 WALLOPS :hello
        eve<< @msgid=… :ann!ann@127.0.0.1 WALLOPS :hello
    """)


@pytest.mark.parametrize("line", ["WALLOPS", "WALLOPS :"])
def test_wallops_of_nothing_are_refused(world: World, line: str) -> None:
    operator(world, "ann")
    world.play(f"""
        ann> {line}
        ann< :parlour.local 461 ann WALLOPS :Not enough parameters
        ann.
    """)


def test_wallops_that_fit_in_no_line_are_refused(world: World) -> None:
    operator(world, "ann")
    world.play(f"""
        ann> WALLOPS :{"x" * 490}
        ann< :parlour.local 417 ann :Input line was too long
        ann.
    """)


# REHASH, DIE, RESTART


def test_a_rehash_says_what_changed(world: World) -> None:
    # https://modern.ircdocs.horse/#rehash-message
    operator(world, "ann")
    world.process.reloaded = ["changed: server.motd", "new operators: bob"]
    world.play("""
        ann> REHASH
        ann< :parlour.local 382 ann parlour.toml :Rehashing
        ann< :parlour.local NOTICE ann :*** changed: server.motd
        ann< :parlour.local NOTICE ann :*** new operators: bob
        ann.
        ann> REHASH parlour.LOCAL
        ann< :parlour.local 382 ann parlour.toml :Rehashing
        ann~
    """)
    assert world.process.reloads == 2


def test_a_rehash_of_a_broken_file_says_that_nothing_changed(world: World) -> None:
    operator(world, "ann")
    world.process.reloaded = ReloadFailed("parlour.toml:3: unknown key 'history.pages'; did you mean 'page'?")
    world.play("""
        ann> REHASH
        ann< :parlour.local 382 ann parlour.toml :Rehashing
        ann< :parlour.local NOTICE ann :*** Nothing has changed: parlour.toml:3: unknown key 'history.pages'; did you …
        ann.
    """)


@pytest.mark.parametrize("name", ["REHASH", "DIE", "RESTART"])
def test_another_server_is_not_this_one(world: World, name: str) -> None:
    operator(world, "ann")
    world.play(f"""
        ann> {name} other.example.org
        ann< :parlour.local 402 ann other.example.org :No such server
        ann.
    """)
    assert world.process.stops == []
    assert world.process.reloads == 0


@pytest.mark.parametrize(("line", "how"), {"DIE": ("stopped", False), "RESTART": ("restarted", True)}.items())
def test_the_server_can_be_stopped_and_started_again(world: World, line: str, how: tuple[str, bool]) -> None:
    # https://modern.ircdocs.horse/#restart-message
    operator(world, "ann")
    world.play(f"ann> {line}")
    what, restart = how
    assert world.process.stops == [(f"The server is being {what} by ann", restart)]


def test_a_restart_that_would_fail_is_not_begun(world: World) -> None:
    operator(world, "ann")
    world.process.reloaded = ReloadFailed("parlour.toml:1: not valid TOML")
    world.play("""
        ann> RESTART
        ann< :parlour.local NOTICE ann :*** The server goes on: parlour.toml:1: not valid TOML
        ann.
    """)
    assert world.process.stops == []


# How many there are


def test_lusers_counts_operators(world: World) -> None:
    # https://modern.ircdocs.horse/#rplluserop-252
    operator(world, "ann")
    world.play("""
        bob> LUSERS
        bob<< :parlour.local 252 bob 1 :operator(s) online
        bob~
        ann> QUIT
        bob> LUSERS
        bob<< :parlour.local 252 bob 0 :operator(s) online
    """)
