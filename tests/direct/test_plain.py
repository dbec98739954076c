"""Bare lines: first on transports of ours, then between two on this machine's loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest

from parlour.client.means import Means
from parlour.direct.bare import FULL_BYTES, BareTalk
from parlour.direct.desk import Began, Ended, Entry, Heard, Note, Refused, Told, Unfit, Way, Written
from parlour.direct.messages import TEXT_BYTES
from parlour.direct.plain import KEPT, TALKS, PlainNode

UNPROTECTED = "unprotected, anybody on the way can read and change it; and nothing tells whether what you say arrives"

DEADLINE_S = 10.0


class Pipe(asyncio.Transport):
    """A transport that keeps what is written, and passes it on as long as it is `open`."""

    def __init__(self, talk: BareTalk, address: str = "10.0.0.3", port: int = 41822) -> None:
        super().__init__({"peername": (address, port)})
        self.talk = talk
        self.gone = b""
        self.open = True
        self.is_held = False
        self._held = b""
        self._is_closing = False
        talk.connection_made(self)

    @property
    def is_over(self) -> bool:
        return self._is_closing

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self._is_closing
        if self.open and not self._held:
            self.gone += data
            return
        self._held += data
        self.talk.pause_writing()

    def let_go(self) -> None:
        self.open, self.gone, self._held = True, self.gone + self._held, b""
        self.talk.resume_writing()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 0

    def is_closing(self) -> bool:
        return self._is_closing

    def pause_reading(self) -> None:
        self.is_held = True

    def resume_reading(self) -> None:
        self.is_held = False

    def close(self) -> None:
        assert not self._held
        self.abort()

    def abort(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            asyncio.get_running_loop().call_soon(self.talk.connection_lost, None)


class Desk:
    """Somebody's own side, and what it was told."""

    def __init__(self, way: Way = Way.BOTH, name: str = "ann", host: str = "127.0.0.1") -> None:
        self._numbers = count(1)
        means = Means(clock=lambda: 1000, chance=lambda: f"{next(self._numbers):032x}")
        self.node = PlainNode(name, host, 0, way, means)
        self.node.listener = self._listen
        self.told: list[Told] = []
        self._news = asyncio.Event()
        self._ids = count(1 << 64)

    def _listen(self, told: Told) -> None:
        self.told.append(told)
        self._news.set()

    def come(self, address: str = "10.0.0.3", port: int = 41822) -> Pipe:
        """Somebody connects."""
        return Pipe(BareTalk(self.node, is_own=False), address, port)

    def say(self, nick: str, text: str) -> bytes:
        id = next(self._ids).to_bytes(16, "big")
        self.node.say(nick, id, "said", text)
        return id

    async def leave(self, nick: str) -> None:
        """Say goodbye to somebody."""
        self.node.bye(nick)
        await self.until_ended(nick)

    def heard(self, nick: str = "peer") -> list[str]:
        return [each.entry.text for each in self.told if isinstance(each, Heard) and each.nick == nick]

    def notes(self) -> list[str]:
        return [each.sentence for each in self.told if isinstance(each, Note)]

    def written(self) -> list[str]:
        return [each.entry.text for each in self.told if isinstance(each, Written)]

    def refused(self) -> list[bytes]:
        return [each.id for each in self.told if isinstance(each, Refused)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_begun(self, nick: str, times: int = 1) -> None:
        await self.until(lambda: self.told.count(Began(nick, Way.BOTH)) == times)

    async def until_ended(self, nick: str = "peer") -> None:
        await self.until(lambda: Ended(nick) in self.told)


async def test_whoever_connects_is_told_of_with_a_warning_and_is_talked_with() -> None:
    ann = Desk()
    pipe = ann.come()
    assert ann.told == [
        Note("peer", f"10.0.0.3:41822 has connected, and is peer here: {UNPROTECTED}."),
        Began("peer", Way.BOTH),
    ]
    pipe.talk.data_received("hello\nhow are you? né\n".encode())
    assert ann.heard() == ["hello", "how are you? né"]
    ann.say("peer", "fine")
    ann.node.say("PEER", b"x" * 16, "action", "waves")
    assert pipe.gone == b"fine\n* ann waves\n"
    assert ann.written() == ["fine", "waves"]
    assert [each.delivered for each in ann.node.page("peer", before=None, limit=9)[0]] == [True, True, False, False]
    assert [(each.nick, each.talking, each.waiting) for each in ann.node.friends()] == [("peer", True, 0)]
    ann.node.bye("peer")
    await ann.until_ended()
    assert pipe.is_over
    with pytest.raises(Unfit, match="not there any more"):
        ann.say("peer", "still there?")


async def test_however_lines_are_cut_and_ended_they_are_the_same() -> None:
    ann = Desk()
    pipe = ann.come()
    for byte in "one\r\ntwo né\rthree\r\0\n\n\nfour\n".encode():
        pipe.talk.data_received(bytes((byte,)))
    assert ann.heard() == ["one", "two né", "three", "", "four"]
    ann.say("peer", "five")
    assert pipe.gone == b"five\r\n", "as telnet wants it"


async def test_telnet_is_refused_its_options() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"\xff\xfd\x03\xff\xfb\x18he\xff\xfallo\xff\xf0llo\r\n")
    assert ann.heard() == ["hello"]
    assert pipe.gone == b"\xff\xfc\x03\xff\xfe\x18"


