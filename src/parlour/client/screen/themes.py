"""The themes: colours for Textual's own parts, and the looks of what is ours."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from parlour.client.screen.look import Look

NAMES = ("dark", "light", "contrast", "colour-blind", "terminal")
"""As in the settings."""

LOOKS = {
    "dark": Look(
        nicks=("#7cc4ff", "#8fe3a1", "#ffb56b", "#e39bff", "#ff9aa8", "#6fe0d8", "#d8d36b", "#b3b8ff", "#ffa3da"),
        text="#d9dde3", time="#6f7a88", own="bold #ffffff", mention="reverse", notice="#9fb3c8", event="#7d8896",
        error="bold #ff7b72", waiting="italic #8b95a3", day="#8b95a3", unread="bold #ff9e64", reply="#7d8896",
        reaction="#b7a26a", link="underline #82b7ff", session="bold #c49bff", bar="#3a424d", chosen="on #2c3644",
        found="reverse bold", selected="on #31507a", title="bold #9fb3c8", count="bold #ffb56b", busy="#ff9e64",
        free="#8fe3a1", dim="#7d8896",
    ),
    "light": Look(
        nicks=("#0b5ea8", "#1d7a34", "#a35200", "#8a2db0", "#b3243b", "#0b7570", "#6f6a00", "#4a4fc4", "#b01f7d"),
        text="#20262e", time="#6a7480", own="bold #000000", mention="reverse", notice="#44586b", event="#66707c",
        error="bold #b3241b", waiting="italic #66707c", day="#66707c", unread="bold #b34700", reply="#66707c",
        reaction="#7a6200", link="underline #0b55b3", session="bold #7a2db8", bar="#c3cad2", chosen="on #dbe4ef",
        found="reverse bold", selected="on #b8d4f5", title="bold #44586b", count="bold #a34700", busy="#a34700",
        free="#1d7a34", dim="#66707c",
    ),
    "contrast": Look(
        nicks=("bold #ffffff", "bold #ffff00", "bold #00ffff", "bold #7fff7f", "bold #ffb3ff", "bold #ffc266"),
        text="#ffffff", time="#ffffff", own="bold underline #ffffff", mention="reverse", notice="#00ffff",
        event="#e0e0e0", error="bold reverse #ff8080", waiting="italic #ffff00", day="bold #ffffff",
        unread="bold reverse #ffff00", reply="italic #e0e0e0", reaction="#ffff00", link="underline #00ffff",
        session="bold #ff80ff", bar="#ffffff", chosen="on #404040", found="reverse bold", selected="#000000 on #ffff00",
        title="bold #ffff00", count="bold reverse #ffff00", busy="bold #ffb000", free="bold #7fff7f", dim="#e0e0e0",
    ),
    # Colours that stay apart for those who see no red or no green. Source: https://jfly.uni-koeln.de/color/
    "colour-blind": Look(
        nicks=("#56b4e9", "#e69f00", "#f0e442", "#cc79a7", "#a6d8f5", "#ffc966"),
        text="#e4e4e4", time="#8a8f98", own="bold #ffffff", mention="reverse", notice="#a6d8f5", event="#9aa0a8",
        error="bold #f0a070", waiting="italic #9aa0a8", day="#9aa0a8", unread="bold #f0e442", reply="#9aa0a8",
        reaction="#e69f00", link="underline #56b4e9", session="bold #e69f00", bar="#4a5058", chosen="on #2f3640",
        found="reverse bold", selected="on #22507a", title="bold #a6d8f5", count="bold #f0e442", busy="#e69f00",
        free="#56b4e9", dim="#9aa0a8",
    ),
    # Nothing here is told by a colour alone: with NO_COLOR it is all there is.
    "terminal": Look(
        nicks=("bold blue", "bold green", "bold yellow", "bold magenta", "bold cyan", "bold red"),
        text="", time="dim", own="bold underline", mention="reverse", notice="italic", event="dim", error="bold red",
        waiting="italic dim", day="dim", unread="bold yellow", reply="italic dim", reaction="yellow", link="underline",
        session="bold magenta", bar="dim", chosen="reverse", found="reverse bold", selected="reverse", title="bold",
        count="bold yellow", busy="yellow", free="green", dim="dim", formats=False,
    ),
}  # fmt: skip

_OURS = "parlour-"

THEMES = (
    Theme(
        name="parlour-dark", primary="#7cc4ff", secondary="#9fb3c8", accent="#c49bff", warning="#ffb56b",
        error="#ff7b72", success="#8fe3a1", foreground="#d9dde3", background="#14181d", surface="#1a1f26",
        panel="#222932", dark=True, variables={"block-cursor-text-style": "none"},
    ),
    Theme(
        name="parlour-light", primary="#0b5ea8", secondary="#44586b", accent="#7a2db8", warning="#a35200",
        error="#b3241b", success="#1d7a34", foreground="#20262e", background="#fbfcfd", surface="#f1f4f7",
        panel="#e4e9ee", dark=False, variables={"block-cursor-text-style": "none"},
    ),
    Theme(
        name="parlour-contrast", primary="#ffff00", secondary="#00ffff", accent="#ff80ff", warning="#ffff00",
        error="#ff8080", success="#7fff7f", foreground="#ffffff", background="#000000", surface="#000000",
        panel="#000000", dark=True, text_alpha=1.0, variables={"block-cursor-text-style": "bold"},
    ),
    Theme(
        name="parlour-colour-blind", primary="#56b4e9", secondary="#a6d8f5", accent="#e69f00", warning="#f0e442",
        error="#f0a070", success="#56b4e9", foreground="#e4e4e4", background="#15191e", surface="#1c2127",
        panel="#252b33", dark=True, variables={"block-cursor-text-style": "none"},
    ),
    Theme(
        name="parlour-terminal", ansi=True, primary="ansi_blue", secondary="ansi_cyan", accent="ansi_magenta",
        warning="ansi_yellow", error="ansi_red", success="ansi_green", foreground="ansi_default",
        background="ansi_default", surface="ansi_default", panel="ansi_default", boost="ansi_default", dark=True,
        variables={
            "ansi-background": "ansi_default", "ansi-foreground": "ansi_default", "border": "ansi_default",
            "border-blurred": "ansi_default", "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default", "block-cursor-text-style": "reverse",
            "block-cursor-blurred-foreground": "ansi_default", "block-cursor-blurred-background": "ansi_default",
            "input-cursor-background": "ansi_default", "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse", "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default", "screen-selection-background": "ansi_default",
            "screen-selection-foreground": "ansi_default",
        },
    ),
)  # fmt: skip


def theme_of(name: str) -> str:
    """What Textual calls a theme of ours."""
    return _OURS + name


def look_of(theme: str) -> Look:
    """The look that goes with what Textual calls a theme."""
    return LOOKS[theme.removeprefix(_OURS)]


class Colourless(LineFilter):
    """Takes every colour away, the default ones included, so that no code for any is written.

    Textual's own filters turn colours into greys, or ask for the default ones: both are codes for colours.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same without colours."""
        return [Segment(text, _without_colour(style), control) for text, style, control in segments]


def _without_colour(style: Style | None) -> Style | None:
    return None if style is None else style.without_color


def filters_without_colour() -> Sequence[LineFilter]:
    """The filters of a screen that has no colours."""
    return _COLOURLESS


_COLOURLESS = (Colourless(),)
