import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.wire.framing import LONGEST, Framer

CASES: dict[str, tuple[list[bytes], list[bytes | None]]] = {
    "a line ends with CR LF": ([b"PING :x\r\n"], [b"PING :x"]),
    "a line may end with LF alone": ([b"PING :x\n"], [b"PING :x"]),
    "a line may end with CR alone": ([b"PING :x\rPONG\r"], [b"PING :x", b"PONG"]),
    "what is not ended yet is no line": ([b"PING :x"], []),
    "several lines may come at once": ([b"A\r\nB\r\nC"], [b"A", b"B"]),
    "a line may come in pieces": ([b"PI", b"NG", b" :x\r", b"\n"], [b"PING :x"]),
    "empty lines are skipped": ([b"\r\n\n\r\n\rA\r\n\r\n"], [b"A"]),
    "a CR LF that was cut in two ends one line": ([b"A\r", b"\nB\r\n"], [b"A", b"B"]),
    "a line of the longest length comes through": ([b"x" * LONGEST + b"\r\n"], [b"x" * LONGEST]),
    "a line a byte too long comes out as None": ([b"x" * (LONGEST + 1) + b"\r\n"], [None]),
    "after a line that was too long the connection goes on": ([b"x" * 9000 + b"\r\nA\r\n"], [None, b"A"]),
    "a line that is too long is told once, before it has ended": ([b"x" * 5000, b"x" * 9000, b"x"], [None]),
    "the rest of a line that is too long is forgotten": ([b"x" * 5000, b"x" * 9000, b"x\r\nA\r\n"], [None, b"A"]),
    "the end of a line that was too long may come by itself": ([b"x" * 5000, b"\r\n", b"A\r\n"], [None, b"A"]),
    "two lines that are too long are told apart": ([b"x" * 5000 + b"\n" + b"y" * 5000 + b"\n"], [None, None]),
}


@pytest.mark.parametrize(("pieces", "lines"), CASES.values(), ids=CASES.keys())
def test_lines_out_of_bytes(pieces: list[bytes], lines: list[bytes | None]) -> None:
    framer = Framer()
    assert [line for piece in pieces for line in framer.feed(piece)] == lines


PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\r\n", b"\n", b"\r", b"\n\r", b"PRIVMSG #attic :hi\r\n", b"", b"x" * LONGEST, b"y" * 3000]),
)
"""Pieces of a stream: noise, line ends, a line and what makes lines too long."""


def expected(stream: bytes) -> list[bytes | None]:
    """The lines of a stream, said in the plainest way; one that is too long is told as soon as that is known."""
    *ended, tail = stream.replace(b"\r", b"\n").split(b"\n")
    lines: list[bytes | None] = [line if len(line) <= LONGEST else None for line in ended if line]
    return [*lines, None] if len(tail) > LONGEST else lines


@given(pieces=st.lists(PIECES, max_size=12), data=st.data())
def test_how_bytes_are_cut_does_not_matter(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    framer, lines = Framer(), list[bytes | None]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        lines += framer.feed(stream[start:end])
    assert lines == expected(stream)


def test_what_is_kept_of_a_line_that_never_ends_is_bounded() -> None:
    framer = Framer()
    kept = 0
    for _ in range(1000):
        framer.feed(b"x" * 1000)
        kept = max(kept, len(framer._tail))
    assert 0 < kept <= LONGEST
