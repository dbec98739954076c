"""Wrong passwords, counted by where they came from: past a few, none from there are checked for a while."""

import ipaddress

from parlour.core.ranges import WIDTH

BURST = 10
"""So many wrong passwords may come from an address at once."""

EVERY_S = 6.0
"""After that one more in so many seconds. A check takes a processor's time, which is everybody's."""

CUSTOMER_BITS = {4: 32, 6: 64}
"""Addresses that agree in so many bits are one customer's."""


class Guesses:
    """How many wrong passwords came from where lately. Addresses are IP addresses in text, or "unix"."""

    def __init__(self) -> None:
        self._free_s: dict[str, float] = {}
        """When all that was wrong from an address, by then, will be forgotten."""

    def too_many(self, address: str, now_s: float) -> bool:
        """Whether no password from an address is to be checked now."""
        return self._free_s.get(_customer(address), now_s) > now_s + (BURST - 1) * EVERY_S

    def wrong(self, address: str, now_s: float) -> None:
        """A password from an address was wrong."""
        customer = _customer(address)
        self._free_s[customer] = max(now_s, self._free_s.get(customer, now_s)) + EVERY_S

    def tick(self, now_s: float) -> None:
        """Forget what has been long enough ago."""
        if self._free_s:
            self._free_s = {customer: free_s for customer, free_s in self._free_s.items() if free_s > now_s}

    def __len__(self) -> int:
        return len(self._free_s)


def _customer(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    bits = WIDTH[parsed.version] - CUSTOMER_BITS[parsed.version]
    return f"{parsed.version}/{int(parsed) >> bits:x}"
