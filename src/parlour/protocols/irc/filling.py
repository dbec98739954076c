"""Lists of words in as few lines as hold them."""

from collections.abc import Iterable

from parlour.protocols.irc.context import Context
from parlour.wire.framing import BODY_BYTES
from parlour.wire.numerics import Numeric


def send_words(ctx: Context, numeric: Numeric, *params: str, words: Iterable[str]) -> None:
    """Answer a numeric that ends with a list of words; several times when one line has no room for them, but once."""
    room = BODY_BYTES - len(" ".join([f":{ctx.server}", numeric.code, ctx.nick, *params, ":"]).encode())
    for line in filled(words, room):
        ctx.numeric(numeric, *params, line)


def filled(words: Iterable[str], room_bytes: int) -> list[str]:
    """Words in lines of at most so many bytes; one empty line when there are none."""
    lines = [""]
    size = 0
    for word in words:
        length = len(word.encode())
        if lines[-1] and size + 1 + length > room_bytes:
            lines.append("")
            size = 0
        lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
        size += length + bool(size)
    return lines
