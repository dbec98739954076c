"""What a server sends that means harm, or nothing: the engine takes it all, and stays whole."""

import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.client import people
from parlour.client.batches import MOST_OPEN
from parlour.client.handlers import HANDLERS
from parlour.client.lines import LONGEST
from parlour.client.model import Buffer
from parlour.client.text import plain, shown, spans
from parlour.client.told import MessagesRemoved
from tests.support.dialogue import Dialogue
from tests.support.examples import examples

CAPABILITIES = (
    "batch", "draft/chathistory", "draft/read-marker", "echo-message", "labeled-response", "message-tags",
    "parlour.chat/session", "server-time",
)  # fmt: skip

COMMANDS = [*sorted(HANDLERS), *(f"{number:03}" for number in range(1, 1000, 7)), "FAIL", "WARN", "NOTE", "BATCH", "X"]
SOURCES = ["", ":irc.example", ":ann!ann@home", ":bob!bob@home", ":Bob!b@x", ":\x1b[31mcid!c@\u202e", ":!@", ":"]
WORDS = [
    "ann", "bob", "Bob", "#attic", "#ATTIC", "@#attic", "*", "", ":", "+o", "-o+v", "+b", "+k", "LS", "ACK", "NEW",
    "DEL", "NAK", "batch", "labeled-response", "+x", "-x", "chathistory", "netsplit", "netjoin", "OPENED", "RINGING",
    "CLOSED", "LIST", "STATUS", "msgid=m1", "timestamp=2023-11-14T22:13:20.000Z", "0", "99999999999999999999999", "-1",
    "²", "CASEMAPPING=rfc1459", "PREFIX=", "CHANMODES=", "CHANTYPES=", "CHANTYPES", "MONITOR=x", "STATUSMSG=",
    "H@S", "\x1b]0;owned\x07", "\x9b31m", "\u202egnp", "a\x00b", "@+ann!ann@home", "TARGETS", "417", "\ud7ff",
]  # fmt: skip
TAGS = [
    "label=a1", "label=s1", "label=h1", "batch=x", "msgid=m1", "time=2023-11-14T22:13:20.000Z", "time=never",
    "+draft/react=\x1b", "+reply=m1", "+typing=active", "account=bob", "parlour.chat/session=s1", "=", "x=\\",
]  # fmt: skip

line = st.builds(
    lambda tags, source, command, words, last: " ".join(
        [*([f"@{';'.join(tags)}"] if tags else []), *([source] if source else []), command, *filter(None, words), last]
    ),
    st.lists(st.sampled_from(TAGS), max_size=3),
    st.sampled_from(SOURCES),
    st.sampled_from(COMMANDS),
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.one_of(st.just(""), st.one_of(st.sampled_from(WORDS), st.text(max_size=20)).map(lambda text: f":{text}")),
)

BEGINNING = """
    s> :ann!ann@home JOIN #attic
    s> :irc.example 353 ann = #attic :@ann +bob cid
    s> :irc.example 366 ann #attic :End
    s> @msgid=m1 :bob!bob@home PRIVMSG #attic :hi
    s> :bob!bob@home PRIVMSG ann :hi
"""


def encoded(lines: Iterable[str]) -> bytes:
    return b"".join(each.encode(errors="replace") + b"\r\n" for each in lines)


def begun() -> Dialogue:
    talk = Dialogue("ann", "#attic").welcome(*CAPABILITIES).play(BEGINNING)
    for command, parameters in (("whois", ("bob", talk["#attic"])), ("mode", ("#attic", "+b")), ("quote", ("X",))):
        talk.do(command, *parameters)
    talk.engine.sending.say(talk["#attic"], "on its way")
    return talk.receive(b"")


def check(talk: Dialogue) -> None:
    """What must hold whatever was sent."""
    network = talk.engine.network
    for folded, buffer in network.buffers.items():
        assert folded == network.fold(buffer.name)
        check_shown(buffer)
        assert buffer.unread >= 0
        assert all(network.people[key] is member.person for key, member in buffer.members.items())
    for folded, person in network.people.items():
        assert folded == network.fold(person.nick)
    for sent in talk.said:
        assert not set("\r\n\0") & set(sent)


def check_shown(buffer: Buffer) -> None:
    names = [buffer.name, buffer.topic_by, *(each.person.nick for each in buffer.members.values())]
    for message in buffer.timeline.messages:
        names.append(message.nick)
        harmless(plain(message.text))
        harmless("".join(span.text for span in spans(message.text)))
        for sign in message.reactions or ():
            harmless(plain(sign))
    for name in names:
        harmless(shown(name))


