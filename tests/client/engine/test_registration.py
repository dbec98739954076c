"""How a connection comes in: capabilities, the password, the nick, and what is entered then."""

import pytest

from parlour.client.told import NickTaken, PasswordRefused
from tests.support.dialogue import Dialogue

BEGINNINGS = {
    # https://modern.ircdocs.horse/#connection-registration
    "a server without capabilities": """
        c< CAP LS 302
        c< NICK ann
        c< USER ann 0 * ann
        c.
        s> :irc.example 421 * CAP :Unknown command
        s> :irc.example 001 ann :Welcome
        s> :irc.example 422 ann :No message of the day
        c< JOIN #attic
        c.
    """,
    "a server that says nothing of capabilities": """
        c~
        s> :irc.example 001 ann :Welcome
        s> :irc.example 375 ann :- Message of the day
        s> :irc.example 372 ann :- Be kind
        c.
        s> :irc.example 376 ann :End
        c< JOIN #attic
        c.
    """,
    "a server that says no more than 001": """
        c~
        s> :irc.example 001 ann :Welcome
        + 4
        c.
        + 6
        c< JOIN #attic
        s> :irc.example 422 ann :No message of the day
        + 20
        c.
    """,
    "none of the capabilities is known": """
        c~
        s> CAP * LS :sasl=PLAIN example.org/teapot
        c< CAP END
        c.
    """,
    # https://ircv3.net/specs/extensions/capability-negotiation#multiline-replies-to-cap-ls-and-cap-list
    "a list of capabilities in several lines": """
        c~
        s> CAP * LS * :server-time sasl=PLAIN,EXTERNAL
        c.
        s> CAP * LS * :example.org/teapot
        c.
        s> CAP * LS :batch
        c< CAP REQ :batch server-time
        c.
        s> CAP * ACK :batch server-time
        c< CAP END
        c.
    """,
    # https://ircv3.net/specs/extensions/capability-negotiation#the-cap-nak-subcommand
    "what is refused together is asked for one by one": """
        c~
        s> CAP * LS :batch server-time setname
        c< CAP REQ :batch server-time setname
        s> CAP * NAK :batch server-time setname
        c< CAP REQ batch
        c< CAP REQ server-time
        c< CAP REQ setname
        c.
        s> CAP * ACK :batch
        s> CAP * NAK :server-time
        c.
        s> CAP * ACK :setname
        c< CAP END
        c.
    """,
    "one that is refused alone is done without": """
        c~
        s> CAP * LS batch
        c< CAP REQ batch
        s> CAP * NAK batch
        c< CAP END
        c.
    """,
}


