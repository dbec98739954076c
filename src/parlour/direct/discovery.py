"""Who is on the same network: announced and found by multicast DNS (RFC 6762, RFC 6763).

What is found is what anybody there says. It is good for dialling, and whoever answers is verified like everybody.
"""

import asyncio
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parlour.direct.names import nick_of
from parlour.files import reason
from parlour.wire.addresses import Parsed

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncZeroconf

Own = ipaddress.IPv4Interface | ipaddress.IPv6Interface

SERVICE = "_parlour._tcp.local."

FOUND, ADDRESSES = 100, 8
"""So many are found at most, and so many addresses of each."""

ANSWER_S = 1.3
"""So long an answer may take: whoever has said something says it again after a second (RFC 6762, section 6)."""

LOOK_UPS = 3
"""So often a name is asked for, as packets may be lost."""

GOODBYE_S = 2.0
"""So long what was announced may take to be taken back."""

_VERSION = "1"
_WORDS = re.compile(r"[a-z]{5}-[a-z]{5}")
_NAME_BYTES = 40
"""With a number behind it, for a name that is taken, it still fits a label of DNS."""
_LABEL_BYTES = 63


class DiscoveryError(Exception):
    """The network cannot be asked; the message says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody on the same network. All of it is fit to be shown."""

    name: str
    addresses: tuple[str, ...]
    """The most promising first; there is one at least."""
    port: int
    words: str
    """The first two words of their key, or ""."""


def in_words(found: Found) -> str:
    """Somebody who was found, as a line."""
    place = (
        f"[{found.addresses[0]}]:{found.port}" if ":" in found.addresses[0] else f"{found.addresses[0]}:{found.port}"
    )
    return f"{found.name} at {place}{f' (the words of their key begin with {found.words})' if found.words else ''}"


