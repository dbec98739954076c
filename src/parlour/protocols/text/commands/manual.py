"""What there is to type: /help."""

from parlour.protocols.text import words
from parlour.protocols.text.columns import aligned, widths
from parlour.protocols.text.context import Context
from parlour.protocols.text.registry import COMMANDS, READ, Name, bare, command


@command("/help", "HELP", cost=READ)
async def show_help(ctx: Context, command: Name = Name("")) -> None:  # noqa: B008, it is a word
    """Show this, or more of one command."""
    if command:
        asked = COMMANDS[bare(command)]
        ctx.say(asked.grammar)
        for line in (asked.help, *asked.details):
            ctx.say(f"  {line}")
        return
    rows = [(known.grammar, known.help) for known in dict.fromkeys(COMMANDS.values())]
    widest = widths(rows)
    for row in rows:
        ctx.say(aligned(row, widest))
    for line in words.HOW_TO_TYPE:
        ctx.say(line)
