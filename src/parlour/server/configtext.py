"""The configuration as text: the default file, what holds and why, the reference page; all from one table."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from parlour.server.configtable import Setting, sections, table, values
from parlour.server.settings import Settings

INTRODUCTION = """\
# Configuration

<!-- Made by `make docs` from the table in src/parlour/server/settings.py. -->

Parlour runs without any configuration. What you want otherwise stands in a TOML file: `parlour config default` prints
one with every setting in it, `parlour config check` says whether yours is right, and `parlour config show --origin`
says which value holds and where it came from.

Where two places speak of the same setting, the first of these wins:

1. a flag of `parlour serve`,
2. the environment: `PARLOUR_DATA` is the data folder,
3. your own file: `~/.config/parlour/parlour.toml` on Linux, or under `$XDG_CONFIG_HOME`,
4. the system's file: `/etc/parlour/parlour.toml`,
5. the default.

A file named with `--config FILE` or in `PARLOUR_CONFIG` is read instead of your own and the system's.
A relative path in a file starts from that file's folder; `~` is your home. A key that Parlour does not know is an
error."""


def default_toml() -> str:
    """A complete configuration file in which every setting has its default and a comment."""
    lines = ["# Parlour's configuration: every setting with its default. Keep only what you change."]
    for section, rows in _by_section():
        lines += ["", *_comment(sections()[section].__doc__ or ""), f"[{section}]"]
        for row in rows:
            lines += ["", *_comment(f"{row.help} ({row.allowed[:1].upper()}{row.allowed[1:]}.)")]
            lines.append(f"{row.name} = {toml(row.default)}")
    return "\n".join(lines) + "\n"


def show(settings: Settings, origins: Mapping[str, str] | None = None) -> str:
    """The settings as TOML; with `origins` each says where it came from."""
    held, blocks = values(settings), []
    for section, rows in _by_section():
        lines = [f"[{section}]"]
        for row in rows:
            line = f"{row.name} = {toml(held[row.key])}"
            lines.append(line if origins is None else f"{line}  # {origins.get(row.key, 'default')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def show_json(settings: Settings, origins: Mapping[str, str] | None = None) -> str:
    """The settings as JSON, by section; with `origins` each is an object of `value` and `origin`."""
    held = values(settings)
    tree = {
        section: {
            row.name: held[row.key]
            if origins is None
            else {"value": held[row.key], "origin": origins.get(row.key, "default")}
            for row in rows
        }
        for section, rows in _by_section()
    }
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def page() -> str:
    """The reference page of every setting, in Markdown."""
    parts = [INTRODUCTION]
    for section, rows in _by_section():
        parts.append(f"\n## [{section}]\n\n{sections()[section].__doc__}\n")
        parts.append("| setting | default | allowed | what it is |\n| --- | --- | --- | --- |")
        parts += [f"| `{row.name}` | `{toml(row.default)}` | {row.allowed} | {row.help} |" for row in rows]
    return "\n".join(parts) + "\n"


def toml(value: Any) -> str:
    """A text, number, truth value, or list or table of them as TOML writes it; names are those of bare keys."""
    if isinstance(value, str):
        # TOML's basic strings are JSON's, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(each)}" for name, each in value.items()) + " }"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _by_section() -> Iterator[tuple[str, list[Setting]]]:
    rows = table().values()
    for section in sections():
        yield section, [row for row in rows if row.section == section]


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, width=100, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - this module's only output
