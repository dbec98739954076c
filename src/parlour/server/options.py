"""What a node is told, and the loop that it runs in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from parlour.core.limits import Limits


class Runtime(Protocol):
    """The loop that a node runs in."""

    def clock(self) -> float:
        """Seconds that never go back."""

    def now_ms(self) -> int:
        """Unix time in milliseconds."""

    def soon(self, call: Callable[[], None]) -> object:
        """Call when all that can be read now has been."""

    def later(self, seconds: float, call: Callable[[], None]) -> object:
        """Call in `seconds`."""

    def read(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]) -> None:
        """Do work that waits, beside the loop; then call `done` with what it returned or raised."""

    def rest(self) -> None:
        """A turn ended whose output waits for the disk: more may come before the next begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a node is told; see docs/configuration.md for each."""

    server_name: str = "parlour.local"
    network_name: str = "Parlour"
    motd: list[str] = field(default_factory=list)
    on_join: int = 20
    wait: bool = True
    exempt: tuple[str, ...] = ("127.0.0.0/8", "::1", "unix")
    registration_s: float = 60
    ping_after_s: float = 120
    ping_wait_s: float = 60
    send_queue_bytes: int = 1 << 20
    flood_burst: float = 20
    flood_lines_per_s: float = 5
    receive_backlog_bytes: int = 65536
    connections: int = 1_000_000
    connections_per_address: int = 64
    hold_s: float = 2.0
    hold_events: int = 10_000
    limits: Limits = field(default_factory=Limits)
