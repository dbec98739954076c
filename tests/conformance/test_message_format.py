"""How lines are read and written. Source: https://modern.ircdocs.horse/#message-format"""

import re

import pytest

from parlour.wire.message import MOST_PARAMETERS
from tests.support.play import World
from tests.support.specification import Clause, Kept, each

CLAUSES: list[Kept] = [
    Clause("#message-format", "an empty message is ignored", """
        ann>
        ann> PING x
        ann< :parlour.local PONG parlour.local :x
        ann.
    """),
    Clause("#message-format", "parts are separated by one or more spaces", """
        bob~
        ann> PRIVMSG   bob   :hi
        ann> @label=1    PRIVMSG  bob  hi
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
    """),
    Clause("#message-parsing-and-assembly", "a command may be written in small letters", """
        ann> join #attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann~
        ann> PaRt #attic
        ann< :ann!ann@127.0.0.1 PART #attic
    """),
    Clause("#parameters", "a last parameter with a colon is a parameter like any other", """
        ann> JOIN :#attic
        ann< :ann!ann@127.0.0.1 JOIN #attic
        ann~
        bob> JOIN #attic
        ann~
        bob~
        ann> MODE #attic :+m
        ann< :ann!ann@127.0.0.1 MODE #attic +m
        ann> MODE #attic +v :bob
        ann< :ann!ann@127.0.0.1 MODE #attic +v bob
        ann> NICK :anna
        ann< :ann!ann@127.0.0.1 NICK :anna
    """),
    Clause("#parameters", "a last parameter needs no colon", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> PRIVMSG #attic Hey!
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :Hey!
        ann> TOPIC #attic tea
        bob< :ann!ann@127.0.0.1 TOPIC #attic :tea
    """),
    Clause("#parameters", "a parameter that is empty, has spaces or begins with a colon is sent with a colon", """
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> PRIVMSG #attic ::-) hello
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic ::-) hello
        ann> TOPIC #attic ::
        bob< :ann!ann@127.0.0.1 TOPIC #attic ::
        ann> TOPIC #attic :
        bob< :ann!ann@127.0.0.1 TOPIC #attic :
        ann> PART #attic ::-(
        bob< :ann!ann@127.0.0.1 PART #attic ::-(
    """),
    Clause("#source", "a source that a client gives is none of another", """
        bob~
        cleo~
        ann> :bob!bob@127.0.0.1 PRIVMSG cleo :hi
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
        ann> :ann PRIVMSG cleo :hi
        cleo< :ann!ann@127.0.0.1 PRIVMSG cleo :hi
    """),
    Clause("#numeric-replies", "a numeric is not allowed to come from a client", """
        bob~
        ann> 001 bob :Welcome
        ann< :parlour.local 421 ann 001 :Unknown command
        bob.
    """),
    Clause("#tags", "tags are not sent to who has not asked for them", """
        ann> CAP REQ :message-tags server-time
        ann> JOIN #attic
        bob> JOIN #attic
        bob~
        ann> @+a=b PRIVMSG #attic :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> @+a=b PRIVMSG bob :hi
        bob< :ann!ann@127.0.0.1 PRIVMSG bob :hi
        ann> @+a=b TAGMSG bob
        bob.
    """),
    Clause("#client-to-server-protocol-structure", "names are the same whatever their letters' case", """
        ann> JOIN #Attic
        bob> JOIN #aTTIC
        bob< :bob!bob@127.0.0.1 JOIN #Attic
        ann~
        bob~
        bob> PRIVMSG ANN :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
        bob> PRIVMSG #ATTIC :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG #Attic :hi
    """),
    Clause("#casemapping-parameter", "only letters of ASCII have a case, brackets have none", """
        ann> JOIN #a[b]
        bob> JOIN #a{b}
        bob< :bob!bob@127.0.0.1 JOIN #a{b}
        bob< :parlour.local 353 bob = #a{b} :@bob
    """),
    Clause("#wildcard-expressions", "? stands for one character in a mask, * for any number", """
        ann> JOIN #ac,#abc,#abbc
        ann~
        ann> LIST #a?c
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #abc 1 :
        ann< :parlour.local 323 ann :End of /LIST
        ann> LIST #a*c
        ann< :parlour.local 321 ann Channel :Users  Name
        ann< :parlour.local 322 ann #ac 1 :
        ann< :parlour.local 322 ann #abc 1 :
        ann< :parlour.local 322 ann #abbc 1 :
        ann< :parlour.local 323 ann :End of /LIST
    """),
    Clause("#errunknowncommand-421", "an unknown command is told", """
        ann> DANCE :with me
        ann< :parlour.local 421 ann DANCE :Unknown command
        ann.
    """),
    Clause("#client-messages", "a command with too few parameters fails", """
        ann> JOIN
        ann< :parlour.local 461 ann JOIN :Not enough parameters
        ann> KICK #attic
        ann< :parlour.local 461 ann KICK :Not enough parameters
        ann> OPER root
        ann< :parlour.local 461 ann OPER :Not enough parameters
        ann.
    """),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_a_message_is_done_only_once_its_end_has_come() -> None:
    # https://modern.ircdocs.horse/#message-format
    world = World()
    ann = world.client("ann")
    ann.feed(b"PING a")
    ann.feed(b"b")
    assert ann.lines == []
    ann.feed(b"c\r")
    ann.feed(b"\nPING d\r\nPI")
    assert ann.lines == [":parlour.local PONG parlour.local :abc", ":parlour.local PONG parlour.local :d"]
    ann.feed(b"NG e\r\n")
    assert ann.lines == [":parlour.local PONG parlour.local :e"]


def test_messages_may_come_a_byte_at_a_time() -> None:
    # https://modern.ircdocs.horse/#message-format
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    for byte in "PRIVMSG bob :смех 😃\r\n".encode():
        ann.feed(bytes([byte]))
    assert bob.lines == [":ann!ann@127.0.0.1 PRIVMSG bob :смех 😃"]


def test_every_message_that_is_sent_ends_with_cr_lf_and_has_neither_within() -> None:
    # https://modern.ircdocs.horse/#message-format
    world = World(motd=["Welcome"])
    ann = world.client("ann")
    ann.send("JOIN #attic", "MODE #attic", "WHOIS ann", "HELP", "VERSION", "QUIT")
    *lines, rest = ann.wire.sent.split(b"\r\n")
    assert rest == b""
    assert len(lines) > 20
    assert not any(b"\r" in line or b"\n" in line or b"\0" in line or not line for line in lines)


def test_a_message_has_512_bytes_at_most_with_its_end() -> None:
    # https://modern.ircdocs.horse/#message-format, https://modern.ircdocs.horse/#errinputtoolong-417
    world = World()
    ann = world.client("ann")
    line = "AWAY :" + "x" * (512 - len("AWAY :\r\n"))
    ann.send(line, f"{line}x", "PING still-here")
    assert ann.lines == [
        ":parlour.local 306 ann :You have been marked as being away",
        ":parlour.local 417 ann :Input line was too long",
        ":parlour.local PONG parlour.local :still-here",
    ]


@pytest.mark.parametrize("rest", ["PING x", "AWAY :" + "x" * 504], ids=["a short message", "the longest message"])
def test_tags_have_4096_bytes_more_with_the_sign_before_and_the_space_behind_them(rest: str) -> None:
    # https://ircv3.net/specs/extensions/message-tags#size-limit
    world = World()
    ann = world.client("ann", "message-tags")
    tags = "@+a=" + "x" * (4096 - len("@+a= "))
    ann.send(f"{tags} {rest}", f"{tags}x {rest}", "PING still-here")
    answer, refused, after = ann.lines
    assert answer.split()[1] in ("PONG", "306")
    assert refused == ":parlour.local 417 ann :Input line was too long"
    assert after == ":parlour.local PONG parlour.local :still-here"


@pytest.mark.parametrize("count", [8191, 16384, 100_000])
def test_a_line_beyond_all_limits_is_refused_once_and_the_next_is_done(count: int) -> None:
    # https://modern.ircdocs.horse/#errinputtoolong-417
    world = World()
    ann = world.client("ann", "message-tags")
    ann.send("@+a=" + "x" * count + " PING x", "PING still-here")
    assert ann.lines == [
        ":parlour.local 417 ann :Input line was too long",
        ":parlour.local PONG parlour.local :still-here",
    ]


def test_what_is_sent_has_512_bytes_at_most_besides_its_tags() -> None:
    # https://modern.ircdocs.horse/#message-format
    world = World(server_name="s" * 63)
    bob, ann = world.client("bob", "message-tags", "server-time"), world.client("ann", "message-tags")
    for client in (ann, bob):
        client.send("JOIN #attic")
    ann.send(
        f"TOPIC #attic :{'t' * 390}",
        f"MODE #attic +k {'k' * 32}",
        f"AWAY :{'ä' * 200}",
        f"KICK #attic bob :{'r' * 400}",
    )
    bob.send("PRIVMSG ann :hi", "TOPIC #attic", "WHOIS ann", f"PING {'x' * 505}", f"HELP {'x' * 500}", "x" * 505)
    lines = ann.wire.sent.split(b"\r\n") + bob.wire.sent.split(b"\r\n")
    assert max(len(line.partition(b" ")[2] if line.startswith(b"@") else line) for line in lines) <= 510


def test_a_numeric_has_a_source_and_three_digits_and_says_first_for_whom_it_is() -> None:
    # https://modern.ircdocs.horse/#numeric-replies
    world = World()
    ann = world.connect("ann")
    ann.send("JOIN #attic", "NICK", "NICK ann", "JOIN #attic", "USER ann 0 * :Ann")
    before, named, *registered = (line for line in ann.lines if re.match(r"\S+ \d+ ", line))
    assert before == ":parlour.local 451 * :You have not registered"
    assert named == ":parlour.local 431 * :No nickname given"
    assert all(re.match(r":parlour\.local \d{3} ann ", line) for line in registered)
    ann.send(
        "JOIN #attic", "NICK anna", "MODE #attic", "WHO", "WHOIS anna", "HELP", "NOSUCH", "LIST", "VERSION", "STATS m"
    )
    numerics = [line for line in ann.lines if re.match(r"\S+ \d+ ", line)]
    assert len(numerics) > 20
    assert all(re.match(r":parlour\.local \d{3} anna? ", line) for line in numerics)


def test_no_more_than_fifteen_parameters_are_sent() -> None:
    # https://modern.ircdocs.horse/#parameters
    world = World(network_name="N" * 30, icon="https://example.org/icon.png", denied_tags=("*",))
    ann = world.client("ann")
    ann.send("JOIN #attic", f"MODE #attic +{'b' * 12} {' '.join(f'nick{number}' for number in range(12))}", "VERSION")
    ann.send("MODE #attic", "WHO ann %tcuihsnfdlaor,1", "MODE #attic b")
    for line in ann.wire.sent.decode().split("\r\n"):
        middle = line.partition(" :")[0].split(" ")
        count = len(middle) - 2 + (" :" in line)
        assert count <= MOST_PARAMETERS, line


def test_parameters_past_the_fifteenth_belong_to_it() -> None:
    # https://www.rfc-editor.org/rfc/rfc2812#section-2.3.1
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    nobody = " ".join(f"nick{number}" for number in range(14))
    ann.send(
        f"ISON {nobody} bob", f"ISON {nobody} bob nick15", f"ISON {nobody} nick14 bob", f"ISON {nobody} :nick14 bob"
    )
    assert ann.lines == [":parlour.local 303 ann :bob"] * 4
    assert bob.lines == []


BYTES = {
    "no UTF-8": b"PRIVMSG bob :caf\xe9",
    "a NUL": b"PRIVMSG bob :a\0b",
}


@pytest.mark.parametrize("line", BYTES.values(), ids=BYTES.keys())
def test_what_is_no_text_is_refused(line: bytes) -> None:
    # https://ircv3.net/specs/extensions/utf8-only
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    ann.send(line)
    (told,) = ann.lines
    assert told.startswith(":parlour.local FAIL PRIVMSG INVALID_UTF8 :")
    assert bob.lines == []


def test_text_of_any_script_is_relayed_as_it_came() -> None:
    # https://modern.ircdocs.horse/#character-encodings
    world = World()
    bob, ann = world.client("bob"), world.client("ann")
    text = "öäü ß Привет 你好 שלום مرحبا 👩‍👩‍👧 \x02bold\x02 \t tab"
    ann.send(f"PRIVMSG bob :{text}", f"NOTICE bob :{text}")
    assert bob.lines == [f":ann!ann@127.0.0.1 PRIVMSG bob :{text}", f":ann!ann@127.0.0.1 NOTICE bob :{text}"]
