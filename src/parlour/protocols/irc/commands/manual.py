"""What there is to type: HELP and HELPOP, from the table of commands."""

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
    if asked is not None:
        more = [line.strip() for line in asked.details]
        lines = [asked.grammar, "", asked.help, *more, "", f"Specification: {asked.spec}"]
    elif not subject:
        lines = [
            "Help",
            "",
            "HELP and a command shows how it is used. These are the commands:",
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


def _subject(text: str) -> str:
    """What was asked for, as a parameter: * where it cannot be one (modern.ircdocs.horse)."""
    return "*" if not text or " " in text or text.startswith(":") else word(text)


@command("HELPOP", cost=READ, spec="https://modern.ircdocs.horse/#help-message")
async def helpop(ctx: Context, subject: str = "") -> None:
    """Show what there is to type, as HELP does."""
    await show_help(ctx, subject)
