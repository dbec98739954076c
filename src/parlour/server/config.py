"""The configuration: from files, the environment and flags to Settings, with every mistake told in one sentence.

A flag wins over the environment, that over the user's file, that over the system's, that over the default. A file that
is named (with a flag or PARLOUR_CONFIG) is read instead of the user's and the system's.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from parlour.files import reason
from parlour.server import sts
from parlour.server.checks import CHECKS
from parlour.server.configtable import SECRETS, Setting, sections, table
from parlour.server.kinds import KINDS
from parlour.server.settings import Settings
from parlour.tomllines import key_lines

SYSTEM_FILE = Path("/etc/parlour/parlour.toml")


class ConfigError(Exception):
    """The configuration has a mistake; the message is one sentence, with file, line and key where there are any."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says: values by key (`limits.flood_burst`), and for each where it stands."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings that hold, the origin of each that is not a default, and the files that were read."""

    settings: Settings
    origins: dict[str, str]
    files: tuple[Path, ...]


def user_file() -> Path:
    """The user's own configuration file, whether it exists or not."""
    return Path(platformdirs.user_config_dir("parlour", appauthor=False)) / "parlour.toml"


def load(path: Path) -> Settings:
    """The settings that one file gives, the rest being defaults. Raises ConfigError."""
    return _settings(_merge([_read(path)]))


def resolve(
    *,
    file: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Resolved:
    """The settings that hold here, with `server.data` filled in. Raises ConfigError.

    `flags` has values by key, as the command line gave them; relative paths among them start from the working folder.
    """
    if named := file or (Path(text) if (text := environ.get("PARLOUR_CONFIG")) else None):
        found = [(named, _read(named))]
    else:
        found = [(path, layer) for path in (SYSTEM_FILE, user_file()) if (layer := _read_if_there(path)) is not None]
    layers = [layer for _, layer in found]
    if data := environ.get("PARLOUR_DATA"):
        layers.append(_outside({"server.data": data}, "environment PARLOUR_DATA"))
    layers.append(_outside(flags or {}, "flag"))
    merged = _merge(layers)
    if not merged.values.get("server.data"):
        merged.values["server.data"] = platformdirs.user_data_dir("parlour", appauthor=False)
        merged.origins.pop("server.data", None)
    return Resolved(_settings(merged), merged.origins, tuple(path for path, _ in found))


class Source:
    """Where the settings come from, to be read again whenever the server is told to."""

    def __init__(self, *, file: Path | None = None, flags: Mapping[str, Any] | None = None) -> None:
        self._file = file
        self._flags = flags
        self._files: tuple[Path, ...] = ()

    def read(self) -> Resolved:
        """The settings that hold now. Raises ConfigError, also when a file that was read before is gone."""
        found = resolve(file=self._file, flags=self._flags)
        for path in self._files:
            if path not in found.files:
                raise ConfigError(f"{path} was read before and is gone: put it back, or start the server again")
        self._files = found.files
        return found


def _read_if_there(path: Path) -> Layer | None:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        pass  # reading it says what is wrong with it
    return _read(path)


def _read(path: Path) -> Layer:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}:{error.object[: error.start].count(10) + 1}: not UTF-8 text") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {reason(error)}") from None
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path}:1: not a configuration: it is nested too deeply") from None
    except ValueError as error:
        raise ConfigError(_syntax(path, text, str(error))) from None
    return _Reader(path, key_lines(text)).layer(document)