@pytest.mark.parametrize("script", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_one_comes_in(script: str) -> None:
    Dialogue("ann", "#attic").play(script)


def test_capabilities_come_and_go_later() -> None:
    # https://ircv3.net/specs/extensions/capability-negotiation#the-cap-new-subcommand
    talk = Dialogue().welcome("batch", "cap-notify").play("c~")
    talk.play("""
        s> CAP ann NEW :setname example.org/teapot
        c< CAP REQ setname
        s> CAP ann ACK :setname
        c.
    """)
    assert talk.engine.network.can("setname")
    talk.play("s> CAP ann DEL :setname batch")
    assert not talk.engine.network.can("setname")
    assert not talk.engine.network.can("batch")
    assert "setname" not in talk.engine.network.offered
    talk.play("""
        s> CAP ann ACK :-cap-notify
        c.
    """)
    assert not talk.engine.network.can("cap-notify")


def test_another_connection_asks_for_everything_anew() -> None:
    talk = Dialogue().welcome("batch", "setname").close().play("c~")
    assert not talk.engine.network.capabilities
    assert not talk.engine.network.supported
    talk.open().play("""
        c< CAP LS 302
        c<< USER …
        s> CAP * LS :batch setname
        c< CAP REQ :batch setname
    """)


class TestNick:
    def test_one_that_is_taken_gets_a_line_below(self) -> None:
        talk = Dialogue("ann", "#attic").play("""
            c~
            s> :irc.example 433 * ann :Nickname is already in use
            c< NICK ann_
            s> :irc.example 433 * ann_ :Nickname is already in use
            c< NICK ann__
            s> :irc.example 001 ann__ :Welcome
            s> :irc.example 422 ann__ :No message of the day
            c< JOIN #attic
            s> :ann__!ann@home.example JOIN #attic
            #attic: ann__ joined
        """)
        assert talk.engine.network.nick == "ann__"
        taken = [each for each in talk.told if isinstance(each, NickTaken)]
        assert taken[0] == NickTaken("ann", "Nickname is already in use", "ann_")

    def test_after_a_few_the_user_is_asked(self) -> None:
        talk = Dialogue("ann").play("c~")
        for nick in ("ann", "ann_", "ann__", "ann___"):
            talk.play(f"s> :irc.example 433 * {nick} :Nickname is already in use")
        assert talk.said == ["NICK ann_", "NICK ann__", "NICK ann___"]
        assert talk.told[-1] == NickTaken("ann___", "Nickname is already in use", "")
        talk.engine.registration.try_nick("beth")
        talk.receive(b"").play("""
            c<< NICK beth
            s> :irc.example 001 beth :Welcome
        """)
        assert talk.engine.network.nick == "beth"

    @pytest.mark.parametrize("numeric", ["432", "431"])
    def test_one_that_is_wrong_is_asked_for(self, numeric: str) -> None:
        talk = Dialogue("1ann").play(f"""
            c~
            s> :irc.example {numeric} * 1ann :Erroneous nickname
            c.
        """)
        assert talk.told[-1] == NickTaken("1ann", "Erroneous nickname", "")

    def test_one_that_the_server_cuts_is_what_the_server_says(self) -> None:
        talk = Dialogue("annabella-of-the-attic").play("""
            s> :irc.example 001 annabella :Welcome
            s> :irc.example 422 annabella :No message of the day
            s> :annabella!ann@home.example JOIN #attic
            #attic: annabella joined
        """)
        assert talk["#attic"].joined

    def test_one_that_is_lost_with_the_connection_is_asked_for_again(self) -> None:
        talk = Dialogue("ann").play("""
            s> :irc.example 433 * ann :Nickname is already in use
            s> :irc.example 001 ann_ :Welcome
        """)
        talk.close().open().play("""
            c< CAP LS 302
            c< NICK ann
        """)


class TestRefusals:
    def test_the_password_goes_first(self) -> None:
        Dialogue("ann", password="hunter2").play("""
            c< CAP LS 302
            c< PASS hunter2
            c< NICK ann
        """)

    @pytest.mark.parametrize("password", ["", "hunter2"])
    def test_a_password_is_wanted_or_wrong(self, password: str) -> None:
        talk = Dialogue("ann", password=password).play("""
            s> :irc.example 464 * :Password incorrect
            s> ERROR :Closing link
        """)
        assert PasswordRefused(password != "") in talk.told
        talk.close("The server closed the connection")
        assert talk.whys == ["offline: The server closed the connection: Closing link"]

    def test_who_is_banned_is_told_why(self) -> None:
        talk = Dialogue("ann").play("""
            s> :irc.example 465 ann :You are banned: flooding
        """)
        talk.close("The server closed the connection")
        assert talk.whys == ["offline: The server closed the connection: You are banned: flooding"]
        talk.open().close("The server closed the connection")
        assert talk.whys[-1] == "offline: The server closed the connection"

    def test_an_error_before_anything_else_is_why(self) -> None:
        talk = Dialogue("ann").play("s> ERROR :Too many connections from your host")
        talk.close("The server closed the connection")
        assert talk.whys == ["offline: The server closed the connection: Too many connections from your host"]

    def test_the_end_that_the_user_wanted_needs_no_words(self) -> None:
        talk = Dialogue("ann").welcome().pass_over()
        talk.engine.quit("see you")
        talk.receive(b"").play("""
            c< QUIT :see you
            s> ERROR :Closing link: ann (Quit: see you)
            *.
        """)
        talk.close("")
        assert talk.whys == []


class TestChannels:
    def test_keys_are_remembered(self) -> None:
        talk = Dialogue("ann", "#attic", "#cellar sesame").welcome()
        talk.play("""
            c< JOIN #cellar sesame
            c< JOIN #attic
            c.
            s> :ann!ann@home.example JOIN #cellar
            s> :ann!ann@home.example JOIN #attic
        """)
        talk.do("join", "#roof", "ladder").play("""
            c<< JOIN #roof ladder
            s> :ann!ann@home.example JOIN #roof
        """)
        talk.close().open().welcome().play("""
            c< JOIN #cellar sesame
            c< JOIN #roof ladder
            c< JOIN #attic
            c.
        """)

    def test_what_was_left_is_not_entered_again(self) -> None:
        talk = Dialogue("ann", "#attic", "#cellar", "#roof").welcome()
        talk.play("""
            s> :ann!ann@home.example JOIN #attic
            s> :ann!ann@home.example JOIN #cellar
            s> :ann!ann@home.example JOIN #roof
            s> :ann!ann@home.example PART #cellar
            s> :bob!bob@home.example KICK #roof ann :out
        """)
        talk.close().open().welcome().play("""
            c< JOIN #attic
            c.
        """)
        assert talk["#cellar"].timeline.messages

    def test_what_was_asked_for_without_a_connection_is_entered_then(self) -> None:
        talk = Dialogue("ann", played=False).do("join", "#attic,#cellar")
        assert talk.answers == ["#attic, #cellar will be entered once there is a connection."]
        talk.open().welcome().play("""
            c< JOIN #attic,#cellar
            c.
        """)

    def test_very_many_are_entered_in_several_lines(self) -> None:
        names = [f"#{'x' * 40}{number}" for number in range(30)]
        talk = Dialogue("ann", *names).welcome()
        assert len(talk.said) > 2
        assert all(len(each) < 500 for each in talk.said)
        assert ",".join(each.removeprefix("JOIN ") for each in talk.said).split(",") == names

    def test_one_that_lets_nobody_in_is_not_tried_again(self) -> None:
        talk = Dialogue("ann", "#attic", "#secret").welcome()
        talk.play("""
            s> :ann!ann@home.example JOIN #attic
            s> :irc.example 473 ann #secret :Cannot join channel (+i)
        """)
        assert talk.answers == ["! #secret: Cannot join channel (+i)"]
        talk.close().open().welcome().play("""
            c< JOIN #attic
            c.
        """)

    def test_one_where_the_user_was_is_tried_again_though_it_did_not_let_them_in(self) -> None:
        talk = Dialogue("ann", "#attic").welcome().play("s> :ann!ann@home.example JOIN #attic")
        talk.close().open().welcome().play("""
            c< JOIN #attic
            s> :irc.example 471 ann #attic :Cannot join channel (+l)
            #attic: ann joined
            #attic: ! #attic: Cannot join channel (+l)
        """)
        talk.close().open().welcome().play("""
            c< JOIN #attic
        """)


def test_whoever_was_away_is_away_again() -> None:
    talk = (
        Dialogue("ann")
        .welcome()
        .pass_over()
        .do("set_away", "lunch")
        .play("""
        c< AWAY lunch
        s> :irc.example 306 ann :You have been marked as being away
    """)
    )
    assert talk.engine.network.away
    talk.close().open().welcome().play("""
        c< AWAY lunch
        c.
    """)
