"""Where to listen: `[HOST:]PORT` as people write it."""

import ipaddress
import re
from dataclasses import dataclass

PLAIN_HOST = "127.0.0.1"  # a bare PORT for plain IRC: what is not encrypted stays on this machine unless asked for
TLS_HOST = "0.0.0.0"  # a bare PORT for TLS is for everybody

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.?")


class AddressError(ValueError):
    """The text is not an address; its message is one sentence."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host (a name, an IPv4 or an IPv6 address without brackets) and a port from 0 (the system chooses) to 65535."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_path(text: str) -> bool:
    """Whether a text, where both may stand, is the path of a Unix socket and no address: it has a slash."""
    return "/" in text


def parse(text: str, *, default_host: str) -> Address:
    """The address that `[HOST:]PORT` names; a bare PORT is on `default_host`. Raises AddressError."""
    host, port = _split(text)
    return Address(_host(host, text) if host is not None else default_host, _port(port, text))


def _split(text: str) -> tuple[str | None, str]:
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket:
            raise AddressError(f"{text!r} lacks the bracket that ends its IPv6 address: write [::1]:6667")
        if not port.startswith(":"):
            raise AddressError(f"{text!r} has no port: write [{host}]:6667")
        if ":" not in host:
            raise AddressError(f"{text!r} has brackets around what is not an IPv6 address")
        return host, port[1:]
    host, colon, port = text.rpartition(":")
    if ":" in host:
        raise AddressError(f"{text!r} is ambiguous: write an IPv6 address in brackets, as in [::1]:6667")
    if colon:
        return host, port
    if re.fullmatch(r"[A-Za-z0-9.-]*[A-Za-z.][A-Za-z0-9.-]*", text):
        raise AddressError(f"{text!r} has no port: write {text}:6667")
    return None, text


def _host(host: str, text: str) -> str:
    if not host:
        raise AddressError(f"{text!r} has no host: write 0.0.0.0{text} or [::]{text} for every interface")
    numeric = ":" in host or re.fullmatch(r"[0-9.]+", host)
    if not numeric:
        if not _HOST_NAME.fullmatch(host):
            raise AddressError(f"{text!r} has a host that is neither a name nor an address")
        return host
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        raise AddressError(f"{text!r} has a host that is not an IP address") from None


def _port(port: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", port, re.ASCII):
        raise AddressError(f"{text!r} has a port that is not a number from 0 to 65535")
    if int(port) > 65535:
        raise AddressError(f"{text!r} has a port past 65535")
    return int(port)
