"""What a setting's type cannot say about its value: each check gives the value to use, or raises ValueError."""

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parlour.core.names import is_channel_name
from parlour.core.operators import PRIVILEGES
from parlour.server.addresses import Address
from parlour.server.kinds import KINDS, where
from parlour.server.settings import CLASSES, Gateway
from parlour.wire import isupport

UNIX_PATH_BYTES = 107  # struct sockaddr_un has 108, the last of them NUL (unix(7))
ANNOUNCED_BYTES = 300  # of the value of a token in 005, which has to fit a line with the longest names
MOTD_LINE_BYTES = 400  # leaves room in a line of 512 for the server's name, the numeric and the nick

Check = Callable[[Any, Path], Any]
"""Given the value and the folder that relative paths start from: the value to use. Raises ValueError, one sentence."""


def _server_name(value: str, _folder: Path) -> str:
    if not re.fullmatch(
        r"(?=.*\.)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*", value
    ):
        raise ValueError(
            f"{value!r} is not a server's name: letters, digits, '-' and at least one '.', as in chat.example.org"
        )
    return value


def _network(value: str, _folder: Path) -> str:
    if not value.isprintable() or re.search(r"\s", value):
        raise ValueError(f"{value!r} is not a network's name: one word without spaces or control characters")
    return value


def _password(value: str, _folder: Path) -> str:
    if not value:
        return value
    from parlour.server.passwords import is_hash

    if not is_hash(value):
        # The value itself is not repeated: it may be the password.
        raise ValueError("this is no argon2id hash: run `parlour password` and put here what it prints")
    return value


def _lines_of(what: str) -> Check:
    def check(value: str, _folder: Path) -> str:
        if "\0" in value:
            raise ValueError(f"{what} has a NUL character in it")
        for number, line in enumerate(value.splitlines(), 1):
            if (size := len(line.encode())) > MOTD_LINE_BYTES:
                raise ValueError(f"line {number} of {what} has {size} bytes, {MOTD_LINE_BYTES} are the most")
        return value

    return check


def _one_line(value: str, _folder: Path) -> str:
    if not value.isprintable():
        raise ValueError("one line of text has no line breaks and no control characters in it")
    return value


def _icon(value: str, _folder: Path) -> str:
    if value and not re.fullmatch(r"https?://[!-~]+", value):
        raise ValueError(f"{value!r} is not the address of a picture, as in https://chat.example.org/icon.png")
    if len(isupport.escape(value)) > ANNOUNCED_BYTES:
        raise ValueError(f"{value!r} is too long: {ANNOUNCED_BYTES} bytes are the most, and '=' takes four")
    return value


def _denied_tags(value: tuple[str, ...], _folder: Path) -> tuple[str, ...]:
    for place, text in enumerate(value):
        name = text.removeprefix("-") if value[0] == "*" else text
        if not (text == "*" and not place) and not re.fullmatch(r"([A-Za-z0-9.-]+/)?[A-Za-z0-9][A-Za-z0-9-]*", name):
            raise ValueError(
                f"{text!r} is not a tag to deny: write its name without +, or '*' first and then -NAME for exceptions"
            )
    if len(",".join(value)) > ANNOUNCED_BYTES:
        raise ValueError(f"these are too many tags for a line: {ANNOUNCED_BYTES} bytes with their commas are the most")
    return value


def _suffix(value: str, _folder: Path) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*", value):
        raise ValueError(f"{value!r} is no end of a host: letters, digits, '-' and '.', as in hidden or users.example")
    return value


def _path(value: str, folder: Path) -> str:
    if not value:
        return value
    if "\0" in value:
        raise ValueError("a path has no NUL character in it")
    try:
        return os.path.abspath(folder / Path(value).expanduser())  # noqa: PTH100 - takes away '..' without the disk
    except RuntimeError:
        raise ValueError(f"{value!r} starts in a home folder that nobody has") from None


def _socket(text: str, folder: Path) -> str:
    if not (path := _path(text, folder)):
        raise ValueError("a Unix socket needs a path")
    if len(os.fsencode(path)) > UNIX_PATH_BYTES:
        raise ValueError(f"{path!r} is too long for a Unix socket, whose path has at most {UNIX_PATH_BYTES} bytes")
    return path


def _listeners(kind: str) -> Check:
    def check(value: tuple[str, ...], folder: Path) -> tuple[str, ...]:
        found = [where(kind, text) for text in value]
        return tuple(str(each) if isinstance(each, Address) else _socket(each, folder) for each in found)

    return check


def _lobby(value: str, _folder: Path) -> str:
    if value and not is_channel_name(value, len(value.encode())):
        raise ValueError(f"{value!r} is not a channel's name: '#' and then no blanks, commas or colons, as in #lobby")
    return value


def _networks(value: tuple[str, ...], _folder: Path) -> tuple[str, ...]:
    for text in value:
        if text != "unix":
            try:
                ipaddress.ip_network(text)
            except ValueError as error:
                raise ValueError(f"{error}; write a network as in 192.0.2.0/24, an address, or unix") from None
    return value


def _gateways(value: tuple[Gateway, ...], folder: Path) -> tuple[Gateway, ...]:
    for gateway in value:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,30}", gateway.name):
            raise ValueError(f"{gateway.name!r} is no name of a gateway: 1 to 30 letters, digits, '.', '-' and '_'")
        if sum(other.name == gateway.name for other in value) > 1:
            raise ValueError(f"there are two gateways {gateway.name!r}")
        try:
            if not (_password(gateway.password, folder) and _networks(gateway.hosts, folder)):
                raise ValueError("it needs a password and hosts that it comes from")
        except ValueError as error:
            raise ValueError(f"gateway {gateway.name!r}: {error}") from None
    return value


def _classes(value: dict[str, tuple[str, ...]], _folder: Path) -> dict[str, tuple[str, ...]]:
    for name, privileges in value.items():
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,30}", name):
            raise ValueError(f"{name!r} is no name of a class: 1 to 30 letters, digits, '-' and '_'")
        for privilege in privileges:
            if privilege not in PRIVILEGES:
                near = difflib.get_close_matches(privilege, PRIVILEGES, n=1)
                which = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(map(repr, PRIVILEGES))}"
                raise ValueError(f"class {name!r}: there is no privilege {privilege!r}; {which}")
    return {**CLASSES, **value}


CHECKS: Mapping[str, Check] = {
    "server.name": _server_name,
    "server.network": _network,
    "server.password": _password,
    "server.motd": _lines_of("the message of the day"),
    "server.rules": _lines_of("the text"),
    "server.description": _one_line,
    "server.icon": _icon,
    "server.denied_tags": _denied_tags,
    "server.data": _path,
    "admin.location": _one_line,
    "admin.organisation": _one_line,
    "admin.email": _one_line,
    **{f"listen.{kind}": _listeners(kind) for kind in KINDS},
    "text.lobby": _lobby,
    "proxy.trusted": _networks,
    "proxy.gateways": _gateways,
    "tls.certificate": _path,
    "tls.key": _path,
    "hosts.suffix": _suffix,
    "operators.classes": _classes,
    "limits.exempt": _networks,
}
