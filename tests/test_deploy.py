"""The units for systemd: what they start is there, knows what they say, and runs as confined as they have it."""

import ctypes.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from parlour.cli import cli
from parlour.server.kinds import KINDS
from parlour.server.listeners import wanted
from parlour.server.service import DRAIN_S, FAREWELL_S
from parlour.server.settings import Listen
from parlour.shell import USAGE
from tests.support import confined
from tests.support.irc import Client, insecure_context
from tests.support.process import Server

DEPLOY = Path(__file__).parent.parent / "deploy"
SERVICE = confined.settings(DEPLOY / "parlour.service")
SOCKET = confined.settings(DEPLOY / "parlour.socket")

needs_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: apt-get install systemd"
)
needs_seccomp = pytest.mark.skipif(
    ctypes.util.find_library("seccomp") is None, reason="libseccomp is missing: apt-get install libseccomp2"
)


def test_what_is_started_is_a_command_that_there_is_with_flags_that_it_knows() -> None:
    (start,) = SERVICE["ExecStart"]
    program, *words = shlex.split(start)
    assert Path(program).name == "parlour"
    context = click.Context(cli)
    name, command, rest = cli.resolve_command(context, words)
    assert name == "serve"
    assert command is not None
    command.make_context(name, list(rest), parent=context)


def test_the_server_speaks_to_systemd_as_the_unit_says() -> None:
    assert SERVICE["Type"] == ["notify-reload"]
    assert int(SERVICE["WatchdogSec"][0]) > 0
    assert "ExecReload" not in SERVICE


def test_what_the_unit_puts_into_the_environment_is_known() -> None:
    names = [entry.partition("=")[0] for entry in SERVICE["Environment"]]
    documented = (DEPLOY.parent / "docs" / "configuration.md").read_text()
    assert names
    assert all(f"`{name}`" in documented for name in names)


def test_a_mistake_in_the_configuration_is_not_tried_again_and_a_stop_has_the_time_that_it_needs() -> None:
    assert SERVICE["RestartPreventExitStatus"] == [str(USAGE)]
    assert int(SERVICE["TimeoutStopSec"][0]) > DRAIN_S + FAREWELL_S


def test_the_folders_and_the_user_are_those_that_are_made() -> None:
    assert SERVICE["Environment"] == [f"PARLOUR_DATA=%S/{SERVICE['StateDirectory'][0]}"]
    assert f"\nu {SERVICE['User'][0]} " in (DEPLOY / "parlour.sysusers").read_text()


def test_each_socket_is_told_apart_by_its_port_in_the_default_configuration() -> None:
    kinds = {text.rpartition(":")[2]: kind for kind, text, _ in wanted(Listen())}
    assert "FileDescriptorName" not in SOCKET
    assert [kinds[where.rpartition(":")[2]] for where in SOCKET["ListenStream"]] == ["irc", "tls", "text"]


def test_the_names_that_the_socket_unit_speaks_of_are_those_that_are_known() -> None:
    (named,) = re.findall(r"FileDescriptorName=([a-z_, ]+?) and", (DEPLOY / "parlour.socket").read_text())
    assert set(re.findall(r"[a-z_]+", named)) - {"or"} == set(KINDS)


@needs_analyze
def test_systemd_has_nothing_to_say_against_the_units(tmp_path: Path) -> None:
    service = (DEPLOY / "parlour.service").read_text()
    # What there is to verify here need not be installed, nor need this systemd be 253, which has notify-reload.
    service = service.replace(SERVICE["ExecStart"][0], "/bin/true").replace("Type=notify-reload", "Type=notify")
    (tmp_path / "parlour.service").write_text(service)
    shutil.copy(DEPLOY / "parlour.socket", tmp_path)
    for name in ("parlour.service", "parlour.socket"):
        verified = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
            capture_output=True, text=True, check=False, env={**os.environ, "SYSTEMD_COLORS": "0"},
        )  # fmt: skip
        assert (verified.returncode, verified.stderr) == (0, "")


@needs_analyze
def test_systemd_finds_the_service_little_exposed(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "parlour.service", tmp_path)
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(tmp_path / "parlour.service")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    level = re.search(r"exposure level for parlour\.service: ([0-9.]+)", found.stdout)
    assert level is not None
    assert float(level[1]) < 2.0


class Confined(Server):
    """A server that may do no more than the unit lets it."""

    def __init__(self, home: Path, *words: str) -> None:
        super().__init__(home, *words)
        self._before = [sys.executable, confined.__file__, str(DEPLOY / "parlour.service")]


@pytest.mark.slow
@needs_analyze
@needs_seccomp
def test_the_server_does_all_it_has_to_as_confined_as_the_unit_says(tmp_path: Path) -> None:
    with Confined(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0", "--unix", "irc.sock") as server:
        with Client(server.tls, "ann", insecure_context()) as ann, server.client("bob", kind="unix") as bob:
            ann.register("draft/chathistory", "batch", "server-time", "message-tags").join("#attic")
            bob.join("#attic")
            bob.send("PRIVMSG #attic :hello")
            ann.expect("…PRIVMSG #attic :hello")
            assert [line.text for line in ann.history("#attic")] == ["hello"]
            ann.send(f"OPER admin {server.first_password}")
            ann.expect("… 381 …")
            ann.send("REHASH")
            ann.expect("… NOTICE ann :*** operators no more: admin")
            ann.send("RESTART")
            ann.rest()
        server.read_announcement()
        with server.client("cat"), server.client("dan", kind="tls"):
            pass
        assert server.stop() == 0
        assert "internal error" not in server.errors


@pytest.mark.slow
@needs_analyze
@needs_seccomp
def test_what_the_unit_forbids_cannot_be_done(tmp_path: Path) -> None:
    def refused(code: str) -> bool:
        confined_python = [sys.executable, confined.__file__, str(DEPLOY / "parlour.service"), sys.executable, "-c"]
        ended = subprocess.run([*confined_python, code], capture_output=True, text=True, check=False)
        return ended.returncode != 0 and ("Operation not permitted" in ended.stderr or "Permission" in ended.stderr)

    assert refused("import os; os.chown('.', 0, 0)")
    assert refused("import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)")
    assert refused("import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)")
    assert not refused("import os; os.getpid()")
