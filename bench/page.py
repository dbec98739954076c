"""The page of figures: everything on it is made from the results, except the parts that are kept by hand."""

import re
from collections.abc import Callable, Sequence

from bench.loads import IDLE, LOADS, LOW, Figures, Load, middle, middle_of, p50, p99, per_cpu_s
from bench.measurement import DURABILITIES, LIMIT, PARLOUR, Results, shown
from bench.threads import total

BUSY_CORES = 0.1
"""Others that use more than this share of a core make the figures worse than they are."""
PLAIN_MARK_KIB, TLS_MARK_KIB = 10.0, 40.0
HELP_MARK_MS = 200.0
REGISTRATION_MARK_US = 120.0
TALKS_MARK_MS = 8.0
SCREEN_MARKS = {
    "screen start ms": ("from the start of `parlour chat` until a channel is shown, ms", 800.0),
    "screen keys p95 ms": ("from a key to its echo, 95 of a hundred, ms", 10.0),
    "screen messages p95 ms": ("from a message to the screen, 95 of a hundred, ms", 15.0),
    "screen MiB": ("memory, MiB", 250.0),
}
"""What is measured of the client's screen: the line of its table, and the mark."""
DIRECT = {
    "direct p50 ms": ("a message and its receipt, half of all, ms", 2, None, False),
    "direct p99 ms": ("the same, 99 of a hundred, ms", 2, 5.0, False),
    "openssl thrown MB/s": (
        "a file of 1 GiB from `openssl s_server` to a client that throws it away, MB/s",
        0,
        None,
        True,
    ),
    "openssl kept MB/s": ("the same, to one that keeps it, MB/s", 0, None, True),
    "direct file MB/s": ("the same file over the direct line, kept and checked, MB/s", 0, None, True),
    "direct share": ("as a share of openssl's that is kept", 2, 0.5, True),
    "direct sender MiB": ("memory of the side that sends it, MiB", 0, None, False),
    "direct receiver MiB": ("memory of the side that takes it, MiB", 0, None, False),
}
"""What is measured of the direct line: the line of its table, its digits, the mark, and whether that is the least."""
NOTHING = "-"

BY_HAND = re.compile(r"<!-- by hand: (?P<name>[^>]+?) -->\n(?P<text>.*?)<!-- end: (?P=name) -->", re.DOTALL)
PARTS = {
    "what holds it": "Not written yet.\n",
    "history": """| date | Parlour | room: share of limit | channels: share of limit | KiB, plain | KiB, TLS | remarks |
| --- | --- | --- | --- | --- | --- | --- |
""",
}
"""What is kept by hand, and how it begins."""

INTRODUCTION = """# Performance

<!-- Made by `make bench`, except what stands between "by hand" and "end": that is kept. -->

`limit` is a C program that only reads lines and sends them on, the least that a chat server can do; `ircload` is the
load on both. Every run has a new server, limit and Parlour in turn. Figures are {rounds}.
A **mark** is what was set out to be reached. Unless said otherwise Parlour shows nothing before it is committed to disk
(durability "disk"). CPU time is all that the server's process took, in the program and in the kernel; a message's way
is timed from the moment that it was due.
"""


class BrokenPage(Exception):
    """The parts of a page that are kept by hand cannot be told apart; the message is a sentence."""


def by_hand(page: str) -> dict[str, str]:
    """The parts of a page that are kept by hand.

    Raises:
        BrokenPage: one begins and does not end, or is there twice.
    """
    parts = [(found["name"], found["text"]) for found in BY_HAND.finditer(page)]
    begun = len(re.findall("<!-- by hand: ", page))
    if begun != len(parts) or len(re.findall("<!-- end: ", page)) != begun or len(dict(parts)) != begun:
        raise BrokenPage(
            'A part that is kept by hand has no end, or no beginning, or is there twice ("<!-- by hand: ").'
        )
    return dict(parts)


