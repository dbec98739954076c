"""Where a server's CPU time goes: by thread, in the program (user) and in the kernel (system).

    python bench/run.py --quick --only room

prints it for one load; the page has it for each.
"""

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

LOOP = "event loop"


class Used(NamedTuple):
    """CPU seconds of one thread."""

    user_s: float
    system_s: float

    @property
    def both_s(self) -> float:
        """In the program and in the kernel."""
        return self.user_s + self.system_s


class Sample(NamedTuple):
    """What each thread has used since it began, by its id, at one moment."""

    at_s: float
    used: dict[int, Used]


def sample(pid: int, at_s: float) -> Sample:
    """Look at all threads of a process; one that has ended is left out."""
    used: dict[int, Used] = {}
    ticks_per_s = os.sysconf("SC_CLK_TCK")
    for folder in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            used[int(folder.name)] = parse((folder / "stat").read_text(), ticks_per_s)
    return Sample(at_s, used)


def parse(stat: str, ticks_per_s: int) -> Used:
    """From the text of /proc/PID/task/TID/stat; its second field is a name that may have anything in it."""
    fields = stat.rpartition(")")[2].split()
    return Used(int(fields[11]) / ticks_per_s, int(fields[12]) / ticks_per_s)


def between(samples: list[Sample], pid: int, window_s: float) -> dict[str, Used]:
    """What each thread used in the last `window_s` seconds of the samples, by its name in the order of their start."""
    if not samples:
        return {}
    last = samples[-1]
    first = next(each for each in samples if each.at_s >= last.at_s - window_s)
    found: dict[str, Used] = {}
    for number, thread in enumerate(sorted(last.used), 1):
        before = first.used.get(thread, Used(0.0, 0.0))
        used = last.used[thread]
        name = LOOP if thread == pid else f"thread {number}"
        found[name] = Used(used.user_s - before.user_s, used.system_s - before.system_s)
    return found


def total(parts: list[dict[str, Used]]) -> dict[str, Used]:
    """The sum over several runs."""
    found: dict[str, Used] = {}
    for part in parts:
        for name, used in part.items():
            sofar = found.get(name, Used(0.0, 0.0))
            found[name] = Used(sofar.user_s + used.user_s, sofar.system_s + used.system_s)
    return found
