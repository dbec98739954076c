"""Names and texts as they may be shown: nothing that a terminal obeys ever comes out of here.

Source of the formatting: https://modern.ircdocs.horse/formatting
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from parlour.wire.plain import plain as plain_line

LINK = re.compile(r"(?:https?|ircs?)://[^\s<>\"`{}|\\^]+|mailto:[^\s<>\"@]+@[^\s<>\"]+", re.IGNORECASE)
"""What is taken for a link; see `links` for how it ends."""

_CODES = re.compile(
    r"\x03(?:([0-9]{1,2})(?:,([0-9]{1,2}))?)?"
    r"|\x04(?:([0-9A-Fa-f]{6})(?:,([0-9A-Fa-f]{6}))?)?"
    r"|([\x02\x0f\x11\x16\x1d\x1e\x1f])"
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks. Colours are numbers of IRC from 0 to 98, "rrggbb" in hexadecimal, or "" for none."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    monospace: bool = False
    reverse: bool = False
    colour: str = ""
    background: str = ""


PLAIN = Style()

_TOGGLES: dict[str, Callable[[Style], Style]] = {
    "\x02": lambda style: replace(style, bold=not style.bold),
    "\x1d": lambda style: replace(style, italic=not style.italic),
    "\x1f": lambda style: replace(style, underline=not style.underline),
    "\x1e": lambda style: replace(style, strike=not style.strike),
    "\x11": lambda style: replace(style, monospace=not style.monospace),
    "\x16": lambda style: replace(style, reverse=not style.reverse),
    "\x0f": lambda _: PLAIN,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text that looks the same throughout. Its text is fit to be shown."""

    text: str
    style: Style = PLAIN


def shown(name: str) -> str:
    """A name (of somebody, a channel, a server) as it may be shown: one word, and nothing in it that is not seen."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in plain_line(name))


def plain(text: str) -> str:
    """A text without formatting, in one line, with ^[ for an escape and the like for other control characters."""
    return plain_line(text)


def spans(text: str) -> list[Span]:
    """A text in pieces that look the same."""
    if text.isprintable():
        return [Span(text)] if text else []
    pieces: list[Span] = []
    style, at = PLAIN, 0
    for code in _CODES.finditer(text):
        if piece := plain_line(text[at : code.start()]):
            pieces.append(Span(piece, style))
        style, at = _after(style, code), code.end()
    if piece := plain_line(text[at:]):
        pieces.append(Span(piece, style))
    return pieces


def links(text: str) -> list[tuple[int, int]]:
    """Where links stand in a text that is fit to be shown: from, to. What ends a sentence or a bracket is no part of
    one."""
    found = []
    for match in LINK.finditer(text):
        start, link = match.start(), match.group().rstrip(".,;:!?'*_~")
        while link and link[-1] in _CLOSING and link.count(_CLOSING[link[-1]]) < link.count(link[-1]):
            link = link[:-1].rstrip(".,;:!?'*_~")
        if link.partition(":")[2].strip("/"):
            found.append((start, start + len(link)))
    return found


def mentions(text: str, nick: str, fold: Callable[[str], str]) -> bool:
    """Whether a text names a nick, as a word of its own."""
    if not nick:
        return False
    text, nick = fold(plain_line(text)), fold(nick)
    at = text.find(nick)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(nick) : at + len(nick) + 1]
        if not (_is_of_a_nick(before) or _is_of_a_nick(after)):
            return True
        at = text.find(nick, at + 1)
    return False


def _is_of_a_nick(character: str) -> bool:
    return character.isalnum() or (character != "" and character in "_-[]{}\\|^`")


def _after(style: Style, code: re.Match[str]) -> Style:
    """The style behind a code."""
    letter = code.group()[0]
    if letter not in "\x03\x04":
        return _TOGGLES[letter](style)
    colour, background = (code[1], code[2]) if letter == "\x03" else (code[3], code[4])
    if colour is None:
        return replace(style, colour="", background="")
    if letter == "\x03":
        # 99 is the colour that the terminal has by itself.
        colour = _number(colour)
        background = None if background is None else _number(background)
    return replace(style, colour=colour, background=style.background if background is None else background)


def _number(digits: str) -> str:
    return "" if int(digits) == 99 else str(int(digits))
