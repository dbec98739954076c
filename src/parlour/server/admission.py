"""Admission: who may connect, counted by address."""

import logging
from collections import Counter
from typing import Any

from parlour.core.host import Gateway
from parlour.server.networks import Networks
from parlour.server.options import Options

LOGGED_AWAY = 10
"""So many connections that are turned away within a second are logged one by one."""

log = logging.getLogger(__name__)


class TurnedAway:
    """The log of connections that were not let in: whoever comes again and again does not fill it."""

    def __init__(self) -> None:
        self._count = 0

    def log(self, reason: str, extra: dict[str, Any]) -> None:
        """One was turned away; `extra` is what is known of it."""
        self._count += 1
        if self._count <= LOGGED_AWAY:
            log.info("turned away: %s", reason[:1].lower() + reason[1:], extra=extra)

    def tick(self) -> None:
        """A second has passed, more or less."""
        if self._count > LOGGED_AWAY:
            log.info("turned away: %d more connections", self._count - LOGGED_AWAY)
        self._count = 0


class Admission:
    """How many connections there are, and from where; addresses are IP addresses in text, or "unix"."""

    def __init__(self, options: Options) -> None:
        self._here: Counter[str] = Counter()
        self._count = 0
        self.adopt(options)

    def adopt(self, options: Options) -> None:
        """These are the limits from now on; whoever is here stays."""
        self._connections = options.connections
        self._per_address = options.connections_per_address
        self._exempt = Networks(options.exempt)
        self._proxies = Networks(options.proxies)
        self._gateways = [(gateway, Networks(hosts)) for gateway, hosts in options.gateways]

    def exempts(self, address: str) -> bool:
        """Whether limits of flood and count do not hold for an address."""
        return address in self._exempt

    def trusts(self, address: str) -> bool:
        """Whether what a proxy at an address says about its clients holds."""
        return address in self._proxies

    def gateways(self, address: str) -> list[Gateway]:
        """Those that may come from an address."""
        return [gateway for gateway, networks in self._gateways if address in networks]

    def refusal(self, address: str | None, *, exempt: bool) -> str | None:
        """Why one more connection cannot be taken now; None if it can. Without an address it counts for none."""
        if self._count >= self._connections:
            return "The server is full"
        if address is not None and not exempt and self._here[address] >= self._per_address:
            return "Too many connections from your address"
        return None

    def enter(self, address: str | None) -> None:
        """One more connection is here."""
        self._count += 1
        if address is not None:
            self._here[address] += 1

    def leave(self, address: str | None) -> None:
        """One fewer is."""
        self._count -= 1
        if address is not None:
            self._here[address] -= 1
            if not self._here[address]:
                del self._here[address]
