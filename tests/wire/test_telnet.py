import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.wire.telnet import COMMANDS, LONGEST, SUBNEGOTIATION_BYTES, YES, TypedLines

IAC, DONT, DO, WONT, WILL, SB, AYT, NOP, SE = (bytes((n,)) for n in (255, 254, 253, 252, 251, 250, 246, 241, 240))
INTERRUPT, ABORT, SUSPEND = b"\xf4", b"\xee", b"\xed"
ECHO, TIMING_MARK, TERMINAL = b"\x01", b"\x06", b"\x18"

CASES: dict[str, tuple[list[bytes], list[bytes | None]]] = {
    "nc ends a line with LF": ([b"hello\n"], [b"hello"]),
    "telnet ends it with CR LF": ([b"hello\r\n"], [b"hello"]),
    "telnet that sends each letter by itself ends it with CR NUL": ([b"h", b"i", b"\r\0", b"ho\r\0"], [b"hi", b"ho"]),
    "a CR alone ends a line at once": ([b"hello\rthere"], [b"hello"]),
    "CR LF that was cut in two ends one line": ([b"hi\r", b"\nho\r\n"], [b"hi", b"ho"]),
    "CR NUL that was cut in two ends one line": ([b"hi\r", b"\0ho\r\n"], [b"hi", b"ho"]),
    "what is not ended yet is no line": ([b"hel", b"lo"], []),
    "a line may come in pieces": ([b"hel", b"lo\n"], [b"hello"]),
    "several lines may come at once": ([b"a\nb\r\nc\nd"], [b"a", b"b", b"c"]),
    "an empty line comes out": ([b"\n"], [b""]),
    "of several empty ones the first does": ([b"a\n\n\n", b"\n\nb\n\r\n\r\n"], [b"a", b"", b"b", b""]),
    "spaces are not nothing": ([b" \n \n"], [b" ", b" "]),
    "a NUL within a line is left for others to judge": ([b"a\0b\n"], [b"a\0b"]),
    "a line of the longest length comes through": ([b"x" * LONGEST + b"\n"], [b"x" * LONGEST]),
    "a line a byte too long comes out as None": ([b"x" * (LONGEST + 1) + b"\n"], [None]),
    "the next one is a line again": ([b"x" * 9000 + b"\nhello\n"], [None, b"hello"]),
    "a line that is too long is told before it has ended, once": ([b"x" * 500] * 9, [None]),
    "its rest is forgotten": ([b"x" * 500, b"x" * 500, b"x\nhello\n"], [None, b"hello"]),
    "its end may come by itself": ([b"x" * 500, b"\r\n", b"hello\r\n"], [None, b"hello"]),
    "what telnet asks and offers is taken out": ([IAC + DO + ECHO + b"hi" + IAC + WILL + TERMINAL + b"\n"], [b"hi"]),
    "so is what it refuses": ([IAC + WONT + ECHO + IAC + DONT + ECHO + b"hi\n"], [b"hi"]),
    "the end of a line is no option": ([b"a" + IAC + DO + b"\nhi\n"], [b"a\xff", b"hi"]),
    "so are commands without an option": ([b"h" + IAC + AYT + IAC + NOP + b"i\n"], [b"hi"]),
    "so is what is sent for Ctrl-C, Ctrl-\\ and Ctrl-Z": (
        [b"h" + IAC + INTERRUPT + IAC + DO + TIMING_MARK + IAC + ABORT + IAC + SUSPEND + b"i\n"],
        [b"hi"],
    ),
    "so is what it says of an option": ([IAC + SB + TERMINAL + b"\0xterm\n" + IAC + SE + b"hi\n"], [b"hi"]),
    "of which IAC twice is a part": ([IAC + SB + TERMINAL + IAC + IAC + SE + IAC + SE + b"hi\n"], [b"hi"]),
    "a command may be cut anywhere": ([IAC, DO, ECHO, IAC, SB, TERMINAL, b"\0", IAC, SE, b"hi", b"\n"], [b"hi"]),
    "IAC twice is the byte itself": ([b"a" + IAC + IAC + b"b\n"], [b"a\xffb"]),
    "before anything else the byte was typed": ([b"a" + IAC + b"b\n"], [b"a\xffb"]),
    "it takes no end of a line with it": ([b"a" + IAC + b"\nb\n"], [b"a\xff", b"b"]),
    "what is said of an option without an end is broken text": (
        [IAC + SB + b"x" * (SUBNEGOTIATION_BYTES + 1) + b"y\nhi\n"],
        [b"\xffy", b"hi"],
    ),
    "too many commands were none": ([(IAC + NOP) * COMMANDS + b"hi" + IAC + NOP + b"\n"], [b"hi\xff\xf1"]),
}


@pytest.mark.parametrize(("pieces", "lines"), CASES.values(), ids=CASES.keys())
def test_lines_out_of_what_is_typed(pieces: list[bytes], lines: list[bytes | None]) -> None:
    typed = TypedLines()
    assert [line for piece in pieces for line in typed.feed(piece)] == lines