def harmless(text: str) -> None:
    """Nothing that a terminal obeys, and nothing that makes text run the other way."""
    bad = [each for each in text if unicodedata.category(each) == "Cc" or each in "\u2028\u2029"]
    bad += [each for each in text if "\u202a" <= each <= "\u202e" or "\u2066" <= each <= "\u2069"]
    assert not bad, repr(text)


@given(st.lists(line, max_size=30), st.booleans())
@settings(max_examples=examples(400), deadline=None)
def test_no_line_breaks_anything(lines: list[str], closes: bool) -> None:
    talk = begun()
    talk.receive(encoded(lines))
    check(talk)
    talk.play("+ 40")
    if closes:
        talk.close()
        check(talk)
        talk.open().welcome(*CAPABILITIES)
        check(talk)


@given(st.lists(line, max_size=15))
@settings(max_examples=examples(100), deadline=None)
def test_no_line_breaks_anything_before_one_is_in(lines: list[str]) -> None:
    talk = Dialogue("ann", "#attic")
    talk.receive(encoded(lines))
    check(talk)


@given(
    st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([b"\r\n", b"\n", b" :", b"@", b":ann "])), max_size=30)
)
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_break_anything(pieces: list[bytes]) -> None:
    talk = begun()
    for piece in pieces:
        talk.receive(piece)
    check(talk)


@given(st.lists(line, max_size=12), st.lists(st.integers(1, 60), min_size=1, max_size=40))
@settings(max_examples=examples(150), deadline=None)
def test_how_bytes_are_cut_does_not_matter(lines: list[str], sizes: list[int]) -> None:
    whole, cut = begun(), begun()
    data = encoded(lines)
    whole.receive(data)
    at = 0
    while at < len(data):
        size = sizes[at % len(sizes)]
        cut.receive(data[at : at + size])
        at += size
    assert whole.said == cut.said
    assert {name: whole.seen(name or "*") for name in whole.engine.network.buffers} == {
        name: cut.seen(name or "*") for name in cut.engine.network.buffers
    }
    assert whole.people == cut.people


def test_a_line_without_an_end_takes_no_room() -> None:
    talk = begun()
    for _ in range(100):
        talk.receive(b"x" * LONGEST)
    talk.receive(b"\r\n:bob!bob@home PRIVMSG #attic :still here\r\n")
    assert talk.seen("#attic")[-1] == "bob> still here"
    assert len(talk.engine._gatherer._tail) == 0


def test_a_million_names_are_not_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 1000)
    talk = begun()
    talk.receive(
        encoded(f":irc.example 353 ann = #attic :{' '.join(f'n{at}x{i}' for i in range(20))}" for at in range(99))
    )
    talk.receive(encoded([":irc.example 353 ann = #attic :@ann", ":irc.example 366 ann #attic :End"]))
    assert len(talk["#attic"].members) <= 1001, "so many, and the user"
    assert talk.seen("#attic").count("- There are more people here than can be shown.") == 1
    talk.receive(encoded(f":m{at}!m@home JOIN #attic" for at in range(2000)))
    assert len(talk["#attic"].members) <= 1001
    check(talk)


def test_channels_that_nobody_asked_for_are_not_all_opened() -> None:
    talk = begun()
    talk.receive(encoded(f":ann!ann@home JOIN #room{at}" for at in range(2000)))
    assert len(talk.engine.network.buffers) <= 500
    talk.do("join", "#wanted").play("s> :ann!ann@home JOIN #wanted")
    assert talk["#wanted"].joined


def test_a_server_that_supports_and_offers_everything_is_not_believed() -> None:
    talk = begun()
    talk.receive(encoded(f":irc.example 005 ann A{at}=1 :are supported" for at in range(3000)))
    talk.receive(encoded(f"CAP ann NEW :cap{at}" for at in range(3000)))
    assert len(talk.engine.network.supported) <= 500
    assert len(talk.engine.network.offered) <= 500


