"""What a setting's type cannot say about its value: each check gives the value to use, or raises ValueError."""

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parlour.server import addresses

UNIX_PATH_BYTES = 107  # struct sockaddr_un has 108, the last of them NUL (unix(7))
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


def _motd(value: str, _folder: Path) -> str:
    if "\0" in value:
        raise ValueError("the message of the day has a NUL character in it")
    for number, line in enumerate(value.splitlines(), 1):
        if (size := len(line.encode())) > MOTD_LINE_BYTES:
            raise ValueError(
                f"line {number} of the message of the day has {size} bytes, {MOTD_LINE_BYTES} are the most"
            )
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


def _sockets(value: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    paths = []
    for text in value:
        if not (path := _path(text, folder)):
            raise ValueError("a Unix socket needs a path")
        if len(os.fsencode(path)) > UNIX_PATH_BYTES:
            raise ValueError(f"{path!r} is too long for a Unix socket, whose path has at most {UNIX_PATH_BYTES} bytes")
        paths.append(path)
    return tuple(paths)


def _listeners(default_host: str) -> Check:
    def check(value: tuple[str, ...], _folder: Path) -> tuple[str, ...]:
        return tuple(str(addresses.parse(text, default_host=default_host)) for text in value)

    return check


def _proxied(value: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    here = _listeners(addresses.PLAIN_HOST)
    return tuple((_sockets if addresses.is_path(text) else here)((text,), folder)[0] for text in value)


def _networks(value: tuple[str, ...], _folder: Path) -> tuple[str, ...]:
    for text in value:
        if text != "unix":
            try:
                ipaddress.ip_network(text)
            except ValueError as error:
                raise ValueError(f"{error}; write a network as in 192.0.2.0/24, an address, or unix") from None
    return value


CHECKS: Mapping[str, Check] = {
    "server.name": _server_name,
    "server.network": _network,
    "server.password": _password,
    "server.motd": _motd,
    "server.data": _path,
    "listen.irc": _listeners(addresses.PLAIN_HOST),
    "listen.tls": _listeners(addresses.TLS_HOST),
    "listen.unix": _sockets,
    "listen.proxied": _proxied,
    "proxy.trusted": _networks,
    "tls.certificate": _path,
    "tls.key": _path,
    "limits.exempt": _networks,
}
