"""Listeners: sockets bound before anything else is done, so that what cannot be bound is told at once."""

import contextlib
import errno
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from parlour.server.addresses import PLAIN_HOST, TLS_HOST, Address, is_path, parse

BACKLOG = 4096


class ListenError(Exception):
    """A listener cannot be opened; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket and what is spoken on it: "irc", "tls", "unix", or "proxied" where proxies speak for others."""

    kind: str
    socket: socket.socket
    name: str
    """host:port or path, as bound."""
    inode: int = 0
    """The number of a Unix socket's file: when another has its name, that is another server's."""

    @property
    def is_unix(self) -> bool:
        """Whether it is a Unix socket."""
        return self.socket.family == socket.AF_UNIX


def open_all(
    irc: tuple[str, ...], tls: tuple[str, ...], unix: tuple[str, ...], proxied: tuple[str, ...] = ()
) -> list[Listener]:
    """Bind all of them, or none.

    Raises:
        ListenError: one cannot be bound.
        AddressError: one is no address.
    """
    opened: list[Listener] = []
    try:
        for kind, texts, host in (("irc", irc, PLAIN_HOST), ("tls", tls, TLS_HOST)):
            for text in texts:
                opened += _open(kind, parse(text, default_host=host))
        opened += [_open_unix("unix", path) for path in unix]
        for text in proxied:
            if is_path(text):
                opened.append(_open_unix("proxied", text))
            else:
                opened += _open("proxied", parse(text, default_host=PLAIN_HOST))
    except Exception:
        close_all(opened)
        raise
    return opened


def close_all(listeners: list[Listener]) -> None:
    """Close the sockets; those of Unix leave no file behind."""
    for listener in listeners:
        listener.socket.close()
        if listener.is_unix:
            path = Path(listener.name)
            with contextlib.suppress(OSError):
                if path.stat().st_ino == listener.inode:
                    path.unlink()


def _open(kind: str, address: Address) -> list[Listener]:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ListenError(f"cannot listen on {address}: {_reason(error)}") from None
    opened: list[Listener] = []
    for family, type_, protocol, _, where in dict.fromkeys(found):
        bound = socket.socket(family, type_, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            bound.bind(where)
            bound.listen(BACKLOG)
        except OSError as error:
            bound.close()
            close_all(opened)
            raise ListenError(f"cannot listen on {address}: {_reason(error)}") from None
        bound.setblocking(False)
        host, port = bound.getsockname()[:2]
        opened.append(Listener(kind, bound, str(Address(host, port))))
    return opened


def _open_unix(kind: str, path: str) -> Listener:
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        bound.bind(path)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        reason = "permission denied" if isinstance(error, PermissionError) else _reason(error)
        raise ListenError(f"cannot listen on {path}: {reason}") from None
    bound.setblocking(False)
    return Listener(kind, bound, path, Path(path).stat().st_ino)


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