ANSWERS = {
    "after Ctrl-C telnet waits for this one": (IAC + INTERRUPT + IAC + DO + TIMING_MARK, IAC + WONT + TIMING_MARK),
    "what it asks is refused": (IAC + DO + ECHO, IAC + WONT + ECHO),
    "so is what it offers": (IAC + WILL + TERMINAL, IAC + DONT + TERMINAL),
    "what it refuses needs no answer": (IAC + WONT + ECHO + IAC + DONT + ECHO, b""),
    "what is said of an option needs none": (IAC + SB + TERMINAL + b"\0xterm" + IAC + SE, b""),
    "who asks if anybody is there is shown so": (IAC + AYT, YES),
    "whoever is no telnet is answered nothing": (b"hello\r\n\xff\n", b""),
    "nor are options that nobody has": (IAC + DO + b"\n", b""),
}


@pytest.mark.parametrize(("data", "answer"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_telnet_is_answered(data: bytes, answer: bytes) -> None:
    typed = TypedLines()
    for at in range(len(data)):
        typed.feed(data[at : at + 1])
    assert typed.answers() == answer
    assert typed.answers() == b""


REST = {
    "what has no end is a line when nothing more comes": ([b"hello\nbye"], [b"bye"]),
    "what has one is no line twice": ([b"hello\n"], []),
    "nothing is none": ([], []),
    "what was too long was told": ([b"x" * 500], []),
}


@pytest.mark.parametrize(("pieces", "rest"), REST.values(), ids=REST.keys())
def test_what_is_left_at_the_end(pieces: list[bytes], rest: list[bytes]) -> None:
    typed = TypedLines()
    for piece in pieces:
        typed.feed(piece)
    assert typed.rest() == rest
    assert typed.rest() == []


PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([
        b"\r\n", b"\n", b"\r", b"\r\0", b"", b"hello\r\n", b"x" * LONGEST, b"y" * 3000, IAC, IAC + IAC, IAC + DO + ECHO,
        IAC + SB, IAC + SE, IAC + SB + TERMINAL + b"\0vt100" + IAC + SE, b"z" * (SUBNEGOTIATION_BYTES - 3),
    ]),
)  # fmt: skip
"""Pieces of a stream: noise, ends of lines, what makes lines too long, and what telnet says."""


@given(pieces=st.lists(PIECES, max_size=12), data=st.data())
def test_how_it_is_cut_does_not_matter(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    typed, lines = TypedLines(), list[bytes | None]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        lines += typed.feed(stream[start:end])
    whole = TypedLines()
    assert lines == whole.feed(stream)
    assert (typed.answers(), typed.rest()) == (whole.answers(), whole.rest())


LINES = st.binary(max_size=LONGEST).map(lambda line: line.translate(None, b"\r\n"))


@given(lines=st.lists(LINES, max_size=8), end=st.sampled_from([b"\n", b"\r\n", b"\r\0"]))
def test_what_telnet_sends_comes_out_as_it_was_typed(lines: list[bytes], end: bytes) -> None:
    stream = b"".join(line.replace(IAC, IAC + IAC) + end for line in lines)
    out = TypedLines().feed(stream)
    assert [line for line in out if line] == [line for line in lines if line]


@pytest.mark.parametrize(
    ("data", "sends_cr"), [(b"ann\n", False), (b"ann\r\n", True), (b"ann\r\0", True), (b"ann", False)]
)
def test_whether_lines_come_with_a_cr_is_known(data: bytes, sends_cr: bool) -> None:
    typed = TypedLines()
    typed.feed(data)
    assert typed.sends_cr is sends_cr


@pytest.mark.parametrize("piece", [b"x" * 1000, IAC + SB + b"x" * 998], ids=["a line", "a subnegotiation"])
def test_what_is_kept_of_what_never_ends_is_bounded(piece: bytes) -> None:
    typed = TypedLines()
    lines = [line for _ in range(1000) for line in typed.feed(piece)]
    assert lines == [None]
    assert len(typed._tail) <= LONGEST


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1), max_size=9), st.data())
def test_a_line_that_is_cut_loses_nothing_and_no_character_is_torn(lines: list[str], data: st.DataObject) -> None:
    typed = TypedLines(16, cuts=True)
    stream = "".join(f"{line}\n" for line in lines).encode()
    cut = data.draw(st.integers(0, len(stream)))
    pieces = [piece for part in (stream[:cut], stream[cut:]) for piece in typed.feed(part)]
    assert all(piece is not None and 0 < len(piece) <= 16 for piece in pieces)
    assert "".join(piece.decode() for piece in pieces if piece is not None) == "".join(lines)
    assert typed.has_cut is any(len(line.encode()) > 16 for line in lines)
    assert typed.rest() == []


def test_what_is_no_utf_8_is_cut_all_the_same() -> None:
    typed = TypedLines(16, cuts=True)
    assert typed.feed(b"\x80" * 40 + b"\n") == [b"\x80" * 16, b"\x80" * 16, b"\x80" * 8]