async def test_nothing_that_a_terminal_obeys_comes_through() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"\x1b]0;owned\x07\x9b31m \x01VERSION\x01 \x00 \xe2\x80\xae\n")
    [text] = ann.heard()
    assert text.isprintable()
    assert "^[]0;owned^G" in text
    ann.say("peer", "\x02bold\x02 \x1b[31m\nsecond")
    assert pipe.gone == b"bold ^[[31m\nsecond\n"


async def test_what_is_no_utf_8_is_replaced_and_told_once() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"caf\xe9\ncaf\xe9\n")
    assert ann.heard() == ["caf\ufffd", "caf\ufffd"]
    assert len([each for each in ann.notes() if "UTF-8" in each]) == 1


async def test_a_line_that_is_too_long_comes_in_pieces_and_that_is_told_once() -> None:
    ann = Desk()
    pipe = ann.come()
    line = "né" * TEXT_BYTES
    for _ in range(2):
        pipe.talk.data_received(line.encode() + b"\n")
    assert "".join(ann.heard()) == 2 * line
    assert all(len(each.encode()) <= TEXT_BYTES for each in ann.heard())
    assert len([each for each in ann.notes() if "in pieces" in each]) == 1
    pipe.talk.data_received(b"\xff\xff" * TEXT_BYTES + b"\n")
    assert all(len(each.encode()) <= TEXT_BYTES for each in ann.heard()), "also where a byte becomes three"


async def test_a_flood_leaves_the_others_their_turn() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"".join(b"%d\n" % number for number in range(1000)))
    assert len(ann.heard()) == 100
    assert [pipe.is_held] == [True]
    await ann.until(lambda: len(ann.heard()) == 1000)
    ann.say("peer", "stop")
    assert [pipe.is_held, pipe.gone] == [False, b"stop\n"]
    assert ann.heard() == [str(number) for number in range(1000)]


async def test_what_came_before_the_end_is_shown_then_the_talk_ends() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"one\n" * 500 + b"the end")
    pipe.talk.eof_received()
    await ann.until_ended()
    assert ann.heard() == [*["one"] * 500, "the end"]
    assert ann.told[-2:] == [Note("peer", "10.0.0.3:41822 has ended the talk."), Ended("peer")]


async def test_a_broken_connection_is_told() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"one\n" * 500 + b"the e")
    pipe.talk.connection_lost(ConnectionResetError())
    await ann.until_ended()
    assert ann.heard() == [*["one"] * 500, "the e"]
    assert ann.notes()[-1] == "10.0.0.3:41822 is gone: the connection broke."


async def test_what_waits_is_written_when_it_goes_out_and_not_before() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.open = False
    for text in ("one", "two", "three"):
        ann.say("peer", text)
    assert ann.written() == []
    assert ann.node.friends()[0].waiting == 3
    pipe.let_go()
    assert pipe.gone == b"one\ntwo\nthree\n"
    assert ann.written() == ["one", "two", "three"]