class Discovery:
    """Announces one's own side, and finds others. It lives in a running event loop."""

    def __init__(self, interfaces: Sequence[str] = ()) -> None:
        """`interfaces` are the addresses of those that are used; without any, all are."""
        self._interfaces = list(interfaces)
        self._engine: AsyncZeroconf | None = None
        self._is_closed = False
        self._own = ""
        """The whole name under which one is announced."""

    async def announce(self, name: str, port: int, words: str, addresses: Sequence[str] = ()) -> str:
        """Announce oneself until this is closed, at all addresses of this machine if none are given.

        Returns the name that others find, which has a number at its end if somebody has the same. Raises
        DiscoveryError.
        """
        from zeroconf import Error
        from zeroconf.asyncio import AsyncServiceInfo

        label = await self._free(_label(name))
        here = list(addresses) or [str(each.ip) for each in _own(self._interfaces)]
        info = AsyncServiceInfo(
            SERVICE, f"{label}.{SERVICE}", port=port, parsed_addresses=here,
            properties={"v": _VERSION, "words": "-".join(words.split("-")[:2])},
        )  # fmt: skip
        self._own = info.name
        try:
            await (await self._opened().async_register_service(info, allow_name_change=True))
        except (Error, OSError) as error:  # TimeoutError is one
            raise DiscoveryError(_why(error)) from error
        self._own = info.name
        return info.name.removesuffix(f".{SERVICE}")

    async def _free(self, label: str) -> str:
        """The label, or one with a number behind it that nobody answers to.

        zeroconf looks for itself, but asks for answers to the port, of which another program on this machine takes
        them away where it listens there, too (RFC 6762, section 15.1).
        """
        free, number = label, 1
        while number < FOUND and await self._ask(f"{free}.{SERVICE}", ANSWER_S) is not None:
            number += 1
            free = f"{label}-{number}"
        return free

    async def find(self, seconds: float) -> list[Found]:
        """Whoever answers within so many seconds, oneself aside, by name. Raises DiscoveryError."""
        from zeroconf import DNSQuestionType, Error
        from zeroconf.asyncio import AsyncServiceBrowser

        asked: dict[str, asyncio.Task[Found | None]] = {}

        def heard(zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange") -> None:  # noqa: ARG001
            is_new = name != self._own and name not in asked and len(asked) < FOUND
            if is_new and _is_clean(name.removesuffix(f".{SERVICE}")):
                asked[name] = loop.create_task(self._ask(name, max(until - loop.time(), ANSWER_S)))

        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        engine = self._opened()
        try:
            await engine.zeroconf.async_wait_for_start()
            browser = AsyncServiceBrowser(engine.zeroconf, SERVICE, handlers=[heard], question_type=DNSQuestionType.QM)
            try:
                await asyncio.sleep(seconds)
            finally:
                await browser.async_cancel()
            answers = await asyncio.gather(*asked.values())
        except (Error, OSError) as error:
            raise DiscoveryError(_why(error)) from error
        finally:
            for task in asked.values():
                task.cancel()
        return sorted((each for each in answers if each is not None), key=lambda each: (each.name, each.addresses))

    async def look_up(self, name: str) -> Found | None:
        """Somebody by name; None when nobody answers to it. Raises DiscoveryError."""
        if not _is_clean(name):
            return None
        for _ in range(LOOK_UPS):
            if (found := await self._ask(f"{name}.{SERVICE}", ANSWER_S)) is not None:
                return found
        return None

    async def close(self) -> None:
        """Take back what was announced, and end for good."""
        self._is_closed = True
        engine, self._engine = self._engine, None
        if engine is None:
            return
        from zeroconf import Error

        try:
            async with asyncio.timeout(GOODBYE_S):
                await engine.async_close()
        except (Error, OSError):
            pass  # then it is forgotten by the others in its time

    async def _ask(self, name: str, seconds: float) -> Found | None:
        from zeroconf import DNSQuestionType, Error
        from zeroconf.asyncio import AsyncServiceInfo

        zeroconf = self._opened().zeroconf
        try:
            info = AsyncServiceInfo(SERVICE, name)
            if not await info.async_request(zeroconf, seconds * 1000, DNSQuestionType.QM):
                # It does not always notice that the answer has come.
                info = AsyncServiceInfo(SERVICE, name)
                if not info.load_from_cache(zeroconf):
                    return None
        except Error:  # nobody is called so
            return None
        except OSError as error:
            raise DiscoveryError(_why(error)) from error
        return read(
            name.removesuffix(f".{SERVICE}"), info.parsed_addresses(), info.port or 0, info.properties,
            _own(self._interfaces), may_be_near=bool(self._interfaces),
        )  # fmt: skip

    def _opened(self) -> "AsyncZeroconf":
        if self._is_closed:
            raise DiscoveryError("it has ended")
        if self._engine is None:
            if not any(each.version == 4 for each in _own(self._interfaces)):
                raise DiscoveryError("this machine has no address of IPv4 on any network")
            from zeroconf import Error, InterfaceChoice
            from zeroconf.asyncio import AsyncZeroconf

            try:
                self._engine = AsyncZeroconf(self._interfaces or InterfaceChoice.All)
            except (Error, OSError, RuntimeError) as error:
                raise DiscoveryError(_why(error)) from error
        return self._engine


def read(
    name: str,
    addresses: Sequence[str],
    port: int,
    properties: Mapping[bytes, bytes | None],
    own: Sequence[Own],
    *,
    may_be_near: bool,
) -> Found | None:
    """Somebody out of what the network says of them, if it makes sense; `may_be_near` on this machine alone."""
    if not _is_clean(name) or not 1 <= port <= 65535 or properties.get(b"v") != _VERSION.encode():
        return None
    parsed = (_parsed(each) for each in addresses[:ADDRESSES])
    found = [each for each in parsed if each is not None and _is_fit(each, may_be_near=may_be_near)]
    if not found:
        return None
    words = (properties.get(b"words") or b"").decode("ascii", "replace")

    def promise(address: Parsed) -> tuple[bool, bool]:
        """An address that one has oneself leads to oneself; one on a network of ours is near."""
        return any(address == each.ip for each in own), not any(address in each.network for each in own)

    found.sort(key=promise)
    return Found(name, tuple(map(str, found)), port, words if _WORDS.fullmatch(words) else "")


def _is_clean(name: str) -> bool:
    """Whether it may be shown and typed: only such are announced."""
    if not name.isprintable() or name.split() != [name] or "." in name:
        return False
    return len(name.encode()) <= _LABEL_BYTES


def _label(name: str) -> str:
    """The name that is announced."""
    return nick_of(name).encode()[:_NAME_BYTES].decode(errors="ignore")


def _parsed(text: str) -> Parsed | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_fit(address: Parsed, *, may_be_near: bool) -> bool:
    """Whether it may be a machine's on this network. Of IPv6 those of one link do not go without a zone."""
    if address.is_loopback:
        return may_be_near
    if address.version == 6 and address.is_link_local:
        return False
    return not (address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255")


def _own(chosen: Sequence[str]) -> list[Own]:
    """One's own addresses, with their networks: those chosen, or all by which others could reach this machine."""
    import ifaddr

    found: list[Own] = []
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            # Of IPv6 there is a zone beside it.
            address = each.ip if isinstance(each.ip, str) else each.ip[0]
            own = ipaddress.ip_interface(f"{address}/{each.network_prefix}")
            if address in chosen if chosen else _is_fit(own.ip, may_be_near=False):
                found.append(own)
    return found


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    return reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
