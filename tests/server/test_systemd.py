"""What a service manager is told. Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html"""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from parlour.server import systemd
from tests.support.manager import Manager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with Manager(tmp_path / "notify") as made:
        yield made


@pytest.fixture
def told(manager: Manager) -> Iterator[systemd.Manager]:
    with closing(systemd.Manager({"NOTIFY_SOCKET": manager.address})) as made:
        yield made


def test_it_is_told_at_a_path(manager: Manager, told: systemd.Manager) -> None:
    told.ready("3 users")
    assert manager.hear() == {"READY": "1", "STATUS": "3 users"}


def test_it_is_told_in_the_abstract_namespace() -> None:
    with Manager(name=f"parlour-test-{os.getpid()}") as manager:
        assert manager.address.startswith("@")
        with closing(systemd.Manager({"NOTIFY_SOCKET": manager.address})) as told:
            told.well()
        assert manager.hear() == {"WATCHDOG": "1"}


def test_a_reload_is_told_with_its_time_on_the_monotonic_clock(manager: Manager, told: systemd.Manager) -> None:
    # "MONOTONIC_USEC=...: a field carrying the monotonic timestamp (as per CLOCK_MONOTONIC) ... formatted as decimal
    # number in µs"
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    told.reloading()
    after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    heard = manager.hear()
    assert heard["RELOADING"] == "1"
    assert before <= int(heard["MONOTONIC_USEC"]) <= after


def test_the_end_and_the_numbers_are_told(manager: Manager, told: systemd.Manager) -> None:
    told.status("3 users")
    told.stopping("stopping")
    assert manager.hear() == {"STATUS": "3 users"}
    assert manager.hear() == {"STOPPING": "1", "STATUS": "stopping"}


# What a machine has by itself is a path or a name in the abstract namespace.
NOBODY = {
    "nobody": {},
    "an empty address": {"NOTIFY_SOCKET": ""},
    "another kind of address": {"NOTIFY_SOCKET": "vsock:2:1234"},
    "a path where nobody is": {"NOTIFY_SOCKET": "/nowhere/at/all"},
}


@pytest.mark.parametrize("environ", NOBODY.values(), ids=NOBODY)
def test_where_nobody_listens_nothing_happens(environ: dict[str, str]) -> None:
    with closing(systemd.Manager(environ)) as told:
        told.ready("3 users")
        told.well()


def test_a_manager_that_does_not_listen_does_not_hold_up_what_only_repeats_itself(
    manager: Manager, told: systemd.Manager
) -> None:
    # Many more than its queue takes; this ends.
    for number in range(10_000):
        told.status(str(number))
    assert manager.hear() == {"STATUS": "0"}


# https://www.freedesktop.org/software/systemd/man/latest/sd_watchdog_enabled.html
WATCHDOGS = {
    "none": ({}, 0.0),
    "one for this process": ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
    "one for whoever is started": ({"WATCHDOG_USEC": "500000"}, 0.5),
    "one for another process": ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, 0.0),
    "what is no number": ({"WATCHDOG_USEC": "soon"}, 0.0),
}


@pytest.mark.parametrize(("environ", "period_s"), WATCHDOGS.values(), ids=WATCHDOGS)
def test_the_watchdog_is(environ: dict[str, str], period_s: float) -> None:
    with closing(systemd.Manager(environ)) as told:
        assert told.watchdog_s == period_s
