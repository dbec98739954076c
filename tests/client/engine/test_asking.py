"""What was asked of a server, and that the answer stands where it was asked: with labels, and without."""

import pytest

from parlour.client.told import Answered, ChannelsListed
from tests.support.dialogue import Dialogue

LABELS = ("batch", "labeled-response")


@pytest.fixture
def bare() -> Dialogue:
    """Somebody in #attic, on a server without labels."""
    return in_attic(Dialogue("ann", "#attic").welcome())


@pytest.fixture
def labeled() -> Dialogue:
    """The same on a server that has them."""
    return in_attic(Dialogue("ann", "#attic").welcome(*LABELS))


def in_attic(talk: Dialogue) -> Dialogue:
    return talk.play("s> :ann!ann@home.example JOIN #attic").pass_over()


class TestWithoutLabels:
    def test_answers_come_in_the_order_of_what_was_asked(self, bare: Dialogue) -> None:
        attic = bare["#attic"]
        bare.do("whois", "nosuch", attic).do("who", "nosuch", attic).do("whois", "bob", bare["*"]).play("""
            c< WHOIS nosuch
            c< WHO nosuch
            c< WHOIS bob
            c.
            s> :irc.example 401 ann nosuch :No such nick
            #attic.
            s> :irc.example 318 ann nosuch :End of WHOIS
            #attic: ! nosuch: No such nick
            s> :irc.example 315 ann nosuch :End of WHO
            #attic: - Nobody is found.
            s> :irc.example 311 ann bob bob home.example * :Bob Cat
            s> :irc.example 318 ann bob :End of WHOIS
            *: - bob is Bob Cat (bob@home.example)
            *.
            #attic.
        """)

    def test_a_refusal_is_of_what_has_not_been_done_before(self, bare: Dialogue) -> None:
        bare.do("set_topic", bare["#attic"], "cats").do("mode", "#attic", "+m", bare["*"]).play("""
            c< TOPIC #attic cats
            c< PING a…
            c< MODE #attic +m
            c< PING a…
        """)
        first, second = (f"a{bare.engine.asking._count - 1}", f"a{bare.engine.asking._count}")
        bare.play(f"""
            s> :ann!ann@home.example TOPIC #attic :cats
            s> :irc.example PONG irc.example :{first}
            s> :irc.example 482 ann #attic :You are not channel operator
            s> :irc.example PONG irc.example :{second}
            #attic: ann topic cats
            #attic.
            *: ! #attic: You are not channel operator
            *.
        """)

    def test_what_was_said_was_not_refused_by_what_refuses_a_mode(self, bare: Dialogue) -> None:
        bare.do("mode", "#attic", "+m", bare["*"])
        bare.engine.sending.say(bare["#attic"], "hi")
        bare.play("""
            s> :irc.example 482 ann #attic :You are not channel operator
            s> :irc.example PONG irc.example :a1
            *: ! #attic: You are not channel operator
        """)
        assert [each.fate for each in bare["#attic"].unsent] == ["sent"]

    def test_a_line_that_was_sent_as_it_is_is_answered_where_it_was_typed(self, bare: Dialogue) -> None:
        bare.do("quote", "lusers", bare["#attic"]).play("""
            c< LUSERS
            c< PING a…
            s> :irc.example 251 ann :There are 2 users on 1 server
            s> :irc.example 254 ann 2 :channels formed
            s> :bob!bob@home.example PRIVMSG #attic :meanwhile
            #attic: bob> meanwhile
            #attic.
        """)
        bare.play(f"""
            s> :irc.example PONG irc.example :a{bare.engine.asking._count}
            #attic: - There are 2 users on 1 server
            #attic: - 2 channels formed
            #attic.
            *.
        """)

    def test_what_is_never_answered_ends(self, bare: Dialogue) -> None:
        bare.do("whois", "bob", bare["#attic"]).play("""
            s> :irc.example 311 ann bob bob home.example * :Bob Cat
            #attic.
            + 31
            #attic: - bob is Bob Cat (bob@home.example)
        """)

    def test_what_is_answered_when_the_connection_breaks_is_shown(self, bare: Dialogue) -> None:
        bare.do("who", "#attic", bare["#attic"]).play("""
            s> :irc.example 352 ann #attic bob home.example irc.example bob G@ :0 Bob Cat
        """)
        bare.close().play("""
            #attic: - bob (bob@home.example) Bob Cat, away, in #attic
        """)

    def test_a_list_of_channels(self, bare: Dialogue) -> None:
        bare.do("list_channels").play("""
            c< LIST
            s> :irc.example 321 ann Channel :Users Name
            s> :irc.example 322 ann #attic 2 :cats & dogs
            s> :irc.example 322 ann #cellar many :
            s> :irc.example 322 ann
            s> :irc.example 323 ann :End of LIST
        """)
        assert bare.told[-1] == ChannelsListed([("#attic", 2, "cats & dogs"), ("#cellar", 0, "")])

    @pytest.mark.parametrize(
        ("asked", "said", "answer"),
        [
            ("+b", ["367 ann #attic *!*@cellar.example bob!bob@home 1699996400", "368 ann #attic :End"],
             "Banned: *!*@cellar.example, by bob 1 hour ago"),
            ("b", ["368 ann #attic :End"], "Nobody is banned from #attic."),
            ("+e", ["348 ann #attic *!*@home.example", "349 ann #attic :End"], "Excepted from bans: *!*@home.example"),
            ("+I", ["346 ann #attic *!*@home.example bob", "347 ann #attic :End"],
             "May enter uninvited: *!*@home.example, by bob"),
            ("+q", ["728 ann #attic q eve!*@* bob 1699996400", "729 ann #attic q :End"],
             "Quieted: eve!*@*, by bob 1 hour ago"),
            ("", ["324 ann #attic +knt sesame"], "The modes of #attic are +knt sesame"),
        ],
    )  # fmt: skip
    def test_lists_and_modes_of_a_channel(self, bare: Dialogue, asked: str, said: list[str], answer: str) -> None:
        bare.do("mode", "#attic", asked, bare["#attic"])
        for line in said:
            bare.play(f"s> :irc.example {line}")
        assert bare.answers == [answer]


