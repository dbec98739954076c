"""Input that is meant to hurt: it is answered shortly and clearly, costs little, and changes nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.core.masks import glob
from tests.support.irc import parse
from tests.support.operators import make_operator
from tests.support.play import Client, World
from tests.support.soundness import check

LOOK_ALIKES = [
    "\N{CYRILLIC SMALL LETTER A}nn",
    "\N{FULLWIDTH LATIN SMALL LETTER A}nn",
    "ann\N{ZERO WIDTH SPACE}",
    "a\u0308nn" + "\u0308" * 5,
    "\N{RIGHT-TO-LEFT OVERRIDE}nna",
    "\N{CYRILLIC SMALL LETTER A}nn\u0301",
]
NICKS = {
    "10 KB": "n" * 10_000,
    "10 KB of letters of several bytes": "ж" * 5_000,
    "as long as a line": "n" * 440,
    "one letter too long": "n" * 31,
    "too long in bytes only": "ж" * 16,
    "a bell": "a\x07nn",
    "a CTCP": "\x01ann\x01",
    "a delete": "ann\x7f",
    "a control of the second kind": "ann\x85",
    "an escape": "\x1b[31mann",
    "a line separator": "ann\u2028",
    "a soft hyphen": "an\u00adn",
    "a private letter": "ann\ue000",
    "nobody's letter": "ann\U000e0001",
    "an emoji": "😀",
    "wildcards": "a*n?",
    "a source": "ann!ann@host",
    "a channel": "#attic",
    "a number": "1ann",
    "a list": "bob,cleo",
} | {f"a look-alike, {nick.encode('unicode_escape').decode()}": nick for nick in LOOK_ALIKES}

ABOUT_NICKS = ["NICK {}", "WHOIS {}", "WHOIS {0} {0}", "WHOWAS {}", "WHO {}", "ISON {}", "USERHOST {}", "USERIP {}",
               "PRIVMSG {} :hi", "NOTICE {} :hi", "INVITE {} #attic", "KICK #attic {} :out", "MODE #attic +o {}",
               "MODE {} +i", "MODE {}", "MONITOR + {}", "MONITOR - {}", "KILL {} :spam", "CHATHISTORY LATEST {} * 5",
               "UBAN INFO {}", "STATS {}", "HELP {}", "NAMES {}", "LIST {}", "TOPIC {}", "JOIN {}", "PING {}",
               "OPER {} x"]  # fmt: skip
SHORT_MS = 20
"""What is answered at once takes so much of a processor at most, on a slow machine; it is a tenth of a millisecond."""


def crowd() -> tuple[World, Client]:
    """A channel with some people, and an operator who may do everything."""
    world = World()
    for name in ("ann", "bob", "cleo"):
        world.client(name).send("JOIN #attic")
    eve = make_operator(world, "eve", "kill", "ban", "see", "channels")
    eve.send("JOIN #attic")
    for client in world.clients.values():
        client.read = len(client.wire.sent)
    return world, eve


@pytest.mark.parametrize("nick", NICKS.values(), ids=NICKS)
def test_a_name_that_is_none_is_answered_shortly_whatever_it_is_used_for(nick: str) -> None:
    world, eve = crowd()
    for form in ABOUT_NICKS:
        eve.send(form.format(nick))
        assert eve.connection is not None
        lines = eve.lines
        assert all(len(line.encode()) <= 510 for line in lines)
        assert len(lines) < 20
        answers = [parse(line) for line in lines if not line.startswith(":eve!")]
        assert all(one.params[0] in ("eve", "*") for one in answers if one.command.isdecimal()), form
        if form == "NICK {}":
            assert [one.command for one in answers] in (["432"], ["433"], ["417"])
        elif len(nick) > 1000:
            assert [one.command for one in answers] == ["417"], form
        eve.send("PING x")
        assert eve.lines == [":parlour.local PONG parlour.local :x"]
    users = {user.nick for user in world.node.network.users.values()}
    assert users <= {"ann", "bob", "cleo", "eve"}
    check(world.node.network)


@pytest.mark.parametrize("nick", NICKS.values(), ids=NICKS)
def test_nobody_registers_under_a_name_that_is_none(nick: str) -> None:
    world, _ = crowd()
    new = world.connect("new")
    new.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    assert not any(" 001 " in line for line in new.lines)
    assert len(world.node.network.users) == 4


STARS = {"stars": "*" * 10_000, "letters between": "*a" * 5_000, "signs between": "?*" * 5_000,
         "both": "*a?" * 3_300 + "b"}  # fmt: skip
ABOUT_MASKS = ["MODE #attic +b {}", "MODE #attic -b {}", "MODE #attic +b *!{}", "MODE #attic +e ~r:{}", "WHO {}",
               "WHO {} %n", "LIST {}", "LIST !{}", "LIST #,!{}", "WHOIS {}", "WHOWAS {}", "LINKS {}", "MOTD {}",
               "NAMES {}", "UBAN ADD {}", "UBAN ADD ~r:{}", "UBAN LIST {}", "UBAN INFO {}", "UBAN DEL {}", "KLINE {}",
               "UNKLINE {}", "STATS l {}"]  # fmt: skip


def cost_ms(client: Client, line: str) -> float:
    """What a line costs the processor, the least of a few times."""
    found = []
    for _ in range(5):
        before = time.process_time()
        client.send(line)
        found.append(time.process_time() - before)
        client.read = len(client.wire.sent)
    return min(found) * 1000


@pytest.mark.parametrize("mask", STARS.values(), ids=STARS)
def test_a_mask_of_ten_thousand_stars_costs_nothing(mask: str) -> None:
    world, eve = crowd()
    for number in range(50):
        world.client(f"{'a' * 20}{number}").send(f"JOIN #{'a' * 50}{number}", "JOIN #attic")
    for form in ABOUT_MASKS:
        longest = form.format(mask[: 510 - len(form)])
        for line in (form.format(mask), longest):
            assert cost_ms(eve, line) < SHORT_MS, line[:40]
    check(world.node.network)


@pytest.mark.parametrize("mask", STARS.values(), ids=STARS)
@pytest.mark.parametrize("text", ["a" * 5_000, "ab" * 2_500, "b" * 5_000], ids=["a", "ab", "b"])
def test_a_pattern_of_ten_thousand_stars_is_soon_matched(mask: str, text: str) -> None:
    before = time.process_time()
    glob(mask, text)
    assert time.process_time() - before < 0.2


MANY = {
    "a hundred letters": f"MODE #attic +{'imnst' * 20}",
    "a hundred changes of mind": f"MODE #attic {'+m-m' * 50}",
    "a hundred letters that there are not": f"MODE #attic +{'xyzABDEFGHJKLNOPQSUVWXYZ' * 5}",
    "a hundred lists": f"MODE #attic {'beI' * 33}b",
    "a hundred bans": f"MODE #attic +{'b' * 100} {' '.join(f'n{n}!*@*' for n in range(48))}",
    "a hundred bans with a mask each": f"MODE #attic +{'b' * 100} {' '.join(chr(0x100 + n) for n in range(100))}",
    "a hundred ranks": f"MODE #attic +{'ov' * 50} {'ann bob ' * 49}",
    "a hundred ranks of nobody": f"MODE #attic +{'o' * 100} {' '.join(f'n{n}' for n in range(80))}",
    "a hundred ranks without a nick": f"MODE #attic +{'ohv' * 34}",
    "a hundred keys and limits": f"MODE #attic +{'kl' * 50} {'key 7 ' * 50}",
    "a hundred of one's own": f"MODE eve {'+iwB-iwB' * 13}",
    "a hundred of one's own that there are not": f"MODE eve +{'xyz' * 40}",
}


@pytest.mark.parametrize("line", MANY.values(), ids=MANY)
def test_a_hundred_changes_of_modes_are_done_and_told_in_lines_that_are_short_enough(line: str) -> None:
    world, eve = crowd()
    assert len(line.encode()) <= 510
    assert cost_ms(eve, line) < SHORT_MS
    eve.send("MODE #attic", line)
    for client in world.clients.values():
        lines = client.lines
        assert all(len(one.encode()) <= 510 for one in lines)
        assert len(lines) < 200
    check(world.node.network)
    eve.send("PING x")
    assert eve.lines == [":parlour.local PONG parlour.local :x"]


# Agreeing on capabilities in every order. https://ircv3.net/specs/extensions/capability-negotiation

SAYS = ["CAP LS", "CAP LS 302", "CAP LIST", "CAP REQ :batch", "CAP REQ :nonsense", "CAP REQ :-batch", "CAP END",
        "CAP FOO", "CAP", "NICK ann", "NICK bob", "NICK 1", "USER ann 0 * :Ann", "USER", "PING x"]  # fmt: skip


@given(st.lists(st.sampled_from(SAYS), max_size=12))
def test_whatever_the_order_registration_is_complete_when_all_is_there_and_nothing_is_being_agreed_on(
    said: list[str],
) -> None:
    ann = World().connect("ann")
    agreeing = named = told = here = False
    batch = False
    for line in said:
        ann.send(line)
        command, _, rest = line.partition(" ")
        if command == "CAP":
            if not here and rest.startswith(("LS", "REQ")):
                agreeing = True
            agreeing = agreeing and rest != "END"
            batch = rest == "REQ :batch" or (batch and rest != "REQ :-batch")
        named = named or rest in ("ann", "bob")
        told = told or line.startswith("USER a")
        complete = named and told and not agreeing and (here or command in ("NICK", "USER") or rest == "END")
        welcomed = [one for one in ann.lines if " 001 " in one]
        assert len(welcomed) == (complete and not here)
        here = here or complete
    ann.send("CAP LIST")
    assert ("batch" in ann.lines[-1]) is batch
