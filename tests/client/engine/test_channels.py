"""Channels: who is in them, with which rank, what they are about, and what a client is told of that."""

import pytest

from parlour.client import people
from parlour.client.told import PersonChanged
from tests.support.dialogue import Dialogue

SUPPORTED = ":irc.example 005 ann"


@pytest.fixture
def talk() -> Dialogue:
    """Ann in #attic, with bob (voice) and cid, on a server that says little."""
    made = Dialogue("ann", "#attic").welcome()
    made.play("""
        s> :ann!ann@home.example JOIN #attic
        s> :irc.example 353 ann = #attic :@ann +bob cid
        s> :irc.example 366 ann #attic :End of NAMES
    """)
    return made.pass_over()


class TestComingAndGoing:
    def test_others_come_and_go(self, talk: Dialogue) -> None:
        talk.play("""
            s> :dan!dan@home.example JOIN :#attic
            #attic: dan joined
        """)
        assert talk.members("#attic") == "@ann +bob cid dan"
        talk.play("""
            s> :dan!dan@home.example PART #attic :tea
            s> :bob!bob@home.example QUIT :sleep
            s> :ann!ann@home.example KICK #attic cid :out
            #attic: dan parted (tea)
            #attic: bob quit (sleep)
            #attic: ann kicked cid (out)
            #attic.
        """)
        assert talk.members("#attic") == "@ann"
        assert talk.people == ["ann"]

    def test_the_user_leaves(self, talk: Dialogue) -> None:
        talk.do("part", talk["#attic"], "tea").play("""
            c< PART #attic tea
            s> :ann!ann@home.example PART #attic :tea
            #attic: ann parted (tea)
        """)
        assert not talk["#attic"].joined
        assert not talk["#attic"].members
        assert talk.people == ["ann"]

    def test_the_user_is_put_out_and_is_to_know_it(self, talk: Dialogue) -> None:
        talk.play("""
            s> :bob!bob@home.example KICK #attic ann :out
            #attic: bob kicked ann (out)
        """)
        message = talk["#attic"].timeline.messages[-1]
        assert message.mentions
        assert not message.quiet
        assert not talk["#attic"].joined

    def test_a_channel_that_is_closed_is_gone(self, talk: Dialogue) -> None:
        talk.do("close", talk["#attic"]).play("""
            c< PART #attic
            s> :ann!ann@home.example PART #attic
            s> :bob!bob@home.example PRIVMSG #elsewhere :hi
        """)
        assert talk.engine.network.buffer("#attic") is None
        assert talk.people == ["ann"]

    def test_those_of_another_channel_are_not_followed(self, talk: Dialogue) -> None:
        talk.play("""
            s> :dan!dan@home.example JOIN #cellar
            s> :dan!dan@home.example PART #cellar
            s> :bob!bob@home.example KICK #cellar dan
            s> :bob!bob@home.example TOPIC #cellar :cold
            s> :bob!bob@home.example MODE #cellar +m
            s> :irc.example 353 ann = #cellar :dan
            s> :irc.example 366 ann #cellar :End
        """)
        assert talk.engine.network.buffer("#cellar") is None
        assert talk.people == ["ann", "bob", "cid"]
        assert talk.seen("*") == talk.seen("*")[:1], "only what the server said at first"

    # https://modern.ircdocs.horse/#errlinkchannel-470
    def test_a_channel_may_send_on_to_another(self, talk: Dialogue) -> None:
        talk.do("join", "#python", "", talk["#attic"]).play("""
            c< JOIN #python
            c< PING a…
            s> :irc.example 470 ann #python ##python :Forwarding to another channel
            s> :ann!ann@home.example JOIN ##python
            #attic: ! #python ##python: Forwarding to another channel
            ##python: ann joined
        """)
        assert talk.engine.registration.wanted == ["#attic", "##python"]


