import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parlour.wire.framing import BODY_BYTES, TAGS_BYTES
from parlour.wire.message import (
    MOST_PARAMETERS,
    BadLine,
    client_only,
    escape,
    parameter,
    parse,
    parse_tags,
    unescape,
)

LINES: dict[str, tuple[str, str, str, list[str]]] = {
    "a command alone": ("MOTD", "", "MOTD", []),
    "a command in small letters": ("privmsg #a hi", "", "PRIVMSG", ["#a", "hi"]),
    "a last parameter with spaces": ("PRIVMSG #a :hi there", "", "PRIVMSG", ["#a", "hi there"]),
    "a last parameter that needs no colon": ("PRIVMSG #a hi", "", "PRIVMSG", ["#a", "hi"]),
    "a last parameter that begins with a colon": ("PRIVMSG #a ::-)", "", "PRIVMSG", ["#a", ":-)"]),
    "an empty last parameter": ("TOPIC #a :", "", "TOPIC", ["#a", ""]),
    "a colon inside a parameter": ("MODE #a +k a:b", "", "MODE", ["#a", "+k", "a:b"]),
    "a second space and colon belong to the text": ("PRIVMSG #a :one :two", "", "PRIVMSG", ["#a", "one :two"]),
    "spaces are kept in the last parameter": ("PRIVMSG #a :  hi  ", "", "PRIVMSG", ["#a", "  hi  "]),
    "several spaces between parameters": ("  JOIN   #a   key ", "", "JOIN", ["#a", "key"]),
    "a source, which is not looked at": (":ann!a@host PRIVMSG #a :hi", "", "PRIVMSG", ["#a", "hi"]),
    "a source alone": (":ann", "", "", []),
    "nothing but spaces": ("   ", "", "", []),
    "tags": ("@a=b;+c PRIVMSG #a :hi", "a=b;+c", "PRIVMSG", ["#a", "hi"]),
    "tags and a source": ("@a=b :ann PRIVMSG #a :hi", "a=b", "PRIVMSG", ["#a", "hi"]),
    "tags and several spaces": ("@a=b    PING x", "a=b", "PING", ["x"]),
    "tags alone": ("@a=b", "a=b", "", []),
    "text in other alphabets": ("PRIVMSG #чердак :привет", "", "PRIVMSG", ["#чердак", "привет"]),
    "fifteen parameters": (
        "X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "",
        "X",
        [str(n) for n in range(1, 16)],
    ),
    "more parameters than there are belong to the last": (
        "X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 :a b",
        "",
        "X",
        [*(str(n) for n in range(1, 15)), "15 16 :a b"],
    ),
}


@pytest.mark.parametrize(("line", "tags", "command", "params"), LINES.values(), ids=LINES.keys())
def test_a_line_is_parsed(line: str, tags: str, command: str, params: list[str]) -> None:
    assert parse(line.encode()) == (tags, command, params)


BODY = b"PRIVMSG #a :"


def body(size: int) -> bytes:
    return BODY + b"x" * (size - len(BODY))


def tagged(size: int) -> bytes:
    """Tags of `size` bytes, the @ before and the space after them included."""
    return b"@+a=" + b"x" * (size - len("@+a= ")) + b" "


BAD: dict[str, tuple[bytes, str, bool]] = {
    "a line with a byte too many": (body(BODY_BYTES + 1), "PRIVMSG", True),
    "tags with a byte too many": (tagged(TAGS_BYTES + 1) + BODY, "PRIVMSG", True),
    "a byte too many after tags": (tagged(20) + body(BODY_BYTES + 1), "PRIVMSG", True),
    "tags that never end": (b"@" + b"x" * TAGS_BYTES, "*", True),
    "bytes that are no UTF-8": (b"privmsg #a :\xff", "PRIVMSG", False),
    "bytes that are no UTF-8 in a command": (b"\xff\xfe #a", "*", False),
    "a surrogate": (b"PRIVMSG #a :\xed\xa0\x80", "PRIVMSG", False),
    "a NUL": (b"PRIVMSG #a :a\0b", "PRIVMSG", False),
    "a NUL in tags": (b"@+a=\0 PRIVMSG #a :a", "PRIVMSG", False),
    "a command that is too long to be one": (b"x" * 30 + b" \xff", "*", False),
}


