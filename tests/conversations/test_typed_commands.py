"""What else those who type can do, besides talking in the lobby and in sessions."""

from parlour.core.limits import Limits
from tests.support.typed import TypedWorld


def test_a_room_is_entered_and_chosen() -> None:
    TypedWorld().play("""
        bob> JOIN #attic
        bob> TOPIC #attic :Tea
        bob> PRIVMSG #attic :early
        $ann> /join attic
        $ann<< [#attic] * ann joined
        $ann< You are in #attic with bob: what you type goes there.
        $ann< It is about: Tea
        $ann< --- What was said in #attic (times in UTC)
        $ann< --- 2023-11-14
        $ann< 22:13 <bob> early
        $ann< --- Now
        $ann> hello attic
        bob<< :ann!ann@127.0.0.1 PRIVMSG #attic :hello attic
        bob> PRIVMSG #attic :hello ann
        $ann< [#attic] <bob> hello ann
        $ann> /join #lobby
        $ann< What you type goes to #lobby now.
        $ann> hello lobby
        bob.
        $ann> /join #attic
        $ann< What you type goes to #attic now.
        $ann> hello again
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello again
    """)


def test_whoever_makes_a_room_is_its_operator_but_for_the_lobby() -> None:
    TypedWorld().play("""
        $ann> /join attic
        bob> NAMES #attic
        bob< :parlour.local 353 bob = #attic :@ann
        bob~
        bob> NAMES #lobby
        bob< :parlour.local 353 bob = #lobby :ann
    """)


def test_after_leaving_a_room_text_goes_to_the_one_before() -> None:
    TypedWorld().play("""
        bob> JOIN #attic,#cellar,#lobby
        bob~
        $ann> /join attic
        $ann> /join cellar
        $ann~
        bob~
        $ann> /part
        $ann< [#cellar] * ann left
        $ann< You are not in #cellar any more.
        $ann< What you type goes to #attic now.
        $ann> /part #lobby
        $ann< * ann left
        $ann< You are not in #lobby any more.
        $ann< What you type goes to #attic now.
        bob~
        $ann> hello
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello
        $ann> /part attic
        $ann< [#attic] * ann left
        $ann< You are not in #attic any more.
        $ann< What you type goes nowhere now: /join enters a room, CONNECT opens a session.
        $ann> hello?
        $ann< You are in no room: … Not sent: hello?
        $ann> /part
        $ann< You are in no room: …
        $ann> /part attic
        $ann< You are not in #attic; /join #attic takes you there.
        $ann> /part nowhere
        $ann< There is no room #nowhere; /rooms shows those there are.
    """)


def test_whoever_was_put_out_of_a_room_does_not_say_in_another_what_was_for_it() -> None:
    TypedWorld().play("""
        bob> JOIN #attic
        $cem> /who
        $ann> /join attic
        $ann~
        $cem~
        bob> KICK #attic ann :enough
        $ann< [#attic] * ann was put out by bob (enough)
        $ann> what did I do?
        $ann< You are not in #attic any more. What you type goes to #lobby now. Not sent: what did I do?
        $cem.
        $ann> hello
        $cem< <ann> hello
        bob~
        $ann> /join attic
        $ann> I am back
        bob<< :ann!ann@127.0.0.1 PRIVMSG #attic :I am back
        bob> KICK #attic ann
        $ann~
        $ann> /part lobby
        $ann< * ann left
        $ann< You are not in #lobby any more.
        $ann< What you type goes nowhere now: …
        $ann> hello?
        $ann< You are in no room: …
    """)


def test_a_room_with_a_key_takes_it_behind_its_name() -> None:
    TypedWorld().play("""
        bob> JOIN #attic
        bob> MODE #attic +k sesame
        $ann> /who
        $ann~
        $ann> /join attic
        $ann< #attic has a key; type it behind the room's name.
        $ann> /join attic open
        $ann< #attic has a key; type it behind the room's name.
        $ann> /join attic sesame
        $ann< [#attic] * ann joined
    """)


def test_a_room_may_send_those_on_whom_it_does_not_let_in() -> None:
    TypedWorld().play("""
        bob> JOIN #attic,#hall
        bob> MODE #attic +if #hall
        $ann> /who
        $ann~
        $ann> /join attic
        $ann< Only those who are invited may enter #attic.
        $ann< [#hall] * ann joined
        $ann< You are in #hall with bob: what you type goes there.
        $ann> /join #attic
        $ann< Only those who are invited may enter #attic.
    """)


