"""The clauses of https://ircv3.net/specs/extensions/capability-negotiation"""

import pytest

from parlour.core.host import StrictTransport
from parlour.wire.capabilities import CAPABILITIES
from tests.support.play import World
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/capability-negotiation"

LONG = "batch " * 80 + "echo-message"

CLAUSES = [
    Clause("#connection-registration", "registration is not completed between LS and END", """
        ann> CAP LS 302
        ann~
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=["ann"]),
    Clause("#connection-registration", "registration is not completed between REQ and END", """
        ann> NICK ann
        ann> CAP REQ :batch
        ann< :parlour.local CAP ann ACK :batch
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=["ann"]),
    Clause("#the-cap-command", "lists are processed from left to right", """
        ann> CAP REQ :-batch batch
        ann< :parlour.local CAP ann ACK :-batch batch
        ann> CAP REQ :echo-message -echo-message
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :batch
    """),
    Clause("#the-cap-command", "what is no subcommand has 410 with its name", """
        ann> CAP FOO
        ann< :parlour.local 410 * FOO :Invalid CAP command
        ann> CAP NEW :batch
        ann< :parlour.local 410 * NEW :Invalid CAP command
        ann> CAP CLEAR
        ann< :parlour.local 410 * CLEAR :Invalid CAP command
        bob> CAP FOO
        bob< :parlour.local 410 bob FOO :Invalid CAP command
        bob.
    """, new=["ann"]),
    Clause("#the-cap-command", "replies name the client, or an asterisk while it has no name", """
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
        ann> NICK ann
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
        ann> USER ann 0 * :Ann
        ann~
        ann> NICK anna
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP anna LIST :
    """, new=["ann"]),
    Clause("#the-cap-command", "it is accepted after registration, at any time", """
        ann> JOIN #attic
        ann~
        ann> CAP LS
        ann< :parlour.local CAP ann LS :…
        ann> CAP REQ :echo-message
        ann< :parlour.local CAP ann ACK :echo-message
        ann> PRIVMSG #attic :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> CAP LS 302
        ann< :parlour.local CAP ann LS :…
        ann.
    """),
    Clause("#the-cap-ls-subcommand", "LS alone suspends the registration, whenever it comes", """
        ann> NICK ann
        ann> CAP LS
        ann~
        ann> USER ann 0 * :Ann
        ann> PING x
        ann< :parlour.local PONG parlour.local :x
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=["ann"]),
    Clause("#cap-ls-version", "features of 302 are not sent to who did not say 302", """
        ann> CAP LS
        ann< :parlour.local CAP * LS :…batch…
        ann.
        ann> CAP LS 301
        ann< :parlour.local CAP * LS :…batch…
        ann.
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Clause("#cap-ls-version", "the version is a number", """
        ann> CAP LS 0302
        ann< :parlour.local CAP * LS :… sts=port=6697 …
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Clause("#cap-ls-version", "a version that there is not means those below it", """
        ann> CAP LS 307
        ann< :parlour.local CAP * LS :… sts=port=6697 …
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :cap-notify
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Clause("#cap-ls-version", "a higher version is stored, and a lower one changes that reply only", """
        ann> CAP LS
        ann> CAP LS 302
        ann~
        ann> CAP LS
        ann< :parlour.local CAP * LS :…
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP * NAK :-cap-notify
        ann> CAP LS 302
        ann< :parlour.local CAP * LS :… sts=port=6697 …
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Clause("#capability-values", "values come with LS of 302 only", """
        ann> CAP LS 302
        ann< :parlour.local CAP * LS :… sts=port=6697 …
        ann> CAP REQ :batch echo-message
        ann< :parlour.local CAP * ACK :batch echo-message
        ann> CAP LIST
        ann< :parlour.local CAP * LIST :batch cap-notify echo-message
        ann> CAP REQ :sts
        ann< :parlour.local CAP * NAK :sts
    """, new=["ann"], sts=StrictTransport(3600, 6697)),
    Elsewhere(
        "#multiline-replies-to-cap-ls-and-cap-list", "all lines but the last have an asterisk",
        "tests/conversations/test_negotiation.py::"
        "test_a_long_list_of_capabilities_comes_in_lines_that_are_short_enough",
    ),
    Clause("#the-cap-list-subcommand", "an empty parameter is sent when nothing is enabled", """
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
    """),
    Clause("#the-cap-req-subcommand", "enabling what is enabled, or disabling what is not, succeeds", """
        ann> CAP REQ :batch
        ann~
        ann> CAP REQ :batch -echo-message setname
        ann< :parlour.local CAP ann ACK :batch -echo-message setname
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :batch setname
    """),
    Clause("#the-cap-req-subcommand", "the set is accepted as a whole or rejected entirely, in any order", """
        ann> CAP REQ :echo-message nonsense
        ann< :parlour.local CAP ann NAK :echo-message nonsense
        ann> CAP REQ :nonsense echo-message
        ann< :parlour.local CAP ann NAK :nonsense echo-message
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
        ann> CAP REQ :setname echo-message
        ann< :parlour.local CAP ann ACK :setname echo-message
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :echo-message setname
    """),
    Clause("#the-cap-req-subcommand", "a rejected REQ suspends the registration, too", """
        ann> CAP REQ :nonsense
        ann~
        ann> NICK ann
        ann> USER ann 0 * :Ann
        ann.
        ann> CAP END
        ann< :parlour.local 001 ann …
    """, new=["ann"]),
    Clause("#the-cap-ack-subcommand", "of an answer in several lines nothing is changed before the last", f"""
        ann> CAP REQ :{LONG}
        ann< :parlour.local CAP ann ACK :batch batch…
        ann< :parlour.local CAP ann ACK :…echo-message
        ann> PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann< :ann!ann@127.0.0.1 PRIVMSG ann :hi
        ann.
    """),
    Clause("#the-cap-nak-subcommand", "nothing is changed by what is answered with NAK", """
        ann> CAP REQ :batch
        ann~
        ann> CAP REQ :-batch setname no-such-thing
        ann< :parlour.local CAP ann NAK :-batch setname no-such-thing
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :batch
    """),
    Clause("#the-cap-end-subcommand", "END is ignored after registration", """
        ann> CAP END
        ann> CAP END :x
        ann.
        ann> CAP LS 302
        ann~
        ann> CAP END
        ann.
    """),
    Clause("#cap-notify", "it is enabled by LS 302, and cannot be disabled then", """
        ann> CAP LS 302
        ann~
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :cap-notify
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP ann NAK :-cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :cap-notify
    """),
    Clause("#cap-notify", "asking for it after LS 302 is accepted without effect", """
        ann> CAP LS 302
        ann~
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP ann ACK :cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :cap-notify
    """),
    Clause("#cap-notify", "who did not say 302 may enable and disable it", """
        ann> CAP REQ :cap-notify
        ann< :parlour.local CAP ann ACK :cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :cap-notify
        ann> CAP REQ :-cap-notify
        ann< :parlour.local CAP ann ACK :-cap-notify
        ann> CAP LIST
        ann< :parlour.local CAP ann LIST :
    """),
    Elsewhere(
        "#cap-notify", "what is new is told to who wants to know",
        "tests/conversations/test_sts.py::test_a_policy_that_changes_is_told_to_who_wants_to_know",
    ),
    Clause("#rules-for-naming-capabilities", "names are taken as they are written", """
        ann> CAP REQ :Batch
        ann< :parlour.local CAP ann NAK :Batch
        ann> CAP REQ :draft/batch
        ann< :parlour.local CAP ann NAK :draft/batch
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_an_empty_parameter_is_sent_when_there_are_no_capabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    """#the-cap-ls-subcommand: "If no capabilities are available, an empty parameter MUST be sent"."""
    monkeypatch.setattr("parlour.protocols.irc.offer.CAPABILITIES", ())
    ann = World().connect("ann")
    ann.send("CAP LS", "CAP LS 302")
    assert ann.lines == [":parlour.local CAP * LS :"] * 2


def test_no_capability_begins_with_a_hyphen() -> None:
    """#rules-for-naming-capabilities: "MUST NOT start with a hyphen"; a vendor's name has a domain before a slash."""
    assert CAPABILITIES
    for capability in CAPABILITIES:
        vendor, slash, name = capability.name.rpartition("/")
        assert name
        assert not capability.name.startswith("-")
        assert not slash or vendor == "draft" or "." in vendor
