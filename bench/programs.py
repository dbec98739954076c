"""The two C programs: ircload puts a load on a server, limit is the server that others are compared with."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

SOURCES = ("ircload", "limit")


class Programs(NamedTuple):
    """Where each was built; None where it was not."""

    ircload: Path | None
    limit: Path | None
    missing: str
    """One sentence on what could not be built and what is not measured for it; "" when all is there."""


def build(sources: Path, directory: Path) -> Programs:
    """Compile what is found in `sources` into `directory`."""
    compiler = shutil.which("cc")
    built: dict[str, Path] = {}
    reasons: list[str] = []
    for name in SOURCES:
        source, target = sources / f"{name}.c", directory / name
        if not source.is_file():
            reasons.append(f"{name}.c is not in {sources}")
        elif compiler is None:
            reasons.append(f"there is no C compiler (cc) for {name}.c")
        else:
            done = subprocess.run(
                [compiler, "-O2", "-o", target, source], capture_output=True, text=True, check=False
            )  # fmt: skip
            if done.returncode == 0:
                built[name] = target
            else:
                reasons.append(f"{name}.c does not compile ({_first_error(done.stderr)})")
    return Programs(built.get("ircload"), built.get("limit"), sentence(reasons, loads="ircload" in built))


def sentence(reasons: list[str], *, loads: bool) -> str:
    """What is missing, and what is left out for it, in one sentence; `loads` says whether loads can be run."""
    if not reasons:
        return ""
    left_out = "limit is not compared with" if loads else "loads are left out"
    return f"{' and '.join(reasons)}, so {left_out}; BENCH_SOURCES=FOLDER or --sources says where the sources are."


def _first_error(said: str) -> str:
    return next((line for line in said.splitlines() if "error" in line), "no reason given")
