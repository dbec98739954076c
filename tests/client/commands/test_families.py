"""What each command does, through an engine and a whole server in memory."""

import pytest

from tests.client.commands.test_typed import said
from tests.support.attached import Home
from tests.support.facing import Somebody


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def ann(home: Home) -> Somebody:
    return Somebody(home, "ann", "#attic").connect()


@pytest.fixture
def bob(home: Home) -> Somebody:
    return Somebody(home, "bob", "#attic").connect()


class TestChannels:
    def test_one_enters_and_leaves(self, ann: Somebody) -> None:
        ann.type("/join cellar")
        assert (ann.buffer.name, ann.buffer.joined) == ("#cellar", True)
        ann.type("/part tired")
        assert not ann.buffer.joined
        ann.type("/j #cellar")
        assert ann.buffer.joined

    def test_to_join_where_one_is_goes_there(self, ann: Somebody) -> None:
        ann.type("/join #cellar", "/join #attic")
        assert ann.buffer.name == "#attic"

    def test_what_is_closed_is_left_and_gone(self, ann: Somebody) -> None:
        ann.type("/close")
        assert ann.engine.network.buffer("#attic") is None

    def test_what_was_not_delivered_is_not_closed_away(self, ann: Somebody) -> None:
        ann.attached.cut()
        ann.type("later")
        assert not ann.type("/close")
        assert ann.engine.network.buffer("#attic") is ann.buffer

    def test_the_topic_is_shown_set_and_taken_away(self, ann: Somebody) -> None:
        ann.type("/topic", "/topic cats and their people")
        assert ann.buffer.topic == "cats and their people"
        ann.take_shown()
        ann.type("/topic #attic")
        assert ann.take_shown()[0].endswith(": cats and their people")
        ann.type("/topic -")
        assert ann.buffer.topic == ""

    def test_who_is_in_a_channel_and_which_there_are(self, ann: Somebody, bob: Somebody) -> None:
        assert ann.type("/names", "/who", "/list", "/list *tt*")

    def test_people_are_invited_ranked_put_out_and_kept_out(self, ann: Somebody, bob: Somebody) -> None:
        members = ann.buffer.members
        ann.type("/op bob", "/voice #attic bob")
        assert members["bob"].ranks == "@+"
        ann.type("/deop bob", "/devoice bob")
        assert members["bob"].ranks == ""
        ann.type("/ban bob", "/ban", "/kick bob away with you")
        assert "bob" not in members
        bob.type("/join #attic")
        assert "bob" not in members
        mask = ann.engine.network.person("bob")
        ann.type(f"/unban *!*@{mask.host}" if mask is not None and mask.host else "/unban bob", "/invite bob")
        bob.type("/join #attic")
        assert "bob" in members

    def test_modes_are_shown_and_set(self, ann: Somebody) -> None:
        ann.type("/mode +m", "/mode #attic", "/mode ann +i")
        assert "m" in ann.buffer.modes


