"""What a node is told, and the loop that it runs in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from parlour.core.host import About, Gateway, StrictTransport
from parlour.core.later import Done
from parlour.core.limits import Limits
from parlour.core.powers import Login
from parlour.server import sts

if TYPE_CHECKING:
    from parlour.server.setup import Setup


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

    def read(self, work: Callable[[], Any], done: Done) -> None:
        """Do work that waits, beside the loop; then call `done` with what it returned or raised."""

    def compute(self, work: Callable[[], Any], done: Done) -> bool:
        """Do work that keeps a processor busy, as `read` does; False, and it is not done, when too much waits."""

    def rest(self) -> None:
        """A turn ended whose output waits for the disk: more may come before the next begins."""


class Process(Protocol):
    """The process that runs a node."""

    def reload(self, done: Done) -> None:
        """Read the configuration again; then call `done` with sentences that tell what changed, or ReloadFailed."""

    def spend(self, login: str, done: Done) -> None:
        """Take a login that works once out of its file; then call `done` with None, or why that cannot be."""

    def stop(self, reason: str, done: Done, *, restart: bool) -> None:
        """End as a signal would, and start again with `restart`; `done` is called when it begins, or is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a node is told; see docs/configuration.md for each."""

    server_name: str = "parlour.local"
    network_name: str = "Parlour"
    configuration: str = "parlour.toml"
    password: str = ""
    logins: Mapping[str, Login] = field(default_factory=dict)
    motd: list[str] = field(default_factory=list)
    icon: str = ""
    denied_tags: tuple[str, ...] = ()
    about: About = field(default_factory=About)
    sts: StrictTransport | None = None
    on_join: int = 20
    wait: bool = True
    exempt: tuple[str, ...] = ("127.0.0.0/8", "::1", "unix")
    proxies: tuple[str, ...] = ("127.0.0.0/8", "::1", "unix")
    gateways: tuple[tuple[Gateway, tuple[str, ...]], ...] = ()
    """Each with the networks that it may come from."""
    cloak: bytes | None = None
    """The key of cloaks; without one, the hosts of users are their addresses."""
    cloak_suffix: str = "hidden"
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


def options(setup: "Setup", connections: int, cloak_key: bytes) -> Options:
    """What the node is told of what it stands on, of how many connections there is room for, and of cloaks."""
    settings = setup.settings
    given = settings.limits
    return Options(
        server_name=settings.server.name,
        network_name=settings.server.network,
        configuration=setup.configuration,
        logins=setup.logins,
        password=settings.server.password,
        motd=settings.server.motd.splitlines(),
        icon=settings.server.icon,
        denied_tags=settings.server.denied_tags,
        about=About(
            description=settings.server.description,
            rules=tuple(settings.server.rules.splitlines()),
            location=settings.admin.location,
            organisation=settings.admin.organisation,
            email=settings.admin.email,
        ),
        sts=sts.policy(settings),
        on_join=settings.history.on_join,
        wait=settings.history.durability != "none",
        exempt=given.exempt,
        proxies=settings.proxy.trusted,
        gateways=tuple((Gateway(each.name, each.password), each.hosts) for each in settings.proxy.gateways),
        cloak=cloak_key if settings.hosts.cloak else None,
        cloak_suffix=settings.hosts.suffix,
        registration_s=given.registration_s,
        ping_after_s=given.ping_after_s,
        ping_wait_s=given.ping_wait_s,
        send_queue_bytes=given.send_queue_bytes,
        flood_burst=given.flood_burst,
        flood_lines_per_s=given.flood_lines_per_s,
        receive_backlog_bytes=given.receive_backlog_bytes,
        connections=connections,
        connections_per_address=given.connections_per_address,
        hold_s=given.hold_s,
        hold_events=given.hold_events,
        limits=Limits(
            nick=given.nick_length,
            channel=given.channel_length,
            topic=given.topic_length,
            targets=given.targets,
            channels_per_user=given.channels_per_user,
            monitor=given.monitor,
            silence=given.silence,
            page=settings.history.page,
            lobby=settings.text.lobby,
        ),
    )