def test_long_messages_are_not_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.client.merging.MOST_BYTES", 1_000_000)
    monkeypatch.setattr("parlour.client.engine.LIGHTEN_BYTES", 100_000)
    talk = begun().pass_over()
    sizes = []
    for at in range(300):
        where = "#attic" if at % 3 else "ann"
        talk.receive(encoded([f"@msgid=x{at} :bob!bob@home PRIVMSG {where} :{at} {'x' * 15_000}"]))
        timelines = [each.timeline for each in talk.engine.network.buffers.values()]
        sizes.append(sum(len(message.text) for timeline in timelines for message in timeline.messages))
        assert all(len(each.by_msgid) <= len(each.messages) for each in timelines)
    assert max(sizes) < 1_200_000
    assert talk.seen("#attic")[-1].startswith("bob> 299 ")
    removed = sum(each.count for each in talk.told if isinstance(each, MessagesRemoved))
    kept = sum(len(each.timeline.messages) for each in talk.engine.network.buffers.values())
    assert removed + kept >= 300
    assert removed > 100


def test_of_a_line_that_is_too_long_it_is_told_once_a_time() -> None:
    talk = begun().pass_over()
    talk.receive(b":bob!bob@home PRIVMSG #attic :" + b"x" * 1_000_000 + b"\r\n:bob!bob@home PRIVMSG #attic :hi\r\n")
    assert talk.answers == ["! The server sent a line that is too long to be one."]
    assert talk.seen("#attic")[-1] == "bob> hi"


class TestBatches:
    def test_those_that_never_end_take_no_more_than_some_room(self) -> None:
        talk = begun()
        talk.receive(encoded(f"BATCH +b{at} example.org/x" for at in range(1000)))
        talk.receive(encoded(f"@batch=b999 :bob!bob@home PRIVMSG #attic :{at}" for at in range(10)))
        assert talk.seen("#attic")[-1] == "bob> 9", "what belongs to none is taken as it is"
        assert len(talk.engine.batches._open) <= MOST_OPEN

    def test_what_is_too_much_is_thrown_away_and_that_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("parlour.client.batches.MOST_LINES", 100)
        talk = begun().pass_over()
        talk.receive(encoded(["BATCH +b example.org/x"]))
        talk.receive(encoded(f"@batch=b :bob!bob@home PRIVMSG #attic :{at}" for at in range(150)))
        talk.receive(encoded(["BATCH -b"]))
        assert talk.answers == ["! The server sent more at once than is kept: 50 lines were thrown away."]
        assert talk.seen("#attic")[-1] == "bob> 99"
        talk.receive(encoded(["BATCH +c example.org/x", "@batch=c :bob!bob@home PRIVMSG #attic :more", "BATCH -c"]))
        assert talk.seen("#attic")[-1] == "bob> more"

    def test_one_that_ends_before_what_is_in_it_is_played_once(self) -> None:
        talk = begun().pass_over()
        talk.play("""
            s> BATCH +outer example.org/x
            s> @batch=outer :bob!bob@home PRIVMSG #attic :1
            s> @batch=outer BATCH +inner example.org/y
            s> @batch=inner :bob!bob@home PRIVMSG #attic :2
            s> BATCH -outer
            #attic: bob> 1
            #attic.
            s> @batch=inner :bob!bob@home PRIVMSG #attic :3
            s> BATCH -inner
            #attic: bob> 2
            #attic: bob> 3
            #attic.
        """)

    def test_one_within_another_is_played_where_it_stands(self) -> None:
        begun().pass_over().play("""
            s> BATCH +outer example.org/x
            s> @batch=outer :bob!bob@home PRIVMSG #attic :1
            s> @batch=outer BATCH +inner example.org/y
            s> @batch=inner :bob!bob@home PRIVMSG #attic :2
            s> BATCH -inner
            s> @batch=outer :bob!bob@home PRIVMSG #attic :3
            #attic.
            s> BATCH -outer
            #attic: bob> 1
            #attic: bob> 2
            #attic: bob> 3
            #attic.
        """)

    # https://ircv3.net/specs/batches/netsplit
    def test_a_part_of_the_network_goes_and_comes_in_one_line(self) -> None:
        talk = begun().pass_over()
        talk.play("""
            s> BATCH +n netsplit irc.hub other.host
            s> @batch=n :bob!bob@home QUIT :irc.hub other.host
            s> @batch=n :cid!cid@home QUIT :irc.hub other.host
            s> BATCH -n
            #attic: - bob and cid are lost by this part of the network
            #attic.
        """)
        assert talk.members("#attic") == "@ann"
        talk.play("""
            s> BATCH +j netjoin irc.hub other.host
            s> @batch=j :bob!bob@home JOIN #attic
            s> BATCH -j
            #attic: - bob is back
            #attic.
        """)
        assert talk.members("#attic") == "@ann bob"