class TestWithLabels:
    def test_an_answer_is_known_by_its_label(self, labeled: Dialogue) -> None:
        attic = labeled["#attic"]
        labeled.do("whois", "bob", attic).do("whois", "eve", labeled["*"]).play("""
            c< @label=a1 WHOIS bob
            c< @label=a2 WHOIS eve
            c.
            s> @label=a2 :irc.example 401 ann eve :No such nick
            *: ! eve: No such nick
            s> @label=a1 :irc.example BATCH +1 labeled-response
            s> @batch=1 :irc.example 311 ann bob bob home.example * :Bob Cat
            s> @batch=1 :irc.example 671 ann bob :is using a secure connection
            s> @batch=1 :irc.example 318 ann bob :End of WHOIS
            #attic.
            s> :irc.example BATCH -1
            #attic: - bob is Bob Cat (bob@home.example)
            #attic: - bob is using a secure connection
            #attic.
        """)

    def test_a_refusal_is_shown_where_it_was_asked(self, labeled: Dialogue) -> None:
        labeled.do("kick", labeled["#attic"], "bob").play("""
            c< @label=a1 KICK #attic bob
            s> @label=a1 FAIL KICK NOT_TODAY #attic :Nobody is put out today
            #attic: ! #attic: Nobody is put out today
        """)

    def test_what_is_done_needs_no_answer(self, labeled: Dialogue) -> None:
        labeled.do("quote", "PING x", labeled["#attic"]).do("set_topic", labeled["#attic"], "").play("""
            c< @label=a1 PING x
            c< @label=a2 TOPIC #attic :
            s> @label=a1 :irc.example PONG irc.example x
            s> @label=a2 :irc.example ACK
            #attic.
            *.
        """)
        assert not labeled.answers


