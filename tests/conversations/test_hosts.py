"""A user name and host that are others now: CHGHOST, as conversations.

Source of all that must be: https://ircv3.net/specs/extensions/chghost
"""

import pytest

from parlour.core import presence
from tests.support.play import Client, World


def set_host(client: Client, name: str, host: str) -> None:
    """As an operator's vhost does."""
    assert client.connection is not None
    client.world.node.happen(client.connection, presence.set_host, name, host)
    client.world.run()


def world() -> World:
    made = World()
    made.client("ann", "chghost")
    made.client("bob", "chghost")
    made.play("""
        ann> JOIN #attic
        bob> JOIN #attic
        cat> JOIN #attic
        ann~
        bob~
        cat~
    """)
    return made


TOLD = {
    # "servers MUST send the CHGHOST message to other clients who share channels with the target client and who have
    # enabled the chghost capability. Servers SHOULD also send [it] to the client whose own username or host changed"
    "who shares a channel is told, and whose it is": """
        ann< :ann!ann@127.0.0.1 CHGHOST ann tea.example
        bob< :ann!ann@127.0.0.1 CHGHOST ann tea.example
        ann.
        bob.
    """,
    "what is said next comes from there": """
        bob~
        ann> PRIVMSG #attic :hi
        bob< :ann!ann@tea.example PRIVMSG #attic :hi
        bob> WHO ann
        bob< … ann tea.example parlour.local ann …
    """,
    # #fallback-when-the-chghost-capability-has-not-been-negotiated: "servers SHOULD send fallback messages to simulate
    # the client reconnecting"
    "who does not know of such changes sees them leave and come again, with their rank": """
        cat< :ann!ann@127.0.0.1 QUIT :Changing host
        cat< :ann!ann@tea.example JOIN #attic
        cat< :parlour.local MODE #attic +o ann
        cat.
    """,
    "who shares no channel is not told": """
        dan> PING x
        dan< …
        dan.
    """,
}


@pytest.mark.parametrize("script", TOLD.values(), ids=TOLD.keys())
def test_another_host_is_told(script: str) -> None:
    played = world()
    set_host(played.clients["ann"], "ann", "tea.example")
    played.play(script)


def test_another_user_name_is_told_and_the_very_same_is_not() -> None:
    played = world()
    set_host(played.clients["ann"], "~ann", "127.0.0.1")
    set_host(played.clients["ann"], "~ann", "127.0.0.1")
    played.play("""
        bob< :ann!ann@127.0.0.1 CHGHOST ~ann 127.0.0.1
        bob.
    """)


def test_who_shares_several_channels_is_told_once_and_sees_all_of_them_entered_again() -> None:
    played = world()
    played.play("""
        cat> JOIN #cellar
        ann> JOIN #cellar
        bob> JOIN #cellar
        ann> AWAY tea
        cat> CAP REQ :away-notify extended-join
        ann~
        bob~
        cat~
    """)
    set_host(played.clients["ann"], "ann", "tea.example")
    played.play("""
        bob< :ann!ann@127.0.0.1 CHGHOST ann tea.example
        bob.
        cat< :ann!ann@127.0.0.1 QUIT :Changing host
        cat< :ann!ann@tea.example JOIN #attic * :Ann
        cat< :parlour.local MODE #attic +o ann
        cat< :ann!ann@tea.example AWAY :tea
        cat< :ann!ann@tea.example JOIN #cellar * :Ann
        cat< :ann!ann@tea.example AWAY :tea
        cat.
    """)


def test_what_is_played_to_others_has_no_message_id() -> None:
    """One id stands for one event: https://ircv3.net/specs/extensions/message-ids"""
    played = world()
    played.play("""
        cat> CAP REQ :message-tags
        cat~
    """)
    set_host(played.clients["ann"], "ann", "tea.example")
    assert [line.partition(":")[0] for line in played.clients["cat"].lines] == ["", "", ""]


def test_it_is_no_part_of_the_past() -> None:
    played = world()
    set_host(played.clients["ann"], "ann", "tea.example")
    played.play("""
        bob> CAP REQ :draft/chathistory draft/event-playback
        ann> PRIVMSG #attic :hi
        bob~
        bob> CHATHISTORY LATEST #attic * 10
        bob< :ann!ann@127.0.0.1 JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :cat!cat@127.0.0.1 JOIN #attic
        bob< :ann!ann@tea.example PRIVMSG #attic :[…] hi
        bob.
    """)


def test_whoever_was_in_the_middle_of_a_long_answer_hears_of_it_behind_the_answer() -> None:
    played = world()
    played.clock.slow_reads = True
    played.play("""
        cat> CAP REQ :draft/chathistory
        cat~
        cat> CHATHISTORY LATEST #attic * 10
        cat.
    """)
    set_host(played.clients["ann"], "ann", "tea.example")
    played.play("cat.")
    played.clock.answer_reads()
    played.run()
    played.play("""
        cat< :ann!ann@127.0.0.1 QUIT :Changing host
        cat< :ann!ann@tea.example JOIN #attic
    """)
