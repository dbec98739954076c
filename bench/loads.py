"""The loads that servers are measured with, and what a run of one gives."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple

import msgspec

ENOUGH = 0.9
"""A run that delivered a smaller share of what was due measured a server, or a machine, that fell behind."""


class RunFailed(Exception):
    """A run gave no figures; the message is a sentence without its full stop."""


class Load(NamedTuple):
    """One piece of work for a server. `rate` is messages a second over all senders; None keeps every sender busy."""

    name: str
    title: str
    clients: int
    rate: int | None
    channels: int = 1
    senders: int = 1
    caps: str = ""
    direct: bool = False
    ratio_mark: float | None = None
    """The least share of limit's deliveries per CPU second."""
    p99_mark_ms: float | None = None
    """The most that a message's way may take longer than with limit, at the 99th percentile."""
    seconds: float | None = None
    """How long it lasts, if not as long as the others."""

    @property
    def arguments(self) -> list[str]:
        """What ircload is told of it."""
        words = ["--clients", str(self.clients), "--channels", str(self.channels), "--senders", str(self.senders)]
        words += ["--mode", "dm"] if self.direct else []
        words += ["--rate", str(self.rate)] if self.rate else []
        return words + (["--caps", self.caps] if self.caps else [])

    @property
    def due_per_s(self) -> float:
        """Deliveries a second if all arrive; 0 when that is up to the server, or the time too short to tell."""
        if not self.rate or self.seconds:
            return 0.0
        return float(self.rate) if self.direct else self.rate * (self.clients / self.channels - 1)


TAGS = "message-tags server-time"
ROOM = Load(
    "room", "500 users in one channel, 100 messages a second", 500, 100, ratio_mark=0.60, p99_mark_ms=4.0
)  # fmt: skip
CHANNELS = Load(
    "channels", "1,000 users in 50 channels, 1,000 messages a second", 1000, 1000, channels=50, senders=2,
    ratio_mark=0.45, p99_mark_ms=4.0,
)  # fmt: skip
LOW = Load("low", "20 users in one channel, 10 messages a second", 20, 10)
LOADS = (
    ROOM,
    CHANNELS,
    ROOM._replace(name="room-tags", title=f"{ROOM.title}, `{TAGS}`", caps=TAGS, ratio_mark=None, p99_mark_ms=None),
    CHANNELS._replace(
        name="channels-tags", title=f"{CHANNELS.title}, `{TAGS}`", caps=TAGS, ratio_mark=None, p99_mark_ms=None
    ),
    Load("pairs", "200 users in pairs, each with 4 messages on their way at all times", 200, None, direct=True),
    LOW,
)
IDLE = Load("idle", "2,000 users who only stay", 2000, 10, direct=True, seconds=1.0)


class Latency(msgspec.Struct, frozen=True):
    """How long a message's way took, in milliseconds."""

    p50: float
    p99: float
    p999: float
    max: float


class Figures(msgspec.Struct, frozen=True):
    """What ircload says of one run, by its own names; the rest of what it says is not used."""

    register_cpu_us: float
    rss_kib_per_conn: float
    sent_per_s: float
    deliveries_per_s: float
    server_cpu_s: float
    deliveries_per_cpu_s: float
    latency_ms: Latency
    closed: int


def parse(answer: str, due_per_s: float = 0.0) -> Figures:
    """The figures in ircload's answer, of which `due_per_s` is how much had to be delivered.

    Raises:
        RunFailed: there are none, or they say that the run does not count.
    """
    try:
        figures = msgspec.json.decode(answer.encode(), type=Figures)
    except msgspec.DecodeError as error:
        raise RunFailed(f"ircload's answer cannot be read ({error})") from None
    if figures.closed:
        raise RunFailed(f"{figures.closed} connections were closed")
    if figures.deliveries_per_s <= 0 or figures.latency_ms.p99 < 0:
        raise RunFailed("nothing was delivered")
    if figures.deliveries_per_s < ENOUGH * due_per_s:
        raise RunFailed(f"only {figures.deliveries_per_s / due_per_s:.0%} of what was due was delivered in time")
    return figures


class Run(NamedTuple):
    """One run of a load on one server: its figures, or why there are none."""

    load: str
    server: str
    load_average: float
    others: float
    """Cores that other programs used meanwhile."""
    figures: Figures | None
    failure: str = ""


def middle(runs: Iterable[Run], load: str, server: str, figure: Callable[[Figures], float]) -> float | None:
    """The median of a figure over the runs of a load on a server; None when none of them gave it."""
    values = [figure(run.figures) for run in runs if run.figures and (run.load, run.server) == (load, server)]
    return middle_of(values)


def middle_of(values: Sequence[float]) -> float | None:
    """The median of what was measured; None when nothing was. What could not be measured is below 0 or no number."""
    usable = [value for value in values if math.isfinite(value) and value >= 0]
    return median(usable) if usable else None


def per_cpu_s(figures: Figures) -> float:
    """Deliveries per second of the server's CPU time; below 0 when it used too little to tell."""
    return figures.deliveries_per_cpu_s if figures.server_cpu_s >= 0.2 else -1.0


def p50(figures: Figures) -> float:
    """Half of all deliveries took no longer, in milliseconds."""
    return figures.latency_ms.p50


def p99(figures: Figures) -> float:
    """Of a hundred deliveries, 99 took no longer, in milliseconds."""
    return figures.latency_ms.p99
