"""What may be shown of names and texts, and how it looks."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.client.casemapping import FOLDS
from parlour.client.text import Span, Style, links, mentions, plain, shown, spans

ASCII = FOLDS["ascii"]

BOLD, RED = Style(bold=True), Style(colour="4")
ON_BLUE = Style(colour="4", background="12")

HARMFUL = st.text(
    st.one_of(
        st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Co", "Cn"]),
        st.sampled_from("\x1b\x9b\x03\x04\x02\x0f\u202e\u2066[]0123456789,;m"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


def harmless(text: str) -> bool:
    """Whether nothing in a text is obeyed by a terminal, ends a line or makes text run the other way."""
    return not any(
        unicodedata.category(each) in ("Cc", "Zl", "Zp", "Cs")
        or each in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for each in text
    )


# https://modern.ircdocs.horse/formatting
@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("hi", [Span("hi")]),
        ("a \x02bold\x02 word", [Span("a "), Span("bold", BOLD), Span(" word")]),
        ("\x02\x1d\x1f\x1e\x11\x16all", [Span("all", Style(True, True, True, True, True, True))]),
        ("\x02a\x0fb", [Span("a", BOLD), Span("b")]),
        ("\x034red\x03 none", [Span("red", RED), Span(" none")]),
        ("\x0304,12x", [Span("x", ON_BLUE)]),
        ("\x0304,12a\x0305b", [Span("a", ON_BLUE), Span("b", replace(ON_BLUE, colour="5"))]),
        ("\x034,x", [Span(",x", RED)]),
        ("\x03123", [Span("3", Style(colour="12"))]),
        ("\x0399x", [Span("x")]),
        ("\x0398,99x", [Span("x", Style(colour="98"))]),
        ("\x04ff0000,00FF00x\x04y", [Span("x", Style(colour="ff0000", background="00FF00")), Span("y")]),
        ("\x04fx", [Span("fx")]),
        ("\x02", []),
        ("a\x1b[31mb", [Span("a^[[31mb")]),
        ("a\x9b31mb", [Span("a^[[31mb")]),
        ("a\u202eb\u2066c\u2069", [Span("abc")]),
        ("a\u2028b\tc", [Span("a b c")]),
        ("\x01VERSION\x01", [Span("^AVERSION^A")]),
        ("👩\u200d🔬", [Span("👩\u200d🔬")]),
    ],
)  # fmt: skip
def test_a_text_is_shown_in_pieces_that_look_the_same(text: str, pieces: list[Span]) -> None:
    assert spans(text) == pieces
    assert plain(text) == "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("name", "as_shown"),
    [
        ("ann", "ann"),
        ("#чердак", "#чердак"),
        ("a\x1b]0;x\x07", "a^[]0;x^G"),
        ("a\u202eb", "ab"),
        ("a\u200bb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\x02b", "ab"),
    ],
)
def test_names(name: str, as_shown: str) -> None:
    assert shown(name) == as_shown


@given(HARMFUL)
def test_nothing_that_is_shown_does_any_harm(text: str) -> None:
    pieces = spans(text)
    assert harmless(plain(text))
    assert harmless(shown(text))
    assert all(piece.text and harmless(piece.text) for piece in pieces)
    assert "".join(piece.text for piece in pieces) == plain(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://parlour.example/docs.", ["https://parlour.example/docs"]),
        ("(http://a.example/x_(y))", ["http://a.example/x_(y)"]),
        ("ircs://irc.example/#attic, or mailto:ann@a.example!", ["ircs://irc.example/#attic", "mailto:ann@a.example"]),
        ("HTTPS://A.EXAMPLE/", ["HTTPS://A.EXAMPLE/"]),
        ("<https://a.example>", ["https://a.example"]),
        ("https:// and javascript:alert(1) and file:///etc/passwd", []),
        ("no link", []),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in links(text)] == found


@given(st.text(st.sampled_from("https://a.b()[]{}.,!?*_~ mailto:@x"), max_size=60))
def test_links_lie_in_the_text_and_not_in_one_another(text: str) -> None:
    end = 0
    for start, stop in links(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.parametrize(
    ("text", "nick", "named"),
    [
        ("ann: hi", "ann", True),
        ("hi, ANN!", "ann", True),
        ("planning", "ann", False),
        ("anna and annie", "ann", False),
        ("ann_ is here", "ann", False),
        ("\x02ann\x02", "ann", True),
        ("@ann look", "ann", True),
        ("it is [ann]", "[ann]", True),
        ("hi", "", False),
        ("annann ann", "ann", True),
        ("жук, привет", "жук", True),
    ],
)
def test_mentions(text: str, nick: str, named: bool) -> None:
    assert mentions(text, nick, ASCII) is named


def test_names_are_compared_as_the_server_does() -> None:
    # https://modern.ircdocs.horse/#casemapping-parameter
    assert mentions("hi {ANN~", "[ann^", FOLDS["rfc1459"])
    assert not mentions("hi {ANN~", "[ann^", ASCII)
    assert FOLDS["rfc1459-strict"]("[]\\^A") == "{}|^a"
