"""Whatever anybody sends, cut anywhere: the server has no error of its own, and sends only what is a line."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parlour.core.limits import Limits
from parlour.server.node import Node
from tests.support.operators import PASSWORD, logins
from tests.support.play import Client, World
from tests.support.soundness import check

ALL = "batch draft/chathistory draft/event-playback echo-message labeled-response message-tags multi-prefix "
ALL += "parlour.chat/once server-time standard-replies account-notify account-tag away-notify chghost extended-join "
ALL += "draft/extended-isupport extended-monitor invite-notify no-implicit-names setname userhost-in-names"
KEY = "7f9c2ba4e88f827d616045507605853e"

NAMES = st.sampled_from(
    ["#a", "#a", "#a", "#A", "#b", "#чердак", "ann", "Bob", "cleo", "new", "nobody", "*", "0", "#", "", "#" * 70]
)
ODD = st.sampled_from(["", ":", "::x", ",", ",,#a,#a", "#a,#b,bob", "x" * 300, "ä" * 150, "\x01ACTION x\x01", "-1",
                       "\x7f", " ", "😀", "\x1f\u2028", "*!*@*", "parlour.local"])  # fmt: skip
PLACES = st.sampled_from(["*", "msgid=01HF7YAT000000000000000001", "timestamp=2023-11-14T22:13:21.000Z", "msgid=",
                          "timestamp=x", "timestamp=9999-12-31T23:59:59.999Z"])  # fmt: skip
WORDS = NAMES | ODD
MASKS = WORDS | st.sampled_from(["a*", "*", "!#a", ">1", "<9,c<5", "T>x", "*" * 300, "?" * 300, "#*,!#b*,>0"])
MODES = st.sampled_from(
    ["+o", "-o", "+v", "+k", "-k", "+l", "+i", "-i", "+s", "-nt", "+m", "b", "+b", "+zzz", "+ovk-l", "-", "+"]
)
COUNTS = st.sampled_from(["1", "3", "0", "99999999999999999999", "x"])
CAPS = st.lists(st.sampled_from([*ALL.split(), "cap-notify", "sasl", "-batch", "-message-tags", "-"]), max_size=5)
TEXTS = st.sampled_from(["hi", "\x01ACTION waves\x01", "ä" * 150, "x" * 440, "x" * 480, " ", "", ":)"]) | st.text(
    max_size=20
)
NICKS = st.sampled_from(["ann", "bob", "Cleo", "new", "somebody-with-a-long-nick-12345", "1", "", "a!b@c"])


def line_of(
    command: str, *params: st.SearchStrategy[str], last: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[str]:
    """A command with parameters, and a last one behind a colon."""

    def join(parts: list[str], end: str | None) -> str:
        return " ".join([command, *parts, *([] if end is None else [f":{end}"])])

    return st.builds(join, st.tuples(*params).map(list), st.none() if last is None else last)


STARTS = [
    "AWAY :", "MONITOR + ", "SETNAME :",
    "CAP REQ :", "CAP ", "CHATHISTORY ", "CHATHISTORY LATEST ", "DANCE ", "JOIN #", "JOIN #a ", "MODE #a +", "MODE ",
    "LIST ", "NAMES #", "NICK ", "NOTICE #a :", "PART #a :", "PART ", "PING :", "PRIVMSG ", "PRIVMSG #a :", "PRIVMSG bob :",
    "QUIT :", "TOPIC #a :", "USER ", "WHO ", "WHOIS ", "WHOWAS ", "MOTD ",
]  # fmt: skip


def long_line() -> st.SearchStrategy[str]:
    """A command with as much behind it as a line holds."""
    letters = st.sampled_from("xxx,:;@ä😀")
    return st.builds(
        lambda start, letter: start + letter * ((510 - len(start)) // len(letter.encode())),
        st.sampled_from(STARTS),
        letters,
    )


LINES = st.one_of(
    line_of("JOIN", NAMES),
    line_of("JOIN", st.sampled_from(["#a", "#a,#b", "#b,#чердак"]), ODD),
    line_of("PRIVMSG", NAMES, last=TEXTS),
    line_of("PRIVMSG", st.sampled_from(["#a", "#b", "ann", "bob,cleo,#a"]), last=TEXTS),
    *[line_of("PRIVMSG", st.sampled_from(["#a", "#a", "ann", "bob"]), last=TEXTS) for _ in range(4)],
    *[long_line() for _ in range(3)],
    line_of("NOTICE", WORDS, last=TEXTS),
    line_of("TAGMSG", NAMES),
    line_of("TOPIC", NAMES),
    line_of("TOPIC", NAMES, last=TEXTS),
    line_of("MODE", NAMES, MODES, WORDS, WORDS),
    line_of("MODE", NAMES),
    line_of("NAMES", WORDS),
    line_of("WHO", WORDS),
    line_of("WHO", MASKS, st.sampled_from(["o", "%tcuihsnfdlaor,1", "n%n", "x", "%", "%t,", "%n,1234"])),
    line_of("LIST", MASKS, MASKS),
    line_of("WHOIS", WORDS, WORDS),
    line_of("WHOWAS", NICKS, COUNTS),
    line_of("STATS", st.sampled_from(["u", "m", "l", "o", "x", ":"]), WORDS),
    *[line_of(command, WORDS, WORDS) for command in ("ISON", "USERHOST", "USERIP", "HELP", "LINKS", "VERSION", "INFO")],
    line_of("PART", WORDS, last=TEXTS),
    line_of("NICK", NICKS),
    line_of("USER", WORDS, WORDS, WORDS, last=TEXTS),
    line_of("CAP", st.sampled_from(["LS", "LS 302", "LIST", "END", "FOO", ":"])),
    line_of("CAP REQ", last=CAPS.map(" ".join)),
    line_of("CHATHISTORY", st.sampled_from(["LATEST", "BEFORE", "AFTER", "AROUND"]), NAMES, PLACES, COUNTS),
    line_of("CHATHISTORY BETWEEN", NAMES, PLACES, PLACES, COUNTS),
    line_of("CHATHISTORY TARGETS", PLACES, PLACES, COUNTS),
    line_of("CHATHISTORY", WORDS, WORDS, WORDS),
    line_of("PING", WORDS),
    line_of("QUIT", last=TEXTS),
    line_of("AWAY", last=TEXTS),
    line_of("SETNAME", last=TEXTS),
    line_of("MONITOR", st.sampled_from(["+", "+", "-", "C", "L", "S", "x"]), WORDS | st.just("ann,Bob,cleo,new,d,e,f")),
    line_of("OPER", st.sampled_from(["root", "root", "helper", "nobody"]), st.sampled_from([PASSWORD, PASSWORD, "x"])),
    line_of("KILL", NICKS, last=TEXTS),
    line_of("WALLOPS", last=TEXTS),
    line_of("MODE", NICKS, st.sampled_from(["+w", "-w", "+i-w", "-o", "+o", "+B"])),
    st.sampled_from(["REHASH", "REHASH x", "DIE x", "RESTART", "OPER", "KILL", "WALLOPS"]),
    st.sampled_from(["AWAY", "SETNAME", "MONITOR", "MONITOR +", "ISUPPORT"]),
    st.sampled_from(["LUSERS", "MOTD", "MOTD x", "PONG", "PASS x", "PING", "NAMES", "WHO", ":x", "@", "@x", " "]),
    st.builds(lambda command, params: " ".join([command, *params]), st.text(max_size=8), st.lists(WORDS, max_size=4)),
    st.builds(
        lambda command, letter: (command + letter * 500)[:509], st.sampled_from(STARTS), st.sampled_from("xä😀,:;@")
    ),
)
TAGS = st.sampled_from(["", "", "@+typing=active ", "@+a=b;+x.org/c=d\\s ", "@label=\\s\\s ", "@;;=;label ",
                        "@+a=" + "x" * 4000 + " ", f"@parlour.chat/once={KEY} ",
                        "@parlour.chat/once=short;label=z "])  # fmt: skip
WHOLE = st.builds(
    lambda tags, line, end: (tags + line + end).encode("utf-8", "replace"),
    TAGS,
    LINES,
    st.sampled_from(["\r\n", "\r\n", "\n", "\r"]),
)
NOISE = st.one_of(
    st.builds(lambda line, byte, at: line[:at] + byte + line[at:], WHOLE,
              st.sampled_from([b"\0", b"\xff", b"\r", b" ", b":"]), st.integers(0, 60)),
    st.builds(lambda noise: noise + b"\r\n", st.binary(max_size=40)),
    st.sampled_from([b"\r\n", b"\0", b"\xff\r\n", b"x" * 600 + b"\r\n", b"@" + b"x" * 5000, b":", b"PRIVMSG #a :\xc3"]),
)  # fmt: skip

Step = Callable[["Crowd"], Any]


class Crowd:
    """A world with four who are connected, one of them not registered, and one who comes from outside."""

    def __init__(self) -> None:
        self.world = World(motd=["Be kind."], logins=logins(), limits=Limits(page=20, channels_per_user=3))
        self.everyone: list[Client] = []
        for name, capabilities in [("ann", ALL.split()), ("bob", []), ("cleo", ["server-time", "batch"])]:
            client = self.world.client(name, *capabilities, address="192.0.2.1" if name == "cleo" else "127.0.0.1")
            client.send("JOIN #a")
            self.everyone.append(client)
        self.everyone.append(self.world.connect("new"))
        self.now = list(self.everyone)

    def feed(self, who: int, data: bytes, run: bool) -> None:
        client = self.now[who]
        if client.connection is None:
            self.now[who] = client = self.world.connect(client.name)
            self.everyone.append(client)
            client.feed(f"NICK {client.name}\r\nUSER x 0 * :x\r\nJOIN #a\r\n".encode())
        client.feed(data, run=run)

    def drop(self, who: int) -> None:
        if self.now[who].connection is not None:
            self.now[who].drop("broken")

    TROUBLES = ("slow disk", "broken disk", *["whole disk", "disk", "reads"] * 2, "slow reads")

    def trouble(self, what: str) -> None:
        disk, clock = self.world.disk, self.world.clock
        match what:
            case "slow disk":
                disk.slow = True
            case "broken disk" | "whole disk":
                disk.broken = what == "broken disk"
            case "disk":
                disk.slow = False
                disk.finish()
            case "slow reads":
                clock.slow_reads = True
            case "reads":
                clock.slow_reads = False
                clock.answer_reads()
        self.world.run()

    def settle(self) -> None:
        """All that was in the way is over, and all that waits is done."""
        self.world.disk.broken = False
        for what in ("disk", "reads"):
            self.trouble(what)
        for _ in range(20):
            self.world.pass_time(5)
            self.world.disk.finish()


WHO = st.sampled_from([0, 0, 0, 1, 1, 2, 3])


def _feed(who: int, data: bytes, run: bool) -> Step:
    return lambda crowd: crowd.feed(who, data, run)


def _feed_cut(who: int, data: bytes, at: int) -> Step:
    def step(crowd: "Crowd") -> None:
        crowd.feed(who, data[:at], False)
        crowd.feed(who, data[at:], True)

    return step


STEPS: st.SearchStrategy[Step] = st.one_of(
    # Each made anew, as one_of takes the same strategy once only.
    *[st.builds(_feed, WHO, WHOLE, st.booleans()) for _ in range(12)],
    st.builds(_feed_cut, WHO, WHOLE | NOISE, st.integers(0, 30)),
    st.builds(_feed, WHO, NOISE, st.booleans()),
    st.builds(lambda what: lambda crowd: crowd.trouble(what), st.sampled_from(list(Crowd.TROUBLES))),
    st.builds(lambda seconds: lambda crowd: crowd.world.pass_time(seconds), st.sampled_from([0.5, 3, 20])),
    st.builds(lambda who: lambda crowd: crowd.drop(who), st.integers(0, 3)),
)


LINE = re.compile(r"(@(?P<tags>[^ ]+) )?(?P<rest>(:[^ ]+ )?([A-Z]+|\d{3})( [^: ][^ ]*)*( :.*)?)", re.DOTALL)


def check_sent(data: bytes) -> None:
    """What was sent is whole lines, none longer than may be, without what no line has."""
    assert not data or data.endswith(b"\r\n")
    for line in data.split(b"\r\n")[:-1]:
        assert not set(b"\r\n\0") & set(line)
        found = LINE.fullmatch(line.decode("utf-8"))
        assert found is not None, line
        assert len(found["rest"].encode()) <= 510, line
        # https://ircv3.net/specs/extensions/message-tags, "Size limit"
        assert len(f"@{found['tags']} ".encode()) <= 4607, line


def bug(_: Node, __: Any, error: Exception) -> None:
    raise AssertionError("an error of the server's own") from error


def play(steps: list[Step]) -> None:
    """Let all of it happen, and look at what it came to."""
    with patch.object(Node, "bug", bug):
        crowd = Crowd()
        for step in steps:
            step(crowd)
        crowd.world.run()
        crowd.settle()
    check(crowd.world.node.network)
    for client in crowd.everyone:
        check_sent(client.wire.sent)
    for client in crowd.now:
        if client.connection is not None and client.connection.user is not None:
            client.feed(b"\r\n")
            client.read = len(client.wire.sent)
            client.feed(b"PING the-end\r\n")
            assert client.lines == [":parlour.local PONG parlour.local :the-end"], "answers no more"


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=200, suppress_health_check=QUIET)
@given(st.lists(STEPS, min_size=25, max_size=60))
def test_nobody_can_make_the_server_fail_or_send_what_is_no_line(steps: list[Step]) -> None:
    play(steps)


@pytest.mark.slow
@settings(max_examples=2000, suppress_health_check=QUIET)
@given(st.lists(STEPS, min_size=25, max_size=60))
def test_nobody_can_make_the_server_fail_or_send_what_is_no_line_many_times(steps: list[Step]) -> None:
    play(steps)


@settings(max_examples=200, suppress_health_check=QUIET)
@given(st.lists(st.tuples(st.sampled_from(["", "+a=b;", f"parlour.chat/once={KEY};"]), LINES), min_size=1, max_size=20))
def test_every_command_with_a_label_gets_one_answer_with_it(lines: list[tuple[str, str]]) -> None:
    with patch.object(Node, "bug", bug):
        world = World(logins=logins())
        ann = world.client("ann", *ALL.split())
        ann.send("JOIN #a", "PRIVMSG #a :hi")
        for number, (tags, line) in enumerate(lines):
            words = line.replace("\r", " ").replace("\n", " ").split()
            sent = [*words, ""][1 if words[:1] and words[0].startswith(":") else 0]
            if not sent or sent.upper() in {"QUIT", "CAP", "KILL"}:
                continue
            if ann.connection is None:  # too many wrong passwords
                return
            ann.read = len(ann.wire.sent)
            ann.send(f"@{tags}label=L{number} {' '.join(words)}".encode("utf-8", "replace"))
            answers = [answer for answer in ann.lines if re.match(rf"@([^ ]*;)?label=L{number}[; ]", answer)]
            assert len(answers) == 1, (line, answers)


NO_LINES = {
    "no end": b"PING x",
    "an end of another kind": b":s PING a\nb\r\n",
    "two spaces": b":s  PING\r\n",
    "a NUL": b":s 001 :a\0\r\n",
    "nothing": b"\r\n",
    "no UTF-8": b":s PING :\xff\r\n",
    "too long": b":s PRIVMSG #a :" + b"x" * 500 + b"\r\n",
    "tags that are too long": b"@" + b"x" * 4700 + b" PING\r\n",
}


@pytest.mark.parametrize("data", NO_LINES.values(), ids=NO_LINES.keys())
def test_what_is_no_line_is_seen(data: bytes) -> None:
    check_sent(b"@a=b;+c :x!y@z PRIVMSG #a :hi there\r\n:s 005 ann A=b :are\r\nERROR :x\r\n")
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        check_sent(data)
