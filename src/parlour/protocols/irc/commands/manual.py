"""What there is to type: HELP and HELPOP, from the table of commands."""

from parlour.core import letters
from parlour.core.letters import Letter
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.filling import filled
from parlour.protocols.irc.registry import COMMANDS, READ, command
from parlour.wire import numerics as n

WIDTH = 72
"""The list of commands is broken into lines of so many letters."""


@command("HELP", cost=READ)
async def show_help(ctx: Context, subject: str = "") -> None:
    """Show what there is to type, or how a command is used."""
    asked = COMMANDS.get(subject.upper())
    topic = _TOPICS.get(subject.upper())
    if topic is not None:
        lines = [*topic, "Specification: https://modern.ircdocs.horse/#modes"]
    elif asked is not None:
        more = [line.strip() for line in asked.details]
        lines = [asked.grammar, "", asked.help, *more, "", f"Specification: {asked.spec}"]
    elif not subject:
        lines = [
            "Help",
            "",
            "HELP and a command shows how it is used; HELP MODES, UMODES and EXTBANS explain letters. The commands:",
            *filled(sorted(COMMANDS), WIDTH),
            "In what a command takes, <this> is needed and [<this>] is not; lists have commas and no spaces.",
        ]
    else:
        ctx.numeric(n.ERR_HELPNOTFOUND, _subject(subject))
        return
    about = _subject(subject)
    title, *texts, last = lines
    ctx.numeric(n.RPL_HELPSTART, about, title)
    for text in texts:
        ctx.numeric(n.RPL_HELPTXT, about, text)
    ctx.numeric(n.RPL_ENDOFHELP, about, last)


def _explained(title: str, *tables: tuple[Letter, ...], before: str = "") -> list[str]:
    """A title, and a line for each letter."""
    entries = [entry for table in tables for entry in table]
    lines = [f"{before}{e.letter} {f'<{e.takes}>' if e.takes else '':11} {e.means}" for e in entries]
    return [title, "", *lines, ""]


_CHANNEL = (letters.RANKS, letters.LISTS, letters.ALWAYS_VALUE, letters.VALUE_TO_SET, letters.FLAGS)
_TOPICS = {
    "MODES": _explained("Modes of channels and of their members: MODE #channel +letters [values]", *_CHANNEL),
    "UMODES": _explained("Modes of your own: MODE nick +letters", letters.USERS),
    "EXTBANS": _explained("What a mask in the modes b, e and I may be besides nick!user@host", letters.EXTENDED_BANS,
                          before="~"),
}  # fmt: skip
"""What HELP explains besides commands."""


def _subject(text: str) -> str:
    """What was asked for, as a parameter: * where it cannot be one (modern.ircdocs.horse)."""
    return "*" if not text or " " in text or text.startswith(":") else word(text)


@command("HELPOP", cost=READ, spec="https://modern.ircdocs.horse/#help-message")
async def helpop(ctx: Context, subject: str = "") -> None:
    """Show what there is to type, as HELP does."""
    await show_help(ctx, subject)
