"""The settings of the client: their table, the file they stand in, and every mistake in it told in one sentence."""

import asyncio
import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct, field, structs

from parlour.client.troubles import Refused
from parlour.files import reason
from parlour.tomllines import key_lines

PASSWORD_S = 120.0
"""So long a password_command may take: it may ask for a pass phrase itself."""


class ChatSettingsError(Exception):
    """The settings have a mistake; the message is one sentence, with file, line and key where there are any."""


class ServerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is set for one server, in a table [servers.NAME] with the name that `parlour chat` shows for it."""

    password_command: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=1000,
            description="A command for the shell whose first line of output is the server's password, as in "
            '"pass show chat".',
            extra={"allowed": "a text of 1 to 1000 characters"},
        ),
    ] = ""


class ChatSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is set for all servers."""

    theme: Annotated[
        Literal["dark", "light", "contrast", "colour-blind", "terminal"],
        Meta(description="The colours of the full screen; `terminal` uses only the terminal's own."),
    ] = "dark"
    times: Annotated[
        Literal["none", "minutes", "seconds"],
        Meta(description="How exactly the time stands beside what was said."),
    ] = "minutes"
    typing: Annotated[
        bool,
        Meta(description="Whether others see that you are typing."),
    ] = True
    bell: Annotated[
        bool,
        Meta(description="Whether the terminal's bell rings when you are named, called or written to."),
    ] = True
    notify: Annotated[
        bool,
        Meta(description="Whether the terminal is asked to show a notification then (OSC 9 and 777)."),
    ] = True
    servers: dict[str, ServerSettings] = field(default_factory=dict)

    async def password(self, name: str) -> str:
        """The password of a server as its command gives it; "" where none is set. Raises Refused."""
        server = self.servers.get(name)
        if server is None or not server.password_command:
            return ""
        return await _first_line(name, server.password_command)


def user_file() -> Path:
    """The file of the user's settings, whether it exists or not."""
    return Path(platformdirs.user_config_dir("parlour", appauthor=False)) / "chat.toml"


def load(file: Path | None = None) -> ChatSettings:
    """The settings that hold: of the file that is named, of $PARLOUR_CHAT_CONFIG, or the user's if it is there.

    Raises ChatSettingsError.
    """
    named = file or (Path(text) if (text := os.environ.get("PARLOUR_CHAT_CONFIG")) else None)
    path = named or user_file()
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        if named is None:
            return ChatSettings()
        raise ChatSettingsError(f"cannot read {path}: {reason(error)}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(10) + 1
        raise ChatSettingsError(f"{path}:{line}: not UTF-8 text") from None
    except OSError as error:
        raise ChatSettingsError(f"cannot read {path}: {reason(error)}") from None
    return read(path, text)


def read(path: Path, text: str) -> ChatSettings:
    """The settings in the text of a file. Raises ChatSettingsError."""
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise ChatSettingsError(f"{path}:1: not a configuration: it is nested too deeply") from None
    except ValueError as error:
        raise ChatSettingsError(_syntax(path, text, str(error))) from None
    reader = _Reader(path, key_lines(text))
    reader.check((), document, ChatSettings)
    servers = document.get("servers", {})
    if not isinstance(servers, dict):
        raise reader.wrong(("servers",), "a table for each server, as in [servers.NAME]")
    for name, values in servers.items():
        if not isinstance(values, dict):
            raise reader.wrong(("servers", name), f"a table: write [servers.{name}]")
        reader.check(("servers", name), values, ServerSettings)
    return msgspec.convert(document, ChatSettings)


def allowed(kind: Any) -> str:
    """What a setting may be, in words."""
    shape = msgspec.inspect.type_info(kind)
    extra: dict[str, Any] = {}
    if isinstance(shape, msgspec.inspect.Metadata):
        extra = shape.extra or {}
        shape = shape.type
    if isinstance(shape, msgspec.inspect.LiteralType):
        return "one of " + ", ".join(repr(value) for value in shape.values)
    return str(extra.get("allowed", "true or false"))


def description(kind: Any) -> str:
    """What a setting is for."""
    shape = msgspec.inspect.type_info(kind)
    assert isinstance(shape, msgspec.inspect.Metadata)
    return str((shape.extra_json_schema or {})["description"])


class _Reader:
    """What is wrong with a file, and in which line."""

    def __init__(self, path: Path, lines: dict[tuple[str, ...], int]) -> None:
        self._path = path
        self._lines = lines

    def check(self, table: tuple[str, ...], values: dict[str, Any], struct: type[Struct]) -> None:
        """Raises ChatSettingsError for the first value of a table that is not what it may be."""
        fields = {each.name: each.type for each in structs.fields(struct)}
        for name, value in values.items():
            if name not in fields:
                raise self._unknown((*table, name), fields)
            if name == "servers" and not table:
                continue
            try:
                msgspec.convert(value, fields[name])
            except msgspec.ValidationError:
                raise self.wrong((*table, name), allowed(fields[name]), value) from None

    def wrong(self, key: tuple[str, ...], may_be: str, value: Any = None) -> ChatSettingsError:
        """A value is not what it may be."""
        given = "" if value is None or isinstance(value, dict) else f", not {_shown(value)}"
        return ChatSettingsError(f"{self._at(key)}: {'.'.join(key)!r}: must be {may_be}{given}")

    def _unknown(self, key: tuple[str, ...], fields: dict[str, Any]) -> ChatSettingsError:
        near = difflib.get_close_matches(key[-1], fields, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(fields)}"
        return ChatSettingsError(f"{self._at(key)}: unknown key {'.'.join(key)!r}; {hint}")

    def _at(self, key: tuple[str, ...]) -> str:
        return f"{self._path}:{self._lines.get(key, 1)}"


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _syntax(path: Path, text: str, message: str) -> str:
    """tomllib's sentence, its place moved to the front."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    said = message[: place.start()] if place else message
    said = said[:1].lower() + said[1:]
    if place is None:
        return f"{path}:1: not valid TOML: {said}"
    if place[1] is None:
        return f"{path}:{text.rstrip().count(chr(10)) + 1}: not valid TOML: {said} at the end of the file"
    return f"{path}:{place[1]}: not valid TOML: {said} at column {place[2]}"


async def _first_line(name: str, command: str) -> str:
    what = f"the password_command of {name}"
    try:
        process = await asyncio.create_subprocess_shell(
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise Refused(f"{what} cannot be run: {reason(error)}") from None
    try:
        async with asyncio.timeout(PASSWORD_S):
            out, complaint = await process.communicate()
    except TimeoutError:
        raise Refused(f"{what} does not end") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        said = complaint.decode(errors="replace").strip().splitlines()
        raise Refused(f"{what} failed{': ' + said[-1] if said else f' (exit code {process.returncode})'}")
    try:
        line = out.decode().partition("\n")[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise Refused(f"what {what} gives is not UTF-8 text") from None
    if not line:
        raise Refused(f"{what} gives nothing")
    return line