class TestMessages:
    def test_to_one_and_to_a_channel(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/msg bob psst", "/msg #attic hello all", "/notice bob mind the cat")
        assert ann.buffer.name == "#attic"
        assert said(bob.buffer) == ["ann: hello all"]
        talk = bob.engine.network.buffer("ann")
        assert talk is not None
        assert said(talk) == ["ann: psst", "ann: mind the cat"]

    def test_a_query_goes_to_the_conversation(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/query bob: hello")
        assert ann.buffer.name == "bob"
        assert said(ann.buffer) == ["ann: hello"]

    def test_what_one_does(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/me waves")
        assert [(each.kind, each.text) for each in bob.buffer.timeline.messages if each.is_speech] == [
            ("action", "waves")
        ]

    def test_an_answer_knows_what_it_answers(self, ann: Somebody, bob: Somebody) -> None:
        bob.type("is there a cat?", "or two?")
        ann.type("/reply two", "/reply bob: three in fact")
        asked = [each.msgid for each in bob.buffer.timeline.messages if each.text == "or two?"]
        assert [each.reply_to for each in bob.buffer.timeline.messages if each.nick == "ann"][-2:] == asked * 2

    def test_nothing_is_answered_where_nobody_has_spoken(self, ann: Somebody) -> None:
        assert not ann.type("/reply yes")
        assert ann.take_shown() == ["! Nobody else has said anything here that is known."] or ann.shown == []

    def test_a_reaction_is_seen(self, ann: Somebody, bob: Somebody) -> None:
        bob.type("tea is ready")
        ann.type("/react :tada")
        (message,) = (each for each in bob.buffer.timeline.messages if each.text == "tea is ready")
        assert message.reactions == {"🎉": ["ann"]}

    def test_what_was_refused_is_sent_again_or_thrown_away(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/mode +m")
        bob.type("may I?")
        assert [each.fate for each in bob.buffer.unsent] == ["failed"]
        ann.type("/voice bob")
        bob.type("/retry")
        assert said(ann.buffer) == ["bob: may I?"]
        ann.type("/devoice bob")
        bob.type("and now?", "/discard")
        assert bob.buffer.unsent == []
        assert "Thrown away: and now?" in bob.take_shown()
        assert not bob.type("/retry")


class TestPeople:
    def test_another_name(self, ann: Somebody) -> None:
        ann.type("/nick anna")
        assert ann.engine.network.nick == "anna"

    def test_away_and_back(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/away at lunch")
        aways = [ann.engine.network.away]
        bob.type("/whois ann")
        assert any("at lunch" in line for line in bob.take_shown())
        ann.type("/back")
        aways.append(ann.engine.network.away)
        assert aways == [True, False]

    def test_whom_one_does_not_want_to_hear_from(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/block bob")
        bob.type("/msg ann hello?")
        assert ann.engine.network.buffer("bob") is None
        ann.type("/unblock bob")
        bob.type("/msg ann hello!")
        assert ann.engine.network.buffer("bob") is not None


class TestSessions:
    def test_a_session_from_its_beginning_to_its_end(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/call bob half")
        talk = bob.engine.network.buffer("ann")
        assert talk is not None
        assert talk.session is not None
        bob.buffer = talk
        assert not bob.type("may I?")
        assert bob.take_shown()[-1].startswith("! ann has the floor, and this was not sent")
        ann.type("/query bob", "go ahead", "/over")
        assert bob.type("thank you", "/bye")
        assert said(ann.buffer) == ["ann: go ahead", "bob: thank you"]
        assert bob.engine.network.session is None

    def test_one_may_be_asked(self, ann: Somebody, bob: Somebody) -> None:
        bob.type("/ask on")
        ann.type("/call bob")
        bob.type("/decline")
        declined = ann.engine.network.session
        ann.type("/call bob")
        bob.type("/accept")
        accepted = ann.engine.network.session
        assert declined is None
        assert accepted is not None
        assert not accepted.ringing

    def test_who_is_free(self, ann: Somebody, bob: Somebody) -> None:
        assert ann.type("/free")


class TestHistory:
    def test_the_face_shows_the_history(self, ann: Somebody) -> None:
        ann.type("/history", "/history 50")
        assert ann.acts == [("history", "20"), ("history", "50")]
        assert not ann.type("/history many")

    def test_mentions_are_found(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/mentions")
        bob.type("ann: there you are", "nothing else")
        ann.type("/mentions")
        first, found = ann.take_shown()
        assert first == "Nobody has named you, as far as is known."
        assert found.endswith("#attic <bob> ann: there you are")

    def test_text_is_found(self, ann: Somebody, bob: Somebody) -> None:
        bob.type("the Cat is on the roof", "the dog is not")
        ann.type("/find cat", "/find fish")
        found, missing = ann.take_shown()
        assert found.endswith("#attic <bob> the Cat is on the roof")
        assert missing == "Nobody has said fish here."

    def test_what_is_unread(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/unread")
        assert ann.take_shown() == ["Nothing is unread."]

    def test_what_a_face_can_do_better_it_does(self, ann: Somebody) -> None:
        ann.can = {"mentions", "find", "to_unread", "switcher", "help", "theme"}
        ann.type("/mentions", "/find cat", "/unread", "/switch", "/help", "/theme dark")
        assert ann.take_shown() == []
        assert ann.acts == [
            ("mentions", ""), ("find", "cat"), ("to_unread", ""), ("switcher", ""), ("help", ""), ("theme", "dark"),
        ]  # fmt: skip


class TestClient:
    def test_one_goes_elsewhere_by_name_part_or_number(self, ann: Somebody) -> None:
        ann.type("/join #cellar", "/switch #attic")
        assert ann.buffer.name == "#attic"
        ann.type("/switch cell")
        assert ann.buffer.name == "#cellar"
        ann.type("/switch *")
        assert ann.buffer.kind == "server"
        ann.type("/switch 1")
        assert ann.buffer.name == "#attic"
        ann.take_shown()
        ann.type("/join #cell")
        assert not ann.type("/switch ell")
        assert ann.take_shown()[-1] == "! ell is a part of #cellar, #cell; say which."
        assert not ann.type("/switch roof")

    def test_all_places_are_listed(self, ann: Somebody) -> None:
        ann.type("/switch")
        assert ann.take_shown() == ["nr  where   unread", " 0  *", " 1  #attic          here"]

    def test_what_is_muted_can_be_heard_again(self, ann: Somebody) -> None:
        ann.type("/mute")
        assert ann.buffer.muted
        ann.type("/unmute #attic")
        assert not ann.buffer.muted

    def test_servers_come_and_go(self, ann: Somebody) -> None:
        ann.type("/servers", "/connect home", "/disconnect", "/reconnect home")
        assert ann.take_shown() == ["home  parlour.local:6697  TLS  online  ann"]
        assert ann.did == [("connect", "home"), ("disconnect", "home"), ("reconnect", "home")]
        assert not ann.type("/reconnect elsewhere")

    def test_another_server(self, ann: Somebody) -> None:
        ann.type("/connect chat.example 7000", "/connect irc://[::1]/#den")
        first, second = ann.added
        assert (first.name, first.host, first.port, first.tls, first.nick) == (
            "chat.example", "chat.example", 7000, True, "ann"
        )  # fmt: skip
        assert (second.host, second.tls, second.channels) == ("::1", False, ["#den"])
        assert not ann.type("/connect http://chat.example")
        assert ann.take_shown() == ["! 'http://chat.example' is no URL of a chat: write ircs://host/channel."]

    def test_help(self, ann: Somebody) -> None:
        ann.type("/help call")
        assert ann.take_shown() == [
            "/call <nick> [full|half|simplex]",
            "  Open a session: what you type goes to that one alone.",
            "  In full duplex both of you speak; in half duplex who has the floor speaks, which you",
            "  have first and /over hands over; in simplex only you speak.",
        ]
        ann.type("/help")
        assert any(line.startswith("/join <channel> [key]") for line in ann.take_shown())

    def test_a_line_as_it_is(self, ann: Somebody, bob: Somebody) -> None:
        ann.type("/quote PRIVMSG #attic :by hand")
        assert said(bob.buffer) == ["ann: by hand"]

    def test_whether_others_see_that_one_types(self, ann: Somebody) -> None:
        ann.type("/typing off")
        assert not ann.engine.sending.gestures.tells_typing

    def test_there_are_no_themes_without_a_screen(self, ann: Somebody) -> None:
        assert not ann.type("/theme dark")
        assert ann.take_shown() == ["! There are no colours in plain lines."]

    def test_the_end(self, ann: Somebody) -> None:
        ann.type("/quit")
        assert ann.left
