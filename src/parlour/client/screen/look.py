"""How each thing in the timeline and beside it looks, in one table for each theme."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from rich.style import Style

from parlour.client.text import Style as Formatting

IRC_COLOURS = (
    "ffffff", "000000", "00007f", "009300", "ff0000", "7f0000", "9c009c", "fc7f00",
    "ffff00", "00fc00", "009393", "00ffff", "0000fc", "ff00ff", "7f7f7f", "d2d2d2",
    "470000", "472100", "474700", "324700", "004700", "00472c", "004747", "002747", "000047", "2e0047", "470047",
    "47002a", "740000", "743a00", "747400", "517400", "007400", "007449", "007474", "004074", "000074", "4b0074",
    "740074", "740045", "b50000", "b56300", "b5b500", "7db500", "00b500", "00b571", "00b5b5", "0063b5", "0000b5",
    "7500b5", "b500b5", "b5006b", "ff0000", "ff8c00", "ffff00", "b2ff00", "00ff00", "00ffa0", "00ffff", "008cff",
    "0000ff", "a500ff", "ff00ff", "ff0098", "ff5959", "ffb459", "ffff71", "cfff60", "6fff6f", "65ffc9", "6dffff",
    "59b4ff", "5959ff", "c459ff", "ff66ff", "ff59bc", "ff9c9c", "ffd39c", "ffff9c", "e2ff9c", "9cff9c", "9cffdb",
    "9cffff", "9cd3ff", "9c9cff", "dc9cff", "ff9cff", "ff94d3", "000000", "131313", "282828", "363636", "4d4d4d",
    "656565", "818181", "9f9f9f", "bcbcbc", "e2e2e2", "ffffff",
)  # fmt: skip
"""The colours of IRC from 0 to 98. Source: https://modern.ircdocs.horse/formatting#colors-16-98"""

TERMINAL_COLOURS = (
    "bright_white", "black", "blue", "green", "bright_red", "red", "magenta", "yellow",
    "bright_yellow", "bright_green", "cyan", "bright_cyan", "bright_blue", "bright_magenta", "bright_black", "white",
)  # fmt: skip
"""The first sixteen in the terminal's own."""


@dataclass(frozen=True)
class Look:
    """The styles of one theme, as rich writes them; none says what the ground is where it is the theme's."""

    nicks: tuple[str, ...]
    """Everybody has one of these, always the same."""
    text: str
    time: str
    own: str
    """The nick of the user."""
    mention: str
    """The nick of whoever means the user."""
    notice: str
    event: str
    """What happened, as opposed to what was said."""
    error: str
    waiting: str
    """What has not arrived."""
    day: str
    unread: str
    reply: str
    reaction: str
    link: str
    session: str
    bar: str
    """The line between nicks and texts, and others that only divide."""
    chosen: str
    """Put on a whole row."""
    found: str
    """Put on what was sought."""
    selected: str
    title: str
    """What stands at the head of a list."""
    count: str
    """How much is unread."""
    busy: str
    free: str
    dim: str
    formats: bool = True
    """Whether the colours of IRC are shown in their own shades; else in the terminal's sixteen."""

    def style(self, name: str) -> Style:
        """The style of a role."""
        return parsed(getattr(self, name))

    def nick(self, folded: str) -> Style:
        """The style of somebody's nick."""
        return parsed(self.nicks[crc32(folded.encode("utf-8", "replace")) % len(self.nicks)])


@lru_cache(256)
def parsed(style: str) -> Style:
    """A style as rich knows it."""
    return Style.parse(style) if style else Style()


@lru_cache(1024)
def formatted(formatting: Formatting, *, shades: bool) -> Style:
    """What somebody gave a text; without `shades` only with the terminal's own colours."""
    return Style(
        bold=formatting.bold or None,
        italic=formatting.italic or None,
        underline=formatting.underline or None,
        strike=formatting.strike or None,
        reverse=formatting.reverse or None,
        color=_colour(formatting.colour, shades=shades),
        bgcolor=_colour(formatting.background, shades=shades),
    )


def _colour(colour: str, *, shades: bool) -> str | None:
    if not colour:
        return None
    if len(colour) == 6:
        return f"#{colour}" if shades else None
    number = int(colour)
    if shades:
        return f"#{IRC_COLOURS[number]}" if number < len(IRC_COLOURS) else None
    return TERMINAL_COLOURS[number] if number < len(TERMINAL_COLOURS) else None
