"""Why a connection cannot be had, or was lost, in words: one sentence each, without a full stop."""

import errno
import re
import socket
import ssl

from parlour.client.profile import PLAIN_PORT, TLS_PORT, Profile

_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}

_FOREIGN = ((b"HTTP/", "HTTP"), (b"SSH-", "SSH"), (b"220", "mail or FTP"), (b"+OK", "POP3"), (b"* OK", "IMAP"))
"""How what is not IRC begins, and what it is."""

_TLS_RECORD = (b"\x15\x03", b"\x16\x03")


class Unreachable(Exception):
    """There is no connection now; another time there may be one. The message is a sentence."""


class Refused(Exception):
    """It is not tried again before the user does something about it. The message is a sentence."""


def unreachable(profile: Profile, error: OSError) -> Unreachable:
    """What keeps a connection from being made."""
    place = profile.place
    if isinstance(error, socket.gaierror):
        if error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
            return Unreachable(f"the name {profile.host} cannot be looked up now; is there a network?")
        return Unreachable(f"the host {profile.host} is not known")
    if isinstance(error, ssl.SSLError):
        return _tls_trouble(profile, error)
    numbers = _numbers(error)
    if isinstance(error, TimeoutError) or errno.ETIMEDOUT in numbers:
        return Unreachable(f"{place} does not answer")
    if errno.ECONNREFUSED in numbers:
        return Unreachable(f"nothing listens at {place}")
    if isinstance(error, ConnectionAbortedError) and profile.tls:
        return Unreachable(f"{place} does not answer in TLS; without TLS: --no-tls, most often on port {PLAIN_PORT}")
    if isinstance(error, ConnectionError):
        return Unreachable(f"{place} closes the connection before a word was said")
    if numbers & _NO_WAY:
        return Unreachable(f"there is no way to {profile.host} from here; is there a network?")
    return Unreachable(f"{place} cannot be reached: {(error.strerror or 'the system refused it').lower()}")


def _numbers(error: OSError) -> set[int]:
    """The system's numbers of what failed: of several addresses asyncio gives them in the text only."""
    if error.errno is not None:
        return {error.errno}
    return {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(error))}


def _tls_trouble(profile: Profile, error: ssl.SSLError) -> Unreachable:
    place, reason = profile.place, getattr(error, "reason", None) or ""  # not all have one
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Unreachable(f"{place} closes the connection while TLS begins")
    if "ALERT" in reason or reason in ("UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE"):
        if "VERSION" in reason or "PROTOCOL" in reason:
            return Unreachable(f"{place} speaks a TLS older than 1.2, which is not safe any more")
        said = reason.lower().replace("_", " ").rpartition("alert ")[2]
        return Unreachable(f"{place} refuses TLS: {said}")
    return Unreachable(f"{place} does not speak TLS; without it: --no-tls, or another port such as {TLS_PORT}")


def lost(profile: Profile, error: Exception | None, first: bytes, *, online: bool) -> str:
    """Why a connection that was there is none any more; `first` are the first bytes that ever came."""
    place = profile.place
    if not online:
        if not profile.tls and first.startswith(_TLS_RECORD):
            return f"{place} speaks TLS: leave out --no-tls, or write ircs://"
        for beginning, what in _FOREIGN:
            if first.startswith(beginning):
                return f"{place} speaks {what}, not IRC"
        if not first and not profile.tls:
            return f"{place} closes the connection without a word; perhaps it wants TLS"
        if not first:
            return f"{place} closes the connection without a word"
    if isinstance(error, TimeoutError):
        return f"{place} does not answer any more"
    if error is not None:
        return f"the connection to {place} broke"
    return f"{place} has closed the connection"
