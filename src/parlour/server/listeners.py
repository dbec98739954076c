"""Listeners: sockets bound before anything else is done, so that what cannot be bound is told at once."""

import contextlib
import errno
import socket
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from parlour.server.addresses import Address
from parlour.server.kinds import KINDS, where
from parlour.server.settings import Listen

BACKLOG = 4096


class ListenError(Exception):
    """A listener cannot be opened; the message is one sentence."""


class Wanted(NamedTuple):
    """A listener as the configuration has it: its kind, its text, and how often the same stands before it."""

    kind: str
    text: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket and what is spoken on it, one of `KINDS`."""

    kind: str
    socket: socket.socket
    name: str
    """host:port or path, as bound."""
    inode: int = 0
    """The number of a Unix socket's file: when another has its name, that is another server's."""
    wanted: Wanted | None = None
    """What in the configuration it was opened for; None for one that was handed over."""

    @property
    def is_unix(self) -> bool:
        """Whether it is a Unix socket."""
        return self.socket.family == socket.AF_UNIX


def wanted(listen: Listen) -> list[Wanted]:
    """The listeners that a configuration asks for."""
    texts: dict[str, tuple[str, ...]] = {kind: getattr(listen, kind) for kind in KINDS}
    return [Wanted(kind, text, of[:at].count(text)) for kind, of in texts.items() for at, text in enumerate(of)]


def open_all(asked: Iterable[Wanted], *, mask: int = 0, going: Iterable[Listener] = ()) -> list[Listener]:
    """Bind all of them, or none. `mask` is the umask for the files of Unix sockets.

    They may take the place of those that are `going`, which nobody else is to have in between: a socket that is to be
    used for something else stays itself, and one whose port is to be opened on other addresses does not stand in the
    way.

    Raises:
        ListenError: one cannot be bound.
        AddressError: one is no address.
    """
    opened: list[Listener] = []
    going = list(going)
    try:
        for each in asked:
            opened += _taken_over(each, going) or _open(each, mask, going)
    except Exception:
        close_all(opened, keep=going)
        raise
    return opened


def _taken_over(asked: Wanted, going: list[Listener]) -> list[Listener]:
    """The sockets that were opened for the same address, for another kind of talk."""
    before = [each for each in going if each.wanted is not None and _place(each.wanted) == _place(asked)]
    return [replace(each, kind=asked.kind, wanted=asked) for each in before]


def _place(asked: Wanted) -> tuple[object, int]:
    """Where exactly it is; the system's choice of a port is a new one for each kind."""
    address = where(asked.kind, asked.text)
    chosen_by_system = isinstance(address, Address) and not address.port
    return (asked if chosen_by_system else address), asked.before


def _open(asked: Wanted, mask: int, going: list[Listener]) -> list[Listener]:
    address = where(asked.kind, asked.text)
    return _open_tcp(asked, address, going) if isinstance(address, Address) else [_open_unix(asked, mask)]


def close_all(listeners: Iterable[Listener], *, keep: Iterable[Listener] = ()) -> None:
    """Close the sockets, but for those that others `keep`; those of Unix leave no file behind."""
    kept = {id(listener.socket) for listener in keep}
    for listener in listeners:
        if id(listener.socket) in kept:
            continue
        listener.socket.close()
        if listener.inode:
            path = Path(listener.name)
            with contextlib.suppress(OSError):
                if path.stat().st_ino == listener.inode:
                    path.unlink()


def _open_tcp(asked: Wanted, address: Address, going: list[Listener]) -> list[Listener]:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ListenError(f"cannot listen on {address}: {_reason(error)}") from None
    opened: list[Listener] = []
    for family, type_, protocol, _, place in dict.fromkeys(found):
        bound = socket.socket(family, type_, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            with _sharing(bound, [each.socket for each in going if _has_port(each, address.port)]):
                bound.bind(place)
                bound.listen(BACKLOG)
        except OSError as error:
            bound.close()
            close_all(opened)
            raise ListenError(f"cannot listen on {address}: {_reason(error)}") from None
        bound.setblocking(False)
        host, port = bound.getsockname()[:2]
        opened.append(Listener(asked.kind, bound, str(Address(host, port)), wanted=asked))
    return opened


def _has_port(listener: Listener, port: int) -> bool:
    return not listener.is_unix and listener.socket.getsockname()[1] == port


@contextlib.contextmanager
def _sharing(bound: socket.socket, going: list[socket.socket]) -> Iterator[None]:
    """Let a socket be bound to a port that others, which are going, still have; it is not for anybody else."""
    sockets = [bound, *going] if going else []
    for each in sockets:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        yield
    finally:
        for each in sockets:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 0)


def _open_unix(asked: Wanted, mask: int) -> Listener:
    path = asked.text
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        bound.bind(path)
        Path(path).chmod(0o777 & ~mask)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        reason = "permission denied" if isinstance(error, PermissionError) else _reason(error)
        raise ListenError(f"cannot listen on {path}: {reason}") from None
    bound.setblocking(False)
    return Listener(asked.kind, bound, path, Path(path).stat().st_ino, asked)


def _remove_stale(path: str) -> None:
    """Remove a socket's file that a killed server left; one that answers stays."""
    try:
        if not stat.S_ISSOCK(Path(path).stat().st_mode):
            raise FileExistsError(errno.EEXIST, "a file that is no socket is there")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            Path(path).unlink()


_REASONS = {
    errno.EADDRINUSE: "something is listening there already",
    errno.EACCES: "no permission (ports under 1024 are root's)",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