def test_a_name_that_no_room_can_have_is_refused() -> None:
    TypedWorld(limits=Limits(lobby="#lobby", channel=20)).play("""
        $ann> /who
        $ann~
        $ann> /join #a,b
        $ann< '#a,b' cannot be the name of a room: that is one word, without commas.
        $ann> /join an-attic-above-all-others
        $ann< #an-attic-above-all-others is too long for the name of a room.
        $ann> /join
        $ann< It is typed like this: /join <room> [key]. … Not sent: /join
    """)


def test_rooms_are_shown_with_those_in_them() -> None:
    TypedWorld().play("""
        bob> JOIN #attic,#secret,#部屋
        bob> MODE #secret +s
        bob> TOPIC #attic :\x02Tea\x02
        $ann> /who
        $ann~
        $ann> /rooms
        $ann< room    people
        $ann< #attic       1         Tea
        $ann< #lobby       1  in it
        $ann< #部屋        1
        $ann.
    """)


def test_who_is_in_a_room_is_shown() -> None:
    TypedWorld().play("""
        $ann> /who
        bob> JOIN #attic,#lobby
        cem> JOIN #attic
        cem> MODE cem +i
        $ann~
        $ann> /who
        $ann< id  name
        $ann<  1  ann   FREE  you
        $ann<  2  bob   FREE
        $ann> /who attic
        $ann< id  name
        $ann<  2  bob   FREE
        $ann.
        $ann> /who nowhere
        $ann< There is no room #nowhere; /rooms shows those there are.
        $ann> /part
        $ann~
        $ann> /who
        $ann< You are in no room: …
    """)


def test_the_table_of_all_keeps_its_columns_whatever_the_names() -> None:
    world = TypedWorld()
    for name in ("世界", "Αθηνά", "bartholomew"):
        client = world.connect(name)
        client.send(f"NICK {name}", "USER a 0 * :A")
    world.play("""
        $ann> get
        $ann<< id  name
        $ann<  1  世界         FREE
        $ann<  2  Αθηνά        FREE
        $ann<  3  bartholomew  FREE
        $ann<  4  ann          FREE  you
        $ann.
    """)


def test_whoever_shows_in_no_list_is_counted_and_can_be_reached_by_name() -> None:
    world = TypedWorld()
    for name in ("dora", "emil"):
        world.connect(name).send(f"NICK {name}", "USER a 0 * :A", f"MODE {name} +i")
    world.play("""
        $ann> get
        $ann<< And 2 who show only in their rooms; CONNECT <name> reaches them, too.
        $ann.
        dora> MODE dora -i
        $ann> get
        $ann<< And one who shows only in their rooms; CONNECT <name> reaches them, too.
        $ann> connect emil
        $ann<< *** Session with emil …
    """)


def test_a_table_of_thousands_comes_whole() -> None:
    world = TypedWorld(connections_per_address=100_000)
    for number in range(1200):
        world.connect(f"u{number}").send(f"NICK u{number}", "USER a 0 * :A")
    ann = world.client("$ann")
    ann.send("GET")
    world.pass_time(1)
    assert [line.split()[0] for line in ann.lines] == ["id", *map(str, range(1, 1202))]


def test_something_is_said_to_one_alone() -> None:
    TypedWorld().play("""
        $bob> /who
        $cem> /who
        $ann> /msg bob  just between  us
        $bob<< [ann to you] just between  us
        $bob> /msg 3 so be it
        $ann<< [bob to you] so be it
        $cem~
        $cem.
        $ann> /msg dora hello
        $ann< Nobody called dora is here; GET shows who is. Not sent: hello
        $ann> /msg bob
        $ann< It is typed like this: /msg <id|name> <text>. … Not sent: /msg bob
    """)


def test_whoever_writes_to_somebody_who_is_away_is_told_so() -> None:
    TypedWorld().play("""
        bob> AWAY :\x02at\x02 tea
        $ann> /who
        $ann~
        $ann> /msg bob hello
        $ann< bob is away: at tea
    """)


def test_a_room_may_be_spoken_to_from_another() -> None:
    TypedWorld().play("""
        bob> JOIN #attic
        $ann> /join attic
        $ann> /join lobby
        bob~
        $ann> /msg #attic hello attic
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hello attic
        $ann~
        $ann> /msg #cellar hello
        $ann< There is no room #cellar; /rooms shows those there are. Not sent: hello
    """)


