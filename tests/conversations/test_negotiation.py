"""Agreeing on capabilities, as conversations."""

import pytest

from parlour.wire.capabilities import Capability
from tests.support.play import World

ALL_NAMES = (
    "account-notify account-tag away-notify batch cap-notify chghost draft/chathistory draft/event-playback "
    "draft/extended-isupport draft/extended-monitor draft/no-implicit-names echo-message extended-join "
    "extended-monitor invite-notify labeled-response message-tags multi-prefix no-implicit-names parlour.chat/once "
    "parlour.chat/session server-time setname standard-replies userhost-in-names"
)

NEGOTIATION = {
    "CAP LS lists all that there is and holds up the registration until CAP END": f"""
        ann> CAP LS
        ann< :parlour.local CAP * LS :{ALL_NAMES}
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    "CAP REQ holds it up as well": """
        ann> CAP REQ batch
        ann< :parlour.local CAP * ACK :batch
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """,
    "CAP LIST does not": """
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
    """,
    "CAP END without anything before it does nothing": """
        ann> CAP END
        ann> NICK ann
        ann> CAP END
        ann.
        ann> USER ann 0 * :Ann
        ann< :parlour.local 001 ann …
        ann~
        ann> CAP END
        ann.
    """,
    "CAP names the client as far as it has a name": """
        ann> NICK ann
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
    """,
    "what is asked for is there, and can be given back": """
        ann> CAP REQ :batch echo-message
        ann< :parlour.local CAP * ACK :batch echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch echo-message
        ann> CAP REQ :-batch server-time
        ann< :parlour.local CAP * ACK :-batch server-time
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :echo-message server-time
    """,
    "asking for what one has, or giving back what one has not, succeeds": """
        ann> CAP REQ :batch
        ann> CAP REQ :batch
        ann> CAP REQ :-echo-message
        ann< :parlour.local CAP * ACK :batch
        ann< :parlour.local CAP * ACK :batch
        ann< :parlour.local CAP * ACK :-echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch
    """,
    "a request is granted or rejected as a whole": """
        ann> CAP REQ :batch sasl echo-message
        ann< :parlour.local CAP * NAK :batch sasl echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "of the same name twice in a request the last counts": """
        ann> CAP REQ :batch -batch
        ann< :parlour.local CAP * ACK :batch -batch
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "names are taken as they are, and an empty request is granted": """
        ann> CAP REQ :BATCH
        ann< :parlour.local CAP * NAK :BATCH
        ann> CAP REQ :
        ann< :parlour.local CAP * ACK :
    """,
    "a subcommand that is none is refused": """
        ann> CAP FOO
        ann< :parlour.local 410 * FOO :Invalid CAP command
        ann> CAP ACK :batch
        ann< :parlour.local 410 * ACK :Invalid CAP command
        ann> CAP ::foo bar
        ann< :parlour.local 410 * foo :Invalid CAP command
        ann> CAP
        ann< :parlour.local 461 * CAP :Not enough parameters
        ann> NICK ann
        ann> CAP FOO
        ann< :parlour.local 410 ann FOO :Invalid CAP command
    """,
    "subcommands may be in small letters": """
        ann> cap req batch
        ann< :parlour.local CAP * ACK :batch
    """,
    "who says 302 is notified of new capabilities, and cannot give that back": """
        ann> CAP LS 302
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP * ACK :cap-notify
        ann> CAP REQ :batch -cap-notify
        ann< :parlour.local CAP * NAK :batch -cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """,
    "a higher version than there is means what is below it": """
        ann> CAP LS 307
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """,
    "a lower version after a higher one takes nothing back": """
        ann> CAP LS 302
        ann> CAP LS
        ann~
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP * NAK :-cap-notify
    """,
    "who says no version, or none that is one, may ask for notices and give them back": """
        ann> CAP LS nonsense
        ann~
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP * ACK :cap-notify
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP * ACK :-cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """,
    "capabilities can be changed after registration, which they do not hold up again": """
        bob> CAP LS 302
        bob< :parlour.local CAP bob LS :…
        bob> CAP REQ :echo-message
        bob< :parlour.local CAP bob ACK :echo-message
        bob> JOIN #attic
        bob~
        bob> PRIVMSG #attic :hi
        bob< :bob!bob@127.0.0.1 PRIVMSG #attic :hi
        bob> CAP REQ :-echo-message
        bob~
        bob> PRIVMSG #attic :hi
        bob.
    """,
}


@pytest.mark.parametrize("script", NEGOTIATION.values(), ids=NEGOTIATION.keys())
def test_agreeing_on_capabilities(script: str) -> None:
    world = World()
    world.connect("ann")
    world.play(script)


def test_a_long_list_of_capabilities_comes_in_lines_that_are_short_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [Capability(f"example.org/number-{number}", 1 << number, "", value="x" * 20) for number in range(40)]
    monkeypatch.setattr("parlour.protocols.irc.offer.CAPABILITIES", table)
    world = World()
    ann = world.connect("ann")
    ann.send("CAP LS 302")
    *before, last = ann.lines
    assert before
    assert all(line.startswith(":parlour.local CAP * LS * :") for line in before)
    assert last.startswith(":parlour.local CAP * LS :")
    assert all(len(line) <= 510 for line in [*before, last])
    names = [name for line in [*before, last] for name in line.rpartition(" :")[2].split()]
    assert names == [f"{capability.name}={capability.value}" for capability in table]


def test_who_understands_one_line_only_is_listed_the_capabilities_that_fit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [Capability(f"example.org/number-{number}", 1 << number, "", value="x" * 20) for number in range(40)]
    monkeypatch.setattr("parlour.protocols.irc.offer.CAPABILITIES", table)
    world = World()
    ann = world.connect("ann")
    ann.send("CAP LS")
    (line,) = ann.lines
    assert line.startswith(":parlour.local CAP * LS :example.org/number-0 example.org/number-1 ")
    assert len(line) <= 510
    assert set(line.rpartition(" :")[2].split()) < {capability.name for capability in table}


def test_a_long_request_is_answered_in_lines_that_are_short_enough() -> None:
    world = World()
    ann = world.connect("ann")
    wanted = " ".join(["draft/event-playback"] * 23)
    ann.send(f"CAP REQ :{wanted}")
    lines = ann.lines
    assert all(len(line) <= 510 for line in lines)
    assert all(line.startswith(":parlour.local CAP * ACK :") for line in lines)
    assert " ".join(line.partition(" :")[2] for line in lines) == wanted
    ann.send("CAP REQ :" + "x" * 490)
    (line,) = ann.lines
    assert line.startswith(":parlour.local CAP * NAK :xxx")
    assert len(line) <= 510
