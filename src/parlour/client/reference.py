"""The pages that are made of the tables of the client: docs/chat.md and docs/chat-json.md."""

import inspect
import sys
import types
from typing import Any, get_args, get_origin

import msgspec

from parlour.client.actions import ACTIONS
from parlour.client.commands import registry
from parlour.client.plain.records import RECORDS, ChannelRow, FreeRow
from parlour.client.settings import ChatSettings, ServerSettings, allowed, description

COMMANDS = (
    "<!-- The commands are written by `make docs` from src/parlour/client/commands. -->\n",
    "<!-- No more commands. -->\n",
)
KEYS = (
    "<!-- The keys are written by `make docs` from src/parlour/client/actions.py. -->\n",
    "<!-- No more keys. -->\n",
)
EVENTS = (
    "<!-- The events are written by `make docs` from src/parlour/client/plain/records.py. -->\n",
    "<!-- No more events. -->\n",
)
SETTINGS = (
    "<!-- The settings are written by `make docs` from src/parlour/client/settings.py. -->\n",
    "<!-- No more settings. -->\n",
)

FAMILIES = {
    "messages": "Saying something",
    "channels": "Channels",
    "people": "People",
    "sessions": "Sessions",
    "direct": "The direct line (`parlour direct`)",
    "history": "What was said",
    "client": "The client",
}


def page(text: str) -> str:
    """A page with its tables as they are now."""
    for (begin, end), made in ((COMMANDS, commands), (KEYS, keys), (EVENTS, events), (SETTINGS, settings)):
        before, found, rest = text.partition(begin)
        if found:
            text = f"{before}{begin}\n{made()}\n{end}{rest.partition(end)[2]}"
    return text


def commands() -> str:
    """What there is to type, in Markdown."""
    return "\n".join(_family(family, title) for family, title in FAMILIES.items())


def _family(family: str, title: str) -> str:
    lines = [f"**{title}**", "", "| type | and |", "| --- | --- |"]
    for each in dict.fromkeys(registry.COMMANDS.values()):
        if each.family == family:
            does = " ".join(line for line in (each.help, *each.details) if line)
            also = f" Also {', '.join(f'`/{name}`' for name in each.names[1:])}." if each.names[1:] else ""
            grammar = each.grammar.replace("|", r"\|")
            lines.append(f"| `{grammar}` | {_cell(does + also)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("*", r"\*") if "`" not in text else text.replace("|", r"\|")


def keys() -> str:
    """What keys do, in Markdown."""
    lines = ["| key | does | |", "| --- | --- | --- |"]
    for each in ACTIONS:
        if each.keys:
            same = f" `{each.command}`" if each.command else ""
            lines.append(f"| {each.keys_shown} | {each.title.rstrip('…')} | {each.help}{same} |")
    return "\n".join(lines) + "\n"


def events() -> str:
    """What records there are, in Markdown."""
    parts = []
    for record in RECORDS:
        tag = record.__struct_config__.tag
        parts.append(f"### {tag}\n\n{_prose(record)}\n\n" + _fields(record, ("event", f'"{tag}"')))
    for row, name in ((ChannelRow, "a row of `channels`"), (FreeRow, "a row of `people` in `free`")):
        parts.append(f"### {name}\n\n{_prose(row)}\n\n" + _fields(row))
    return "\n".join(parts)


def settings() -> str:
    """What can be set, in Markdown."""
    lines = ["| setting | default | allowed | what it is |", "| --- | --- | --- | --- |"]
    for struct, table in ((ChatSettings, ""), (ServerSettings, "servers.NAME.")):
        for each in msgspec.structs.fields(struct):
            if each.name != "servers":
                default = str(each.default).lower() if isinstance(each.default, bool) else f'"{each.default}"'
                name = f"{table}{each.name}"
                lines.append(f"| `{name}` | `{default}` | {allowed(each.type)} | {description(each.type)} |")
    return "\n".join(lines) + "\n"


def _fields(record: type[msgspec.Struct], *first: tuple[str, str]) -> str:
    rows = [*first, *((each.name, _type(each.type)) for each in msgspec.structs.fields(record))]
    return "\n".join(["| key | value |", "| --- | --- |", *(f"| `{name}` | {value} |" for name, value in rows)]) + "\n"


def _prose(record: type[msgspec.Struct]) -> str:
    return inspect.cleandoc(record.__doc__ or "").replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")


def _type(kind: Any) -> str:
    if kind in _NAMES:
        return _NAMES[kind]
    if get_origin(kind) is types.UnionType:
        return " or ".join(_type(each) for each in get_args(kind))
    if get_origin(kind) is list:
        return f"a list: {_type(get_args(kind)[0])} each"
    if get_origin(kind) is dict:
        return f"an object: {_type(get_args(kind)[1])} for each name"
    return f"an object as {kind.__name__.removesuffix('Row').lower()}s have it"


_NAMES: dict[Any, str] = {str: "text", bool: "true or false", int: "a number", type(None): "null"}

if __name__ == "__main__":
    print(page(sys.stdin.read()), end="")  # noqa: T201 - this module's only output
