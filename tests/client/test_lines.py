"""Lines as a client reads and writes them, however the bytes were cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.client.lines import LONGEST, Gatherer, Line, parse, write

READ = {
    # https://modern.ircdocs.horse/#message-format
    "a command": (b"PING", Line({}, "", "PING")),
    "in small letters": (b"ping x", Line({}, "", "PING", ["x"])),
    "with a source": (b":irc.example 001 ann :Welcome, ann", Line({}, "irc.example", "001", ["ann", "Welcome, ann"])),
    "an empty last parameter": (b"TOPIC #attic :", Line({}, "", "TOPIC", ["#attic", ""])),
    "a colon in the last": (b"TOPIC #attic ::)", Line({}, "", "TOPIC", ["#attic", ":)"])),
    "a colon within a word": (b"MODE #attic +b a:b", Line({}, "", "MODE", ["#attic", "+b", "a:b"])),
    "a second colon": (b"X a :b :c", Line({}, "", "X", ["a", "b :c"])),
    "many blanks": (b"  :irc   JOIN   #attic  ", Line({}, "irc", "JOIN", ["#attic"])),
    # https://ircv3.net/specs/extensions/message-tags
    "tags": (b"@a=1;b;+c/d=x\\sy\\:\\\\ :irc X", Line({"a": "1", "b": "", "+c/d": "x y;\\"}, "irc", "X")),
    "the last of equal tags": (b"@a=1;a=2 X", Line({"a": "2"}, "", "X")),
    "tags without a name": (b"@=1;;= X", Line({}, "", "X")),
    "no UTF-8": (b"X :caf\xe9", Line({}, "", "X", ["caf\xe9"])),
    "a line end of old": (b"X y\r", Line({}, "", "X", ["y"])),
    "nothing": (b"", None),
    "blanks": (b"   ", None),
    "a source alone": (b":irc.example", None),
    "tags alone": (b"@a=1", None),
    "tags and a source": (b"@a=1 :irc.example ", None),
}


@pytest.mark.parametrize(("raw", "line"), READ.values(), ids=READ.keys())
def test_lines_are_read(raw: bytes, line: Line | None) -> None:
    assert parse(raw) == line


SOURCES = {
    "all": ("bob!b@home.example", "bob", ("b", "home.example")),
    "no user": ("bob@home.example", "bob", ("", "home.example")),
    "no host": ("bob!b", "bob", ("b", "")),
    "a server": ("irc.example", "irc.example", ("", "")),
    "nobody": ("", "", ("", "")),
    "nothing but signs": ("!@", "", ("", "")),
}


@pytest.mark.parametrize(("source", "nick", "user_and_host"), SOURCES.values(), ids=SOURCES.keys())
def test_whom_a_line_comes_from(source: str, nick: str, user_and_host: tuple[str, str]) -> None:
    line = Line({}, source, "X")
    assert (line.nick, line.user_and_host) == (nick, user_and_host)


WRITTEN = {
    "a command": (("PING",), b"PING\r\n"),
    "words": (("JOIN", "#attic", "key"), b"JOIN #attic key\r\n"),
    "a sentence": (("PRIVMSG", "#attic", "hi there"), b"PRIVMSG #attic :hi there\r\n"),
    "nothing": (("TOPIC", "#attic", ""), b"TOPIC #attic :\r\n"),
    "a colon": (("PRIVMSG", "#attic", ":)"), b"PRIVMSG #attic ::)\r\n"),
    "line ends": (("PRIVMSG", "#attic", "a\r\nQUIT\0"), b"PRIVMSG #attic :a  QUIT \r\n"),
}


@pytest.mark.parametrize(("words", "line"), WRITTEN.values(), ids=WRITTEN.keys())
def test_lines_are_written(words: tuple[str, ...], line: bytes) -> None:
    assert write(*words) == line


def test_tags_are_written() -> None:
    assert write("X", tags={"label": "a1", "+draft/react": ";) \\", "once": ""}) == (
        b"@label=a1;+draft/react=\\:)\\s\\\\;once X\r\n"
    )


word = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters=" \r\n\0:"), min_size=1, max_size=8)
text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n\0"), max_size=20)


@given(
    st.dictionaries(st.text("abc/+.-", min_size=1, max_size=5), text, max_size=3),
    st.text("ABCDEF", min_size=1, max_size=6),
    st.lists(word, max_size=4),
    st.none() | text,
)
def test_what_is_written_is_read_again(tags: dict[str, str], command: str, words: list[str], last: str | None) -> None:
    parameters = [*words, *([last] if last is not None else [])]
    raw = write(command, *parameters, tags=tags)
    assert raw.count(b"\n") == 1
    read = parse(raw)
    assert read is not None
    assert (read.tags, read.source, read.command) == (tags, "", command)
    # A word of blanks at the end of a line is nothing that a server would keep either.
    assert [each.rstrip(" ") for each in read.parameters] == [each.rstrip(" ") for each in parameters]


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(raw: bytes) -> None:
    line = parse(raw.replace(b"\n", b""))
    assert line is None or line.command


@given(st.lists(st.sampled_from([b"PING a\r\n", b"X", b"\n", b"\r\n", b":irc 001 ann :hi\n", b" "])), st.data())
def test_how_bytes_are_cut_does_not_matter(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pieces)
    cut, gatherer, lines = 0, Gatherer(), []
    while cut < len(whole):
        end = data.draw(st.integers(cut + 1, len(whole)))
        lines += gatherer.feed(whole[cut:end])
        cut = end
    assert lines == Gatherer().feed(whole)


@pytest.mark.parametrize("size", [1, 1000, 10 * LONGEST])
def test_what_is_too_long_is_thrown_away_and_no_more(size: int) -> None:
    gatherer, lines = Gatherer(), []
    data = b"X :" + b"x" * (2 * LONGEST) + b"\r\nPING a\r\nX :" + b"y" * (LONGEST - 10) + b"\r\n"
    for at in range(0, len(data), size):
        lines += gatherer.feed(data[at : at + size])
    assert [(each.command, len(each.parameters[0])) for each in lines] == [("PING", 1), ("X", LONGEST - 10)]
    assert gatherer.thrown_away == 1
