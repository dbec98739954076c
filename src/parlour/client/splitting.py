"""Long texts in pieces that fit a line: between words where there are some, never within what looks like one."""

import unicodedata

from parlour.client.model import Network

LINE_BYTES = 512
"""The longest line that a server relays, with its source and its end."""

_WRAPPING = len("\x01ACTION \x01")

_JOINER = "\N{ZERO WIDTH JOINER}"


def room(network: Network, verb: str, target: str, *, wrapped: bool) -> int:
    """How many bytes of text a relayed line has room for, an action being `wrapped`.

    User name and host are part of it; as long as they are not known, they are taken to be long.
    """
    me = network.person(network.nick)
    user = len(me.user.encode()) if me is not None and me.user else _number(network.supported.get("USERLEN"), 10) + 1
    host = len(me.host.encode()) if me is not None and me.host else _number(network.supported.get("HOSTLEN"), 63)
    around = len(f":{network.nick}!@ {verb} {target} :\r\n".encode()) + user + host
    return max(100, LINE_BYTES - around - (_WRAPPING if wrapped else 0))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) < LINE_BYTES else otherwise


def split(text: str, limit_bytes: int) -> list[str]:
    """A text of one line in pieces of at most so many bytes of UTF-8. Blanks where it is cut are not repeated."""
    pieces: list[str] = []
    rest = text
    while len(rest.encode()) > limit_bytes:
        at = _most(rest, limit_bytes)
        end = rest.rfind(" ", 0, at + 1)
        # A blank far to the left would make a short piece of a long word; the word is cut instead.
        if end > at // 2 and rest[:end].strip():
            piece, rest = rest[:end], rest[end + 1 :]
        else:
            at = _cut(rest, at)
            piece, rest = rest[:at], rest[at:]
        pieces.append(piece)
    return [*pieces, rest] if rest or not pieces else pieces


def _most(text: str, limit_bytes: int) -> int:
    """How many characters fit, and one at least."""
    return max(1, len(text.encode()[:limit_bytes].decode(errors="ignore")))


def _cut(text: str, at: int) -> int:
    """The last place up to `at` that is between two signs; `at` if there is none."""
    for place in range(at, 0, -1):
        if not _is_within(text, place):
            return place
    return at


def _is_within(text: str, at: int) -> bool:
    """Whether a place is within what is shown as one sign: near enough to UAX #29 for cutting."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}" <= after <= "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}":
        return True
    if "\U000e0020" <= after <= "\U000e007f":
        return True
    if "\u1160" <= after <= "\u11ff":
        return True
    return _is_flag(after) and _flags_before(text, at) % 2 == 1


def _is_flag(char: str) -> bool:
    return "\N{REGIONAL INDICATOR SYMBOL LETTER A}" <= char <= "\N{REGIONAL INDICATOR SYMBOL LETTER Z}"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(text[at - 1 - count]):
        count += 1
    return count