WHOIS = {
    "who it is": ("311 ann bob b home.example * :Bob Cat", "bob is Bob Cat (b@home.example)"),
    "who it was": ("314 ann bob b home.example * :Bob Cat", "bob was Bob Cat (b@home.example)"),
    "where": ("312 ann bob irc.example :A server", "bob is on irc.example (A server)"),
    "idle": ("317 ann bob 301 1699996400 :seconds idle, signon time",
             "bob has said nothing for 5 minutes and came 1 hour ago"),
    "idle only": ("317 ann bob 1 :seconds idle", "bob has said nothing for 1 second"),
    "idle nonsense": ("317 ann bob x 99999999999999999999 :seconds idle", "bob is here"),
    "channels": ("319 ann bob :@#attic +#cellar ", "bob is in @#attic +#cellar"),
    "account": ("330 ann bob bobby :is logged in as", "bob is logged in as bobby"),
    "away": ("301 ann bob :lunch", "bob is away: lunch"),
    "operator": ("313 ann bob :is an IRC operator", "bob is an IRC operator"),
    "bot": ("335 ann bob :is a bot", "bob is a bot"),
    "registered": ("307 ann bob :is a registered nick", "bob is a registered nick"),
    "real address": ("338 ann bob bob@10.0.0.1 10.0.0.1 :is really from",
                     "bob is really from bob@10.0.0.1 10.0.0.1"),
    "address in words": ("378 ann bob :is connecting from *@10.0.0.1 10.0.0.1",
                         "bob is connecting from *@10.0.0.1 10.0.0.1"),
    "certificate": ("276 ann bob :has client certificate fingerprint 0123",
                    "bob has client certificate fingerprint 0123"),
    "too few": ("311 ann", ""),
}  # fmt: skip


@pytest.mark.parametrize(("line", "words"), WHOIS.values(), ids=WHOIS.keys())
def test_whois_in_words(bare: Dialogue, line: str, words: str) -> None:
    bare.do("whois", "bob", bare["#attic"]).play(f"""
        s> :irc.example {line}
        s> :irc.example 318 ann bob :End of WHOIS
    """)
    assert bare.answers == ([words] if words else [])


def test_nothing_is_asked_without_a_connection(bare: Dialogue) -> None:
    bare.close().pass_over()
    bare.do("whois", "bob", bare["#attic"]).do("list_channels").do("set_away", "lunch").do("kick", bare["#attic"], "x")
    bare.play("c.")
    told = [each for each in bare.told if isinstance(each, Answered)]
    assert [each.buffer.name for each in told] == ["#attic", "", "", "#attic"]
    assert all(each.error and "no connection" in each.lines[0] for each in told)


def test_what_a_server_says_at_the_beginning_is_left_out() -> None:
    Dialogue("ann").play("""
        s> :irc.example 001 ann :Welcome to Example, ann
        s> :irc.example 002 ann :Your host is irc.example, running version 1
        s> :irc.example 003 ann :This server was created today
        s> :irc.example 004 ann irc.example 1 ao bo
        s> :irc.example 005 ann CHANTYPES=# :are supported
        s> :irc.example 251 ann :There are 2 users
        s> :irc.example 252 ann 1 :operators online
        s> :irc.example 254 ann 1 :channels formed
        s> :irc.example 255 ann :I have 2 clients
        s> :irc.example 265 ann 2 2 :Current local users 2, max 2
        s> :irc.example 266 ann 2 2 :Current global users 2, max 2
        s> :irc.example 250 ann :Highest connection count: 2
        *.
        s> :irc.example 375 ann :- irc.example Message of the day -
        s> :irc.example 372 ann :- Be kind
        s> :irc.example 376 ann :End of MOTD
        *: - Be kind
        *.
    """)


def test_who_is_written_to_while_away_is_told_of_once() -> None:
    talk = Dialogue("ann").welcome().do("query", "bob").play("s> :bob!bob@home.example PRIVMSG ann :psst").pass_over()
    talk.play("""
        s> :irc.example 301 ann bob :lunch
        s> :irc.example 301 ann bob :lunch
        bob: - bob is away: lunch
        bob.
    """)
    talk.do("whois", "bob", talk["*"]).play("""
        s> :irc.example 301 ann bob :dinner
        s> :irc.example 318 ann bob :End of WHOIS
        *: - bob is away: dinner
        bob.
    """)


def test_another_host_of_the_user_is_known() -> None:
    talk = Dialogue("ann").welcome().pass_over()
    talk.play("""
        s> :irc.example 396 ann cloak.example :is now your hidden host
        *.
    """)
    assert talk.engine.network.people["ann"].host == "cloak.example"
