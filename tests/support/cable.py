"""Two machines with a cable between them that can be cut: network namespaces, which root may make."""

import os
import subprocess
from functools import cache
from types import TracebackType
from typing import Self

from tests.support.programs import programs_missing

NEAR_IP, FAR_IP = "192.0.2.1", "192.0.2.2"


class Cable:
    """A cable, whose ends are two machines on which programs can run. A context manager."""

    def __init__(self) -> None:
        self._near = f"parlour-near-{os.getpid()}"
        self._far = f"parlour-far-{os.getpid()}"

    def __enter__(self) -> Self:
        try:
            for machine in (self._near, self._far):
                _ip("netns", "add", machine)
            _ip("-n", self._near, "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", self._far)
            for machine, name, address in ((self._near, "near", NEAR_IP), (self._far, "far", FAR_IP)):
                _ip("-n", machine, "address", "add", f"{address}/24", "dev", name)
                for link in ("lo", name):
                    _ip("-n", machine, "link", "set", link, "up")
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        for machine in (self._near, self._far):
            _ip("netns", "delete", machine, check=False)

    def near(self, *words: str) -> list[str]:
        """The words that start a program on the machine at this end."""
        return ["ip", "netns", "exec", self._near, *words]

    def far(self, *words: str) -> list[str]:
        """The words that start a program on the machine at the other end."""
        return ["ip", "netns", "exec", self._far, *words]

    def cut(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        _ip("-n", self._far, "link", "set", "far", "down")


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], capture_output=True, check=check, timeout=60)


@cache
def missing() -> str | None:
    """Why there can be no cable here, if that is so."""
    if reason := programs_missing({"ip": "iproute2"}):
        return reason
    try:
        with Cable():
            return None
    except subprocess.CalledProcessError as error:
        return f"there can be no network namespaces: {error.stderr.decode().strip()}"
