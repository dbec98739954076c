"""Sockets that are open before the server starts: systemd's, or its own from before a restart."""

import json
import os
import socket
from collections.abc import Iterable, MutableMapping
from dataclasses import replace

from parlour.server.addresses import Address
from parlour.server.kinds import KINDS, where
from parlour.server.listeners import Listener, ListenError, Wanted, close_all, wanted
from parlour.server.settings import Listen

FIRST = 3
"""The first of the descriptors that systemd hands over. Source: sd_listen_fds(3)"""

OWN = "PARLOUR_LISTENERS"
"""The variable by which a server that restarts tells itself of its sockets."""

Environment = MutableMapping[str, str]


def from_systemd(environ: Environment, listen: Listen) -> list[Listener]:
    """The sockets that systemd has opened, if it has started the server for a socket unit.

    What is spoken on one is said by its name (FileDescriptorName=), or where it has none of ours, by the port that the
    configuration gives to a kind. They are told to nobody else: the variables are taken away.

    Raises:
        ListenError: nobody can tell what one is for, or it cannot be listened on.
    """
    process, count, names = (environ.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"))
    if process != str(os.getpid()) or not count.isdigit():
        return []
    given = names.split(":") if names else []
    found: list[Listener] = []
    try:
        for number in range(int(count)):
            opened = _opened(FIRST + number)
            found.append(Listener("", opened, _name(opened)))
            found[-1] = _told_apart(found[-1], given[number] if number < len(given) else "", listen)
    except ListenError:
        close_all(found)
        raise
    return found


def from_before(environ: Environment) -> list[Listener]:
    """The sockets that this process has kept open over its restart."""
    told = json.loads(environ.pop(OWN, "{}"))
    if told.get("process") != os.getpid():
        return []
    return [
        Listener(kind, _socket(number), name, inode, None if wanted is None else Wanted(*wanted))
        for number, kind, name, inode, wanted in told["listeners"]
    ]


def keep(listeners: Iterable[Listener], environ: Environment) -> None:
    """Keep the sockets open over a restart of this process."""
    told = []
    for each in listeners:
        each.socket.set_inheritable(True)
        told.append((each.socket.fileno(), each.kind, each.name, each.inode, each.wanted))
    environ[OWN] = json.dumps({"process": os.getpid(), "listeners": told})


def _opened(number: int) -> socket.socket:
    try:
        return _socket(number)
    except OSError as error:
        raise ListenError(
            f"systemd handed over descriptor {number}, which is no socket: {(error.strerror or str(error)).lower()}"
        ) from None


def _told_apart(listener: Listener, given: str, listen: Listen) -> Listener:
    """A socket with its kind, by its name, else by its family and the configuration."""
    opened, name = listener.socket, listener.name
    if (
        opened.family not in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)
        or opened.type != socket.SOCK_STREAM
        or not opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    ):
        raise ListenError(
            f"systemd handed over {name}, on which nobody can be accepted: it needs ListenStream= and Accept=no"
        )
    kind = given if given in KINDS else _kind(opened, name, listen)
    if kind is None or not (KINDS[kind].path if listener.is_unix else KINDS[kind].address):
        raise ListenError(
            f"systemd handed over {name} under the name {given!r}, which does not say what is to be spoken there: "
            f"write FileDescriptorName= with one of {', '.join(KINDS)} in its socket unit, unix for a path"
        )
    return replace(listener, kind=kind)


def _socket(number: int) -> socket.socket:
    opened = socket.socket(fileno=number)
    opened.set_inheritable(False)
    opened.setblocking(False)
    return opened


def _name(opened: socket.socket) -> str:
    where = opened.getsockname()
    if opened.family in (socket.AF_INET, socket.AF_INET6):
        return str(Address(*where[:2]))
    path = os.fsdecode(where) if where else ""
    return f"@{path[1:]}" if path.startswith("\0") else path or "an unnamed socket"


def _kind(opened: socket.socket, name: str, listen: Listen) -> str | None:
    """What is spoken on a socket without a name of ours, by its family and the configuration."""
    if opened.family == socket.AF_UNIX:
        return "proxied" if name in listen.proxied else "unix"
    port = opened.getsockname()[1]
    found = list(dict.fromkeys(kind for kind, text, _ in wanted(listen) if _has_port(where(kind, text), port)))
    return found[0] if len(found) == 1 else None


def _has_port(place: Address | str, port: int) -> bool:
    return isinstance(place, Address) and place.port == port
