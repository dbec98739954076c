"""Kinds of listeners: what is spoken on each, and where a bare port of it listens. A kind has its setting's name."""

from typing import NamedTuple

from parlour.server.addresses import PLAIN_HOST, TLS_HOST, Address, is_path, parse


class Kind(NamedTuple):
    """What is spoken on a listener, over TLS or not, and whether it may be at an address, at a path, or at either."""

    host: str = PLAIN_HOST
    """The host of a bare port."""
    tls: bool = False
    text: bool = False
    address: bool = True
    path: bool = False


KINDS = {
    "irc": Kind(),
    "tls": Kind(TLS_HOST, tls=True),
    "unix": Kind(address=False, path=True),
    "proxied": Kind(path=True),
    "text": Kind(text=True),
    "text_tls": Kind(TLS_HOST, tls=True, text=True),
}
"""By the name of the setting in [listen], which is also what systemd may call a socket of it."""


def where(kind: str, text: str) -> Address | str:
    """The address or the path that a text in the configuration names. Raises AddressError."""
    known = KINDS[kind]
    if known.path and (not known.address or is_path(text)):
        return text
    return parse(text, default_host=known.host)
