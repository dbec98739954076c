"""The clauses of https://ircv3.net/specs/extensions/webirc"""

import pytest
from argon2 import PasswordHasher

from parlour.core.host import Gateway
from tests.support.play import World
from tests.support.specification import Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/webirc"

HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("hunter2")
GATEWAYS = ((Gateway("kiwi", HASHED), ("192.0.2.0/24",)),)

HERE = "tests/conversations/test_gateways.py::"

CLAUSES = [
    Elsewhere("#format", "it is the first command", f"{HERE}test_it_comes_before_everything_else_and_once"),
    Elsewhere("#format", "all forms of addresses are taken", f"{HERE}test_a_known_gateway_speaks_for_an_address"),
    Elsewhere("#format", "what fails has an ERROR and is closed",
              f"{HERE}test_what_is_wrong_is_told_and_the_connection_closed"),
    Elsewhere("#options", "it is secure when both ways are", f"{HERE}test_it_is_secure_when_both_ways_are"),
    Elsewhere("#security-considerations", "only known addresses may send it",
              f"{HERE}test_a_stranger_learns_nothing_and_no_password_is_checked"),
    Elsewhere("#security-considerations", "WHOIS shows that a gateway is in use",
              f"{HERE}test_whois_shows_the_gateway_to_those_who_may_see_where_somebody_comes_from"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


@pytest.mark.parametrize("options", ["", " secure", " :secure=examplevalue123 local-port=6697=x new", " :=; =\\ "])
def test_options_may_have_values_that_they_do_not_have_yet(options: str) -> None:
    """#options: "Servers MUST be able to handle options that don't currently have defined values gaining values"."""
    world = World(gateways=GATEWAYS)
    ann = world.connect("ann", "192.0.2.9")
    ann.send(f"WEBIRC hunter2 kiwi 203.0.113.5 203.0.113.5{options}")
    ann.register()
    ann.send("WHOIS ann")
    assert any(" 338 ann ann 203.0.113.5 " in line for line in ann.lines)


def test_a_connection_that_is_not_secure_itself_is_not_made_so_by_a_flag() -> None:
    """#options: "Servers MUST ONLY treat the connection as secure if this flag is sent and the connection from the
    gateway to the server is also secure with TLS"."""
    world = World(gateways=GATEWAYS)
    ann = world.connect("ann", "192.0.2.9")
    ann.send("WEBIRC hunter2 kiwi 203.0.113.5 203.0.113.5 secure")
    ann.register()
    ann.send("WHOIS ann")
    assert not any(" 671 " in line for line in ann.lines)
