"""Where to connect to, as people write it: `HOST[:PORT]`, `HOST PORT`, `ircs://HOST[:PORT]/#channel,#other`."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote

from parlour.client.profile import PLAIN_PORT, TLS_PORT

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[^\W_](?:[\w-]{0,61}[^\W])?(?:\.(?!-)[\w-]{1,63}(?<!-))*\.?")

_SCHEMES = {"ircs": True, "irc+tls": True, "irc": False}
"""Of a URL, and whether there is TLS."""


class PlaceError(ValueError):
    """The text names no server; the message is one sentence that says how to write it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is, and what is wanted there."""

    host: str
    port: int
    tls: bool
    channels: tuple[str, ...] = ()
    """Each perhaps with a key behind a blank."""
    nick: str = ""
    """Who to be there."""
    partner: str = ""
    """Whom to talk with."""

    @property
    def is_near(self) -> bool:
        """Whether it is this machine, where others on the way read nothing."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host.lower().rstrip(".") == "localhost" or host.lower().rstrip(".").endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def has_port(where: str) -> bool:
    """Whether a text that names a place says on which port."""
    authority = where.partition("://")[2].partition("/")[0] or where
    return _split(authority)[1] != ""


def read(where: str, port: str = "", *, no_tls: bool = False) -> Place:
    """The place that is named, with a port beside it perhaps. Raises PlaceError.

    There is TLS, unless `irc://` or `no_tls` says otherwise; of this machine itself the port 6667 says so, too.
    """
    scheme, found, rest = where.partition("://")
    if found:
        return _url(where, scheme.lower(), rest, port, no_tls=no_tls)
    if "/" in where:
        raise PlaceError(f"{where!r} is no host: channels stand in a URL, as in ircs://{where}")
    host, own_port = _split(where)
    number = _port(where, own_port, port)
    tls = not no_tls and not (number == PLAIN_PORT and is_loopback(host))
    return Place(host, number or (TLS_PORT if tls else PLAIN_PORT), tls)


def _url(where: str, scheme: str, rest: str, port: str, *, no_tls: bool) -> Place:
    if scheme not in _SCHEMES:
        raise PlaceError(f"{where!r} is no URL of a chat: write ircs://host/channel")
    tls = _SCHEMES[scheme]
    if tls and no_tls:
        raise PlaceError(f"{where!r} asks for TLS, and --no-tls for none: leave one out")
    rest, _, fragment = rest.partition("#")
    authority, slash, path = rest.partition("/")
    if slash and fragment:
        path += f"#{fragment}"  # `ircs://host/#attic` is how most people write it
    elif fragment:
        raise PlaceError(f"{where!r} lacks the slash before the channel: write {scheme}://{authority}/#{fragment}")
    user, at, authority = authority.rpartition("@")
    if at and ":" in user:
        raise PlaceError("a URL has no password here, where others see it: give --password-file")
    host, own_port = _split(authority)
    number = _port(where, own_port, port) or (TLS_PORT if tls else PLAIN_PORT)
    channels, partner = _targets(where, path.partition("?"))
    return Place(host, number, tls, channels, unquote(user), partner)


def _targets(where: str, path: tuple[str, str, str]) -> tuple[tuple[str, ...], str]:
    """The channels in a URL's path, with the keys behind it, or somebody's nick.

    Source: https://www.w3.org/Addressing/draft-mirashi-url-irc-01.txt
    """
    names, _, query = path
    keys = [unquote(value) for name, _, value in (each.partition("=") for each in query.split("&")) if name == "key"]
    written = [unquote(each) for each in names.split(",") if each]
    flags = {"isnick", "isuser", "ischannel", "isserver", "isnetwork", "needkey", "needpass"}
    said = {each.lower() for each in written[1:]} & flags
    written = [each for at, each in enumerate(written) if not at or each.lower() not in flags]
    for each in written:
        if re.search(r"[\x00-\x20\x7f,]", each):
            raise PlaceError(f"{where!r} names a channel with a blank or a comma in it")
    if said & {"isnick", "isuser"}:
        return (), written[0]
    channels = [each if each[0] in "#&+!" else f"#{each}" for each in written]
    if len(keys) > len(channels) or any(not key or " " in key or "," in key for key in keys):
        raise PlaceError(f"{where!r} has a key that belongs to no channel")
    with_keys = [f"{channel} {key}" for channel, key in zip(channels, keys, strict=False)]
    return (*with_keys, *channels[len(keys) :]), ""


def _split(text: str) -> tuple[str, str]:
    """The host, and the port behind a colon or ""."""
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise PlaceError(f"{text!r} is not an address of IPv6 in brackets: write [::1]:{TLS_PORT}")
        if ":" not in host:
            raise PlaceError(f"{text!r} has brackets around what is no address of IPv6")
        return _host(host, text), _behind(port, text)
    if text.count(":") > 1:
        return _host(text, text), ""
    host, colon, port = text.partition(":")
    return _host(host, text), _behind(colon + port, text)


def _behind(port: str, text: str) -> str:
    if port == ":":
        raise PlaceError(f"{text!r} ends with a colon, and has no port behind it")
    return port[1:]


def _host(host: str, text: str) -> str:
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            raise PlaceError(f"{text!r} has a host that is not an IP address") from None
    if not host:
        raise PlaceError(f"{text!r} has no host: write host:{TLS_PORT}")
    try:
        host.encode("idna")
    except UnicodeError:
        raise PlaceError(f"{text!r} has a host that is neither a name nor an address") from None
    if not _HOST_NAME.fullmatch(host):
        raise PlaceError(f"{text!r} has a host that is neither a name nor an address")
    return host


def _port(text: str, own: str, beside: str) -> int:
    """The number of the port, 0 for none."""
    if own and beside:
        raise PlaceError(f"{text!r} has a port already, and {beside!r} is another: leave one out")
    port = own or beside
    if not port:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}", port, re.ASCII) or not 1 <= int(port) <= 65535:
        raise PlaceError(f"{port!r} is not a port: a number from 1 to 65535")
    return int(port)
