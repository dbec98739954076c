"""The programs that tests drive: whether they are there, and how those are started that will not work for root."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache

_AS_NOBODY = (
    *("setpriv", "--reuid=nobody", "--securebits=+no_setuid_fixup"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
)
"""Another user, who may still read and write what is root's, as the folders of the tests are; without that bit the
kernel would, whenever a program asks beforehand whether it may, say that it may not."""


def programs_missing(programs: Mapping[str, str]) -> str | None:
    """What there is to do before these programs can be driven, if anything; they are given with their packages."""
    packages = {package for program, package in programs.items() if shutil.which(program) is None}
    lacking = ", ".join(program for program in programs if shutil.which(program) is None)
    return f"missing: {lacking} (apt-get install {' '.join(sorted(packages))})" if packages else None


def rootless(*words: str) -> list[str]:
    """The words that start a program, as another user if this one is root."""
    return [*_AS_NOBODY, *words] if os.getuid() == 0 else list(words)


@cache
def bound_to_root() -> str | None:
    """Why a program cannot be started as another user, if that is so."""
    try:
        subprocess.run(rootless("true"), capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"it cannot be started as another user than root: {error}"
    return None