class TestNames:
    def test_a_list_in_pieces_is_one(self, talk: Dialogue) -> None:
        talk.play("s> :irc.example 353 ann = #attic :@ann dan")
        assert talk.members("#attic") == "@ann +bob cid", "it is not complete"
        talk.play("""
            s> :irc.example 353 ann = #attic :eve
            s> :irc.example 366 ann #attic :End of NAMES
        """)
        assert talk.members("#attic") == "@ann dan eve"
        assert talk.people == ["ann", "dan", "eve"]

    # https://ircv3.net/specs/extensions/multi-prefix and https://ircv3.net/specs/extensions/userhost-in-names
    def test_all_ranks_and_hosts(self, talk: Dialogue) -> None:
        talk.play(f"""
            s> {SUPPORTED} PREFIX=(qaohv)~&@%+ :are supported
            s> :irc.example 353 ann = #attic :~@+ann!ann@home.example &@bob!bob@cellar.example %+cid!cid@x
            s> :irc.example 366 ann #attic :End of NAMES
        """)
        assert talk.members("#attic") == "~@+ann &@bob %+cid"
        bob = talk.engine.network.people["bob"]
        assert (bob.user, bob.host) == ("bob", "cellar.example")

    def test_ranks_are_those_that_the_server_has(self, talk: Dialogue) -> None:
        talk.play(f"""
            s> {SUPPORTED} PREFIX=(Yov)!@+ :are supported
            s> :irc.example 353 ann = #attic :!@ann @~bob
            s> :irc.example 366 ann #attic :End of NAMES
        """)
        assert talk.members("#attic") == "!@ann @~bob", "~ is a letter of bob's nick there"

    def test_a_list_without_the_user_is_not_believed(self, talk: Dialogue) -> None:
        talk.play("""
            s> :irc.example 353 ann = #attic :dan
            s> :irc.example 366 ann #attic :End of NAMES
        """)
        assert talk.members("#attic") == "@ann +bob cid"
        assert talk.people == ["ann", "bob", "cid"]

    def test_of_too_many_the_user_is_known(self, talk: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(people, "MOST_PEOPLE", 3)
        talk.play("""
            s> :irc.example 353 ann = #attic :dan eve fay gil
            s> :irc.example 353 ann = #attic :hal @ann
            s> :irc.example 366 ann #attic :End of NAMES
            #attic: - There are more people here than can be shown.
            #attic.
        """)
        assert talk.members("#attic") == "@ann dan eve fay"

    def test_who_is_away_is_asked_once(self) -> None:
        talk = (
            Dialogue("ann", "#attic")
            .welcome()
            .pass_over()
            .play("""
            s> :ann!ann@home.example JOIN #attic
            s> :irc.example 353 ann = #attic :@ann bob cid
            s> :irc.example 366 ann #attic :End of NAMES
            c< WHO #attic
            c< MODE #attic
            c.
            s> :irc.example 352 ann #attic bob cellar.example irc.example bob G :0 Bob Cat
            s> :irc.example 352 ann #attic cid home.example irc.example cid H :0 Cid
            s> :irc.example 315 ann #attic :End of WHO
            s> :irc.example 324 ann #attic +klnt sesame 5
            s> :irc.example 329 ann #attic 1700000000
            #attic: ann joined
            #attic.
            s> :irc.example 353 ann = #attic :@ann bob
            s> :irc.example 366 ann #attic :End of NAMES
            c.
        """)
        )
        bob = talk.engine.network.people["bob"]
        assert (bob.away, bob.host, bob.realname) == ("", "cellar.example", "Bob Cat")
        assert talk["#attic"].modes == "+klnt sesame 5"

    # https://ircv3.net/specs/extensions/whox
    def test_whox_tells_accounts(self) -> None:
        talk = (
            Dialogue("ann", "#attic")
            .welcome()
            .play(f"s> {SUPPORTED} WHOX :are supported")
            .pass_over()
            .play("""
            s> :ann!ann@home.example JOIN #attic
            s> :irc.example 353 ann = #attic :@ann bob cid
            s> :irc.example 366 ann #attic :End of NAMES
            c< WHO #attic %tuhnfar,417
            s> :irc.example 354 ann 417 bob cellar.example bob G bobby :Bob Cat
            s> :irc.example 354 ann 417 cid home.example cid H 0 :Cid
            s> :irc.example 354 ann 12 eve home.example eve H eve
            s> :irc.example 315 ann #attic :End of WHO
            #attic: ann joined
            #attic.
            *.
        """)
        )
        known = talk.engine.network.people
        assert (known["bob"].account, known["cid"].account) == ("bobby", "")
        assert known["bob"].away == ""


MODES = {
    "a rank": ("+o bob", "+", "@ann @+bob cid"),
    "several": ("+ov-v cid cid bob", "+", "@ann bob @+cid"),
    "a rank is taken": ("-o ann", "+", "ann +bob cid"),
    "a key": ("+k sesame", "+k sesame", "@ann +bob cid"),
    "a limit": ("+lt 5", "+lt 5", "@ann +bob cid"),
    "set and taken": ("+mk-m sesame", "+k sesame", "@ann +bob cid"),
    "a list": ("+b eve!*@*", "+", "@ann +bob cid"),
    "a list and a rank": ("+bo eve!*@* bob", "+", "@ann @+bob cid"),
    "a rank of nobody here": ("+o eve", "+", "@ann +bob cid"),
    "a letter that nobody knows": ("+Z", "+Z", "@ann +bob cid"),
    "too few values": ("+ooo bob", "+", "@ann @+bob cid"),
    "no letters": ("", "+", "@ann +bob cid"),
}


@pytest.mark.parametrize(("change", "modes", "members"), MODES.values(), ids=MODES.keys())
def test_modes(talk: Dialogue, change: str, modes: str, members: str) -> None:
    talk.play(f"s> :ann!ann@home.example MODE #attic {change}")
    assert talk["#attic"].modes == modes
    assert talk.members("#attic") == members
    assert talk.seen("#attic")[-1] == f"ann mode {change}"


def test_modes_with_values_are_taken_as_the_server_has_them(talk: Dialogue) -> None:
    talk.play(f"""
        s> {SUPPORTED} CHANMODES=beI,kX,lj,imnst :are supported
        s> :ann!ann@home.example MODE #attic +Xjo-k x 3:4 bob sesame
    """)
    assert talk["#attic"].modes == "+Xj x 3:4"
    assert talk.members("#attic") == "@ann @+bob cid"


def test_own_modes(talk: Dialogue) -> None:
    talk.play("""
        s> :ann MODE ann :+io
        *: ann mode ann +io
    """)
    assert talk.engine.network.operator
    talk.play("s> :ann MODE ann -o")
    assert not talk.engine.network.operator


class TestTopic:
    def test_it_is_told_by_whom(self, talk: Dialogue) -> None:
        talk.play("""
            s> :irc.example 332 ann #attic :cats
            s> :irc.example 333 ann #attic bob!bob@home.example 1700000000
            #attic.
        """)
        assert (talk["#attic"].topic, talk["#attic"].topic_by) == ("cats", "bob")
        talk.play("""
            s> :cid!cid@home.example TOPIC #attic :dogs
            #attic: cid topic dogs
        """)
        assert (talk["#attic"].topic, talk["#attic"].topic_by) == ("dogs", "cid")
        talk.play("""
            s> :cid!cid@home.example TOPIC #attic :
            #attic: cid topic …
        """)
        assert talk["#attic"].topic == ""

    def test_it_is_asked_for(self, talk: Dialogue) -> None:
        talk.do("quote", "TOPIC #attic", talk["*"]).play("""
            c< TOPIC #attic
            s> :irc.example 331 ann #attic :No topic is set
            *: - #attic has no topic.
        """)


class TestNicks:
    def test_others_are_followed_everywhere(self, talk: Dialogue) -> None:
        talk.play("s> :bob!bob@home.example PRIVMSG ann :psst").pass_over().play("""
            s> :bob!bob@home.example NICK :Robert
            #attic: bob nick Robert
        """)
        assert talk.seen("Robert") == ["bob> psst", "bob nick Robert"]
        assert talk.members("#attic") == "+Robert @ann cid"
        assert talk.engine.network.buffer("bob") is None
        assert [each.text for each in talk["robert"].timeline.messages if each.is_speech] == ["psst"]
        changed = [each for each in talk.told if isinstance(each, PersonChanged)]
        assert [(each.was, each.person.nick) for each in changed] == [("bob", "Robert")]

    def test_another_case_is_the_same_person(self, talk: Dialogue) -> None:
        talk.play("s> :bob!bob@home.example NICK BOB")
        assert talk.members("#attic") == "+BOB @ann cid"
        assert talk.people == ["BOB", "ann", "cid"]

    def test_a_conversation_with_the_new_name_stays_itself(self, talk: Dialogue) -> None:
        talk.play("""
            s> :bob!bob@home.example PRIVMSG ann :I am bob
            s> :rob!rob@home.example PRIVMSG ann :I am rob
            s> :rob!rob@home.example QUIT :bye
            s> :bob!bob@home.example NICK rob
        """)
        assert "rob> I am rob" in talk.seen("rob")
        assert "bob> I am bob" in talk.seen("bob")

    def test_the_user_goes_by_another_name(self, talk: Dialogue) -> None:
        talk.play("""
            s> :ann!ann@home.example NICK :annie
            #attic: ann nick annie
            *: ann nick annie
            s> :bob!bob@home.example PRIVMSG annie :psst
            bob: bob> psst
        """)
        assert talk.engine.network.nick == "annie"
        assert talk.members("#attic") == "@annie +bob cid"

    def test_nobody_known_is_nobody(self, talk: Dialogue) -> None:
        talk.play("""
            s> :eve!eve@home.example NICK mallory
            s> :eve!eve@home.example QUIT :bye
            s> :eve!eve@home.example AWAY :gone
            s> :bob!bob@home.example NICK :
            #attic.
            *.
        """)
        assert talk.people == ["ann", "bob", "cid"]


CASES = {
    # https://modern.ircdocs.horse/#casemapping-parameter
    "ascii": ("ascii", "Dan[a]^", "dan[A]^", True),
    "ascii has brackets of its own": ("ascii", "dan[a]", "dan{a}", False),
    "rfc1459": ("rfc1459", "Dan[a]\\^", "dan{A}|~", True),
    "rfc1459-strict": ("rfc1459-strict", "Dan[a]\\", "dan{A}|", True),
    "rfc1459-strict has no tilde": ("rfc1459-strict", "dan^", "dan~", False),
    "none that is known": ("rfc7613", "Dan", "dAN", True),
}


@pytest.mark.parametrize(("mapping", "one", "other", "same"), CASES.values(), ids=CASES.keys())
def test_how_names_are_compared(talk: Dialogue, mapping: str, one: str, other: str, same: bool) -> None:
    talk.play(f"""
        s> :{one}!x@home.example JOIN #attic
        s> {SUPPORTED} CASEMAPPING={mapping} :are supported
        s> :{other}!x@home.example PART #attic
    """)
    assert (talk.members("#attic") == "@ann +bob cid") is same


class TestPresence:
    # https://ircv3.net/specs/extensions/away-notify
    def test_away_and_back(self, talk: Dialogue) -> None:
        talk.play("s> :bob!bob@home.example AWAY :lunch")
        assert talk.engine.network.people["bob"].away == "lunch"
        talk.play("s> :bob!bob@home.example AWAY")
        assert talk.engine.network.people["bob"].away is None

    def test_who_is_written_to_may_be_away(self, talk: Dialogue) -> None:
        talk.play("s> :irc.example 301 ann bob :at sea")
        assert talk.engine.network.people["bob"].away == "at sea"

    def test_the_user_is_away(self, talk: Dialogue) -> None:
        talk.play("s> :irc.example 306 ann :You have been marked as being away")
        assert talk.engine.network.away
        talk.play("s> :irc.example 305 ann :You are no longer marked as being away")
        assert not talk.engine.network.away

    # https://ircv3.net/specs/extensions/account-notify, chghost, setname and extended-join
    def test_what_is_known_of_people(self, talk: Dialogue) -> None:
        talk.play("""
            s> :dan!dan@home.example JOIN #attic danny :Dan Dog
            s> :bob!bob@home.example ACCOUNT bobby
            s> :bob!bob@home.example CHGHOST robert cellar.example
            s> :bob!bob@home.example SETNAME :Bob Cat
            #attic: dan joined
            #attic.
        """)
        known = talk.engine.network.people
        assert (known["dan"].account, known["dan"].realname) == ("danny", "Dan Dog")
        bob = known["bob"]
        assert (bob.account, bob.user, bob.host, bob.realname) == ("bobby", "robert", "cellar.example", "Bob Cat")
        talk.play("""
            s> :bob!robert@cellar.example ACCOUNT *
            s> :eve!eve@home.example JOIN #attic * :Eve
        """)
        assert bob.account == known["eve"].account == ""

    # https://ircv3.net/specs/extensions/monitor
    def test_whom_one_talks_with_is_there_or_not(self, talk: Dialogue) -> None:
        talk.play("""
            s> :eve!eve@home.example PRIVMSG ann :psst
            s> :irc.example 731 ann :eve
        """)
        seen = [(talk.engine.network.people["eve"].online, talk["eve"].joined)]
        talk.play("s> :irc.example 730 ann :eve!eve@home.example")
        seen.append((talk.engine.network.people["eve"].online, talk["eve"].joined))
        assert seen == [(False, False), (True, True)]

    def test_whom_one_talks_with_is_remembered(self, talk: Dialogue) -> None:
        talk.play("""
            s> :bob!bob@home.example PRIVMSG ann :psst
            s> :bob!bob@home.example QUIT :sleep
        """)
        assert talk.people == ["ann", "bob", "cid"]
        assert talk.seen("bob")[-1] == "bob quit (sleep)"
        talk.do("close", talk["bob"])
        assert talk.people == ["ann", "cid"]

    def test_nobody_is_known_without_a_connection(self, talk: Dialogue) -> None:
        talk.play("s> :bob!bob@home.example PRIVMSG ann :psst").close()
        assert talk.people == ["bob"]
        assert talk.engine.network.people["bob"].online is None
        assert not talk["#attic"].joined
        assert not talk["#attic"].members


# https://ircv3.net/specs/extensions/monitor
def test_whoever_one_talks_with_is_watched_until_that_ends() -> None:
    talk = Dialogue("ann").play("s> :irc.example 005 ann MONITOR=1 :are supported").welcome().pass_over()
    talk.do("query", "bob").play("""
        c< MONITOR + bob
        s> :irc.example 731 ann bob
    """)
    there = [talk["bob"].joined]
    talk.play("s> :bob!bob@home.example PRIVMSG ann :hi")
    assert [*there, talk["bob"].joined] == [False, True], "who speaks is there"
    talk.play("""
        s> :bob!bob@home.example NICK rob
        c< MONITOR - bob
        c< MONITOR + rob
        s> :ann!ann@home.example NICK zoe
        c.
    """)
    talk.do("close", talk["rob"]).do("query", "cid").play("""
        c< MONITOR - rob
        c< MONITOR + cid
        c.
    """)
    assert talk.people == ["zoe"]


class TestInvitations:
    def test_the_user_is_invited(self, talk: Dialogue) -> None:
        talk.play("""
            s> :bob!bob@home.example INVITE ann #cellar
            *: bob invited #cellar
        """)
        assert talk["*"].timeline.messages[-1].mentions

    # https://ircv3.net/specs/extensions/invite-notify
    def test_somebody_else_is(self, talk: Dialogue) -> None:
        talk.play("""
            s> :bob!bob@home.example INVITE eve #attic
            #attic: - bob invited eve
        """)

    def test_the_user_invites(self, talk: Dialogue) -> None:
        talk.do("invite", talk["#attic"], "eve").play("""
            c< INVITE eve #attic
            c< PING a…
            s> :irc.example 341 ann eve #attic
        """)
        talk.play(f"s> :irc.example PONG irc.example :a{talk.engine.asking._count}")
        assert talk.answers == ["eve is invited to #attic"]
