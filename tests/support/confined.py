"""Runs a command as confined as a unit of systemd says: `python confined.py UNIT COMMAND...`.

What is taken over is what the kernel holds a program to by itself: the system calls, the address families, memory that
is written and executed, no new privileges. libseccomp and systemd-analyze have to be there.
"""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path

PR_SET_NO_NEW_PRIVS = 38
PR_SET_MDWE = 65
PR_MDWE_REFUSE_EXEC_GAIN = 1
SCMP_ACT_ALLOW = 0x7FFF0000
SCMP_ACT_ERRNO = 0x00050000
SCMP_CMP_EQ = 4

FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
"""Source: sys/socket.h"""


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def settings(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit file, by name; what is given several times is several."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def members(group: str) -> set[str]:
    """The system calls of a group such as @system-service, those of its own groups included."""
    if not group.startswith("@"):
        return {group}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True)
    calls: set[str] = set()
    for line in listed.stdout.splitlines()[1:]:
        if (name := line.strip()) and not name.startswith("#"):
            calls |= members(name)
    return calls


def allowed(filters: list[str]) -> set[str]:
    """The system calls that filters let through, as systemd.exec(5) has it: those with a tilde take away."""
    calls: set[str] = members("@default")
    for each in filters:
        for group in each.removeprefix("~").split():
            calls = calls - members(group) if each.startswith("~") else calls | members(group)
    return calls


def confine(unit: Path) -> None:
    """Confine this process, and all that it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    held = settings(unit)
    calls = allowed(held["SystemCallFilter"])
    context = ctypes.c_void_p(seccomp.seccomp_init(SCMP_ACT_ERRNO | errno.EPERM))
    sockets = seccomp.seccomp_syscall_resolve_name(b"socket")
    for name in calls - {"socket"}:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            seccomp.seccomp_rule_add_array(context, SCMP_ACT_ALLOW, number, 0, None)
    for family in held["RestrictAddressFamilies"][0].split():
        only = Comparison(0, SCMP_CMP_EQ, FAMILIES[family], 0)
        seccomp.seccomp_rule_add_array(context, SCMP_ACT_ALLOW, sockets, 1, ctypes.byref(only))
    assert held["NoNewPrivileges"] == held["MemoryDenyWriteExecute"] == ["yes"]
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    # Before Linux 6.3 systemd has a filter of its own for this.
    if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0 and ctypes.get_errno() != errno.EINVAL:
        raise OSError(ctypes.get_errno(), "memory that is written can be executed")
    assert seccomp.seccomp_load(context) == 0


if __name__ == "__main__":
    confine(Path(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