def test_what_somebody_does_is_said_as_irc_says_it() -> None:
    TypedWorld().play("""
        bob> JOIN #lobby
        $cem> /who
        $ann> /me waves to all
        bob<< :ann!ann@127.0.0.1 PRIVMSG #lobby :\x01ACTION waves to all\x01
        $cem<< * ann waves to all
        bob> PRIVMSG #lobby :\x01ACTION waves back\x01
        $cem< * bob waves back
    """)


def test_somebody_takes_another_name() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> /nick anna
        $ann<< * ann is called anna now
        $bob<< * ann is called anna now
        $ann> /nick bob
        $ann< Somebody called bob is here already.
        $ann> /nick anna
        $ann< You are called anna now.
        $ann.
    """)


def test_the_past_of_a_room_is_shown_as_far_back_as_asked() -> None:
    world = TypedWorld()
    world.play("""
        $ann> one
        $ann> two
        $ann> three
        $ann~
        $ann> /history 2
        $ann< --- What was said in #lobby (times in UTC)
        $ann< --- 2023-11-14
        $ann< 22:13 <ann> two
        $ann< 22:13 <ann> three
        $ann< --- Now
        $ann> /history 20 #attic
        $ann< There is nothing of #attic that you may read: what is said in a room is for those in it.
        $ann> /history 20 bob
        $ann< Nothing has been said there yet.
        $ann> /history bob
        $ann< Nothing has been said there yet.
        $ann> /history #lobby
        $ann<< 22:13 <ann> one
        $ann<< --- Now
        $ann> /part
        $ann~
        $ann> /history
        $ann< You are in no room: …
    """)


def test_no_more_of_the_past_is_shown_at_a_time_than_the_server_gives() -> None:
    world = TypedWorld(limits=Limits(lobby="#lobby", page=2))
    world.play("""
        $ann> one
        $ann> two
        $ann> three
        $ann~
        $ann> /history 1000
        $ann<< 22:13 <ann> two
        $ann< 22:13 <ann> three
        $ann< These are the last 2 lines; no more can be shown at once.
        $ann< --- Now
    """)


def test_what_there_is_to_type_is_shown() -> None:
    world = TypedWorld()
    world.play("""
        $ann> /who
        $ann~
        $ann> /help connect
        $ann< CONNECT <id|name> [full|half|simplex]
        $ann<   Open a session, with that one alone.
        $ann<   In full duplex both of you speak; in half duplex who has the floor speaks,
        $ann<   which you have first and #OVER# hands over; in simplex only you speak.
        $ann.
        $ann> /help frobnicate
        $ann< It is typed like this: /help [command]. … Not sent: /help frobnicate
        $ann> /help
    """)
    lines = world.clients["$ann"].lines
    assert lines[0].startswith("GET ")
    assert max(map(len, lines[-3:])) <= 85
    assert lines[-1].endswith("A line that begins with a blank is always text.")
    assert {line.split()[0] for line in lines[:-3]} == {
        "GET", "CONNECT", "#GOODBYE#", "#OVER#", "ACCEPT", "DECLINE", "#CLOSE#",
        "/who", "/ask", "/block", "/unblock", "/msg", "/me", "/join", "/part", "/rooms", "/history", "/nick", "/help",
    }  # fmt: skip


def test_what_is_no_command_is_not_said_to_anybody() -> None:
    TypedWorld().play("""
        $bob> /who
        $ann> /who
        $ann~
        $bob~
        $ann> /mgs bob a secret
        $ann< There is no command /mgs; did you mean /msg? … Not sent: /mgs bob a secret
        $ann> /xyzzy
        $ann< There is no command /xyzzy. /help shows those there are. … Not sent: /xyzzy
        $ann> GET me a beer
        $ann< It is typed like this: GET. … Not sent: GET me a beer
        $bob.
        $ann>  /xyzzy
        $bob< <ann> /xyzzy
        $ann> get me a beer
        $bob< <ann> get me a beer
        $ann.
    """)


def test_whoever_is_put_out_of_the_network_is_told_why() -> None:
    world = TypedWorld()
    world.play("$ann> /who")
    world.node.dismiss(world.node.network.nicks["ann"], "Killed (root (spam))")
    world.run()
    ann = world.clients["$ann"]
    assert ann.lines[-1] == "*** Killed (root (spam)). Good bye."
    assert ann.wire.closed