def _syntax(path: Path, text: str, message: str) -> str:
    """tomllib's sentence, its place moved to the front."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if place is None:
        return f"{path}:1: not valid TOML: {_lowered(message)}"
    said = _lowered(message[: place.start()])
    if place[1] is None:
        return f"{path}:{text.rstrip().count(chr(10)) + 1}: not valid TOML: {said} at the end of the file"
    return f"{path}:{place[1]}: not valid TOML: {said} at column {place[2]}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    lines: dict[tuple[str, ...], int]

    def layer(self, document: dict[str, Any]) -> Layer:
        rows, known, layer = table(), sections(), Layer()
        for section, entries in document.items():
            if section not in known:
                raise self.unknown((section,), known)
            if not isinstance(entries, dict):
                raise ConfigError(f"{self.at(section)}: {section!r} must be a table, written [{section}]")
            for name, value in entries.items():
                if (row := rows.get(f"{section}.{name}")) is None or row.section != section:
                    raise self.unknown((section, name), [row.name for row in rows.values() if row.section == section])
                layer.values[row.key] = _value(row, value, self.path.absolute().parent, self.complaint(row))
                layer.origins[row.key] = self.at(section, name)
        return layer

    def at(self, *key: str) -> str:
        return f"{self.path}:{self.lines.get(key, 1)}"

    def complaint(self, row: Setting) -> Callable[[str], str]:
        return lambda said: f"{self.at(row.section, row.name)}: {row.key!r}: {said}"

    def unknown(self, key: tuple[str, ...], siblings: Mapping[str, Any] | list[str]) -> ConfigError:
        said = f"{self.at(*key)}: unknown key {'.'.join(key)!r}"
        near = difflib.get_close_matches(key[-1], siblings, n=1)
        near = near or [row.key for row in table().values() if row.name == key[-1]]
        if near:
            return ConfigError(f"{said}; did you mean {near[0]!r}?")
        return ConfigError(f"{said}; 'parlour config default' shows every key")


def _value(row: Setting, value: Any, folder: Path, complaint: Callable[[str], str]) -> Any:
    """The value as the setting's type has it, relative paths starting from `folder`. Raises ConfigError."""
    try:
        converted = msgspec.convert(value, row.type)
    except msgspec.ValidationError:
        # What is secret is not repeated, and of a table it is not said which part is wrong.
        given = "" if row.key in SECRETS or isinstance(row.default, dict) else f", not {_shown(value)}"
        raise ConfigError(complaint(f"must be {row.allowed}{given}")) from None
    try:
        return CHECKS[row.key](converted, folder) if row.key in CHECKS else converted
    except ValueError as error:
        raise ConfigError(complaint(str(error))) from None


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _outside(values: Mapping[str, Any], origin: str) -> Layer:
    """What came from outside of files, where the value itself is all that a sentence can name."""
    rows = table()
    checked = {key: _value(rows[key], value, Path.cwd(), str) for key, value in values.items()}
    return Layer(checked, dict.fromkeys(checked, origin))


def _merge(layers: list[Layer]) -> Layer:
    merged = Layer()
    for layer in layers:
        merged.values.update(layer.values)
        merged.origins.update(layer.origins)
    return merged


def _settings(layer: Layer) -> Settings:
    tree: dict[str, dict[str, Any]] = {}
    for key, value in layer.values.items():
        section, _, name = key.partition(".")
        tree.setdefault(section, {})[name] = value
    settings = msgspec.convert(tree, Settings)

    def at(key: str) -> str:
        return f"{layer.origins[key]}: " if key in layer.origins else ""

    for given, lacking in (("certificate", "key"), ("key", "certificate")):
        if getattr(settings.tls, given) and not getattr(settings.tls, lacking):
            raise ConfigError(f"{at(f'tls.{given}')}'tls.{given}' needs 'tls.{lacking}' beside it")
    listen = settings.listen
    if not any(getattr(listen, kind) for kind in KINDS):
        *most, last = (f"'listen.{kind}'" for kind in KINDS)
        raise ConfigError(f"{at('listen.irc')}no listener is left: give {', '.join(most)} or {last} one")
    if len(settings.text.lobby.encode()) > settings.limits.channel_length:
        raise ConfigError(f"{at('text.lobby')}'text.lobby' is longer than 'limits.channel_length' lets a name be")
    if obstacle := sts.obstacle(settings):
        raise ConfigError(f"{at('tls.sts_s')}'tls.sts_s': {obstacle}")
    return settings
