"""The machine that figures come from: what it is, and whether it had anything else to do."""

import datetime
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IN_MEMORY = ("tmpfs", "ramfs")


def description(directory: Path) -> dict[str, str]:
    """What a reader needs to know of this machine, in the order of the page; data goes to `directory`."""
    info = Path("/proc/cpuinfo").read_text(errors="replace")
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Parlour": f"{version('parlour')}{_commit()}",
        "processor": cpu_model(info) or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": memory(Path("/proc/meminfo").read_text()),
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "event loop": f"uvloop {_version('uvloop')}" if _version("uvloop") else "asyncio",
        "SQLite": sqlite3.sqlite_version,
        "history on": file_system(directory, Path("/proc/self/mountinfo").read_text()),
    }


def cpu_model(cpuinfo: str) -> str:
    """The processor's name, from /proc/cpuinfo; "" when it does not say."""
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return ""


def memory(meminfo: str) -> str:
    """How much memory there is, from /proc/meminfo."""
    for line in meminfo.splitlines():
        if line.startswith("MemTotal:"):
            return f"{int(line.split()[1]) / 2**20:.1f} GiB"
    return "unknown"


def file_system(path: Path, mountinfo: str) -> str:
    """The kind of file system that holds `path`, from the text of /proc/self/mountinfo."""
    path = path.resolve()
    kind, depth = "unknown", -1
    for line in mountinfo.splitlines():
        mount, _, source = line.partition(" - ")
        point = Path(mount.split()[4].encode().decode("unicode_escape"))
        # A later mount on the same folder hides the earlier one.
        if (point == path or point in path.parents) and len(point.parts) >= depth:
            kind, depth = source.split()[0], len(point.parts)
    return kind


def disk_directory() -> Path:
    """The first of the usual folders for temporary files that is on a disk; the first of all when none is."""
    mounts = Path("/proc/self/mountinfo").read_text()
    folders = [Path(tempfile.gettempdir()), Path("/var/tmp"), ROOT]
    usable = [folder for folder in folders if os.access(folder, os.W_OK)]
    return next((folder for folder in usable if file_system(folder, mounts) not in IN_MEMORY), usable[0])


def load_average() -> float:
    """Of the last minute; it counts what was measured just before, too."""
    return os.getloadavg()[0]


class Others:
    """Counts what other programs do. All of our own children must have been waited for at both ends."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self._used_s = self._now_s()

    def cores(self) -> float:
        """Cores that others kept busy since the start.

        Only the time in programs is counted, and what the hypervisor took: the kernel's time for our own packets is
        not always counted as ours.
        """
        wall_s = time.monotonic() - self._started_s
        return max(0.0, self._now_s() - self._used_s) / wall_s if wall_s > 0 else 0.0

    def _now_s(self) -> float:
        own = (resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return busy_s(Path("/proc/stat").read_text(), os.sysconf("SC_CLK_TCK")) - sum(own)


def busy_s(stat: str, ticks_per_s: int) -> float:
    """CPU seconds of all programs (user, nice) and those stolen by the hypervisor, from the text of /proc/stat."""
    ticks = [int(word) for word in stat.split("\n", 1)[0].split()[1:]]
    return (ticks[0] + ticks[1] + (ticks[7] if len(ticks) > 7 else 0)) / ticks_per_s


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    """The commit that is measured, when this is a checkout."""
    git = shutil.which("git")
    if git is None:
        return ""
    told = subprocess.run(
        [git, "describe", "--always", "--dirty=, changed since"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return f" ({told.stdout.strip()})" if told.returncode == 0 else ""
