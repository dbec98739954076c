"""Measure the server, and write what came of it to docs/performance.md.

    make bench
    make bench ARGS="--quick"
    python bench/run.py [--quick] [--only NAME ...] [--sources FOLDER] [--directory DIR] [--output FILE]

A quick run, or one of only some loads, is printed unless --output says where it goes. The exit code is 0 when all that
could be measured was, whatever the figures are, 1 when something failed, and 2 for a mistake in what was asked.
"""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
SOURCES = ROOT.parent / "shared" / "bench"

if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # so that "bench" is found, and nothing in it stands in the way of the standard library

from bench import machine, page  # noqa: E402
from bench.loads import IDLE, LOADS  # noqa: E402
from bench.measurement import Measurement, Plan, Results  # noqa: E402
from bench.programs import build  # noqa: E402

FULL = Plan(rounds=3, seconds=8.0, idle=2000, idle_tls=1000, loads=LOADS)
QUICK = Plan(rounds=1, seconds=3.0, idle=200, idle_tls=100, loads=LOADS, quick=True)


PAIRS = (500, 2000)
"""How many pairs talk in sessions, and how many messages a second they say together."""

SCREENFUL = 100_000
"""So many messages the client's screen has."""


FILE_MIB = 1024
"""So large is the file that goes over the direct line."""


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the server.")
    parser.add_argument("--quick", action="store_true", help="short runs, once each, to see whether it works")
    parser.add_argument("--only", nargs="+", choices=[load.name for load in LOADS], help="only these loads")
    parser.add_argument(
        "--sources", type=Path, default=Path(os.environ.get("BENCH_SOURCES") or os.path.relpath(SOURCES)),
        help="where ircload.c and limit.c are; without it $BENCH_SOURCES, or shared/bench beside the checkout",
    )  # fmt: skip
    parser.add_argument("--directory", type=Path, help="where servers keep their data; without it a folder on a disk")
    parser.add_argument("--output", type=Path, help="the page to write; without it docs/performance.md for a full run")
    return parser


def main() -> int:
    """Measure what the command line says; returns the exit code."""
    given = arguments().parse_args()
    if sys.platform != "linux":
        print("Only Linux tells how much CPU time and memory a server uses, so nothing is measured here.")
        return 0
    plan = QUICK if given.quick else FULL
    if given.only:
        plan = plan._replace(loads=[load for load in LOADS if load.name in given.only])
    output: Path | None = given.output or (None if given.quick or given.only else PAGE)
    directory: Path = given.directory or machine.disk_directory()
    if not directory.is_dir():
        print(f"{directory} is not a folder.", file=sys.stderr)
        return 2
    try:
        source = output if output and output.exists() else PAGE
        old = source.read_text(encoding="utf-8") if source.exists() else ""
        page.by_hand(old)
    except (OSError, page.BrokenPage) as error:
        print(error, file=sys.stderr)
        return 2
    # What was started is ended and removed on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = measure(plan, given.sources, directory, everything=not given.only)
    text = page.render(results, old)
    written = output is not None and _write(output, text)
    if not written:
        print(text)
    say(f"for the history: {page.history_line(results)}")
    for failure in results.failures:
        say(f"failed: {failure}")
    return 1 if results.failures or (output is not None and not written) else 0


def _write(path: Path, text: str) -> bool:
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        say(f"The page could not be written, so here it is ({error}).")
        return False
    say(f"written: {path}")
    return True


def measure(plan: Plan, sources: Path, directory: Path, *, everything: bool) -> Results:
    """All loads of the plan, and with `everything` what is not a load."""
    results = Results(machine.description(directory), plan)
    with tempfile.TemporaryDirectory(prefix="parlour-bench-") as folder:
        programs = build(sources, Path(folder))
        results.missing = programs.missing
        if programs.missing:
            say(programs.missing)
        measurement = Measurement(results, programs, directory, say)
        measurement.loads(plan.loads)
        if everything:
            if programs.ircload is None:
                measurement.idle("plain", plan.idle, tls=False)
            else:
                measurement.loads([IDLE._replace(clients=plan.idle)])
            measurement.idle("tls", plan.idle_tls, tls=True)
            measurement.talks(*PAIRS, seconds=plan.seconds)
            measurement.screen(SCREENFUL)
            measurement.direct(FILE_MIB)
            measurement.starts()
            measurement.help()
    return results


def say(text: str) -> None:
    """Tell whoever waits."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