async def test_what_was_said_before_bye_goes_out() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.open = False
    ann.say("peer", "one")
    ann.say("peer", "two")
    ann.node.bye("peer")
    assert not pipe.is_over
    pipe.let_go()
    assert pipe.gone == b"one\ntwo\n"
    await ann.until_ended()
    assert ann.refused() == []


async def test_whoever_stops_reading_is_left_and_what_was_not_sent_is_given_back() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.open = False
    text = "x" * TEXT_BYTES
    said = [ann.say("peer", text) for _ in range(FULL_BYTES // TEXT_BYTES)]
    await ann.until_ended()
    assert ann.written() == []
    assert ann.refused() == said
    assert "10.0.0.3:41822 reads nothing any more; the talk is ended." in ann.notes()
    assert ann.node.page("peer", before=None, limit=9) == ([], True)


async def test_only_one_side_speaks_where_that_was_wanted() -> None:
    listens, speaks = Desk(Way.RECEIVE), Desk(Way.SEND)
    assert Began("peer", Way.RECEIVE) in (listens.come(), listens.told)[1]
    with pytest.raises(Unfit, match="only listen"):
        listens.say("peer", "me too")
    pipe = speaks.come()
    pipe.talk.data_received(b"me too\nand again\n")
    assert speaks.heard() == []
    assert len([each for each in speaks.notes() if "is not shown" in each]) == 1
    speaks.say("peer", "listen")
    assert pipe.gone == b"listen\n"


async def test_each_has_a_nick_and_whoever_comes_back_from_an_address_has_the_same() -> None:
    ann = Desk(name="peer2")
    first, second = ann.come("10.0.0.3"), ann.come("::ffff:10.0.0.4")
    first.talk.data_received(b"I am one\n")
    second.talk.data_received(b"I am two\n")
    assert ann.heard("peer") == ["I am one"]
    assert ann.heard("peer3") == ["I am two"], "peer2 is one's own name"
    first.abort()
    await ann.until_ended()
    ann.come("10.0.0.3").talk.data_received(b"and again\n")
    assert ann.heard("peer") == ["I am one", "and again"]
    third = ann.come("10.0.0.3")
    third.talk.data_received(b"next to it\n")
    assert ann.heard("peer4") == ["next to it"]


async def test_not_more_than_so_many_are_let_in_or_known() -> None:
    ann = Desk()
    pipes = [ann.come(f"10.0.0.{number}") for number in range(TALKS)]
    refused = [ann.come("10.0.1.1"), ann.come("10.0.1.2")]
    assert [each.is_over for each in refused] == [True, True]
    assert len([each for each in ann.notes() if "is sent away" in each]) == 1
    for pipe in pipes:
        pipe.abort()
    await ann.until_ended(f"peer{TALKS}")
    for number in range(TALKS):
        ann.come(f"10.0.2.{number}")
    assert len(ann.node.friends()) == 2 * TALKS
    await ann.leave(f"peer{TALKS + 1}")
    ann.come("10.0.3.1")
    assert len(ann.node.friends()) == 2 * TALKS
    with pytest.raises(Unfit, match="Nobody is known as peer:"):
        ann.node.page("peer", before=None, limit=1)


async def test_what_was_said_can_be_paged_through_and_a_repeated_id_is_kept_once() -> None:
    ann = Desk()
    pipe = ann.come()
    pipe.talk.data_received(b"".join(b"%d\n" % number for number in range(5)))
    latest, is_all = ann.node.page("peer", before=None, limit=2)
    assert [each.text for each in latest] == ["3", "4"]
    assert not is_all
    earlier, is_all = ann.node.page("peer", before=latest[0].place, limit=3)
    assert [each.text for each in earlier] == ["0", "1", "2"]
    assert is_all
    assert ann.node.place_of("peer", latest[0].id) == latest[0].place
    assert ann.node.place_of("peer", b"?" * 16) is None
    for _ in range(2):
        ann.node.say("peer", b"once".ljust(16), "said", "once")
    assert pipe.gone == b"once\n"
    assert ann.written() == ["once", "once"]
    entries: list[Entry] = [*ann.node.page("peer", before=None, limit=99)[0]]
    assert [each.at_ms for each in entries] == list(range(1000, 1006)), "it rises though the clock stands"


async def test_what_is_too_old_is_forgotten() -> None:
    ann = Desk()
    pipe = ann.come()
    for number in range(KEPT + 5):
        pipe.talk.data_received(b"%d\n" % number)
    entries, is_all = ann.node.page("peer", before=None, limit=KEPT + 5)
    assert (len(entries), entries[0].text, is_all) == (KEPT, "5", True)


async def test_what_bare_lines_cannot_do_is_refused_in_words() -> None:
    node = Desk().node
    asked: list[Callable[[], None]] = [
        lambda: node.code("lusab-babad"), lambda: node.trust("peer"), lambda: node.forget("peer"),
        lambda: node.send("peer", "/etc/motd"), lambda: node.accept(""), lambda: node.decline("peer"), node.find,
        lambda: node.dial(""), lambda: node.dial("a/b"), lambda: node.bye("peer"),
        lambda: node.say("peer", b"", "said", ""),
    ]  # fmt: skip
    for ask in asked:
        with pytest.raises(Unfit, match=r"\.$"):
            ask()
    ann = Desk()
    ann.come()
    with pytest.raises(Unfit, match="16385"):
        ann.say("peer", "x" * (TEXT_BYTES + 1))
    with pytest.raises(Unfit, match="talk with peer already"):
        ann.node.dial("peer")


@asynccontextmanager
async def listening(way: Way = Way.BOTH, host: str = "127.0.0.1") -> AsyncIterator[Desk]:
    desk = Desk(way, host=host)
    await desk.node.start()
    try:
        yield desk
    finally:
        await desk.node.close()


@pytest.mark.parametrize("host", ["127.0.0.1", ""])
async def test_two_talk_on_a_real_connection_and_dial_again(host: str) -> None:
    async with listening(host=host) as ann, listening() as bob:
        bob.node.dial(f"127.0.0.1:{ann.node.port}")
        with pytest.raises(Unfit, match="being dialled already"):
            bob.node.dial(f"127.0.0.1:{ann.node.port}")
        for side in (ann, bob):
            await side.until_begun("peer")
        assert bob.notes()[-1].startswith(f"127.0.0.1:{ann.node.port} is reached, and is peer here: unprotected")
        ann.say("peer", "hello bob")
        bob.say("peer", "hello ann")
        await bob.until(lambda: bob.heard() == ["hello bob"])
        await ann.until(lambda: ann.heard() == ["hello ann"])
        bob.node.bye("peer")
        await bob.until_ended()
        await ann.until_ended()
        with pytest.raises(Unfit, match="Where peer listens is not known"):
            ann.node.dial("peer")
        bob.node.dial("peer")
        for side in (ann, bob):
            await side.until_begun("peer", 2)


async def test_both_dial_at_once_and_are_told_that_it_may_be_the_same() -> None:
    async with listening() as ann, listening() as bob:
        ann.node.dial(f"127.0.0.1:{bob.node.port}")
        bob.node.dial(f"127.0.0.1:{ann.node.port}")
        for side in (ann, bob):
            await side.until_begun("peer2")
            assert "both of you dialled: /bye one" in side.notes()[-1]


async def test_where_nobody_listens_that_is_told() -> None:
    async with listening() as gone:
        port = gone.node.port
    async with listening() as ann:
        ann.node.dial(f"127.0.0.1:{port}")
        await ann.until(lambda: f"Nothing listens at 127.0.0.1:{port}." in ann.notes())
        with pytest.raises(OSError, match="in use"):
            await PlainNode("bob", "127.0.0.1", ann.node.port, Way.BOTH, Means()).start()


def test_the_introduction_says_how_one_is_met() -> None:
    node = PlainNode("ann", "", 7800, Way.BOTH, Means())
    assert node.introduction(["10.0.0.2", "fd00::1"]) == [
        "You are ann, and listen at 10.0.0.2:7800, [fd00::1]:7800 for bare lines, as from: nc 10.0.0.2 7800",
        f"All of it is {UNPROTECTED}.",
    ]
