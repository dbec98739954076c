"""The table of commands on the page of plain text, docs/plain-text.md, made from the commands themselves."""

import sys

from parlour.protocols.text import commands
from parlour.protocols.text.registry import COMMANDS

__all__ = ["commands", "page"]

BEGIN = "<!-- The table is made by `make docs` from the commands in src/parlour/protocols/text/commands. -->\n"
END = "<!-- Here it ends. -->\n"


def page(text: str) -> str:
    """The page with its table as the commands are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def table() -> str:
    """What there is to type, and what it does, in Markdown."""
    lines = ["| type | and |", "| --- | --- |"]
    for command in dict.fromkeys(COMMANDS.values()):
        does = " ".join(line for line in (command.help, *command.details) if line)
        grammar = command.grammar.replace("|", r"\|")
        lines.append(f"| `{grammar}` | {does} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(sys.stdin.read()), end="")  # noqa: T201 - this module's only output