@pytest.mark.parametrize(("line", "command", "too_long"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told(line: bytes, command: str, too_long: bool) -> None:
    with pytest.raises(BadLine) as caught:
        parse(line)
    assert (caught.value.command, caught.value.too_long) == (command, too_long)


BAD_TAGS = {
    "tags before what is bad": (b"@label=1;+a PRIVMSG #a :\xff", "label=1;+a"),
    "tags before what is too long": (b"@label=1 " + body(BODY_BYTES + 1), "label=1"),
    "tags that are bad themselves": (b"@+a=\xff\0;label=1 PING", "+a=\ufffd\ufffd;label=1"),
    "no tags": (b"PING :\xff", ""),
}


@pytest.mark.parametrize(("line", "tags"), BAD_TAGS.values(), ids=BAD_TAGS.keys())
def test_the_tags_of_a_bad_line_are_made_out(line: bytes, tags: str) -> None:
    with pytest.raises(BadLine) as caught:
        parse(line)
    assert caught.value.tags == tags


LIMITS = {
    "the longest line": body(BODY_BYTES),
    "the longest tags": tagged(TAGS_BYTES) + BODY,
    "the longest tags and the longest rest": tagged(TAGS_BYTES) + body(BODY_BYTES),
}


@pytest.mark.parametrize("line", LIMITS.values(), ids=LIMITS.keys())
def test_what_is_just_short_enough_is_parsed(line: bytes) -> None:
    tags, command, params = parse(line)
    assert command == "PRIVMSG"
    assert len(tags) + len("@ ") <= TAGS_BYTES
    assert params[0] == "#a"


@given(st.binary(max_size=700))
@example(b"")
@example(b"@")
@example(b":")
@example(b"@ :")
@example(b" :a b")
def test_a_line_of_any_bytes_is_parsed_or_bad(line: bytes) -> None:
    try:
        tags, _, params = parse(line)
    except BadLine:
        return
    assert " " not in tags
    assert len(params) <= MOST_PARAMETERS


@given(
    st.sampled_from([b"", b"@a=b ", b":ann "]), st.binary(max_size=600), st.sampled_from([b"\xff", b"\0", b"x" * 600])
)
def test_what_could_be_made_out_of_a_bad_line_is_one_word(start: bytes, rest: bytes, trouble: bytes) -> None:
    with pytest.raises(BadLine) as caught:
        parse(start + rest + b" " + trouble)
    assert caught.value.command == "*" or caught.value.command.isalnum()


WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters=" \0\r\n"), min_size=1).filter(
    lambda word: not word.startswith(":")
)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"))


@given(st.lists(WORDS, max_size=MOST_PARAMETERS - 1), TEXTS)
def test_what_is_written_is_read_again(words: list[str], text: str) -> None:
    line = " ".join(["COMMAND", *words, parameter(text)]).encode()
    if len(line) > BODY_BYTES:
        with pytest.raises(BadLine):
            parse(line)
    else:
        assert parse(line) == ("", "COMMAND", [*words, text])


@given(TEXTS | st.text(alphabet=r"\:sn; rn" + "\r\n"))
def test_an_escaped_value_is_unescaped_to_what_it_was(value: str) -> None:
    escaped = escape(value)
    assert unescape(escaped) == value
    assert not set("; \r\n") & set(escaped)


UNESCAPED = {
    "nothing to unescape": ("plain+:=,", "plain+:=,"),
    "every escape": (r"\:\s\\\r\n", "; \\\r\n"),
    "an escape that means nothing special": (r"\b\x", "bx"),
    "a lone backslash at the end": ("test\\", "test"),
    "a backslash before an escaped letter": (r"\\s", r"\s"),
}


@pytest.mark.parametrize(("escaped", "value"), UNESCAPED.values(), ids=UNESCAPED.keys())
def test_a_value_is_unescaped(escaped: str, value: str) -> None:
    assert unescape(escaped) == value


TAGS: dict[str, tuple[str, dict[str, str]]] = {
    "no tags": ("", {}),
    "a value": ("a=b", {"a": "b"}),
    "no value, or an empty one": ("a;b=", {"a": "", "b": ""}),
    "a value with an equals sign": ("a=b=c", {"a": "b=c"}),
    "a value stays escaped": (r"a=b\sc", {"a": r"b\sc"}),
    "a client's and a vendor's": ("+a=1;+x.org/b=2;x.org/c=3", {"+a": "1", "+x.org/b": "2", "x.org/c": "3"}),
    "of a repeated one the last": ("a=1;b=2;a=3", {"b": "2", "a": "3"}),
    "names are not folded": ("A=1;a=2", {"A": "1", "a": "2"}),
    "malformed names are dropped": ("+;a b;ä=1;++a=1;a_b=1;/a=1;x/=1;ok=1", {"ok": "1"}),
    "empty ones are dropped": (";;a=1;;", {"a": "1"}),
}


@pytest.mark.parametrize(("raw", "tags"), TAGS.values(), ids=TAGS.keys())
def test_tags_are_parsed(raw: str, tags: dict[str, str]) -> None:
    assert parse_tags(raw) == tags


def test_only_the_clients_own_tags_are_relayed() -> None:
    tags = parse_tags(r"label=1;+a=x\sy;msgid=2;+x.org/b;time=3")
    assert client_only(tags) == r"+a=x\sy;+x.org/b"


PARAMETERS = {
    "a word needs no colon": ("hi", "hi"),
    "several words need one": ("hi there", ":hi there"),
    "an empty text needs one": ("", ":"),
    "one that begins with a colon needs another": (":-)", "::-)"),
}


@pytest.mark.parametrize(("text", "written"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_a_last_parameter_is_written(text: str, written: str) -> None:
    assert parameter(text) == written