def render(results: Results, old: str = "") -> str:
    """The whole page, with what is kept by hand as it is in `old`.

    Raises:
        BrokenPage: that cannot be found in `old`.
    """
    kept = PARTS | by_hand(old)
    rounds = results.plan.rounds
    parts = [
        INTRODUCTION.format(rounds=f"medians of {rounds} runs" if rounds > 1 else "those of a single run"),
        *_warnings(results),
    ]
    parts += [table(("", ""), [list(line) for line in results.machine.items()])]
    parts += _loads(results)
    parts += ["## A connection\n", _connections(results), "## Waiting\n", _waiting(results)]
    parts += _screen(results) + _direct(results)
    parts += _durability(results) + _threads(results)
    for name in PARTS:
        parts += [f"## {name.capitalize()}\n", f"<!-- by hand: {name} -->\n{kept.pop(name)}<!-- end: {name} -->\n"]
    parts += [f"<!-- by hand: {name} -->\n{text}<!-- end: {name} -->\n" for name, text in kept.items()]
    return "\n".join(parts + _runs(results))


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def number(value: float | None, digits: int = 0) -> str:
    """A figure for the page, or a dash when there is none."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def verdict(value: float | None, mark: float | None, *, at_least: bool = False) -> str:
    """Whether a mark was met; "" when there is no mark."""
    if mark is None:
        return ""
    word = "at least" if at_least else "at most"
    if value is None:
        return f"{word} {mark:g}: not measured"
    met = value >= mark if at_least else value <= mark
    return f"{word} {mark:g}: {'met' if met else '**missed**'}"


def ratio(results: Results, load: str, server: str = PARLOUR) -> float | None:
    """A server's deliveries per CPU second as a share of limit's, both medians."""
    ours, theirs = (middle(results.runs, load, name, per_cpu_s) for name in (server, LIMIT))
    return ours / theirs if ours is not None and theirs else None


def history_line(results: Results) -> str:
    """A line for the history, to be put there by hand."""
    machine = results.machine
    shares = [number(ratio(results, name), 3) for name in ("room", "channels")]
    memory = [number(_plain_kib(results), 1), number(middle_of(results.values.get("tls KiB", [])), 1)]
    return f"| {' | '.join([machine['date'][:10], machine['Parlour'], *shares, *memory])} | |"


def _warnings(results: Results) -> list[str]:
    said = []
    if results.plan.quick:
        said.append("**A quick run:** short, to see whether measuring works. The figures are rough.\n")
    busy = [run.others for run in results.runs if run.others > BUSY_CORES]
    if busy:
        said.append(
            f"**The machine was not idle:** in {len(busy)} of {len(results.runs)} runs other programs used more than "
            f"{BUSY_CORES} of a core, up to {max(busy):.1f}, so the figures are worse than they should be.\n"
        )
    if results.machine.get("history on") in ("tmpfs", "ramfs"):
        said.append("**The history was in memory,** not on a disk: durability cost nothing here.\n")
    if results.missing:
        said.append(f"**Not all was measured:** {results.missing}\n")
    if results.failures:
        said.append("**What failed:**\n")
        said.append("".join(f"- {failure}\n" for failure in results.failures))
    return said


def _loads(results: Results) -> list[str]:
    found = {run.load for run in results.runs}
    lines = [_load(results, load) for load in LOADS if load.name in found]
    if not lines:
        return []
    head = ("load", "limit: deliveries per CPU s", "Parlour: the same", "share", "mark", "limit: p99, ms",
            "Parlour: p99, ms", "more, ms", "mark")  # fmt: skip
    return ["## Loads\n", table(head, lines)]


def _load(results: Results, load: Load) -> list[str]:
    def of(server: str, figure: Callable[[Figures], float]) -> float | None:
        return middle(results.runs, load.name, server, figure)

    share = ratio(results, load.name)
    theirs, ours = of(LIMIT, p99), of(PARLOUR, p99)
    more = None if theirs is None or ours is None else ours - theirs
    work = [number(of(LIMIT, per_cpu_s)), number(of(PARLOUR, per_cpu_s)), number(share, 3)]
    latency = [number(theirs, 2), number(ours, 2), number(more, 2)]
    return [
        f"**{load.name}**: {load.title}", *work, verdict(share, load.ratio_mark, at_least=True),
        *latency, verdict(more, load.p99_mark_ms),
    ]  # fmt: skip


def _plain_kib(results: Results) -> float | None:
    loaded = middle(results.runs, IDLE.name, PARLOUR, lambda figures: figures.rss_kib_per_conn)
    return loaded if loaded is not None else middle_of(results.values.get("plain KiB", []))


def _connections(results: Results) -> str:
    def of(server: str, figure: Callable[[Figures], float]) -> float | None:
        return middle(results.runs, IDLE.name, server, figure)

    def own(name: str) -> float | None:
        return middle_of(results.values.get(name, []))

    plain = _plain_kib(results)
    cpu = of(PARLOUR, lambda figures: figures.register_cpu_us)
    return table(
        (f"{results.plan.idle:,} idle connections, {results.plan.idle_tls:,} with TLS", "limit", "Parlour", "mark"),
        [
            ["memory of a plain connection, KiB", number(of(LIMIT, lambda figures: figures.rss_kib_per_conn), 1),
             number(plain, 1), verdict(plain, PLAIN_MARK_KIB)],
            ["memory of a TLS connection, KiB", "", number(own("tls KiB"), 1), verdict(own("tls KiB"), TLS_MARK_KIB)],
            ["CPU time of a registration, µs", number(of(LIMIT, lambda figures: figures.register_cpu_us)),
             number(cpu if cpu is not None else own("plain CPU µs")),
             verdict(cpu if cpu is not None else own("plain CPU µs"), REGISTRATION_MARK_US)],
            ["CPU time of a registration with TLS, µs", "", number(own("tls CPU µs")), ""],
        ],
    )  # fmt: skip


def _waiting(results: Results) -> str:
    theirs, ours = (middle(results.runs, LOW.name, server, p50) for server in (LIMIT, PARLOUR))
    names = ("start ms", "first start ms", "help ms", "talks p50 ms", "talks p99 ms")
    times = {name: middle_of(results.values.get(name, [])) for name in names}
    return table(
        ("ms", "limit", "Parlour", "mark"),
        [
            [f"a message's way, half of all, with {LOW.title}", number(theirs, 2), number(ours, 2), ""],
            ["a message in a session, half of all, while 500 pairs say 2,000 a second", "",
             number(times["talks p50 ms"], 2), ""],
            ["the same, 99 of a hundred", "", number(times["talks p99 ms"], 2),
             verdict(times["talks p99 ms"], TALKS_MARK_MS)],
            ["from the start of the server until a client is welcomed", "", number(times["start ms"]), ""],
            ["the same at the first start, which makes a certificate", "", number(times["first start ms"]), ""],
            ["`parlour --help`", "", number(times["help ms"]), verdict(times["help ms"], HELP_MARK_MS)],
        ],
    )  # fmt: skip


def _screen(results: Results) -> list[str]:
    found = {name: middle_of(results.values.get(name, [])) for name in SCREEN_MARKS}
    if not any(value is not None for value in found.values()):
        return []
    lines = [
        [words, number(found[name], 1), verdict(found[name], mark)] for name, (words, mark) in SCREEN_MARKS.items()
    ]
    head = ("the client's screen in a pty, 100,000 messages in a channel", "Parlour", "mark")
    return ["## The client's screen\n", table(head, lines)]


def _direct(results: Results) -> list[str]:
    found = {name: middle_of(results.values.get(name, [])) for name in DIRECT}
    if not any(value is not None for value in found.values()):
        return []
    lines = [
        [words, number(found[name], digits), verdict(found[name], mark, at_least=at_least)]
        for name, (words, digits, mark, at_least) in DIRECT.items()
    ]
    head = ("two machines and no server, both of them this one, everything in memory", "", "mark")
    return ["## The direct line\n", table(head, lines)]


def _durability(results: Results) -> list[str]:
    found = {run.server for run in results.runs if run.load == "channels"}
    if "none" not in found:
        return []
    lines = []
    for kind in DURABILITIES:
        times = [number(middle(results.runs, "channels", kind, figure), 2) for figure in (p50, p99)]
        work = middle(results.runs, "channels", kind, per_cpu_s)
        lines.append([kind, number(work), number(ratio(results, "channels", kind), 3), *times])
    head = ("load **channels**, durability", "deliveries per CPU s", "share of limit's", "p50, ms", "p99, ms")
    return ["## Durability\n", table(head, lines)]


def _threads(results: Results) -> list[str]:
    lines = []
    for load, parts in results.threads.items():
        used = total(parts)
        whole_s = sum(each.both_s for each in used.values())
        for name, each in used.items():
            if whole_s > 0 and each.both_s / whole_s >= 0.005:
                lines.append([load, name, f"{each.user_s / whole_s:.0%}", f"{each.system_s / whole_s:.0%}"])
    if not lines:
        return []
    head = ("Parlour's CPU time by load", "thread, in the order of their start", "in the program", "in the kernel")
    return ["## Where the CPU time goes\n", table(head, lines)]


def _runs(results: Results) -> list[str]:
    lines = [
        [
            run.load, shown(run.server), f"{run.load_average:.2f}", f"{run.others:.2f}",
            *([number(run.figures.deliveries_per_s), number(middle_of([per_cpu_s(run.figures)])),
               number(run.figures.latency_ms.p50, 2), number(run.figures.latency_ms.p99, 2),
               number(run.figures.latency_ms.max, 1)] if run.figures else ["failed", *[NOTHING] * 4]),
        ]
        for run in results.runs
    ]  # fmt: skip
    head = ("load", "server", "load average before", "cores used by others", "deliveries/s", "per CPU s", "p50, ms",
            "p99, ms", "max, ms")  # fmt: skip
    return ["## Every run\n", table(head, lines)] if lines else []
