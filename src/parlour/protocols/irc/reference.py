"""The reference page of all that the protocol speaks, made from its tables: docs/ircv3.md."""

from collections.abc import Iterable

from parlour.core import letters
from parlour.core.limits import Limits
from parlour.protocols.irc import commands
from parlour.protocols.irc.registry import COMMANDS
from parlour.protocols.irc.welcome import announced
from parlour.protocols.irc.words import WORDS, Fail
from parlour.wire.capabilities import CAPABILITIES, Capability
from parlour.wire.isupport import TOKENS
from parlour.wire.numerics import NUMERICS

__all__ = ["commands", "page"]

INTRODUCTION = """\
# What Parlour speaks

<!-- Made by `make docs` from the tables in src/parlour/wire and src/parlour/protocols/irc. -->

Parlour speaks IRC as [modern.ircdocs.horse](https://modern.ircdocs.horse/) describes it, with the extensions of
[IRCv3](https://ircv3.net/irc/) that stand here, in UTF-8 only. What it adds of its own stands in
[Extensions](extensions.md).
"""


def page() -> str:
    """The page, in Markdown."""
    parts = INTRODUCTION, _capabilities(), _commands(), _modes(), _tokens(), _numerics(), _failures()
    return "\n".join(parts)


def _table(title: str, words: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"## {title}\n", f"{words}\n", _row(columns), _row("---" for _ in columns)]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _link(spec: str) -> str:
    """A link to a specification, named after the end of its address."""
    name = spec.removeprefix("docs/").rpartition("/")[2].lstrip("#")
    return f"[{name}]({spec.removeprefix('docs/')})"


def _state(capability: Capability) -> str:
    if capability.settled:
        return "ratified"
    return "draft" if capability.name.startswith("draft/") else "Parlour's own"


def _capabilities() -> str:
    rows = ((f"`{c.name}`", f"`{c.value}`" if c.value else "", _state(c), _link(c.spec)) for c in CAPABILITIES)
    words = "What `CAP LS` offers."
    return _table("Capabilities", words, ("name", "value", "state", "specification"), rows)


def _commands() -> str:
    rows = (
        (f"`{command.grammar}`", command.help, "yes" if command.early else "", _link(command.spec))
        for command in sorted(COMMANDS.values(), key=lambda command: command.name)
    )
    words = (
        "What a client may send. Lists have commas and no spaces. Some parameters in brackets are needed all the same, "
    )
    words += "and have an error of their own when they are missing (`411`, `412`, `431`)."
    return _table("Commands", words, ("command", "what it does", "before registration", "specification"), rows)


def _modes() -> str:
    types = {
        "of members": letters.RANKS,
        "of channels, a list": letters.LISTS,
        "of channels": letters.ALWAYS_VALUE + letters.VALUE_TO_SET + letters.FLAGS,
        "of users": letters.USERS,
    }
    rows = (
        (f"`{entry.letter}`", kind, entry.takes, entry.means, _link(entry.spec) if entry.spec else "")
        for kind, table in types.items()
        for entry in table
    )
    columns = ("letter", "mode", "takes", "means", "specification")
    extended = ((f"`~{entry.letter}:`", entry.takes, entry.means) for entry in letters.EXTENDED_BANS)
    words = "What `MODE` sets. New channels are `+nt`, and who makes one is its operator."
    more = (
        "What a mask in `b`, `e` and `I` may be besides `nick!user@host`, whose host may be a network where hosts are "
        "no cloaks (`192.0.2.0/24`)."
    )
    bans = _table("Extended bans", more, ("mask", "takes", "means"), extended)
    return _table("Modes", words, columns, rows) + "\n" + bans


def _tokens() -> str:
    values = announced(Limits(), "Parlour")
    rows = (
        (f"`{token.name}`", f"`{token.value.format_map(values)}`" if token.value else "", _link(token.spec))
        for token in TOKENS
    )
    words = "What 005 announces, with the values of a server that is not configured otherwise."
    return _table("Tokens", words, ("token", "value", "specification"), rows)


def _numerics() -> str:
    rows = (
        (numeric.code, f"`{numeric.name}`", numeric.words or "", _link(numeric.spec)) for numeric in NUMERICS.values()
    )
    words = "The numeric replies that a client may get, with their words where they are always the same."
    return _table("Numerics", words, ("code", "name", "words", "specification"), rows)


def _failures() -> str:
    said = [words for words in WORDS.values() if isinstance(words, Fail)]
    rows = {(f"`{words.code}`", words.words.format(nick="bob", blocked="bob")): None for words in said}
    words = (
        "Refusals that no numeric is for, as [standard replies](https://ircv3.net/specs/extensions/standard-replies). "
        "`CHATHISTORY` has those of its specification, and a line that is no text is told with `INVALID_UTF8`."
    )
    return _table("Standard replies", words, ("code", "words"), rows)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - this module's only output
